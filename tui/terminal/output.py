"""Writing to a terminal that may be slow, may have stopped reading, or may be gone."""

from __future__ import annotations

import os
import re
import select
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tui.terminal.charset import UTF_8, Charset
from tui.terminal.modes import open_terminal

Finish = Callable[[str], str]
"""Makes a frame what the terminal gets; called in the thread that writes, must not raise."""
STALL_LIMIT = 128 * 1024
"""Bytes that may wait for the terminal before further frames are left out."""
_CHUNK = 64 * 1024
_POLL = 0.1
_SYNC_START, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
_CURSOR_POSITION = re.compile(r"\x1b\[\d+;\d+H\Z")


def is_frame(text: str) -> bool:
    """Whether `text`, one whole write of Textual's, only draws and can be drawn again later.

    Every frame ends by placing the cursor. Mode changes, the clipboard and queries do not.
    """
    if text in (_SYNC_START, _SYNC_END, "\a"):
        return True
    return text.endswith("H") and _CURSOR_POSITION.search(text[-16:]) is not None


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame that is still to be made what the terminal gets, and its size as it is."""

    text: str
    finish: Finish
    size: int


class TerminalOutput:
    """Writes text to a terminal in a thread of its own; `write` never blocks.

    While more than `limit` bytes wait, frames are dropped, in whole writes so that no escape
    sequence is cut; mode changes are kept. `on_drained` is called from the thread once everything
    that waited is written: what is on the screen is then old and must be drawn anew. `on_gone`
    is called from the thread, once, when the terminal does not exist any more.
    """

    def __init__(
        self,
        fd: int,
        *,
        on_drained: Callable[[], None],
        on_gone: Callable[[], None],
        limit: int = STALL_LIMIT,
        charset: Charset = UTF_8,
    ) -> None:
        self._fd = open_terminal(fd)
        self._on_drained = on_drained
        self._on_gone = on_gone
        self._limit = limit
        self._encode = charset.encode
        self._waiting: deque[bytes | _Frame] = deque()
        self._pending = 0
        self._stalled = False
        self._stopping = False
        self._abandoned = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)

    @property
    def is_stalled(self) -> bool:
        """Whether frames are being dropped because the terminal does not read."""
        return self._stalled

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def write(self, text: str, finish: Finish | None = None) -> None:
        """Hand over `text` to be written; what the charset does not have is written as `?`.

        A frame that is not dropped goes through `finish` when its turn has come.
        """
        with self._changed:
            if self._stopping or self._abandoned.is_set():
                return
            draws = is_frame(text)
            if draws:
                self._stalled = self._stalled or self._pending > self._limit
                if self._stalled:
                    return
            data = self._encode(text)
            if draws and finish is not None:
                self._waiting.append(_Frame(text, finish, len(data)))
            else:
                self._waiting.append(data)
            self._pending += len(data)
            self._changed.notify()

    def stop(self, grace: float) -> bool:
        """Write what waits for at most `grace` seconds, then end; True when all was written."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(grace)
        self._abandoned.set()
        self._thread.join(2 * _POLL)
        return self._pending == 0

    def _run(self) -> None:
        try:
            while (data := self._next()) is not None:
                if isinstance(data, _Frame):
                    data = self._finished(data)
                self._send(data)
                self._account(len(data))
        except OSError:
            self._abandoned.set()
            with self._changed:
                self._waiting.clear()
                self._pending = 0
            self._on_gone()
        finally:
            os.close(self._fd)

    def _finished(self, frame: _Frame) -> bytes:
        """What the terminal gets for a frame: more or less than what was counted."""
        data = self._encode(frame.finish(frame.text))
        with self._changed:
            self._pending += len(data) - frame.size
        return data

    def _next(self) -> bytes | _Frame | None:
        with self._changed:
            while not self._waiting and not self._stopping:
                self._changed.wait()
            if self._abandoned.is_set() or not self._waiting:
                return None
            data = self._waiting.popleft()
            if isinstance(data, _Frame):
                return data
            while self._waiting and isinstance(after := self._waiting[0], bytes):
                if len(data) + len(after) > _CHUNK:
                    break
                data += after
                self._waiting.popleft()
            return data

    def _send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self._abandoned.is_set():
            try:
                rest = rest[os.write(self._fd, rest) :]
            except BlockingIOError:
                self._wait_for_room()

    def _wait_for_room(self) -> None:
        # A terminal with room for one byte says it is ready yet takes no newline, which is two.
        self._abandoned.wait(_POLL / 20)
        poll = select.poll()
        poll.register(self._fd, select.POLLOUT)
        poll.poll(_POLL * 1000)

    def _account(self, written: int) -> None:
        if self._abandoned.is_set():
            return
        with self._changed:
            self._pending -= written
            drained = self._stalled and self._pending == 0
            if drained:
                self._stalled = False
                # The end of an update whose frame was dropped may have been dropped with it.
                end = _SYNC_END.encode()
                self._waiting.append(end)
                self._pending += len(end)
        if drained:
            self._on_drained()
