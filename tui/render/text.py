"""Terminal text as rows: streams, text results and tracebacks.

Only lines in view are ever wrapped; of the others the number of rows is known or estimated.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from tui.model.stream_text import StreamText, plain_line, segments
from tui.model.stream_text import Style as TextStyle
from tui.render.measured_text import MeasuredText, page_lines
from tui.render.needle import Needle
from tui.render.rows import ANY_WIDTH, Piece, Row, Spot, Widths, wrap, wrap_part
from tui.render.slices import Slice

_SHORT = 1000
# What a character of a page with escapes costs against one of a page without.
_STYLED_COST = 4


class TextDrawing:
    """A `StreamText` as rows.

    `gutter` stands before every row (a mark for stderr); `base` is the style under the text's
    own; `measured` is what is known of the text from a drawing in other styles.
    """

    __slots__ = ("_around", "_base", "_dim", "_gutter", "_gutter_width", "_text", "measured")

    def __init__(
        self,
        text: StreamText,
        base: Style,
        gutter: Segment | None = None,
        dim: Style | None = None,
        measured: MeasuredText | None = None,
    ) -> None:
        self._text = text
        self._base = base
        self._gutter = (gutter,) if gutter is not None else ()
        self._gutter_width = gutter.cell_length if gutter is not None else 0
        self._dim = dim or base
        self.measured = measured or MeasuredText(text)
        self._around: tuple[tuple[int, ...], tuple[int, list[str], list[int], bool]] | None = None

    def height(self, width: int) -> int:
        """How many rows there are; the note on dropped text takes one of them."""
        return self._wrapped_to(width).height + self._note

    def line_count(self, width: int) -> int:
        """How many lines there are before they wrap, which no width changes."""
        self.measured.complete()
        return self._wrapped_to(width).line_count

    def is_exact(self, width: int) -> bool:
        """Whether all pages are measured."""
        return self._wrapped_to(width).is_exact

    def steady(self, width: int) -> Widths:
        """Any width in which no line wraps; or else just this one."""
        least = self._wrapped_to(width).widest + self._gutter_width
        return (least, ANY_WIDTH) if least <= width else (width, width + 1)

    def expose(self, width: int, start: int, stop: int) -> None:
        """Measure the pages with the rows from `start` up to `stop`."""
        note = self._note
        self._wrapped_to(width).expose(max(start - note, 0), stop - note)

    def measure(self, width: int, near: int, work: Slice) -> int:
        """Measure more pages; answers which row is now what was at row `near`."""
        note = self._note
        return self._wrapped_to(width).measure(max(near - note, 0), work) + min(near, note)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        measured = self._wrapped_to(width)
        rows: list[Row] = []
        if self._note:
            if start == 0 < stop:
                rows.append(self._dropped_row(width))
            start, stop = max(start - 1, 0), stop - 1
        measured.expose(start, stop)
        stop = min(stop, measured.height)
        while start < stop:
            top, lines, starts, goes_on = self._lines_around(start)
            start -= top
            line = bisect_right(starts, start) - 1
            while line < len(lines) and starts[line] < stop - top:
                first, end = starts[line], min(starts[line + 1], stop - top)
                wraps = goes_on and line == len(lines) - 1
                rows.extend(self._line_rows(lines[line], start - first, end - first, wraps))
                start = end
                line += 1
            start += top
        return rows

    @property
    def is_long(self) -> bool:
        """Whether it has more text than can change."""
        return bool(self._text.frozen)

    @property
    def parts(self) -> range:
        """The numbers of the pages that are kept, and one for the live lines."""
        self.measured.complete()
        first = self._text.first_page
        return range(first, first + len(self._text.frozen) + 1)

    def search(self, needle: Needle, part: int, work: Slice) -> list[Spot]:
        """Where a page, or the live lines, hold the needle."""
        place = part - self._text.first_page
        pages = self._text.frozen
        if place < len(pages):
            page = pages[place]
            work.spend(len(page.text) * (_STYLED_COST if page.styled else 1))
            if not needle.is_in(plain_line(page.text)):
                return []
            lines = page_lines(page)
        else:
            lines = self._text.live_lines()
            work.spend(sum(map(len, lines)) * 2)
        return [
            (number, column)
            for number, line in enumerate(lines)
            for column in needle.places(plain_line(line))
        ]

    def row_of_spot(self, width: int, part: int, spot: Spot) -> int:
        """The row that shows the beginning of what was found."""
        measured = self._wrapped_to(width)
        return self._note + measured.row_in(max(part - measured.first, 0), *spot)

    def line_at(self, width: int, row: int) -> int:
        """Which line a row shows a part of."""
        return self._wrapped_to(width).line_at(max(row - self._note, 0))

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line begins."""
        return self._wrapped_to(width).row_of(line) + self._note

    @property
    def _note(self) -> int:
        return 1 if self._text.dropped else 0

    def _wrapped_to(self, width: int) -> MeasuredText:
        measured = self.measured
        measured.wrap_to(max(1, width - self._gutter_width))
        return measured

    def _lines_around(self, row: int) -> tuple[int, list[str], list[int], bool]:
        """What `MeasuredText.lines_at` answers, which is kept of the last page."""
        measured = self.measured
        if row >= measured.heights.total:
            return measured.lines_at(row)
        place = measured.heights.at(row)
        key = (measured.width, measured.first, place)
        if self._around is None or self._around[0] != key:
            self._around = (key, measured.lines_at(row))
        _, lines, starts, goes_on = self._around[1]
        return measured.heights.start(place), lines, starts, goes_on

    def _line_rows(self, line: str, start: int, stop: int, goes_on: bool) -> list[Row]:
        """Some rows of a line, of which the last one goes on in the next page if `goes_on`."""
        pieces = styled_pieces(line, self._base)
        inner = self.measured.width
        if len(line) <= _SHORT:
            rows = wrap(pieces, inner)[start:stop]
        else:
            rows = wrap_part(pieces, inner, start, stop)
        if goes_on and rows and not rows[-1].wraps:
            last = rows[-1]
            rows[-1] = Row(last.content, last.gutter, wraps=True)
        if not self._gutter:
            return rows
        return [Row(row.content, self._gutter, row.wraps) for row in rows]

    def _dropped_row(self, width: int) -> Row:
        size = self._text.dropped / 1e6
        note = f"… {size:,.1f} MB of earlier output was dropped (Transcript.output_cap)"
        return Row((Segment(note[:width], self._dim),))


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
