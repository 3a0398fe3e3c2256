"""A program in a pseudo-terminal whose other end the test holds, and need not read."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

import pyte

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).with_name("apps")
TIME_LIMIT = 15.0


def _environment() -> dict[str, str]:
    # Tests that run beside each other are given the size of the terminal they were started in.
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


class PtyProcess:
    """Runs one of the apps; its screen is `display`, all its output `output`."""

    def __init__(self, app: str, *arguments: str, columns: int = 80, rows: int = 24) -> None:
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.attributes_before = self.attributes()
        self.output = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", str(APPS / app), *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            preexec_fn=self._take_terminal,
            env={**_environment(), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)},
        )

    def _take_terminal(self) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)

    def __enter__(self) -> PtyProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for each in (self.master, self.slave):
            if each >= 0:
                os.close(each)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def display(self) -> str:
        """What the screen shows."""
        return "\n".join(self._screen.display)

    def attributes(self) -> list[Any]:
        """The settings of the terminal."""
        return termios.tcgetattr(self.slave)

    def send(self, data: bytes) -> None:
        """Type `data`, reading what the program writes meanwhile."""
        rest = memoryview(data)
        while rest:
            _, writable, _ = select.select([], [self.master], [], 0)
            if writable:
                rest = rest[os.write(self.master, rest[:512]) :]
            self.read(0.0 if writable else 0.05)

    def read(self, timeout: float) -> bytes:
        """Take what the program wrote within `timeout` seconds; empty when it wrote nothing."""
        readable, _, _ = select.select([self.master], [], [], timeout)
        if not readable:
            return b""
        data = os.read(self.master, 65536)
        self.output += data
        # Textual ends the kitty keyboard protocol with "CSI < u", which pyte would show.
        self._stream.feed(data.replace(b"\x1b[<u", b""))
        return data

    def until(self, condition: Callable[[], bool], limit: float = TIME_LIMIT) -> None:
        """Read until `condition` holds; AssertionError with the screen after `limit` seconds."""
        deadline = monotonic() + limit
        while not condition():
            assert monotonic() < deadline, f"not within {limit} s; on screen:\n{self.display}"
            self.read(0.05)

    def shows(self, text: str, limit: float = TIME_LIMIT) -> None:
        """Read until `text` is on the screen."""
        self.until(lambda: text in self.display, limit)

    def wait(self, limit: float = TIME_LIMIT, *, reading: bool = True) -> int:
        """Return the exit code, negative for a signal; read the output meanwhile or not."""
        if not reading:
            return self._process.wait(limit)
        self.until(lambda: self._process.poll() is not None, limit)
        while self.read(0.0):
            pass
        return self._process.returncode

    def hang_up(self) -> None:
        """Take the terminal away, as closing its window does."""
        for each in (self.slave, self.master):
            os.close(each)
        self.master = self.slave = -1
