"""Rows: what the transcript view draws one screen line from, and how lines wrap into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style

from tui.render.needle import Needle
from tui.render.slices import Slice

TAB = 8
NO_STYLE = Style.null()
_EMOJI_SELECTOR = "\N{VARIATION SELECTOR-16}"

# Not known at a glance to take one cell: outside ASCII, Latin, Greek, Cyrillic, punctuation,
# arrows and mathematics, box drawing, blocks and Braille.
_EVEN = (
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03c9\u0410-\u044f\u2010-\u2027\u2030-\u205e"
    "\u2190-\u21ff\u2500-\u257f\u2580-\u259f\u2800-\u28ff]"
)
_UNEVEN = re.compile(_EVEN.replace("[", "[^", 1))
# Characters that take one cell each, those that take two, or any other one.
_RUN = re.compile(
    f"({_EVEN}+)|([\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]+)|.",
    re.DOTALL,
)

Piece = tuple[str, Style]

Widths = tuple[int, int]
"""Widths in cells, from the first up to the second."""

ANY_WIDTH = 1 << 40

Spot = tuple[int, int]
"""Where something was found in a part of a drawing: line and column (code points)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One screen line: a gutter that is never selected, and content.

    `wraps` says that the line goes on in the next row, so that copying joins the two.
    """

    content: tuple[Segment, ...] = ()
    gutter: tuple[Segment, ...] = ()
    wraps: bool = False

    @property
    def text(self) -> str:
        """The content without the gutter."""
        return "".join(segment.text for segment in self.content)


class Drawing(Protocol):
    """Something laid out in rows; asked for few of them at a time, for one width (in cells).

    Of a long one, rows out of sight may be estimated: what is asked for has to be exposed first.
    It is searched part by part; parts have their numbers for good, and only the last may change
    by growing.
    """

    def height(self, width: int) -> int:
        """How many rows there are, as far as that is known."""
        ...

    def is_exact(self, width: int) -> bool:
        """Whether the height is known."""
        ...

    def steady(self, width: int) -> Widths:
        """Widths, this one among them, that give it the same height, which has to be known."""
        ...

    def expose(self, width: int, start: int, stop: int) -> None:
        """Make the rows from `start` up to `stop` exact; those below may move by it."""
        ...

    def measure(self, width: int, near: int, work: Slice) -> int:
        """Make more of the height exact; answers which row is now what was at row `near`."""
        ...

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        ...

    @property
    def parts(self) -> range:
        """The numbers of the parts it is searched in."""
        ...

    def search(self, needle: Needle, part: int, work: Slice) -> list[Spot]:
        """Where a part holds the needle, in order."""
        ...

    def row_of_spot(self, width: int, part: int, spot: Spot) -> int:
        """The row that shows the beginning of what was found, which is exact then."""
        ...

    def line_at(self, width: int, row: int) -> int:
        """Which line, before wrapping, a row shows a part of; numbers are the same in any width."""
        ...

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line begins, which is exact then."""
        ...


class SteadyDrawing:
    """What a drawing does whose height is always exact, and which is one part and one line."""

    def is_exact(self, width: int) -> bool:
        """Always."""
        return True

    def steady(self, width: int) -> Widths:
        """As far as is known this width only."""
        return width, width + 1

    def expose(self, width: int, start: int, stop: int) -> None:
        """All rows are exact."""

    def measure(self, width: int, near: int, work: Slice) -> int:
        """There is nothing to measure."""
        return near

    @property
    def parts(self) -> range:
        """One part."""
        return range(1)

    def search(self, needle: Needle, part: int, work: Slice) -> list[Spot]:
        """It is not searched."""
        return []

    def row_of_spot(self, width: int, part: int, spot: Spot) -> int:
        """The row whose number is the spot's line."""
        return spot[0]

    def line_at(self, width: int, row: int) -> int:
        """All of it counts as one line."""
        return 0

    def row_of(self, width: int, line: int) -> int:
        """The first."""
        return 0


def cells_of(text: str) -> int:
    """The cells a text takes, each character counted alone, so that any cut of it adds up.

    That is never less than what is drawn: emoji that join are counted one by one, and the
    selector that makes a narrow one wide counts as a cell.
    """
    return len(text) if _is_even(text) else sum(map(_size, text))


def _is_even(text: str) -> bool:
    """Whether it is plain that every character takes one cell."""
    return text.isascii() or _UNEVEN.search(text) is None


def _size(character: str) -> int:
    return 1 if character == _EMOJI_SELECTOR else get_character_cell_size(character)


