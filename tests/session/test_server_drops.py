"""Connections to a real Jupyter Server that are cut, held up and made again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import cells_of, notices_of
from tests.session.jupyter_servers import (
    OLD,
    QUICK,
    JupyterServer,
    ServerConversation,
    jupyter_server,
    kernel_on,
    way_to,
)
from tests.session.real_kernels import PATIENCE, printed, until
from tui.errors import TransportClosed
from tui.kernels.endpoints import ServerKernel
from tui.kernels.questions import Answer, Question
from tui.kernels.server.client import ServerClient
from tui.kernels.server.link import LinkSettings
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.transport import (
    Announced,
    Arrival,
    ConnectionLost,
    ConnectionRestored,
    Exited,
)
from tui.kernels.transports.websocket import ServerTransport
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec
from tui.wire.message import Message
from tui.wire.requests import kernel_info_request

BOTH = pytest.mark.parametrize("settings", [QUICK, OLD], ids=["v1", "default"])
SPEC = KernelSpec(name="python3", argv=(), display_name="Python 3", language="python")
# Prints a line as soon as a file is there, so that a test says when.
WHEN_TOLD = """
import pathlib, time
print('begun', flush=True)
while not pathlib.Path({path!r}).exists(): time.sleep(0.01)
for number in range(200): print(number, flush=True)
pathlib.Path({path!r} + '.done').touch()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """A server for the tests that do not end it."""
    with jupyter_server(tmp_path_factory.mktemp("server")) as server:
        yield server


def is_stream(arrival: Arrival) -> bool:
    return isinstance(arrival, Message) and arrival.msg_type == "stream"


async def begun(talk: ServerConversation, path: Path) -> None:
    """A cell that runs and prints when `path` is there."""
    await talk.ready()
    talk.send_code(WHEN_TOLD.format(path=str(path)), "cell")
    await talk.next(is_stream)


NUMBERS = "".join(f"{number}\n" for number in range(200))


@BOTH
async def test_what_was_printed_while_the_connection_was_cut_arrives(
    server: JupyterServer, settings: LinkSettings, tmp_path: Path
) -> None:
    go = tmp_path / "go"
    async with way_to(server) as (proxy, address), kernel_on(address, settings=settings) as talk:
        await begun(talk, go)
        proxy.cut()
        lost = await talk.arrives(ConnectionLost)
        assert isinstance(lost, ConnectionLost) and "is lost" in lost.reason
        with pytest.raises(TransportClosed, match="tries to connect again"):
            talk.transport.send(kernel_info_request(talk.client))
        client = ServerClient(server.address)

        async def connections() -> int | None:
            return (await client.kernel(talk.server_transport.kernel_id)).connections

        # The server keeps what comes once it knows that nobody is there.
        async with asyncio.timeout(PATIENCE):
            while await connections():
                pass
        await client.close()
        go.touch()
        await until(Path(f"{go}.done").exists)
        await proxy.open()
        assert await talk.arrives(ConnectionRestored) == ConnectionRestored(same_kernel=True)
        assert printed(await talk.finish("cell")) == f"begun\n{NUMBERS}"


async def test_a_connection_on_which_nothing_gets_through_is_noticed(
    server: JupyterServer,
) -> None:
    async with way_to(server) as (proxy, address), kernel_on(address) as talk:
        await talk.ready()
        proxy.hold()
        lost = await talk.arrives(ConnectionLost)
        assert isinstance(lost, ConnectionLost) and "no sign of life" in lost.reason
        proxy.cut()
        proxy._flows.set()
        await proxy.open()
        await talk.arrives(ConnectionRestored)
        assert await talk.run("print(1)") == "1\n"


async def test_a_connection_at_rest_stays(server: JupyterServer) -> None:
    async with way_to(server) as (_, address), kernel_on(address) as talk:
        await talk.ready()
        link = talk.server_transport._link
        assert link is not None
        # Some pings and looks later.
        heard = link._heard
        await until(lambda: link._heard > heard + 3 * QUICK.silence)
        assert talk.server_transport._link is link
        assert not any(isinstance(each, ConnectionLost) for each in talk.arrivals)


