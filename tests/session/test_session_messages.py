"""What a session does with what arrives: replies, questions, payloads, other clients' work."""

from __future__ import annotations

import pytest

from tests.fakes import (
    FakeTransport,
    cells_of,
    from_kernel,
    notices_of,
    published,
    question,
    reply,
    run_well,
    session_on,
    state_of,
    status,
    stream,
    until,
)
from tui.errors import TransportClosed
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Arrival, Exited
from tui.model.cells import Cell, CellState
from tui.model.outputs import DisplayOutput, InputOutput, InputState
from tui.tasks import TaskOwner
from tui.wire.message import Channel, Json, JsonObject, Message
from tui.wire.payloads import Exit, NextInput
from tui.wire.requests import Client, execute_request

PATIENT = SessionSettings(completeness_timeout=5.0)
OTHER = Client("other", "bob")


def questions_of(cell: Cell) -> list[tuple[str, InputState]]:
    return [
        (output.prompt, output.state) for output in cell.outputs if isinstance(output, InputOutput)
    ]


async def read_question(session: KernelSession, transport: FakeTransport, asked: Message) -> None:
    """Let a question arrive and wait until it is asked: a little later, after what was printed."""
    await transport.read(asked)
    await until(lambda: session.asking_cell is not None)


# Replies.


async def test_a_reply_is_matched_by_the_id_it_names() -> None:
    transport = FakeTransport()
    async with session_on(transport, PATIENT) as session:
        tasks = TaskOwner("test")
        first = tasks.start(session.completeness("a"), "first")
        second = tasks.start(session.completeness("b"), "second")
        await until(lambda: len(transport.requests("is_complete_request")) == 2)
        one, two = transport.requests("is_complete_request")
        transport.deliver(reply(two, status="incomplete", indent="  "))
        transport.deliver(reply(one, status="complete"))
        assert (await first).status == "complete"
        assert (await second).indent == "  "


async def test_an_answer_that_comes_late_is_dropped_and_the_next_is_good() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(completeness_timeout=0.01)) as session:
        assert (await session.completeness("a")).status == "unknown"
        (late,) = transport.requests("is_complete_request")
        await transport.read(reply(late, status="complete"), reply(late, status="complete"))
        transport.scripts["is_complete_request"] = lambda request: [
            reply(request, status="invalid")
        ]
        assert (await session.completeness("b")).status == "invalid"
        assert notices_of(session) == []


async def test_an_error_for_an_answer_settles_the_question() -> None:
    transport = FakeTransport(
        is_complete_request=lambda request: [
            from_kernel(request.channel, "error", {"status": "error"}, request.header)
        ]
    )
    async with session_on(transport, PATIENT) as session:
        assert (await session.completeness("a")).status == "unknown"


async def test_a_busy_kernel_is_not_asked_about_completeness() -> None:
    transport = FakeTransport()
    async with session_on(transport, PATIENT) as session:
        session.execute("1")
        assert (await session.completeness("a")).status == "unknown"
        assert transport.requests("is_complete_request") == []


@pytest.mark.parametrize("msg_type", ["none", "kernel_reply", "execute_reply"])
async def test_an_execute_reply_counts_whatever_its_type(msg_type: str) -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        request = transport.requests()[0]
        await transport.read(
            from_kernel(Channel.SHELL, msg_type, {}, request.header), status(request, "idle")
        )
        assert cells_of(session)[0].state is CellState.DONE


async def test_a_second_reply_is_dropped_with_its_payloads() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        view = session.watch()
        session.execute("1", view)
        request = transport.requests()[0]
        answer = reply(request, payload=[{"source": "set_next_input", "text": "x"}])
        await transport.read(answer, answer, reply(request, status="error", ename="E"))
        cell = cells_of(session)[0]
        assert view.take_payloads() == [(cell, NextInput("x"))]
        await transport.read(status(request, "idle"), answer)
        assert cell.state is CellState.DONE
        assert view.take_payloads() == []


async def test_payloads_go_to_the_view_the_cell_was_entered_in() -> None:
    payload: list[Json] = [{"source": "ask_exit", "keepkernel": True}]
    transport = FakeTransport(
        execute_request=lambda request: [reply(request, payload=payload), status(request, "idle")]
    )
    async with session_on(transport) as session:
        first, second = session.watch(), session.watch()
        session.execute("1", second)
        await until(lambda: bool(cells_of(session)[0].replied))
        assert first.take_payloads() == []
        assert [payload for _, payload in second.take_payloads()] == [Exit(True)]
        session.execute("2", second)
        session.unwatch(second)
        await until(lambda: bool(cells_of(session)[1].replied))
        assert [payload for _, payload in first.take_payloads()] == [Exit(True)]


async def test_without_a_view_a_page_of_help_is_output() -> None:
    page: Json = {"source": "page", "data": {"text/plain": "help"}}
    transport = FakeTransport(execute_request=lambda request: [reply(request, payload=[page])])
    async with session_on(transport) as session:
        session.execute("1")
        await until(lambda: bool(cells_of(session)[0].outputs))
        output = cells_of(session)[0].outputs[0]
        assert isinstance(output, DisplayOutput)
        assert output.data == {"text/plain": "help"}


