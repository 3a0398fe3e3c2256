"""The queue of a session: one cell in flight, and what becomes of the others."""

from __future__ import annotations

import pytest

from tests.fakes import (
    FakeTransport,
    cells_of,
    published,
    reply,
    run_well,
    session_on,
    state_of,
    status,
    stream,
    until,
)
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Arrival, Exited
from tui.model.cells import CellState
from tui.model.outputs import StreamOutput
from tui.wire.message import Message

QUEUED, RUNNING, DONE = CellState.QUEUED, CellState.RUNNING, CellState.DONE
FAILED, CANCELLED, LOST = CellState.FAILED, CellState.CANCELLED, CellState.LOST


def states(session: KernelSession) -> list[CellState]:
    return [cell.state for cell in cells_of(session)]


def codes(transport: FakeTransport) -> list[object]:
    return [message.content["code"] for message in transport.requests()]


async def test_a_cell_is_in_the_transcript_before_it_is_sent() -> None:
    seen: list[CellState] = []
    transport = FakeTransport()
    async with session_on(transport) as session:

        def look(request: Message) -> list[Arrival]:
            cell = session.transcript.cell(request.msg_id)
            assert cell is not None
            seen.append(cell.state)
            return []

        transport.scripts["execute_request"] = look
        session.execute("1")
        assert seen == [RUNNING]


async def test_one_cell_is_in_flight_however_many_are_entered() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        for code in ("1", "2", "3"):
            session.execute(code)
        assert codes(transport) == ["1"]
        assert states(session) == [RUNNING, QUEUED, QUEUED]
        assert session.queue_length == 2
        await transport.read(*run_well(transport.requests()[0]))
        assert codes(transport) == ["1", "2"]
        assert states(session) == [DONE, RUNNING, QUEUED]
        await transport.read(*run_well(transport.requests()[1]))
        await transport.read(*run_well(transport.requests()[2]))
        assert states(session) == [DONE, DONE, DONE]
        assert state_of(session) is KernelState.IDLE


@pytest.mark.parametrize("idle_first", [False, True], ids=["reply first", "idle first"])
async def test_a_cell_is_done_when_reply_and_idle_are_both_in(idle_first: bool) -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        session.execute("2")
        request = transport.requests()[0]
        signs = [reply(request), status(request, "idle")]
        if idle_first:
            signs.reverse()
        await transport.read(signs[0])
        assert states(session) == [RUNNING, QUEUED]
        assert state_of(session) is KernelState.BUSY
        await transport.read(signs[1])
        assert states(session) == [DONE, RUNNING]


async def test_anothers_idle_changes_nothing() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        session.execute("2")
        request = transport.requests()[0]
        other = transport.requests("kernel_info_request")[0]
        await transport.read(
            status(request, "busy"),
            reply(request),
            status(other, "idle"),
            status(None, "idle"),
            published(None, "status"),
        )
        assert states(session) == [RUNNING, QUEUED]
        assert state_of(session) is KernelState.BUSY


async def test_outputs_land_under_their_own_input() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        for code in ("1", "2"):
            session.execute(code)
        first = transport.requests()[0]
        await transport.read(stream(first, "one"), *run_well(first))
        second = transport.requests()[1]
        await transport.read(stream(second, "two"), stream(first, " late"))
        written = [
            [output.text.plain() for output in cell.outputs if isinstance(output, StreamOutput)]
            for cell in cells_of(session)
        ]
        assert written == [["one late"], ["two"]]


@pytest.mark.parametrize("status_word", ["error", "aborted", "abort"])
async def test_a_cell_that_does_not_end_well_cancels_the_queue(status_word: str) -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        for code in ("1", "2", "3"):
            session.execute(code)
        request = transport.requests()[0]
        await transport.read(reply(request, status=status_word), status(request, "idle"))
        assert states(session)[1:] == [CANCELLED, CANCELLED]
        assert session.queue_length == 0
        assert session.cancelled_count == 2
        assert codes(transport) == ["1"]
        # They can be run again, as new cells behind the others, in their order.
        transport.scripts["execute_request"] = run_well
        assert session.run_cancelled() == 2
        await transport.read()
        assert codes(transport) == ["1", "2", "3"]
        assert states(session)[1:] == [CANCELLED, CANCELLED, DONE, DONE]
        assert session.cancelled_count == 0
        assert session.run_cancelled() == 0