def expand_tabs(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces of one line with every tab as spaces up to the next tab stop."""
    expanded: list[Piece] = []
    column = 0
    for text, style in pieces:
        if "\t" not in text:
            expanded.append((text, style))
            column += cells_of(text)
            continue
        parts = text.split("\t")
        line = ""
        for index, part in enumerate(parts):
            line += part
            column += cells_of(part)
            if index < len(parts) - 1:
                blanks = TAB - column % TAB
                line += " " * blanks
                column += blanks
        expanded.append((line, style))
    return expanded


def width_of(line: str) -> int:
    """The cells one line of plain text takes on a row that is wide enough."""
    return cells_of(_without_tabs(line))


def _without_tabs(line: str) -> str:
    return expand_tabs([(line, NO_STYLE)])[0][0] if "\t" in line else line


def wrapped_height(text: str, width: int) -> int:
    """How many rows one line of plain text takes; at least one."""
    text = _without_tabs(text)
    if _is_even(text):
        return max(1, -(-len(text) // width))
    if cells_of(text) <= width:
        return 1
    if width > 1:
        return _row_start(text, width, len(text))[1] + 1
    rows, column = 1, 0
    for character in text:
        cells = _size(character)
        if column + cells > width and column:
            rows += 1
            column = 0
        column += cells
    return rows


def _row_start(text: str, width: int, row: int) -> tuple[int, int]:
    """Where a row of some text without tabs begins (code points), and its number.

    Of text with fewer rows that is the end of it, and the number of its last row. Characters that
    take the same room are looked at together; `width` is 2 at least.
    """
    if row <= 0:
        return 0, 0
    rows = column = 0
    for run in _RUN.finditer(text):
        size = run.lastindex or _size(run[0])
        if not size:
            continue
        count = run.end() - run.start()
        fitting = (width - column) // size
        if count <= fitting:
            column += count * size
            continue
        rest, in_row = count - fitting, width // size
        begun = -(-rest // in_row)
        if rows + begun >= row:
            return run.start() + fitting + (row - rows - 1) * in_row, row
        rows += begun
        column = (rest - (begun - 1) * in_row) * size
    return len(text), rows


def wrap(pieces: Sequence[Piece], width: int, gutter: tuple[Segment, ...] = ()) -> list[Row]:
    """One line as rows of at most `width` cells, broken between characters as terminals do.

    `gutter` goes before the first row; further rows get blanks of the same width.
    """
    lines: list[list[Segment]] = [[]]
    column = 0
    for text, style in expand_tabs(pieces):
        while text:
            taken, cells = _fitting(text, width - column, column == 0)
            if taken:
                lines[-1].append(Segment(text[:taken], style))
                column += cells
                text = text[taken:]
            if text:
                lines.append([])
                column = 0
    indent = sum(segment.cell_length for segment in gutter)
    blank = (Segment(" " * indent),) if indent else ()
    last = len(lines) - 1
    return [
        Row(tuple(line), blank if index else gutter, wraps=index < last)
        for index, line in enumerate(lines)
    ]


def wrap_part(pieces: Sequence[Piece], width: int, start: int, stop: int) -> list[Row]:
    """The rows of `wrap` from `start` up to `stop`, without working out the rest if it can be."""
    pieces = expand_tabs(pieces)
    if start >= stop:
        return []
    text = "".join(text for text, _ in pieces)
    if _is_even(text):
        first, end = start * width, stop * width
    elif width > 1:
        first, end = (_row_start(text, width, row)[0] for row in (start, stop))
    else:
        return wrap(pieces, width)[start:stop]
    taken: list[Piece] = []
    place = 0
    for text, style in pieces:
        if place < end and place + len(text) > first:
            taken.append((text[max(first - place, 0) : end - place], style))
        place += len(text)
    if not taken:
        return [Row()] if start == 0 < stop else []
    rows = wrap(taken, width)
    if place > end:
        last = rows[-1]
        rows[-1] = Row(last.content, last.gutter, wraps=True)
    return rows


def _fitting(text: str, room: int, at_start: bool) -> tuple[int, int]:
    """How many characters of `text` fit into `room` cells, and the cells they take."""
    if _is_even(text):
        taken = min(len(text), max(room, 0))
        return taken, taken
    cells = 0
    for index, character in enumerate(text):
        size = _size(character)
        if cells + size > room and (cells or not at_start):
            return index, cells
        cells += size
    return len(text), cells
