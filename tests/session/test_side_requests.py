"""Completion, inspection and history beside running cells."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from tests.fakes import (
    FakeTransport,
    Script,
    reply,
    run_well,
    session_on,
    status,
    stay_silent,
    until,
)
from tui.errors import JtuiError, KernelGone, RequestTimeout
from tui.kernels import side_requests
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Arrival, Exited
from tui.tasks import TaskOwner
from tui.wire.message import Channel, Json, Message

FEATURES: list[Json] = ["kernel subshells", "debugger"]


def greeting(implementation: str, features: Json) -> Script:
    def greet(request: Message) -> Iterable[Arrival]:
        info: dict[str, Json] = {
            "implementation": implementation,
            "language_info": {"name": "python"},
            "supported_features": features,
        }
        return [status(request, "busy"), reply(request, **info), status(request, "idle")]

    return greet


def make_subshell(request: Message) -> Iterable[Arrival]:
    return [reply(request, subshell_id="sub-1")]


async def ask(session: KernelSession, kind: str = "completion") -> Message:
    request = session.client.message(Channel.SHELL, "complete_request", {})
    return await session.side.ask(kind, request)


def busy_kernel(implementation: str = "ipython", features: Json = None) -> FakeTransport:
    return FakeTransport(
        kernel_info_request=greeting(implementation, features),
        execute_request=lambda request: [status(request, "busy")],
        create_subshell_request=make_subshell,
        delete_subshell_request=run_well,
        complete_request=run_well,
    )


async def test_a_kernel_at_rest_is_asked_on_its_main_shell() -> None:
    transport = busy_kernel(features=FEATURES)
    async with session_on(transport) as session:
        answer = await ask(session)
        assert answer.msg_type == "complete_reply"
        assert transport.requests("create_subshell_request") == []
        assert "subshell_id" not in transport.requests("complete_request")[0].header


async def test_a_busy_kernel_with_subshells_answers_on_one_made_once() -> None:
    transport = busy_kernel(features=FEATURES)
    async with session_on(transport) as session:
        session.execute("while True: pass")
        await until(lambda: session.state is KernelState.BUSY)
        assert not session.side.would_wait
        await ask(session)
        await ask(session, "inspection")
        assert len(transport.requests("create_subshell_request")) == 1
        asked = transport.requests("complete_request")
        assert [each.header.get("subshell_id") for each in asked] == ["sub-1", "sub-1"]
    assert transport.requests("delete_subshell_request")[0].content == {"subshell_id": "sub-1"}


@pytest.mark.parametrize(
    ("implementation", "features"),
    [("bash", FEATURES), ("ipython", None), ("ipython", "kernel subshells"), ("ipython", [1, {}])],
)
async def test_without_subshells_a_question_waits_for_the_end_of_the_cell(
    implementation: str, features: Json
) -> None:
    transport = busy_kernel(implementation, features)
    async with session_on(transport) as session:
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        assert session.side.would_wait
        asking = TaskOwner("test").start(ask(session), "asking")
        await until(lambda: len(transport.requests("execute_request")) == 1)
        assert transport.requests("complete_request") == []
        cell = transport.requests("execute_request")[0]
        transport.deliver(reply(cell), status(cell, "idle"))
        assert (await asking).msg_type == "complete_reply"


async def test_a_question_nobody_waits_for_any_more_is_never_sent() -> None:
    transport = busy_kernel("bash")
    async with session_on(transport) as session:
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        asking = TaskOwner("test").start(ask(session), "asking")
        await asyncio.sleep(0)
        asking.cancel()
        cell = transport.requests("execute_request")[0]
        transport.deliver(reply(cell), status(cell, "idle"))
        await until(lambda: session.state is KernelState.IDLE)
        await ask(session)
        assert len(transport.requests("complete_request")) == 1


async def test_a_kernel_that_refuses_a_subshell_is_asked_later() -> None:
    transport = busy_kernel(features=FEATURES)
    transport.scripts["create_subshell_request"] = lambda request: [reply(request, status="error")]
    async with session_on(transport) as session:
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        asking = TaskOwner("test").start(ask(session), "asking")
        await until(lambda: session.side.would_wait)
        cell = transport.requests("execute_request")[0]
        transport.deliver(reply(cell), status(cell, "idle"))
        await asking
        assert len(transport.requests("create_subshell_request")) == 1


async def test_after_a_restart_there_is_a_new_subshell() -> None:
    transport = busy_kernel(features=FEATURES)
    async with session_on(transport) as session:
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        await ask(session)
        await session.restart()
        await until(lambda: session.state is KernelState.IDLE)
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        await ask(session)
        assert len(transport.requests("create_subshell_request")) == 2


async def test_a_restart_while_a_subshell_is_being_made_leaves_nothing_of_it() -> None:
    transport = busy_kernel(features=FEATURES)
    transport.scripts["create_subshell_request"] = stay_silent
    async with session_on(transport) as session:
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        asking = TaskOwner("test").start(ask(session), "asking")
        await until(lambda: len(transport.requests("create_subshell_request")) == 1)
        await session.restart()
        await asking
        transport.scripts["create_subshell_request"] = make_subshell
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        assert not session.side.would_wait
        await ask(session)
        assert transport.requests("complete_request")[-1].header["subshell_id"] == "sub-1"


async def test_a_kernel_that_cannot_make_a_subshell_now_is_asked_for_one_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(side_requests, "SUBSHELL_TIME", 0.01)
    transport = busy_kernel(features=FEATURES)
    transport.scripts["create_subshell_request"] = stay_silent
    async with session_on(transport) as session:
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        asking = TaskOwner("test").start(ask(session), "asking")
        await until(lambda: len(transport.requests("create_subshell_request")) >= 2)
        transport.scripts["create_subshell_request"] = make_subshell
        await asking
        assert not session.side.would_wait


async def test_a_second_question_of_a_kind_waits_for_the_first_ones_answer() -> None:
    transport = busy_kernel()
    transport.scripts["complete_request"] = stay_silent
    async with session_on(transport) as session:
        tasks = TaskOwner("test")
        first = tasks.start(ask(session), "first")
        await until(lambda: len(transport.requests("complete_request")) == 1)
        first.cancel()
        second = tasks.start(ask(session), "second")
        await until(lambda: first.done())
        assert len(transport.requests("complete_request")) == 1
        transport.scripts["complete_request"] = run_well
        transport.deliver(reply(transport.requests("complete_request")[0]))
        assert (await second).msg_type == "complete_reply"


async def test_a_kernel_that_is_gone_says_so_at_once() -> None:
    transport = busy_kernel()
    async with session_on(transport) as session:
        session.execute("sleep")
        await until(lambda: session.state is KernelState.BUSY)
        asking = TaskOwner("test").start(_refused(session), "asking")
        transport.deliver(Exited(-9, ()))
        assert isinstance(await asking, KernelGone)
        assert isinstance(await _refused(session), KernelGone)


async def test_a_kernel_that_never_answers_is_not_waited_for_for_ever() -> None:
    transport = busy_kernel()
    transport.scripts["complete_request"] = stay_silent
    async with session_on(transport, SessionSettings(side_timeout=0.01)) as session:
        assert isinstance(await _refused(session), RequestTimeout)


async def _refused(session: KernelSession) -> JtuiError:
    try:
        await ask(session)
    except JtuiError as error:
        return error
    raise AssertionError("it was answered")