async def test_messages_of_any_kind_are_survived() -> None:
    transport = FakeTransport(execute_request=run_well)
    contents: list[JsonObject] = [{}, {"execution_state": []}, {"data": "x", "payload": [1]}]
    odd: list[Arrival] = [
        Message(channel, header, content, parent)
        for channel in Channel
        for header in ({}, {"msg_type": "status"}, {"msg_type": "input_request"})
        for content in contents
        for parent in ({}, {"msg_id": 3}, {"msg_id": "unknown"})
    ]
    async with session_on(transport) as session:
        await transport.read(*odd)
        session.execute("1")
        await transport.read(*odd)
        assert cells_of(session)[0].state is CellState.DONE
        assert state_of(session) is KernelState.IDLE


# Payloads.


# Questions.


async def test_a_question_is_asked_and_answered_to_its_own_header() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("input()")
        cell = cells_of(session)[0]
        asked = question(transport.requests()[0], "name: ")
        await read_question(session, transport, asked)
        assert state_of(session) is KernelState.NEEDS_INPUT
        assert session.asking_cell is cell
        session.answer("ann")
        (answer,) = transport.requests("input_reply")
        assert answer.channel is Channel.STDIN
        assert answer.parent == asked.header
        assert answer.content == {"value": "ann"}
        assert state_of(session) is KernelState.BUSY
        assert questions_of(cell) == [("name: ", InputState.ANSWERED)]


async def test_end_of_file_is_sent_as_ipython_takes_it() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("%debug")
        await read_question(session, transport, question(transport.requests()[0], "ipdb> "))
        session.answer(None)
        (answer,) = transport.requests("input_reply")
        assert answer.content == {"value": "\x04"}
        assert questions_of(cells_of(session)[0]) == [("ipdb> ", InputState.END_OF_FILE)]


async def test_an_answer_to_nothing_is_not_sent() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.answer("x")
        session.execute("1")
        session.answer("x")
        assert transport.requests("input_reply") == []


async def test_another_sessions_question_is_not_asked() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        mine = transport.requests()[0]
        theirs = execute_request(OTHER, mine.msg_id, "input()")
        await transport.read(question(theirs, "?"))
        await read_question(session, transport, question(mine, "mine"))
        assert questions_of(cells_of(session)[0]) == [("mine", InputState.WAITING)]


async def test_a_second_question_takes_the_place_of_the_first() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        request = transport.requests()[0]
        second = question(request, "b")
        await read_question(session, transport, question(request, "a"))
        await transport.read(second)
        await until(lambda: len(questions_of(cells_of(session)[0])) == 2)
        assert questions_of(cells_of(session)[0]) == [
            ("a", InputState.DROPPED),
            ("b", InputState.WAITING),
        ]
        session.answer("x")
        assert transport.requests("input_reply")[0].parent == second.header


async def test_the_reply_of_its_cell_drops_a_question() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        request = transport.requests()[0]
        await read_question(session, transport, question(request, "a"))
        await transport.read(reply(request, status="error"))
        assert session.asking_cell is None
        session.answer("x")
        assert transport.requests("input_reply") == []


async def test_an_answer_that_cannot_be_sent_is_said() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        session.execute("1")
        await read_question(session, transport, question(transport.requests()[0], "a"))

        def closed(_: Message) -> list[Arrival]:
            raise TransportClosed("The connection is gone.")

        transport.scripts["input_reply"] = closed
        session.answer("x")
        assert notices_of(session) == ["The connection is gone."]
        assert state_of(session) is KernelState.NEEDS_INPUT


# Other clients.


async def test_another_clients_cell_appears_and_makes_the_kernel_busy() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        theirs = execute_request(OTHER, "theirs", "x = 1")
        await transport.read(
            status(theirs, "busy"),
            published(theirs, "execute_input", code="x = 1", execution_count=3),
            stream(theirs, "hello"),
        )
        (cell,) = cells_of(session)
        assert (cell.code, cell.username, cell.author.value) == ("x = 1", "bob", "remote")
        assert state_of(session) is KernelState.BUSY
        await transport.read(status(theirs, "idle"))
        assert cell.state is CellState.DONE
        assert state_of(session) is KernelState.IDLE
        assert session.next_number == 4


async def test_own_cells_are_sent_while_another_client_is_at_work() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        theirs = execute_request(OTHER, "theirs", "x")
        await transport.read(published(theirs, "execute_input", code="x", execution_count=1))
        session.execute("mine")
        assert len(transport.requests()) == 1


# Waiting and ends.


async def test_death_fails_every_waiting_request_at_once() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(completeness_timeout=60.0)) as session:
        waiting = TaskOwner("test").start(session.completeness("a"), "waiting")
        await until(lambda: bool(transport.requests("is_complete_request")))
        await transport.read(Exited(1))
        assert (await waiting).status == "unknown"
        assert state_of(session) is KernelState.DEAD


async def test_the_end_of_the_connection_fails_every_waiting_request_at_once() -> None:
    transport = FakeTransport()
    async with session_on(transport, SessionSettings(completeness_timeout=60.0)) as session:
        waiting = TaskOwner("test").start(session.completeness("a"), "waiting")
        await until(lambda: bool(transport.requests("is_complete_request")))
        transport.break_off(TransportClosed("The tunnel broke."))
        assert (await waiting).status == "unknown"
        assert state_of(session) is KernelState.DISCONNECTED
        assert notices_of(session) == ["The tunnel broke. F7 tries again."]
