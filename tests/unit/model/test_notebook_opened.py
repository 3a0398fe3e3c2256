"""Opened notebooks: their cells and outputs, and what is saved after some were run again."""

from __future__ import annotations

import pytest

from tests.unit.model.notebooks import (
    INFO,
    PNG,
    SPEC,
    Session,
    cells_in,
    codes_in,
)
from tui.errors import NotebookError
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import (
    CellKind,
    as_cell,
    notebook_from,
    parse_notebook,
    take_cells,
)
from tui.model.outputs import DisplayOutput, ErrorOutput, StreamOutput
from tui.wire import events
from tui.wire.message import Json


@pytest.fixture
def session() -> Session:
    return Session()


STORED: dict[str, Json] = {
    "cells": [
        {
            "attachments": {"a.png": {"image/png": PNG}},
            "cell_type": "markdown",
            "id": "title",
            "metadata": {"slide": True},
            "source": ["# Title\n", "text"],
        },
        {
            "cell_type": "code",
            "execution_count": 7,
            "id": "first",
            "metadata": {"tags": ["mine"], "unknown": {"a": 1}},
            "outputs": [
                {"name": "stdout", "output_type": "stream", "text": ["a\n", "\x1b[31mb"]},
                {
                    "data": {"application/json": {"a": [1]}, "text/plain": ["1\n", "2"]},
                    "execution_count": 7,
                    "metadata": {"isolated": True},
                    "output_type": "execute_result",
                },
                {"ename": "E", "evalue": "v", "output_type": "error", "traceback": ["t"]},
            ],
            "source": "first()",
        },
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "second",
            "metadata": {},
            "outputs": [],
            "source": "second()",
        },
    ],
    "metadata": {
        "kernelspec": {"display_name": "R", "language": "R", "name": "ir"},
        "language_info": {"codemirror_mode": "r", "name": "python"},
        "authors": [{"name": "Ann"}],
    },
    "nbformat": 4,
    "nbformat_minor": 6,
    "unknown": [1],
}


def test_a_notebook_is_read_into_cells_and_outputs() -> None:
    notebook = parse_notebook(STORED)
    assert [(cell.cell_id, cell.kind, cell.source, cell.number) for cell in notebook.cells] == [
        ("title", CellKind.MARKDOWN, "# Title\ntext", None),
        ("first", CellKind.CODE, "first()", 7),
        ("second", CellKind.CODE, "second()", None),
    ]
    assert (notebook.kernel.name, notebook.kernel.language) == ("ir", "R")
    stream, result, error = notebook.cells[1].outputs
    assert isinstance(stream, StreamOutput)
    assert stream.text.ansi() == "a\n\x1b[31mb\x1b[0m"
    assert isinstance(result, DisplayOutput)
    assert result.data == {"application/json": {"a": [1]}, "text/plain": "1\n2"}
    assert (result.is_result, result.execution_count) == (True, 7)
    assert isinstance(error, ErrorOutput)
    assert (error.ename, error.evalue, error.traceback) == ("E", "v", ("t",))
    assert notebook.problems == ()


def test_cells_of_a_notebook_are_cells_of_a_transcript() -> None:
    _, first, second = map(as_cell, parse_notebook(STORED).cells)
    assert (first.state, first.number, len(first.outputs)) == (CellState.FAILED, 7, 3)
    assert (second.state, second.number) == (CellState.CANCELLED, None)


def test_a_notebook_that_was_not_run_keeps_all_it_holds() -> None:
    spec = KernelSpec("ir", (), "R", "R")
    saved = notebook_from([], spec, None, parse_notebook(STORED))
    assert saved["cells"] == STORED["cells"]
    assert saved["unknown"] == [1]
    assert saved["nbformat_minor"] == 6
    metadata = saved["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["kernelspec"] == {"display_name": "R", "language": "R", "name": "ir"}
    assert metadata["authors"] == [{"name": "Ann"}]


def test_a_run_takes_the_place_of_what_is_stored_and_new_cells_come_last(session: Session) -> None:
    opened = parse_notebook(STORED)
    session.run("first(1)", cell_id="run 1")
    session.run("new()", cell_id="first-of-mine", number=2)
    session.run(
        "first(2)", events.StreamWritten(events.Origin("run 2"), "stdout", "x"), cell_id="run 2"
    )
    session.apply(events.CellSubmitted("run 3", "first(3)"), events.CellCancelled("run 3"))
    runs = {"run 1": "first", "run 2": "first", "run 3": "first"}
    saved = notebook_from(take_cells(session.transcript), SPEC, INFO, opened, runs)
    assert codes_in(saved) == [["# Title\n", "text"], "first(2)", "second()", "new()"]
    first = cells_in(saved)[1]
    assert first["id"] == "first"
    assert first["metadata"] == {"tags": ["mine"], "unknown": {"a": 1}}
    assert first["outputs"] == [{"name": "stdout", "output_type": "stream", "text": "x"}]


def test_cells_that_stand_for_stored_ones_are_not_saved_twice(session: Session) -> None:
    opened = parse_notebook(STORED)
    for cell in opened.cells[1:]:
        session.run(cell.source, cell_id=cell.cell_id)
    saved = notebook_from(take_cells(session.transcript), SPEC, INFO, opened)
    assert saved["cells"] == STORED["cells"]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ([1], "Cell 1: it is no cell and left out."),
        ([{"cell_type": "heading\x1b[0m", "source": "a"}], "of the type heading␛[0m."),
        ([{"cell_type": {}, "source": "a"}], "of the type that it has."),
        ([{"cell_type": "raw", "source": 5}], "Cell 1: its text is no text."),
        ([{"cell_type": "code", "source": ""}], "Cell 1: it has no list of outputs."),
        ([{"cell_type": "code", "source": "", "outputs": [3]}], "cannot be read"),
        ([{"cell_type": "code", "source": "", "outputs": [{"output_type": []}]}], "cannot be read"),
        (
            [{"cell_type": "code", "outputs": [{"output_type": "stream", "text": {}}]}],
            "cannot be read",
        ),
        ([5] * 100, "And 80 more."),
    ],
)
def test_what_is_wrong_with_cells_is_told(cells: list[Json], problem: str) -> None:
    notebook = parse_notebook({"cells": cells, "nbformat": 4})
    assert any(problem in words for words in notebook.problems), notebook.problems
    assert len(notebook.problems) <= 21


@pytest.mark.parametrize("data", [None, [], {}, {"cells": {}}, "cells"])
def test_what_has_no_cells_is_no_notebook(data: Json) -> None:
    with pytest.raises(NotebookError):
        parse_notebook(data)


def test_each_cell_has_an_id_of_its_own() -> None:
    given_ids = ["a", "a", None, "not valid", 5, "b", "not valid"]
    cells: list[Json] = [{"cell_type": "raw", "source": "", "id": cell_id} for cell_id in given_ids]
    ids = [cell.cell_id for cell in parse_notebook({"cells": cells}).cells]
    assert len(set(ids)) == len(ids)
    assert (ids[0], ids[5]) == ("a", "b")
    assert ids == [cell.cell_id for cell in parse_notebook({"cells": cells}).cells]
