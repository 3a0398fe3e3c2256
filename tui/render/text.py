"""Terminal text as rows: streams, text results and tracebacks.

Only pages in view are ever taken apart; of the others the number of rows is known, which for
a page narrower than the view is its number of lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from tui.model.stream_text import Page, StreamText, plain_line, segments
from tui.model.stream_text import Style as TextStyle
from tui.render.rows import Piece, Row, count_matches, wrap, wrapped_height


@dataclass(slots=True)
class _Index:
    """The row and the line each page begins at, for one width and one revision of the text.

    A line that goes on in the next page counts in both.
    """

    width: int = 0
    revision: int = -1
    first_page: int = 0
    starts: list[int] = field(default_factory=lambda: [0])
    lines: list[int] = field(default_factory=lambda: [0])
    live: list[str] = field(default_factory=list)
    live_starts: list[int] = field(default_factory=lambda: [0])

    @property
    def height(self) -> int:
        return self.starts[-1] + self.live_starts[-1]


class TextDrawing:
    """A `StreamText` as rows.

    `gutter` stands before every row (a mark for stderr); `base` is the style under the text's
    own.
    """

    def __init__(
        self, text: StreamText, base: Style, gutter: Segment | None = None, dim: Style | None = None
    ) -> None:
        self._text = text
        self._base = base
        self._gutter = (gutter,) if gutter is not None else ()
        self._gutter_width = gutter.cell_length if gutter is not None else 0
        self._dim = dim or base
        self._index = _Index()
        self._live_rows: tuple[tuple[int, int, int], list[Row]] | None = None
        self._page_rows: tuple[int, int, int, list[Row]] | None = None

    def height(self, width: int) -> int:
        """How many rows there are; the note on dropped text takes one of them."""
        return self._indexed(width).height + (1 if self._text.dropped else 0)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        index = self._indexed(width)
        rows: list[Row] = []
        if self._text.dropped:
            if start == 0 < stop:
                rows.append(self._dropped_row(width))
            start, stop = max(start - 1, 0), stop - 1
        inner = max(1, width - self._gutter_width)
        while start < stop and start < index.height:
            part, first = self._part_at(index, start, inner)
            taken = part[start - first : stop - first]
            rows.extend(taken)
            start += len(taken)
        return rows

    def find(self, needle: str, width: int, ignore_case: bool, most: int) -> list[int]:
        """The rows of the first `most` matches; a match is placed at the row it begins in."""
        index = self._indexed(width)
        inner = max(1, width - self._gutter_width)
        offset = 1 if self._text.dropped else 0
        found: list[int] = []
        for first, lines in self._line_groups(index, needle, ignore_case):
            row = first + offset
            for line in lines:
                plain = plain_line(line)
                for place in count_matches(plain, needle, ignore_case):
                    found.append(row + wrapped_height(plain[: place + 1], inner) - 1)
                    if len(found) >= most:
                        return found
                row += wrapped_height(plain, inner)
        return found

    def line_at(self, width: int, row: int) -> int:
        """Which line a row shows a part of."""
        index = self._indexed(width)
        row = max(row - 1, 0) if self._text.dropped else row
        place = bisect_right(index.starts, row) - 1
        if place >= len(self._text.frozen):
            return index.lines[-1] + bisect_right(index.live_starts, row - index.starts[-1]) - 1
        inner = max(1, width - self._gutter_width)
        line, top = index.lines[place], index.starts[place]
        for text in page_lines(self._text.frozen[place]):
            top += line_height(text, inner)
            if top > row:
                break
            line += 1
        return line

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line begins."""
        index = self._indexed(width)
        note = 1 if self._text.dropped else 0
        place = bisect_right(index.lines, line) - 1
        if place >= len(self._text.frozen):
            live = min(line - index.lines[-1], len(index.live))
            return note + index.starts[-1] + index.live_starts[live]
        inner = max(1, width - self._gutter_width)
        above = page_lines(self._text.frozen[place])[: line - index.lines[place]]
        return note + index.starts[place] + sum(line_height(text, inner) for text in above)

    def _line_groups(
        self, index: _Index, needle: str, ignore_case: bool
    ) -> Iterator[tuple[int, list[str]]]:
        """First row and lines of every page that may hold a match, then of the live lines."""
        for place, page in enumerate(self._text.frozen):
            text = page.text.lower() if ignore_case else page.text
            wanted = needle.lower() if ignore_case else needle
            if page.styled or wanted in text:
                yield index.starts[place], page_lines(page)
        yield index.starts[-1], index.live

    def _indexed(self, width: int) -> _Index:
        index, text = self._index, self._text
        if index.width == width and index.revision == text.revision:
            return index
        if index.width != width or index.first_page != text.first_page:
            index = self._index = _Index(width, first_page=text.first_page)
            self._page_rows = None
        inner = max(1, width - self._gutter_width)
        known = len(index.starts) - 1
        row = index.starts[-1]
        for page in text.frozen[known:]:
            row += page_height(page, inner)
            index.starts.append(row)
            index.lines.append(index.lines[-1] + page_line_count(page))
        index.live = text.live_lines()
        if index.live and not index.live[-1]:
            index.live = index.live[:-1]
        index.live_starts = [0]
        for line in index.live:
            index.live_starts.append(index.live_starts[-1] + line_height(line, inner))
        index.revision = text.revision
        return index

    def _part_at(self, index: _Index, row: int, inner: int) -> tuple[list[Row], int]:
        """Some rows around `row` that belong together, and the row they begin at."""
        frozen_height = index.starts[-1]
        if row >= frozen_height:
            line = bisect_right(index.live_starts, row - frozen_height) - 1
            first = frozen_height + index.live_starts[line]
            live_key = (index.width, index.revision, line)
            if self._live_rows is None or self._live_rows[0] != live_key:
                self._live_rows = (live_key, self._wrapped(index.live[line], inner))
            return self._live_rows[1], first
        place = bisect_right(index.starts, row) - 1
        key = (index.width, index.first_page, place)
        if self._page_rows is None or self._page_rows[:3] != key:
            self._page_rows = (*key, self._rows_of(self._text.frozen[place], inner))
        return self._page_rows[3], index.starts[place]

    def _rows_of(self, page: Page, inner: int) -> list[Row]:
        rows = [row for line in page_lines(page) for row in self._wrapped(line, inner)]
        if rows and not page.text.endswith("\n"):
            last = rows[-1]
            rows[-1] = Row(last.content, last.gutter, wraps=True)
        return rows

    def _wrapped(self, line: str, inner: int) -> list[Row]:
        rows = wrap(styled_pieces(line, self._base), inner)
        if not self._gutter:
            return rows
        return [Row(row.content, self._gutter, row.wraps) for row in rows]

    def _dropped_row(self, width: int) -> Row:
        size = self._text.dropped / 1e6
        note = f"… {size:,.1f} MB of earlier output was dropped (Transcript.output_cap)"
        return Row((Segment(note[:width], self._dim),))


