"""An editor for code that recalls earlier inputs with Up and Down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets.text_area import Edit, EditResult

from tui.widgets.prompt.holding_area import HoldingArea
from tui.widgets.prompt.walk import HistoryWalk


def _no_entries() -> Sequence[str]:
    return ()


class RecallingArea(HoldingArea):
    """A code area in which Up in the first line and Down in the last walk through inputs.

    Below this session's inputs are those of earlier sessions. Where what is known of these is used
    up, more are asked for, and keys wait until `add_earlier` brings them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "previous", "Earlier input", show=False, id="prompt.previous"),
        Binding("down", "next", "Later input", show=False, id="prompt.next"),
    ]

    entries: Callable[[], Sequence[str]] = staticmethod(_no_entries)
    """Gives the inputs that Up and Down walk through, oldest first; called when a walk begins."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._walk: HistoryWalk | None = None
        self._earlier: tuple[str, ...] = ()
        self._knows_all = False
        # The walk that waits for more.
        self._asking: HistoryWalk | None = None
        self._stepping = False
        super().__init__(id=id, classes=classes)

    def want_earlier(self, prefix: str, count: int) -> None:
        """Ask for `add_earlier`: inputs of earlier sessions that begin with `prefix`.

        `count` is how many of them, the newest, are known.
        """
        raise NotImplementedError

    @property
    def earlier(self) -> Sequence[str]:
        """The known inputs of earlier sessions, the newest of all, newest first."""
        return self._earlier

    def set_earlier(self, entries: Sequence[str], complete: bool) -> None:
        """Know only these inputs of earlier sessions, the newest; `complete` says that is all.

        They are given newest first, and need not be clean.
        """
        self._earlier, self._knows_all = tuple(entries), complete
        if self._asking is None and not self.is_recalled:
            # One that has found nothing would not look again.
            self._walk = None

    def add_earlier(self, prefix: str, entries: Sequence[str], complete: bool) -> None:
        """Answer `want_earlier`, also with nothing; without an open question nothing happens.

        `entries`, newest first, follow those that were known; they need not be clean.
        """
        if self._asking is not None and self._asking.prefix == prefix:
            self.call_next(self._take_earlier, self._asking, entries, complete)

    async def _take_earlier(
        self, walk: HistoryWalk, entries: Sequence[str], complete: bool
    ) -> None:
        """Take the step that waited, if its walk still goes on, and then the held keys."""
        if self._asking is not walk:
            return
        self._asking = None
        # Nothing at all may also mean that the disk could not be read just now.
        if entries and not walk.prefix and self._earlier is walk.earlier:
            walk.earlier = self._earlier = (*self._earlier, *entries)
            self._knows_all = complete
        if self._walk is walk:
            walk.add(entries, complete)
            self._step_back()
        await self.take_held()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer has to come before the next key can be taken."""
        return self._asking is not None or super().is_waiting

    @property
    def is_recalled(self) -> bool:
        """Whether the text is an earlier input, as Up or Down has brought it."""
        return self._walk is not None and not self._walk.at_draft

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
        if offset.y > 0:
            self.action_cursor_up()
        elif self._asking is None:
            self._step_back()

    def action_next(self) -> None:
        """Down: in the last line to a later input, else a line down."""
        offset = self.wrapped_document.location_to_offset(self.cursor_location)
        if offset.y < self.wrapped_document.height - 1 or not self._step_forth():
            self.action_cursor_down()

    def _step_back(self) -> None:
        """Show the next older input, or ask for it; without one, a line up."""
        if self._walk is None:
            prefix = self.get_text_range((0, 0), self.cursor_location)
            self._walk = HistoryWalk(
                self.entries(), self._earlier, prefix, self.text, complete=self._knows_all
            )
        walk, from_draft = self._walk, self._walk.at_draft
        if (entry := walk.older()) is not None:
            self._show(entry, from_draft=from_draft)
        elif walk.complete:
            self.action_cursor_up()
        else:
            self._asking = walk
            self.want_earlier(walk.prefix, walk.known)

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
