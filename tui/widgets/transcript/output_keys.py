"""What keys and mouse do with cells and outputs that are marked in the transcript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView

from tui.model.cells import Block, Cell
from tui.model.outputs import Output
from tui.widgets.transcript.index import TranscriptIndex
from tui.widgets.transcript.marking import Mark, next_mark
from tui.widgets.transcript.shown import last_place, shown_mime

JUMPS = 8
"""Times that a jump goes to where a cell is, which is known better each time."""

OUTPUT_BINDINGS: tuple[BindingType, ...] = (
    Binding("enter", "view_output", "View large", id="output.view"),
    Binding("o", "open_output", "Open in viewer", id="output.open"),
    Binding("s", "save_output", "Save", id="output.save"),
    Binding("up,k", "previous_output", "Output above", id="transcript.previous_output", show=False),
    Binding("down,j", "next_output", "Output below", id="transcript.next_output", show=False),
)
"""Keys of the mark; in a class they have to stand with others on the same keys, and before them."""


class OutputMessage(Message):
    """Something is wanted of an output; `mime` is the representation shown, "" without any."""

    def __init__(self, cell: Cell, output: Output, mime: str) -> None:
        super().__init__()
        self.cell = cell
        self.output = output
        self.mime = mime


class OutputKeys(ScrollView):
    """Moves a mark through inputs and outputs, and asks for what is wanted of those.

    `cursor` is the block of the marked cell, `None` for none; `marked_output` the place of the
    output of it that is marked, `None` while its input is.
    """

    cursor: reactive[int | None] = reactive(None)
    marked_output: reactive[int | None] = reactive(None)
    _blocks: Sequence[Block]
    _index: TranscriptIndex
    _following: bool

    class OutputViewWanted(OutputMessage, namespace="transcript_view"):
        """An output is to be shown large."""

    class OutputOpenWanted(OutputMessage, namespace="transcript_view"):
        """An output is to be shown outside of the terminal."""

    class OutputSaveWanted(OutputMessage, namespace="transcript_view"):
        """An output is to be saved."""

    class Told(Message, namespace="transcript_view"):
        """Words for the status bar."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    _OUTPUT_ACTIONS: ClassVar[frozenset[str]] = frozenset(("view_output", "open_output"))
    _INPUT_ACTIONS: ClassVar[frozenset[str]] = frozenset(("copy_to_prompt", "fold", "run_again"))
    _MARK_ACTIONS: ClassVar[frozenset[str]] = frozenset(
        ("previous_output", "next_output", "copy_cell")
    )

    @property
    def mark(self) -> Mark | None:
        """What is marked."""
        return None if self.cursor is None else Mark(self.cursor, self.marked_output)

    @property
    def marked(self) -> tuple[Cell, Output] | None:
        """The output that is marked, with its cell."""
        cell = self._cursor_cell
        if cell is None or self.marked_output is None or self.marked_output >= len(cell.outputs):
            return None
        return cell, cell.outputs[self.marked_output]

    @property
    def _cursor_cell(self) -> Cell | None:
        return self._index.cell(self.cursor)

    def _settle(self, anchor: tuple[int, int] | None) -> None:
        raise NotImplementedError

    def _forget(self) -> None:
        raise NotImplementedError

    def action_leave(self) -> None:
        """Go back to the prompt."""
        raise NotImplementedError

    # Marking.

    def watch_cursor(self) -> None:
        """Draw the mark, which is on the input of another cell."""
        self.marked_output = None
        self._forget()
        self.refresh_bindings()

    def watch_marked_output(self) -> None:
        """Draw the mark, and name other keys."""
        self._forget()
        self.refresh_bindings()

    def _mark_rows(self) -> range:
        """The rows that show the mark: the first one of an input, or all of an output."""
        if self.cursor is None or self.cursor >= len(self._blocks):
            return range(0)
        if self.marked_output is not None:
            return self._index.output_rows(self.cursor, self.marked_output)
        top = self._index.top(self.cursor)
        return range(top, top + 1)

    def _keep_mark(self) -> None:
        """Leave an output that is gone for the one that has its place, or else for the input."""
        if self.marked_output is None or self.cursor is None:
            return
        cell = self._cursor_cell
        count = 0 if cell is None else len(cell.outputs)
        if self.marked_output >= count:
            self.marked_output = count - 1 if count else None
        if cell is None or (not count and not cell.code):
            self.cursor = None

    def put_mark(self, mark: Mark) -> None:
        """Mark an input or an output, show it, and take the focus."""
        self.cursor = mark.block
        self.marked_output = mark.output
        # `focus()` would do it only after the keys that are already waiting.
        self.screen.set_focus(self, scroll_visible=False)
        self._show_mark()

    def _show_mark(self) -> None:
        """Bring what is marked into sight, as much of it as there is room for."""
        # What comes into sight above it may turn out to be higher than estimated.
        for _ in range(JUMPS):
            rows, top, height = self._mark_rows(), self.scroll_offset.y, self.size.height
            if not rows or (top <= rows.start and rows.stop <= top + height):
                break
            if self.marked_output is None:
                wanted = rows.start - height // 4
            elif rows.start < top or len(rows) >= height:
                wanted = rows.start
            else:
                wanted = rows.stop - height
            self.scroll_to(y=max(0, wanted), animate=False)
            if self.scroll_offset.y == top:
                break

    def jump(self, step: int) -> None:
        """Mark the next input above (-1) or below (1) and take the focus."""
        cell = self._cursor_cell
        if step < 0 and self.marked_output is not None and cell is not None and cell.code:
            block = self.cursor
        else:
            block = self._index.neighbour(self.cursor, step)
        if block is not None:
            self.put_mark(Mark(block))
        elif step > 0:
            self.action_leave()

    def reveal(self, cell: Cell, output: Output) -> None:
        """Mark an output, also where it was cleared from the view or is folded."""
        try:
            block = self._blocks.index(cell)
        except ValueError:
            return
        if block not in self._index.shown:
            self._index.show_all()
        if self._index.layout(block).folded:
            self._index.fold(block)
        self._following = False
        self._settle(None)
        places = [place for place, each in enumerate(cell.outputs) if each is output]
        if self._index.cell(block) is not None:
            self.put_mark(Mark(block, places[0] if places else None))
            self._keep_mark()

    def on_click(self, event: events.Click) -> None:
        """Mark the output that is clicked; not where text was selected."""
        row = self.scroll_offset.y + event.y
        if self.text_selection is None and (found := self._index.output_at(row)) is not None:
            self.put_mark(Mark(*found))

    def action_previous_output(self) -> None:
        """Mark what is above: an output, or the input of its cell."""
        self._step(-1)

    def action_next_output(self) -> None:
        """Mark what is below: an output, or the next cell's input."""
        self._step(1)

    def _step(self, step: int) -> None:
        if (mark := self.mark) is None:
            return
        if (reached := next_mark(self._index, mark, step)) is not None:
            self.put_mark(reached)
        elif step > 0:
            self.action_leave()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys exist only while what they are for is marked: an input, an output, either."""
        if action in self._OUTPUT_ACTIONS:
            return self.marked is not None
        if action == "save_output":
            return self._place is not None
        if action in self._INPUT_ACTIONS:
            return self._cursor_cell is not None and self.marked_output is None
        if action in self._MARK_ACTIONS:
            return self._cursor_cell is not None
        if action == "next_representation":
            return self._index.has_choice(self.cursor, self.marked_output)
        return True

    # What is done with an output.

    @property
    def _place(self) -> int | None:
        """The place of the marked output, or of the last one of the marked input."""
        if (cell := self._cursor_cell) is None:
            return None
        if self.marked_output is None:
            return last_place(cell.outputs)
        return self.marked_output if self.marked_output < len(cell.outputs) else None

    def _want(self, kind: type[OutputMessage]) -> None:
        cell, place = self._cursor_cell, self._place
        if self.cursor is not None and cell is not None and place is not None:
            drawing = self._index.layout(self.cursor).drawing_of(place)
            output = cell.outputs[place]
            self.post_message(kind(cell, output, shown_mime(output, drawing)))

    def action_view_output(self) -> None:
        """Show the marked output large."""
        self._want(self.OutputViewWanted)

    def action_open_output(self) -> None:
        """Show the marked output outside of the terminal."""
        self._want(self.OutputOpenWanted)

    def action_save_output(self) -> None:
        """Save the marked output, or the last one of the marked input."""
        self._want(self.OutputSaveWanted)

    def _marked_text(self) -> str:
        """The text of the marked output as it is shown, or of the cell with all of them."""
        if self.cursor is None or (cell := self._cursor_cell) is None:
            return ""
        layout = self._index.layout(self.cursor)
        if self.marked_output is not None:
            return layout.output_text(self._index.width, self.marked_output).lstrip("\n")
        output = layout.output_text(self._index.width)
        return f"{cell.code}\n{output}" if output else cell.code

    def action_next_representation(self) -> None:
        """Show the marked output in the next of the ways it can be shown, or the cell's last."""
        if self.cursor is None:
            return
        anchor = None if self._following else self._index.locate(self.scroll_offset.y)
        words = self._index.choose_next(self.cursor, self.marked_output)
        self._settle(anchor)
        if self.marked_output is not None:
            self._show_mark()
        if words:
            self.post_message(self.Told(words))
