"""The life of a session's kernel: interrupts, death, the end."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes import (
    FakeTransport,
    cells_of,
    notices_of,
    reply,
    run_well,
    session_on,
    state_of,
    status,
    stay_silent,
    until,
)
from tui.errors import TransportClosed
from tui.kernels.states import KernelState, KeyNames, SessionSettings
from tui.kernels.transport import ConnectionLost, Exited
from tui.model.cells import CellState
from tui.tasks import TaskOwner
from tui.wire.message import Channel

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


async def test_sentences_name_the_keys_of_the_user() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.keys = KeyNames(restart="F12")
        await transport.read(ConnectionLost("Nobody listens.", given_up=True))
        await transport.read(Exited(3))
        assert notices_of(session) == [
            "Nobody listens. F12 connects again.",
            "The kernel has ended with exit code 3. F12 starts it again.",
        ]


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
        words = "The last it wrote:\nno module named x\nThe command was: a script"
        assert notices_of(session)[0].endswith(words)


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


async def test_closing_twice_is_closing() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        await session.close()
    assert transport.deeds == ["close", "close"]
    assert len(asyncio.all_tasks()) == 1
