"""Restarts: by the user, by themselves, and of a kernel that was never there."""

from __future__ import annotations

import pytest

from tests.fakes import (
    SPEC,
    Clock,
    FakeTransport,
    cells_of,
    greet,
    notices_of,
    published,
    question,
    reply,
    run_well,
    session_on,
    state_of,
    status,
    stay_silent,
    stream,
    until,
)
from tui.errors import LaunchError, TransportClosed
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Exited, KernelTransport
from tui.kernels.transports.late import LateTransport
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec
from tui.model.outputs import DisplayOutput
from tui.tasks import TaskOwner
from tui.wire.message import Json, Message


def display(request: Message | None, msg_type: str, text: str) -> Message:
    data: Json = {"text/plain": text}
    return published(request, msg_type, data=data, transient={"display_id": "d"})


# Restarts.


async def test_a_restart_asks_the_kernel_first_and_keeps_the_transcript() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        session.execute("1")
        await transport.read()
        transport.restart_done.clear()
        restarting = TaskOwner("test").start(session.restart(), "restart")
        await until(lambda: transport.deeds == ["restart"])
        (request,) = transport.requests("shutdown_request")
        assert request.content == {"restart": True}
        assert state_of(session) is KernelState.RESTARTING
        # Its own end is no news.
        await transport.read(Exited(0))
        assert state_of(session) is KernelState.RESTARTING
        transport.restart_done.set()
        await restarting
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert [cell.code for cell in cells_of(session)] == ["1"]
        assert notices_of(session) == ["restarted"]
        assert session.next_number == 1


async def test_a_restart_clears_requests_questions_display_ids_and_the_queue() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        session.execute("2")
        request = transport.requests()[0]
        old = display(request, "display_data", "old")
        await transport.read(old, question(request, "?"))
        await until(lambda: session.asking_cell is not None)
        await session.restart()
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert session.asking_cell is None
        session.answer("x")
        assert transport.requests("input_reply") == []
        new = display(None, "update_display_data", "new")
        await transport.read(new, reply(request), status(request, "idle"))
        first, second = cells_of(session)
        assert (first.state, second.state) == (CellState.LOST, CellState.CANCELLED)
        output = first.outputs[0]
        assert isinstance(output, DisplayOutput)
        assert output.data == {"text/plain": "old"}


async def test_a_restart_that_fails_leaves_a_dead_kernel_and_says_why() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        transport.restart_error = LaunchError("The program is gone.")
        await session.restart()
        assert state_of(session) is KernelState.DEAD
        assert notices_of(session) == ["The program is gone."]
        await session.restart()
        await until(lambda: state_of(session) is KernelState.IDLE)


async def test_a_second_restart_while_one_is_under_way_is_one() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        transport.restart_done.clear()
        restarting = TaskOwner("test").start(session.restart(), "restart")
        await until(lambda: transport.deeds == ["restart"])
        await session.restart()
        transport.restart_done.set()
        await restarting
        assert transport.deeds == ["restart"]


async def test_a_kernel_that_dies_before_it_is_ready_again_is_dead() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        transport.scripts["kernel_info_request"] = stay_silent
        await session.restart()
        assert state_of(session) is KernelState.RESTARTING
        await transport.read(Exited(1))
        assert state_of(session) is KernelState.DEAD
        assert "exit code 1" in notices_of(session)[-1]


async def test_a_kernel_that_is_silent_after_a_restart_can_be_restarted() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        transport.scripts["kernel_info_request"] = stay_silent
        await session.restart()
        transport.scripts["kernel_info_request"] = greet
        await session.restart()
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert transport.deeds == ["restart", "restart"]


async def test_a_restart_after_the_connection_broke_reads_again() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        transport.break_off(TransportClosed("It broke."))
        await until(lambda: state_of(session) is KernelState.DISCONNECTED)
        await session.restart()
        await until(lambda: state_of(session) is KernelState.IDLE)
        session.execute("1")
        await transport.read()
        assert cells_of(session)[0].state is CellState.DONE


# Automatic restarts.


async def test_a_dead_kernel_stays_dead_by_default() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        await transport.read(Exited(1))
        await transport.read()
        assert state_of(session) is KernelState.DEAD
        assert transport.deeds == []


async def test_a_dead_kernel_is_restarted_when_the_settings_say_so() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(auto_restart=True)) as session:
        await transport.read(Exited(1))
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert transport.deeds == ["restart"]
        assert notices_of(session)[-1] == "restarted"


@pytest.mark.parametrize("gets_ready", [True, False], ids=["after a while", "at its start"])
async def test_a_crash_loop_ends_after_three_restarts(gets_ready: bool) -> None:
    transport, clock = FakeTransport(), Clock()
    async with session_on(transport, SessionSettings(auto_restart=True), clock) as session:
        if not gets_ready:
            transport.scripts["kernel_info_request"] = stay_silent
        for restarts in (1, 2, 3):
            await transport.read(Exited(1))
            await until(lambda restarts=restarts: len(transport.deeds) == restarts)  # type: ignore[misc]
            if gets_ready:
                await until(lambda: state_of(session) is KernelState.IDLE)
            await transport.read()
        await transport.read(Exited(1))
        assert state_of(session) is KernelState.DEAD
        assert len(transport.deeds) == 3
        # A user can still do it, and a minute later it is no loop any more.
        transport.scripts["kernel_info_request"] = greet
        await session.restart()
        await until(lambda: state_of(session) is KernelState.IDLE)
        clock.now += 61.0
        await transport.read(Exited(1))
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert len(transport.deeds) == 5


