"""The Textual driver that outlives its terminal's faults."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import selectors
import signal
import sys
import termios
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Full, Queue
from threading import Thread
from time import monotonic
from typing import Any, TextIO

from textual import events
from textual.app import App, ScreenStackError
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

from tui.terminal.charset import UTF_8
from tui.terminal.charset_app import CharsetApp
from tui.terminal.input import LARGEST_SIZE, TerminalInput
from tui.terminal.modes import SavedTerminal
from tui.terminal.output import TerminalOutput
from tui.terminal.pictures import PictureShelf
from tui.terminal.waking import WakingEvent

CLOSE_GRACE = 1.5
"""Seconds the terminal has to read the last output when application mode ends."""
BURST = 0.05
"""Seconds within which a key is held to be of one burst with the last one."""
LONGEST_ACTION = 2.0
"""Seconds a key may wait until the one before has been dealt with."""
LONGEST_EFFECT = 0.05
"""Seconds it may wait after that for what came of it."""
EFFECT_LOOK = 0.0005
NODE_LOOK = 0.02
QUIET_TURNS = 4
"""Turns of the loop without a message after which a key has had its effect."""
HANGUP_EXIT_CODE = 128 + signal.SIGHUP
READ_AHEAD = 256
"""Keys and other messages that are read while those before them are dealt with."""
ROOM_LOOK = 0.05
_BATCH = 64
_READ_SIZE = 4096
_log = logging.getLogger(__name__)


async def _reached(node: MessagePump) -> None:
    """Wait until a node has dealt with the messages that wait for it now."""
    reached = asyncio.get_running_loop().create_future()

    def reach() -> None:
        if not reached.done():
            reached.set_result(None)

    if node.is_running and node.post_message(events.Callback(reach)):
        # One that is closed meanwhile may never come to it.
        while node.is_running and not reached.done():
            await asyncio.wait([reached], timeout=NODE_LOOK)


def _terminal_stream() -> TextIO:
    streams = [each for each in (sys.__stderr__, sys.__stdout__) if each is not None]
    return next((each for each in streams if each.isatty()), streams[0])


class TerminalDriver(LinuxDriver):
    """Textual's driver for Linux and macOS, without its ways to die of input or to block.

    Any bytes are survived; the event loop never waits for the terminal; a terminal that is gone
    ends the app like SIGHUP does (`App.exit` with 129 where nobody handles that signal).
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        self._saved = SavedTerminal.capture()
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._charset = app.charset if isinstance(app, CharsetApp) else UTF_8
        # Textual sets it to end its thread, which looks at it every 0.1 s; here it wakes.
        self._input_ends = self.exit_event = WakingEvent()
        # Textual writes to stderr, which may well be a file while stdout is the terminal.
        self._out = _terminal_stream().fileno()
        self._output: TerminalOutput | None = None
        self.pictures: PictureShelf | None = None
        """What frames show pictures from, once there may be any."""
        self._is_gone = False
        self._last_command = self._last_key = 0.0
        # Of the last key that was no character for a field.
        self._dealt_with: Future[None] | None = None

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        self._output = TerminalOutput(
            self._out,
            on_drained=self._repaint_soon,
            on_gone=self._terminal_gone,
            charset=self._charset,
        )
        self._output.start()
        if self.pictures is not None:
            # What another program has shown meanwhile is not known.
            self.pictures.lost()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def write(self, data: str) -> None:
        """Hand `data` to the terminal without ever waiting for it."""
        if self._output is not None:
            pictures = self.pictures
            concerned = pictures is not None and pictures.concerns(data)
            self._output.write(data, self._with_pictures if concerned else None)

    def _with_pictures(self, frame: str) -> str:
        try:
            lines = os.get_terminal_size(self._out).lines
        except OSError:
            lines = 0
        return frame if self.pictures is None else self.pictures.frame(frame, lines)

    def stop_application_mode(self) -> None:
        """Give the terminal back without the pictures it was sent."""
        if self.pictures is not None:
            self.write(self.pictures.farewell())
        super().stop_application_mode()

    def close(self) -> None:
        """Write the rest, or when the terminal does not take it, give it back by force."""
        super().close()
        output, self._output = self._output, None
        if output is None or output.stop(CLOSE_GRACE):
            return
        _log.warning("the terminal does not read; its output is discarded")
        if self._saved is not None:
            self._saved.restore()

    def run_input_thread(self) -> None:
        """Read the terminal until application mode ends or the terminal is gone.

        What is read is passed on by a thread of its own, as keys may have to wait for each other:
        an Esc is one by the silence behind it, so that silence has to be seen.
        """
        ahead: Queue[Message | None] = Queue(READ_AHEAD)
        passing = Thread(target=self._pass_on, args=(ahead,), name="jtui-keys", daemon=True)
        passing.start()
        try:
            self._read_terminal(ahead)
        finally:
            self._put(ahead, None)
            # When application mode ends nobody waits for room, and the thread may wait for more.
            with suppress(Full):
                ahead.put_nowait(None)
            passing.join()

    def _read_terminal(self, ahead: Queue[Message | None]) -> None:
        source = TerminalInput(debug=self._debug, charset=self._charset)
        # Typed before the terminal was taken over, when it still made line feeds of Enter.
        early = self._waiting_bytes()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._input_ends, selectors.EVENT_READ)
            while True:
                ready = selector.select(source.patience())
                if self.exit_event.is_set():
                    return
                if ready:
                    data = self._read()
                    if data == b"":
                        self._terminal_gone()
                        return
                    if early and data:
                        data = data[:early].replace(b"\n", b"\r") + data[early:]
                        early = max(0, early - len(data))
                    for message in source.feed(data or b""):
                        self._put(ahead, message)
                for message in source.tick():
                    self._put(ahead, message)

    def _put(self, ahead: Queue[Message | None], message: Message | None) -> None:
        """Have a message passed on, once there is room for it."""
        while not self.exit_event.is_set():
            with suppress(Full):
                ahead.put(message, timeout=ROOM_LOOK)
                return

    def _waiting_bytes(self) -> int:
        try:
            size = fcntl.ioctl(self.fileno, termios.FIONREAD, b"\0" * 4)
        except OSError:
            return 0
        return int.from_bytes(size, sys.byteorder)

    def _read(self) -> bytes | None:
        """Return what the terminal sent, empty when it is gone, None when it sent nothing."""
        try:
            return os.read(self.fileno, _READ_SIZE)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _pass_on(self, ahead: Queue[Message | None]) -> None:
        """Give the app what was read, a few at a time so that junk cannot pile up.

        A widget that has messages waiting takes them all in one turn of the loop: meanwhile
        nothing is drawn and no other widget lives.
        """
        passed = 0
        while not self.exit_event.is_set():
            message = ahead.get()
            if message is None:
                return
            if isinstance(message, events.Key):
                is_text = self._pace(message)
                self.process_message(message)
                self._paced(is_text=is_text)
            else:
                self.process_message(message)
            passed += 1
            if passed % _BATCH == 0:
                self._wait_for_app()

    def _pace(self, key: events.Key) -> bool:
        """Let keys before this one take effect; whether this one is a character for a field.

        One that is none may move the focus, open or close a screen or run an action after it has
        bubbled up, which may take its time; Textual would give the keys behind it to what had the
        focus before. And what it is bound to may run before characters ahead of it are in their
        field.
        """
        dealt_with, self._dealt_with = self._dealt_with, None
        had_to_wait = self._wait_for(dealt_with)
        is_text = self._is_text(key)
        since = monotonic() - (self._last_command if is_text else self._last_key)
        if had_to_wait or since < BURST:
            self._wait_for(self._in_app(self._take_effect()))
        return is_text

    def _paced(self, *, is_text: bool) -> None:
        """Note a key that was passed on."""
        self._last_key = monotonic()
        self._last_command = 0.0 if is_text else self._last_key
        if not is_text:
            self._dealt_with = self._in_app(self._deal())

    def _in_app(self, work: Coroutine[Any, Any, None]) -> Future[None] | None:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            # The loop has ended.
            work.close()
            return None

    def _wait_for(self, work: Future[None] | None) -> bool:
        """Wait for the end of work; whether it had not ended before."""
        if work is None or work.done():
            return False
        end = monotonic() + LONGEST_ACTION + LONGEST_EFFECT
        while not work.done() and monotonic() < end:
            if self.exit_event.wait(EFFECT_LOOK):
                break
        return True

    def _is_text(self, key: events.Key) -> bool:
        """Whether a key is a character for a field, and not one that commands."""
        try:
            return key.is_printable and isinstance(self._app.focused, Input | TextArea)
        except ScreenStackError:
            return False

    async def _deal(self) -> None:
        """Return when the app, and then each node on the way of keys, has come to their end."""
        with suppress(TimeoutError, ScreenStackError):
            async with asyncio.timeout(LONGEST_ACTION):
                await _reached(self._app)
                # So they bubble up.
                for node in self._way_of_keys():
                    await _reached(node)

    async def _take_effect(self) -> None:
        """Return when keys were dealt with, and no message waits anywhere on their way."""
        await self._deal()
        quiet, end = 0, monotonic() + LONGEST_EFFECT
        with suppress(ScreenStackError):
            while quiet < QUIET_TURNS and monotonic() < end:
                is_busy = any(node.message_queue_size for node in self._way_of_keys())
                quiet = 0 if is_busy else quiet + 1
                await asyncio.sleep(0)

    def _way_of_keys(self) -> Sequence[MessagePump]:
        """The focused widget and all around it up to the app; raises `ScreenStackError`."""
        screen = self._app.screen
        return (screen.focused or screen).ancestors_with_self

    def _wait_for_app(self) -> None:
        passed = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop)
        while not passed.done() or self._backlog() > _BATCH // 2:
            if self.exit_event.wait(0.002):
                return

    def _backlog(self) -> int:
        try:
            focused = self._app.focused
        except ScreenStackError:
            focused = None
        behind = 0 if focused is None else focused.message_queue_size
        return behind + self._app.message_queue_size

    def _get_terminal_size(self) -> tuple[int, int]:
        width, height = super()._get_terminal_size()
        return min(width, LARGEST_SIZE[0]), min(height, LARGEST_SIZE[1])

    def _repaint_soon(self) -> None:
        self._in_loop(self._repaint)

    def _repaint(self) -> None:
        self._app.refresh(layout=True)

    def _terminal_gone(self) -> None:
        """End the app in the way its handler of SIGHUP does; called from threads."""
        if self._is_gone:
            return
        self._is_gone = True
        _log.warning("the terminal is gone")
        if callable(signal.getsignal(signal.SIGHUP)):
            os.kill(os.getpid(), signal.SIGHUP)
        else:
            self._in_loop(self._exit)

    def _exit(self) -> None:
        self._app.exit(return_code=HANGUP_EXIT_CODE)

    def _in_loop(self, callback: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(callback)
        except RuntimeError:
            _log.debug("the event loop has ended before the terminal did")
