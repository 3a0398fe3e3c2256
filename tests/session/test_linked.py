"""What becomes of a session when its link breaks, and when others end or restart its kernel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.fakes import (
    FakeTransport,
    cells_of,
    greet,
    notices_of,
    published,
    reply,
    run_well,
    session_on,
    state_of,
    status,
    stay_silent,
    stream,
    until,
)
from tui.errors import KernelGone
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import (
    Arrival,
    ConnectionLost,
    ConnectionRestored,
    Discarded,
)
from tui.model.cells import Author, CellState, Notice
from tui.wire.events import NoticeKind
from tui.wire.message import Channel, Message
from tui.wire.requests import is_complete_request

GONE = ConnectionLost("The cable was cut.")
QUICK = SessionSettings(attach_grace=0.05)


def by_process(message: Message, session: str) -> Message:
    """A message as a process with this session id sends it."""
    return replace(message, header={**message.header, "session": session})


def greeting(session: str) -> FakeTransport:
    """A transport to a kernel of others whose process has a session id."""
    transport = FakeTransport()
    transport.owns_kernel = transport.can_restart = False
    answer_as(transport, session)
    return transport


def answer_as(transport: FakeTransport, session: str) -> None:
    """Have another process answer from now on."""

    def script(request: Message) -> Iterable[Arrival]:
        arrivals = greet(request)
        return [by_process(each, session) for each in arrivals if isinstance(each, Message)]

    transport.scripts["kernel_info_request"] = script


def rules(blocks: Iterable[object]) -> list[str]:
    return [
        each.text for each in blocks if isinstance(each, Notice) and each.kind is NoticeKind.RULE
    ]


async def test_what_waits_and_what_runs_is_kept_while_the_link_is_broken() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        session.execute("1")
        session.execute("2")
        await transport.read(GONE)
        assert state_of(session) is KernelState.DISCONNECTED
        session.execute("3")
        states = [cell.state for cell in cells_of(session)]
        assert states == [CellState.RUNNING, CellState.QUEUED, CellState.QUEUED]
        assert [request.content["code"] for request in transport.requests()] == ["1"]
        transport.scripts["execute_request"] = run_well
        transport.deliver(ConnectionRestored())
        await until(lambda: cells_of(session)[-1].state.is_end)
        states = [cell.state for cell in cells_of(session)]
        assert states == [CellState.LOST, CellState.DONE, CellState.DONE]
        assert rules(session.transcript.blocks) == []
        lost, back, answer = notices_of(session)
        assert lost == "The cable was cut."
        assert "there again" in back
        assert answer.startswith("The kernel's answer was lost")


async def test_a_reply_that_comes_after_the_return_counts() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        session.execute("1")
        (request,) = transport.requests()
        await transport.read(GONE)
        # The kernel is at the cell, and answers on shell what is asked afterwards later.
        transport.scripts["kernel_info_request"] = stay_silent
        transport.deliver(ConnectionRestored())
        await until(lambda: len(transport.requests("kernel_info_request")) > 1)
        transport.deliver(
            stream(request, "out"), reply(request, execution_count=4), status(request, "idle")
        )
        await until(lambda: cells_of(session)[0].state is CellState.DONE)
        asked = transport.requests("kernel_info_request")[-1]
        transport.deliver(*(each for each in greet(asked)))
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert len(notices_of(session)) == 2


async def test_of_a_cell_whose_idle_was_seen_enough_is_known() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        session.execute("1")
        (request,) = transport.requests()
        await transport.read(status(request, "idle"), GONE)
        transport.deliver(ConnectionRestored())
        await until(lambda: cells_of(session)[0].state.is_end)
        assert cells_of(session)[0].state is CellState.DONE
        assert "was lost while the connection was broken" in notices_of(session)[-1]


async def test_requests_fail_when_the_link_breaks() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        question = is_complete_request(session.client, "x")
        asking = session._tasks.start(session.side.ask("completeness", question), "asking")
        await until(lambda: bool(transport.requests("is_complete_request")))
        transport.deliver(GONE)
        with pytest.raises(KernelGone, match="The cable was cut"):
            await asking


async def test_nothing_is_sent_before_the_kernel_has_answered_again() -> None:
    transport = greeting("kernel")
    transport.scripts["execute_request"] = run_well
    async with session_on(transport, QUICK) as session:
        await transport.read(GONE)
        session.execute("1")
        transport.scripts["kernel_info_request"] = stay_silent
        await transport.read(ConnectionRestored())
        assert (state_of(session), transport.requests()) == (KernelState.DISCONNECTED, [])
        answer_as(transport, "second")
        transport.deliver(*greet_again(transport))
        await until(lambda: cells_of(session)[0].state is CellState.DONE)
        # It was another process, so the cell stands below the rule.
        assert rules(session.transcript.blocks) == ["restarted"]
        assert len(transport.requests()) == 1
        assert session.transcript.blocks[-1] is cells_of(session)[0]


def greet_again(transport: FakeTransport) -> Iterable[Arrival]:
    """The answer to the last question who is there."""
    script = transport.scripts["kernel_info_request"]
    return script(transport.requests("kernel_info_request")[-1])


async def test_a_restart_is_known_by_the_new_process_s_own_words() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        session.execute("1")
        await transport.read(GONE)
        answer_as(transport, "second")
        transport.deliver(ConnectionRestored())
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert rules(session.transcript.blocks) == ["restarted"]
        assert cells_of(session)[0].state is CellState.LOST


async def test_ids_that_change_with_every_message_tell_nothing() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        await transport.read(ConnectionRestored())
        for number in range(6):
            await transport.read(by_process(status(None, "idle"), f"id {number}"))
        assert len(rules(session.transcript.blocks)) <= 1
        before = rules(session.transcript.blocks)
        await transport.read(ConnectionRestored())
        for number in range(6):
            await transport.read(by_process(status(None, "idle"), f"other {number}"))
        assert len(rules(session.transcript.blocks)) <= len(before) + 1


async def test_without_occasion_another_id_is_no_restart() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        for _ in range(3):
            await transport.read(by_process(status(None, "idle"), "second"))
        assert rules(session.transcript.blocks) == []


async def test_the_kernel_behind_a_server_is_restarted_by_another_client() -> None:
    """The websocket stays, and only what the kernel says tells of it."""
    transport = greeting("kernel")
    transport.ends_by_request = False
    async with session_on(transport) as session:
        session.execute("1")
        other = session.client.message(Channel.CONTROL, "shutdown_request", {"restart": True})
        other = by_process(other, "somebody")
        other = replace(other, header={**other.header, "username": "ada\x1b[31m"})
        transport.deliver(published(other, "shutdown_reply", restart=True))
        answer_as(transport, "second")
        transport.deliver(by_process(status(None, "starting"), "second"))
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert cells_of(session)[0].state is CellState.LOST
        assert rules(session.transcript.blocks) == ["restarted"]
        (told,) = [text for text in notices_of(session) if "Another client" in text]
        assert told.endswith("restarts the kernel.")
        assert "\x1b" not in told


async def test_a_server_restarts_a_kernel_that_has_died() -> None:
    transport = greeting("kernel")
    transport.ends_by_request = False
    async with session_on(transport) as session:
        session.execute("1")
        session.execute("2")
        transport.scripts["execute_request"] = run_well
        answer_as(transport, "second")
        transport.deliver(status(None, "restarting"))
        await until(lambda: cells_of(session)[-1].state.is_end)
        states = [cell.state for cell in cells_of(session)]
        assert states == [CellState.LOST, CellState.DONE]
        assert rules(session.transcript.blocks) == ["restarted"]


async def test_a_server_gives_a_kernel_up() -> None:
    transport = greeting("kernel")
    transport.ends_by_request = False
    async with session_on(transport) as session:
        session.execute("1")
        await transport.read(status(None, "dead"))
        assert state_of(session) is KernelState.DEAD
        assert cells_of(session)[0].state is CellState.LOST


@pytest.mark.parametrize("word", ["restarting", "dead"])
async def test_a_kernel_itself_cannot_say_so(word: str) -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        session.execute("1")
        await transport.read(status(None, word))
        assert state_of(session) is KernelState.BUSY
        assert rules(session.transcript.blocks) == []


async def test_after_a_sleep_nothing_happens_to_a_kernel_that_is_there() -> None:
    transport = greeting("kernel")
    transport.scripts["execute_request"] = run_well
    async with session_on(transport) as session:
        asked = len(transport.requests("kernel_info_request"))
        await transport.read(ConnectionRestored())
        await until(lambda: len(transport.requests("kernel_info_request")) > asked)
        session.execute("1")
        await until(lambda: cells_of(session)[0].state is CellState.DONE)
        assert notices_of(session) == []


async def test_a_wrong_key_after_a_return_is_said() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        await transport.read(GONE)
        transport.scripts["kernel_info_request"] = stay_silent
        refused = Discarded(Channel.IOPUB, "wrong signature", wrong_key=True)
        await transport.read(ConnectionRestored(), refused, refused)
        assert sum("wrong key" in text for text in notices_of(session)) == 1


async def test_a_kernel_of_others_that_does_not_answer_is_said_to() -> None:
    transport = greeting("kernel")
    transport.scripts["kernel_info_request"] = stay_silent
    async with session_on(transport, QUICK, ready=False) as session:
        await until(lambda: bool(notices_of(session)))
        assert "busy or stopped, or the key" in notices_of(session)[0]
        assert state_of(session) is KernelState.STARTING


async def test_output_nobody_asked_for_is_shown_of_a_kernel_that_ran_before() -> None:
    transport = greeting("kernel")
    async with session_on(transport) as session:
        await transport.read(stream(None, "from a thread"))
        assert [cell.author for cell in cells_of(session)] == [Author.KERNEL]
