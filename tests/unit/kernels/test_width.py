"""What is told to which kernel, and when: tables, and a conversation with a scripted kernel."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping

import pytest

from tests.fakes import (
    FakeTransport,
    from_kernel,
    published,
    reply,
    run_well,
    session_on,
    status,
)
from tui.kernels.launch import LaunchSettings, _environment
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Arrival
from tui.kernels.width import program
from tui.kernels.width.code import may_import, telling_request
from tui.kernels.width.room import Room
from tui.kernels.width.telling import Telling
from tui.model.kernelspec import KernelSpec
from tui.wire.message import Channel, Json, Message
from tui.wire.requests import Client

CLIENT = Client("session", "user")
ROOM = Room(120, 40)


@pytest.mark.parametrize(
    ("size", "room"),
    [
        ((120, 40), ROOM),
        ((0, 40), None),
        ((120, 0), None),
        ((5, 3), Room(20, 3)),
        ((100_000, 9_999), Room(500, 500)),
    ],
)
def test_a_room_has_a_size_that_every_kernel_takes(
    size: tuple[int, int], room: Room | None
) -> None:
    assert Room.of(*size) == room


@pytest.mark.parametrize(
    ("implementation", "sent"),
    [
        ("ipython", ""),
        ("IRkernel", 'if (getOption("width") %in% 80L) options(width = 120L)'),
        ("xeus-python", None),
        ("bash_kernel", None),
        ("ijulia", None),
        ("IPython; rm -rf /", None),
        ("", None),
    ],
)
def test_only_kernels_of_which_it_is_known_how_are_told(
    implementation: str, sent: str | None
) -> None:
    request = telling_request(CLIENT, implementation, ROOM, None, started=True)
    if sent is None:
        assert request is None
        return
    assert request is not None
    assert request.content["code"] == sent
    assert request.content["silent"] is True
    assert request.content["store_history"] is False
    assert request.content["allow_stdin"] is False
    assert request.content["stop_on_error"] is False


def test_what_is_sent_to_python_is_one_expression_without_a_name() -> None:
    request = telling_request(CLIENT, "ipython", ROOM, Room(80, 20), started=True)
    assert request is not None
    asked = request.content["user_expressions"]
    assert isinstance(asked, dict)
    expression = asked["value"]
    assert isinstance(expression, str)
    compile(expression, "<expression>", "eval")
    assert len(expression) < 4_000


@pytest.mark.parametrize(
    ("code", "may"),
    [
        ("import numpy", True),
        ("from x import y", True),
        ("%pylab", True),
        ("__import__('pandas')", True),
        ("1 + 1", False),
        ("", False),
    ],
)
def test_code_that_may_bring_libraries(code: str, may: bool) -> None:
    assert may_import("ipython", code) is may
    assert not may_import("IRkernel", code)


ENVIRONMENTS: list[tuple[dict[str, str], int, bool, str | None]] = [
    ({}, 0, False, "120"),
    ({}, 80, True, "120"),
    ({"COLUMNS": "80"}, 80, False, "120"),
    ({"COLUMNS": "99"}, 80, True, "99"),
    ({"COLUMNS": "99"}, 0, True, "120"),
    ({"COLUMNS": "99"}, 0, False, "99"),
]


@pytest.mark.parametrize(("has", "before", "started", "then"), ENVIRONMENTS)
def test_columns_of_others_stay(
    monkeypatch: pytest.MonkeyPatch,
    has: Mapping[str, str],
    before: int,
    started: bool,
    then: str,
) -> None:
    for name in ("COLUMNS", "LINES", "JUPYTER_COLUMNS", "POLARS_TABLE_WIDTH"):
        monkeypatch.setenv(name, "?")
        monkeypatch.delenv(name)
    for name, value in has.items():
        monkeypatch.setenv(name, value)
    program.tell(120, 40, before, started)
    assert os.environ["COLUMNS"] == then
    assert shutil.get_terminal_size().columns == int(then)
    assert os.environ["JUPYTER_COLUMNS"] == "120"


def test_a_kernel_is_started_with_the_room_unless_its_kernelspec_says_otherwise() -> None:
    settings = LaunchSettings(room=lambda: ROOM)
    plain = KernelSpec("k", (), "K", "")
    assert _environment(plain, settings)["COLUMNS"] == "120"
    assert _environment(plain, settings)["LINES"] == "40"
    own = KernelSpec("k", (), "K", "", env={"COLUMNS": "72"})
    assert _environment(own, settings)["COLUMNS"] == "72"


# When.


def telling(request: Message | None) -> bool:
    """Whether something is told."""
    return request is not None


def test_it_is_told_again_only_when_there_is_something_new() -> None:
    told = Telling(CLIENT, "own")

    def due(columns: int = 120, lines: int = 40) -> bool:
        room = Room(columns, lines)
        return telling(told.request("ipython", room, owned=True, started=True))

    assert due()
    assert not due()
    assert not due(lines=30)
    assert due(columns=80)
    assert not due(columns=80)
    told.note_cell("ipython", "import numpy")
    assert due(columns=80)
    told.note_cell("ipython", "1 + 1")
    assert not due(columns=80)
    told.forget()
    assert due(columns=80)
    told.note_other_client()
    assert not due(columns=120)


@pytest.mark.parametrize(
    ("whom", "owned", "shared", "is_told"),
    [
        ("own", True, False, True),
        ("own", True, True, False),
        ("own", False, False, False),
        ("always", False, True, True),
        ("always", True, False, True),
        ("never", True, False, False),
    ],
)
def test_who_is_told(whom: str, owned: bool, shared: bool, is_told: bool) -> None:
    told = Telling(CLIENT, whom)  # type: ignore[arg-type]
    if shared:
        told.note_other_client()
    assert telling(told.request("ipython", ROOM, owned=owned, started=owned)) is is_told


def silent(transport: FakeTransport) -> list[bool]:
    """Of each request to execute whether it was one of those nobody sees."""
    return [bool(each.content["silent"]) for each in transport.requests()]


def execute(request: Message) -> Iterable[Arrival]:
    """Run anything but what is silent, which gets no answer at all."""
    return [] if request.content["silent"] else run_well(request)


SETTINGS = SessionSettings(tell_width="own")


async def test_a_kernel_that_does_not_answer_it_holds_up_nothing() -> None:
    transport = FakeTransport(execute_request=execute)
    async with session_on(transport, settings=SETTINGS) as session:
        watch = session.watch()
        watch.room = lambda: ROOM
        session.execute("1", watch)
        await transport.read()
        watch.room = lambda: Room(80, 24)
        session.execute("2", watch)
        await transport.read()
        session.execute("3", watch)
        await transport.read()
        assert silent(transport) == [True, False, True, False, False]
        assert session.state is KernelState.IDLE


async def test_an_answer_that_is_an_error_is_logged_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(request: Message) -> Iterable[Arrival]:
        if not request.content["silent"]:
            return run_well(request)
        failed: dict[str, Json] = {"value": {"status": "error", "evalue": "no " * 9_999}}
        return [reply(request, user_expressions=failed)]

    transport = FakeTransport(execute_request=fail)
    async with session_on(transport, settings=SETTINGS) as session:
        watch = session.watch()
        watch.room = lambda: ROOM
        session.execute("1", watch)
        await transport.read()
        session.execute("2", watch)
        await transport.read()
        assert silent(transport) == [True, False, False]
        assert len(session.transcript.blocks) == 2
    messages = [each.message for each in caplog.records if "its width" in each.message]
    assert len(messages) == 1
    assert len(messages[0]) < 300


async def test_with_another_client_seen_nothing_more_is_told() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport, settings=SETTINGS) as session:
        watch = session.watch()
        watch.room = lambda: ROOM
        session.execute("1", watch)
        await transport.read()
        theirs = from_kernel(Channel.SHELL, "execute_request", {})
        await transport.read(published(theirs, "execute_input", code="2", execution_count=2))
        watch.room = lambda: Room(80, 24)
        session.execute("3", watch)
        await transport.read()
        assert silent(transport) == [True, False, False]


async def test_what_went_with_the_queue_behind_an_error_is_told_again() -> None:
    aborted: list[Message] = []

    def abort_first(request: Message) -> Iterable[Arrival]:
        if request.content["silent"] and not aborted:
            aborted.append(request)
            return [status(request, "busy"), reply(request, status="aborted")]
        return run_well(request)

    transport = FakeTransport(execute_request=abort_first)
    async with session_on(transport, settings=SETTINGS) as session:
        watch = session.watch()
        watch.room = lambda: ROOM
        for code in ("1", "2", "3"):
            session.execute(code, watch)
            await transport.read()
        assert silent(transport) == [True, False, True, False, False]
