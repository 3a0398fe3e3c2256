"""Tables of help, laid out in columns for the width they are drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style

from tui.render.help.lines import Line, height_of, row_within, rows_of
from tui.render.help.styles import HelpStyles
from tui.render.rows import Piece, Row, cells_of

MOST_COLUMNS = 64
MOST_ROWS = 5_000
MOST_IN_CELL = 2_000
"""Code points of a cell that are kept."""

_NARROWEST = 6
_GAP = "  "
_RULE = "─"
_PLAIN = Style.null()


@dataclass(slots=True)
class Cell:
    """A cell of a table as it is read; its pieces may hold line feeds."""

    pieces: list[Piece] = field(default_factory=list)
    is_heading: bool = False

    def lines(self, style: Style) -> tuple[Line, ...]:
        """Its lines, without blank ones at its ends; one at least."""
        lines: list[list[Piece]] = [[]]
        left = MOST_IN_CELL
        for text, own in self.pieces:
            first, *others = text[: max(left, 0)].split("\n")
            left -= len(text)
            lines[-1].append((first, style + own))
            lines += [[(other, style + own)] for other in others]
        found = [Line(tuple(pieces), words=True) for pieces in lines]
        while len(found) > 1 and not found[-1].text.strip():
            found.pop()
        while len(found) > 1 and not found[0].text.strip():
            del found[0]
        return tuple(found)


class Columns:
    """The columns all rows of a table share: what each needs, and what it gets of a width."""

    def __init__(self, needed: Sequence[int]) -> None:
        """`needed` is the cells of the widest line in each column."""
        self.needed = needed
        self._given: tuple[int, list[int]] = (0, [])

    @property
    def width(self) -> int:
        """The cells all of them need."""
        return sum(self.needed) + len(_GAP) * (len(self.needed) - 1)

    def widths(self, width: int) -> list[int]:
        """The cells of each column: what it needs, unless all together need too many."""
        if self._given[0] != width:
            self._given = width, self._shared(width)
        return self._given[1]

    def _shared(self, width: int) -> list[int]:
        widths = [*self.needed]
        room = width - len(_GAP) * (len(widths) - 1)
        while sum(widths) > room and (widest := max(widths)) > _NARROWEST:
            below = max((each for each in widths if each < widest), default=_NARROWEST)
            share = -(-(sum(widths) - room) // widths.count(widest))
            goal = max(_NARROWEST, below, widest - share)
            widths = [min(each, goal) for each in widths]
        return widths


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, one line of help in any width; a rule when it has no cells."""

    cells: tuple[tuple[Line, ...], ...]
    columns: Columns
    indent: int = 0

    @property
    def text(self) -> str:
        """The texts of all cells."""
        return "\t".join(line.text for cell in self.cells for line in cell)

    @property
    def copied(self) -> str:
        """The row as it is copied."""
        rows = self.rows(self.columns.width + self.indent, _PLAIN)
        return "\n".join(" " * self.indent + row.text.rstrip() for row in rows)

    @property
    def widest(self) -> int:
        """Cells that it is never wider than."""
        return self.indent + self.columns.width

    def height(self, width: int) -> int:
        """How many rows of the screen it takes."""
        widths = self.columns.widths(max(1, width - self.indent))
        heights = (
            sum(height_of(line, room) for line in cell)
            for cell, room in zip(self.cells, widths, strict=False)
        )
        return max(heights, default=1)

    def row_within(self, width: int, column: int) -> int:
        """Which of its rows shows a column of its text (code points)."""
        widths = self.columns.widths(max(1, width - self.indent))
        for cell, room in zip(self.cells, widths, strict=False):
            above = 0
            for line in cell:
                if column <= len(line.text):
                    return above + row_within(line, room, column)
                column -= len(line.text) + 1
                above += height_of(line, room)
        return 0

    def rows(self, width: int, base: Style) -> list[Row]:
        """Its rows; what is too wide for the narrowest columns is cut off."""
        widths = self.columns.widths(max(1, width - self.indent))
        gutter = (Segment(" " * self.indent),) if self.indent else ()
        if not self.cells:
            rule = _GAP.join(_RULE * each for each in widths)
            return [Row((Segment(rule, base + Style(dim=True)),), gutter)]
        columns = [
            [row for line in cell for row in rows_of(line, room, 0, MOST_IN_CELL, base)]
            for cell, room in zip(self.cells, widths, strict=False)
        ]
        return [
            Row(tuple(_beside(columns, widths, number, base)), gutter)
            for number in range(max(map(len, columns)))
        ]


def _beside(
    columns: Sequence[Sequence[Row]], widths: Sequence[int], number: int, base: Style
) -> list[Segment]:
    """The rows with a number of all columns, one beside the other."""
    segments: list[Segment] = []
    for place, column in enumerate(columns):
        content = column[number].content if number < len(column) else ()
        left = widths[place]
        for text, style, _ in content:
            text = text if cells_of(text) <= left else text.rstrip()
            left -= cells_of(text)
            segments.append(Segment(text, style))
        if place < len(columns) - 1:
            segments.append(Segment(" " * max(0, left) + _GAP, base))
    return [segment for segment in segments if segment.text]


def table_rows(rows: Sequence[Sequence[Cell]], styles: HelpStyles, indent: int) -> list[TableRow]:
    """The rows of a table, with a rule below its headings; empty rows are left out."""
    read: list[tuple[tuple[Line, ...], ...]] = []
    headings: list[bool] = []
    for row in rows[:MOST_ROWS]:
        cells = tuple(
            cell.lines(styles.heading if cell.is_heading else _PLAIN) for cell in row[:MOST_COLUMNS]
        )
        if any(line.text.strip() for cell in cells for line in cell):
            read.append(cells)
            headings.append(all(cell.is_heading for cell in row))
    if not read:
        return []
    needed = [1] * max(map(len, read))
    for cells in read:
        for column, lines in enumerate(cells):
            needed[column] = max(needed[column], *(cells_of(line.text.rstrip()) for line in lines))
    columns = Columns(needed)
    laid: list[TableRow] = []
    for number, cells in enumerate(read):
        laid.append(TableRow(cells, columns, indent))
        if headings[number] and number + 1 < len(read) and not headings[number + 1]:
            laid.append(TableRow((), columns, indent))
    return laid
