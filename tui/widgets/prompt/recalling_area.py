"""An editor for code that recalls earlier inputs with Up and Down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets.text_area import Edit, EditResult

from tui.widgets.prompt.code_area import CodeArea
from tui.widgets.prompt.walk import HistoryWalk


def _no_entries() -> Sequence[str]:
    return ()


class RecallingArea(CodeArea):
    """A code area in which Up in the first line and Down in the last walk through inputs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "previous", "Earlier input", show=False, id="prompt.previous"),
        Binding("down", "next", "Later input", show=False, id="prompt.next"),
    ]

    entries: Callable[[], Sequence[str]] = staticmethod(_no_entries)
    """Gives the inputs that Up and Down walk through, oldest first; called when a walk begins."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._walk: HistoryWalk | None = None
        self._stepping = False

    def edit(self, edit: Edit) -> EditResult:
        """Perform `edit`; any but a step through the history ends the walk."""
        if not self._stepping:
            self._walk = None
        return super().edit(edit)

    def action_undo(self) -> None:
        """Undo; this also ends a walk through the history."""
        self._walk = None
        super().action_undo()

    def action_redo(self) -> None:
        """Redo; this also ends a walk through the history."""
        self._walk = None
        super().action_redo()

    def clear_text(self) -> None:
        """Empty the editor; undo brings the text back."""
        self.replace_text("")

    def replace_text(self, code: str) -> None:
        """Put `code` in the place of all text, as one edit, with the cursor at its end."""
        self.history.checkpoint()
        self.replace(code, (0, 0), self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()

    def action_previous(self) -> None:
        """Up: in the first line to an earlier input, else a line up."""
        offset = self.wrapped_document.location_to_offset(self.cursor_location)
        if offset.y > 0 or not self._step_back():
            self.action_cursor_up()

    def action_next(self) -> None:
        """Down: in the last line to a later input, else a line down."""
        offset = self.wrapped_document.location_to_offset(self.cursor_location)
        if offset.y < self.wrapped_document.height - 1 or not self._step_forth():
            self.action_cursor_down()

    def _step_back(self) -> bool:
        if self._walk is None:
            prefix = self.get_text_range((0, 0), self.cursor_location)
            self._walk = HistoryWalk(self.entries(), prefix, self.text)
        from_draft = self._walk.at_draft
        if (entry := self._walk.older()) is None:
            return False
        self._show(entry, from_draft=from_draft)
        return True

    def _step_forth(self) -> bool:
        if self._walk is None or self._walk.at_draft:
            return False
        if (entry := self._walk.newer()) is None:
            self.undo()
            self._walk = None
        else:
            self._show(entry, from_draft=False)
        return True

    def _show(self, entry: str, *, from_draft: bool) -> None:
        """Show an entry in the draft's place, so that one undo brings the draft back."""
        if not from_draft:
            self.undo()
        self._stepping = True
        self.replace_text(entry)
        self._stepping = False
