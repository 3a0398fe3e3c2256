"""Kernels that somebody else has started, for tests of what runs here."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.session.real_kernels import MODULES, PATIENCE, spec_of, until
from tests.stopping import stop_process
from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.running.files import read_connection
from tui.kernels.running.sockets import accepts
from tui.kernels.transports.zmq import ZmqConnection
from tui.wire.message import Message
from tui.wire.requests import Client, execute_request, kernel_info_request


@dataclass(frozen=True)
class Foreign:
    """A kernel whose process is not jtui's."""

    process: subprocess.Popen[bytes]
    file: Path

    @property
    def info(self) -> ConnectionInfo:
        return read_connection(self.file)

    def stop(self) -> None:
        """Halt it, as Ctrl+Z does."""
        stop_process(self.process.pid)

    def kill(self) -> None:
        """Kill it, so that its file is left."""
        self.process.kill()
        self.process.wait()

    def is_answering(self) -> bool:
        """Whether its ports are open."""
        with suppress(OSError, TransportError):
            return accepts(self.info)
        return False


@asynccontextmanager
async def foreign(file: Path, kernel: str = "ipykernel") -> AsyncIterator[Foreign]:
    """A kernel that was started with a connection file to write; it is gone afterwards."""
    spec_of(kernel)
    process = _started([sys.executable, "-m", MODULES[kernel], "-f", str(file)], file)
    started = Foreign(process, file)
    try:
        await until(lambda: process.poll() is not None or started.is_answering())
        await until_answering(started.info)
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _started(argv: list[str], file: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        argv,
        env={**os.environ, "IPYTHONDIR": str(file.parent.parent / "ipython")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


class Talk:
    """A client of a running kernel that is not jtui's session."""

    def __init__(self, info: ConnectionInfo) -> None:
        self.connection = ZmqConnection(info)
        self.client = Client("a colleague", "colleague")
        self.messages: list[Message] = []
        self._read = 0

    async def next(self, msg_type: str, parent: str = "", seconds: float = PATIENCE) -> Message:
        """The next message of a kind; those before it are remembered, too."""
        async with asyncio.timeout(seconds):
            while True:
                while self._read < len(self.messages):
                    each = self.messages[self._read]
                    self._read += 1
                    if each.msg_type == msg_type and parent in ("", each.parent_id):
                        return each
                arrivals = await self.connection.receive()
                self.messages += [each for each in arrivals if isinstance(each, Message)]

    async def run(self, code: str, cell_id: str) -> Message:
        """The reply to a cell."""
        self.connection.send(execute_request(self.client, cell_id, code))
        return await self.next("execute_reply", cell_id)

    async def start(self, code: str, cell_id: str) -> None:
        """Run a cell and wait until it has begun."""
        while True:
            # The first may be sent before the subscription has reached the kernel.
            self.connection.send(kernel_info_request(self.client))
            with suppress(TimeoutError):
                await self.next("status", seconds=1.0)
                break
        self.connection.send(execute_request(self.client, cell_id, code))
        await self.next("execute_input", cell_id)


@asynccontextmanager
async def talk(info: ConnectionInfo) -> AsyncIterator[Talk]:
    """A conversation with a running kernel."""
    each = Talk(info)
    each.connection.open()
    try:
        yield each
    finally:
        each.connection.close()


async def until_answering(info: ConnectionInfo) -> None:
    """Wait until a kernel answers."""
    deadline = time.monotonic() + PATIENCE
    async with talk(info) as client:
        while True:
            client.connection.send(kernel_info_request(client.client))
            try:
                await client.next("kernel_info_reply", seconds=1.0)
            except TimeoutError:
                assert time.monotonic() < deadline
            else:
                return
