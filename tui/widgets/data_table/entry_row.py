"""A row to type a text into that is used as it is typed: to filter, to find, to go to a name."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.still_input import StillInput


class EntryRow(Horizontal):
    """An input behind a word; hidden while not in use."""

    DEFAULT_CSS = """
    EntryRow {
        height: 1;
        display: none;
        background: $panel;
        & > Static { width: auto; padding: 0 1; color: $text-muted; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
        & > Input:focus { border: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep", id="entry.keep", priority=True),
        Binding("down", "step(1)", "Next", id="entry.next", priority=True),
        Binding("up", "step(-1)", "Before", id="entry.previous", priority=True),
        Binding("escape", "drop", "Cancel", id="entry.cancel", priority=True),
    ]

    class Changed(Message):
        """The text changed."""

        def __init__(self, purpose: str, text: str) -> None:
            super().__init__()
            self.purpose = purpose
            self.text = text

    class StepWanted(Message):
        """The next (1) of what was found is wanted, or the one before (-1)."""

        def __init__(self, purpose: str, step: int) -> None:
            super().__init__()
            self.purpose = purpose
            self.step = step

    class Ended(Message):
        """The row was closed; `kept` tells whether the text goes on to have its effect."""

        def __init__(self, purpose: str, kept: bool) -> None:
            super().__init__()
            self.purpose = purpose
            self.kept = kept

    def __init__(self) -> None:
        super().__init__()
        self._purpose = ""
        self._label = Static(markup=False)
        self._input = StillInput(compact=True)

    def compose(self) -> ComposeResult:
        """Word and input."""
        yield self._label
        yield self._input

    def open(self, purpose: str, value: str = "", placeholder: str = "") -> None:
        """Show the row for a purpose, which is its word, and take the focus."""
        self._purpose = purpose
        self._label.update(Content(purpose))
        self._input.placeholder = placeholder
        self._input.value = value
        self._input.cursor_position = len(value)
        self.display = True
        # `focus()` would do it only after the keys that are already waiting.
        self.screen.set_focus(self._input, scroll_visible=False)

    @property
    def value(self) -> str:
        """The text."""
        return self._input.value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        if self.display:
            self.post_message(self.Changed(self._purpose, event.value))

    def action_step(self, step: int) -> None:
        """Ask for another of what was found."""
        self.post_message(self.StepWanted(self._purpose, step))

    def action_keep(self) -> None:
        """Close the row; its text stays in effect."""
        # The last letter may not have been passed on yet.
        self.post_message(self.Changed(self._purpose, self._input.value))
        self._close(kept=bool(self._input.value))

    def action_drop(self) -> None:
        """Close the row as if nothing had been typed."""
        self._close(kept=False)

    def _close(self, kept: bool) -> None:
        self.display = False
        self.post_message(self.Ended(self._purpose, kept))
