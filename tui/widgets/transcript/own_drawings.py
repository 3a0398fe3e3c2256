"""What jtui itself puts into the transcript: lines, rules, blanks."""

from __future__ import annotations

import textwrap

from rich.segment import Segment
from rich.style import Style

from tui.render.needle import Needle
from tui.render.rows import (
    ANY_WIDTH,
    Row,
    Spot,
    SteadyDrawing,
    Widths,
    width_of,
    wrap,
    wrapped_height,
)
from tui.render.slices import Slice


class LinesDrawing(SteadyDrawing):
    """Some lines, all in one style, wrapped between words."""

    def __init__(self, lines: list[str], style: Style) -> None:
        self._lines = lines
        self._style = style
        self._wrapped: tuple[int, list[Row]] = (0, [])

    def height(self, width: int) -> int:
        """How many rows there are."""
        return len(self._all(width))

    def steady(self, width: int) -> Widths:
        """Any width in which no line wraps; or else just this one."""
        least = max(map(width_of, self._lines), default=0)
        return (least, ANY_WIDTH) if least <= width else (width, width + 1)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        return self._all(width)[start:stop]

    def search(self, needle: Needle, part: int, work: Slice) -> list[Spot]:
        """Where the lines hold the needle."""
        work.spend(sum(map(len, self._lines)))
        return [
            (number, column)
            for number, line in enumerate(self._lines)
            for column in needle.places(line)
        ]

    def row_of_spot(self, width: int, part: int, spot: Spot) -> int:
        """The row that shows the beginning of what was found."""
        number, column = spot
        row = sum(len(self._wrap(line, width)) for line in self._lines[:number])
        line = self._lines[number]
        if not _by_words(line, width):
            return row + wrapped_height(line[: column + 1], width) - 1
        for part_row in self._wrap(line, width):
            column -= len(part_row.text)
            if column < 0:
                break
            row += 1
        return row

    def _all(self, width: int) -> list[Row]:
        if self._wrapped[0] != width:
            rows = [row for line in self._lines for row in self._wrap(line, width)]
            self._wrapped = (width, rows)
        return self._wrapped[1]

    def _wrap(self, line: str, width: int) -> list[Row]:
        if not _by_words(line, width):
            return wrap([(line, self._style)], width)
        parts = textwrap.wrap(line, width, drop_whitespace=False)
        last = len(parts) - 1
        return [
            Row((Segment(part, self._style),), wraps=index < last)
            for index, part in enumerate(parts)
        ]


def _by_words(line: str, width: int) -> bool:
    return line.isascii() and len(line) > width


class RuleDrawing(SteadyDrawing):
    """A rule across the transcript with a word in it."""

    def __init__(self, word: str, style: Style) -> None:
        self._word = word
        self._style = style

    def height(self, width: int) -> int:
        """One row."""
        return 1

    def steady(self, width: int) -> Widths:
        """Any width."""
        return 0, ANY_WIDTH

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rule."""
        text = f" {self._word} ".center(width, "─")[:width]
        return [Row((), (Segment(text, self._style),))][start:stop]


class BlankDrawing(SteadyDrawing):
    """The empty row after a block."""

    def height(self, width: int) -> int:
        """One row."""
        return 1

    def steady(self, width: int) -> Widths:
        """Any width."""
        return 0, ANY_WIDTH

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The empty row."""
        return [Row()][start:stop]


BLANK = BlankDrawing()