# A kernel that could not be launched.


async def test_a_kernel_that_could_not_be_launched_is_tried_again_by_a_restart() -> None:
    launched = FakeTransport(execute_request=run_well)
    failures = [LaunchError("Still not there.")]

    def start() -> KernelTransport:
        if failures:
            raise failures.pop()
        return launched

    late = LateTransport(start, LaunchError("Not there: /bin/kernel"), "/bin/kernel -f x")
    session = KernelSession(late, SPEC, clock=Clock())
    session.start()
    await until(lambda: state_of(session) is KernelState.DEAD)
    assert notices_of(session) == ["Not there: /bin/kernel"]
    assert (late.owns_kernel, late.interrupts_by_signal, late.log_text()) == (False, False, "")
    assert late.description == "/bin/kernel -f x"
    await session.restart()
    assert state_of(session) is KernelState.DEAD
    assert notices_of(session)[-1] == "Still not there."
    await session.restart()
    await until(lambda: state_of(session) is KernelState.IDLE)
    assert late.owns_kernel
    session.execute("1")
    await launched.read()
    assert cells_of(session)[0].state is CellState.DONE
    await session.restart()
    await until(lambda: state_of(session) is KernelState.IDLE)
    await session.shutdown()
    await session.close()
    assert launched.deeds == ["restart", "terminate", "close"]


async def test_nothing_can_be_asked_of_a_kernel_that_was_never_launched() -> None:
    late = LateTransport(lambda: FakeTransport(), LaunchError("Not there."), "x")
    with pytest.raises(LaunchError, match="Not there"):
        await late.open()
    with pytest.raises(LaunchError):
        await late.receive()
    with pytest.raises(LaunchError):
        await late.signal_interrupt()
    with pytest.raises(TransportClosed):
        late.send(stream(None, "x"))
    late.kill()
    await late.terminate()
    await late.close()


async def test_what_is_entered_for_a_dead_kernel_runs_in_the_next_one() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        session.execute("before")
        await transport.read(Exited(-9))
        assert state_of(session) is KernelState.DEAD
        session.execute("after")
        await session.restart()
        await until(lambda: cells_of(session)[-1].state is CellState.DONE)
        assert [cell.code for cell in cells_of(session)] == ["before", "after"]


# Another kernel in the same transcript.


OTHER = KernelSpec(name="other", argv=(), display_name="Other", language="r")


async def test_another_kernel_goes_on_in_the_transcript_and_the_first_one_ends() -> None:
    first, second = FakeTransport(execute_request=run_well), FakeTransport(execute_request=run_well)
    async with session_on(first) as session:
        session.execute("1")
        await first.read()
        await session.replace_kernel(second, OTHER)
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert [request.content for request in first.requests("shutdown_request")] == [
            {"restart": False}
        ]
        assert first.deeds == ["terminate", "close"]
        assert session.spec is OTHER
        assert session.transcript.life == 1
        assert notices_of(session)[-1] == "Other"
        session.execute("2")
        await until(lambda: bool(second.requests()))
        assert [cell.code for cell in cells_of(session)] == ["1", "2"]


async def test_a_kernel_jtui_did_not_start_is_left_alone_when_it_is_replaced() -> None:
    first, second = FakeTransport(), FakeTransport()
    first.owns_kernel = False
    async with session_on(first) as session:
        await session.replace_kernel(second, OTHER)
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert first.requests("shutdown_request") == []
        assert first.deeds == ["close"]


async def test_cells_that_wait_are_not_meant_for_the_other_kernel() -> None:
    first = FakeTransport(execute_request=lambda request: [status(request, "busy")])
    second = FakeTransport(execute_request=run_well)
    async with session_on(first) as session:
        session.execute("runs")
        session.execute("waits")
        await first.read()
        await session.replace_kernel(second, OTHER)
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert [cell.state for cell in cells_of(session)] == [CellState.LOST, CellState.CANCELLED]
        session.execute("for the other")
        assert [cell.life for cell in cells_of(session)] == [0, 0, 1]
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert [request.content["code"] for request in second.requests()] == ["for the other"]


async def test_a_session_that_was_closed_meanwhile_takes_no_other_kernel() -> None:
    first, second = FakeTransport(), FakeTransport()
    async with session_on(first) as session:
        await session.close()
        await session.replace_kernel(second, OTHER)
        assert second.deeds == ["kill", "close"]
        assert session.spec is SPEC


async def test_a_dead_kernel_can_be_replaced() -> None:
    first, second = FakeTransport(), FakeTransport()
    async with session_on(first) as session:
        await first.read(Exited(1))
        assert state_of(session) is KernelState.DEAD
        await session.replace_kernel(second, OTHER)
        await until(lambda: state_of(session) is KernelState.IDLE)
