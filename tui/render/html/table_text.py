"""A table as lines of terminal text: columns aligned, never wrapped, cut where there is no room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from tui.render.html.tables import Align, Table, is_number
from tui.render.palette import Palette
from tui.render.rows import cells_of
from tui.render.sgr import BOLD, CUT, ITALIC, UNDERLINE, Run, cut, dim_of

SHOWN_ROWS = 60
"""Rows below the headings that are shown."""

# Cells a column of text is not made narrower than, and lines of a cell that are shown.
_FLOOR = 8
_LINES_IN_CELL = 10
_GAP = 2
# Looking for the width of more is not worth it.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is shown: its number, its width in cells; `number` -1 marks those left out."""

    number: int
    width: int
    align: Align


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is drawn of a cell: its lines, the cells (of the screen) it gets, and how it looks."""

    lines: Sequence[str]
    width: int
    align: Align
    look: str


def table_lines(
    table: Table, width: int, palette: Palette, moved: int = 0, hint: str = ""
) -> list[list[Run]]:
    """The lines of a table in `width` cells, of each its runs; at most `SHOWN_ROWS` rows.

    A table that is too wide shows its first and its last columns; one that was `moved` by some
    columns shows those from there on, `most_moved` at most. `hint` says how to see all of it.
    """
    width = max(width, 1)
    columns, left_out = _columns(table, width, moved)
    lines: list[list[Run]] = []
    if table.caption:
        lines.append([(cut(table.caption, width), ITALIC)])
    dim = dim_of(palette)
    rows = _Rows(table, columns, dim)
    for number in range(min(len(table.grid), table.levels + SHOWN_ROWS)):
        lines += rows.lines(number)
    more = table.more_rows + max(0, len(table.cells) - SHOWN_ROWS)
    notes = [(more, "row"), (table.more_columns + left_out, "column")]
    words = [f"{count:,} more {what}{'s' * (count > 1)}" for count, what in notes if count]
    if words:
        lines.append([(cut(f"{CUT} {', '.join(words)}{hint}", width), dim)])
    return lines


def most_moved(table: Table, width: int) -> int:
    """By how many columns a table can be moved until its last one is seen; 0 if all fit."""
    width = max(width, 1)
    count = len(table.aligns)
    floors = {number: _floor(table, number, _size(table, number)) for number in range(count)}
    if _total(floors.values()) <= width:
        return 0
    room = width - (1 + _GAP) - sum(floors[number] + _GAP for number in range(table.index))
    first = count - 1
    used = floors[first]
    while first > table.index and used + _GAP + floors[first - 1] <= room:
        first -= 1
        used += _GAP + floors[first]
    return first - table.index


def _columns(table: Table, width: int, moved: int) -> tuple[list[_Column], int]:
    """The columns that are shown in a width, and how many are left out among them."""
    count = len(table.aligns)
    # Each takes a cell and a gap at least, so the others have no room in any case.
    first = table.index + moved
    near = [number for number in range(count) if number < width or number >= count - width]
    if moved:
        near = [*range(table.index), *range(first, min(first + width, count))]
    sizes = {number: _size(table, number) for number in near}
    floors = {number: _floor(table, number, size) for number, size in sizes.items()}
    kept, marks = near, 1
    mark = 1 + _GAP if width > _FLOOR else 0
    if count > len(near) or _total(floors.values()) > width:
        kept = _fitting(floors, table.index, width - mark, both_ends=not moved)
        if moved and kept[-1] < count - 1:
            marks = 2
            kept = _fitting(floors, table.index, width - 2 * mark, both_ends=False)
    left_out = count - len(kept)
    room = width - (mark * marks if left_out else 0)
    widths = _shared([sizes[n] for n in kept], [floors[n] for n in kept], room)
    columns: list[_Column] = []
    for place, number in enumerate(kept):
        if mark and number > (kept[place - 1] if place else -1) + 1:
            columns.append(_Column(-1, 1, Align.LEFT))
        columns.append(_Column(number, widths[place], table.aligns[number]))
    if mark and kept[-1] < count - 1:
        columns.append(_Column(-1, 1, Align.LEFT))
    return columns, left_out


def _total(sizes: Collection[int]) -> int:
    return sum(sizes) + _GAP * (len(sizes) - 1)


def _texts(table: Table, column: int) -> Iterator[str]:
    """The lines of the cells of a column that are shown and span no other."""
    for number, row in enumerate(table.grid[: table.levels + SHOWN_ROWS]):
        if row[column] and (number, column) not in table.wide:
            yield from row[column][:_LONGEST].split("\n")[:_LINES_IN_CELL]


def _size(table: Table, column: int) -> int:
    return max(map(cells_of, _texts(table, column)), default=1) or 1


def _floor(table: Table, column: int, size: int) -> int:
    """The cells a column needs at least: its numbers are never cut."""
    least = min(size, _FLOOR)
    if table.aligns[column] is Align.RIGHT:
        numbers = (cells_of(text) for text in _texts(table, column) if is_number(text))
        return max([least, *numbers])
    return least


def _fitting(floors: dict[int, int], index: int, room: int, both_ends: bool) -> list[int]:
    """The columns there is room for: those of the index, then from both ends by turns.

    Or from the left only. One at least.
    """
    waiting = [number for number in floors if number >= index]
    order = [number for number in floors if number < index]
    while waiting:
        order.append(waiting.pop(0))
        if waiting and both_ends:
            order.append(waiting.pop())
    kept: list[int] = []
    used = -_GAP
    for number in order:
        used += floors[number] + _GAP
        if used > room and kept:
            break
        kept.append(number)
    return sorted(kept)


def _shared(sizes: list[int], floors: list[int], width: int) -> list[int]:
    """The widths of columns: what each needs, the widest narrowed first as far as it takes."""
    room = max(width - _GAP * (len(sizes) - 1), 1)
    if sum(sizes) <= room:
        return sizes
    # The widest any may be, found by halving.
    low, high = 1, max(sizes)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(_narrowed(sizes, floors, middle)) <= room:
            low = middle
        else:
            high = middle - 1
    widths = _narrowed(sizes, floors, low)
    left = room - sum(widths)
    for place, size in enumerate(sizes):
        if left > 0 and widths[place] == low < size:
            widths[place] += 1
            left -= 1
    # Not even one column may have the room that it needs.
    return [min(each, room) for each in widths]


def _narrowed(sizes: list[int], floors: list[int], most: int) -> list[int]:
    return [max(min(size, most), floor) for size, floor in zip(sizes, floors, strict=True)]


class _Rows:
    """Draws the rows of a table in the columns that are shown."""

    def __init__(self, table: Table, columns: Sequence[_Column], dim: str) -> None:
        self._table = table
        self._columns = columns
        self._dim = dim
        self._wide: dict[int, list[tuple[int, int]]] = {}
        for (row, column), span in sorted(table.wide.items()):
            self._wide.setdefault(row, []).append((column, column + span))

    def lines(self, number: int) -> list[list[Run]]:
        """The lines of the row with a number."""
        cells: list[_Cell] = []
        place = 0
        while place < len(self._columns):
            start, stop = self._span(number, self._columns[place].number)
            end = place + 1
            while end < len(self._columns) and self._is_within(end, stop):
                end += 1
            cells.append(self._cell(number, start, self._columns[place:end]))
            place = end
        count = max(len(cell.lines) for cell in cells)
        return [_line(cells, line) for line in range(count)]

    def _span(self, number: int, column: int) -> tuple[int, int]:
        """The columns that the cell in a column takes, from the first up to the second."""
        for start, stop in self._wide.get(number, ()):
            if start <= column < stop:
                return start, stop
        return column, column + 1

    def _is_within(self, place: int, stop: int) -> bool:
        """Whether a column that is shown comes before column `stop`."""
        column = self._columns[place].number
        if column >= 0:
            return column < stop
        return place + 1 < len(self._columns) and self._columns[place + 1].number < stop

    def _cell(self, number: int, start: int, columns: Sequence[_Column]) -> _Cell:
        """What is drawn in some columns, whose cell begins in column `start`."""
        width = sum(column.width for column in columns) + _GAP * (len(columns) - 1)
        if start < 0:
            return _Cell((CUT,), width, Align.LEFT, self._dim)
        repeated = (number, start) in self._table.repeated
        text = "" if repeated else self._table.grid[number][start]
        align = columns[0].align if (number, start) not in self._table.wide else Align.LEFT
        return _Cell(_cell_lines(text), width, align, self._look(number, start, bool(text)))

    def _look(self, number: int, start: int, has_text: bool) -> str:
        table = self._table
        if number >= table.levels:
            return self._dim if start < table.index else ""
        spans = has_text and (number, start) in table.wide
        return f"{BOLD};{UNDERLINE}" if spans or number == table.levels - 1 else BOLD


def _cell_lines(text: str) -> list[str]:
    lines = text.split("\n", _LINES_IN_CELL)
    return lines if len(lines) <= _LINES_IN_CELL else [*lines[: _LINES_IN_CELL - 1], CUT]


def _line(cells: Sequence[_Cell], number: int) -> list[Run]:
    """The line with a number of cells that stand side by side."""
    runs: list[Run] = []
    for cell in cells:
        text = cut(cell.lines[number], cell.width) if number < len(cell.lines) else ""
        blanks = max(0, cell.width - cells_of(text))
        before = {Align.LEFT: 0, Align.CENTER: blanks // 2, Align.RIGHT: blanks}[cell.align]
        runs.append((" " * before + text + " " * (blanks - before), cell.look))
        runs.append((" " * _GAP, ""))
    while runs and UNDERLINE not in runs[-1][1].split(";"):
        text, look = runs.pop()
        if text := text.rstrip(" "):
            runs.append((text, look))
            break
    return runs
