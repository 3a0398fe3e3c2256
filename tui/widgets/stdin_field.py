"""The field a kernel's question is answered in, laid over the line that asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.widgets.still_input import StillInput


class StdinField(StillInput):
    """One line of input for the kernel; passwords are masked and never remembered.

    After an answer the field stays and holds what is typed until it is clear who gets it: the
    next question (`ask`) or the prompt (`take_held`). `earlier` holds the answers that Up and Down
    walk through, oldest first.
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
        Binding("ctrl+c", "interrupt", "Interrupt", id="stdin.interrupt"),
    ]

    class Answered(Message):
        """The user answered; `text` is `None` for end of file."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    class Strayed(Message):
        """A key or paste came to the field after nothing was asked any more."""

        def __init__(self, event: events.Key | events.Paste) -> None:
            super().__init__()
            self.event = event

    class InterruptWanted(Message):
        """The user wants to interrupt instead of answering."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.earlier: Sequence[str] = ()
        self._walked = 0
        self._held: deque[events.Key | events.Paste] = deque()
        self.holding = False
        self._open = False

    def ask(self, password: bool) -> None:
        """Begin with an empty field, and with what was typed ahead."""
        self.password = password
        self.value = ""
        self._walked = 0
        self.holding = False
        self._open = True
        self.call_next(self._take_own)

    def take_held(self) -> list[events.Key | events.Paste]:
        """What was typed since the answer, which is not for this field; now it is closed."""
        held = list(self._held)
        self._held.clear()
        self.holding = self._open = False
        return held

    async def _take_own(self) -> None:
        while self._held and not self.holding:
            await self._take(self._held.popleft())

    async def on_key(self, event: events.Key) -> None:
        """Take keys in their order, or hold them.

        The toolkit would run what a key is bound to only after it has bubbled up, behind the
        characters that were typed after it.
        """
        if not self._open:
            self.post_message(self.Strayed(event))
        elif self.holding or self._held:
            self._held.append(event)
        elif not await self._take(event):
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Take the first line of a paste, or hold it all."""
        if self._open and not self.holding and not self._held:
            return
        if self._open:
            self._held.append(event)
        else:
            self.post_message(self.Strayed(event))
        event.stop()
        event.prevent_default()

    async def _take(self, event: events.Key | events.Paste) -> bool:
        if isinstance(event, events.Paste):
            self._insert(event.text.splitlines()[0] if event.text else "")
            return True
        if event.is_printable and event.character is not None:
            self._insert(event.character)
            return True
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.node is not self:
            return False
        await self.run_action(active.binding.action)
        return True

    def _insert(self, text: str) -> None:
        start, end = sorted(self.selection)
        self.replace(text, start, end)

    async def action_submit(self) -> None:
        """Send what is in the field."""
        self._answer(self.value)

    def action_end_of_file(self) -> None:
        """Answer with end of file when the field is empty, as a terminal does."""
        if self.value:
            self.action_delete_right()
        else:
            self._answer(None)

    def _answer(self, text: str | None) -> None:
        self.holding = True
        if self.password:
            self.value = ""
        self.post_message(self.Answered(text))

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
