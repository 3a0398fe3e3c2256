"""A pane on a session that may hold the cells of a notebook: they run where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.kernels.watch import Watch
from tui.model.cells import SKIPPED, Author, Block, Cell
from tui.panes.session.remembering import RememberingPane
from tui.widgets.prompt.prompt import Prompt
from tui.widgets.transcript.view import TranscriptView


class InPlacePane(RememberingPane):
    """Runs cells of a notebook again, one or many, and edits them in the prompt.

    In a tab without a notebook whatever is run comes at the end, as it is entered.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "alt+r", "run_all", "Run all cells", id="notebook.run_all", priority=True, show=False
        ),
    ]

    _watch: Watch
    # The cell whose code is in the prompt, to take its place.
    _edited: Cell | None = None

    def note_notebook(self) -> None:
        """Take over that the transcript holds a notebook, which is read from its beginning."""
        self._view.in_place = True
        self._view.stay_at_top()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """All cells are run of a notebook only."""
        if action == "run_all":
            return self.session.transcript.is_notebook
        return super().check_action(action, parameters)

    # Running.

    def action_run_all(self) -> None:
        """Run all cells of the notebook, those that were cleared from the view among them."""
        self._view.show_all()
        self._run_cells(self.session.transcript.blocks)

    def on_transcript_view_run_from_wanted(self, event: TranscriptView.RunFromWanted) -> None:
        """Run a cell and all below it."""
        event.stop()
        blocks = self.session.transcript.blocks
        self._run_cells(blocks[blocks.index(event.cell) :])

    def _run_cells(self, blocks: Sequence[Block]) -> None:
        own = [
            block
            for block in blocks
            if isinstance(block, Cell) and block.author is Author.OWN and block.code.strip()
        ]
        wanted = [cell for cell in own if SKIPPED not in cell.tags]
        count = self.session.execute_all_again(wanted, self._watch)
        words = f"{count:,} cells will run" if count != 1 else "One cell will run"
        if skipped := len(own) - len(wanted):
            words += f"; {skipped:,} with the tag {SKIPPED} will not"
        self._say(f"{words}.")

    def on_transcript_view_run_wanted(self, event: TranscriptView.RunWanted) -> None:
        """Run a cell again: of a notebook where it stands."""
        event.stop()
        cell = event.cell
        if not self.session.transcript.is_notebook or cell.author is not Author.OWN:
            self.run(cell.code)
        elif not self.session.execute_again(cell, None, self._watch):
            self._say("This cell runs already, or waits for its turn.")

    # Editing.

    def on_transcript_view_edit_wanted(self, event: TranscriptView.EditWanted) -> None:
        """Put a cell's code into the prompt, to be run in its place."""
        event.stop()
        self._edited = event.cell
        number = " " if event.cell.number is None else str(event.cell.number)
        self._prompt.editor.replace_text(event.cell.code)
        self._prompt.editing = number
        self._view.cursor = None
        self.focus_input()
        self._say(f"Editing In [{number}] in its place; Esc: enter it as a new cell", stays=True)

    def on_prompt_editing_ended(self, event: Prompt.EditingEnded) -> None:
        """Leave the cell as it is; what was changed of it stays in the prompt."""
        event.stop()
        edited = self._edited
        self._end_editing()
        if edited is not None and self._prompt.editor.text == edited.code:
            self._prompt.editor.clear_text()

    def _end_editing(self) -> Cell | None:
        """What was edited, if anything was; from now on the prompt is for a new cell."""
        edited, self._edited = self._edited, None
        if edited is not None:
            self._prompt.editing = ""
            self._say("")
        return edited

    def _run_edited(self, code: str) -> bool:
        """Run code in the place of the cell that is edited; answers whether one is."""
        if self._edited is None or not code.strip():
            return False
        if self.session.execute_again(self._edited, code, self._watch):
            self._end_editing()
        else:
            self._prompt.editor.replace_text(code)
            self._say("The cell still runs, or waits for its turn: Enter again when it has ended.")
        return True