async def test_a_server_that_is_stopped_and_continued(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with jupyter_server(tmp_path_factory.mktemp("stopped")) as server:
        async with kernel_on(server.address, settings=replace(QUICK, opening=2.0)) as talk:
            await talk.ready()
            server.stop()
            lost = await talk.arrives(ConnectionLost)
            assert isinstance(lost, ConnectionLost) and "no sign of life" in lost.reason
            server.go_on()
            await talk.arrives(ConnectionRestored)
            await talk.ready()
            assert await talk.run("print(1)") == "1\n"


async def test_a_short_stop_is_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    with jupyter_server(tmp_path_factory.mktemp("short")) as server:
        async with kernel_on(server.address, settings=LinkSettings(ping=0.1)) as talk:
            await talk.ready()
            server.stop()
            talk.send_code("print('later')", "cell")
            link = talk.server_transport._link
            assert link is not None
            await until(lambda: time.monotonic() - link._heard > 0.5)
            server.go_on()
            assert printed(await talk.finish("cell")) == "later\n"
            assert talk.server_transport._link is link


async def test_a_server_that_is_killed_and_one_that_comes_in_its_place(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with jupyter_server(tmp_path_factory.mktemp("killed")) as server:
        transport = ServerTransport(ServerKernel(server.address), settings=QUICK)
        await transport.open()
        talk = ServerConversation(transport)
        await talk.ready()
        server.process.kill()
        server.process.wait()
        await talk.arrives(ConnectionLost)
        with jupyter_server(tmp_path_factory.mktemp("next"), port=server.port) as again:
            assert again.port == server.port
            told = await talk.arrives(Announced)
            assert isinstance(told, Announced) and "started anew" in told.text
            await talk.arrives(Exited)
            await transport.restart()
            await talk.ready()
            await transport.terminate()
        await transport.close()


async def test_leaving_while_the_server_is_away_takes_no_time(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with jupyter_server(tmp_path_factory.mktemp("away")) as server:
        transport = ServerTransport(ServerKernel(server.address), settings=QUICK)
        await transport.open()
        server.stop()
        begun = time.monotonic()
        await transport.terminate(0.5)
        transport.kill()
        await transport.close()
        assert time.monotonic() - begun < 5.0
        server.go_on()


async def test_a_token_that_no_longer_holds_ends_the_tries(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with jupyter_server(tmp_path_factory.mktemp("first")) as server:
        transport = ServerTransport(ServerKernel(server.address), settings=QUICK)
        await transport.open()
        talk = ServerConversation(transport)
        await talk.ready()
    second = tmp_path_factory.mktemp("second")
    refused = pytest.raises(TransportClosed, match="refuses the token")
    with jupyter_server(second, port=server.port, token="another-token"), refused:
        await talk.arrives(Exited)
    await transport.close()


async def test_a_kernel_that_is_gone_when_the_token_holds_again_is_replaced_by_a_restart(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    known: list[str] = []

    async def ask(question: Question) -> Answer | None:
        return Answer(known[0]) if known else None

    with jupyter_server(tmp_path_factory.mktemp("first")) as server:
        transport = ServerTransport(ServerKernel(server.address), ask, QUICK)
        session = KernelSession(transport, SPEC)
        session.start()
        await until(lambda: session.state is KernelState.IDLE)
    second = tmp_path_factory.mktemp("second")
    with jupyter_server(second, port=server.port, token="another-token"):
        await until(lambda: any("F7 tries again" in text for text in notices_of(session)))
        known.append("another-token")
        await session.restart()
        await until(lambda: session.state is KernelState.DEAD)
        assert any("started anew" in text for text in notices_of(session))
        await session.restart()
        await until(lambda: session.state is KernelState.IDLE)
        session.execute("1")
        await until(lambda: cells_of(session)[-1].state is CellState.DONE)
        await session.shutdown()
        await session.close()


async def test_a_session_is_disconnected_and_goes_on(server: JupyterServer) -> None:
    async with way_to(server) as (proxy, address):
        transport = ServerTransport(ServerKernel(address), settings=QUICK)
        session = KernelSession(transport, SPEC)
        session.start()
        try:
            await until(lambda: session.state is KernelState.IDLE)
            session.execute("x = 1")
            await until(lambda: cells_of(session)[-1].state is CellState.DONE)
            proxy.cut()
            await until(lambda: session.state is KernelState.DISCONNECTED)
            assert any("tries to connect again" in text for text in notices_of(session))
            session.execute("print(x)")
            await proxy.open()
            await until(lambda: cells_of(session)[-1].state is CellState.DONE)
        finally:
            await session.shutdown()
            await session.close()
