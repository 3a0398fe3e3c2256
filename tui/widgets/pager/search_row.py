"""The row a text to look for in a help is typed into."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.still_input import StillInput


class SearchRow(Horizontal):
    """An input after a slash; hidden while not in use."""

    DEFAULT_CSS = """
    SearchRow {
        height: 1;
        display: none;
        background: $panel;
        & > Static { width: 2; color: $text-muted; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
        & > Input:focus { border: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep the matches", id="pager.search_keep", priority=True),
        Binding("escape", "close", "Stop searching", id="pager.search_close", priority=True),
    ]

    class Changed(Message):
        """The text to look for changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Ended(Message):
        """The row was closed; `kept` tells whether the matches stay marked."""

        def __init__(self, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    def __init__(self) -> None:
        super().__init__()
        self._input = StillInput(compact=True, placeholder="find in this help")

    def compose(self) -> ComposeResult:
        """Slash and input."""
        yield Static(Content(" /"), markup=False)
        yield self._input

    def open(self) -> None:
        """Show the row, empty, and take the focus."""
        self.display = True
        self._input.value = ""
        # `focus()` would do it only after the keys that are already waiting.
        self.screen.set_focus(self._input, scroll_visible=False)

    def close(self) -> None:
        """Hide the row."""
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        if self.display:
            self.post_message(self.Changed(event.value))

    def action_keep(self) -> None:
        """Go on reading with the matches marked."""
        self.close()
        # The last letter may not have been passed on yet.
        self.post_message(self.Changed(self._input.value))
        self.post_message(self.Ended(kept=bool(self._input.value)))

    def action_close(self) -> None:
        """Go back to where the search began."""
        self.close()
        self.post_message(self.Ended(kept=False))
