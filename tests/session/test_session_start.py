"""How a session meets its kernel: the first exchange, and the ways it can fail."""

from __future__ import annotations

import pytest

from tests.fakes import (
    Clock,
    FakeTransport,
    cells_of,
    from_kernel,
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
from tui.errors import LaunchError, TransportClosed
from tui.kernels import handshake
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Discarded
from tui.model.cells import CellState
from tui.wire.message import Channel, JsonObject, Message


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """This time is no setting; what happens after it is tested here."""
    monkeypatch.setattr(handshake, "IOPUB_WAIT", 0.02)


async def test_a_session_is_starting_until_its_kernel_has_answered() -> None:
    transport = FakeTransport(kernel_info_request=stay_silent)
    async with session_on(transport, ready=False) as session:
        await until(lambda: bool(transport.sent))
        assert state_of(session) is KernelState.STARTING
        assert not session.info
        await transport.read(*greet(transport.sent[0]))
        await until(lambda: state_of(session) is KernelState.IDLE)
        assert session.info is not None
        assert session.info.implementation == "ipython"
        assert session.info.lexer == ("python",)


async def test_code_entered_while_the_kernel_starts_runs_when_it_is_ready() -> None:
    transport = FakeTransport(kernel_info_request=stay_silent, execute_request=run_well)
    async with session_on(transport, ready=False) as session:
        await until(lambda: bool(transport.sent))
        session.execute("first")
        session.execute("second")
        await transport.read()
        assert [cell.state for cell in cells_of(session)] == [CellState.QUEUED] * 2
        assert transport.requests() == []
        assert session.queue_length == 2
        transport.deliver(*greet(transport.sent[0]))
        await until(lambda: len(transport.requests()) == 2)
        await transport.read()
        assert [message.content["code"] for message in transport.requests()] == ["first", "second"]
        assert [cell.state for cell in cells_of(session)] == [CellState.DONE] * 2


async def test_the_question_is_repeated_until_iopub_is_heard() -> None:
    def reply_only(request: Message) -> list[Message]:
        return [reply(request, implementation="late")]

    transport = FakeTransport(kernel_info_request=reply_only)
    async with session_on(transport, ready=False) as session:
        await until(lambda: len(transport.requests("kernel_info_request")) >= 3)
        assert state_of(session) is KernelState.STARTING
        await transport.read(status(None, "starting"))
        await until(lambda: state_of(session) is KernelState.IDLE)
        asked = len(transport.requests("kernel_info_request"))
        assert asked < handshake.IOPUB_TRIES


async def test_a_kernel_that_never_publishes_a_status_is_ready_after_some_tries() -> None:
    transport = FakeTransport(kernel_info_request=lambda request: [reply(request)])
    async with session_on(transport) as session:
        assert state_of(session) is KernelState.IDLE
        asked = len(transport.requests("kernel_info_request"))
        assert asked == 1 + handshake.IOPUB_TRIES


async def test_odd_kernel_infos_are_good_enough() -> None:
    def odd(request: Message) -> list[Message]:
        content: JsonObject = {"status": 7, "language_info": "python", "banner": None}
        header = request.header
        return [
            status(request, "busy"),
            from_kernel(Channel.SHELL, "kernel_reply", content, header),
        ]

    async with session_on(FakeTransport(kernel_info_request=odd)) as session:
        assert session.info is not None
        assert session.info.lexer == ()


async def test_silence_is_said_once_and_not_before_its_time() -> None:
    transport, clock = FakeTransport(kernel_info_request=stay_silent), Clock()
    transport.log = "\x1b[31mloading\x1b[0m the universe\n"
    settings = SessionSettings(startup_grace=0.02)
    async with session_on(transport, settings, clock, ready=False) as session:
        await until(lambda: len(transport.requests("kernel_info_request")) >= 3)
        assert notices_of(session) == []
        clock.now += 1.0
        await until(lambda: bool(notices_of(session)))
        asked = len(transport.requests("kernel_info_request"))
        await until(lambda: len(transport.requests("kernel_info_request")) >= asked + 3)
        (notice,) = notices_of(session)
        assert notice.startswith("No sign of life from the kernel for 0.02 s.")
        assert notice.endswith("It wrote:\nloading the universe")
        # It goes on asking, and a kernel that takes minutes is welcome.
        transport.scripts["kernel_info_request"] = greet
        await until(lambda: state_of(session) is KernelState.IDLE)


async def test_messages_signed_with_another_key_are_said_to_be() -> None:
    transport = FakeTransport(kernel_info_request=stay_silent)
    wrong = Discarded(Channel.SHELL, "It is signed with another key.", wrong_key=True)
    async with session_on(transport, ready=False) as session:
        await transport.read(wrong, wrong)
        (notice,) = notices_of(session)
        assert "wrong key" in notice
        assert state_of(session) is KernelState.STARTING
        assert session.discarded == 2


async def test_broken_messages_are_counted_and_said_once() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        await transport.read(*[Discarded(Channel.IOPUB, "It has too few frames.")] * 3)
        (notice,) = notices_of(session)
        assert "It has too few frames." in notice
        assert session.discarded == 3
        session.execute("1")
        await transport.read()
        assert [cell.state for cell in cells_of(session)] == [CellState.DONE]


async def test_a_kernel_that_cannot_start_leaves_a_session_that_says_why() -> None:
    transport = FakeTransport()
    transport.open_error = LaunchError("There is no such program: kernel.")
    async with session_on(transport, ready=False) as session:
        await until(lambda: state_of(session) is KernelState.DEAD)
        assert notices_of(session) == ["There is no such program: kernel."]
        cell_id = session.execute("1")
        assert session.transcript.cell(cell_id) in cells_of(session)
        assert transport.requests() == []


async def test_a_connection_that_fails_at_once_is_disconnected() -> None:
    transport = FakeTransport()
    transport.open_error = TransportClosed("Nobody is there.")
    async with session_on(transport, ready=False) as session:
        await until(lambda: state_of(session) is KernelState.DISCONNECTED)
        assert notices_of(session) == ["Nobody is there. F7 tries again."]


async def test_a_fresh_kernels_words_to_nobody_go_to_the_log() -> None:
    transport = FakeTransport(kernel_info_request=stay_silent, execute_request=stay_silent)
    transport.log = "process\n"
    async with session_on(transport, ready=False) as session:
        await until(lambda: bool(transport.sent))
        await transport.read(stream(None, "frozen modules\n", "stderr"))
        assert session.transcript.blocks == []
        assert session.log_text() == "process\nfrozen modules\n"
        transport.deliver(*greet(transport.requests("kernel_info_request")[-1]))
        await until(lambda: state_of(session) is KernelState.IDLE)
        session.execute("1")
        await transport.read(stream(None, "from a thread\n"))
        assert [cell.author.value for cell in cells_of(session)] == ["own", "kernel"]


async def test_close_ends_every_task_and_closes_the_connection_only() -> None:
    transport = FakeTransport()
    async with session_on(transport):
        pass
    assert transport.deeds == ["close"]


async def test_a_reader_that_fails_ends_its_session_only() -> None:
    transport = FakeTransport(execute_request=stay_silent)
    async with session_on(transport) as session:
        session.execute("1")
        transport.break_off(ZeroDivisionError("a bug"))
        await until(lambda: state_of(session) is KernelState.DEAD)
        assert "could not go on reading" in notices_of(session)[0]
        assert [cell.state for cell in cells_of(session)] == [CellState.LOST]


async def test_two_watches_are_both_woken() -> None:
    transport = FakeTransport()
    async with session_on(transport) as session:
        first, second = session.watch(), session.watch()
        session.execute("1")
        await first.wait()
        await second.wait()
        assert first.feed.take() == second.feed.take() != []
        session.unwatch(second)
        await transport.read(published(None, "display_data", data={"text/plain": "x"}))
        await first.wait()
        assert first.feed
        assert not second.feed
