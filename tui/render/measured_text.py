"""Where the pages and lines of a terminal text stand once it is wrapped."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from tui.model.stream_text import Page, StreamText, plain_line
from tui.render.heights import Heights
from tui.render.rows import ANY_WIDTH, width_of, wrapped_height
from tui.render.slices import Slice

PIECE = 262_144
"""Characters of a text that are written at a time: a millisecond of work."""

# What writing a piece costs, in characters that are looked at.
_PIECE_COST = PIECE // 8
# New pages up to so many are measured as they come; of more the heights are estimated first.
_FEW = 16


class MeasuredText:
    """The rows of a text for the width last asked for (cells).

    A page is measured when it is new, in sight, or its turn comes in `measure`; until then it
    counts as many rows as in the width before. Pages have their numbers in the text for ever:
    the first that is kept is number `first`. The lines that can still change are exact always.
    """

    __slots__ = (
        "_lines",
        "_live_starts",
        "_rest",
        "_revision",
        "_widest",
        "_written",
        "first",
        "heights",
        "live",
        "text",
        "width",
    )

    def __init__(self, text: StreamText, words: str = "") -> None:
        """`words` are written to the text bit by bit, a first piece of them at once."""
        self.text = text
        self._rest = words
        self._written = 0
        self.width = 0
        self.first = 0
        self.heights = Heights()
        self.live: list[str] = []
        self._live_starts: list[int] = [0]
        # The number of the line each page begins with; a line that goes on in the next page
        # counts in both.
        self._lines: list[int] = [0]
        self._revision = -1
        self._widest = 0
        if words:
            self._write_piece()

    def wrap_to(self, width: int) -> None:
        """Follow the text to where it is now, for a width."""
        if width != self.width:
            if self._widest > min(width, self.width):
                self.heights.doubt_all()
            self.width, self._revision = width, -1
        text = self.text
        if self._revision == text.revision:
            return
        self._drop_gone(text.first_page)
        self._add_pages(text.frozen[len(self.heights) :])
        live = text.live_lines()
        if live and not live[-1]:
            live.pop()
        self.live = live
        heights = (line_height(line, width) for line in live)
        self._live_starts = list(accumulate(heights, initial=0))
        self._revision = text.revision

    def _drop_gone(self, first: int) -> None:
        gone = min(first - self.first, len(self.heights))
        if gone:
            self.heights.drop_first(gone)
            del self._lines[:gone]
        self.first = first

    def _add_pages(self, pages: Sequence[Page]) -> None:
        if not pages:
            return
        width = self.width
        known = [_known_height(page, width) for page in pages]
        if len(pages) <= _FEW:
            known = [
                page_height(page, width) if height is None else height
                for page, height in zip(pages, known, strict=True)
            ]
        heights = [
            max(page_line_count(page), len(page.text) // width) if height is None else height
            for page, height in zip(pages, known, strict=True)
        ]
        self.heights.extend(heights, bytes(height is not None for height in known))
        counts = map(page_line_count, pages)
        self._lines[-1:] = accumulate(counts, initial=self._lines[-1])
        self._widest = max(self._widest, *map(_bound, pages))

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self.heights.total + self._live_starts[-1]

    @property
    def line_count(self) -> int:
        """How many lines there are before they wrap."""
        return self._lines[-1] - self._lines[0] + len(self.live)

    @property
    def widest(self) -> int:
        """Columns that no line is wider than; some more where wide characters may be."""
        live = (width_of(plain_line(line)) for line in self.live)
        return max(self._widest, max(live, default=0))

    @property
    def is_exact(self) -> bool:
        """Whether all is written and all is measured."""
        return not self._rest and self.heights.all_exact()

    def complete(self) -> None:
        """Write all that is not written yet."""
        while self._rest:
            self._write_piece()

    def _write_piece(self) -> None:
        end = self._written + PIECE
        self.text.write(self._rest[self._written : end])
        self._written = end
        if end >= len(self._rest):
            self._rest = ""

    def settle(self, place: int) -> None:
        """Measure the page at a place, counted from the first that is kept."""
        if not self.heights.is_exact(place):
            self.heights.set(place, page_height(self.text.frozen[place], self.width))

    def expose(self, start: int, stop: int) -> None:
        """Measure what is in sight from row `start` up to `stop`; rows below may move."""
        heights = self.heights
        while start < min(stop, heights.total):
            place = heights.at(start)
            self.settle(place)
            start = max(start, heights.start(place + 1))

    def measure(self, near: int, work: Slice) -> int:
        """Measure pages, those next above row `near` first; answers which row `near` is now."""
        heights = self.heights
        while len(heights) and not work.over:
            at = heights.at(near)
            place = heights.doubtful(at)
            if place is None:
                break
            top, before = heights.start(place), heights[place]
            self.settle(place)
            work.spend(len(self.text.frozen[place].text))
            if near >= top + before:
                near += heights[place] - before
            elif near >= top:
                near = min(near, top + heights[place])
        while self._rest and not work.over:
            self._write_piece()
            self.wrap_to(self.width)
            work.spend(_PIECE_COST)
        return near

    def lines_at(self, row: int) -> tuple[int, list[str], list[int], bool]:
        """The page around a row, or the live lines, for a row that is exposed.

        That is its first row, its lines, the row each line begins at, counted from there, and
        whether the last goes on after it.
        """
        top = self.heights.total
        if row >= top or not len(self.heights):
            return top, self.live, self._live_starts, False
        place = self.heights.at(row)
        page = self.text.frozen[place]
        lines = page_lines(page)
        starts = list(accumulate((line_height(line, self.width) for line in lines), initial=0))
        return self.heights.start(place), lines, starts, not page.text.endswith("\n")

    def line_at(self, row: int) -> int:
        """The number of the line a row shows a part of."""
        self.expose(row, row + 1)
        top, _, starts, _ = self.lines_at(row)
        place = len(self.heights) if row >= self.heights.total else self.heights.at(row)
        line = bisect_right(starts, row - top) - 1
        return self._lines[place] + max(0, min(line, len(starts) - 2))

    def row_of(self, line: int) -> int:
        """The row at which a line begins; its page is exact then."""
        place = max(bisect_right(self._lines, line) - 1, 0)
        return self.row_in(place, line - self._lines[place])

    def row_in(self, place: int, line: int, column: int = 0) -> int:
        """The row of a column (code points, escapes not counted) in a line of a page.

        `place` counts from the first page that is kept; after the last come the live lines.
        """
        if place >= len(self.heights):
            lines, top = self.live, self.heights.total
        else:
            self.settle(place)
            lines, top = page_lines(self.text.frozen[place]), self.heights.start(place)
        line = max(0, min(line, len(lines)))
        top += sum(line_height(text, self.width) for text in lines[:line])
        if column and line < len(lines):
            top += wrapped_height(plain_line(lines[line])[: column + 1], self.width) - 1
        return top


def page_lines(page: Page) -> list[str]:
    """The lines of a page; its last may go on in the next page."""
    return page.text.removesuffix("\n").split("\n")


def page_line_count(page: Page) -> int:
    """How many `page_lines` there are."""
    return page.line_breaks + (0 if page.text.endswith("\n") else 1)


def _bound(page: Page) -> int:
    """Columns that no line of a page is wider than."""
    # With wide characters before a tab, `widest` is not an upper bound.
    return page.widest if page.text.isascii() or "\t" not in page.text else ANY_WIDTH


def _known_height(page: Page, width: int) -> int | None:
    """The rows of a page if that can be told without looking at its lines."""
    return page_line_count(page) if _bound(page) <= width else None


def page_height(page: Page, width: int) -> int:
    """How many rows a page takes."""
    known = _known_height(page, width)
    if known is not None:
        return known
    text = plain_line(page.text.removesuffix("\n"))
    return sum(wrapped_height(line, width) for line in text.split("\n"))


def line_height(line: str, width: int) -> int:
    """How many rows a line takes, its escapes not counted."""
    return wrapped_height(plain_line(line), width)
