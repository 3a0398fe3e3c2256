"""The lines help is made of, and how they break into rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from rich.style import Style

from tui.model.stream_text import plain_line
from tui.render.rows import (
    Piece,
    Row,
    cells_of,
    expand_tabs,
    wrap,
    wrap_part,
    wrapped_height,
)
from tui.render.text import styled_pieces

LONGEST = 16_384
LONGEST_PROSE = 4_096
"""Code points of a `Line`, and of one that breaks between words.

What is longer is cut into several lines, which go on from one to the next.
"""

_SHORT = 1000
# Of a narrow pager, the part that indentation may take.
_INDENT_SHARE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of help before it breaks into rows; it holds no tabs and no line feeds.

    `marker` stands before its first row, the bullet of a list say; the text of all rows begins
    `indent` cells from the left. `gutter` is before all that, for a line's number, and no part of
    the text. `words` says that it breaks between words; `goes_on` that the next line is the rest
    of it.
    """

    pieces: tuple[Piece, ...] = ()
    marker: str = ""
    indent: int = 0
    gutter: str = ""
    words: bool = False
    goes_on: bool = False

    @property
    def text(self) -> str:
        """The text without marker and gutter."""
        return "".join(text for text, _ in self.pieces)


HelpLine = Line | str
"""A line, or the canonical text of one of a terminal's, which begins at the left."""


def text_of(line: HelpLine) -> str:
    """The text of a line, without looks and marker."""
    return plain_line(line) if isinstance(line, str) else line.text


def copied(line: HelpLine) -> str:
    """The line as it is copied: with what stands before its text, but for a number."""
    if isinstance(line, str):
        return plain_line(line)
    return f"{line.marker:>{line.indent}}{line.text}"


def cells_at_most(line: HelpLine) -> int:
    """Cells that a line is never wider than."""
    if isinstance(line, str):
        text = plain_line(line)
        return len(text) if text.isascii() and "\t" not in text else 8 * len(text)
    before = len(line.gutter) + max(line.indent, cells_of(line.marker))
    return before + cells_of(line.text)


def height_of(line: HelpLine, width: int) -> int:
    """How many rows a line takes."""
    if isinstance(line, str):
        text = plain_line(line)
        return len(_breaks(text, width)) + 1 if _is_prose(text) else wrapped_height(text, width)
    room = _room(line, width)[1]
    return len(_breaks(line.text, room)) + 1 if line.words else wrapped_height(line.text, room)


def row_within(line: HelpLine, width: int, column: int) -> int:
    """Which row of a line shows a column of its text (code points)."""
    if isinstance(line, str):
        text = plain_line(line)
        if _is_prose(text):
            return bisect_right(_breaks(text, width), column)
        return wrapped_height(text[: column + 1], width) - 1
    room = _room(line, width)[1]
    if line.words:
        return bisect_right(_breaks(line.text, room), column)
    return wrapped_height(line.text[: column + 1], room) - 1


def rows_of(line: HelpLine, width: int, start: int, stop: int, base: Style) -> list[Row]:
    """The rows of a line from `start` up to `stop`, over a base style."""
    if isinstance(line, str):
        pieces = styled_pieces(line, base)
        text = plain_line(line)
        if _is_prose(text):
            return _cut(pieces, _breaks(text, width))[start:stop]
        if len(line) > _SHORT:
            return wrap_part(pieces, width, start, stop)
        return wrap(pieces, width)[start:stop]
    indent, room = _room(line, width)
    pieces = [(text, base + style) for text, style in line.pieces]
    if line.words:
        text = line.text
        rows = _cut(pieces, _breaks(text, room))
    else:
        rows = wrap(pieces, room)
    rows = [_indented(line, row, indent, number, base) for number, row in enumerate(rows)]
    if line.goes_on and rows:
        rows[-1] = Row(rows[-1].content, rows[-1].gutter, wraps=True)
    return rows[start:stop]


