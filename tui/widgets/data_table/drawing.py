"""The lines of a table for one place it was moved to sideways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.model.tables.sheet import Sheet
from tui.model.tables.values import is_missing
from tui.widgets.data_table.cells import fitted, place_in
from tui.widgets.data_table.columns import GAP, Columns
from tui.widgets.transcript.marking import restyled

_NULL = Style.null()
_GAP = " " * GAP
UP, DOWN = "▲", "▼"
MORE_LEFT, MORE_RIGHT = "‹", "›"


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a table's parts."""

    base: Style = _NULL
    heading: Style = _NULL
    index: Style = _NULL
    dim: Style = _NULL
    match: Style = _NULL
    row: Style = _NULL
    cursor: Style = _NULL
    more: Style = _NULL


@dataclass(frozen=True, slots=True)
class Marks:
    """The column the rows are ordered by, and if downwards; the text that all of them hold."""

    sorted_by: tuple[int, bool] | None = None
    needle: str = ""


class RowDrawing:
    """Draws lines of a table, the columns of which but for the fixed ones were moved by cells."""

    def __init__(
        self, sheet: Sheet, columns: Columns, offset: int, looks: Looks, marks: Marks
    ) -> None:
        self._sheet = sheet
        self._columns = columns
        self._offset = offset
        self._looks = looks
        self._marks = marks
        self._fixed = range(columns.fixed)
        self._moved = columns.moved(offset)
        # What is cut off of the first column that is seen in part.
        self._hidden = columns.fixed_width + offset - columns.start(self._moved.start)
        self._right = sheet.right or (False,) * sheet.width

    def row(self, number: int, cursor: int | None) -> Strip:
        """The row of a number; `cursor` is the column of the cursor, if that is in the row."""
        texts = self._sheet.rows[number]
        base = self._looks.base + self._looks.row if cursor is not None else self._looks.base
        fixed = self._cells(texts, self._fixed, base, cursor)
        moved = self._cells(texts, self._moved, base, cursor)
        return self._line(fixed, moved, base)

    def _cells(
        self, texts: Sequence[str], columns: range, base: Style, cursor: int | None
    ) -> list[Segment]:
        looks, needle, widths = self._looks, self._marks.needle, self._columns.widths
        index, dim = base + looks.index, base + looks.dim
        segments: list[Segment] = []
        # Neighbours in one style are one segment.
        run, run_style = "", base
        for column in columns:
            text = texts[column]
            shown = fitted(text, widths[column], self._right[column])
            style = base
            if cursor is None:
                # The cursor's row has colours of its own.
                if column < self._sheet.index:
                    style = index
                elif is_missing(text):
                    style = dim
            elif cursor == column:
                style = looks.base + looks.cursor
            place = place_in(shown, needle) if needle else -1
            if style is run_style and place < 0:
                run += shown
            else:
                cell = [Segment(run, run_style), Segment(shown, style)]
                segments += cell if place < 0 else self._marked(cell, place + len(run))
                run, run_style = "", base
            run += _GAP
        return [*segments, Segment(run, run_style)]

    def _marked(self, segments: list[Segment], start: int) -> list[Segment]:
        return restyled(segments, start, start + len(self._marks.needle), self._looks.match)

    def heading(self, level: int) -> Strip:
        """A line of the headings, of the level from the top."""
        style = self._looks.base + self._looks.heading
        fixed = self._headings(level, self._fixed, style)
        moved = self._headings(level, self._moved, style)
        strip = self._line(fixed, moved, style)
        return self._with_signs(strip) if level == self._levels - 1 else strip

    @property
    def _levels(self) -> int:
        return max(1, len(self._sheet.levels))

    def _headings(self, level: int, columns: range, style: Style) -> list[Segment]:
        segments: list[Segment] = []
        column = columns.start
        while column < columns.stop:
            first, stop = self._span(level, column)
            stop = min(stop, columns.stop)
            width = sum(self._columns.widths[column:stop]) + GAP * (stop - column - 1)
            text = self._heading(level, first)
            if stop - column > 1 or first < column:
                # As far as there is room a heading stands over what can be seen of its columns.
                hidden = self._hidden if column == self._moved.start else 0
                shown = " " * hidden + fitted(text, max(width - hidden, 0), False)
                own = style + Style(underline=True) if text else style
            else:
                shown, own = self._named(text, level, column, width), style
            segments += [Segment(shown, own), Segment(" " * GAP, style)]
            column = stop
        return segments

    def _heading(self, level: int, column: int) -> str:
        levels = self._sheet.levels
        return levels[level][column] if levels else self._sheet.shown_name(column)

    def _span(self, level: int, column: int) -> tuple[int, int]:
        """The columns below the heading over a column: from the first up to the second."""
        for first in range(column, -1, -1):
            span = self._sheet.spans.get((level, first), 1)
            if span > 1:
                return (first, first + span) if column < first + span else (column, column + 1)
            if self._heading(level, first):
                break
        return column, column + 1

    def _named(self, text: str, level: int, column: int, width: int) -> str:
        right, marks = self._right[column], self._marks
        sorts = marks.sorted_by is not None and marks.sorted_by[0] == column
        if not sorts or marks.sorted_by is None or level != self._levels - 1 or width < 3:
            return fitted(text, width, right)
        sign = DOWN if marks.sorted_by[1] else UP
        if right:
            return f"{fitted(text, width - 2, True)} {sign}"
        return fitted(f"{fitted(text, width - 2, False).rstrip()} {sign}", width, False)

    def _with_signs(self, strip: Strip) -> Strip:
        """The line with signs at its ends where there are more columns."""
        columns, more = self._columns, self._looks.base + self._looks.more
        if self._offset > 0 and columns.fixed_width:
            at = columns.fixed_width - 1
            sign = Segment(MORE_LEFT, more)
            strip = Strip.join([strip.crop(0, at), Strip([sign]), strip.crop(at + 1)])
        if self._offset + columns.room < columns.total:
            end = columns.room - 1
            strip = Strip.join([strip.crop(0, end), Strip([Segment(MORE_RIGHT, more)])])
        return strip

    def _line(self, fixed: list[Segment], moved: list[Segment], style: Style) -> Strip:
        columns = self._columns
        room = max(columns.room - columns.fixed_width, 0)
        right = Strip(moved).crop(self._hidden, self._hidden + room)
        return Strip.join([Strip(fixed), right]).adjust_cell_length(columns.room, style)
