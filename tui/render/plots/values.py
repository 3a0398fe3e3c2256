"""Numbers, dates and names out of JSON, whatever it holds, on the scale of an axis."""

from __future__ import annotations

import base64
import binascii
import math
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

from tui.model.clean import clean
from tui.render.plots.figures import MOST_CATEGORIES, Box, Scale
from tui.render.sgr import cut
from tui.wire.message import Json, JsonObject

MOST_VALUES = 500_000
"""Values of a column that are looked at."""

_LONGEST_NAME = 60
_LONGEST_TEXT = 1_000
_LOOKED_AT = 1_000
# The types of Plotly's typed arrays by `array`'s names of them; all are little-endian.
_TYPED = {
    **{"i1": "b", "int8": "b", "u1": "B", "uint8": "B", "u1c": "B", "uint8c": "B"},
    **{"i2": "h", "int16": "h", "u2": "H", "uint16": "H", "i4": "i", "int32": "i"},
    **{"u4": "I", "uint32": "I", "f4": "f", "float32": "f", "f8": "d", "float64": "d"},
}
_DATE = re.compile(
    r"\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?)?(Z|[+-]\d{2}:?\d{2})?"
)
_TAG = re.compile(r"<[^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of values on one scale; on a category scale they count the categories."""

    scale: Scale
    categories: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]


def object_of(value: Json) -> JsonObject:
    """An object, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def items_of(value: Json) -> list[Json]:
    """A list, or what a typed array of Plotly holds (of two dimensions: lists); [] for others."""
    if isinstance(value, list):
        return value[:MOST_VALUES]
    if not isinstance(value, Mapping):
        return []
    data, kind = value.get("bdata"), value.get("dtype")
    if not isinstance(data, str) or not isinstance(kind, str) or kind not in _TYPED:
        return []
    try:
        numbers = array(_TYPED[kind])
        size = MOST_VALUES * numbers.itemsize
        decoded = base64.b64decode(data[: size * 4 // 3 // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        return []
    numbers.frombytes(decoded[: len(decoded) // numbers.itemsize * numbers.itemsize])
    return _in_rows(list(numbers), value.get("shape"))


def _in_rows(numbers: list[Json], shape: Json) -> list[Json]:
    """Numbers as rows if a shape of two dimensions says so."""
    if not isinstance(shape, str) or len(shape) > 40:
        return numbers
    sizes = [size.strip() for size in shape.split(",")]
    if len(sizes) != 2 or not all(size.isdecimal() for size in sizes):
        return numbers
    across = int(sizes[1])
    if across < 1:
        return []
    return [numbers[start : start + across] for start in range(0, len(numbers), across)]


def text_in(value: Json) -> str:
    """The text of a title or name on one line, its markup taken out; "" for what is none."""
    if isinstance(value, Mapping):
        value = value.get("text")
    if isinstance(value, list):
        value = " ".join(part for part in value if isinstance(part, str))
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else "…"
    if not isinstance(value, str):
        return ""
    text = unescape(_TAG.sub(" ", value[:_LONGEST_TEXT]))
    return cut(clean(" ".join(text.split())), _LONGEST_NAME)


def number_in(value: Json) -> float:
    """A number, also one written as text; `nan` for what is none or not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    if isinstance(value, str) and (len(value) > 40 or not value.isascii() or "_" in value):
        return math.nan
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def time_in(value: Json) -> float:
    """The seconds since 1970 of a date as ISO 8601 writes it; `nan` for what is none."""
    if not isinstance(value, str) or len(value) > 40 or _DATE.fullmatch(value) is None:
        return math.nan
    if len(value) == 7:
        value += "-01"
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.nan


def scale_of(values: Iterable[Json]) -> Scale:
    """The scale that values seem to be on: linear, of time, or categories."""
    known = [value for value in values if value is not None and value != ""]
    if not known or all(not math.isnan(number_in(value)) for value in known):
        return Scale.LINEAR
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in known):
        return Scale.LINEAR
    dates = sum(not math.isnan(time_in(value)) for value in known)
    return Scale.TIME if dates >= 0.8 * len(known) else Scale.CATEGORY


def columns_of(lists: Sequence[Sequence[Json]], scale: Scale | None = None) -> Columns:
    """Columns on one scale, the one given or the one they seem to be on.

    Of many categories only the first `MOST_CATEGORIES` are kept, all others are `nan`.
    """
    if scale is None:
        scale = scale_of(value for values in lists for value in values[:_LOOKED_AT])
    if scale is not Scale.CATEGORY:
        read = time_in if scale is Scale.TIME else number_in
        return Columns(scale, (), tuple(tuple(map(read, values)) for values in lists))
    names: dict[str, int] = {}
    columns: list[tuple[float, ...]] = []
    for values in lists:
        column: list[float] = []
        for value in values:
            name = _category(value)
            if len(names) < MOST_CATEGORIES:
                names.setdefault(name, len(names))
            column.append(names.get(name, math.nan))
        columns.append(tuple(column))
    return Columns(scale, tuple(names), tuple(columns))


def _category(value: Json) -> str:
    return text_in(value) if not isinstance(value, Mapping) else "…"


def box_of(label: str, values: Iterable[float]) -> Box | None:
    """The five numbers of some values; `None` when there are none."""
    known = sorted(value for value in values if not math.isnan(value))
    if not known:
        return None
    first, median, third = (_quantile(known, share) for share in (0.25, 0.5, 0.75))
    return Box(label, known[0], first, median, third, known[-1])


def _quantile(known: Sequence[float], share: float) -> float:
    place = share * (len(known) - 1)
    low = math.floor(place)
    high = min(low + 1, len(known) - 1)
    return known[low] + (known[high] - known[low]) * (place - low)
