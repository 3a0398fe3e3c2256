"""A dialog for one line of text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.widgets.dialogs.dismissal import DismissedOnce
from tui.widgets.still_input import StillInput


class TextEntry(ModalScreen[str], DismissedOnce[str]):
    """Asks for a line; the result is `""` when the user backs out."""

    DEFAULT_CSS = """
    TextEntry {
        align: center middle;
        & > Vertical {
            width: 64;
            max-width: 100%;
            height: auto;
            border: round $primary;
            background: $surface;
            padding: 0 1;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back_out", "Cancel", id="dialog.cancel")
    ]

    def __init__(self, question: str, value: str = "") -> None:
        super().__init__()
        self._question = question
        self._value = value

    def compose(self) -> ComposeResult:
        """The question over the field."""
        with Vertical():
            yield Static(Content(self._question), markup=False)
            yield StillInput(self._value, compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the text."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_back_out(self) -> None:
        """Answer with nothing."""
        self.dismiss("")
