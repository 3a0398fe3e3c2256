"""Cells of a notebook in a session: run where they stand, one after the other, up to an error."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.fakes import (
    FakeTransport,
    cells_of,
    published,
    reply,
    run_well,
    session_on,
    status,
    stream,
    until,
)
from tui.kernels.own_inputs import own_entries
from tui.kernels.session import KernelSession
from tui.kernels.transport import Arrival, Exited
from tui.model.cells import RAISES, Cell, CellState
from tui.model.outputs import DisplayOutput, StreamOutput
from tui.wire.message import Message

STORED, QUEUED, RUNNING = CellState.STORED, CellState.QUEUED, CellState.RUNNING
DONE, FAILED, CANCELLED = CellState.DONE, CellState.FAILED, CellState.CANCELLED


def put(session: KernelSession, *codes: str, tags: Iterable[str] = ()) -> list[Cell]:
    """The cells of a notebook; those whose code is `fail` have the tags."""
    cells = []
    for place, code in enumerate(codes):
        own = frozenset(tags if code == "fail" else ())
        cell_id = f"stored-{place}"
        cell = Cell(cell_id, code, state=STORED, number=9, origin=cell_id, tags=own)
        cell.outputs.append(DisplayOutput({"text/plain": "old"}, {}))
        cells.append(cell)
    session.transcript.put_stored(cells)
    return cells


def run(request: Message) -> Iterable[Arrival]:
    """Print the code; `fail` fails."""
    code = str(request.content["code"])
    if code != "fail":
        yield status(request, "busy")
        yield stream(request, code)
        yield reply(request, execution_count=1)
    else:
        yield status(request, "busy")
        yield published(request, "error", ename="E", evalue="v", traceback=["t"])
        yield reply(request, status="error", ename="E", evalue="v", traceback=["t"])
    yield status(request, "idle")


def printed(cell: Cell) -> str:
    return "".join(
        output.text.ansi() for output in cell.outputs if isinstance(output, StreamOutput)
    )


def states(session: KernelSession) -> list[CellState]:
    return [cell.state for cell in cells_of(session)]


async def test_a_cell_runs_where_it_stands_with_its_own_code_or_another() -> None:
    async with session_on(FakeTransport(execute_request=run)) as session:
        first, second = put(session, "a", "b")
        assert session.execute_again(first)
        await until(lambda: first.state is DONE)
        assert session.execute_again(second, "other")
        await until(lambda: second.state is DONE)
        assert [cell.code for cell in cells_of(session)] == ["a", "other"]
        assert [printed(cell) for cell in (first, second)] == ["a", "other"]
        assert session.execute_again(first)
        await until(lambda: first.state is DONE)
        assert printed(first) == "a"


async def test_outputs_stay_until_the_cell_is_sent() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        first, second = put(session, "a", "b")
        assert session.execute_all_again([first, second]) == 2
        assert states(session) == [RUNNING, QUEUED]
        assert (len(first.outputs), len(second.outputs)) == (0, 1)
        assert len(transport.requests()) == 1
        assert not session.execute_again(first)
        assert not session.execute_again(second)


async def test_all_run_in_order_and_an_error_takes_back_the_rest() -> None:
    transport = FakeTransport(execute_request=run)
    async with session_on(transport) as session:
        cells = put(session, "a", "fail", "b", "c")
        session.execute_all_again(cells)
        await until(lambda: cells[1].state is FAILED)
        assert states(session) == [DONE, FAILED, STORED, STORED]
        assert [len(cell.outputs) for cell in cells[2:]] == [1, 1]
        assert [cell.number for cell in cells[2:]] == [9, 9]
        assert session.cancelled_count == 2
        assert session.run_cancelled() == 2
        await until(lambda: cells[3].state is DONE)
        assert states(session) == [DONE, FAILED, DONE, DONE]
        assert [request.content["code"] for request in transport.requests()] == [
            *("a", "fail", "b", "c")
        ]


async def test_a_cell_that_may_fail_stops_nothing() -> None:
    async with session_on(FakeTransport(execute_request=run)) as session:
        cells = put(session, "a", "fail", "b", tags=[RAISES])
        session.execute_all_again(cells)
        await until(lambda: cells[2].state is DONE)
        assert states(session) == [DONE, FAILED, DONE]


async def test_new_input_comes_at_the_end_also_while_cells_run() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        cells = put(session, "a", "b")
        session.execute_all_again(cells)
        session.execute("new")
        assert [cell.code for cell in cells_of(session)] == ["a", "b", "new"]
        for _ in range(3):
            count = len(transport.requests())
            transport.deliver(*run_well(transport.requests()[-1]))
            await until(lambda: len(transport.requests()) > count or session.queue_length == 0)  # noqa: B023
        await until(lambda: states(session) == [DONE, DONE, DONE])


async def test_what_is_stored_is_no_input_of_the_kernel() -> None:
    async with session_on(FakeTransport(execute_request=run)) as session:
        first, _ = put(session, "a", "b")
        assert own_entries(session, session.transcript.blocks, "") == []
        session.execute_again(first)
        await until(lambda: first.state is DONE)
        entries = own_entries(session, session.transcript.blocks, "")
        assert [entry.code for entry in entries] == ["a"]


@pytest.mark.parametrize("waits", [False, True])
async def test_a_restart_keeps_all_cells(waits: bool) -> None:
    transport = FakeTransport(execute_request=run)
    async with session_on(transport) as session:
        cells = put(session, "a", "b")
        if waits:
            transport.scripts.pop("execute_request")
            session.execute_all_again(cells)
        await session.restart()
        assert [cell.code for cell in cells_of(session)] == ["a", "b"]
        assert states(session) == ([CellState.LOST, STORED] if waits else [STORED, STORED])
        transport.scripts["execute_request"] = run
        await until(lambda: session.info is not None)
        session.execute_all_again(cells)
        await until(lambda: states(session) == [DONE, DONE])
        assert [printed(cell) for cell in cells] == ["a", "b"]


async def test_a_dead_kernel_takes_back_what_waits() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        cells = put(session, "a", "b")
        session.execute_all_again(cells)
        await transport.read(Exited(1, expected=False))
        assert states(session) == [CellState.LOST, STORED]


async def test_many_cells_are_entered_quickly() -> None:
    async with session_on(FakeTransport()) as session:
        cells = put(session, *(f"{number}" for number in range(5_000)))
        assert session.execute_all_again(cells) == 5_000
        assert session.queue_length == 4_999
        session.cancel_queue()
        assert states(session).count(STORED) == 4_999
