"""Help as rows, of which only those in sight are ever made."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from tui.render.heights import Heights
from tui.render.help.anyline import (
    AnyLine,
    cells_at_most,
    copied,
    height_of,
    row_within,
    rows_of,
    text_of,
)
from tui.render.help.lines import Line
from tui.render.needle import Needle
from tui.render.rows import Row
from tui.render.slices import Slice


class HelpDrawing:
    """Lines as rows of a width (cells); heights of lines out of sight may be estimates.

    Making one looks at every line, so that of a long help it is for a thread. Lines keep their
    numbers in any width.
    """

    def __init__(self, lines: Sequence[AnyLine], base: Style) -> None:
        """`base` is the style under that of the lines."""
        self.lines = lines or [""]
        self._base = base
        self._widest = max(map(cells_at_most, self.lines))
        self._heights = Heights()
        count = len(self.lines)
        self._heights.extend([1] * count, bytes(count))
        self._width = 0

    def wrap_to(self, width: int) -> None:
        """Break into rows of a width from now on; heights are estimates until they are measured."""
        if width != self._width:
            if self._widest > min(width, self._width or 1):
                self._heights.doubt_all()
            self._width = width

    @property
    def width(self) -> int:
        """The width it is broken to, 0 before any."""
        return self._width

    @property
    def height(self) -> int:
        """How many rows there are, as far as that is known."""
        return self._heights.total

    @property
    def is_exact(self) -> bool:
        """Whether the height is known."""
        return self._heights.all_exact()

    def measure(self, near: int, work: Slice) -> int:
        """Make more of the height exact; answers which row is now what was at row `near`."""
        heights = self._heights
        while not work.over and (line := heights.doubtful(heights.at(near))) is not None:
            top, before = heights.start(line), heights[line]
            self._settle(line)
            work.spend(self._cost(line))
            if near >= top + before:
                near += heights[line] - before
            elif near >= top:
                near = min(near, top + heights[line] - 1)
        return near

    def _cost(self, line: int) -> int:
        """What looking at a line costs, in characters of a plain one."""
        each = self.lines[line]
        return 8 * len(each) if isinstance(each, str) else 256

    def measure_all(self) -> None:
        """Make all heights exact, however long that takes."""
        for line in range(len(self.lines)):
            self._settle(line)

    def expose(self, start: int, stop: int) -> None:
        """Make the rows from `start` up to `stop` exact; those below may move by it."""
        heights = self._heights
        while start < min(stop, heights.total):
            line = heights.at(start)
            self._settle(line)
            start = max(start, heights.start(line + 1))

    def _settle(self, line: int) -> None:
        if not self._heights.is_exact(line):
            self._heights.set(line, height_of(self.lines[line], self._width))

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        self.expose(start, stop)
        heights = self._heights
        stop = min(stop, heights.total)
        rows: list[Row] = []
        while start < stop:
            line = heights.at(start)
            top, end = heights.start(line), min(heights.start(line + 1), stop)
            made = rows_of(self.lines[line], self._width, start - top, end - top, self._base)
            rows += made
            start = end
        return rows

    def line_at(self, row: int) -> tuple[int, int]:
        """The line a row shows a part of, and which of its rows that is."""
        row = max(0, min(row, self.height - 1))
        self.expose(row, row + 1)
        line = self._heights.at(row)
        return line, row - self._heights.start(line)

    def row_of(self, line: int, column: int = 0) -> int:
        """The row that shows a column (code points) of a line, which is exact then."""
        line = max(0, min(line, len(self.lines) - 1))
        self._settle(line)
        top = self._heights.start(line)
        return top + row_within(self.lines[line], self._width, column) if column else top

    def search(self, needle: Needle, line: int) -> list[int]:
        """The columns at which a line holds the needle."""
        return needle.places(text_of(self.lines[line]))

    def text(self) -> str:
        """All of it as it is copied."""
        parts: list[str] = []
        for line in self.lines:
            parts.append(copied(line))
            if not (isinstance(line, Line) and line.goes_on):
                parts.append("\n")
        return "".join(parts).rstrip("\n")