def page_lines(page: Page) -> list[str]:
    """The lines of a page; its last may go on in the next page."""
    return page.text.removesuffix("\n").split("\n")


def page_line_count(page: Page) -> int:
    """How many `page_lines` there are."""
    return page.line_breaks + (0 if page.text.endswith("\n") else 1)


def page_height(page: Page, width: int) -> int:
    """How many rows a page takes."""
    # With wide characters before a tab, `widest` is not an upper bound.
    bounded = page.text.isascii() or "\t" not in page.text
    if bounded and page.widest <= width:
        return page_line_count(page)
    return sum(line_height(line, width) for line in page_lines(page))


def line_height(line: str, width: int) -> int:
    """How many rows a line takes, its escapes not counted."""
    return wrapped_height(plain_line(line), width)


@lru_cache(maxsize=1024)
def rich_style(style: TextStyle) -> Style:
    """The toolkit's style for a style of terminal text."""
    return Style(
        color=_color(style.fg),
        bgcolor=_color(style.bg),
        bold=style.bold or None,
        dim=style.faint or None,
        italic=style.italic or None,
        underline=style.underline or None,
        strike=style.strike or None,
        reverse=style.inverse or None,
        overline=style.overline or None,
        link=style.link,
    )


def _color(color: int | tuple[int, int, int] | None) -> Color | None:
    if color is None:
        return None
    if isinstance(color, int):
        return Color.from_ansi(color)
    return Color.from_rgb(*color)


def styled_pieces(line: str, base: Style) -> list[Piece]:
    """One canonical line as pieces over a base style."""
    return [(text, base + rich_style(style)) for text, style in segments(line)]