def _room(line: Line, width: int) -> tuple[int, int]:
    """The indentation there is room for, and the cells that are left for the text."""
    width = max(1, width - len(line.gutter))
    indent = max(min(line.indent, width // _INDENT_SHARE), min(cells_of(line.marker), width - 1))
    return indent, max(1, width - indent)


def _indented(line: Line, row: Row, indent: int, number: int, base: Style) -> Row:
    blank = Segment(" " * len(line.gutter))
    gutter = [Segment(line.gutter, base + _DIM) if number == 0 else blank] if line.gutter else []
    content = row.content
    if number == 0 and line.marker:
        marker = line.marker[:indent]
        gutter.append(Segment(" " * (indent - cells_of(marker))))
        content = (Segment(marker, base), *content)
    elif indent:
        gutter.append(Segment(" " * indent))
    return Row(content, tuple(gutter), row.wraps)


_DIM = Style(dim=True)


def _is_prose(text: str) -> bool:
    """Whether a terminal's line can break between words; tabs would be measured wrongly."""
    return len(text) <= LONGEST_PROSE and "\t" not in text


def _breaks(text: str, width: int) -> list[int]:
    """Where a text breaks between words into rows of `width` cells, its blanks left at the ends.

    A word that is longer than a row is broken. A blank that ends a row may stand beyond it.
    """
    breaks: list[int] = []
    start = 0
    while (end := _reach(text, start, width)) < len(text):
        if text[end] == " ":
            cut = end + 1
        elif (blank := text.rfind(" ", start, end)) >= 0:
            cut = blank + 1
        else:
            cut = end
        if cut >= len(text):
            break
        breaks.append(cut)
        start = cut
    return breaks


def _reach(text: str, start: int, width: int) -> int:
    """How far the characters from `start` on fit into `width` cells; one at least."""
    end = min(start + width, len(text))
    taken = cells_of(text[start:end])
    while taken > width and end > start + 1:
        end -= max(1, (taken - width) // 2)
        end = max(end, start + 1)
        taken = cells_of(text[start:end])
    while end < len(text) and taken + (more := cells_of(text[end])) <= width:
        end += 1
        taken += more
    return end


def _cut(pieces: Sequence[Piece], breaks: Sequence[int]) -> list[Row]:
    """The pieces cut at places of their text."""
    lines: list[list[Segment]] = [[]]
    places = iter((*breaks, -1))
    end, place = next(places), 0
    for text, style in pieces:
        while 0 <= end - place < len(text):
            if taken := text[: end - place]:
                lines[-1].append(Segment(taken, style))
            text, place, end = text[end - place :], end, next(places)
            lines.append([])
        if text:
            lines[-1].append(Segment(text, style))
            place += len(text)
    last = len(lines) - 1
    return [Row(tuple(line), (), wraps=index < last) for index, line in enumerate(lines)]


def verbatim(pieces: Iterable[Piece], gutter: str = "", indent: int = 0) -> list[Line]:
    """A line as it was written, with its tabs expanded, cut where it is very long."""
    line = Line(tuple(expand_tabs(pieces)), "", indent, gutter)
    return _parted(replace(line, words=len(line.text) <= LONGEST_PROSE))


def prose(pieces: Sequence[Piece], marker: str = "", indent: int = 0) -> list[Line]:
    """A line that breaks between words, cut where it is very long."""
    return _parted(Line(tuple(pieces), marker, indent, words=True))


def _parted(line: Line) -> list[Line]:
    text, most = line.text, LONGEST_PROSE if line.words else LONGEST
    if len(text) <= most:
        return [line]
    breaks: list[int] = []
    start = 0
    while len(text) - start > most:
        blank = text.rfind(" ", start + most // 2, start + most) if line.words else -1
        start = blank + 1 if blank >= 0 else start + most
        breaks.append(start)
    gutter = " " * len(line.gutter)
    return [
        Line(
            tuple((part.text, part.style or _PLAIN) for part in row.content),
            "" if number else line.marker,
            line.indent,
            gutter if number else line.gutter,
            line.words,
            goes_on=row.wraps,
        )
        for number, row in enumerate(_cut(line.pieces, breaks))
    ]


_PLAIN = Style.null()
