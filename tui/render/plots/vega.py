"""Vega-Lite's charts, as far as they are simple marks over data that stand in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tui.render.plots.bins import aggregate
from tui.render.plots.figures import (
    MOST_CATEGORIES,
    MOST_POINTS,
    MOST_SERIES,
    Axis,
    BarRow,
    Bars,
    Box,
    Boxes,
    Chart,
    Figure,
    Heat,
    Mark,
    Scale,
    Series,
)
from tui.render.plots.values import box_of, columns_of, items_of, number_in, object_of, text_in
from tui.render.plots.vega_data import Channel, Rows, binned, channel_of, rows_of
from tui.wire.message import Json, JsonObject

_MARKS = {
    **{"line": Mark.LINE, "trail": Mark.LINE, "area": Mark.AREA, "bar": Mark.BARS},
    **dict.fromkeys(("point", "circle", "square", "tick", "text"), Mark.POINTS),
}
_PARTS = ("layer", "hconcat", "vconcat", "concat")
# Whatever draws more than rows of data as they stand, or takes them from elsewhere.
_BEYOND = ("transform", "facet", "repeat", "projection")
_DEEPEST = 6
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True)
class _Unit:
    """One mark with its rows and the channels of its encoding."""

    mark: str
    rows: Rows
    channels: dict[str, Channel]
    title: str


def marks_of(spec: Json, depth: int = 0) -> Iterator[str]:
    """The names of the marks of a chart."""
    parts = object_of(spec)
    if name := _mark_name(parts):
        yield name
    if depth < _DEEPEST:
        for key in (*_PARTS, "marks"):
            for part in items_of(parts.get(key))[:_MOST_PARTS]:
                yield from marks_of(part, depth + 1)
        yield from marks_of(parts.get("spec"), depth + 1) if "spec" in parts else ()


def _mark_name(spec: JsonObject) -> str:
    mark = spec.get("mark", spec.get("type"))
    return text_in(mark if isinstance(mark, str) else object_of(mark).get("type"))


def vega_lite_figures(spec: Json) -> list[Figure]:
    """What can be drawn of a chart: a figure for each of its parts; layers make one."""
    return _figures(object_of(spec), {}, {}, 0)


def _figures(
    spec: JsonObject, around: JsonObject, datasets: JsonObject, depth: int
) -> list[Figure]:
    if depth > _DEEPEST or any(key in spec for key in _BEYOND):
        return []
    spec = {**{key: around[key] for key in ("data", "encoding") if key in around}, **spec}
    datasets = {**datasets, **object_of(spec.get("datasets"))}
    for key in _PARTS[1:]:
        if key in spec:
            parts = map(object_of, items_of(spec[key])[:_MOST_PARTS])
            found = [each for part in parts for each in _figures(part, spec, datasets, depth + 1)]
            title = text_in(spec.get("title"))
            return [replace(found[0], title=title), *found[1:]] if found and title else found
    units = _units(spec, spec, datasets, depth)
    figure = _figure(units) if units else None
    return [] if figure is None else [figure]


def _units(
    spec: JsonObject, around: JsonObject, datasets: JsonObject, depth: int
) -> list[_Unit] | None:
    """The marks of a chart, or of its layers one after the other; `None` when one is too much."""
    if any(key in spec for key in _BEYOND) or depth > _DEEPEST:
        return None
    encoding = {**object_of(around.get("encoding")), **object_of(spec.get("encoding"))}
    data = spec.get("data", around.get("data"))
    if "layer" in spec:
        inner = {**spec, "encoding": encoding, "data": data}
        units: list[_Unit] = []
        for part in items_of(spec["layer"])[:_MOST_PARTS]:
            found = _units(object_of(part), inner, datasets, depth + 1)
            if found is None:
                return None
            units += [
                replace(unit, title=unit.title or text_in(spec.get("title"))) for unit in found
            ]
        return units
    rows = rows_of(data, datasets)
    mark = _mark_name(spec)
    if not rows or any(name in encoding for name in ("row", "column", "facet")):
        return None
    channels: dict[str, Channel] = {}
    for name in ("x", "y", "color", "fill", "stroke", "theta", "xOffset", "detail", "shape"):
        if name in encoding and (channel := channel_of(encoding[name])) is not None:
            channels[name] = channel
        elif name in ("x", "y") and name in encoding:
            return None
    return [_Unit(mark, rows, channels, text_in(spec.get("title")))]


def _figure(units: Sequence[_Unit]) -> Figure | None:
    first = units[0]
    if len(units) == 1:
        if first.mark == "arc":
            return _shares(first)
        if first.mark == "rect":
            return _heat(first)
        if first.mark == "boxplot":
            return _boxes(first)
        if first.mark == "bar" and (bars := _bars(first)) is not None:
            return bars
    drawn = [unit for unit in units if unit.mark in _MARKS and "x" in unit.channels]
    drawn = [unit for unit in drawn if "y" in unit.channels]
    return _chart(drawn) if drawn else None


def _color(unit: _Unit) -> Channel | None:
    """What tells the series of a mark apart: a channel of names."""
    for name in ("color", "fill", "stroke", "xOffset", "detail", "shape"):
        channel = unit.channels.get(name)
        if channel is not None and channel.field and not channel.is_measure:
            return channel
    return None


Grouped = dict[str, tuple[list[Json], list[Json]]]


def _series(unit: _Unit) -> Grouped:
    """The places of the points of each series; where something is summed up, one of each x."""
    x, y, color = unit.channels["x"], unit.channels["y"], _color(unit)
    x, y = binned(x, unit.rows), binned(y, unit.rows)
    summed, across = (y, x) if y.aggregate else (x, y)
    if not summed.aggregate:
        plain: Grouped = {}
        for row in unit.rows:
            xs, ys = plain.setdefault(text_in(color.of(row)) if color else "", ([], []))
            xs.append(x.of(row))
            ys.append(y.of(row))
        return plain
    groups: dict[tuple[str, Json], list[Json]] = {}
    for row in unit.rows:
        place = across.of(row)
        if not isinstance(place, list | dict):
            name = text_in(color.of(row)) if color else ""
            groups.setdefault((name, place), []).append(summed.value(row))
    series: Grouped = {}
    for (name, place), values in groups.items():
        xs, ys = series.setdefault(name, ([], []))
        total = aggregate(summed.aggregate, list(map(number_in, values)), len(values))
        xs.append(place if y.aggregate else total)
        ys.append(total if y.aggregate else place)
    return series


def _bars(unit: _Unit) -> Bars | None:
    """Bars of names; `None` for those that stand on an axis of numbers or times."""
    x, y = unit.channels.get("x"), unit.channels.get("y")
    if x is None or y is None:
        return None
    lies = y.is_name and not x.is_name
    if not (x.is_name or lies):
        return None
    names, values = (y, x) if lies else (x, y)
    series = _series(unit)
    kept = [*series][:MOST_SERIES]
    rows: dict[str, list[float]] = {}
    for number, name in enumerate(kept):
        xs, ys = series[name]
        for label, value in zip(*((ys, xs) if lies else (xs, ys)), strict=True):
            text = text_in(label)
            if text in rows or len(rows) < MOST_CATEGORIES:
                row = rows.setdefault(text, [math.nan] * len(kept))
                height = number_in(value)
                row[number] = height if math.isnan(row[number]) else row[number] + height
    labels = [*rows] if names.keeps_order else sorted(rows, key=_in_order)
    return Bars(
        unit.title,
        tuple(kept),
        tuple(BarRow(label, tuple(rows[label])) for label in labels),
        values.title,
        stacked="xOffset" not in unit.channels
        and all(not value < 0 for row in rows.values() for value in row),
    )


def _in_order(label: str) -> tuple[float, str]:
    """Names of numbers in the order of the numbers, before others."""
    number = number_in(label)
    return (math.inf if math.isnan(number) else number), label


def _chart(units: Sequence[_Unit]) -> Chart:
    lists = [
        (name, _MARKS[unit.mark], xs, ys)
        for unit in units
        for name, (xs, ys) in [*_series(unit).items()][:MOST_SERIES]
    ][:MOST_SERIES]
    every = max(1, -(-sum(len(xs) for _, _, xs, _ in lists) // MOST_POINTS))
    first = units[0]
    x, y = first.channels["x"], first.channels["y"]
    across = columns_of([x.times(xs)[::every] for _, _, xs, _ in lists], x.scale)
    up = columns_of([y.times(ys)[::every] for _, _, _, ys in lists], y.scale)
    series = []
    for (name, mark, _, _), xs, ys in zip(lists, across.columns, up.columns, strict=True):
        if mark in (Mark.LINE, Mark.AREA):
            # Lines go from left to right, whatever the order of the rows.
            points = sorted(zip(xs, ys, strict=True), key=lambda p: (math.isnan(p[0]), p[0]))
            xs, ys = tuple(p[0] for p in points), tuple(p[1] for p in points)
        series.append(Series(name, mark, xs, ys))
    title = next((unit.title for unit in units if unit.title), "")
    stacked = len(units) == 1 and first.mark in ("area", "bar")
    return Chart(
        title,
        Axis(x.title, across.scale, across.categories),
        Axis(y.title, up.scale, up.categories),
        tuple(series),
        stacked,
    )


def _shares(unit: _Unit) -> Bars | None:
    theta, color = unit.channels.get("theta"), _color(unit)
    if theta is None or color is None:
        return None
    groups: dict[str, list[float]] = {}
    for row in unit.rows:
        groups.setdefault(text_in(color.of(row)), []).append(number_in(theta.value(row)))
    rows = [
        BarRow(name, (aggregate(theta.aggregate or "sum", values, len(values)),))
        for name, values in [*groups.items()][:MOST_CATEGORIES]
    ]
    return Bars(unit.title, (theta.title,), tuple(rows), theta.title, shares=True)


def _boxes(unit: _Unit) -> Boxes | None:
    x, y = unit.channels.get("x"), unit.channels.get("y")
    measured, names = (y, x) if y is not None and not y.is_name else (x, y)
    if measured is None or measured.is_name:
        return None
    groups: dict[str, list[float]] = {}
    for row in unit.rows:
        name = text_in(names.of(row)) if names is not None else ""
        groups.setdefault(name, []).append(number_in(measured.of(row)))
    found: list[Box | None] = [box_of(name, groups[name]) for name in sorted(groups)]
    boxes = tuple(box for box in found if box is not None)[:MOST_CATEGORIES]
    return Boxes(unit.title, boxes, measured.title) if boxes else None


def _heat(unit: _Unit) -> Heat | None:
    color = unit.channels.get("color") or unit.channels.get("fill")
    x, y = unit.channels.get("x"), unit.channels.get("y")
    if color is None or x is None or y is None or not (color.field or color.aggregate):
        return None
    x, y = binned(x, unit.rows), binned(y, unit.rows)
    cells: dict[tuple[str, str], list[float]] = {}
    for row in unit.rows:
        place = text_in(x.of(row)), text_in(y.of(row))
        cells.setdefault(place, []).append(number_in(color.value(row)))
    columns = sorted({place[0] for place in cells}, key=_in_order)[:MOST_CATEGORIES]
    rows = sorted({place[1] for place in cells}, key=_in_order)[:MOST_CATEGORIES]
    if y.scale is Scale.LINEAR:
        rows.reverse()
    name = color.aggregate or "sum"
    values = tuple(
        tuple(
            aggregate(name, found, len(found))
            if (found := cells.get((column, row))) is not None
            else math.nan
            for column in columns
        )
        for row in rows
    )
    return Heat(unit.title, tuple(columns), tuple(rows), values, x.title, y.title)
