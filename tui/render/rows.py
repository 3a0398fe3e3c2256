"""Rows: what the transcript view draws one screen line from, and how lines wrap into them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style

TAB = 8
NO_STYLE = Style.null()
_EMOJI_SELECTOR = "\N{VARIATION SELECTOR-16}"

Piece = tuple[str, Style]


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
    """Something laid out in rows; asked for few of them at a time, for one width (in cells)."""

    def height(self, width: int) -> int:
        """How many rows there are."""
        ...

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        ...

    def find(self, needle: str, width: int, ignore_case: bool, most: int) -> list[int]:
        """The rows of the first `most` matches, one entry a match, in order."""
        ...

    def line_at(self, width: int, row: int) -> int:
        """Which line, before wrapping, a row shows a part of; numbers are the same in any width."""
        ...

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line begins."""
        ...


def cells_of(text: str) -> int:
    """The cells a text takes, each character counted alone, so that any cut of it adds up.

    That is never less than what is drawn: emoji that join are counted one by one, and the
    selector that makes a narrow one wide counts as a cell.
    """
    if text.isascii():
        return len(text)
    return sum(map(_size, text))


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
    if text.isascii():
        return max(1, -(-len(text) // width))
    if cells_of(text) <= width:
        return 1
    rows, column = 1, 0
    for character in text:
        cells = _size(character)
        if column + cells > width and column:
            rows += 1
            column = 0
        column += cells
    return rows


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


def _fitting(text: str, room: int, at_start: bool) -> tuple[int, int]:
    """How many characters of `text` fit into `room` cells, and the cells they take."""
    if text.isascii():
        taken = min(len(text), max(room, 0))
        return taken, taken
    cells = 0
    for index, character in enumerate(text):
        size = _size(character)
        if cells + size > room and (cells or not at_start):
            return index, cells
        cells += size
    return len(text), cells


def count_matches(text: str, needle: str, ignore_case: bool) -> list[int]:
    """Where `needle` occurs in `text`, without overlaps."""
    if ignore_case:
        text, needle = text.lower(), needle.lower()
    places: list[int] = []
    place = text.find(needle)
    while place >= 0:
        places.append(place)
        place = text.find(needle, place + len(needle))
    return places
