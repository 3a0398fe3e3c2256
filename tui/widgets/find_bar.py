"""The row a text to find in the transcript is typed into."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.still_input import StillInput
from tui.widgets.transcript.finding import Found


class FindBar(Horizontal):
    """An input with a count of matches; hidden while not in use."""

    DEFAULT_CSS = """
    FindBar {
        height: 1;
        display: none;
        background: $panel;
        & > .find-bar--label { width: auto; padding: 0 1; color: $text-muted; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
        & > Input:focus { border: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,up", "step(-1)", "Match above", id="find.previous", priority=True),
        Binding("down", "step(1)", "Match below", id="find.next", priority=True),
        Binding("escape", "close", "Close", id="find.close", priority=True),
    ]

    class Changed(Message):
        """The text to find changed."""

        def __init__(self, needle: str) -> None:
            super().__init__()
            self.needle = needle

    class StepWanted(Message):
        """The next match above (-1) or below (1) is wanted."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Closed(Message):
        """The user has done with finding."""

    def __init__(self) -> None:
        super().__init__()
        self._input = StillInput(compact=True, placeholder="find in the transcript")
        self._count = Static(Content(""), classes="find-bar--label", markup=False)

    def compose(self) -> ComposeResult:
        """Label, input, count."""
        yield Static(Content("Find:"), classes="find-bar--label", markup=False)
        yield self._input
        yield self._count

    def open(self) -> None:
        """Show the bar and take the focus; what was typed before is selected."""
        self.display = True
        # `focus()` would do it only after the keys that are already waiting.
        self.screen.set_focus(self._input)
        self._input.action_select_all()

    def show_found(self, found: Found) -> None:
        """Show which match of how many is marked, and whether there are more."""
        more = found.more.value
        if not self._input.value:
            words = ""
        elif found.matches:
            words = f"{found.shown:,} of {found.matches:,}{more}"
        else:
            words = more or "no match"
        self._count.update(Content(words))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def action_step(self, step: int) -> None:
        """Go to another match."""
        self.post_message(self.StepWanted(step))

    def action_close(self) -> None:
        """Leave the bar."""
        self.display = False
        self.post_message(self.Closed())
