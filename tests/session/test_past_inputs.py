"""The history that real kernels keep of their inputs, as the panel asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes import FakeTransport, reply, run_well, session_on, status
from tests.session.real_kernels import PATIENCE, spec_of, until
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.own_inputs import kernel_entries, merged, own_entries
from tui.kernels.past_inputs import KernelHistory
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.transport import Arrival
from tui.kernels.transports.local import LocalTransport
from tui.model.cells import Cell
from tui.model.history.entry import Outcome, Source
from tui.wire.message import Json, Message


@asynccontextmanager
async def real_session(kernel: str, ipython: Path) -> AsyncIterator[KernelSession]:
    """A session on a kernel with an IPython directory of its own."""
    spec = spec_of(kernel)
    process = launch(spec, LaunchSettings(env={"IPYTHONDIR": str(ipython)}))
    session = KernelSession(LocalTransport(process, spec), spec)
    session.start()
    try:
        await until(lambda: session.state is KernelState.IDLE)
        yield session
    finally:
        session.transport.kill()
        await session.close()


async def run(session: KernelSession, *codes: str) -> None:
    """Run cells, whatever their end."""
    for code in codes:
        cell = session.transcript.cell(session.execute(code))
        assert cell is not None
        await until(lambda cell=cell: cell.state.is_end)  # type: ignore[misc]


async def test_ipython_answers_with_what_was_entered_and_with_results(tmp_path: Path) -> None:
    async with real_session("ipykernel", tmp_path) as session:
        history = KernelHistory(session)
        await run(session, "6 * 7", "%pwd", "1/0", "def f():\n    return 1")
        inputs = await history.present()
        assert [(each.line, each.code) for each in inputs] == [
            (1, "6 * 7"),
            (2, "%pwd"),
            (3, "1/0"),
            (4, "def f():\n    return 1"),
        ]
        assert inputs[0].output == "42"
        assert [each.code for each in await history.lines(0, 2, 3)] == ["%pwd", "1/0"]

        own = own_entries(session, session.transcript.blocks, "/here")
        entries = merged(kernel_entries(session, inputs), own)
        assert [entry.line for entry in entries] == [1, 2, 3, 4]
        assert [entry.outcome for entry in entries[:3]] == [Outcome.OK, Outcome.OK, Outcome.ERROR]
        assert entries[0].output == "42"
        assert {entry.cwd for entry in entries} == {"/here"}
        assert history.answers
        told = await history.file_name()
        assert str(tmp_path) in told


async def test_ipython_finds_inputs_of_earlier_sessions(tmp_path: Path) -> None:
    async with real_session("ipykernel", tmp_path) as session:
        await run(session, "alpha = 1", "beta = 2")
        # IPython writes in a thread of its own.
        await KernelHistory(session).search("*", 10)
    async with real_session("ipykernel", tmp_path) as session:
        history = KernelHistory(session)
        await run(session, "alpha = 3")
        found = await history.search("*[aA]lpha*", 10)
        assert [each.code for each in found] == ["alpha = 3", "alpha = 1"]
        number = await history.present_number()
        assert found[0].session == number
        assert [each.code for each in await history.lines(-1, 1, None)] == ["alpha = 1", "beta = 2"]
        assert [each.code for each in await history.lines(number - 1, 2, 2)] == ["beta = 2"]
        assert len(await history.search("*", 1)) == 1


async def test_a_busy_ipython_answers_all_the_same(tmp_path: Path) -> None:
    async with real_session("ipykernel", tmp_path) as session:
        history = KernelHistory(session)
        await run(session, "alpha = 1")
        session.execute("import time; time.sleep(60)")
        await until(lambda: session.state is KernelState.BUSY)
        async with asyncio.timeout(PATIENCE):
            present = await history.present()
            found = await history.search("*alpha*", 10)
        assert [each.code for each in present] == ["alpha = 1", "import time; time.sleep(60)"]
        assert [each.code for each in found] == ["alpha = 1"]
        assert session.state is KernelState.BUSY


async def test_bash_is_not_asked_and_its_inputs_are_those_of_the_transcript(
    tmp_path: Path,
) -> None:
    async with real_session("bash_kernel", tmp_path) as session:
        history = KernelHistory(session)
        await run(session, "echo one", "false")
        assert not history.is_kept
        assert not history.answers
        own = own_entries(session, session.transcript.blocks, "")
        assert [(entry.code, entry.language) for entry in own] == [
            ("echo one", "bash"),
            ("false", "bash"),
        ]


async def test_inputs_before_a_restart_are_no_more_of_this_kernel() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        session.execute("before")
        await until(lambda: session.state is KernelState.IDLE)
        await session.restart()
        await until(lambda: session.state is KernelState.IDLE)
        session.execute("after")
        await until(lambda: session.state is KernelState.IDLE)
        own = own_entries(session, session.transcript.blocks, "")
        assert [entry.code for entry in own] == ["after"]
        cells = [block for block in session.transcript.blocks if isinstance(block, Cell)]
        assert [cell.life for cell in cells] == [0, 1]


async def test_an_input_that_waits_comes_after_those_the_kernel_has() -> None:
    def answer(request: Message) -> Iterable[Arrival]:
        inputs: list[Json] = [[0, 1, ["of another client", None]]]
        return [status(request, "busy"), reply(request, history=inputs), status(request, "idle")]

    transport = FakeTransport(history_request=answer)
    async with session_on(transport) as session:
        inputs = kernel_entries(session, await KernelHistory(session).present())
        session.execute("runs")
        session.execute("waits")
        entries = merged(inputs, own_entries(session, session.transcript.blocks, ""))
        assert [entry.code for entry in entries] == ["of another client", "runs", "waits"]
        assert [entry.source for entry in entries] == [
            Source.KERNEL,
            Source.TRANSCRIPT,
            Source.TRANSCRIPT,
        ]
        assert len({entry.key for entry in entries}) == 3


@pytest.mark.parametrize("state", ["starting", "dead"])
async def test_a_kernel_that_is_not_there_is_not_asked(state: str) -> None:
    transport = FakeTransport()
    session = KernelSession(transport, spec_of("ipykernel"))
    if state == "dead":
        session.start()
        await until(lambda: session.info is not None)
        await session.shutdown()
    assert not KernelHistory(session).answers
    await session.close()


async def test_the_number_of_the_first_session_is_known_too(tmp_path: Path) -> None:
    async with real_session("ipykernel", tmp_path) as session:
        assert await KernelHistory(session).present_number() == 1
