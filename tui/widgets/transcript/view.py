"""The transcript on the screen: a scroll view that draws only the rows in sight."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scrollbar import ScrollBar
from textual.selection import Selection
from textual.strip import Strip

from tui.model.cells import Author, Block, Cell
from tui.model.changes import BlocksRearranged, Change
from tui.render.code import CodeDrawing
from tui.render.highlight import SyntaxTheme
from tui.render.palette import Palette
from tui.render.pictures.graphics import Graphics
from tui.render.preparing import Preparing
from tui.render.rows import Row
from tui.render.slices import PAUSE, Slice
from tui.widgets.transcript.block_layout import LayoutStyle, rows_text
from tui.widgets.transcript.finding import Finding, Found
from tui.widgets.transcript.index import TranscriptIndex, Unprepared
from tui.widgets.transcript.marking import barred, cut, restyled
from tui.widgets.transcript.output_keys import OUTPUT_BINDINGS, OutputKeys
from tui.widgets.transcript.scrollbar import LineScrollBar


class TranscriptView(OutputKeys, can_focus=True):
    """Draws the blocks of a transcript; follows new output only while the end is in view."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transcript--text",
        "transcript--input",
        "transcript--output",
        "transcript--dim",
        "transcript--stderr",
        "transcript--info",
        "transcript--warning",
        "transcript--error",
        "transcript--rule",
        "transcript--cursor",
        "transcript--match",
        "transcript--match-current",
    }
    DEFAULT_CSS = """
    TranscriptView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        background: $background;
        & > .transcript--text { color: $foreground; }
        & > .transcript--input { color: $success; text-style: bold; }
        & > .transcript--output { color: $error; text-style: bold; }
        & > .transcript--dim { color: $text-muted; }
        & > .transcript--stderr { color: $warning; }
        & > .transcript--info { color: $text-muted; }
        & > .transcript--warning { color: $warning; }
        & > .transcript--error { color: $error; text-style: bold; }
        & > .transcript--rule { color: $text-muted; }
        & > .transcript--cursor { color: $accent; text-style: bold reverse; }
        & > .transcript--match { background: $warning-muted; }
        & > .transcript--match-current { background: $warning; color: $background; }
        &:ansi > .transcript--match { text-style: underline; }
        &:ansi > .transcript--match-current { background: ansi_default; text-style: bold reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+up", "previous_cell", "Cell above", id="transcript.previous_cell", show=False),
        Binding("alt+down", "next_cell", "Cell below", id="transcript.next_cell", show=False),
        *OUTPUT_BINDINGS,
        Binding("enter", "copy_to_prompt", "To prompt", id="transcript.to_prompt"),
        Binding("y", "copy_cell", "Copy", id="transcript.copy"),
        Binding("o", "fold", "Fold output", id="transcript.fold"),
        Binding("v", "next_representation", "Show otherwise", id="transcript.next_representation"),
        Binding(
            "left", "move_sideways(-1)", "Columns before", id="transcript.columns_left", show=False
        ),
        Binding(
            "right", "move_sideways(1)", "More columns", id="transcript.columns_right", show=False
        ),
        Binding("r", "run_again", "Run again", id="transcript.run_again"),
        Binding("e", "edit_cell", "Edit in place", id="transcript.edit"),
        Binding("x", "run_and_next", "Run, then next", id="transcript.run_and_next"),
        Binding("R,shift+r", "run_from_here", "Run from here", id="transcript.run_from"),
        Binding("n", "next_match", "Next match", id="transcript.next_match"),
        Binding("N,shift+n", "previous_match", "Match before", id="transcript.previous_match"),
        Binding("escape,q", "leave", "To prompt", id="transcript.leave", show=False),
        Binding("up", "scroll_up", "Line up", id="transcript.line_up", show=False),
        Binding("down", "scroll_down", "Line down", id="transcript.line_down", show=False),
        Binding("g,home", "scroll_home", show=False),
        Binding("G,shift+g,end", "scroll_end", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
    ]

    in_place = False
    """Whether cells can be run and edited where they stand."""
    # The size of the content changes nothing on the rest of the screen: without this every new
    # line would lay all of it out and draw all of it anew.
    virtual_size = Reactive(Size(0, 0), layout=False)

    class Moved(Message):
        """Something on an overlay has to move: the view was scrolled, resized or drawn anew."""

    class FindingWentOn(Message):
        """More of the transcript was searched."""

        def __init__(self, found: Found) -> None:
            super().__init__()
            self.found = found

    class CodeWanted(Message):
        """The code of a cell is wanted in the prompt."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    class RunWanted(Message):
        """The code of a cell is to be run again."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell
            self.code = cell.code

    class RunFromWanted(Message):
        """A cell and all below it are to be run again."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    class EditWanted(Message):
        """A cell is to be edited, and then to be run in its place."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    class CopyWanted(Message):
        """A text is to be copied to the clipboard."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class LeaveWanted(Message):
        """The user wants to go on typing, in the prompt; `text` was typed already."""

        def __init__(self, text: str = "") -> None:
            super().__init__()
            self.text = text

    def __init__(self, blocks: Sequence[Block], elapsed_after: float = 1.0) -> None:
        super().__init__()
        self._blocks = blocks
        self._elapsed_after = elapsed_after
        self._language = ""
        self._syntax = SyntaxTheme()
        self._graphics = Graphics()
        self._palette = Palette()
        self._preparing: list[Preparing] = []
        self._one_by_one = asyncio.Lock()
        self._layout = LayoutStyle(self._palette)
        self._index = TranscriptIndex(blocks, self._layout)
        self._following = True
        self._hint = ""
        # What was drawn last, by row; a row that is as it was keeps its strip, and with it all
        # that the toolkit has worked out for it, up to the bytes for the terminal.
        self._drawn: dict[int, tuple[Row, bool, Strip]] = {}
        # The strips of rows that cannot have changed since they were drawn.
        self._current: dict[int, Strip] = {}
        self._finding = Finding()
        self._going_on = False
        self._lexing: set[CodeDrawing] = set()

    @property
    def allow_select(self) -> bool:
        """Text can be selected with the mouse."""
        return True

    @property
    def following(self) -> bool:
        """Whether new output scrolls the view, or all of it is in sight."""
        return self._following or not self.max_scroll_y

    def on_mount(self) -> None:
        """Draw what there is already."""
        self._restyle()

    def notify_style_update(self) -> None:
        """Theme or stylesheet changed: every drawing gets the new styles."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def set_language(self, language: str, syntax: SyntaxTheme) -> None:
        """Set the language of the inputs and the styles of their highlighting."""
        if (language, syntax) != (self._language, self._syntax):
            self._language, self._syntax = language, syntax
            if self.is_mounted:
                self._restyle()

    def show_elapsed_after(self, seconds: float) -> None:
        """Show from now on how long cells took that took longer than so many seconds."""
        if seconds != self._elapsed_after:
            self._elapsed_after = seconds
            if self.is_mounted:
                self._restyle()

    @property
    def graphics(self) -> Graphics:
        """How pictures are drawn."""
        return self._graphics

    def show_pictures(self, graphics: Graphics) -> None:
        """Set how pictures are drawn from now on."""
        if graphics != self._graphics or graphics.shelf is not self._graphics.shelf:
            self._graphics = graphics
            if self.is_mounted:
                self._restyle()

    def pictures_lost(self) -> None:
        """Prepare again what is in sight and was given up; nothing if all is there."""
        self._current.clear()
        self.refresh()

    def _restyle(self) -> None:
        def style(name: str) -> Style:
            return self.get_component_rich_style(f"transcript--{name}", partial=True)

        palette = Palette(
            text=style("text"),
            input_label=style("input"),
            output_label=style("output"),
            continuation=style("dim"),
            stderr_mark=style("stderr"),
            dim=style("dim"),
            info=style("info"),
            warning=style("warning"),
            error=style("error"),
            rule=style("rule"),
            cursor=style("cursor"),
            match=style("match"),
            match_current=style("match-current"),
            syntax=self._syntax.styles,
            graphics=self._graphics,
        )
        layout = LayoutStyle(palette, self._language, self._elapsed_after)
        # The toolkit tells of every change of focus, too, which changes no style here.
        if layout != self._layout:
            self._palette, self._layout = palette, layout
            self._index.restyle(layout)
            self._forget()

    def _forget(self) -> None:
        self._forget_drawn()
        self.refresh()

    def _forget_drawn(self) -> None:
        self._drawn.clear()
        self._current.clear()

    # Drawing what changed.

    def take(self, changes: Iterable[Change]) -> None:
        """Take over changes of the model, once for all that came since the last frame."""
        with_anchor = None if self._following else self._index.locate(self.scroll_offset.y)
        changes = list(changes)
        if any(isinstance(change, BlocksRearranged) for change in changes):
            # The blocks have other numbers now.
            self.cursor = None
        self._finding.touch(self._index.take(changes))
        self._keep_mark()
        self._settle(with_anchor)

    def _settle(self, anchor: tuple[int, int] | None) -> None:
        """Give the view its new height; `anchor` is what has to stay at the top of it."""
        index = self._index
        top = None if anchor is None else index.top(anchor[0]) + anchor[1]
        height, found = index.height, self._finding.row
        if top is not None and found is not None and found < top:
            # What was found has become exact, above what is in sight.
            top += index.height - height
        if self._following:
            index.expose_end(self.size.height)
        elif top is not None:
            self._expose(top)
        self.virtual_size = Size(index.width, index.height)
        if self._following:
            self.scroll_to(y=self.max_scroll_y, animate=False)
        elif top is not None:
            self.scroll_to(y=top, animate=False)
        self._current.clear()
        self.refresh()
        self.post_message(self.Moved())
        self._go_on_later()

    def _expose(self, top: int) -> None:
        """Make the rows exact that are in sight when row `top` is the first."""
        height = self.size.height
        self._index.expose(top, top + height)
        if top + height > self._index.height:
            self._index.expose_end(height)

    @property
    def is_unfinished(self) -> bool:
        """Whether something is still to be searched, or to be measured out of sight."""
        return not (self._index.is_exact and self._finding.is_done)

    def _go_on_later(self) -> None:
        """Go on with what is unfinished once the keys that wait have been taken."""
        if not self._going_on and self._has_work and self.is_mounted:
            self._going_on = True
            self.run_worker(self._go_on_in_slices(), name="slices")

    @property
    def _has_work(self) -> bool:
        # Rows that are selected have to keep their numbers.
        return not self._finding.is_done or (
            not self._index.is_exact and self.text_selection is None
        )

    async def _go_on_in_slices(self) -> None:
        # The toolkit's timers do not let others run when they are late.
        while self._has_work:
            await asyncio.sleep(PAUSE)
            self._go_on()
        self._going_on = False

    def _go_on(self) -> None:
        """Search, and measure what is out of sight, for one slice."""
        work = Slice()
        if not self._finding.is_done:
            self._find_on(work)
        if not self._index.is_exact and self.text_selection is None:
            height, top = self._index.height, self.scroll_offset.y
            moved = self._index.measure(top, work)
            if (moved, self._index.height) != (top, height):
                self._settle(self._index.locate(moved))

    def _find_on(self, work: Slice) -> None:
        had, found = self._finding.row, self._finding.found
        self._finding.work(work)
        if had is None and self._finding.row is not None:
            self._show_match()
        if self._finding.found != found:
            self.post_message(self.FindingWentOn(self._finding.found))

    def on_resize(self, event: events.Resize) -> None:
        """Wrap to the new width; what was at the top stays there."""
        width = max(1, self.scrollable_content_region.width)
        anchor = self._index.locate(self.scroll_offset.y)
        if width != self._index.width:
            anchor = self._index.wrap_to(width, self.scroll_offset.y)
            self._forget()
        self._settle(None if self._following else anchor)
        self._go_on()

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, one of the transcript's own kind."""
        bar = super().vertical_scrollbar
        if type(bar) is ScrollBar:
            # The toolkit makes it here and nowhere else, and offers no way to make another one.
            bar.__class__ = LineScrollBar
        return bar

    def watch_virtual_size(self, size: Size) -> None:
        """Tell the scrollbar, which the toolkit does with a new layout only."""
        self.vertical_scrollbar.window_virtual_size = size.height

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """New output is followed from the moment the end is in view."""
        super().watch_scroll_y(old_value, new_value)
        if not self._index.is_exact:
            self._expose(round(new_value))
            self.virtual_size = Size(self._index.width, self._index.height)
        self._following = new_value >= self.max_scroll_y
        self.post_message(self.Moved())

    def follow(self) -> None:
        """Go to the end and stay there as output comes."""
        self._following = True
        if self._index.is_exact:
            self.scroll_to(y=self.max_scroll_y, animate=False)
        else:
            # The end may turn out to be further down than estimated.
            self._settle(None)

    def stay_at_top(self) -> None:
        """Show the beginning, and follow no output until the end is gone to."""
        self._following = False
        if self.is_mounted:
            self.scroll_to(y=0, animate=False)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the visible part within `crop`.

        This widget has no border, no padding and no blending that the toolkit's own way to these
        lines would have to care for, line by line.
        """
        filters, background = self.get_line_filters(), self.background_colors[1]
        strips = self._strips(crop.y, crop.bottom)
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the visible part."""
        return self._strips(y, y + 1)[0]

    def _strips(self, first: int, end: int) -> list[Strip]:
        top, style, width = self.scroll_offset.y, self.rich_style, self.size.width
        numbers = range(top + first, top + end)
        wanted = [number for number in numbers if number not in self._current]
        if wanted:
            if len(self._drawn) > 4 * self.size.height + 64:
                self._forget_drawn()
                wanted = [*numbers]
            rows = self._index.rows(wanted[0], wanted[-1] + 1)
            marked = self._mark_rows()
            for number, row in enumerate(rows, wanted[0]):
                self._current[number] = self._strip(number, row, style, width, number in marked)
            for code in self._index.uncoloured:
                self._lex(code)
            for unprepared in self._index.unprepared:
                self._prepare(unprepared)
        blank = Strip.blank(width, style)
        strips = [self._current.get(number, blank) for number in numbers]
        last = top + self.size.height - 1
        if self._hint and last in numbers and last >= self._index.height:
            dim = style + self._palette.dim
            strips[last - top - first] = Strip([Segment(self._hint, dim)]).adjust_cell_length(
                width, style
            )
        return strips

    @property
    def hint(self) -> str:
        """What stands in the last row while that is empty, cleaned."""
        return self._hint

    @hint.setter
    def hint(self, words: str) -> None:
        if words != self._hint:
            self._hint = words
            self.refresh()

    def _lex(self, code: CodeDrawing) -> None:
        """Have long code coloured that was drawn plain."""
        if code not in self._lexing:
            self._lexing.add(code)
            self.run_worker(self._colour(code), name="highlight")

    async def _colour(self, code: CodeDrawing) -> None:
        code.colour(await asyncio.to_thread(code.lex))
        self._lexing.discard(code)
        self._current.clear()
        self.refresh()

    def _prepare(self, unprepared: Unprepared) -> None:
        """Have an output prepared that was drawn in a line."""
        if unprepared.drawing not in self._preparing:
            self._preparing.append(unprepared.drawing)
            self.run_worker(self._prepare_aside(unprepared), name="prepare")

    async def _prepare_aside(self, unprepared: Unprepared) -> None:
        drawing = unprepared.drawing
        try:
            # One after the other: the machine has other things to do.
            async with self._one_by_one:
                if not self._is_near(unprepared):
                    # Scrolled away; it is asked for again with the rows around it.
                    self._current.clear()
                    return
                if work := drawing.work_for(self._index.width):
                    drawing.take_work(await asyncio.to_thread(work))
        finally:
            self._preparing.remove(drawing)
        anchor = None if self._following else self._index.locate(self.scroll_offset.y)
        self._index.prepared(unprepared)
        self._settle(anchor)

    def _is_near(self, unprepared: Unprepared) -> bool:
        rows, height = self._index.rows_of(unprepared), self.size.height
        top = self.scroll_offset.y
        return rows.start < top + 2 * height and top - height < rows.stop

    def _strip(self, number: int, row: Row, style: Style, width: int, is_marked: bool) -> Strip:
        match self._drawn.get(number):
            case (known, was_marked, strip) if known == row and was_marked is is_marked:
                return strip
        strip = self._styled(number, row, is_marked, style).adjust_cell_length(width, style)
        self._drawn[number] = row, is_marked, strip
        return strip

    def _styled(self, number: int, row: Row, is_marked: bool, style: Style) -> Strip:
        gutter, segments = [*row.gutter], self._highlighted(number, row)
        if is_marked and self.marked_output is not None:
            gutter, segments = barred(gutter, segments, self._palette.cursor)
        elif is_marked:
            gutter = [Segment(part.text, self._palette.cursor) for part in gutter]
        content = Strip(segments).apply_offsets(0, number)
        return Strip(Segment.apply_style([*gutter, *content], style))

    def _highlighted(self, number: int, row: Row) -> list[Segment]:
        """The content of a row with what is found and what is selected marked."""
        segments = self._finding.mark(number, row, list(row.content), self._palette)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            style = self.screen.get_component_rich_style("screen--selection")
            segments = restyled(segments, start, len(row.text) if end == -1 else end, style)
        return segments

    # Selecting.

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        self._forget()
        self._go_on_later()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without prompts and with wrapped lines joined."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else sys.maxsize
        rows = self._index.rows(first, last + 1)
        if not rows:
            return None
        chosen = list(rows)
        if selection.end is not None and len(rows) == last - first + 1:
            chosen[-1] = cut(chosen[-1], 0, selection.end.x)
        if selection.start is not None:
            chosen[0] = cut(chosen[0], selection.start.x, None)
        return rows_text(chosen), "\n"

    # Jumping from input to input.

    def action_previous_cell(self) -> None:
        """Jump to the input above."""
        self.jump(-1)

    def action_next_cell(self) -> None:
        """Jump to the input below; past the last one, back to the prompt."""
        self.jump(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys for a cell exist only while the cursor is on one, those for matches while found."""
        if action in ("edit_cell", "run_and_next", "run_from_here"):
            cell = self._cursor_cell
            is_own = cell is not None and cell.author is Author.OWN
            return self.in_place and is_own and self.marked_output is None
        if action in ("next_match", "previous_match"):
            return self._finding.row is not None
        return super().check_action(action, parameters)

    def action_copy_to_prompt(self) -> None:
        """Put the cell's code into the prompt."""
        if (cell := self._cursor_cell) is not None:
            self.post_message(self.CodeWanted(cell.code))

    def action_run_again(self) -> None:
        """Run the cell's code again: where it stands, or as a new cell."""
        if (cell := self._cursor_cell) is not None:
            self.post_message(self.RunWanted(cell))

    def action_run_and_next(self) -> None:
        """Run the cell, and go to the one below it."""
        self.action_run_again()
        self.jump(1)

    def action_run_from_here(self) -> None:
        """Run the cell and all below it."""
        if (cell := self._cursor_cell) is not None:
            self.post_message(self.RunFromWanted(cell))

    def action_edit_cell(self) -> None:
        """Edit the cell in the prompt, to run it in its place."""
        if (cell := self._cursor_cell) is not None:
            self.post_message(self.EditWanted(cell))

    def action_copy_cell(self) -> None:
        """Copy the cell's code and its outputs, or the marked output."""
        if self._cursor_cell is not None:
            self.post_message(self.CopyWanted(self._marked_text()))

    def action_fold(self) -> None:
        """Fold the cell's output, or unfold it."""
        if self.cursor is not None:
            self.fold(self.cursor)

    def fold(self, block: int) -> None:
        """Fold the outputs of a cell, or unfold them."""
        if block == self.cursor:
            self.marked_output = None
        anchor = None if self._following else self._index.locate(self.scroll_offset.y)
        self._index.fold(block)
        self._settle(anchor)

    def action_move_sideways(self, columns: int) -> None:
        """Move wide tables of the cell by so many columns."""
        if self.cursor is not None:
            self._move_sideways(self.cursor, columns)

    def _move_sideways(self, block: int, columns: int) -> bool:
        moved = self._index.move(block, columns)
        if moved:
            # What is in sight is prepared as it is drawn.
            self._current.clear()
            self.refresh()
        return moved

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """With Shift, move a wide table under the pointer."""
        if event.shift:
            self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """With Shift, move a wide table under the pointer back."""
        if event.shift:
            self._wheel(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Move a wide table under the pointer."""
        self._wheel(event, 1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Move a wide table under the pointer back."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, columns: int) -> None:
        block, _ = self._index.locate(self.scroll_offset.y + event.y)
        self._move_sideways(block, columns)
        event.stop()
        event.prevent_default()

    def action_leave(self) -> None:
        """Go back to the prompt."""
        self.cursor = None
        self.post_message(self.LeaveWanted())

    def on_key(self, event: events.Key) -> None:
        """Typing goes on in the prompt."""
        if event.is_printable and event.character and not self._takes(event.key):
            event.stop()
            self.cursor = None
            self.post_message(self.LeaveWanted(event.character))

    def _takes(self, key: str) -> bool:
        active = self.screen.active_bindings.get(key)
        return active is not None and active.node is self and active.enabled

    # Clearing.

    def clear(self) -> None:
        """Clear the view of what has ended; the model keeps all."""
        self.cursor = None
        self._index.hide_ended()
        self._following = True
        self._settle(None)

    def show_all(self) -> None:
        """Show again what was cleared."""
        self._index.show_all()
        self._settle(None)

    @property
    def hides_others(self) -> bool:
        """Whether cells of other clients are left out."""
        return self._index.hides_others

    @hides_others.setter
    def hides_others(self, hides: bool) -> None:
        self.cursor = None
        self._index.hides_others = hides
        self._settle(None)

    # Finding.

    def find(self, needle: str) -> Found:
        """Mark a text and show its last match; answers what was found as yet."""
        self._finding = Finding(needle, self._index, self._finding)
        self._finding.work(Slice())
        self._go_on_later()
        return self._show_match()

    def step_match(self, step: int) -> Found:
        """Show the next match (1) or the one before (-1), around the ends."""
        self._finding.step(step)
        return self._show_match()

    def action_next_match(self) -> None:
        """Show the match above: searching goes from the newest to the oldest."""
        self.step_match(-1)

    def action_previous_match(self) -> None:
        """Show the match below."""
        self.step_match(1)

    def _show_match(self) -> Found:
        row = self._finding.row
        self.virtual_size = Size(self._index.width, self._index.height)
        top, height = self.scroll_offset.y, self.size.height
        if row is not None and not top <= row < top + height:
            self._following = False
            self.scroll_to(y=max(0, row - height // 2), animate=False)
        self._forget()
        return self._finding.found

    # The question to the user.

    def question_line(self) -> int | None:
        """The line of this widget the open question stands at, even out of view; else `None`."""
        row = self._index.question_row()
        return None if row is None else row - self.scroll_offset.y
