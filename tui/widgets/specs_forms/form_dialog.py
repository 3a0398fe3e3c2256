"""A dialog of the size of a form, with the keys that work in it below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker

from tui.widgets.dialogs.dismissal import DismissedOnce
from tui.widgets.key_bar import KeyBar, hints_of
from tui.worker_failures import FAILURE, failed

Result = TypeVar("Result")


class FormDialog(ModalScreen[Result], DismissedOnce[Result]):
    """Has pages in a frame; in a low terminal rows of forms stand without gaps."""

    DEFAULT_CSS = """
    FormDialog {
        align: center middle;
        & > Vertical {
            width: 100;
            max-width: 100%;
            height: 100%;
            max-height: 36;
            border: round $primary;
            background: $surface;
            padding: 0 1;
        }
        & > Vertical > .form--page { height: 1fr; }
        &.-short FormRow { margin-bottom: 0; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._keys = KeyBar()

    def pages(self) -> Iterable[Widget]:
        """What is in the frame, above the keys."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The pages over the keys."""
        with Vertical():
            for page in self.pages():
                page.add_class("form--page")
                yield page
            yield self._keys

    def on_mount(self) -> None:
        """Name the keys."""
        self.bindings_updated_signal.subscribe(self, self._refresh_keys)

    def _refresh_keys(self, _: Screen[object]) -> None:
        self._keys.hints = hints_of(self)

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A key was clicked."""
        event.stop()
        self.app.simulate_key(event.key)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something failed because of an error of jtui's own."""
        if failed(self, event):
            self.notify(FAILURE, severity="error", markup=False)
