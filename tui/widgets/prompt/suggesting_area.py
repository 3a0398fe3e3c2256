"""An editor that shows, behind the cursor, what an earlier input goes on with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.reactive import Reactive, reactive
from textual.widgets.text_area import Edit, EditResult

from tui.widgets.prompt.asking_area import AskingArea
from tui.widgets.prompt.walk import LONGEST

if TYPE_CHECKING:
    from tui.model.completion import CompletionState
    from tui.widgets.prompt.suggestions import Suggestions

# What may be behind the cursor at the end of the typing: what came by itself.
_CLOSERS = frozenset(")]}\"'")
_MOST_CLOSERS = 20
# Cells without which nothing is suggested.
_LEAST_ROOM = 2


class SuggestingArea(AskingArea):
    """A code area with ghost text: the rest of the newest known input that begins as typed.

    It is there with the cursor at the end of the text, closing brackets and quotes aside. Right
    and End take all of it, Ctrl+Right a word.
    """

    history_suggestions: bool = False
    """Whether there is ghost text."""

    suggestion: Reactive[str] = reactive("", repaint=False)
    """What is drawn of it, which `ColouredArea` does where it changes."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        # What is known while a draft is typed; `None` before.
        self._suggestions: Suggestions | None = None
        super().__init__(id=id, classes=classes)

    def on_idle(self) -> None:
        """Show what fits now, before the rows that look different are drawn."""
        if self.history_suggestions and self._is_stale and self.is_mounted:
            self.suggestion = self._ghost()

    def _ghost(self) -> str:
        from tui.widgets.prompt.suggestions import ghost

        rest, after, room = self._suggested()
        return ghost(rest, room - cell_len(after)) if rest else ""

    def on_resize(self) -> None:
        """Show as much as there is room for."""
        self._suggest_soon()

    def _suggest_soon(self) -> None:
        if self.history_suggestions:
            self._look_soon()

    def _suggested(self) -> tuple[str, str, int]:
        """What is suggested, "" for nothing, what it stands before, and the cells from there on."""
        nothing = "", "", 0
        if not self.history_suggestions or self.menu is not None or self.is_recalled:
            return nothing
        text, after = self.text, self._closers()
        if after is None or len(text) > LONGEST:
            return nothing
        before, room = text[: len(text) - len(after)], self._room()
        if not before.strip() or room - cell_len(after) < _LEAST_ROOM:
            return nothing
        if self._suggestions is None:
            # 1 ms of a start, in which nothing is suggested yet.
            from tui.widgets.prompt.suggestions import Suggestions

            self._suggestions = Suggestions(chain(reversed(self.entries()), self.earlier))
        return self._suggestions.rest(before, after), after, room

    def _closers(self) -> str | None:
        """What is behind the cursor; `None` when it is more than what came by itself."""
        row, column = self.cursor_location
        if not self.selection.is_empty or row != self.document.line_count - 1:
            return None
        after: str = self.document.get_line(row)[column : column + _MOST_CLOSERS + 1]
        return after if len(after) <= _MOST_CLOSERS and _CLOSERS.issuperset(after) else None

    def _room(self) -> int:
        """The cells from the cursor to the end of its row."""
        x, _ = self.wrapped_document.location_to_offset(self.cursor_location)
        return self.scrollable_content_region.width - self.gutter_width - x

    # What changes it, besides the typing.

    def edit(self, edit: Edit) -> EditResult:
        """Perform `edit`; where it leaves nothing, the next draft begins."""
        result = super().edit(edit)
        if self._suggestions is not None and not self.text:
            self._suggestions = None
        return result

    def set_earlier(self, entries: Sequence[str], complete: bool) -> None:
        """Know only these inputs of earlier sessions, also for what is suggested."""
        super().set_earlier(entries, complete)
        self._suggestions = None
        self._suggest_soon()

    def _open(self, state: CompletionState | None) -> None:
        super()._open(state)
        self._suggest_soon()

    # What is drawn may be older than the last key, so these keys look anew.

    def action_cursor_right(self, select: bool = False) -> None:
        """Take what is suggested, else move right."""
        if select or not self._take_suggested():
            # TextArea would insert what is drawn.
            self.suggestion = ""
            super().action_cursor_right(select)

    def action_cursor_line_end(self, select: bool = False) -> None:
        """Take what is suggested, else move to the end of the line."""
        if select or not self._take_suggested():
            super().action_cursor_line_end(select)

    def action_cursor_word_right(self, select: bool = False) -> None:
        """Take a word of what is suggested, else move a word right."""
        if select or not self._take_suggested(word=True):
            super().action_cursor_word_right(select)

    def _take_suggested(self, *, word: bool = False) -> bool:
        """Insert what is suggested, as one step of undo; false when there is nothing."""
        rest, _, _ = self._suggested()
        if not rest:
            return False
        from tui.widgets.prompt.suggestions import first_word

        taken = first_word(rest) if word else rest
        self.history.checkpoint()
        self.replace(taken, *self.selection, maintain_selection_offset=False)
        self.history.checkpoint()
        if taken == rest:
            self.move_cursor(self.document.end)
        return True
