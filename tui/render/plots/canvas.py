"""A field of cells that lines and points are drawn into, eight dots of Braille a cell."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tui.render.sgr import Run

_BLANK = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_LEVELS = " ▁▂▃▄▅▆▇█"
WIDE, HIGH = 2, 4
"""Dots of a cell, across and down."""


class Canvas:
    """Cells with dots, blocks or marks in them, each in the look that was drawn last.

    Places count from the left and from the bottom, in cells with fractions.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._dots = [[0] * columns for _ in range(rows)]
        self._texts: list[list[str]] = [[""] * columns for _ in range(rows)]
        self._looks = [[""] * columns for _ in range(rows)]

    def dot(self, x: float, y: float, look: str) -> None:
        """One dot; outside of the field it is none."""
        self._dot(math.floor(x * WIDE), math.floor(y * HIGH), look)

    def _dot(self, across: int, up: int, look: str) -> None:
        column, row = across // WIDE, self.rows - 1 - up // HIGH
        if 0 <= column < self.columns and 0 <= row < self.rows:
            self._dots[row][column] |= _DOTS[HIGH - 1 - up % HIGH][across % WIDE]
            self._looks[row][column] = look

    def mark(self, x: float, y: float, text: str, look: str) -> None:
        """A character of one cell, over whatever is there."""
        column, row = math.floor(x), self.rows - 1 - math.floor(y)
        if 0 <= column < self.columns and 0 <= row < self.rows:
            self._texts[row][column] = text
            self._looks[row][column] = look

    def line(self, start: tuple[float, float], end: tuple[float, float], look: str) -> None:
        """A straight line, as much of it as is inside."""
        inside = _clipped(start, end, self.columns, self.rows)
        if inside is None:
            return
        (x0, y0), (x1, y1) = inside
        x0, x1, y0, y1 = x0 * WIDE, x1 * WIDE, y0 * HIGH, y1 * HIGH
        steps = max(1, math.ceil(max(abs(x1 - x0), abs(y1 - y0))))
        for step in range(steps + 1):
            share = step / steps
            self._dot(math.floor(x0 + (x1 - x0) * share), math.floor(y0 + (y1 - y0) * share), look)

    def column(self, x: int, low: float, high: float, look: str) -> None:
        """A column of blocks, one cell wide, between two heights."""
        if not 0 <= x < self.columns:
            return
        low, high = max(min(low, high), 0.0), min(max(low, high), float(self.rows))
        for up in range(math.floor(low), math.ceil(high)):
            if not 0 <= up < self.rows:
                continue
            # Blocks grow from below only: what begins within a cell fills it from its bottom.
            eighths = round(min(high - up, 1.0) * 8)
            if eighths > 0:
                row = self.rows - 1 - up
                self._texts[row][x] = _LEVELS[eighths]
                self._looks[row][x] = look

    def lines(self) -> Iterator[list[Run]]:
        """The rows from the top, neighbours of one look in one run."""
        for dots, texts, looks in zip(self._dots, self._texts, self._looks, strict=True):
            runs: list[Run] = []
            for bits, text, look in zip(dots, texts, looks, strict=True):
                # Dots stand over blocks, marks over both.
                shown = text if text and (not bits or text not in _LEVELS) else ""
                character = shown or (chr(_BLANK + bits) if bits else " ")
                look = look if character != " " else ""
                if runs and runs[-1][1] == look:
                    runs[-1] = runs[-1][0] + character, look
                else:
                    runs.append((character, look))
            yield runs


def _clipped(
    start: tuple[float, float], end: tuple[float, float], width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a line that is inside of a field (Liang and Barsky's way); `None` for none."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    first, last = 0.0, 1.0
    for towards, room in ((-dx, x0), (dx, width - x0), (-dy, y0), (dy, height - y0)):
        if towards == 0:
            if room < 0:
                return None
            continue
        share = room / towards
        if towards < 0:
            first = max(first, share)
        else:
            last = min(last, share)
    if first > last:
        return None
    return (x0 + first * dx, y0 + first * dy), (x0 + last * dx, y0 + last * dy)
