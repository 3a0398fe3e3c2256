"""Real Jupyter Servers on loopback for tests, and the ways to them that can be cut."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from tests.session.real_kernels import PATIENCE, Conversation
from tests.stopping import stop_process
from tui.kernels.endpoints import ServerAddress, ServerKernel
from tui.kernels.questions import Asker, nobody_to_ask
from tui.kernels.server.link import LinkSettings
from tui.kernels.transport import Arrival
from tui.kernels.transports.websocket import ServerTransport

TOKEN = "test-token-of-a-server"
QUICK = LinkSettings(
    ping=0.2, silence=1.0, shortest=0.05, longest=0.2, look=0.5, first_look=0.05, goodbye=0.2
)
"""Settings with which what takes half a minute in life is noticed in a second."""
OLD = replace(QUICK, offers_v1=False)
"""The same without the newer protocol."""


@dataclass(frozen=True, slots=True)
class JupyterServer:
    """A server that runs; `runtime` is its runtime directory."""

    process: subprocess.Popen[bytes]
    address: ServerAddress
    runtime: Path

    @property
    def port(self) -> int:
        """The port it listens at."""
        return int(self.address.url.rsplit(":", 1)[1].strip("/"))

    def stop(self) -> None:
        """Stop it as Ctrl+Z does."""
        stop_process(self.process.pid)

    def go_on(self) -> None:
        """Let it run on."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def jupyter_server(
    directory: Path, *options: str, token: str = TOKEN, port: int = 0
) -> Iterator[JupyterServer]:
    """A Jupyter Server of its own, gone afterwards with its kernels; skips where there is none."""
    if importlib.util.find_spec("jupyter_server") is None:
        pytest.skip("jupyter_server is not installed")
    environment = dict(os.environ, HOME=str(directory), IPYTHONDIR=str(directory / "ipython"))
    for name in ("DATA", "CONFIG", "RUNTIME"):
        environment[f"JUPYTER_{name}_DIR"] = str(directory / name.lower())
    runtime = directory / "runtime"
    command = [sys.executable, "-m", "jupyter_server", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={port}", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.root_dir={directory}", f"--IdentityProvider.token={token}"]
    command += ["--ZMQChannelsWebsocketConnection.limit_rate=False", *options]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        url = _url_of(process, runtime, directory / "log")
        yield JupyterServer(process, ServerAddress(url, token), runtime)
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()


def _url_of(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    path = runtime / f"jpserver-{process.pid}.json"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fields = json.loads(path.read_text())
            # The file is there before anybody listens.
            socket.create_connection(("127.0.0.1", fields["port"]), PATIENCE).close()
            return str(fields["url"])
        except (OSError, ValueError):
            time.sleep(0.02)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


class ServerConversation(Conversation):
    """A conversation with a kernel on a server."""

    def __init__(self, transport: ServerTransport) -> None:
        # It asks no more of a transport than all have.
        super().__init__(cast(Any, transport))
        self.server_transport = transport

    async def arrives(self, kind: type[Arrival], seconds: float = PATIENCE) -> Arrival:
        """The next arrival of a kind."""
        return await self.next(lambda arrival: isinstance(arrival, kind), seconds)


@asynccontextmanager
async def kernel_on(
    address: ServerAddress,
    kernel_id: str = "",
    settings: LinkSettings = QUICK,
    ask: Asker = nobody_to_ask,
) -> AsyncIterator[ServerConversation]:
    """A kernel on a server, a new one unless an id is given; a new one is gone afterwards."""
    transport = ServerTransport(ServerKernel(address, kernel_id, "python3"), ask, settings)
    try:
        await transport.open()
        yield ServerConversation(transport)
    finally:
        if transport.owns_kernel:
            await transport.terminate()
        await transport.close()


class Proxy:
    """A way to a port on loopback that can be cut, and where nothing gets through for a while."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._flows = asyncio.Event()
        self._flows.set()
        self.port = 0
        self.connections = 0

    async def open(self) -> None:
        """Listen, at the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Reset every connection and listen no more."""
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    def hold(self) -> None:
        """Let nothing through, and reset nothing."""
        self._flows.clear()

    async def close(self) -> None:
        """End everything."""
        self.cut()
        self._flows.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self._writers.add(writer)
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._writers.add(inner_writer)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, inner_writer))
                group.create_task(self._pass(inner_reader, writer))
        except* (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._flows.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def way_to(server: JupyterServer) -> AsyncIterator[tuple[Proxy, ServerAddress]]:
    """A way to a server that can be cut, and the server's address on it."""
    proxy = Proxy(server.port)
    await proxy.open()
    url = f"http://127.0.0.1:{proxy.port}/"
    try:
        yield proxy, ServerAddress(url, TOKEN)
    finally:
        await proxy.close()
