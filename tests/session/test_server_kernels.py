"""Kernels on a real Jupyter Server: started, attached to, interrupted, restarted, shut down."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from jupyter_client.asynchronous.client import AsyncKernelClient

from tests.fakes import cells_of
from tests.session.jupyter_servers import (
    OLD,
    QUICK,
    TOKEN,
    JupyterServer,
    jupyter_server,
    kernel_on,
)
from tests.session.real_kernels import PATIENCE, printed, until
from tests.unit.kernels.server.servers import User, certificate
from tui.errors import LaunchError, TransportClosed, TransportError
from tui.kernels.endpoints import ServerKernel
from tui.kernels.server.client import KernelMissing, ServerClient
from tui.kernels.server.link import LinkSettings
from tui.kernels.server.local import local_servers
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.transport import Announced, Arrival, KernelTransport
from tui.kernels.transports.websocket import ServerTransport
from tui.model.cells import Author, CellState, Notice
from tui.model.kernelspec import KernelSpec
from tui.model.outputs import ErrorOutput
from tui.wire.events import NoticeKind
from tui.wire.message import Channel, Message
from tui.wire.requests import input_reply
from tui.wire.websocket import DefaultCodec, V1Codec

BOTH = pytest.mark.parametrize("settings", [QUICK, OLD], ids=["v1", "default"])
SPEC = KernelSpec(name="python3", argv=(), display_name="Python 3", language="python")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """A server for all tests of this file."""
    with jupyter_server(tmp_path_factory.mktemp("server")) as server:
        yield server


def is_stream(arrival: Arrival) -> bool:
    return isinstance(arrival, Message) and arrival.msg_type == "stream"


def test_a_server_transport_is_a_kernel_transport(server: JupyterServer) -> None:
    transport: KernelTransport = ServerTransport(ServerKernel(server.address))
    assert transport.where == f"127.0.0.1:{server.port}"
    assert TOKEN not in transport.description + repr(transport)


async def test_a_running_server_is_found_and_listed(
    server: JupyterServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(server.runtime))
    (found,) = await asyncio.to_thread(local_servers)
    assert found.address == server.address
    async with kernel_on(server.address) as talk:
        client = ServerClient(found.address)
        kernel_id = talk.server_transport.kernel_id
        body = {"path": "work/x.ipynb", "type": "notebook", "name": "", "kernel": {"id": kernel_id}}
        response = await client.access.call("POST", "api/sessions", json.loads(json.dumps(body)))
        assert response.code == 201
        listing = await client.list()
        await client.close()
    assert "python3" in {spec.name for spec in listing.specs}
    (kernel,) = [each for each in listing.kernels if each.kernel_id == kernel_id]
    assert (kernel.spec_name, kernel.notebook) == ("python3", "work/x.ipynb")
    assert kernel.connections == 1
    assert listing.version
    assert listing.problem == ""


@BOTH
async def test_code_runs_and_outputs_arrive(server: JupyterServer, settings: LinkSettings) -> None:
    async with kernel_on(server.address, settings=settings) as talk:
        link = talk.server_transport._link
        assert link is not None
        assert isinstance(link.codec, V1Codec if settings.offers_v1 else DefaultCodec)
        await talk.ready()
        assert await talk.run("print('grüße', 6 * 7)") == "grüße 42\n"
        assert talk.server_transport.owns_kernel


@BOTH
async def test_a_running_cell_is_interrupted(server: JupyterServer, settings: LinkSettings) -> None:
    async with kernel_on(server.address, settings=settings) as talk:
        await talk.ready()
        talk.send_code("import time\nprint('on', flush=True)\ntime.sleep(1000)", "cell")
        await talk.next(is_stream)
        await talk.server_transport.signal_interrupt()
        messages = await talk.finish("cell")
        (error,) = [each for each in messages if each.msg_type == "error"]
        assert error.content["ename"] == "KeyboardInterrupt"


@BOTH
async def test_a_restart_gives_a_fresh_kernel_under_the_same_id(
    server: JupyterServer, settings: LinkSettings
) -> None:
    async with kernel_on(server.address, settings=settings) as talk:
        await talk.ready()
        await talk.run("x = 1\nprint(x)")
        kernel_id = talk.server_transport.kernel_id
        talk.send_code("while True: print('old')", "endless")
        await talk.next(is_stream)
        await talk.server_transport.restart()
        seen = len(talk.arrivals)
        await talk.ready()
        assert await talk.run("print('x' in dir())", "again") == "False\n"
        assert talk.server_transport.kernel_id == kernel_id
        late = talk.arrivals[seen:]
        assert "endless" not in {each.parent_id for each in late if isinstance(each, Message)}


@BOTH
async def test_input_is_asked_for_and_answered(
    server: JupyterServer, settings: LinkSettings
) -> None:
    async with kernel_on(server.address, settings=settings) as talk:
        await talk.ready()
        talk.send_code("print(input('Name? '))", "cell")
        question = await talk.next(
            lambda each: isinstance(each, Message) and each.channel is Channel.STDIN
        )
        assert isinstance(question, Message)
        assert question.content["prompt"] == "Name? "
        talk.transport.send(input_reply(talk.client, question.header, "Ann"))
        assert printed(await talk.finish("cell")) == "Ann\n"


@BOTH
async def test_buffers_of_a_widget_arrive(server: JupyterServer, settings: LinkSettings) -> None:
    code = (
        "from ipykernel.comm import Comm\n"
        "Comm('x', data={}, buffers=[b'\\x00\\xff', b'y' * 200_000])"
    )
    async with kernel_on(server.address, settings=settings) as talk:
        await talk.ready()
        talk.send_code(code, "cell")
        (opened,) = [each for each in await talk.finish("cell") if each.msg_type == "comm_open"]
        assert opened.buffers == (b"\x00\xff", b"y" * 200_000)


@BOTH
async def test_none_of_100_000_lines_is_lost(server: JupyterServer, settings: LinkSettings) -> None:
    async with kernel_on(server.address, settings=settings) as talk:
        await talk.ready()
        text = await talk.run("for number in range(100_000): print(number)")
        assert text == "".join(f"{number}\n" for number in range(100_000))


async def test_an_output_of_more_than_100_mb_arrives(server: JupyterServer) -> None:
    # The server says nothing for seconds while it passes this on.
    async with kernel_on(server.address, settings=LinkSettings()) as talk:
        await talk.ready()
        text = await talk.run("print('x' * 110_000_000)")
        assert len(text) == 110_000_001


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
async def test_a_plain_client_uses_the_same_kernel_at_the_same_time(server: JupyterServer) -> None:
    async with kernel_on(server.address) as talk:
        await talk.ready()
        kernel_id = talk.server_transport.kernel_id
        other = AsyncKernelClient(connection_file=str(server.runtime / f"kernel-{kernel_id}.json"))
        other.load_connection_file()
        other.start_channels()
        try:
            await other.wait_for_ready(timeout=PATIENCE)
            await other.execute_interactive(
                "x = 5; print('from the other')", timeout=PATIENCE, output_hook=lambda _: None
            )
            remote = await talk.next(is_stream)
            assert isinstance(remote, Message)
            assert remote.content["text"] == "from the other\n"
            assert remote.parent_session == other.session.session
            assert await talk.run("print(x)") == "5\n"
        finally:
            other.stop_channels()


async def test_a_kernel_one_did_not_start_lives_on(server: JupyterServer) -> None:
    async with kernel_on(server.address) as first:
        await first.ready()
        await first.run("x = 7")
        kernel_id = first.server_transport.kernel_id
        async with kernel_on(server.address, kernel_id) as second:
            assert not second.server_transport.owns_kernel
            await second.ready()
            assert await second.run("print(x)", "second") == "7\n"
            second.server_transport.kill()
        assert await first.run("print(x + 1)", "first") == "8\n"


async def test_a_kernel_that_jtui_started_can_be_killed_from_a_thread(
    server: JupyterServer,
) -> None:
    async with kernel_on(server.address) as talk:
        transport = talk.server_transport
        thread = threading.Thread(target=transport.kill)
        thread.start()
        await asyncio.to_thread(thread.join)
        client = ServerClient(server.address)

        async def is_gone() -> bool:
            listing = await client.list()
            return all(each.kernel_id != transport.kernel_id for each in listing.kernels)

        async with asyncio.timeout(PATIENCE):
            while not await is_gone():
                pass
        await client.close()


async def test_the_end_is_told_and_what_waits_is_closed(server: JupyterServer) -> None:
    async with kernel_on(server.address) as talk:
        await talk.ready()
        transport = talk.server_transport
        await transport.terminate()
        assert (await talk.exited()).expected
        with pytest.raises(KernelMissing):
            await transport.client.kernel(transport.kernel_id)
    with pytest.raises(TransportClosed):
        await transport.receive()


async def test_a_kernel_that_another_shuts_down_is_said_to_be_gone(server: JupyterServer) -> None:
    async with kernel_on(server.address) as talk:
        await talk.ready()
        old_id = talk.server_transport.kernel_id
        client = ServerClient(server.address)
        await client.shut_down(old_id)
        await client.close()
        told = await talk.arrives(Announced)
        assert isinstance(told, Announced) and "no longer on 127.0.0.1" in told.text
        exited = await talk.exited()
        assert not exited.expected
        # F7 then starts another one there.
        await talk.server_transport.restart()
        await talk.ready()
        assert talk.server_transport.kernel_id != old_id
        assert talk.server_transport.owns_kernel


async def test_a_kernel_that_is_not_there_cannot_be_attached_to(server: JupyterServer) -> None:
    transport = ServerTransport(ServerKernel(server.address, "no-such-kernel-at-all"))
    with pytest.raises(KernelMissing, match="no longer on"):
        await transport.open()
    await transport.close()


async def test_an_id_that_no_kernel_can_have_is_said_to_be_none(server: JupyterServer) -> None:
    transport = ServerTransport(ServerKernel(server.address, "mistyped"))
    with pytest.raises(TransportError, match="has no kernel mistyped: the id of a kernel there"):
        await transport.open()
    await transport.close()


async def test_a_kernelspec_that_is_not_there_is_said(server: JupyterServer) -> None:
    transport = ServerTransport(ServerKernel(server.address, spec_name="nope"))
    with pytest.raises(LaunchError, match=r"has no kernelspec named nope. It has .*python3"):
        await transport.open()
    assert transport.kernel_id == ""
    await transport.close()


async def test_a_wrong_token_is_asked_for_anew(server: JupyterServer) -> None:
    user = User("wrong-again", TOKEN)
    wrong = replace(server.address, token="wrong")
    async with kernel_on(wrong, ask=user) as talk:
        await talk.ready()
    assert len(user.questions) == 2
    transport = ServerTransport(ServerKernel(wrong))
    with pytest.raises(TransportError, match="refuses the token"):
        await transport.open()
    await transport.close()


async def test_a_session_runs_cells_and_outlives_a_restart(server: JupyterServer) -> None:
    transport = ServerTransport(ServerKernel(server.address), settings=QUICK)
    session = KernelSession(transport, SPEC)
    session.start()
    try:
        await until(lambda: session.state is KernelState.IDLE)
        session.execute("x = 1")
        await until(lambda: cells_of(session)[-1].state is CellState.DONE)
        await session.restart()
        await until(lambda: session.state is KernelState.IDLE)
        session.execute("x")
        await until(lambda: cells_of(session)[-1].state is CellState.FAILED)
        await session.shutdown()
        assert session.state is KernelState.DEAD
    finally:
        await session.close()


def rules_in(session: KernelSession) -> list[str]:
    """What the lines across the transcript say."""
    notices = [each for each in session.transcript.blocks if isinstance(each, Notice)]
    return [each.text for each in notices if each.kind is NoticeKind.RULE]


async def test_a_restart_by_another_client_is_taken_up_before_anything_else_runs(
    server: JupyterServer,
) -> None:
    transport = ServerTransport(ServerKernel(server.address), settings=QUICK)
    session = KernelSession(transport, SPEC)
    session.start()
    other = ServerClient(server.address)
    try:
        await until(lambda: session.state is KernelState.IDLE)
        session.execute("x = 1")
        session.execute("print('begun', flush=True); import time; time.sleep(1000)")
        await until(lambda: bool(cells_of(session)[-1].outputs))
        session.execute("'waiting'")
        await other.restart(transport.kernel_id)
        await until(lambda: rules_in(session) == ["restarted"])
        session.execute("x")
        await until(lambda: all(cell.state.is_end for cell in cells_of(session)))
        own = [cell for cell in cells_of(session) if cell.author is Author.OWN]
        _, lost, _, fresh = own
        # What it said last may still have come.
        assert lost.state in (CellState.LOST, CellState.FAILED)
        assert fresh.state is CellState.FAILED
        (error,) = fresh.outputs
        assert isinstance(error, ErrorOutput) and error.ename == "NameError"
        assert rules_in(session) == ["restarted"]
        await session.shutdown()
    finally:
        await other.close()
        await session.close()


async def test_over_tls_with_a_certificate_of_ones_own(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    directory = tmp_path_factory.mktemp("tls")
    crt, key = certificate(directory)
    options = (f"--ServerApp.certfile={crt}", f"--ServerApp.keyfile={key}")
    with jupyter_server(directory, *options) as server:
        transport = ServerTransport(ServerKernel(server.address))
        with pytest.raises(TransportError, match="is not trusted: self-signed"):
            await transport.open()
        await transport.close()
        for address in (
            replace(server.address, ca_file=crt),
            replace(server.address, verify=False),
        ):
            async with kernel_on(address) as talk:
                await talk.ready()
                assert await talk.run("print(1)") == "1\n"


async def test_a_server_with_a_password(tmp_path_factory: pytest.TempPathFactory) -> None:
    auth = pytest.importorskip("jupyter_server.auth")
    hashed = auth.passwd("open sesame")
    option = f"--PasswordIdentityProvider.hashed_password={hashed}"
    with jupyter_server(tmp_path_factory.mktemp("password"), option, token="") as server:
        user = User("open sesame")
        async with kernel_on(server.address, ask=user) as talk:
            await talk.ready()
            assert await talk.run("print(1)") == "1\n"
            await talk.server_transport.restart()
            await talk.ready()
        assert len(user.questions) == 1
