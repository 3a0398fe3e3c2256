"""A pane that asks its kernel beside the cells."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.fakes import FakeTransport, question, reply, status, until
from tests.pilot.inquiring_app import (
    HELP,
    NARROW,
    WIDE,
    PaneApp,
    answering,
    busy,
    paging,
    pane_on,
    shown,
)
from tui.kernels.transport import Arrival
from tui.panes.session.pane import SessionPane
from tui.stores.pager_size import PagerSize, read_pager_size, write_pager_size
from tui.wire.message import Json
from tui.wire.message import Message as KernelMessage

FOUND = answering(found=True, data={"text/plain": HELP})
MATCHES = answering(matches=["path", "pathsep"], cursor_start=3, cursor_end=5)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))


# Pages.


@pytest.mark.parametrize(("size", "stacked"), [(WIDE, False), (NARROW, True)])
async def test_a_page_opens_beside_the_transcript_or_below_it(
    size: tuple[int, int], stacked: bool
) -> None:
    transport = FakeTransport(execute_request=paging({"text/plain": HELP}))
    async with pane_on(transport, size) as (app, pilot):
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        pager = app.pane.pager
        assert pager is not None
        region, view = pager.region, app.pane.view.region
        assert (region.y >= view.bottom) is stacked
        assert (region.x >= view.right) is not stacked
        assert "In [1]: f?" in app.text
        # The prompt has the focus still, and the transcript can be scrolled.
        assert app.pane.editor.has_focus
        await pilot.resize_terminal(*(NARROW if size == WIDE else WIDE))
        await pilot.pause()
        assert (pager.region.y >= app.pane.view.region.bottom) is not stacked


async def test_a_page_without_anything_in_it_opens_nothing() -> None:
    transport = FakeTransport(execute_request=paging({}, [1], "text"))
    async with pane_on(transport) as (app, pilot):
        app.pane.run("f?")
        await until(lambda: app.pane.session.transcript.execution_count == 1)
        await pilot.pause()
        assert app.pane.pager is None


async def test_a_page_of_html_only_is_shown() -> None:
    page: Json = {"text/html": "<h1>f</h1><script>evil()</script><p>What <b>f</b> does.</p>"}
    async with pane_on(FakeTransport(execute_request=paging(page))) as (app, pilot):
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        assert "evil" not in app.text


async def test_the_pager_is_gone_to_and_left_by_f9() -> None:
    transport = FakeTransport(execute_request=paging({"text/plain": HELP}))
    async with pane_on(transport) as (app, pilot):
        await pilot.press("f9")
        assert "No help was shown yet" in app.words
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        await pilot.press("f9")
        assert app.pane.is_in_pager
        await pilot.press("f9")
        assert app.pane.pager is None
        assert app.pane.editor.has_focus
        await pilot.press("f9")
        assert app.pane.is_in_pager
        await pilot.press("q")
        assert app.pane.pager is None
        assert app.pane.editor.has_focus


async def test_esc_in_the_prompt_hides_the_pager_once_nothing_else_is_open() -> None:
    transport = FakeTransport(
        execute_request=paging({"text/plain": HELP}), complete_request=MATCHES
    )
    async with pane_on(transport) as (app, pilot):
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        await pilot.press(*"os.pa", "tab")
        await until(lambda: app.pane.editor.menu is not None)
        await pilot.press("escape")
        assert app.pane.editor.menu is None
        assert app.pane.pager is not None
        await pilot.press("escape")
        assert app.pane.pager is None


async def test_typing_in_the_pager_goes_on_in_the_prompt() -> None:
    transport = FakeTransport(execute_request=paging({"text/plain": HELP}))
    async with pane_on(transport) as (app, pilot):
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        await pilot.press("f9", "x", "y")
        assert app.pane.editor.text == "xy"


async def test_the_pager_asks_the_kernel_about_names_and_the_app_for_the_rest() -> None:
    transport = FakeTransport(execute_request=paging({"text/plain": HELP}), inspect_request=FOUND)
    async with pane_on(transport) as (app, pilot):
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        await pilot.press("f9", "s")
        await until(lambda: bool(transport.requests("inspect_request")))
        asked = transport.requests("inspect_request")[0].content
        assert asked == {"code": "f", "cursor_pos": 1, "detail_level": 1}
        await shown(app, pilot, "2/2")
        await pilot.press("o", "y")
        source, copied = app.asked
        assert isinstance(source, SessionPane.SourceWanted)
        assert source.path == "~/f.py"
        assert isinstance(copied, SessionPane.CopyWanted)
        assert copied.text.startswith("Signature: f(a)")


async def test_the_pagers_size_is_remembered(tmp_path: Path) -> None:
    write_pager_size(PagerSize(0.25, 0.5))
    transport = FakeTransport(execute_request=paging({"text/plain": HELP}))
    async with pane_on(transport) as (app, pilot):
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        pager = app.pane.pager
        assert pager is not None
        assert pager.size.width == 30
        await pilot.press("f9", "<")
        await pilot.pause()
        assert pager.size.width == 36
        await until(lambda: read_pager_size().width == pytest.approx(0.3))


# Inspection.


async def test_shift_tab_shows_help_without_a_cell_and_then_the_source() -> None:
    transport = FakeTransport(inspect_request=FOUND)
    async with pane_on(transport) as (app, pilot):
        await pilot.press(*"x = os.path", "shift+tab")
        await shown(app, pilot, "What f does.")
        assert "os.path" in app.text
        await pilot.press("shift+tab")
        await until(lambda: len(transport.requests("inspect_request")) == 2)
        first, second = transport.requests("inspect_request")
        assert first.content == {"code": "x = os.path", "cursor_pos": 11, "detail_level": 0}
        assert second.content["detail_level"] == 1
        assert transport.requests("execute_request") == []
        assert app.pane.editor.text == "x = os.path"


async def test_what_the_kernel_does_not_know_is_said() -> None:
    async with pane_on(FakeTransport(inspect_request=answering(found=False))) as (app, pilot):
        await pilot.press(*"nope", "shift+tab")
        await until(lambda: app.words == "Nothing is known of nope")
        assert app.pane.pager is None


async def test_an_inspection_of_five_megabytes_is_shown() -> None:
    text = "Docstring: a line of help\n" * 200_000
    transport = FakeTransport(inspect_request=answering(found=True, data={"text/plain": text}))
    async with pane_on(transport) as (app, pilot):
        await pilot.press(*"x", "shift+tab")
        await shown(app, pilot, "Docstring: a line of help")


# Completion.


async def test_tab_completes_by_the_range_of_the_reply() -> None:
    async with pane_on(FakeTransport(complete_request=MATCHES)) as (app, pilot):
        await pilot.press(*"os.pa", "tab")
        await until(lambda: app.pane.editor.text == "os.path")
        await shown(app, pilot, "pathsep")
        await pilot.press("down", "enter")
        assert app.pane.editor.text == "os.pathsep"


async def test_no_completions_are_said() -> None:
    async with pane_on(FakeTransport(complete_request=answering(matches=[]))) as (app, pilot):
        await pilot.press(*"zz", "tab")
        await until(lambda: app.words == "No completions")


@pytest.mark.parametrize(
    "content",
    [
        {"status": "error", "ename": "E"},
        {"matches": "no list"},
        {"matches": [1, None, {}], "cursor_start": 0, "cursor_end": 2},
        {"matches": ["a\x1b[2Jb", "c\x07"], "cursor_start": 0, "cursor_end": 2},
    ],
)
async def test_a_broken_reply_completes_nothing(content: dict[str, Json]) -> None:
    async with pane_on(FakeTransport(complete_request=answering(**content))) as (app, pilot):
        await pilot.press(*"zz", "tab")
        await until(lambda: app.words == "No completions")
        assert app.pane.editor.text == "zz"


@pytest.mark.parametrize(("start", "end"), [(99, 100), (-5, 2), (2, 0), (0, 99)])
async def test_wrong_ranges_do_no_harm(start: int, end: int) -> None:
    script = answering(matches=["zzz", "zzy"], cursor_start=start, cursor_end=end)
    async with pane_on(FakeTransport(complete_request=script)) as (app, pilot):
        await pilot.press(*"zz", "tab")
        await until(lambda: app.pane.editor.menu is not None or app.words == "No completions")
        assert app.pane.editor.text in ("zz", "zzzz", "zzzzz")


async def test_a_hundred_thousand_matches_are_shown_at_once() -> None:
    matches: list[Json] = [f"name_{number}" for number in range(100_000)]
    types: list[Json] = [
        {"text": each, "type": "<unknown>", "start": 0, "end": 2, "signature": ""}
        for each in matches
    ]
    script = answering(
        matches=matches,
        cursor_start=0,
        cursor_end=2,
        metadata={"_jupyter_types_experimental": types},
    )
    async with pane_on(FakeTransport(complete_request=script)) as (app, pilot):
        await pilot.press(*"na", "tab")
        await shown(app, pilot, "name_0")
        assert "<unknown>" not in app.text


# While the kernel is busy.


def said(app: PaneApp, words: str) -> bool:
    return app.words == words


async def test_a_question_to_a_busy_kernel_waits_in_sight_and_is_dropped_with_the_next_key() -> (
    None
):
    transport = FakeTransport(execute_request=busy, complete_request=MATCHES, inspect_request=FOUND)
    async with pane_on(transport) as (app, pilot):
        app.pane.run("sleep")
        await until(lambda: app.pane.session.state == "busy")
        for key, kind in (("tab", "completion"), ("shift+tab", "help")):
            await pilot.press("a", key)
            await until(partial(said, app, f"The {kind} waits: the kernel is busy"))
            await pilot.press("b")
            await pilot.pause()
            assert app.words == ""
        cell = transport.requests("execute_request")[0]
        transport.deliver(reply(cell), status(cell, "idle"))
        await until(lambda: app.pane.session.state == "idle")
        await pilot.pause()
        assert transport.requests("complete_request") == []
        assert transport.requests("inspect_request") == []


async def test_a_question_that_waited_is_answered_when_the_cell_has_ended() -> None:
    transport = FakeTransport(execute_request=busy, complete_request=MATCHES)
    async with pane_on(transport) as (app, pilot):
        app.pane.run("sleep")
        await until(lambda: app.pane.session.state == "busy")
        await pilot.press(*"os.pa", "tab")
        await until(lambda: "waits" in app.words)
        cell = transport.requests("execute_request")[0]
        transport.deliver(reply(cell), status(cell, "idle"))
        await until(lambda: app.pane.editor.text == "os.path")
        assert app.words == ""


# What replies ask for besides.


async def test_the_draft_survives_what_a_reply_puts_into_the_prompt() -> None:
    payload: list[Json] = [{"source": "set_next_input", "text": "loaded = 1", "replace": True}]
    transport = FakeTransport(execute_request=answering(execution_count=1, payload=payload))
    async with pane_on(transport) as (app, pilot):
        await pilot.press(*"draft")
        app.pane.run("%load x")
        await until(lambda: app.pane.editor.text == "loaded = 1")
        await pilot.press("ctrl+z")
        assert app.pane.editor.text == "draft"


@pytest.mark.parametrize(
    ("code", "runs"),
    [
        ("%edit a.py", True),
        ("edit -x a.py", False),
        ("%ed -n 3 -x a.py", False),
        ("%edit -rx a.py", False),
        ("%edit a-x.py", True),
    ],
)
async def test_what_is_edited_is_run_as_ipython_does(code: str, runs: bool) -> None:
    payload: list[Json] = [{"source": "edit_magic", "filename": "/a.py", "line_number": 3}]
    transport = FakeTransport(execute_request=answering(execution_count=1, payload=payload))
    async with pane_on(transport) as (app, _):
        app.pane.run(code)
        await until(lambda: bool(app.asked))
        (event,) = app.asked
        assert isinstance(event, SessionPane.EditWanted)
        assert (event.filename, event.line, event.runs) == ("/a.py", 3, runs)


async def test_an_editor_waits_until_its_tab_is_in_view() -> None:
    payload: list[Json] = [{"source": "edit_magic", "filename": "/a.py"}] * 1000
    transport = FakeTransport(execute_request=answering(execution_count=1, payload=payload))
    async with pane_on(transport) as (app, pilot):
        app.pane.show(False)
        app.pane.run("%edit a.py")
        await until(lambda: app.pane.unseen)
        await pilot.pause()
        assert app.asked == []
        app.pane.show(True)
        await until(lambda: len(app.asked) == 1)


async def test_a_text_too_long_for_the_prompt_is_left_out() -> None:
    payload: list[Json] = [{"source": "set_next_input", "text": "x" * 1_000_000}]
    transport = FakeTransport(execute_request=answering(execution_count=1, payload=payload))
    async with pane_on(transport) as (app, pilot):
        await pilot.press(*"draft")
        app.pane.run("%load x")
        await until(lambda: "too long" in app.words)
        assert app.pane.editor.text == "draft"


async def test_what_is_typed_in_the_pager_answers_a_question() -> None:
    def run(request: KernelMessage) -> list[Arrival]:
        if request.content["code"] == "f?":
            return list(paging({"text/plain": HELP})(request))
        return [status(request, "busy"), question(request, "Name? ")]

    async with pane_on(FakeTransport(execute_request=run)) as (app, pilot):
        app.pane.run("f?")
        await shown(app, pilot, "What f does.")
        app.pane.run("input('Name? ')")
        await shown(app, pilot, "Name? ")
        await pilot.press("f9", "x", "a", "enter")
        assert app.pane.editor.text == ""
        await shown(app, pilot, "Name? xa")


async def test_a_slow_answer_is_said_to_be_waited_for_and_dropped_with_the_next_key() -> None:
    async with pane_on(FakeTransport(inspect_request=lambda _: [])) as (app, pilot):
        await pilot.press(*"f", "shift+tab")
        await until(lambda: app.words == "The help waits: the kernel has not answered yet")
        await pilot.press("g")
        await until(lambda: app.words == "")


async def test_a_signature_is_asked_for_anew_after_a_cell() -> None:
    transport = FakeTransport(execute_request=answering(), inspect_request=FOUND)
    async with pane_on(transport) as (app, pilot):
        for count in (1, 2):
            await pilot.press(*"f(")
            await until(partial(asked, transport, count))
            await shown(app, pilot, "f(a)")
            await pilot.press("f5")
            await until(lambda: app.pane.session.state == "idle")


def asked(transport: FakeTransport, count: int) -> bool:
    return len(transport.requests("inspect_request")) == count


@pytest.mark.parametrize("keep", [True, False])
async def test_exit_closes_the_pane_and_says_what_becomes_of_the_kernel(keep: bool) -> None:
    payload: list[Json] = [{"source": "ask_exit", "keepkernel": keep}]
    transport = FakeTransport(execute_request=answering(execution_count=1, payload=payload))
    async with pane_on(transport) as (app, _):
        app.pane.run("exit")
        await until(lambda: bool(app.asked))
        (event,) = app.asked
        assert isinstance(event, SessionPane.CloseWanted)
        assert event.keep is keep
