"""Notebooks with anything in them, in a pane: each is shown, runs, and steers no terminal."""

from __future__ import annotations

import time

import pytest

from tests.fakes import FakeTransport, cells_of, until
from tests.pilot.test_notebooks_in_place import code, notebook_pane
from tui.model.cells import Author, CellState
from tui.model.notebook import as_cell, parse_notebook
from tui.model.transcript import Transcript
from tui.wire.message import Json

ESCAPE = "a\x1b]0;owned\x07\x1b[2J\x9b31m\u202eb[@click=app.quit]x[/nope]"


def markdown(source: Json, **more: Json) -> Json:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def with_outputs(*outputs: Json) -> Json:
    return {
        "cell_type": "code",
        "execution_count": 2,
        "metadata": {},
        "outputs": [*outputs],
        "source": "x",
    }


HOSTILE: dict[str, list[Json]] = {
    "escapes everywhere": [
        markdown(ESCAPE),
        {"cell_type": "raw", "metadata": {}, "source": ESCAPE},
        code(ESCAPE, 1),
        with_outputs(
            {"output_type": "stream", "name": ESCAPE, "text": ESCAPE},
            {"output_type": "display_data", "data": {"text/plain": ESCAPE}, "metadata": {}},
            {"output_type": "error", "ename": ESCAPE, "evalue": ESCAPE, "traceback": [ESCAPE]},
        ),
    ],
    "outputs of wrong shapes": [
        with_outputs(5, None, [], {}, {"output_type": "stream", "text": {"a": 1}}),
        with_outputs({"output_type": "display_data", "data": [1], "metadata": 5}),
        with_outputs({"output_type": "error", "traceback": "one line", "ename": 5}),
        with_outputs({"output_type": "display_data", "data": {"image/png": 5, "text/html": {}}}),
    ],
    "cells of wrong shapes": [
        5,
        None,
        {"cell_type": "code"},
        {"cell_type": "markdown", "source": {"a": 1}},
        {"cell_type": "code", "source": ["a", 5], "outputs": "none", "execution_count": "many"},
        {"cell_type": "code", "source": "x", "outputs": [], "execution_count": -(10**30)},
    ],
    "pictures that are none": [
        markdown("![x](attachment:x)", attachments={"x": {"image/png": "no picture", "a/b": {}}}),
        markdown("![x](attachment:x)", attachments={"x": {"image/svg+xml": "<svg" * 1000}}),
    ],
    "the same id": [{**code("a"), "id": "same"} for _ in range(50)],  # type: ignore[dict-item]
    "deep": [markdown("> " * 500 + "x"), markdown("[" * 5000), markdown("- " * 500)],
    "long": [markdown("word " * 50_000), code("y = 1\n" * 20_000, 1), code("x" * 500_000, 1)],
}


@pytest.mark.parametrize("kind", HOSTILE)
async def test_whatever_is_in_a_notebook_it_is_shown(kind: str) -> None:
    async with notebook_pane([*HOSTILE[kind], code("last()", 1)]) as (app, pilot):
        await until(lambda: not app.pane.view._preparing)
        await pilot.press("ctrl+end")
        await until(lambda: "last()" in app.text)
        for _ in range(4):
            for line in app.lines():
                assert not any(letter < " " or letter in "\x7f\x9b\u202e" for letter in line), line
            await pilot.press("pageup")
        await pilot.press("ctrl+end", "alt+up", "r")
        last = cells_of(app.pane.session)[-1]
        await until(lambda: last.state is CellState.DONE)
        assert not app.screen.is_modal


async def test_a_kernel_that_names_the_cells_of_a_notebook_takes_nothing_over() -> None:
    transport = FakeTransport()
    async with notebook_pane([{**code("a", 1), "id": "same"}], transport) as (app, _):  # type: ignore[dict-item]
        (cell,) = cells_of(app.pane.session)
        assert not app.pane.session.transcript.running
        assert cell.author is Author.OWN
        assert app.pane.session.execute_again(cell)
        assert transport.requests()[0].msg_id == cell.cell_id != "same"


def test_ten_thousand_cells_take_no_time_of_the_event_loop() -> None:
    cells = [code(f"cell_{number}()", number) for number in range(10_000)]
    stored = [as_cell(cell) for cell in parse_notebook({"cells": cells, "nbformat": 4}).cells]
    best = 1.0
    for _ in range(5):
        transcript = Transcript("me")
        begun = time.process_time()
        transcript.put_stored(stored)
        best = min(best, time.process_time() - begun)
    assert best < 0.02
