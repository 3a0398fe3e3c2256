"""The history screen on a session and a real store: searching in every scope, and acting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.fakes import (
    FakeTransport,
    greet,
    reply,
    run_well,
    session_on,
    status,
    stay_silent,
    until,
)
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.transport import Arrival
from tui.model.history.entry import HistoryEntry, Outcome
from tui.render.highlight import SyntaxTheme
from tui.screens.history import HistoryScreen, Recalled
from tui.stores.history.search import HistorySearch
from tui.stores.history.store import HistoryStore
from tui.wire.message import Json, Message

WIDE = (120, 30)


class ScreenApp(App[None]):
    """Shows the history screen over nothing, and notes what it ends with."""

    def __init__(self, session: KernelSession, draft: str = "") -> None:
        super().__init__()
        self.panel = HistoryScreen.of(session, draft, SyntaxTheme())
        self.ended = False
        self.recalled: Recalled | None = None

    def on_mount(self) -> None:
        """Open it."""
        self.push_screen(self.panel, self._note_end)

    def _note_end(self, recalled: Recalled | None) -> None:
        self.ended, self.recalled = True, recalled

    @property
    def text(self) -> str:
        """The screen."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in strips)


def past(request: Message) -> Iterable[Arrival]:
    """IPython with three inputs in this session, and a fourth in an earlier one."""
    pattern = request.content.get("pattern")
    session = request.content.get("session")
    inputs: list[Json]
    if pattern is not None:
        everything: list[Json] = [[7, 1, "earlier_input()"], [8, 1, "alpha = 1"]]
        inputs = [
            item for item in everything if "alpha" not in str(pattern) or "alpha" in str(item)
        ]
    elif session == 0:
        first, stop = request.content.get("start"), request.content.get("stop")
        assert isinstance(first, int)
        codes = ["alpha = 1", "beta = 2", "alpha + beta"]
        last = stop if isinstance(stop, int) else len(codes) + 1
        inputs = [[0, line, codes[line - 1]] for line in range(first, min(last, len(codes) + 1))]
    else:
        inputs = [[7, 1, "earlier_input()"]]
    return [status(request, "busy"), reply(request, history=inputs), status(request, "idle")]


