"""Plotly's figures, as far as they are of the usual kinds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice

from tui.render.plots.cartesian import cartesian_figure
from tui.render.plots.figures import (
    MOST_CATEGORIES,
    MOST_SERIES,
    BarRow,
    Bars,
    Box,
    Boxes,
    Figure,
    Heat,
)
from tui.render.plots.values import box_of, columns_of, items_of, number_in, object_of, text_in
from tui.wire.message import Json, JsonObject

CARTESIAN = frozenset({"scatter", "scattergl", "bar", "histogram", "ohlc", "candlestick", "funnel"})
_BOXES = frozenset({"box", "violin"})
_HEATS = frozenset({"heatmap", "heatmapgl", "contour", "surface"})
_SHARES = frozenset({"pie", "funnelarea", "sunburst", "treemap", "icicle"})
_MOST_TRACES = 100
_MOST_FIGURES = 6
_MOST_CELLS = 200


def traces_of(value: Json) -> list[JsonObject]:
    """The traces of a figure that are shown at first, some hundred at most."""
    traces = items_of(object_of(value).get("data"))
    return [
        trace
        for trace in islice(map(object_of, traces), _MOST_TRACES)
        if trace.get("visible", True) is True
    ]


def kind_of(trace: JsonObject) -> str:
    """The kind of a trace, which is a scatter plot when nothing is said."""
    kind = trace.get("type", "scatter")
    return kind if isinstance(kind, str) else ""


def plotly_figures(value: Json) -> list[Figure]:
    """What can be drawn of a figure, one chart for each pair of axes; often just one."""
    layout = object_of(object_of(value).get("layout"))
    groups: dict[tuple[str, str, str], list[JsonObject]] = {}
    for number, trace in enumerate(traces_of(value)):
        kind = kind_of(trace)
        x, y = (_axis_name(trace, name) for name in ("xaxis", "yaxis"))
        if kind in CARTESIAN:
            groups.setdefault(("chart", x, y), []).append(trace)
        elif kind in _BOXES:
            groups.setdefault(("boxes", x, y), []).append(trace)
        elif kind in _HEATS | _SHARES:
            groups.setdefault((kind, str(number), ""), []).append(trace)
    figures: list[Figure] = []
    for (kind, x, y), traces in islice(groups.items(), _MOST_FIGURES):
        title = text_in(layout.get("title")) if not figures else ""
        figure: Figure | None
        if kind == "chart":
            axes = object_of(layout.get(x)), object_of(layout.get(y))
            figure = cartesian_figure(title, traces[:MOST_SERIES], axes, layout)
        elif kind == "boxes":
            figure = _boxes(title, traces, object_of(layout.get(y)))
        elif kind in _HEATS:
            figure = _heat(title, traces[0], layout)
        else:
            figure = _shares(title, traces[0])
        if figure is not None:
            figures.append(figure)
    return figures


def _axis_name(trace: JsonObject, name: str) -> str:
    """The name in the layout of the axis of a trace: `xaxis2` for `x2`."""
    value = trace.get(name)
    number = value[1:] if isinstance(value, str) else ""
    return name + number if number.isdecimal() and len(number) < 4 else name


def _boxes(title: str, traces: Sequence[JsonObject], axis: JsonObject) -> Boxes | None:
    boxes: list[Box] = []
    for trace in traces:
        name = text_in(trace.get("name"))
        groups, values = items_of(trace.get("x")), items_of(trace.get("y"))
        if not values or trace.get("orientation") == "h":
            groups, values = items_of(trace.get("y")), items_of(trace.get("x"))
        numbers = [number_in(value) for value in values]
        if (ready := _ready_box(name, trace)) is not None:
            boxes.append(ready)
            continue
        parts: dict[str, list[float]] = {}
        if len(groups) == len(numbers):
            for group, number in zip(groups, numbers, strict=True):
                parts.setdefault(text_in(group), []).append(number)
        for label, part in (parts or {name: numbers}).items():
            both = " ".join(filter(None, (label, name if parts and name != label else "")))
            if len(boxes) < MOST_CATEGORIES and (box := box_of(both, part)) is not None:
                boxes.append(box)
    return Boxes(title, tuple(boxes), text_in(axis.get("title"))) if boxes else None


def _ready_box(name: str, trace: JsonObject) -> Box | None:
    """A box whose numbers were worked out already."""
    names = ("lowerfence", "q1", "median", "q3", "upperfence")
    found = [[number_in(each) for each in items_of(trace.get(key))[:1]] for key in names]
    five = [each[0] if each else math.nan for each in found]
    return None if any(map(math.isnan, five)) else Box(name, *five)


def _heat(title: str, trace: JsonObject, layout: JsonObject) -> Heat | None:
    rows = [items_of(row) for row in items_of(trace.get("z"))[:_MOST_CELLS]]
    values = [tuple(number_in(cell) for cell in row[:_MOST_CELLS]) for row in rows]
    if not any(values):
        return None
    y = object_of(layout.get("yaxis"))
    labels = [text_in(label) for label in items_of(trace.get("y"))[:_MOST_CELLS]]
    labels = labels or [str(number) for number in range(len(values))]
    if y.get("autorange") != "reversed":
        # The first row stands at the bottom.
        values.reverse()
        labels = labels[: len(values)]
        labels.reverse()
    columns = [text_in(label) for label in items_of(trace.get("x"))[:_MOST_CELLS]]
    return Heat(
        title,
        tuple(columns or map(str, range(max(map(len, values))))),
        tuple(labels),
        tuple(values),
        text_in(object_of(layout.get("xaxis")).get("title")),
        text_in(y.get("title")),
    )


def _shares(title: str, trace: JsonObject) -> Bars | None:
    labels, values = items_of(trace.get("labels")), items_of(trace.get("values"))
    sums: dict[str, float] = {}
    names = columns_of([labels]).categories or tuple(map(text_in, labels[:MOST_CATEGORIES]))
    for place, label in enumerate(map(text_in, labels)):
        number = number_in(values[place]) if place < len(values) else math.nan
        if not values:
            number = 1.0
        if label in names and number >= 0:
            sums[label] = sums.get(label, 0.0) + number
    rows = [BarRow(label, (value,)) for label, value in sums.items()]
    if trace.get("sort", True) is True and kind_of(trace) == "pie":
        rows.sort(key=lambda row: -row.values[0])
    if not rows:
        return None
    is_pie = kind_of(trace) in ("pie", "funnelarea")
    return Bars(title, (text_in(trace.get("name")),), tuple(rows), shares=is_pie)