async def test_the_next_cell_after_an_error_runs() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1/0")
        request = transport.requests()[0]
        await transport.read(reply(request, status="error", ename="E"), status(request, "idle"))
        session.execute("2")
        assert states(session) == [FAILED, RUNNING]


async def test_an_interrupt_cancels_the_queue() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        for code in ("1", "2"):
            session.execute(code)
        await session.interrupt()
        assert states(session) == [RUNNING, CANCELLED]
        assert session.cancelled_count == 1


async def test_death_cancels_the_queue_and_loses_what_runs() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        for code in ("1", "2"):
            session.execute(code)
        await transport.read(Exited(-9))
        assert states(session) == [LOST, CANCELLED]
        assert session.cancelled_count == 1


async def test_cancelled_cells_run_again_after_a_restart() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        for code in ("1", "2"):
            session.execute(code)
        await transport.read(Exited(-9))
        await session.restart()
        await until(lambda: state_of(session) is KernelState.IDLE)
        transport.scripts["execute_request"] = run_well
        assert session.run_cancelled() == 1
        await transport.read()
        assert codes(transport) == ["1", "2"]
        assert states(session) == [LOST, CANCELLED, DONE]


async def test_taking_the_queue_back_leaves_what_runs() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        for code in ("1", "2"):
            session.execute(code)
        session.cancel_queue()
        await transport.read(*run_well(transport.requests()[0]))
        assert states(session) == [DONE, CANCELLED]
        assert codes(transport) == ["1"]


@pytest.mark.parametrize("sign", ["reply", "idle"])
async def test_a_cell_with_one_sign_of_its_end_is_over_after_a_grace(sign: str) -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(end_grace=0.01)) as session:
        session.execute("1")
        session.execute("2")
        request = transport.requests()[0]
        await transport.read(reply(request) if sign == "reply" else status(request, "idle"))
        await until(lambda: states(session) == [DONE, RUNNING])
        assert codes(transport) == ["1", "2"]


async def test_a_cell_with_no_sign_of_its_end_is_never_given_up() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(end_grace=0.0)) as session:
        session.execute("1")
        request = transport.requests()[0]
        await transport.read(status(request, "busy"), stream(request, "x"))
        await transport.read()
        assert states(session) == [RUNNING]


async def test_both_signs_within_the_grace_are_the_end() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(end_grace=0.05)) as session:
        session.execute("1")
        request = transport.requests()[0]
        await transport.read(reply(request))
        await transport.read(status(request, "idle"))
        session.execute("2")
        other = transport.requests()[1]
        await transport.read(status(other, "busy"))
        # The first cell's grace has nothing to say about the second.
        session.execute("3")
        await transport.read(reply(other, status="error"))
        await until(lambda: states(session) == [DONE, FAILED, CANCELLED])


async def test_an_error_given_up_cancels_the_queue() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(end_grace=0.01)) as session:
        session.execute("1")
        session.execute("2")
        await transport.read(reply(transport.requests()[0], status="error", ename="E"))
        await until(lambda: states(session) == [FAILED, CANCELLED])


async def test_the_number_of_the_next_cell() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        assert session.next_number == 1
        session.execute("1")
        assert session.next_number == 2
        session.execute("2")
        assert session.next_number == 3
        first = transport.requests()[0]
        await transport.read(published(first, "execute_input", code="1", execution_count=5))
        assert session.next_number == 7
        await transport.read(reply(first, execution_count=5), status(first, "idle"))
        assert session.next_number == 7
        await transport.read(*run_well(transport.requests()[1]))
        assert session.next_number == 6
