"""The rows of a Vega-Lite chart, and what its channels read of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tui.render.plots.bins import Bins, bins_for
from tui.render.plots.figures import Scale
from tui.render.plots.ticks import EARLIEST, LATEST
from tui.render.plots.values import items_of, number_in, object_of, text_in
from tui.wire.message import Json, JsonObject

Rows = list[JsonObject]
MOST_ROWS = 100_000
"""Rows that are looked at."""

_SCALES = {
    "quantitative": Scale.LINEAR,
    "temporal": Scale.TIME,
    "nominal": Scale.CATEGORY,
    "ordinal": Scale.CATEGORY,
}
_AGGREGATES = frozenset(
    {"count", "valid", "distinct", "sum", "mean", "average", "median", "min", "max"}
)
# What changes values in ways that are not followed here.
_BEYOND = ("timeUnit", "condition", "impute")
_USUAL_BINS = 10


@dataclass(frozen=True, slots=True)
class Channel:
    """What a channel shows: a field or a constant, put in bins or summed up.

    `bins` is how many are wanted (0 for none), `within` are those that there are.
    """

    field: str = ""
    scale: Scale | None = None
    aggregate: str = ""
    title: str = ""
    bins: int = 0
    within: Bins | None = None
    constant: Json = None
    keeps_order: bool = False

    @property
    def is_name(self) -> bool:
        """Whether its values are names."""
        return self.scale is Scale.CATEGORY and not self.bins

    @property
    def is_measure(self) -> bool:
        """Whether its values are numbers."""
        return self.scale in (Scale.LINEAR, Scale.LOG) or bool(self.aggregate)

    def value(self, row: JsonObject) -> Json:
        """Its value of a row, as it stands there."""
        return row.get(self.field) if self.field else self.constant

    def of(self, row: JsonObject) -> Json:
        """Its value of a row, or the middle of the bin that is in."""
        value = self.value(row)
        if self.within is None:
            return value
        number = self.within.of(number_in(value))
        return None if number is None else self.within.middles[number]

    def times(self, values: Sequence[Json]) -> list[Json]:
        """Values with dates in the place of milliseconds, if it is one of times."""
        if self.scale is not Scale.TIME:
            return [*values]
        return [_date(value) if isinstance(value, int | float) else value for value in values]


def _date(milliseconds: float) -> str | None:
    seconds = number_in(milliseconds) / 1000
    if not EARLIEST <= seconds <= LATEST:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()


def rows_of(data: Json, datasets: JsonObject) -> Rows:
    """The rows that stand in a chart; [] for those that are elsewhere, or are not rows."""
    source = object_of(data)
    values, name = source.get("values"), source.get("name")
    if values is None and isinstance(name, str):
        values = datasets.get(name)
    rows: Rows = []
    for value in items_of(values)[:MOST_ROWS]:
        # Values that are no objects are rows with a field named `data`.
        rows.append(value if isinstance(value, Mapping) else {"data": value})
    return rows


def channel_of(definition: Json) -> Channel | None:
    """What a channel shows; `None` for what is beyond what is drawn here."""
    parts = object_of(definition)
    if any(parts.get(key) is not None for key in _BEYOND):
        return None
    aggregate = parts.get("aggregate") or ""
    if not isinstance(aggregate, str) or (aggregate and aggregate not in _AGGREGATES):
        return None
    field, kind = parts.get("field", ""), parts.get("type")
    if not isinstance(field, str):
        return None
    scale = _SCALES.get(kind) if isinstance(kind, str) else None
    if aggregate and scale is not Scale.CATEGORY:
        scale = Scale.LINEAR
    if scale is None and not aggregate:
        scale = Scale.CATEGORY if isinstance(parts.get("datum"), str) else None
    if object_of(parts.get("scale")).get("type") == "log":
        scale = Scale.LOG
    bins = _bins(parts.get("bin"))
    usual = f"{aggregate} of {field}" if aggregate and field else aggregate or field
    return Channel(
        field.replace("\\", ""),
        Scale.LINEAR if bins else scale,
        aggregate,
        text_in(parts["title"]) if parts.get("title") is not None else text_in(usual),
        bins,
        None,
        parts.get("datum", parts.get("value")),
        "sort" in parts,
    )


def _bins(value: Json) -> int:
    if not value or value == "binned":
        return 0
    wanted = number_in(object_of(value).get("maxbins"))
    return _USUAL_BINS if math.isnan(wanted) else int(min(max(wanted, 1), 60))


def binned(channel: Channel, rows: Rows) -> Channel:
    """The channel with bins for its values, if it wants any."""
    if not channel.bins:
        return channel
    values = [number_in(channel.value(row)) for row in rows]
    return replace(channel, within=bins_for(values, channel.bins))
