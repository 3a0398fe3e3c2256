"""Processes of `ssh`, whose pipes others may hold open after they have ended.

The master has the pipes of every command that goes through it, and a proxy has those of the
master. `asyncio.subprocess` would wait for all of them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import cast

LARGEST_ANSWER = 4_000_000
"""Bytes of each stream that are kept of a command, the last ones."""
LINES = 60
"""Lines that are kept of what a process complains about."""
LAST_WORDS = 0.2
"""Seconds in which what a process has written is read after its end."""
_LONGEST_LINE = 2_000


class LastLines(asyncio.SubprocessProtocol):
    """The last lines a process writes to its stderr; `on_end` is called once it has ended."""

    def __init__(self, on_end: Callable[[], None]) -> None:
        self.lines: deque[str] = deque(maxlen=LINES)
        self._on_end: Callable[[], None] | None = on_end
        self._rest = ""
        # What is still missing of its end.
        self._runs = self._can_write = True

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take what was written."""
        *whole, rest = (self._rest + data.decode("utf-8", "replace")).split("\n")
        self.lines.extend(line[:_LONGEST_LINE] for line in whole[-LINES:])
        self._rest = rest[:_LONGEST_LINE]

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Note that nothing more will come."""
        if fd == 2:
            self.pipe_data_received(fd, b"\n" if self._rest else b"")
            self._can_write = False
            if not self._runs:
                self._end()

    def process_exited(self) -> None:
        """Wait for the last words, but not long: what it has started may hold its stderr."""
        self._runs = False
        if self._can_write:
            asyncio.get_running_loop().call_later(LAST_WORDS, self._end)
        else:
            self._end()

    def _end(self) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end()


class _Exchange(asyncio.SubprocessProtocol):
    """What a command writes, until it has ended and closed its streams."""

    def __init__(self) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._written: dict[int, deque[bytes]] = {1: deque(), 2: deque()}
        self._sizes = {1: 0, 2: 0}

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        pieces = self._written[fd]
        pieces.append(data)
        self._sizes[fd] += len(data)
        while self._sizes[fd] > LARGEST_ANSWER:
            self._sizes[fd] -= len(pieces.popleft())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def text(self, fd: int) -> str:
        return b"".join(self._written[fd]).decode("utf-8", "replace")


async def exchange(argv: Sequence[str], script: str, seconds: float) -> tuple[int, str, str]:
    """Run a command with a text on its stdin: its status, its stdout and its stderr.

    Raises `TimeoutError` after so many seconds, and then the command is killed; `OSError` when it
    cannot be started.
    """
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.subprocess_exec(_Exchange, *argv, start_new_session=True)
    try:
        pipe = cast(asyncio.WriteTransport, transport.get_pipe_transport(0))
        pipe.write(script.encode("utf-8", "surrogateescape"))
        pipe.close()
        async with asyncio.timeout(seconds):
            await protocol.ended
        return transport.get_returncode() or 0, protocol.text(1), protocol.text(2)
    finally:
        transport.close()


async def start_watched(
    argv: Sequence[str], stdin: int, environment: Mapping[str, str], on_end: Callable[[], None]
) -> tuple[asyncio.SubprocessTransport, LastLines]:
    """Start a process in a session of its own; raises `OSError` and `ValueError`."""
    return await asyncio.get_running_loop().subprocess_exec(
        lambda: LastLines(on_end),
        *argv,
        stdin=stdin,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
