"""A program in a real pseudo-terminal, read as fast as it writes and timed at the other end.

A text counts as seen when its bytes have arrived with the escape sequences between them left
out. Programs that send only what changed on a row can leave some of its letters out: whenever the
program rests, texts not seen yet are looked for on an emulated screen too. The time of a text
is that of the read which brought it, so the emulation's own time is in no figure.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import termios
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pyte

from tests.benchmarks.escapes import Splitter, for_screen, plain
from tests.benchmarks.queries import Answers

COLUMNS, ROWS = 120, 40
READ_SIZE = 1 << 16
REST = 0.03
"""Seconds without output after which the emulated screen is looked at."""
LONG_REST = 0.5
SCREEN_LIMIT = 1 << 14
"""Bytes that are emulated while the clock runs: some ten milliseconds' work.

Of more, what scrolled by is left out: only the end is emulated, from a line's beginning. A program
that does not scroll is emulated in full, after a long rest or between the timed parts.
"""
HOPELESS = 1 << 20
GUARD_INTERVAL = 0.5


class NotDoneError(Exception):
    """A measure could not be completed; the text says why."""


class Terminal:
    """Starts a program in a terminal of 120 columns and 40 rows; `started` is when."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], directory: Path
    ) -> None:
        self.written = 0
        self.guard: Callable[[], None] = lambda: None
        """Called now and then while waiting; raises `NotDoneError` to give up."""
        self.arrived = self.started = perf_counter()
        self._answers = Answers(COLUMNS, ROWS)
        self._splitter = Splitter()
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._unseen = bytearray()
        self._recent = b""
        self._watched: dict[bytes, float | None] = {}
        self._guarded = self.started
        self.ended = False
        self.pid, self._fd = _spawn(command, environment, directory)
        os.set_blocking(self._fd, False)

    # What is on the screen.

    def watch(self, *texts: str) -> None:
        """Look out for texts from now on, and for no others."""
        self._recent = b""
        self._watched = {text.encode(): None for text in texts}

    def seen(self, text: str) -> float | None:
        """When a watched text arrived; None for not yet."""
        return self._watched[text.encode()]

    def is_seen(self, text: str) -> bool:
        """Whether a watched text has arrived."""
        return self.seen(text) is not None

    def wait(self, *texts: str, limit: float) -> float:
        """Watch for texts until all have been seen; when the last was. Raises `NotDoneError`."""
        self.watch(*texts)
        return self.wait_watched(limit)

    def wait_watched(self, limit: float) -> float:
        """Wait until all watched texts have been seen; when the last was. Raises `NotDoneError`."""
        self.wait_until(lambda: None not in self._watched.values(), limit)
        return max(time for time in self._watched.values() if time is not None)

    def wait_until(self, holds: Callable[[], bool], limit: float, tick: float = REST) -> None:
        """Read until a condition holds, asked after each read and tick. Raises `NotDoneError`."""
        end = perf_counter() + limit
        while not holds():
            if not self.read(tick):
                self._look_at_screen()
            now = perf_counter()
            if now > self._guarded + GUARD_INTERVAL:
                self._guarded = now
                self.guard()
            if now > end and not holds():
                raise NotDoneError(f"not in {limit:g} s")
            if self.ended and not holds():
                raise NotDoneError("ended by itself")

    def wait_output(self, since: float, limit: float) -> None:
        """Wait until something has been written since a time. Raises `NotDoneError`."""
        self.wait_until(lambda: self.arrived > since, limit)

    def wait_rest(self, quiet: float, limit: float) -> float:
        """Read until nothing came for `quiet` seconds; when the last bytes did."""
        end = perf_counter() + limit
        while self.read(quiet):
            if perf_counter() > end:
                raise NotDoneError(f"still writing after {limit:g} s")
        return self.arrived

    def catch_up(self) -> None:
        """Emulate what has come so far: for between the timed parts."""
        self._emulate()

    @property
    def display(self) -> list[str]:
        """The rows of the emulated screen."""
        self._emulate()
        return list(self._screen.display)

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed: nobody reads single keys."""
        try:
            return bool(termios.tcgetattr(self._fd)[3] & termios.ECHO)
        except termios.error:
            return True

    # What the user does.

    def write(self, data: bytes) -> None:
        """Send bytes, reading meanwhile what the program writes."""
        rest = memoryview(data)
        end = perf_counter() + 30
        while rest:
            try:
                rest = rest[os.write(self._fd, rest) :]
            except BlockingIOError:
                self.read(0.001)
            except OSError as error:
                raise NotDoneError("ended by itself") from error
            if perf_counter() > end:
                raise NotDoneError("does not read its input")

    def type(self, text: str) -> None:
        """Type a text."""
        self.write(text.encode())

    def paste(self, text: str) -> None:
        """Paste a text, in brackets when the program asked for them."""
        if self._answers.brackets_paste:
            text = "\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~"
        self.type(text)

    def control(self, letter: str) -> None:
        """Press a letter with Ctrl, encoded as the program asked for it."""
        if self._answers.keyboard_flags & 1:
            self.type(f"\x1b[{ord(letter)};5u")
        else:
            self.write(bytes([ord(letter) & 0x1F]))

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, by signal and in band."""
        self._emulate()
        self._screen.resize(rows, columns)
        self._answers.columns, self._answers.rows = columns, rows
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, _window(columns, rows))
        if self._answers.reports_size:
            self.write(self._answers.size_report())

    def read(self, timeout: float) -> bool:
        """Take what the program wrote within a time; answers whether it wrote anything."""
        try:
            ready, _, _ = select.select([self._fd], [], [], timeout)
            data = os.read(self._fd, READ_SIZE) if ready else b""
        except OSError:
            self.ended = True
            return False
        if not data:
            return False
        self.arrived = perf_counter()
        self.written += len(data)
        self._take(self._splitter.feed(data))
        return True

    def close(self) -> None:
        """Let go of the terminal; the program may still run."""
        with suppress(OSError):
            os.close(self._fd)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)

    def _take(self, data: bytes) -> None:
        self._look_for(data)
        self._unseen += data
        if b"\x1b" not in data:
            return
        for answer in self._answers.to(data):
            if answer is None:
                self._emulate()
                cursor = self._screen.cursor
                answer = b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1)
            with suppress(OSError):
                os.write(self._fd, answer)

    def _look_for(self, data: bytes) -> None:
        if None not in self._watched.values():
            return
        text = self._recent + plain(data)
        longest = max(map(len, self._watched))
        self._recent = text[-longest:]
        self._saw(each for each in self._watched if each in text)

    def _look_at_screen(self) -> None:
        if len(self._unseen) > SCREEN_LIMIT and perf_counter() < self.arrived + LONG_REST:
            return
        if self._unseen and None in self._watched.values():
            rows = "\n".join(self.display).encode()
            self._saw(each for each in self._watched if each in rows)

    def _saw(self, texts: Iterable[bytes]) -> None:
        for text in list(texts):
            if self._watched[text] is None:
                self._watched[text] = self.arrived

    def _emulate(self) -> None:
        if len(self._unseen) > SCREEN_LIMIT:
            tail = len(self._unseen) - SCREEN_LIMIT
            line = self._unseen.find(b"\n", tail) + 1
            del self._unseen[: line or (tail if len(self._unseen) > HOPELESS else 0)]
        self._stream.feed(for_screen(bytes(self._unseen)))
        self._unseen.clear()


def _window(columns: int, rows: int) -> bytes:
    return struct.pack("HHHH", rows, columns, 0, 0)


def _spawn(
    command: Sequence[str], environment: Mapping[str, str], directory: Path
) -> tuple[int, int]:
    pid, fd = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, _window(COLUMNS, ROWS))
            os.chdir(directory)
            os.execvpe(command[0], list(command), dict(environment))
        finally:
            os._exit(127)
    return pid, fd
