"""The field a kernel's question is answered in, laid over the line that asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class StdinField(Input):
    """One line of input for the kernel; passwords are masked and never remembered.

    `earlier` holds the answers Up and Down walk through, oldest first.
    """

    DEFAULT_CSS = """
    StdinField {
        layer: overlay;
        position: absolute;
        display: none;
        height: 1;
        min-height: 1;
        border: none;
        padding: 0;
        background: $surface;
        &:focus { border: none; background-tint: $foreground 8%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Answer", id="stdin.answer"),
        Binding("up", "earlier", "Earlier answer", show=False, id="stdin.earlier"),
        Binding("down", "later", "Later answer", show=False, id="stdin.later"),
        Binding("ctrl+d", "end_of_file", "End of input", id="stdin.end_of_file"),
        Binding("ctrl+c", "interrupt", "Interrupt", id="stdin.interrupt", priority=True),
    ]

    class Answered(Message):
        """The user answered; `text` is `None` for end of file."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    class InterruptWanted(Message):
        """The user wants to interrupt instead of answering."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.earlier: Sequence[str] = ()
        self._walked = 0

    def ask(self, password: bool) -> None:
        """Begin with an empty field."""
        self.password = password
        self.value = ""
        self._walked = 0

    async def action_submit(self) -> None:
        """Send what is in the field."""
        text = self.value
        self.value = ""
        self.post_message(self.Answered(text))

    def action_end_of_file(self) -> None:
        """Answer with end of file when the field is empty, as a terminal does."""
        if self.value:
            self.action_delete_right()
        else:
            self.post_message(self.Answered(None))

    def action_interrupt(self) -> None:
        """Ask for an interrupt."""
        self.post_message(self.InterruptWanted())

    def action_earlier(self) -> None:
        """Put the answer before into the field."""
        self._walk(1)

    def action_later(self) -> None:
        """Put the answer after into the field, at last an empty line."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        if self.password or not self.earlier:
            return
        self._walked = min(max(self._walked + step, 0), len(self.earlier))
        self.value = self.earlier[-self._walked] if self._walked else ""
        self.cursor_position = len(self.value)
