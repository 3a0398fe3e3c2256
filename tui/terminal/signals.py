"""Signals that end the program: an orderly end first, and one by force when it does not come."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import IO, Any

from tui.terminal.modes import SavedTerminal

TERMINATING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
FROM_KEYBOARD = (signal.SIGINT, signal.SIGQUIT)
GRACE = 4.0
"""Seconds an orderly end may take."""
_LAST_RESORT_LIMIT = 1.0
_SAME_EVENT = 0.5
_HANDLED = 0x80
_STOP = 0x7F


class TerminationWatch:
    """Handles the signals that end the program, also while the event loop is blocked.

    The first one asks for an orderly end: before `serve` SystemExit is raised in the main thread,
    after it `on_terminate` is called in the loop with the signal's name. When the process still
    lives `grace` seconds later, or when another signal comes more than half a second after the
    first (closing a window sends several at once), `last_resort` is called in a thread for at most
    a second, the terminal is given back and the process ends with 128 + signal.

    `last_resort` may be replaced as there comes more to save.

    With `stacks`, SIGUSR1, a crash in C and an end by force append all threads' stacks to
    that file; without it SIGUSR1 does nothing.
    """

    def __init__(
        self,
        last_resort: Callable[[], None],
        *,
        grace: float = GRACE,
        stacks: Path | None = None,
    ) -> None:
        self.last_resort = last_resort
        self.keyboard_is_others = False
        """Whether another program has the terminal, whose Ctrl+C also reaches this process."""
        self._grace = grace
        self._stacks_path = stacks
        self._stacks: IO[str] | None = None
        self._terminal: SavedTerminal | None = None
        self._received: signal.Signals | None = None
        self._first_at = 0.0
        self._exit_raised = False
        self._is_held = False
        self._held_number = 0
        self._deliver: Callable[[str], None] | None = None
        self._previous: dict[signal.Signals, Any] = {}
        self._previous_wakeup = -1
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._thread = threading.Thread(target=self._watch, name="termination", daemon=True)

    @property
    def exit_code(self) -> int | None:
        """128 + the signal that asked for the end; None when none did."""
        return None if self._received is None else 128 + self._received

    def start(self) -> None:
        """Remember the terminal's state and install the handlers; main thread only."""
        self._terminal = SavedTerminal.capture()
        self._thread.start()
        for each in TERMINATING:
            self._previous[each] = signal.signal(each, self._on_signal)
        # The C handler writes here at once, when the main thread is in C code and the Python
        # handler would have to wait.
        self._previous_wakeup = signal.set_wakeup_fd(
            self._writer.fileno(), warn_on_full_buffer=False
        )
        if self._stacks_path is None:
            self._previous[signal.SIGUSR1] = signal.signal(signal.SIGUSR1, _do_nothing)
            return
        self._stacks = self._stacks_path.open("a")
        faulthandler.enable(self._stacks)
        faulthandler.register(signal.SIGUSR1, self._stacks)

    def serve(self, loop: asyncio.AbstractEventLoop, on_terminate: Callable[[str], None]) -> None:
        """From now on ask for an orderly end by calling `on_terminate(name)` in `loop`."""

        def deliver(name: str) -> None:
            try:
                loop.call_soon_threadsafe(on_terminate, name)
            except RuntimeError:
                # The loop is closed: the orderly end is on its last steps already.
                return

        self._deliver = deliver
        if self._received is not None:
            deliver(self._received.name)

    def stop(self) -> None:
        """Put the former handlers back and end the watch; main thread only.

        A program that is about to end leaves it on: it also covers a hang in the last steps.
        """
        signal.set_wakeup_fd(self._previous_wakeup)
        for each, handler in self._previous.items():
            signal.signal(each, handler)
        if self._stacks is not None:
            faulthandler.unregister(signal.SIGUSR1)
            faulthandler.disable()
            self._stacks.close()
        self._writer.send(bytes([_STOP]))
        self._thread.join()
        self._reader.close()
        self._writer.close()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        try:
            self._writer.send(bytes([_HANDLED | number]))
        except BlockingIOError:
            # The pipe is full of signals: the watch has more than enough to go on.
            return
        if self._deliver is None and not self._exit_raised:
            self._exit_raised = True
            if not self._is_held:
                raise SystemExit(128 + number)
            self._held_number = number

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raise no SystemExit within, but behind it; main thread only, before `serve`.

        Blocking the signals instead would block them in the processes started meanwhile, too.
        """
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        if self._held_number:
            raise SystemExit(128 + self._held_number)

    def _watch(self) -> None:
        while True:
            if self._first_at:
                remaining = self._first_at + self._grace - monotonic()
                if remaining <= 0:
                    self._end_by_force()
                self._reader.settimeout(remaining)
            try:
                numbers = self._reader.recv(64)
            except TimeoutError:
                continue
            for number in numbers:
                if number == _STOP:
                    return
                self._notice(number)

    def _notice(self, number: int) -> None:
        """Take in one signal, told by the C handler, the Python handler or both."""
        is_handled = bool(number & _HANDLED)
        number &= ~_HANDLED
        if number not in TERMINATING or (self.keyboard_is_others and number in FROM_KEYBOARD):
            return
        if not self._first_at:
            self._received = signal.Signals(number)
            self._first_at = monotonic()
            if self._deliver is not None:
                self._deliver(self._received.name)
        elif is_handled and monotonic() - self._first_at > _SAME_EVENT:
            self._end_by_force()

    def _end_by_force(self) -> None:
        assert self._received is not None
        if self._stacks is not None:
            faulthandler.dump_traceback(self._stacks)
        ending = threading.Thread(target=self.last_resort, name="last-resort", daemon=True)
        ending.start()
        ending.join(_LAST_RESORT_LIMIT)
        if self._terminal is not None:
            self._terminal.restore()
        os._exit(128 + self._received)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """Keep SIGUSR1 from ending the process."""
