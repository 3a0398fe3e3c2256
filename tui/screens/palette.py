"""The command palette, made safe against a second choice before the first one has closed it."""

from __future__ import annotations

from textual import on
from textual.command import CommandPalette
from textual.widgets import OptionList

from tui.screens.dismissal import DismissedOnce


class SingleChoicePalette(CommandPalette, DismissedOnce[None]):
    """A command palette that takes one choice, however many Enters came in one read.

    Textual's own takes each Enter as a choice and dismisses once more for it: the second time
    the screen below, which for an app with one screen is the end.
    """

    _has_chosen = False

    @on(OptionList.OptionSelected)
    def _choose_once(self, event: OptionList.OptionSelected) -> None:
        if self._has_chosen:
            event.stop()
            event.prevent_default()
        self._has_chosen = True
