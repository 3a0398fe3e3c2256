"""Plotly's traces that share two axes: points, lines, bars and histograms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tui.render.plots.bins import aggregate, bins_for
from tui.render.plots.figures import (
    MOST_CATEGORIES,
    MOST_POINTS,
    Axis,
    BarRow,
    Bars,
    Chart,
    Figure,
    Mark,
    Scale,
    Series,
)
from tui.render.plots.values import columns_of, items_of, number_in, object_of, scale_of, text_in
from tui.wire.message import Json, JsonObject

_SCALES = {"log": Scale.LOG, "date": Scale.TIME, "category": Scale.CATEGORY}
_STACKED = ("stack", "relative")


@dataclass(frozen=True, slots=True)
class _Trace:
    """A trace whose bars, if it has any, stand upright, or lie if `lies`."""

    name: str
    mark: Mark
    xs: list[Json]
    ys: list[Json]
    lies: bool = False


def cartesian_figure(
    title: str,
    traces: Sequence[JsonObject],
    axes: tuple[JsonObject, JsonObject],
    layout: JsonObject,
) -> Figure | None:
    """Bars if all traces are bars of names, else a chart; `None` when there is nothing in it."""
    x_axis, y_axis = axes
    histograms = [trace for trace in traces if trace.get("type") == "histogram"]
    read = [] if not histograms else _histograms(histograms, layout)
    read += [_read(trace) for trace in traces if trace.get("type") != "histogram"]
    read = [trace for trace in read if trace.ys]
    if not read:
        return None
    stacked = layout.get("barmode") in _STACKED
    lies = any(trace.lies for trace in read)
    if lies:
        x_axis, y_axis = y_axis, x_axis
    scale = _scale(x_axis)
    if all(trace.mark is Mark.BARS for trace in read):
        names = [value for trace in read for value in trace.xs[:1_000]]
        if lies or (scale or scale_of(names)) is Scale.CATEGORY:
            return _bars(title, read, text_in(y_axis.get("title")), stacked)
    return _chart(title, read, x_axis, y_axis, stacked)


def _scale(axis: JsonObject) -> Scale | None:
    kind = axis.get("type")
    return _SCALES.get(kind) if isinstance(kind, str) else None


def _read(trace: JsonObject) -> _Trace:
    xs, ys = items_of(trace.get("x")), items_of(trace.get("y"))
    if trace.get("type") in ("ohlc", "candlestick"):
        ys = items_of(trace.get("close"))
    lies = trace.get("orientation") == "h" and trace.get("type") in ("bar", "funnel")
    if lies:
        xs, ys = ys, xs
    if not ys:
        ys, xs = xs, []
    if not xs:
        start, step = number_in(trace.get("x0")), number_in(trace.get("dx"))
        start, step = (0.0 if math.isnan(start) else start), (1.0 if math.isnan(step) else step)
        xs = [start + number * step for number in range(len(ys))]
    length = min(len(xs), len(ys))
    return _Trace(text_in(trace.get("name")), _mark(trace, length), xs[:length], ys[:length], lies)


def _mark(trace: JsonObject, length: int) -> Mark:
    kind, mode = trace.get("type", "scatter"), trace.get("mode")
    if kind in ("bar", "funnel"):
        return Mark.BARS
    if kind in ("ohlc", "candlestick"):
        return Mark.LINE
    if trace.get("fill") in ("tozeroy", "tonexty") and "stackgroup" not in trace:
        return Mark.AREA if trace.get("fill") == "tozeroy" else Mark.LINE
    if not isinstance(mode, str):
        # What Plotly does when nothing is said.
        return Mark.LINE_AND_POINTS if length < 20 else Mark.LINE
    if "lines" in mode:
        if object_of(trace.get("line")).get("shape") in ("hv", "vh", "hvh", "vhv"):
            return Mark.STEP
        return Mark.LINE_AND_POINTS if "markers" in mode else Mark.LINE
    return Mark.POINTS


def _histograms(traces: Sequence[JsonObject], layout: JsonObject) -> list[_Trace]:
    """Histograms as bars, all in the same bins; of names, the bars count each of them."""
    lies = not any(items_of(trace.get("x")) for trace in traces) or any(
        trace.get("orientation") == "h" for trace in traces
    )
    key, weights_key = ("y", "x") if lies else ("x", "y")
    lists = [items_of(trace.get(key)) for trace in traces]
    columns = columns_of(lists, _scale(object_of(layout.get(f"{key}axis"))))
    wanted = max((number_in(trace.get(f"nbins{key}")) for trace in traces), default=0.0)
    values = [value for column in columns.columns for value in column]
    bins = bins_for(values, 0 if math.isnan(wanted) else int(min(wanted, 1e6)))
    made: list[_Trace] = []
    for trace, column in zip(traces, columns.columns, strict=True):
        weights = [number_in(each) for each in items_of(trace.get(weights_key))]
        places: Sequence[Json]
        if columns.scale is Scale.CATEGORY:
            places, numbers = columns.categories, [None if x != x else int(x) for x in column]
        elif bins is None:
            continue
        else:
            places, numbers = _places(bins.middles, columns.scale), [bins.of(x) for x in column]
        groups: list[list[float]] = [[] for _ in places]
        for row, number in enumerate(numbers):
            if number is not None:
                groups[number].append(weights[row] if row < len(weights) else 1.0)
        function = trace.get("histfunc") if weights else "count"
        name = function if isinstance(function, str) else "count"
        heights: list[Json] = [aggregate(name, group, len(group)) for group in groups]
        made.append(
            _Trace(
                text_in(trace.get("name")),
                Mark.BARS,
                [*places],
                heights,
                lies and columns.scale is Scale.CATEGORY,
            )
        )
    return made


def _places(middles: Sequence[float], scale: Scale) -> Sequence[Json]:
    if scale is not Scale.TIME:
        return middles
    from datetime import UTC, datetime, timedelta

    start = datetime(1970, 1, 1, tzinfo=UTC)
    return [(start + timedelta(seconds=middle)).isoformat()[:19] for middle in middles]


def _bars(title: str, traces: Sequence[_Trace], value_title: str, stacked: bool) -> Bars:
    rows: dict[str, list[float]] = {}
    for number, trace in enumerate(traces):
        for label, value in zip(trace.xs, trace.ys, strict=True):
            name = text_in(label)
            if name not in rows and len(rows) >= MOST_CATEGORIES:
                continue
            values = rows.setdefault(name, [math.nan] * len(traces))
            height = number_in(value)
            values[number] = height if math.isnan(values[number]) else values[number] + height
    return Bars(
        title,
        tuple(trace.name for trace in traces),
        tuple(BarRow(label, tuple(values)) for label, values in rows.items()),
        value_title,
        stacked and all(not value < 0 for values in rows.values() for value in values),
    )


def _chart(
    title: str, traces: Sequence[_Trace], x_axis: JsonObject, y_axis: JsonObject, stacked: bool
) -> Chart:
    every = max(1, -(-sum(len(trace.ys) for trace in traces) // MOST_POINTS))
    xs = columns_of([trace.xs[::every] for trace in traces], _scale(x_axis))
    ys = columns_of([trace.ys[::every] for trace in traces], _scale(y_axis))
    series = tuple(
        Series(trace.name, trace.mark, x, y)
        for trace, x, y in zip(traces, xs.columns, ys.columns, strict=True)
    )
    x, y = _axis(x_axis, xs.scale, xs.categories), _axis(y_axis, ys.scale, ys.categories)
    return Chart(title, x, y, series, stacked)


def _axis(axis: JsonObject, scale: Scale, categories: tuple[str, ...]) -> Axis:
    """An axis with the ends that its range gives, of a log axis as numbers."""
    ends = [number_in(end) for end in items_of(axis.get("range"))]
    low, high = ends if len(ends) == 2 and scale in (Scale.LINEAR, Scale.LOG) else (math.nan,) * 2
    if scale is Scale.LOG:
        low, high = (10.0**end if abs(end) < 300 else math.nan for end in (low, high))
    if not low < high:
        return Axis(text_in(axis.get("title")), scale, categories)
    return Axis(text_in(axis.get("title")), scale, categories, low, high)
