"""From the cells of a table, in the order in which they come, to a `Table`."""

from __future__ import annotations

from dataclasses import dataclass

from tui.render.html.tables import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_IN_CELL,
    MOST_LEVELS,
    MOST_ROWS,
    Align,
    Place,
    Table,
    alignment,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it comes; its text is clean, its spans are taken for what is possible."""

    text: str
    is_heading: bool = False
    columns: int = 1
    rows: int = 1
    align: Align | None = None


@dataclass(slots=True)
class _Hanging:
    """A cell that reaches into rows below."""

    cell: Cell
    rows: int


class Grid:
    """Takes the rows and cells of one table; no more than `MOST_...` of them are kept."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        """`most_rows` counts those below the headings."""
        self.caption = ""
        self.more_rows = 0
        self._most_rows = most_rows
        self._rows: list[list[str]] = []
        self._body = 0
        # Of each row: whether it belongs to the headings, and how many headings it begins with.
        self._heads: list[bool] = []
        self._leading: list[int] = []
        self._wide: dict[Place, int] = {}
        self._repeated: set[Place] = set()
        self._aligns: dict[int, Align] = {}
        self._hanging: dict[int, _Hanging] = {}
        # Columns in which a cell begins, and how many that is.
        self._columns = 0
        # Cells that had no place: in this row, and in the row with most of them.
        self._beyond = 0
        self._more_columns = 0
        self._kept = 0

    @property
    def is_full(self) -> bool:
        """Whether further rows are only counted."""
        return self._body >= self._most_rows or self._kept >= MOST_CELLS

    def add_row(self, is_head: bool) -> None:
        """Begin a row; `is_head` says that it stands among the headings."""
        self._close_row()
        is_head = is_head and len(self._rows) < MOST_LEVELS
        if self._heads and is_head is not self._heads[-1]:
            self._hanging.clear()
        self._body += not is_head
        self._beyond = 0
        self._rows.append([])
        self._heads.append(is_head)
        self._leading.append(0)

    def add(self, cell: Cell) -> None:
        """Put a cell into the row."""
        if not self._rows:
            self.add_row(is_head=False)
        self._fill_hanging()
        row = self._rows[-1]
        column = len(row)
        if column >= MOST_COLUMNS:
            self._beyond += 1
            self._more_columns = max(self._more_columns, self._beyond)
            return
        span = max(1, min(cell.columns, MOST_COLUMNS - column))
        if cell.rows > 1:
            self._hanging[column] = _Hanging(cell, cell.rows - 1)
        self._put(cell, span)
        self._columns = max(self._columns, column + 1)
        if cell.align is not None and not self._heads[-1] and not cell.is_heading:
            self._aligns.setdefault(column, cell.align)

    def _put(self, cell: Cell, span: int) -> None:
        row, number = self._rows[-1], len(self._rows) - 1
        column = len(row)
        if cell.is_heading and self._leading[-1] == column:
            self._leading[-1] = column + span
        if span > 1:
            self._wide[number, column] = span
        row.append(cell.text[:MOST_IN_CELL])
        row.extend([""] * (span - 1))
        self._kept += span

    def _fill_hanging(self) -> None:
        """Repeat the cells that reach into this row from above, as far as they come next."""
        row = self._rows[-1]
        while (above := self._hanging.get(len(row))) is not None and len(row) < MOST_COLUMNS:
            column = len(row)
            above.rows -= 1
            if not above.rows:
                del self._hanging[column]
            self._repeated.add((len(self._rows) - 1, column))
            self._put(above.cell, max(1, min(above.cell.columns, MOST_COLUMNS - column)))

    def _close_row(self) -> None:
        if self._rows:
            self._fill_hanging()

    def table(self) -> Table | None:
        """The table as far as it has come; `None` without any text."""
        self._close_row()
        self._leave_out_empty_rows()
        if not self._rows or not any(text for row in self._rows for text in row):
            return None
        columns = self._columns
        kept = max(1, MOST_CELLS // columns)
        grid = tuple(
            tuple(row[:columns] + [""] * (columns - len(row))) for row in self._rows[:kept]
        )
        levels = min(self._levels(), len(grid))
        return Table(
            grid,
            levels,
            self._index(levels),
            self._alignments(grid[levels:], columns),
            self.caption,
            {place: min(span, columns - place[1]) for place, span in self._wide.items()},
            frozenset(self._repeated),
            self.more_rows + len(self._rows) - len(grid),
            self._more_columns,
        )

    def _leave_out_empty_rows(self) -> None:
        """Leave out the rows at the end that have no cells."""
        while self._rows and not self._rows[-1]:
            self._rows.pop()
            self._heads.pop()
            self._leading.pop()

    def _levels(self) -> int:
        """Rows of headings: those said to be, else the first ones of headings only."""
        said = 0
        while said < len(self._heads) and self._heads[said]:
            said += 1
        if said:
            return said
        count = 0
        for row, leading in zip(self._rows, self._leading, strict=True):
            if leading < max(len(row), 1):
                break
            count += 1
        return min(count, MOST_LEVELS) if count < len(self._rows) else 1

    def _index(self, levels: int) -> int:
        """How many columns all rows begin with as headings, but for those of one wide cell."""
        leading = [
            count
            for number, count in enumerate(self._leading)
            if number >= levels and len(self._rows[number]) > 1 and (number, 0) not in self._wide
        ]
        return min(min(leading, default=0), max(self._columns - 1, 0))

    def _alignments(self, body: tuple[tuple[str, ...], ...], columns: int) -> tuple[Align, ...]:
        return tuple(
            self._aligns.get(column) or alignment([row[column] for row in body])
            for column in range(columns)
        )
