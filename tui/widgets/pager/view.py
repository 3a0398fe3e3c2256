"""A help on the screen: a scroll view that keys and mouse move a caret in."""

from __future__ import annotations

from asyncio import sleep
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from tui.render.help.drawing import HelpDrawing
from tui.render.slices import Slice
from tui.tasks import TaskOwner
from tui.widgets.pager.canvas import HelpCanvas
from tui.widgets.pager.matches import Match, Matches
from tui.widgets.pager.names import column_at, nearest
from tui.widgets.pager.topics import Place


class HelpView(HelpCanvas, can_focus=True, inherit_bindings=False):
    """A help of any length that keys and mouse move in; the caret is always in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Line below", id="pager.down", show=False),
        Binding("k,up", "move(-1)", "Line above", id="pager.up", show=False),
        Binding("h,left", "name(-1)", "Name before", id="pager.name_before", show=False),
        Binding("l,right", "name(1)", "Next name", id="pager.name_after", show=False),
        Binding("space,pagedown", "page(1)", "Page below", id="pager.page_down", show=False),
        Binding("b,pageup", "page(-1)", "Page above", id="pager.page_up", show=False),
        Binding("g,home", "begin", "To the beginning", id="pager.begin", show=False),
        Binding("G,shift+g,end", "end", "To the end", id="pager.end", show=False),
    ]

    class Found(Message):
        """The number of matches changed, or which of them is shown."""

    class InspectWanted(Message):
        """The name at the caret was clicked twice."""

    def __init__(self) -> None:
        super().__init__()
        self._to_end = False
        self._tasks = TaskOwner("help view")
        self._is_working = False

    @property
    def matches(self) -> Matches:
        """What is looked for."""
        return self._matches

    @property
    def is_working(self) -> bool:
        """Whether rows are still measured or text is still searched."""
        return self._is_working

    async def on_unmount(self) -> None:
        """Work ends with the view."""
        await self._tasks.cancel()

    # What is shown, and where one is in it.

    def show(self, drawing: HelpDrawing | None, place: Place | None = None) -> None:
        """Show a help from a place on, else from its beginning; nothing is looked for."""
        self._matches = Matches("", None)
        self._to_end = False
        self._take(drawing, place or Place())
        self.post_message(self.Found())

    def replace(self, drawing: HelpDrawing, place: Place | None = None) -> None:
        """Show the same help drawn anew or in full, at a place, else where one is."""
        to_end, self._to_end = self._to_end, False
        self._take(drawing, place or self.place)
        if to_end:
            self.action_end()
        if self._matches.needle.text:
            self._matches = Matches(self._matches.needle.text, drawing, self._caret_match())
            self._work_on()

    def _take(self, drawing: HelpDrawing | None, place: Place) -> None:
        if self.text_selection is not None:
            self.screen.clear_selection()
        self._drawing = drawing
        self._settle(place)

    @property
    def place(self) -> Place:
        """Where one is."""
        drawing = self._drawing
        if drawing is None or not drawing.width:
            return Place()
        line, above = drawing.line_at(self.scroll_offset.y)
        caret_line, caret_row = drawing.line_at(self._row)
        return Place(line, above, caret_line, caret_row, self._column)

    def _settle(self, place: Place) -> None:
        """Lay out for the width there is now, with a place where it was."""
        drawing, width = self._drawing, self.scrollable_content_region.width
        self._forget()
        if drawing is None or width <= 0:
            self.virtual_size = Size(max(width, 0), 0)
            return
        drawing.wrap_to(width)
        top = drawing.row_of(place.line) + place.above
        drawing.expose(top, top + self.size.height)
        row = drawing.row_of(place.caret_line) + place.caret_row
        self._go_to(top, row, place.column)
        self._mark_match()
        self._work_on()

    def _go_to(self, top: int, row: int, column: int) -> None:
        """Have a row at the top of the view, and the caret in one that is in sight then."""
        drawing = self._drawing
        if drawing is None or not drawing.width:
            return
        drawing.expose(top, top + self.size.height)
        height = drawing.height
        self.virtual_size = Size(drawing.width, height)
        top = max(0, min(top, height - self.size.height))
        old, row = self._row, max(top, min(row, top + self.size.height - 1, height - 1))
        self._row, self._column = row, column
        self._redraw_rows(old, row)
        self.scroll_to(y=top, animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        """Break into rows of the new width; what was at the top stays there."""
        self._settle(self.place)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The caret stays in sight."""
        super().watch_scroll_y(old_value, new_value)
        top = self.scroll_offset.y
        row = max(top, min(self._row, top + self.size.height - 1))
        if row != self._row and self._drawing is not None:
            old, self._row = self._row, min(row, self._drawing.height - 1)
            self._redraw_rows(old, self._row)

    # Work in slices.

    def _work_on(self) -> None:
        if not self._is_working and self._has_work:
            self._is_working = True
            self._tasks.start(self._work(), "measuring and searching")

    @property
    def _has_work(self) -> bool:
        drawing = self._drawing
        if drawing is None or not drawing.width:
            return False
        return not (drawing.is_exact and self._matches.is_done)

    async def _work(self) -> None:
        """Measure what is out of sight, and search, a few milliseconds at a time."""
        try:
            while (drawing := self._drawing) is not None and self._has_work:
                work = Slice()
                if not drawing.is_exact:
                    self._measure(drawing, work)
                before = self._matches.place
                if self._matches.work(work):
                    self._show_match()
                elif self._matches.place != before or self._matches.is_done:
                    self.post_message(self.Found())
                await sleep(0)
        finally:
            self._is_working = False

    def _measure(self, drawing: HelpDrawing, work: Slice) -> None:
        top = self.scroll_offset.y
        moved = drawing.measure(top, work) - top
        if moved:
            self._forget()
        self._go_to(top + moved, self._row + moved, self._column)
        if moved:
            self._mark_match()

    # The caret.

    def action_move(self, step: int) -> None:
        """Move the caret by a line, and the view with it where it must."""
        row = max(0, self._row + step)
        top, height = self.scroll_offset.y, self.size.height
        self._go_to(min(max(top, row - height + 1), row), row, self._column)

    def action_page(self, step: int) -> None:
        """Go on by what is in sight, less a line."""
        rows = step * max(1, self.size.height - 1)
        top = self.scroll_offset.y
        # At an end only the caret goes on.
        self._go_to(max(0, top + rows), max(0, self._row + rows), self._column)

    def action_begin(self) -> None:
        """Go to the beginning."""
        self._to_end = False
        self._go_to(0, 0, 0)

    def action_end(self) -> None:
        """Go to the end, also of what is still being drawn."""
        drawing = self._drawing
        self._to_end = True
        if drawing is None or not drawing.width:
            return
        line = len(drawing.lines) - 1
        row = drawing.row_of(line)
        drawing.expose(max(0, row - self.size.height), row + 1)
        row = drawing.height - 1
        self._go_to(max(0, row - self.size.height + 1), row, 0)

    def action_name(self, step: int) -> None:
        """Move the caret to the next name of the line (1) or the one before (-1)."""
        names = self._names(self._row)
        here = nearest(names, self._column)
        if here is None:
            return
        place = names.index(here)
        if here.start <= self._column:
            place += step
        elif step < 0:
            place -= 1
        if 0 <= place < len(names):
            self._column = names[place].start
            self._redraw_rows(self._row)

    @property
    def name(self) -> str:
        """The name at the caret or next to it in its line, "" where there is none."""
        here = nearest(self._names(self._row), self._column)
        return here.name if here is not None else ""

    def on_click(self, event: events.Click) -> None:
        """Put the caret where the mouse is; a second click inspects the name there."""
        # The toolkit would select everything.
        event.prevent_default()
        row = self.scroll_offset.y + event.y
        own = self._row_at(row)
        if own is None or self.text_selection is not None:
            return
        self._go_to(self.scroll_offset.y, row, column_at(own, event.x))
        if event.chain == 2:
            self.post_message(self.InspectWanted())

    # Searching.

    def find(self, text: str, start: Place | None = None) -> None:
        """Mark a text, and show its first match from a place on; "" forgets it."""
        if start is not None:
            self._settle(start)
        self._matches = Matches(text, self._drawing, self._caret_match())
        self._mark_match()
        self._strips.clear()
        self.refresh()
        self.post_message(self.Found())
        self._work_on()

    def _caret_match(self) -> Match:
        """The line of the caret, as the place to search from."""
        if self._drawing is None or not self._drawing.width:
            return 0, 0
        line, row = self._drawing.line_at(self._row)
        return (line, 0) if row == 0 else (line, self._column_of(line, row))

    def _column_of(self, line: int, row: int) -> int:
        rows = self._drawing.rows(self._row - row, self._row) if self._drawing is not None else []
        return sum(len(each.text) for each in rows)

    def step_match(self, step: int) -> None:
        """Show the next match (1) or the one before (-1), around the ends."""
        self._matches.step(step)
        self._show_match()

    def _mark_match(self) -> None:
        drawing, shown = self._drawing, self._matches.shown
        old = self._match_at[0]
        if drawing is None or shown is None or not drawing.width:
            self._match_at = (-1, 0)
        else:
            row = drawing.row_of(*shown)
            self._match_at = (row, self._matches.before_on_row(drawing, row))
        self._redraw_rows(old, self._match_at[0])

    def _show_match(self) -> None:
        self.post_message(self.Found())
        self._mark_match()
        row, number = self._match_at
        top, height = self.scroll_offset.y, self.size.height
        if row < 0:
            return
        if not top <= row < top + height:
            top = max(0, row - height // 2)
        self._go_to(top, row, 0)
        # Rows above may have been measured on the way.
        self._mark_match()
        self._go_to(self.scroll_offset.y, self._match_at[0], 0)
        own = self._row_at(self._row)
        places = self._matches.needle.places(own.text) if own is not None else []
        if number < len(places):
            self._column = places[number]
