"""The life of a session's kernel: interrupts, death, restarts, the end."""

from __future__ import annotations

import asyncio

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
from tui.model.outputs import DisplayOutput
from tui.tasks import TaskOwner
from tui.wire.message import Channel, Json, Message


def display(request: Message | None, msg_type: str, text: str) -> Message:
    data: Json = {"text/plain": text}
    return published(request, msg_type, data=data, transient={"display_id": "d"})


# Interrupts.


async def test_an_interrupt_is_a_signal_where_that_is_the_kernels_way() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        await session.interrupt()
        assert transport.deeds == ["signal_interrupt"]
        assert transport.requests("interrupt_request") == []


async def test_an_interrupt_is_a_message_on_control_where_that_is() -> None:
    transport = FakeTransport(interrupt_request=lambda request: [reply(request)])
    transport.interrupts_by_signal = False
    async with session_on(transport) as session:
        session.execute("1")
        await session.interrupt()
        (request,) = transport.requests("interrupt_request")
        assert request.channel is Channel.CONTROL
        assert transport.deeds == []


async def test_a_kernel_at_rest_is_not_interrupted() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        session.execute("1")
        await transport.read()
        await session.interrupt()
        assert transport.deeds == []


async def test_when_an_interrupt_has_no_effect_it_is_said_what_else_can_be_done() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(interrupt_grace=0.01)) as session:
        session.execute("1")
        await session.interrupt()
        await until(lambda: bool(notices_of(session)))
        (notice,) = notices_of(session)
        assert notice.startswith("The kernel still runs 0.01 s after the interrupt.")
        assert cells_of(session)[0].state is CellState.RUNNING


async def test_a_message_without_an_answer_is_no_more_than_an_interrupt_without_effect() -> None:
    transport = FakeTransport()
    transport.interrupts_by_signal = False
    async with session_on(transport, SessionSettings(interrupt_grace=0.01)) as session:
        session.execute("1")
        await session.interrupt()
        await until(lambda: bool(notices_of(session)))
        assert "still runs" in notices_of(session)[0]


async def test_nothing_is_said_of_a_cell_that_ended_in_time() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(interrupt_grace=0.02)) as session:
        session.execute("1")
        session.execute("2")
        await session.interrupt()
        request = transport.requests()[0]
        await transport.read(reply(request, status="error"), status(request, "idle"))
        # A second interrupt that has no effect is told of after the first would have been.
        session.execute("3")
        await session.interrupt()
        await until(lambda: bool(notices_of(session)))
        assert len(notices_of(session)) == 1


async def test_death_while_an_interrupt_is_answered() -> None:
    transport = FakeTransport()
    transport.interrupts_by_signal = False
    async with session_on(transport, SessionSettings(interrupt_grace=60.0)) as session:
        session.execute("1")
        waiting = TaskOwner("test").start(session.interrupt(), "interrupt")
        await until(lambda: bool(transport.requests("interrupt_request")))
        await transport.read(Exited(-2))
        await waiting
        assert len(notices_of(session)) == 1


# Death.


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-9, "The kernel was ended by signal 9 (SIGKILL)."),
        (-77, "The kernel was ended by signal 77 (unknown)."),
        (3, "The kernel has ended with exit code 3."),
        (0, "The kernel has ended with exit code 0."),
        (None, "The kernel has ended."),
    ],
)
async def test_death_is_told_with_its_cause(code: int | None, words: str) -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        await transport.read(Exited(code))
        assert state_of(session) is KernelState.DEAD
        assert notices_of(session) == [f"{words} F7 starts it again."]
        assert cells_of(session)[0].state is CellState.LOST


async def test_death_is_told_with_the_last_that_was_written_since_the_start() -> None:
    transport = FakeTransport()
    transport.log = "Welcome\n"
    async with session_on(transport) as session:
        transport.log += "".join(f"line {number}\n" for number in range(30))
        transport.log += "\x1b[31mSegmentation fault\x1b[0m\n"
        await transport.read(Exited(-11))
        (notice,) = notices_of(session)
        told = notice.split("\n")[1:]
        assert told[-1] == "Segmentation fault"
        assert told[0] == "line 11"
        assert len(told) == 20


async def test_death_while_starting_is_told_with_all_that_was_written() -> None:
    transport = FakeTransport(kernel_info_request=stay_silent)
    transport.log = "no module named x\n"
    async with session_on(transport, ready=False) as session:
        await transport.read(Exited(1))
        assert state_of(session) is KernelState.DEAD
        assert notices_of(session)[0].endswith("no module named x")


async def test_an_expected_end_is_no_news() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        await session.shutdown()
        await transport.read(Exited(0, expected=True))
        assert notices_of(session) == []


async def test_the_end_of_the_connection_after_death_is_no_news() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        transport.deliver(Exited(1))
        transport.break_off(TransportClosed("It was closed."))
        await until(lambda: state_of(session) is KernelState.DEAD)
        await session.restart()
        await until(lambda: state_of(session) is KernelState.IDLE)
        told = notices_of(session)
        assert told == ["The kernel has ended with exit code 1. F7 starts it again.", "restarted"]


async def test_after_death_one_can_type_and_nothing_is_sent() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        await transport.read(Exited(1))
        session.execute("1")
        assert transport.requests() == []
        assert cells_of(session)[0].state is CellState.QUEUED


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


# The end.


async def test_a_shutdown_asks_the_kernel_and_sees_to_it() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        await session.shutdown()
        (request,) = transport.requests("shutdown_request")
        assert request.content == {"restart": False}
        assert transport.deeds == ["terminate"]
        assert state_of(session) is KernelState.DEAD
        assert cells_of(session)[0].state is CellState.LOST


async def test_a_shutdown_of_the_dead_sends_nothing() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        await transport.read(Exited(1))
        await session.shutdown()
        assert transport.requests("shutdown_request") == []
        assert transport.deeds == ["terminate"]


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


async def test_closing_twice_is_closing() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        await session.close()
    assert transport.deeds == ["close", "close"]
    assert len(asyncio.all_tasks()) == 1
