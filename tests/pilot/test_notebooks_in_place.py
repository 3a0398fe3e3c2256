"""A notebook in a pane: how its cells look, and what the keys do with the marked one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.fakes import FakeTransport, cells_of, run_well, session_on, until
from tests.pilot.inquiring_app import PaneApp
from tests.pilot.specs_app import isolate
from tui.kernels.session import KernelSession
from tui.model.cells import SKIPPED, CellState
from tui.model.notebook import as_cell, parse_notebook
from tui.wire.message import Json

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElF"
    "TkSuQmCC"
)


def code(text: str, number: int | None = None, *tags: str) -> Json:
    """A cell with what it put out if it has a number."""
    output: Json = {"output_type": "stream", "name": "stdout", "text": f"old {text}"}
    return {
        "cell_type": "code",
        "execution_count": number,
        "metadata": {"tags": list(tags)},
        "outputs": [output] if number is not None else [],
        "source": text,
    }


NOTEBOOK: list[Json] = [
    {
        "cell_type": "markdown",
        "metadata": {},
        "source": "# Title\n\n- item with `code`\n\n![picture](attachment:a.png)",
        "attachments": {"a.png": {"image/png": PNG}},
    },
    code("first()", 3),
    {"cell_type": "raw", "metadata": {}, "source": "raw *text*"},
    code("second()"),
    code("third()", None, SKIPPED),
    code("fourth()", 5),
]


def codes_of(session: KernelSession) -> list[str]:
    return [cell.code for cell in cells_of(session) if cell.code]


@asynccontextmanager
async def notebook_pane(
    cells: list[Json] | None = None, transport: FakeTransport | None = None
) -> AsyncIterator[tuple[PaneApp, Pilot[None]]]:
    """An app with a pane on a kernel that does whatever it is told, and a notebook in it."""
    async with session_on(transport or FakeTransport(execute_request=run_well)) as session:
        notebook = parse_notebook({"cells": NOTEBOOK if cells is None else cells, "nbformat": 4})
        session.transcript.put_stored([as_cell(cell) for cell in notebook.cells])
        app = PaneApp(session)
        async with app.run_test(size=(100, 40)) as pilot:
            yield app, pilot


async def test_cells_look_as_such_and_say_that_they_have_not_run_here() -> None:
    async with notebook_pane() as (app, pilot):
        await until(lambda: "• item with code" in app.text and "[image/png, 10 × 10" in app.text)
        text = app.text
        for line in ("In [3] stored: first()", "old first()", "In [ ]: second()", "raw *text*"):
            assert line in text, line
        assert "# Title" not in text
        words = ("Title", "In [3]", "raw", "second()", "third()", "In [5] stored: fourth()")
        places = [text.index(word) for word in words]
        assert places == sorted(places)
        await pilot.press("alt+r")
        await until(lambda: app.pane.session.queue_length == 0)
        await pilot.pause(0.1)
        assert "stored" not in app.text


async def test_raw_text_is_dimmed() -> None:
    async with notebook_pane() as (app, pilot):
        await pilot.pause()
        view = app.pane.view
        row = next(y for y in range(view.size.height) if "raw *" in view.render_line(y).text)
        styles = [part.style for part in view.render_line(row) if "raw" in part.text]
        assert styles and all(style is not None and style.dim for style in styles)


async def test_the_beginning_is_in_sight_and_what_is_typed_comes_at_the_end() -> None:
    async with notebook_pane([code(f"cell_{number}()", 1) for number in range(100)]) as (
        app,
        pilot,
    ):
        await pilot.pause()
        assert "cell_0()" in app.text
        await pilot.press(*"new()", "f5")
        await until(lambda: codes_of(app.pane.session)[-1] == "new()")
        await until(lambda: "new()" in app.text)


async def test_r_runs_the_marked_cell_where_it_stands() -> None:
    async with notebook_pane() as (app, pilot):
        await pilot.press("alt+up", "r")
        session = app.pane.session
        (cell,) = (cell for cell in cells_of(session) if cell.code == "fourth()")
        await until(lambda: cell.state is CellState.DONE)
        assert cell.outputs == []
        assert codes_of(session) == ["first()", "second()", "third()", "fourth()"]
        await pilot.press("r", "r")
        await until(lambda: session.queue_length == 0)
        assert len(codes_of(session)) == 4


async def test_x_runs_one_cell_after_the_other_down_to_the_prompt() -> None:
    async with notebook_pane() as (app, pilot):
        await pilot.press("alt+up", "alt+up", "x", "x")
        session = app.pane.session
        await until(lambda: session.queue_length == 0)
        ran = [cell.code for cell in cells_of(session) if cell.was_entered]
        assert ran == ["third()", "fourth()"]
        await pilot.press("y")
        assert app.pane.editor.text == "y"


async def test_run_from_here_leaves_out_what_is_above_and_what_is_tagged() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with notebook_pane(None, transport) as (app, pilot):
        await pilot.press("alt+up", "alt+up", "alt+up", "R")
        await until(lambda: len(transport.requests()) == 2)
        sent = [request.content["code"] for request in transport.requests()]
        assert sent == ["second()", "fourth()"]
        assert "2 cells will run; 1 with the tag skip-execution will not." in app.words


async def test_all_run_from_the_prompt_also_those_that_were_cleared_from_the_view() -> None:
    transport = FakeTransport(execute_request=run_well)
    async with notebook_pane(None, transport) as (app, pilot):
        await pilot.press("ctrl+l")
        assert "first()" not in app.text
        await pilot.press("alt+r")
        await until(lambda: len(transport.requests()) == 3)
        await until(lambda: "first()" in app.text)


async def test_enter_copies_and_e_edits_in_place() -> None:
    async with notebook_pane() as (app, pilot):
        session, editor = app.pane.session, app.pane.editor
        await pilot.press("alt+up", "enter")
        assert editor.text == "fourth()"
        await pilot.press("f5")
        await until(lambda: codes_of(session)[-2:] == ["fourth()", "fourth()"])
        await pilot.press("alt+up", "alt+up", "e")
        await pilot.pause()
        assert "Edit [5]: fourth()" in app.text
        assert "Editing In [5]" in app.words
        await pilot.press("end", "+", "1", "f5")
        await until(lambda: codes_of(session)[-2:] == ["fourth()+1", "fourth()"])
        await pilot.press(*"new()", "f5")
        await until(lambda: codes_of(session)[-1] == "new()")
        assert "Edit [" not in app.text


@pytest.mark.parametrize(
    ("typed", "left"), [([], ""), (["end", "+", "1"], "fourth()+1")], ids=["as it was", "changed"]
)
async def test_escape_leaves_the_cell_as_it_is(typed: list[str], left: str) -> None:
    async with notebook_pane() as (app, pilot):
        await pilot.press("alt+up", "e", *typed, "escape")
        await pilot.pause()
        assert app.pane.editor.text == left
        assert "Edit [" not in app.text
        await pilot.press("ctrl+end", *"x", "f5")
        await until(lambda: codes_of(app.pane.session)[-1] == f"{left}x")
        assert len(codes_of(app.pane.session)) == 5


@pytest.mark.parametrize("leave", ["ctrl+c", "enter on another", "run from elsewhere"])
async def test_other_ways_end_the_editing_too(leave: str) -> None:
    async with notebook_pane() as (app, pilot):
        await pilot.press("alt+up", "e")
        match leave:
            case "ctrl+c":
                await pilot.press("ctrl+c")
            case "enter on another":
                await pilot.press("alt+up", "alt+up", "enter")
            case _:
                app.pane.run("elsewhere()")
        app.pane.editor.replace_text("new()")
        await pilot.press("f5")
        await until(lambda: codes_of(app.pane.session)[-1] == "new()")
        assert "fourth()" in codes_of(app.pane.session)


async def test_an_edited_cell_that_still_runs_keeps_its_text_in_the_prompt() -> None:
    transport = FakeTransport()
    async with notebook_pane(None, transport) as (app, pilot):
        await pilot.press("alt+up", "r", "e", "end", "2", "f5")
        await pilot.pause()
        assert app.pane.editor.text == "fourth()2"
        assert "Edit [" in app.text
        assert "Enter again when it has ended" in app.words
        transport.deliver(*run_well(transport.requests()[0]))
        await until(lambda: app.pane.session.transcript.running == [])
        await pilot.press("f5")
        await until(lambda: codes_of(app.pane.session)[-1] == "fourth()2")


async def test_without_a_notebook_a_cell_runs_again_as_a_new_one() -> None:
    async with session_on(FakeTransport(execute_request=run_well)) as session:
        app = PaneApp(session)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press(*"one()", "f5")
            await until(lambda: codes_of(session) == ["one()"])
            await pilot.pause(0.1)
            await pilot.press("alt+up", "r")
            await until(lambda: codes_of(session) == ["one()", "one()"])
            await pilot.press("alt+r")
            await pilot.press("alt+up", "e")
            assert app.pane.editor.text == "e"
            assert codes_of(session) == ["one()", "one()"]


@pytest.mark.parametrize("runs", [False, True])
async def test_up_in_the_prompt_brings_back_what_was_entered_only(
    runs: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    isolate(tmp_path, monkeypatch)
    async with notebook_pane() as (app, pilot):
        if runs:
            await pilot.press("alt+up", "r", "escape")
            await until(lambda: app.pane.session.queue_length == 0)
        await pilot.press("up", "end", "x")
        await until(lambda: app.pane.editor.text == ("fourth()x" if runs else "x"))


async def test_ten_thousand_cells_come_at_once() -> None:
    cells = [code(f"cell_{number}()", number) for number in range(10_000)]
    async with notebook_pane(cells) as (app, pilot):
        assert "cell_0()" in app.text
        await pilot.press("ctrl+end")
        await until(lambda: "cell_9999()" in app.text)
        await pilot.press("alt+up", "r")
        await until(lambda: cells_of(app.pane.session)[-1].state is CellState.DONE)


async def test_a_notebook_that_is_read_later_comes_above_what_was_entered() -> None:
    async with session_on(FakeTransport(execute_request=run_well)) as session:
        app = PaneApp(session)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press(*"one()", "f5")
            await until(lambda: codes_of(session) == ["one()"])
            notebook = parse_notebook({"cells": NOTEBOOK, "nbformat": 4})
            session.transcript.put_stored([as_cell(cell) for cell in notebook.cells])
            app.pane.note_notebook()
            session.cancel_queue()
            await until(lambda: "In [3] stored: first()" in app.text)
            assert codes_of(session)[-1] == "one()"
