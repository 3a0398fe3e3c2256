"""An editor with a menu of completions: what its keys do while the menu is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets.text_area import Location

from tui.widgets.completion import ROWS
from tui.widgets.prompt.recalling_area import RecallingArea

if TYPE_CHECKING:
    from tui.model.completion import CompletionState, Replacement
    from tui.wire.introspection import Completion

_MENU_ACTIONS = frozenset({"menu_close", "menu_page"})


class CompletingArea(RecallingArea):
    """A code area that takes completions in: at once where there is no choice, else from a menu.

    No key waits for a completion, so one that comes late is taken only as far as it still fits.
    The menu itself is drawn by others, who hear of it by `MenuChanged`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "menu_close", "Close the menu", show=False, id="completion.close"),
        Binding("pageup", "menu_page(-1)", "Page up", show=False, id="completion.page_up"),
        Binding("pagedown", "menu_page(1)", "Page down", show=False, id="completion.page_down"),
    ]

    class MenuChanged(Message):
        """The menu was opened or closed, or shows something else; see `menu`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        # The selection is set, and watched, while what is above is made.
        self._menu: CompletionState | None = None
        self._taking = False
        super().__init__(id=id, classes=classes)

    @property
    def menu(self) -> CompletionState | None:
        """The open completion; `None` while no menu is open."""
        return self._menu

    def complete_with(
        self, code: str, position: int, completion: Completion, *, while_typing: bool = False
    ) -> bool:
        """Take the answer for `position` in `code`; false when nothing came of it.

        A single match, or what all have in common, is inserted at once, as one step of undo, if
        nothing was typed since the question; several open the menu. With `while_typing`, which
        is for what the user did not ask for, nothing is inserted, and no match is selected yet.
        """
        # 8 ms of a start, in which nothing is completed yet.
        from tui.model.completion import CompletionState

        state = CompletionState(code, position, completion)
        asked_here = self.text == code and self.position == position
        has_better = self._menu is not None and (
            while_typing or self._menu.selected is not None or not asked_here
        )
        if has_better or not self.has_focus or not state.follow(self.text, self.position):
            return False
        if asked_here and not while_typing:
            if len(state) == 1:
                self._put(state.replacement(0))
                return True
            self._extend(state)
        if not while_typing:
            state.select_best()
        self._open(state)
        return True

    def close_menu(self) -> None:
        """Close the menu, if it is open."""
        if self._menu is not None:
            self._open(None)

    def pick(self, place: int) -> None:
        """Take the match at a place among those that fit."""
        if (state := self._menu) is not None and place < len(state):
            self._open(None)
            self._put(state.replacement(place))

    def _open(self, state: CompletionState | None) -> None:
        opened, self._menu = self._menu, state
        if (opened is None) != (state is None):
            self.refresh_bindings()
        self.post_message(self.MenuChanged())

    # Keys.

    async def take_key(self, event: events.Key) -> None:
        """Take a key; with an open menu it filters, moves, chooses or closes."""
        if self._menu is None:
            await super().take_key(event)
            return
        before = (self.text, self.position)
        self._taking = True
        try:
            await super().take_key(event)
        finally:
            self._taking = False
        if self._menu is not None and (self.text, self.position) != before:
            fits = self._menu.follow(self.text, self.position)
            self._open(self._menu if fits else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The menu's own keys are bound only while it is open."""
        return self._menu is not None if action in _MENU_ACTIONS else True

    def move_in_menu(self, step: int, *, around: bool = True) -> bool:
        """Move the selection; false when no menu is open."""
        if self._menu is None:
            return False
        self._menu.move(step, around=around)
        self._open(self._menu)
        return True

    def extend_or_move(self) -> bool:
        """Insert what all fitting matches have in common, else select the next; false without."""
        if self._menu is None:
            return False
        if self._extend(self._menu):
            self._open(self._menu)
            return True
        return self.move_in_menu(1)

    def take_selected(self) -> bool:
        """Take the selected match; false, and no menu any more, where that would change nothing."""
        state = self._menu
        if state is None:
            return False
        if state.selected is None or state.is_selected_typed:
            self._open(None)
            return False
        self.pick(state.selected)
        return True

    def action_previous(self) -> None:
        """Up: in the menu, else as without it."""
        if not self.move_in_menu(-1):
            super().action_previous()

    def action_next(self) -> None:
        """Down: in the menu, else as without it."""
        if not self.move_in_menu(1):
            super().action_next()

    def action_menu_page(self, step: int) -> None:
        """Move the selection by a page."""
        self.move_in_menu(step * (ROWS - 1), around=False)

    def action_menu_close(self) -> None:
        """Close the menu and leave the text as it is."""
        self.close_menu()

    # What closes it besides.

    def watch_selection(self) -> None:
        """Close the menu when the cursor moves, or the text changes, but by a key."""
        super().watch_selection()
        if self._menu is not None and not self._taking:
            self._open(None)

    def on_blur(self) -> None:
        """Close the menu when the keys go elsewhere."""
        self.close_menu()

    # Text.

    def _extend(self, state: CompletionState) -> bool:
        edit = state.extension()
        if edit is not None:
            taking, self._taking = self._taking, True
            self._put(edit)
            self._taking = taking
            state.follow(self.text, self.position)
        return edit is not None

    def _put(self, edit: Replacement) -> None:
        self.history.checkpoint()
        start, end = self.location_at(edit.start), self.location_at(edit.end)
        self.replace(edit.text, start, end, maintain_selection_offset=False)
        self.history.checkpoint()

    @property
    def position(self) -> int:
        """Where the cursor is, in code points from the start of the text."""
        return len(self.get_text_range((0, 0), self.cursor_location))

    def location_at(self, position: int) -> Location:
        """The row and column of what is at `position`."""
        before = self.text[:position]
        return before.count("\n"), position - (before.rfind("\n") + 1)
