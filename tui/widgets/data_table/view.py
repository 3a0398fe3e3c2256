"""A table on the screen: rows in sight are drawn, headings and row names stay in sight."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.model.tables.sheet import Sheet
from tui.widgets.data_table.columns import STEP, Columns
from tui.widgets.data_table.drawing import Looks, Marks, RowDrawing
from tui.widgets.history.line_view import component_style

# Rows among which one is looked for in a millisecond.
_LOOKED_THROUGH = 100_000


class TableView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows the rows of a sheet in an order, with a cursor on one cell.

    Setting the order, the sorted column and what is looked for is for others; it asks for it.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--heading",
        "table--index",
        "table--dim",
        "table--match",
        "table--row",
        "table--cursor",
        "table--more",
    }
    DEFAULT_CSS = """
    TableView {
        overflow-x: auto;
        overflow-y: scroll;
        scrollbar-size: 1 1;
        background: $background;
        & > .table--heading { color: $foreground; background: $panel; text-style: bold; }
        & > .table--index { color: $text-muted; }
        & > .table--dim { color: $text-muted; }
        & > .table--more { color: $foreground; background: $panel; text-style: bold; }
        & > .table--match { text-style: bold underline; }
        & > .table--row { background: $primary-muted 40%; color: $foreground; }
        & > .table--cursor { text-style: reverse; color: $foreground; background: $background; }
        &:ansi > .table--heading { text-style: bold underline; }
        &:ansi > .table--row { text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", "Row above", id="table.up", show=False),
        Binding("down,j", "move(1, 0)", "Row below", id="table.down", show=False),
        Binding("left,h", "move(0, -1)", "Column to the left", id="table.left", show=False),
        Binding("right,l", "move(0, 1)", "Column to the right", id="table.right", show=False),
        Binding("pageup,b", "page(-1)", "Page above", id="table.page_up", show=False),
        Binding("pagedown,space", "page(1)", "Page below", id="table.page_down", show=False),
        Binding("home", "to_column(0)", "First column", id="table.first_column", show=False),
        Binding("end", "to_column(-1)", "Last column", id="table.last_column", show=False),
        Binding("g,ctrl+home", "to_row(0)", "First row", id="table.first_row", show=False),
        Binding("G,shift+g,ctrl+end", "to_row(-1)", "Last row", id="table.last_row", show=False),
        Binding("plus", "widen(1)", "Wider column", id="table.wider", show=False),
        Binding("minus", "widen(-1)", "Narrower column", id="table.narrower", show=False),
    ]

    class Moved(Message):
        """The cursor is on another cell, or other cells can be seen."""

    class SortWanted(Message):
        """The heading of a column was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    class Picked(Message):
        """A cell was clicked twice."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._columns = Columns((), 0, 1)
        self._order: Sequence[int] = ()
        self._row = self._column = 0
        self._marks = Marks()
        self._words = ""
        self._looks = Looks()
        self._drawing: RowDrawing | None = None
        self._strips: dict[int, Strip] = {}

    # What is shown.

    @property
    def sheet(self) -> Sheet | None:
        """The table, `None` before there is one."""
        return self._sheet

    @property
    def cursor(self) -> tuple[int, int]:
        """The place of the cursor: row of those that are shown, and column."""
        return self._row, self._column

    @property
    def cell(self) -> str | None:
        """The whole text at the cursor, `None` where there are no rows."""
        if self._sheet is None or not self._order:
            return None
        return self._sheet.rows[self._order[self._row]][self._column]

    @property
    def row_number(self) -> int | None:
        """The number of the cursor's row in the table as it came."""
        return self._order[self._row] if self._order else None

    @property
    def columns_in_sight(self) -> range:
        """The columns that can be seen as a whole, beside those that stay in sight."""
        return self._columns.whole(self.scroll_offset.x) if self._columns.count else range(0)

    def say(self, words: str) -> None:
        """Set the words that stand where there are no rows."""
        self._words = words
        self.refresh()

    def show(self, sheet: Sheet, widths: Sequence[int]) -> None:
        """Show another table, from its first cell on."""
        self._sheet = sheet
        self._order = range(len(sheet.rows))
        self._columns = Columns(widths, sheet.index, self.scrollable_content_region.width)
        self._row, self._column = 0, min(sheet.index, sheet.width - 1)
        self._marks = Marks()
        self.scroll_to(0, 0, animate=False, immediate=True)
        self._lay_out()

    def reorder(self, order: Sequence[int], marks: Marks) -> None:
        """Show these rows in this order; the cursor stays with its row if that is shown.

        After another order it goes to the first row, as one wants to see what comes first.
        """
        was, same_order = self.row_number, marks.sorted_by == self._marks.sorted_by
        self._order, self._marks = order, marks
        self._row = 0
        if same_order and was is not None and len(order) <= _LOOKED_THROUGH:
            with suppress(ValueError):
                self._row = order.index(was)
        self._lay_out()
        if not same_order:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._bring_into_sight()

    def _lay_out(self) -> None:
        height = self.heading_height + len(self._order)
        self.virtual_size = Size(self._columns.total, height if self._sheet is not None else 0)
        self._draw_anew()
        self.post_message(self.Moved())

    @property
    def heading_height(self) -> int:
        """The lines of the headings: of many levels the last ones, a third of the view at most."""
        if self._sheet is None:
            return 0
        return max(1, min(len(self._sheet.levels), self.size.height // 3))

    @property
    def _page(self) -> int:
        """The rows that can be seen."""
        return max(1, self.scrollable_content_region.height - self.heading_height)

    # Styles and size.

    def on_mount(self) -> None:
        """Gather the styles."""
        self._restyle()

    def notify_style_update(self) -> None:
        """Theme, stylesheet or focus changed."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def _restyle(self) -> None:
        base = self.rich_style

        def style(name: str) -> Style:
            return component_style(self, f"table--{name}")

        looks = Looks(
            base,
            style("heading"),
            style("index"),
            style("dim"),
            style("match"),
            style("row"),
            style("cursor"),
            style("more"),
        )
        if looks != self._looks:
            self._looks = looks
            self._draw_anew()

    def on_resize(self, event: events.Resize) -> None:
        """Give the columns the new room."""
        self._columns.fit(self.scrollable_content_region.width)
        self._lay_out()
        self._bring_into_sight()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """All rows look otherwise."""
        super().watch_scroll_x(old_value, new_value)
        self._draw_anew()
        self.post_message(self.Moved())

    def _draw_anew(self) -> None:
        self._strips.clear()
        self._drawing = None
        self.refresh()

    # Moving.

    def action_move(self, rows: int, columns: int) -> None:
        """Go so many rows down and columns to the right."""
        self.go_to(self._row + rows, self._column + columns)

    def action_page(self, step: int) -> None:
        """Go on by what is in sight, less a row."""
        rows = step * max(1, self._page - 1)
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, immediate=True)
        self.go_to(self._row + rows, self._column)

    def action_to_column(self, column: int) -> None:
        """Go to the first (0) or the last (-1) column."""
        self.go_to(self._row, column if column >= 0 else self._columns.count - 1)
        if column == 0:
            # A column that stays in sight would leave the others where they are.
            self.scroll_to(x=0, animate=False, immediate=True)

    def action_to_row(self, row: int) -> None:
        """Go to the first (0) or the last (-1) row."""
        self.go_to(row if row >= 0 else len(self._order) - 1, self._column)

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell, or the nearest there is, and bring that into sight."""
        row = max(0, min(row, len(self._order) - 1))
        column = max(0, min(column, self._columns.count - 1))
        if (row, column) != (self._row, self._column):
            self._strips.pop(self._row, None)
            self._strips.pop(row, None)
            if column != self._column:
                self._draw_anew()
            self._row, self._column = row, column
            self.refresh()
            self.post_message(self.Moved())
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        if self._sheet is None or not self._columns.count:
            return
        x, y = self.scroll_offset
        x = self._columns.offset_for(self._column, x)
        y = min(max(y, self._row - self._page + 1), self._row)
        if (x, y) != self.scroll_offset:
            self.scroll_to(x, y, animate=False, immediate=True)

    def action_widen(self, step: int) -> None:
        """Have the cursor's column wider (1) or narrower (-1)."""
        if self._columns.count:
            width = self._columns.widths[self._column]
            # As one goes wider, not more than what can be seen at once.
            most = max(width, self._columns.room - 1)
            self._columns.resize(self._column, min(width + step * STEP, most))
            self._lay_out()
            self._bring_into_sight()

    def on_click(self, event: events.Click) -> None:
        """Go to the cell that was clicked, or ask for the order of a column."""
        if self._sheet is None or event.x >= self.scrollable_content_region.width:
            return
        if event.y >= self.scrollable_content_region.height:
            return
        column = self._columns.under(event.x, self.scroll_offset.x)
        if event.y < self.heading_height:
            self.post_message(self.SortWanted(column))
            return
        row = self.scroll_offset.y + event.y - self.heading_height
        if row < len(self._order):
            self.go_to(row, column)
            if event.chain == 2:
                self.post_message(self.Picked())

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """A line of the headings, or one of the rows in sight."""
        width, base = self.scrollable_content_region.width, self._looks.base
        if self._sheet is None or (not self._order and y == self.heading_height + 1):
            shown = self._words if self._sheet is not None or y == 1 else ""
            return Strip([Segment(f"  {shown}", base)]).adjust_cell_length(width, base)
        drawing = self._drawing
        if drawing is None:
            offset = self.scroll_offset.x
            drawing = RowDrawing(self._sheet, self._columns, offset, self._looks, self._marks)
            self._drawing = drawing
        if y < self.heading_height:
            return drawing.heading(max(1, len(self._sheet.levels)) - self.heading_height + y)
        place = self.scroll_offset.y + y - self.heading_height
        if place >= len(self._order):
            return Strip.blank(width, base)
        strip = self._strips.get(place)
        if strip is None:
            if len(self._strips) > 4 * self.size.height + 64:
                self._strips.clear()
            at = self._column if place == self._row else None
            strip = self._strips[place] = drawing.row(self._order[place], at)
        return strip
