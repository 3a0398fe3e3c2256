"""Bars, boxes and heatmaps as lines of text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.color import Color
from rich.style import Style

from tui.render.palette import Palette
from tui.render.plots.figures import Bars, Box, Boxes, Heat
from tui.render.plots.looks import SHADES, series_looks
from tui.render.plots.ticks import number_labels, number_text
from tui.render.rows import cells_of
from tui.render.sgr import BOLD, Run, cut, dim_of, params_of

WIDEST = 100
"""Cells of what is drawn, however wide the pane is."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LONGEST_LABEL = 24
_MOST_HEAT_ROWS = 30
# From little to much: dark blue, teal, green, yellow, each seen on a dark and on a light ground.
_COLOURS = ((68, 58, 131), (49, 104, 142), (33, 145, 140), (53, 183, 121), (180, 200, 40))


def _label(text: str, size: int) -> str:
    text = cut(text, size)
    return text + " " * (size - cells_of(text))


def _label_size(labels: Sequence[str], width: int) -> int:
    most = min(_LONGEST_LABEL, max(1, width // 3))
    return min(max((cells_of(label) for label in labels), default=0), most)


def _head(title: str, width: int) -> list[list[Run]]:
    return [[(cut(title, width), BOLD)]] if title else []


def bar_lines(bars: Bars, width: int, palette: Palette) -> list[list[Run]]:
    """Horizontal bars, their values beside them; [] where there is nothing to draw."""
    width = min(width, WIDEST)
    values = [value for row in bars.rows for value in row.values if math.isfinite(value)]
    if not values:
        return []
    return _BarLayout(bars, width, palette).lines()


class _BarLayout:
    """Arranges bars in a width."""

    def __init__(self, bars: Bars, width: int, palette: Palette) -> None:
        self._bars = bars
        self._width = width
        self._dim = dim_of(palette)
        self._looks = series_looks(palette)
        self._label_size = _label_size([row.label for row in bars.rows], width)
        texts = [self._text(row.values) for row in bars.rows]
        alone = [number_text(value) for row in bars.rows for value in row.values]
        self._room = width - self._label_size - 2 - max(map(cells_of, (*texts, *alone)), default=0)
        # What is below zero has no cells in a stack.
        sums = [_total([max(value, 0.0) for value in row.values]) for row in bars.rows]
        tops = sums if bars.stacked else [v for row in bars.rows for v in row.values]
        self._most = max((abs(top) for top in tops if math.isfinite(top)), default=0.0) or 1.0

    def lines(self) -> list[list[Run]]:
        """Title, a line for each bar or stack of bars, and which series is which."""
        bars = self._bars
        if self._room < 3:
            return []
        lines = _head(bars.title, self._width)
        if bars.value_title:
            lines.append([(cut(bars.value_title, self._width), self._dim)])
        for row in bars.rows:
            lines += self._row(row.label, row.values)
        return lines + self._legend()

    def _row(self, label: str, values: Sequence[float]) -> list[list[Run]]:
        named = _label(label, self._label_size)
        if self._bars.stacked:
            runs: list[Run] = [(f"{named} ", "")]
            used = 0
            reached = 0.0
            for number, value in enumerate(values):
                if math.isfinite(value) and value > 0:
                    reached += value
                    cells = round(min(reached / self._most, 1.0) * self._room) - used
                    runs.append(("█" * cells, self._look(number)))
                    used += cells
            return [[*runs, (f" {self._text(values)}", self._dim)]]
        lines: list[list[Run]] = []
        for number, value in enumerate(values):
            if math.isnan(value) and len(values) > 1:
                continue
            head = named if not lines else " " * self._label_size
            bar = self._bar(value)
            share = self._text(values) if len(values) == 1 else number_text(value)
            lines.append([(f"{head} ", ""), (bar, self._look(number)), (f" {share}", self._dim)])
        return lines or [[(named, ""), (" –", self._dim)]]

    def _bar(self, value: float) -> str:
        """A bar as long as a number is far from zero; of one below zero its sign says so."""
        if not math.isfinite(value):
            return ""
        eighths = round(abs(value) / self._most * self._room * 8)
        full, rest = divmod(eighths, 8)
        bar = "█" * full + (_EIGHTHS[rest] if rest else "")
        return bar or ("▏" if value else "")

    def _text(self, values: Sequence[float]) -> str:
        total = _total(values)
        text = number_text(total)
        if not self._bars.shares:
            return text
        whole = sum(_total(row.values) for row in self._bars.rows)
        return f"{text} ({total / whole:.1%})" if whole > 0 and math.isfinite(whole) else text

    def _look(self, number: int) -> str:
        return self._looks[number % len(self._looks)]

    def _legend(self) -> list[list[Run]]:
        if len(self._bars.names) < 2:
            return []
        runs: list[Run] = []
        room = self._width
        for number, name in enumerate(self._bars.names):
            text = f" {cut(name, 24)}  "
            if room < cells_of(text) + 1:
                break
            runs += [("█", self._look(number)), (text, "")]
            room -= cells_of(text) + 1
        return [runs]


def _total(values: Sequence[float]) -> float:
    return sum(value for value in values if math.isfinite(value))


def box_lines(boxes: Boxes, width: int, palette: Palette) -> list[list[Run]]:
    """Boxes on one axis, their five numbers under it as a scale; [] for none."""
    width = min(width, WIDEST)
    ends = [end for box in boxes.boxes for end in (box.low, box.high) if math.isfinite(end)]
    size = _label_size([box.label for box in boxes.boxes], width)
    room = width - size - 1
    if not ends or room < 10:
        return []
    low, high = min(ends), max(ends)
    looks, dim = series_looks(palette), dim_of(palette)
    lines = _head(boxes.title, width)
    if boxes.value_title:
        lines.append([(cut(boxes.value_title, width), dim)])
    for number, box in enumerate(boxes.boxes):
        drawn = _box(box, low, high, room)
        lines.append([(f"{_label(box.label, size)} ", ""), (drawn, looks[number % len(looks)])])
        five = (box.low, box.first, box.median, box.third, box.high)
        words = "  ".join(
            f"{name} {number_text(value)}"
            for name, value in zip(("min", "q1", "median", "q3", "max"), five, strict=True)
        )
        lines.append([(" " * (size + 1), ""), (cut(words, room), dim)])
    left, right = number_labels([low, high])
    gap = " " * max(1, room - cells_of(left) - cells_of(right))
    lines.append([(" " * (size + 1) + cut(f"{left}{gap}{right}", room), dim)])
    return lines


def _share(value: float, low: float, high: float) -> float:
    """Where a number is between two others, 0 to 1; 0 of what is no number."""
    # Halves, as the difference of two floats may be too large for one.
    span = high / 2 - low / 2
    if math.isnan(value) or span <= 0:
        return 0.0
    return min(max((value / 2 - low / 2) / span, 0.0), 1.0)


def _box(box: Box, low: float, high: float, room: int) -> str:
    five = (box.low, box.first, box.median, box.third, box.high)
    places = [round(_share(value, low, high) * (room - 1)) for value in five]
    cells = [" "] * room
    start, first, median, third, end = places
    for place in range(start, end + 1):
        cells[place] = "─"
    cells[start], cells[end] = "├", "┤"
    for place in range(first, third + 1):
        cells[place] = "▒"
    cells[median] = "┃"
    return "".join(cells).rstrip()


def heat_lines(heat: Heat, width: int, palette: Palette) -> list[list[Run]]:
    """A heatmap in shades and colours with a scale of them; [] where there is nothing to draw."""
    finite = [value for row in heat.values for value in row if math.isfinite(value)]
    if not finite:
        return []
    low, high = min(finite), max(finite)
    size = _label_size(heat.rows, width)
    most = max(map(len, heat.values))
    room = min(width, WIDEST) - size - 1
    if room < 2:
        return []
    across = max(1, min(8, room // most))
    columns, rows = min(most, room), min(len(heat.values), _MOST_HEAT_ROWS)
    dim = dim_of(palette)
    lines = _head(heat.title, width)
    for row in range(rows):
        source = row * len(heat.values) // rows
        label = heat.rows[source] if source < len(heat.rows) else ""
        cells = heat.values[source]
        line: list[Run] = [(f"{_label(label, size)} ", dim)]
        for column in range(columns):
            place = column * most // columns
            value = cells[place] if place < len(cells) else math.nan
            line.append(_shade(value, low, high, across))
        lines.append(line)
    lines.append(_column_labels(heat, columns, most, across, size + 1, dim))
    titles = "  ".join(
        filter(None, (heat.y_title and f"↓ {heat.y_title}", heat.x_title and f"→ {heat.x_title}"))
    )
    if titles:
        lines.append([(cut(" " * (size + 1) + titles, width), dim)])
    scale = _scale(low, high, dim)
    if size + 1 + sum(cells_of(text) for text, _ in scale) <= width:
        lines.append([(" " * (size + 1), ""), *scale])
    return lines


def _scale(low: float, high: float, dim: str) -> list[Run]:
    """What the shades mean."""
    shades = [_shade(share, 0.0, 1.0, 2) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return [(f"{number_text(low)} ", dim), *shades, (f" {number_text(high)}", dim)]


def _column_labels(
    heat: Heat, columns: int, most: int, across: int, indent: int, dim: str
) -> list[Run]:
    """Names of columns as far as there is room; where there is little, of some of them."""
    text, end = "", 0
    for column in range(columns):
        place = column * most // columns
        label = heat.columns[place] if place < len(heat.columns) else ""
        start = column * across
        longest = max(across - 1, 1) if across >= 4 else 8
        label = cut(label, min(longest, columns * across - start))
        if label and start >= end:
            text += " " * (start - cells_of(text)) + label
            end = start + cells_of(label) + 1
    return [(" " * indent + text, dim)]


def _shade(value: float, low: float, high: float, across: int) -> Run:
    if not math.isfinite(value):
        return " " * across, ""
    share = _share(value, low, high) if high > low else 0.5
    part = share * (len(_COLOURS) - 1)
    first = min(int(part), len(_COLOURS) - 2)
    red, green, blue = (
        round(a + (b - a) * (part - first))
        for a, b in zip(_COLOURS[first], _COLOURS[first + 1], strict=True)
    )
    shade = SHADES[min(int(share * len(SHADES)), len(SHADES) - 1)]
    return shade * across, params_of(Style(color=Color.from_rgb(red, green, blue)))
