"""Charts with axes as lines of text: a field of Braille and blocks between marks of the axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from tui.render.palette import Palette
from tui.render.plots.canvas import Canvas
from tui.render.plots.figures import Chart, Mark, Scale
from tui.render.plots.looks import mark_of, series_looks
from tui.render.plots.scales import FROM_ZERO, gap_of, on_scales, range_of, sums_of, x_margin
from tui.render.plots.ticks import Tick, ticks
from tui.render.rows import cells_of
from tui.render.sgr import BOLD, Run, cut, dim_of

WIDEST = 120
"""Cells of a chart, however wide the pane is."""

_FEWEST_COLUMNS = 8
_LOWEST, _HIGHEST = 8, 18
# Points that get a mark of a cell each; more of them are dots.
_MOST_MARKS = 150


def chart_lines(chart: Chart, width: int, palette: Palette) -> list[list[Run]]:
    """The lines of a chart, none wider than `width` (cells); [] where there is nothing to draw."""
    chart = on_scales(chart)
    if not any(math.isfinite(y) for series in chart.series for y in series.ys):
        return []
    return _Layout(chart, min(width, WIDEST), palette).lines()


class _Layout:
    """Arranges one chart in a width."""

    def __init__(self, chart: Chart, width: int, palette: Palette) -> None:
        self._chart = chart
        self._width = width
        self._dim = dim_of(palette)
        self._looks = series_looks(palette)
        self._rows = min(max(width // 5, _LOWEST), _HIGHEST)
        self._sums = sums_of(chart) if chart.stacked else [series.ys for series in chart.series]
        self._x = range_of(chart.x, [x for each in chart.series for x in each.xs], x_margin(chart))
        from_zero = any(each.mark in FROM_ZERO for each in chart.series)
        highs = [y for ys in self._sums for y in ys]
        if from_zero and chart.y.scale is Scale.LINEAR:
            highs.append(0.0)
        self._y = range_of(chart.y, highs, None)

    def lines(self) -> list[list[Run]]:
        """Title, field with the marks of its axes, and which series is which."""
        chart = self._chart
        y_ticks = ticks(chart.y, self._y.low, self._y.high, max(3, self._rows // 3))
        most = max(3, self._width // 4)
        margin = max((cells_of(cut(tick.label, most)) for tick in y_ticks), default=0)
        columns = self._width - margin - 1
        if columns < _FEWEST_COLUMNS:
            return []
        canvas = Canvas(columns, self._rows)
        self._draw(canvas)
        lines = [[(cut(chart.title, self._width), BOLD)]] if chart.title else []
        if chart.y.title:
            lines.append([(cut(chart.y.title, self._width), self._dim)])
        labels = self._y_labels(y_ticks, most)
        for row, runs in enumerate(canvas.lines()):
            label = labels.get(row, "")
            rule = f"{' ' * (margin - cells_of(label))}{label}{'┤' if label else '│'}"
            lines.append([(rule, self._dim), *runs])
        lines += self._x_axis(margin, columns)
        return lines + self._legend()

    def _y_labels(self, marks: Sequence[Tick], most: int) -> dict[int, str]:
        labels: dict[int, str] = {}
        for tick in marks:
            row = self._rows - 1 - math.floor(self._y.place(tick.place, self._rows))
            if 0 <= row < self._rows:
                label = cut(tick.label, most)
                labels.setdefault(row, label)
        return labels

    def _x_axis(self, margin: int, columns: int) -> list[list[Run]]:
        axis = self._chart.x
        marks = ticks(axis, self._x.low, self._x.high, max(2, columns // 12))
        if axis.scale is Scale.CATEGORY:
            longest = max((cells_of(tick.label) for tick in marks), default=1)
            room = columns // max(1, len(marks))
            marks = marks[:: max(1, -(-min(longest + 1, 13) // max(room, 1)))]
        rule, text, end = ["─"] * columns, "", 0
        for tick in marks:
            column = math.floor(self._x.place(tick.place, columns))
            if not 0 <= column < columns:
                continue
            label = cut(tick.label, max(4, columns // max(1, len(marks))))
            size = cells_of(label)
            start = min(max(column - size // 2, 0), max(0, columns - size))
            if start < end:
                continue
            rule[column] = "┬"
            text += " " * (start - end + (1 if end else 0)) + label
            end = start + size + 1
        lines: list[list[Run]] = [
            [(" " * margin + "└" + "".join(rule), self._dim)],
            [(" " * (margin + 1) + text, self._dim)],
        ]
        if axis.title:
            title = cut(axis.title, columns)
            indent = margin + 1 + (columns - cells_of(title)) // 2
            lines.append([(" " * indent + title, self._dim)])
        return lines

    def _legend(self) -> list[list[Run]]:
        series = self._chart.series
        if len(series) < 2 and not (series and series[0].name):
            return []
        lines: list[list[Run]] = [[]]
        column = 0
        for number, each in enumerate(series):
            sign = self._sign(number)
            room = min(30, self._width - cells_of(sign) - 1)
            name = f" {cut(each.name or f'series {number + 1}', room)}  "
            size = cells_of(sign + name)
            if column and column + size > self._width:
                lines.append([])
                column = 0
            lines[-1] += [(sign, self._look(number)), (name, "")]
            column += size
        return [[*line[:-1], (line[-1][0].rstrip(), "")] for line in lines]

    def _sign(self, number: int) -> str:
        match self._chart.series[number].mark:
            case Mark.POINTS:
                return mark_of(number)
            case Mark.LINE_AND_POINTS:
                return f"⠒{mark_of(number)}⠒"
            case Mark.LINE | Mark.STEP:
                return "⠒⠒"
            case _:
                return "█"

    def _look(self, number: int) -> str:
        return self._looks[number % len(self._looks)]

    def _draw(self, canvas: Canvas) -> None:
        """Blocks first, the top ones of a stack before those under them; lines stand over them."""
        numbers = range(len(self._chart.series))
        blocks = [n for n in numbers if self._chart.series[n].mark in FROM_ZERO]
        for number in reversed(blocks) if self._chart.stacked else blocks:
            if self._chart.series[number].mark is Mark.BARS:
                self._draw_bars(canvas, number)
            else:
                self._draw_area(canvas, number)
        for number in numbers:
            if number not in blocks:
                self._draw_line(canvas, number)

    def _places(self, canvas: Canvas, number: int) -> list[tuple[float, float]]:
        xs, ys = self._chart.series[number].xs, self._sums[number]
        return [
            (self._x.place(x, canvas.columns), self._y.place(y, canvas.rows))
            for x, y in zip(xs, ys, strict=False)
        ]

    def _draw_line(self, canvas: Canvas, number: int) -> None:
        series, look = self._chart.series[number], self._look(number)
        places = self._places(canvas, number)
        if series.mark is not Mark.POINTS:
            for start, end in pairwise(places):
                if any(map(math.isnan, (*start, *end))):
                    continue
                if series.mark is Mark.STEP:
                    corner = end[0], start[1]
                    canvas.line(start, corner, look)
                    start = corner
                canvas.line(start, end, look)
        mark = mark_of(number) if len(places) <= _MOST_MARKS else ""
        for x, y in places:
            if math.isnan(x) or math.isnan(y):
                continue
            if series.mark in (Mark.LINE, Mark.STEP) or not mark:
                canvas.dot(x, y, look)
            else:
                canvas.mark(x, y, mark, look)

    def _base(self, canvas: Canvas) -> float:
        """The height that bars stand on: that of zero, the bottom of a log axis."""
        zero = self._y.place(0.0, canvas.rows) if self._chart.y.scale is Scale.LINEAR else 0.0
        # What begins within a cell cannot be drawn: it begins at the edge next to it.
        return float(min(max(math.floor(zero), 0), canvas.rows))

    def _draw_bars(self, canvas: Canvas, number: int) -> None:
        chart, look, base = self._chart, self._look(number), self._base(canvas)
        bars = [n for n, each in enumerate(chart.series) if each.mark is Mark.BARS]
        gap = gap_of(chart)
        # No wider than the field, however small the part of the axis is that is looked at.
        width = min(gap / (self._x.high - self._x.low), 1.0) * (canvas.columns - 0.5)
        width *= 0.8 if chart.x.scale is Scale.CATEGORY else 1.0
        part, offset = width, -width / 2
        if not chart.stacked and width >= len(bars):
            part = width / len(bars)
            offset += part * bars.index(number)
        for x, y in self._places(canvas, number):
            if math.isnan(x) or math.isnan(y):
                continue
            first = round(x + offset)
            for column in range(
                max(first, 0), min(max(round(x + offset + part), first + 1), canvas.columns)
            ):
                canvas.column(column, base, y, look)

    def _draw_area(self, canvas: Canvas, number: int) -> None:
        look, base = self._look(number), self._base(canvas)
        places = sorted(
            place for place in self._places(canvas, number) if not math.isnan(sum(place))
        )
        for (x0, y0), (x1, y1) in pairwise(places):
            first, last = max(math.floor(x0), 0), min(math.floor(x1), canvas.columns - 1)
            for column in range(first, last + 1):
                share = min(max((column + 0.5 - x0) / (x1 - x0), 0.0), 1.0) if x1 > x0 else 0.0
                canvas.column(column, base, y0 + (y1 - y0) * share, look)