def ipython(**scripts: object) -> FakeTransport:
    return FakeTransport(history_request=past, execute_request=run_well)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HistoryStore]:
    """The store that jtui would use."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    with closing(HistoryStore()) as store:
        yield store


def kept(code: str, **others: object) -> tuple[str, HistoryEntry]:
    fields: dict[str, object] = {"language": "python", "kernelspec": "fake", "started": 1.7e9}
    return "a session", HistoryEntry(code, **{**fields, **others})  # type: ignore[arg-type]


@asynccontextmanager
async def screen_on(
    transport: FakeTransport, draft: str = "", size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[ScreenApp, Pilot[None]]]:
    async with session_on(transport) as session:
        app = ScreenApp(session, draft)
        async with app.run_test(size=size) as pilot:
            yield app, pilot


async def shown(app: ScreenApp, pilot: Pilot[None], *texts: str) -> None:
    """Wait until texts are on the screen."""
    await until(lambda: all(text in app.text for text in texts))
    await pilot.pause()


async def test_this_kernel_is_asked_and_ctrl_r_goes_on_to_wider_scopes(store: HistoryStore) -> None:
    store.record([kept("echo of_another_kernel", language="bash", kernelspec="bash")])
    transport = ipython()
    async with session_on(transport) as session:
        session.execute("gamma")
        await until(lambda: session.state is KernelState.IDLE)
        session.transcript.execution_count = 1
        app = ScreenApp(session)
        async with app.run_test(size=WIDE) as pilot:
            await shown(app, pilot, "alpha + beta", "beta = 2")
            await pilot.press("ctrl+r")
            await shown(app, pilot, "earlier_input()")
            await pilot.press("ctrl+r")
            await shown(app, pilot, "echo of_another_kernel")


async def test_a_kernel_in_which_nothing_was_entered_begins_with_everything(
    store: HistoryStore,
) -> None:
    store.record([kept("once = upon")])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "once = upon")


async def test_what_is_typed_is_found_and_enter_takes_it(store: HistoryStore) -> None:
    store.record([kept("plot(x)"), kept("print(y)"), kept("import numpy\nnumpy.zeros(3)")])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "plot(x)")
        await pilot.press(*"zeros")
        await until(lambda: "plot(x)" not in app.text)
        await pilot.press("enter")
        await until(lambda: app.ended)
        assert app.recalled == Recalled("import numpy\nnumpy.zeros(3)", runs=False)


async def test_f5_runs_and_marked_inputs_go_together_the_oldest_first(store: HistoryStore) -> None:
    store.record([kept("a = 1", started=1.0), kept("b = 2", started=2.0), kept("c", started=3.0)])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "a = 1")
        await pilot.press("tab", "down", "space", "space", "f5")
        await until(lambda: app.ended)
        assert app.recalled == Recalled("a = 1\nb = 2", runs=True)


async def test_esc_goes_back_with_nothing(store: HistoryStore) -> None:
    store.record([kept("a = 1")])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "a = 1")
        await pilot.press("escape")
        await until(lambda: app.ended)
        assert app.recalled is None


async def test_the_search_begins_with_the_draft_taken_literally(store: HistoryStore) -> None:
    store.record([kept("!ls -l"), kept("ls = 3")])
    async with screen_on(ipython(), draft="!ls") as (app, _pilot):
        await until(lambda: "!ls -l" in app.text and "ls = 3" not in app.text)


async def test_ranges_select_exactly_those_lines(store: HistoryStore) -> None:
    async with screen_on(ipython()) as (app, pilot):
        await pilot.press("tab", "1", "tab", *"2-3")
        await until(lambda: "beta = 2" in app.text and "alpha = 1" not in app.text)
        await pilot.press("ctrl+u", *"~1/")
        await shown(app, pilot, "earlier_input()")


async def test_a_wrong_expression_is_said_and_what_was_found_stays(store: HistoryStore) -> None:
    store.record([kept("plot(x)")])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "plot(x)")
        await pilot.press(*"/pl/", "left", "(")
        await until(lambda: "expression" in app.text)
        assert "plot(x)" in app.text


async def test_a_kernel_without_a_history_has_what_jtui_keeps_of_it(store: HistoryStore) -> None:
    store.record([kept("of this spec"), kept("of another", kernelspec="other")])
    transport = FakeTransport(
        kernel_info_request=lambda request: [
            status(request, "busy"),
            reply(request, implementation="bash", language_info={"name": "bash"}),
            status(request, "idle"),
        ]
    )
    async with screen_on(transport) as (app, pilot):
        await pilot.press("tab", "2")
        await until(lambda: "of this spec" in app.text and "of another" not in app.text)
        assert transport.requests("history_request") == []


async def test_a_busy_kernel_without_subshells_keeps_nobody_waiting(store: HistoryStore) -> None:
    transport = FakeTransport(
        kernel_info_request=greet,
        history_request=stay_silent,
        execute_request=lambda request: [status(request, "busy")],
    )
    async with session_on(transport) as session:
        session.execute("while True: pass")
        await until(lambda: session.state is KernelState.BUSY)
        app = ScreenApp(session)
        async with app.run_test(size=WIDE) as pilot:
            await shown(app, pilot, "while True: pass")
            assert transport.requests("history_request") == []


async def test_forgetting_asks_and_takes_every_input_of_the_text(store: HistoryStore) -> None:
    store.record([kept("token = 'x'"), kept("stays"), kept("token = 'x'")])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "token = 'x'")
        await pilot.press("tab", "d")
        await shown(app, pilot, "Forget this input")
        await pilot.press("f")
        await until(lambda: "token" not in app.text.split("stays")[-1])
        assert [entry.code for entry in store.entries()] == ["stays"]


async def test_saving_asks_for_a_name_and_before_it_replaces(
    store: HistoryStore, tmp_path: Path
) -> None:
    store.record([kept("a = 1"), kept("b = 2")])
    target = tmp_path / "script.py"
    target.write_text("old")
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "a = 1")
        await pilot.press("tab", "space", "space", "s")
        await shown(app, pilot, "Save 2 inputs as")
        await pilot.press("ctrl+u", "ctrl+k", *str(target), "enter")
        await shown(app, pilot, "exists")
        await pilot.press("r")
        await until(lambda: target.read_text() == "a = 1\nb = 2\n")


async def test_copying_leaves_the_panel_open(store: HistoryStore) -> None:
    store.record([kept("a = 1")])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "a = 1")
        await pilot.press("tab", "y")
        await until(lambda: app.clipboard == "a = 1")
        assert [each.message for each in app._notifications] == ["Copied 1 line."]
        assert not app.ended


async def test_since_a_date_and_only_errors(store: HistoryStore) -> None:
    store.record(
        [kept("old failure", started=1.0e9, outcome=Outcome.ERROR), kept("late", started=1.7e9)]
    )
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "old failure", "late")
        await pilot.press("alt+s")
        await shown(app, pilot, "Since when?")
        await pilot.press(*"2010-01-01", "enter")
        await until(lambda: "old failure" not in app.text)
        await pilot.press("alt+s", "alt+e")
        await until(lambda: "old failure" in app.text and "late" not in app.text)


async def test_a_history_that_cannot_be_read_is_said(store: HistoryStore, tmp_path: Path) -> None:
    path = HistorySearch().path
    path.parent.mkdir(parents=True)
    path.mkdir()
    async with screen_on(ipython()) as (app, pilot):
        await until(lambda: "history.sqlite" in app.text)
        await pilot.press(*"abc", "escape")
        await until(lambda: app.ended)


async def test_a_kernel_that_does_not_answer_is_not_waited_for(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.panes.history.kernel_search.ANSWER_TIME", 0.2)
    store.record([kept("kept by jtui")])
    transport = FakeTransport(history_request=stay_silent)
    async with screen_on(transport) as (app, pilot):
        await pilot.press("tab", "2")
        await shown(app, pilot, "kept by jtui", "did not answer")
        await pilot.press("/", *"nothing_of_it")
        await until(lambda: "kept by jtui" not in app.text)
        # It is asked no more.
        assert len(transport.requests("history_request")) <= 2


async def test_filters_count_for_ranges_too(store: HistoryStore) -> None:
    store.record([kept("fine", line=1), kept("wrong", line=2, outcome=Outcome.ERROR)])
    async with screen_on(ipython()) as (app, pilot):
        await shown(app, pilot, "fine", "wrong")
        await pilot.press(*"~1/", "alt+e")
        await until(lambda: "wrong" in app.text and "fine" not in app.text)


async def test_a_range_of_very_many_sessions_is_one_question(store: HistoryStore) -> None:
    def answer(request: Message) -> Iterable[Arrival]:
        values: Json = {"value": {"status": "ok", "data": {"text/plain": "5000"}}}
        return [
            status(request, "busy"),
            reply(request, user_expressions=values),
            status(request, "idle"),
        ]

    transport = FakeTransport(history_request=past, execute_request=answer)
    async with session_on(transport) as session:
        session.transcript.execution_count = 1
        app = ScreenApp(session)
        async with app.run_test(size=WIDE) as pilot:
            await shown(app, pilot, "beta = 2")
            await pilot.press(*"~4999/1-~1/9")
            await shown(app, pilot, "earlier_input()")
            assert len(transport.requests("history_request")) <= 15
