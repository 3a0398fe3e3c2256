"""The connection to kernels that somebody else started: cut, restored, and never there."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import zmq

from tests.session.owners import (
    Owner,
    attached,
    cabled,
    cells,
    cut,
    mend,
    notices,
    owned,
    printed,
    ran,
    state,
)
from tests.session.real_kernels import until
from tests.stopping import stop_process
from tui.errors import KernelGone
from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.states import KernelState
from tui.kernels.transport import ConnectionRestored
from tui.kernels.transports import existing
from tui.kernels.transports import zmq as zmq_transport
from tui.kernels.transports.existing import ExistingTransport
from tui.kernels.transports.link import LinkWatch
from tui.model.cells import CellState
from tui.wire.requests import is_complete_request


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Owner]:
    """An IPython kernel that another program has started."""
    with owned(tmp_path) as owner:
        yield owner


async def test_a_wrong_key_is_said_to_be_wrong(theirs: Owner) -> None:
    fields = json.loads(theirs.file.read_text())
    info = ConnectionInfo.from_json(json.dumps({**fields, "key": "another"}))
    async with attached(ExistingKernel(info)) as session:
        await until(lambda: "wrong key" in notices(session), 10)
        theirs.client.execute("1")
        assert session.state is KernelState.STARTING


async def test_ports_of_nothing_are_said_to_be_so(theirs: Owner, tmp_path: Path) -> None:
    kernel = theirs.endpoint()
    theirs.manager.shutdown_kernel(now=True)
    async with attached(kernel) as session:
        await state(session, KernelState.DISCONNECTED)
        assert "Nobody listens at tcp://127.0.0.1" in notices(session)
        session.execute("1 + 1")
        assert cells(session)[0].state is CellState.QUEUED


@pytest.mark.parametrize("knows_process", [True, False])
async def test_a_kernel_its_owner_restarts_is_taken_up_again(
    theirs: Owner, knows_process: bool
) -> None:
    async with attached(theirs.endpoint(knows_process=knows_process)) as session:
        await state(session, KernelState.IDLE)
        await ran(session, "x = 1")
        lost = session.execute("import time; time.sleep(60)")
        await state(session, KernelState.BUSY)
        await asyncio.to_thread(theirs.manager.restart_kernel, now=True)
        await until(lambda: "restarted" in notices(session))
        await state(session, KernelState.IDLE)
        cell = session.transcript.cell(lost)
        assert cell is not None and cell.state is CellState.LOST
        fresh = await ran(session, "x")
        assert fresh.state is CellState.FAILED
        assert fresh.number == 1


async def test_a_kernel_killed_is_missed_within_two_seconds(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        session.execute("import time; time.sleep(60)")
        session.execute("1 + 1")
        await state(session, KernelState.BUSY)
        os.kill(theirs.pid, signal.SIGKILL)
        await until(lambda: session.state is KernelState.DISCONNECTED, 2.0)
        assert "The kernel has ended at" in notices(session)
        # What ran is lost, and what waits may run in the next kernel.
        states = [cell.state for cell in cells(session)]
        assert states == [CellState.LOST, CellState.QUEUED]


@pytest.mark.parametrize("knows_process", [True, False])
async def test_a_restart_is_noticed_when_nothing_runs(theirs: Owner, knows_process: bool) -> None:
    async with attached(theirs.endpoint(knows_process=knows_process)) as session:
        await state(session, KernelState.IDLE)
        await ran(session, "x = 1")
        await asyncio.to_thread(theirs.manager.restart_kernel, now=True)
        await until(lambda: "restarted" in notices(session))
        await state(session, KernelState.IDLE)
        fresh = await ran(session, "x")
        assert (fresh.state, fresh.number) == (CellState.FAILED, 1)
        if knows_process:
            transport = session.transport
            assert isinstance(transport, ExistingTransport)
            await until(lambda: transport.process == ProcessIdentity.of(theirs.pid))


async def test_a_kernel_is_found_again_by_its_connection_file(tmp_path: Path) -> None:
    """Its ports and its key are others then."""
    with owned(tmp_path) as first:
        endpoint = first.endpoint()
        async with attached(endpoint) as session:
            await state(session, KernelState.IDLE)
            await ran(session, "x = 1")
            first.close()
            await state(session, KernelState.DISCONNECTED)
            waiting = session.execute("x")
            with owned(tmp_path) as second:
                assert second.endpoint().info != endpoint.info
                await until(lambda: "restarted" in notices(session))
                cell = session.transcript.cell(waiting)
                assert cell is not None
                await until(lambda: cell.state.is_end)
                # What was entered meanwhile was kept for it.
                assert (cell.state, cell.number) == (CellState.FAILED, 1)


async def test_a_stopped_kernel_is_said_not_to_greet(theirs: Owner) -> None:
    stop_process(theirs.pid)
    try:
        async with attached(theirs.endpoint()) as session:
            await state(session, KernelState.DISCONNECTED)
            assert "it is stopped" in notices(session)
            os.kill(theirs.pid, signal.SIGCONT)
            await state(session, KernelState.IDLE)
            assert printed(await ran(session, "print('here')")) == "here"
    finally:
        os.kill(theirs.pid, signal.SIGCONT)


async def test_a_kernel_that_is_stopped_for_a_while_loses_nothing(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        stop_process(theirs.pid)
        try:
            cell_id = session.execute("print('late')")
            asked = asyncio.get_running_loop().time()
            await until(lambda: asyncio.get_running_loop().time() > asked + 1.5)
            assert session.state is KernelState.BUSY
        finally:
            os.kill(theirs.pid, signal.SIGCONT)
        cell = session.transcript.cell(cell_id)
        assert cell is not None
        await until(lambda: cell.state is CellState.DONE)
        assert (printed(cell), notices(session)) == ("late", "")


async def test_a_child_that_holds_the_sockets_of_a_dead_kernel(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        code = (
            "import os, time, warnings\nwarnings.simplefilter('ignore')\npid = os.fork()\n"
            "if not pid: time.sleep(60); os._exit(0)\nprint(pid)"
        )
        child = ProcessIdentity.of(int(printed(await ran(session, code))))
        try:
            os.kill(theirs.pid, signal.SIGKILL)
            await until(lambda: session.state is KernelState.DISCONNECTED, 5.0)
            assert "The kernel has ended at" in notices(session)
            assert child.lives()
        finally:
            child.kill()


async def test_a_kernel_on_sockets_that_are_files(tmp_path: Path) -> None:
    with owned(tmp_path, transport="ipc") as owner:
        endpoint = owner.endpoint(knows_process=False)
        assert endpoint.info.transport == "ipc"
        async with attached(endpoint) as session:
            await state(session, KernelState.IDLE)
            assert printed(await ran(session, "print('here')")) == "here"
            assert session.transport.shares_files
            os.kill(owner.pid, signal.SIGKILL)
            await until(lambda: session.state is KernelState.DISCONNECTED, 2.0)
            assert "The kernel has ended at" in notices(session)


async def test_an_encrypted_kernel(tmp_path: Path) -> None:
    with owned(tmp_path, encrypted=True) as owner:
        endpoint = owner.endpoint()
        assert endpoint.info.curve_publickey
        async with attached(endpoint) as session:
            await state(session, KernelState.IDLE)
            assert printed(await ran(session, "print('here')")) == "here"
        plain = json.loads(owner.file.read_text())
        del plain["curve_publickey"], plain["curve_secretkey"]
        info = ConnectionInfo.from_json(json.dumps(plain))
        async with attached(ExistingKernel(info)) as session:
            await until(lambda: "encrypted with another key" in notices(session))


async def test_a_link_that_was_cut_comes_back(theirs: Owner) -> None:
    async with cabled(theirs) as (kernel, cables), attached(kernel) as session:
        await state(session, KernelState.IDLE)
        lost = session.execute("import time; print('begun', flush=True); time.sleep(1); x = 5")
        await until(lambda: "begun" in printed(cells(session)[0]))
        await cut(cables)
        await state(session, KernelState.DISCONNECTED)
        waiting = session.execute("x")
        # The answer is given while nobody hears it.
        await asyncio.to_thread(theirs.client.execute, "1", reply=True, timeout=30)
        await mend(cables)
        await until(lambda: "there again" in notices(session))
        queued = session.transcript.cell(waiting)
        assert queued is not None
        await until(lambda: queued.state.is_end)
        assert "The kernel's answer to In [1] was lost" in notices(session)
        cell = session.transcript.cell(lost)
        assert cell is not None and cell.state is CellState.LOST
        assert queued.state is CellState.DONE
        assert "restarted" not in notices(session)


async def test_a_cell_that_outlasts_a_cut_ends_as_if_there_had_been_none(theirs: Owner) -> None:
    async with cabled(theirs) as (kernel, cables), attached(kernel) as session:
        await state(session, KernelState.IDLE)
        cell_id = session.execute(
            "import time; print('begun', flush=True); time.sleep(6); print('done')"
        )
        await until(lambda: "begun" in printed(cells(session)[0]))
        await cut(cables)
        await state(session, KernelState.DISCONNECTED)
        await session.interrupt()
        assert "cannot be reached now" in notices(session)
        with pytest.raises(KernelGone):
            await session.side.ask("completion", is_complete_request(session.client, "x"))
        await mend(cables)
        await state(session, KernelState.BUSY)
        assert "there again" in notices(session)
        cell = session.transcript.cell(cell_id)
        assert cell is not None
        await until(lambda: cell.state.is_end)
        assert (cell.state, printed(cell)) == (CellState.DONE, "begun\ndone")
        assert "lost while" not in notices(session)


async def test_after_a_sleep_it_is_asked_whether_the_kernel_is_there(
    theirs: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(existing, "ASLEEP_LOOK", 0.01)
    naps = count(0, 3600)
    transport = ExistingTransport(theirs.endpoint(knows_process=False), lambda: float(next(naps)))
    await transport.open()
    try:
        async with asyncio.timeout(10):
            assert list(await transport.receive()) == [ConnectionRestored(same_kernel=True)]
    finally:
        await transport.close()


async def test_the_link_is_watched_before_it_is_made(
    theirs: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ZeroMQ does before somebody watches is never told: the kernel would seem to be away."""
    connected_to = []

    class Noted(LinkWatch):
        def __init__(self, socket: zmq.Socket[bytes], changed: Callable[[bool], None]) -> None:
            connected_to.append(socket.last_endpoint)
            super().__init__(socket, changed)

    monkeypatch.setattr(zmq_transport, "LinkWatch", Noted)
    told: list[bool] = []
    connection = zmq_transport.ZmqConnection(theirs.endpoint().info, told.append)
    connection.open()
    try:
        await until(lambda: told == [True])
        assert connected_to == [b""]
    finally:
        connection.close()
