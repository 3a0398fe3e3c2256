"""An editor that asks, in the pauses of typing, for completions and for the signature of a call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from tui.widgets.prompt.completing_area import CompletingArea
from tui.widgets.prompt.typing_pause import TypingPause

if TYPE_CHECKING:
    from tui.model.calls import Call, SignatureLine

TIP_DELAY = 0.25
"""Seconds after the last key until a call's signature is asked for."""
COMPLETION_DELAY = 0.15
"""Seconds after the last key until completions are asked for, if they are while typing."""

# What completions are asked for behind, while typing: a name, a dot that goes on, a path, a magic.
_GOES_ON = re.compile(r"(?:(?<!\w)[^\W\d]\w*\.?|[])\"']\.|[/%])\Z")
_LONGEST_NAME = 200


class AskingArea(CompletingArea):
    """A code area with a tip on the call being typed, which others draw, and with completion.

    The tip follows the cursor: it stays while the cursor is inside of the same call.
    """

    complete_while_typing: bool = False
    """Whether completions are asked for while a name is typed."""

    signature_tips: bool = True
    """Whether the signature of a call is asked for while its arguments are typed."""

    class TipChanged(Message):
        """The tip is another one, or none any more; see `tip`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._tip_pause = TypingPause(self, TIP_DELAY, self._look_at_call)
        self._completion_pause = TypingPause(self, COMPLETION_DELAY, self._ask_while_typing)
        # The code up to the end of the callee that was asked about last, and its signature.
        self._callee = ""
        self._signature = ""
        self._call: Call | None = None
        self._will_follow = False
        super().__init__(id=id, classes=classes)

    def want_completion(self, *, while_typing: bool) -> None:
        """Ask for completion at the cursor."""
        raise NotImplementedError

    def want_tip(self, callee_end: int) -> None:
        """Ask for the plain help of the name that ends at `callee_end`."""
        raise NotImplementedError

    @property
    def is_typing(self) -> bool:
        """Whether characters are typed into the text."""
        return True

    # The tip.

    @property
    def callee_end(self) -> int | None:
        """Where the callee ends that the tip is on; `None` while there is no tip."""
        return None if self._call is None else self._call.callee_end

    def tip(self, width: int) -> SignatureLine:
        """The tip's line, at most `width` code points long; an empty one without a tip."""
        from tui.model.calls import SignatureLine, signature_line

        if self._call is None:
            return SignatureLine("")
        return signature_line(self._signature, self._call, width)

    def show_tip(self, code: str, callee_end: int, plain_help: str) -> bool:
        """Take the answer to the question for a tip; false when there is nothing to show (now)."""
        from tui.model.calls import signature_of

        if code[:callee_end] == self._callee:
            self._signature = signature_of(plain_help)
            self._follow_call()
        return self._call is not None

    def forget_call(self) -> None:
        """Forget what is known of the call: it was not asked about, or may be another one now."""
        self._callee = self._signature = ""
        self.close_tip()

    def close_tip(self) -> None:
        """Close the tip, if there is one, until the typing goes on."""
        self._tip_pause.cancel()
        self._set_call(None)

    def _look_at_call(self) -> None:
        """Show what is known of the call at the cursor, or ask about it."""
        text = self.text
        call = self._call_here() if self._asks_here and "(" in text else None
        if call is None or self._knows(call):
            self._follow_call()
            return
        self._callee, self._signature = text[: call.callee_end], ""
        self._set_call(None)
        self.want_tip(call.callee_end)

    def _call_here(self) -> Call | None:
        # 4 ms of a start, in which no call is typed yet.
        from tui.model.calls import call_at

        return call_at(self.text, self.position)

    @property
    def _asks_here(self) -> bool:
        return self.has_focus and self.is_typing

    def _knows(self, call: Call) -> bool:
        return self.text[: call.callee_end] == self._callee

    def _follow_call(self) -> None:
        """Show the tip for where the cursor is now, as far as it is known."""
        self._will_follow = False
        call = self._call_here() if self._signature and self.has_focus else None
        self._set_call(call if call is not None and self._knows(call) else None)

    def _set_call(self, call: Call | None) -> None:
        if call != self._call or call is not None:
            self._call = call
            self.post_message(self.TipChanged())

    def watch_selection(self) -> None:
        """Have the tip follow the cursor."""
        super().watch_selection()
        if self._call is not None and not self._will_follow:
            # In the middle of an edit the cursor may stand where there is no text.
            self._will_follow = True
            self.call_later(self._follow_call)

    # Typing.

    async def take_key(self, event: events.Key) -> None:
        """Take a key, and ask in the pause after it."""
        await super().take_key(event)
        if self.signature_tips and "(" in self.text:
            self._tip_pause.begin()
        if self.complete_while_typing:
            self._complete_soon(event)

    def _complete_soon(self, event: events.Key) -> None:
        if not event.is_printable:
            self._completion_pause.cancel()
        elif self.menu is None:
            self._completion_pause.begin()

    def _ask_while_typing(self) -> None:
        row, column = self.cursor_location
        before = self.document.get_line(row)[max(0, column - _LONGEST_NAME) : column]
        free = self._asks_here and self.menu is None and self.selection.is_empty
        if free and _GOES_ON.search(before):
            self.want_completion(while_typing=True)

    def action_menu_close(self) -> None:
        """Close the menu, else the tip."""
        if self.menu is not None:
            self.close_menu()
        else:
            # Nothing is known of the callee any more, and it is not asked about again.
            self._signature = ""
            self.close_tip()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc is bound here only while there is something to close."""
        if action == "menu_close" and self._call is not None:
            return True
        return super().check_action(action, parameters)

    def on_blur(self) -> None:
        """Close the tip when the keys go elsewhere."""
        self.close_tip()
