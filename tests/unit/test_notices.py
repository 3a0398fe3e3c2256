"""When work of a kernel is over, and whether it had taken long."""

from __future__ import annotations

import pytest

from tests.fakes import (
    Clock,
    FakeTransport,
    from_kernel,
    published,
    question,
    reply,
    session_on,
    status,
)
from tui.kernels.session import KernelSession
from tui.kernels.transport import Exited
from tui.notices import Work, WorkEnded
from tui.wire.message import Channel, Json, Message

AFTER = 10.0


async def works(session: KernelSession, transport: FakeTransport, code: str = "1") -> Message:
    """Enter a cell that begins to run; its request."""
    session.execute(code)
    request = transport.requests()[-1]
    await transport.read(status(request, "busy"))
    return request


async def ends(transport: FakeTransport, request: Message, state: str = "ok") -> None:
    """End a cell."""
    error: dict[str, Json] = {"ename": "E", "evalue": "e", "traceback": []}
    told = reply(request, status=state, execution_count=3, **(error if state == "error" else {}))
    await transport.read(told, status(request, "idle"))


@pytest.mark.parametrize(
    ("seconds", "state", "ended"),
    [
        (9.9, "ok", None),
        (12.0, "ok", WorkEnded("In [3] is done after 12.0 s.")),
        (12.0, "error", WorkEnded("In [3] has failed after 12.0 s.", failed=True)),
        (7_300.0, "ok", WorkEnded("In [3] is done after 2 h 1 min.")),
    ],
)
async def test_a_cell_that_took_long(seconds: float, state: str, ended: WorkEnded | None) -> None:
    transport, clock = FakeTransport(), Clock()
    async with session_on(transport) as session:
        work = Work(session, clock)
        assert work.look(AFTER) is None
        request = await works(session, transport)
        assert work.look(AFTER) is None
        assert work.goes_on
        clock.now += seconds
        assert work.look(AFTER) is None
        await ends(transport, request, state)
        assert work.look(AFTER) == ended
        assert work.look(AFTER) is None


async def test_many_cells_are_one_work() -> None:
    transport, clock = FakeTransport(), Clock()
    async with session_on(transport) as session:
        work = Work(session, clock)
        request = await works(session, transport)
        session.execute("2")
        for _ in range(2):
            assert work.look(AFTER) is None
            clock.now += 6.0
            await ends(transport, request)
            request = transport.requests()[-1]
        assert work.look(AFTER) == WorkEnded("In [3] is done after 12.0 s.")


async def test_a_question_is_told_and_what_comes_behind_it_begins_anew() -> None:
    transport, clock = FakeTransport(), Clock()
    async with session_on(transport) as session:
        work = Work(session, clock)
        request = await works(session, transport)
        work.look(AFTER)
        clock.now += 11.0
        await transport.read(question(request, "? "))
        while session.asking_cell is None:
            await session.changed()
        assert work.look(AFTER) == WorkEnded("The cell asks for input.", asks=True)
        clock.now += 100.0
        assert work.look(AFTER) is None
        session.answer("x")
        assert work.look(AFTER) is None
        clock.now += 5.0
        await ends(transport, request)
        assert work.look(AFTER) is None


async def test_a_death_at_work_is_told() -> None:
    transport, clock = FakeTransport(), Clock()
    async with session_on(transport) as session:
        work = Work(session, clock)
        await works(session, transport)
        work.look(AFTER)
        clock.now += 11.0
        await transport.read(Exited(-9, (), expected=False))
        assert work.look(AFTER) == WorkEnded("The kernel has died.", failed=True)


async def test_cells_of_others_are_no_work_of_ours() -> None:
    transport, clock = FakeTransport(), Clock()
    async with session_on(transport) as session:
        work = Work(session, clock)
        theirs = from_kernel(Channel.SHELL, "execute_request", {})
        await transport.read(
            status(theirs, "busy"),
            published(theirs, "execute_input", code="x", execution_count=7),
        )
        assert session.transcript.running
        work.look(AFTER)
        clock.now += 100.0
        assert not work.goes_on
        await transport.read(status(theirs, "idle"))
        assert work.look(AFTER) is None


async def test_a_cell_that_was_entered_right_after_another_is_work_of_its_own() -> None:
    transport, clock = FakeTransport(), Clock()
    async with session_on(transport, clock=clock) as session:
        work = Work(session, clock)
        request = await works(session, transport)
        assert work.look(AFTER) is None
        clock.now += 11.0
        await ends(transport, request)
        # Nobody has looked meanwhile.
        clock.now += 0.1
        request = await works(session, transport)
        assert work.look(AFTER) is None
        clock.now += 1.0
        await ends(transport, request)
        assert work.look(AFTER) is None
