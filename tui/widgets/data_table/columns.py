"""Where the columns of a table stand: how wide each is, and which of them stay in sight."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from tui.model.tables.progress import Progress
from tui.model.tables.sheet import Sheet
from tui.render.rows import cells_of

WIDEST = 40
"""Cells of a column, unless the user wants more."""
LEAST = 3
"""Cells that the user can make a column as narrow as."""
GAP = 2
STEP = 8
"""Cells that a column is widened by."""

_ROWS = 512
# Cells (of the screen) of a text are counted up to here; a narrow one has no more code points.
_LOOKED_AT = 4 * WIDEST


def natural_widths(sheet: Sheet, progress: Progress) -> list[int]:
    """The cells each column needs, up to `WIDEST`; for a thread. Raises `Cancelled`."""
    widths = [1] * sheet.width
    for (level, column), text in _headings(sheet):
        if text and (level, column) not in sheet.spans:
            # The sign of the order has a place beside the name.
            widths[column] = max(widths[column], cells_of(text[:_LOOKED_AT]) + 2)
    columns = [*range(sheet.width)]
    rows = sheet.rows
    for start in range(0, len(rows), _ROWS):
        progress.at(start, len(rows))
        part = rows[start : start + _ROWS]
        for column in columns:
            widest = max(cells_of(row[column][:_LOOKED_AT]) for row in part)
            widths[column] = max(widths[column], widest)
        # Those that are as wide as they may be need no further look.
        columns = [column for column in columns if widths[column] < WIDEST]
    return [min(width, WIDEST) for width in widths]


def _headings(sheet: Sheet) -> list[tuple[tuple[int, int], str]]:
    if not sheet.levels:
        return [((0, column), sheet.shown_name(column)) for column in range(sheet.width)]
    return [
        ((level, column), text)
        for level, row in enumerate(sheet.levels)
        for column, text in enumerate(row)
    ]


class Columns:
    """The columns of a table in a view of some cells; the first `index` of them name the rows.

    Those of the index stay where they are as far as they take no more than half of the view; the
    others are moved below them. Each is followed by a gap.
    """

    def __init__(self, widths: Sequence[int], index: int, room: int) -> None:
        self.widths = [*widths]
        self._index = index
        self.room = 0
        self.fixed = 0
        self.fixed_width = 0
        self._starts: list[int] = []
        self.fit(room)

    def fit(self, room: int) -> None:
        """Stand in so many cells from now on."""
        self.room = max(room, 1)
        self._starts = [0, *accumulate(width + GAP for width in self.widths)]
        self.fixed = 0
        while self.fixed < self._index and self._starts[self.fixed + 1] <= self.room // 2:
            self.fixed += 1
        self.fixed_width = self._starts[self.fixed]

    def resize(self, column: int, width: int) -> None:
        """Give a column another width."""
        self.widths[column] = max(min(LEAST, self.widths[column]), width)
        self.fit(self.room)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.widths)

    @property
    def total(self) -> int:
        """The cells of all, side by side."""
        return max(self._starts[-1] - GAP, 0)

    def start(self, column: int) -> int:
        """The first cell of a column where nothing has been moved."""
        return self._starts[column]

    def at(self, cell: int) -> int:
        """The column at a cell where nothing has been moved; the last one beyond the end."""
        return max(0, min(bisect_right(self._starts, max(cell, 0)) - 1, self.count - 1))

    def under(self, x: int, offset: int) -> int:
        """The column at cell `x` of a view that was moved by `offset` cells."""
        return self.at(x if x < self.fixed_width else x + offset)

    def moved(self, offset: int) -> range:
        """The columns that can be seen beside the fixed ones in a view moved by `offset`."""
        first = self.at(self.fixed_width + offset)
        last = self.at(offset + self.room - 1)
        return range(max(first, self.fixed), last + 1)

    def whole(self, offset: int) -> range:
        """Those of `moved` of which nothing is cut off, one at least."""
        seen = self.moved(offset)
        start = seen.start
        if self._starts[start] < self.fixed_width + offset and len(seen) > 1:
            start += 1
        stop = seen.stop
        if self._starts[stop] - GAP > offset + self.room and stop - start > 1:
            stop -= 1
        return range(start, stop)

    def offset_for(self, column: int, offset: int) -> int:
        """The offset nearest to one at which a column can be seen as a whole, or its beginning."""
        if column < self.fixed:
            return offset
        latest = self._starts[column] - self.fixed_width
        # With a cell for the sign that says that there are more.
        more = 0 if column == self.count - 1 else 1
        earliest = self._starts[column] + self.widths[column] - self.room + more
        return min(max(offset, earliest), latest)
