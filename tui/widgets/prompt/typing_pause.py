"""A moment after the last key, at which what the typing calls for can be asked."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.message_pump import MessagePump


class TypingPause:
    """Calls back once, when nothing was typed for `delay` seconds.

    One timer runs at most, which looks when the last key was: a key costs but a look at the clock.
    """

    def __init__(self, node: MessagePump, delay: float, callback: Callable[[], None]) -> None:
        self._node = node
        self._delay = delay
        self._callback = callback
        self._last = 0.0
        self._waits = False
        self._wanted = False

    def begin(self) -> None:
        """Wait from now on; a wait that has begun begins again."""
        self._last = time.monotonic()
        self._wanted = True
        if not self._waits:
            self._waits = True
            self._node.set_timer(self._delay, self._look)

    def cancel(self) -> None:
        """Do not call back."""
        self._wanted = False

    def _look(self) -> None:
        left = self._last + self._delay - time.monotonic()
        self._waits = self._wanted and left > 0
        if self._waits:
            self._node.set_timer(left, self._look)
        elif self._wanted:
            self._wanted = False
            self._callback()
