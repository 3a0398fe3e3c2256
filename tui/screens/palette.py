"""The command palette, made safe against keys that come faster than it opens and closes."""

from __future__ import annotations

from typing import Any, TypeVar

from textual import on
from textual.command import CommandPalette
from textual.widgets import Input, OptionList
from textual.worker import Worker, WorkType

from tui.widgets.dialogs.dismissal import DismissedOnce

Result = TypeVar("Result")


class SingleChoicePalette(CommandPalette, DismissedOnce[None]):
    """A command palette that takes one choice, and whose search cannot end the app.

    Textual's own takes each Enter of one read as a choice and dismisses once more for it: the
    second time the screen below, which for an app with one screen is the end. Dismissed before
    it is drawn, its search finds no list to fill, and that is the end, too.
    """

    # Textual's own is dim, which is too little in most themes.
    DEFAULT_CSS = """
    SingleChoicePalette > .command-palette--help-text {
        color: $text-muted; text-style: not bold not dim;
    }
    /* Textual's own begins three rows down and frames its field: of five rows nothing is left. */
    SingleChoicePalette.-short {
        & > Vertical { margin-top: 0; }
        & #--input { border: none; height: 1; }
        & #--input SearchIcon { margin-top: 0; }
        & CommandInput, & CommandInput:focus { border: none; height: 1; }
        & CommandList, & CommandList:focus { border: none; max-height: 100%; }
    }
    """

    # Rows.
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012

    _has_chosen = False

    @on(OptionList.OptionSelected)
    def _choose_once(self, event: OptionList.OptionSelected) -> None:
        if self._has_chosen:
            event.stop()
            event.prevent_default()
        self._has_chosen = True

    def on_mount(self) -> None:
        """No cursor blinks."""
        self.query_one(Input).cursor_blink = False

    def run_worker(self, work: WorkType[Result], *args: Any, **kwargs: Any) -> Worker[Result]:
        """Run `work` as Textual does, but when it fails log that and go on."""
        worker = super().run_worker(work, *args, **kwargs)
        worker.exit_on_error = False
        return worker
