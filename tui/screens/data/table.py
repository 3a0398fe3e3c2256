"""A table over the whole screen: ordered by a column, filtered, copied, saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.model.tables.csv_text import tab_separated
from tui.model.tables.order import matching, ordered
from tui.model.tables.progress import Progress
from tui.model.tables.sheet import Sheet
from tui.render.help.terminal import terminal_lines
from tui.screens.data.large import LargeScreen
from tui.screens.data.table_words import columns_words, where
from tui.screens.data.text import TextScreen
from tui.widgets.clipboard import copy_text
from tui.widgets.data_table.columns import natural_widths
from tui.widgets.data_table.drawing import Marks
from tui.widgets.data_table.entry_row import EntryRow
from tui.widgets.data_table.view import TableView

FILTER, COLUMN = "Filter:", "Column:"
NO_TABLE = "There is no table in this output. Esc goes back."
_NO_NAME = re.compile(r"[^\w.-]+")

Source = Callable[[Progress], Sequence[Sheet]]
"""Reads the tables, in a thread; raises `Cancelled`."""

Measured = tuple[Sheet, list[int]]
"""A table with the widths of its columns."""


class TableScreen(LargeScreen):
    """Shows the tables of an output, one at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "Sort", id="table.sort"),
        Binding("o", "unsort", "As it came", id="table.unsort", show=False),
        Binding("slash", "filter", "Filter", id="table.filter"),
        Binding("c", "find_column", "Column", id="table.column"),
        Binding("enter", "whole_cell", "Whole cell", id="table.whole_cell"),
        Binding("y", "copy_cell", "Copy cell", id="table.copy_cell"),
        Binding("Y,shift+y", "copy_row", "Copy row", id="table.copy_row"),
        Binding("w", "save", "Save as CSV", id="table.save"),
        Binding("right_square_bracket", "other(1)", "Next table", id="table.next"),
        Binding(
            "left_square_bracket", "other(-1)", "Table before", id="table.previous", show=False
        ),
    ]

    class SaveWanted(Message):
        """Rows of a table are to be saved as CSV; `file_name` is a proposal."""

        def __init__(self, sheet: Sheet, order: Sequence[int]) -> None:
            super().__init__()
            self.sheet = sheet
            self.order = order
            words = _NO_NAME.sub("-", sheet.title[:60]).strip("-.")
            self.file_name = f"{words or 'table'}.csv"

    def __init__(self, title: str, source: Source) -> None:
        self._view = TableView()
        super().__init__(title, self._view)
        self._source = source
        self._tables: list[Measured] = []
        self._number = 0
        # All rows in the order they were sorted in; with a filter some of them are shown.
        self._order: Sequence[int] = ()
        self._shown: Sequence[int] = ()
        self._marks = Marks()
        # The column that was left to look for another, by a part of its name.
        self._was_at, self._sought = 0, ""

    @property
    def view(self) -> TableView:
        """The table."""
        return self._view

    def on_mount(self) -> None:
        """Begin to read."""
        self._view.say("Reading the table…")
        self._working.do("Reading the table", self._read, self._take)

    # Reading.

    def _read(self, progress: Progress) -> list[Measured]:
        return [(sheet, natural_widths(sheet, progress)) for sheet in self._source(progress)]

    def _take(self, tables: list[Measured]) -> None:
        self._tables = tables
        if tables:
            self._show_table(0)
        else:
            self._view.say(NO_TABLE)
            self.tell()

    def _show_table(self, number: int) -> None:
        self._number = number
        sheet, widths = self._tables[number]
        self._order = self._shown = range(len(sheet.rows))
        self._marks = Marks()
        self._view.say("The table has no rows.")
        self._view.show(sheet, widths)
        self.tell()
        self.refresh_bindings()

    def action_other(self, step: int) -> None:
        """Show the next table (1) or the one before (-1)."""
        self._working.stop()
        self._show_table((self._number + step) % len(self._tables))

    # Telling.

    @property
    def _sheet(self) -> Sheet | None:
        return self._tables[self._number][0] if self._tables else None

    def on_table_view_moved(self, event: TableView.Moved) -> None:
        """Tell where one is."""
        event.stop()
        self.tell()

    def tell(self) -> None:
        """Say which table this is, where one is in it, and what is being done."""
        sheet, many = self._sheet, len(self._tables)
        title = self._words
        if sheet is not None and sheet.title:
            title = " ".join(sheet.title.split())
        if many > 1:
            title = f"{title} · table {self._number + 1} of {many}"
        self._title_row.words = f"{title} · {sheet.note}" if sheet and sheet.note else title
        if busy := self._working.words:
            hint = "   Esc stops it" if self._working.is_busy else ""
            self._status.words, self._status.beside = f"{busy}{hint}", ""
            if sheet is None:
                self._view.say(busy)
        elif sheet is not None:
            count = len(self._shown)
            self._status.words = where(sheet, self._view.cursor, count, self._marks)
            self._status.beside = columns_words(sheet, self._view.columns_in_sight)

    # Order.

    def on_table_view_sort_wanted(self, event: TableView.SortWanted) -> None:
        """Sort by the column whose heading was clicked."""
        event.stop()
        self._sort_by(event.column)

    def action_sort(self) -> None:
        """Sort by the cursor's column: upwards, then downwards, then as the rows came."""
        self._sort_by(self._view.cursor[1])

    def _sort_by(self, column: int) -> None:
        match self._marks.sorted_by:
            case (known, False) if known == column:
                self._sort((column, True))
            case (known, True) if known == column:
                self._sort(None)
            case _:
                self._sort((column, False))

    def action_unsort(self) -> None:
        """Have the rows as they came."""
        self._sort(None)

    def _sort(self, by: tuple[int, bool] | None) -> None:
        if (sheet := self._sheet) is None:
            return
        order, needle = self._order, self._marks.needle

        def work(progress: Progress) -> tuple[Sequence[int], Sequence[int], Marks]:
            new: Sequence[int] = range(len(sheet.rows))
            if by is not None:
                new = ordered(sheet.rows, order, *by, progress)
            shown = matching(sheet.rows, new, needle, progress) if needle else new
            return new, shown, Marks(by, needle)

        self._working.do("Sorting", work, self._reorder)

    def _filter(self, needle: str) -> None:
        sheet, order, by = self._sheet, self._order, self._marks.sorted_by
        if sheet is None or (needle == self._marks.needle and not self._working.is_busy):
            return

        def work(progress: Progress) -> tuple[Sequence[int], Sequence[int], Marks]:
            shown = matching(sheet.rows, order, needle, progress) if needle else order
            return order, shown, Marks(by, needle)

        self._working.do("Filtering", work, self._reorder)

    def _reorder(self, result: tuple[Sequence[int], Sequence[int], Marks]) -> None:
        self._order, self._shown, self._marks = result
        words = f"No row holds “{self._marks.needle}”." if self._marks.needle else ""
        self._view.say(words or "The table has no rows.")
        self._view.reorder(self._shown, self._marks)
        self.tell()

    # What is typed.

    def action_filter(self) -> None:
        """Show only rows that hold a text."""
        self._entry.open(FILTER, self._marks.needle, "text in any cell")

    def action_find_column(self) -> None:
        """Go to a column by its name."""
        self._was_at, self._sought = self._view.cursor[1], ""
        self._entry.open(COLUMN, "", "part of its name")

    def on_entry_row_changed(self, event: EntryRow.Changed) -> None:
        """Use what is typed."""
        event.stop()
        if event.purpose == FILTER:
            self._filter(event.text)
        elif event.text != self._sought:
            self._sought = event.text
            self._go_to_column(event.text, self._was_at, 1)

    def on_entry_row_step_wanted(self, event: EntryRow.StepWanted) -> None:
        """Go on in the table, or to the next column of that name."""
        event.stop()
        if event.purpose == FILTER:
            self._view.action_move(event.step, 0)
        else:
            start = self._view.cursor[1] + event.step
            self._go_to_column(self._entry.value, start, event.step)

    def on_entry_row_ended(self, event: EntryRow.Ended) -> None:
        """Go on in the table."""
        event.stop()
        self.set_focus(self._view)
        if not event.kept:
            if event.purpose == FILTER:
                self._filter("")
            else:
                self._view.go_to(self._view.cursor[0], self._was_at)

    def _go_to_column(self, text: str, start: int, step: int) -> None:
        if (sheet := self._sheet) is None or not text:
            return
        wanted = text.casefold()
        for place in range(sheet.width):
            column = (start + step * place) % sheet.width
            if wanted in sheet.shown_name(column).casefold():
                self._view.go_to(self._view.cursor[0], column)
                return
        self._status.words = f"No column is called “{text}”."

    # Taking something out.

    def on_table_view_picked(self, event: TableView.Picked) -> None:
        """Show the cell that was clicked twice."""
        event.stop()
        self.action_whole_cell()

    def action_whole_cell(self) -> None:
        """Show all of the text at the cursor."""
        if (sheet := self._sheet) is None or (text := self._view.cell) is None:
            return
        row, column = self._view.cursor
        title = f"{sheet.shown_name(column)}, row {row + 1:,}"
        self.app.push_screen(TextScreen(title, lambda _w, _p: terminal_lines(text)))

    def action_copy_cell(self) -> None:
        """Copy the text at the cursor."""
        if (text := self._view.cell) is not None:
            copy_text(self, text)

    def action_copy_row(self) -> None:
        """Copy the cursor's row with tabs between its cells."""
        number = self._view.row_number
        if (sheet := self._sheet) is not None and number is not None:
            copy_text(self, tab_separated(sheet.rows[number]))

    def action_save(self) -> None:
        """Ask for the rows that are shown to be saved as CSV."""
        if (sheet := self._sheet) is not None:
            self.post_message(self.SaveWanted(sheet, self._shown))

    # Leaving.

    def action_back(self) -> None:
        """Stop what is under way, else show all rows again, else go back."""
        if self._working.is_busy and self._tables:
            self._working.stop()
        elif self._marks.needle:
            self._filter("")
        else:
            self.action_close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys exist only while there is something for them."""
        if not super().check_action(action, parameters):
            return False
        if action == "other":
            return len(self._tables) > 1
        needs = ("sort", "unsort", "filter", "find_column", "whole_cell", "copy_cell", "copy_row")
        return bool(self._tables) if action in (*needs, "save") else True
