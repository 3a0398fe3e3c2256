"""Opened notebooks: their cells and outputs, and what is saved after some were run again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.model.notebooks import (
    INFO,
    PNG,
    SPEC,
    Session,
    cells_in,
    codes_in,
    validate,
)
from tui.errors import NotebookError
from tui.model.cells import Author, Cell, CellState
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import (
    CellKind,
    Notebook,
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


def opened_in(session: Session, stored: Json = STORED) -> Notebook:
    """A notebook whose cells stand in the transcript."""
    notebook = parse_notebook(stored)
    session.transcript.put_stored([as_cell(cell) for cell in notebook.cells])
    return notebook


def saved_from(session: Session, opened: Notebook, spec: KernelSpec = SPEC) -> dict[str, Json]:
    saved = notebook_from(take_cells(session.transcript), spec, INFO, opened)
    # The file had it, and it is kept although nbformat does not know it.
    validate({key: value for key, value in saved.items() if key != "unknown"})
    return saved


def run_again(
    session: Session, cell_id: str, code: str, *outputs: events.KernelEvent, run: str = "run"
) -> None:
    """A stored cell from its second entering to its end."""
    session.apply(events.CellResubmitted(cell_id, run, code), events.CellSent(run), *outputs)
    session.apply(events.ExecuteReplied(events.Origin(run), "ok", 1))
    session.apply(events.StatusReported(events.Origin(run), "idle"))


def test_cells_of_a_notebook_are_cells_of_a_transcript() -> None:
    title, first, second = map(as_cell, parse_notebook(STORED).cells)
    assert (first.state, first.number, len(first.outputs)) == (CellState.STORED, 7, 3)
    assert (first.origin, first.tags) == ("first", frozenset({"mine"}))
    assert (second.state, second.number) == (CellState.STORED, None)
    assert (title.author, title.code) == (Author.NOTEBOOK, "")
    assert [output.data for output in title.outputs if isinstance(output, DisplayOutput)] == [
        {"text/markdown": "# Title\ntext"},
        {"image/png": PNG},
    ]


@pytest.mark.parametrize("tags", [None, 5, "raises-exception", [None, {}], {}])
def test_tags_may_be_anything(tags: Json) -> None:
    cell: Json = {"cell_type": "code", "source": "", "outputs": [], "metadata": {"tags": tags}}
    assert as_cell(parse_notebook({"cells": [cell]}).cells[0]).tags == frozenset()


@pytest.mark.parametrize("attachments", [None, 5, [1], {"a": 5}, {"a": {}}, {"a": [None]}])
def test_attachments_may_be_anything(attachments: Json) -> None:
    cell: Json = {"cell_type": "markdown", "source": "a", "attachments": attachments}
    assert len(as_cell(parse_notebook({"cells": [cell]}).cells[0]).outputs) == 1


def test_a_notebook_that_was_not_run_keeps_all_it_holds(session: Session) -> None:
    saved = notebook_from(take_cells(session.transcript), SPEC, INFO, opened_in(session))
    assert saved == STORED


def test_a_run_takes_the_place_of_what_is_stored_and_new_cells_come_last(session: Session) -> None:
    opened = opened_in(session)
    session.run("new()", cell_id="new-one", number=2)
    printed = events.StreamWritten(events.Origin("run"), "stdout", "x")
    run_again(session, "first", "first(2)", printed)
    saved = saved_from(session, opened)
    assert codes_in(saved) == [["# Title\n", "text"], "first(2)", "second()", "new()"]
    first = cells_in(saved)[1]
    assert first["id"] == "first"
    assert first["metadata"] == {"tags": ["mine"], "unknown": {"a": 1}}
    assert first["outputs"] == [{"name": "stdout", "output_type": "stream", "text": "x"}]
    assert cells_in(saved)[0] == cells_in(STORED)[0]
    assert cells_in(saved)[2] == cells_in(STORED)[2]
    metadata = saved["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["kernelspec"] == {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    assert metadata["authors"] == [{"name": "Ann"}]


def test_what_a_notebook_says_of_its_own_kernel_stays(session: Session) -> None:
    opened = opened_in(session)
    run_again(session, "second", "second()")
    saved = saved_from(session, opened, KernelSpec("ir", (), "Another name", "R"))
    metadata = saved["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["kernelspec"] == {"display_name": "R", "language": "R", "name": "ir"}
    assert cells_in(saved)[2]["source"] == "second()"


def test_a_cell_that_failed_gets_no_tags_besides_the_users(session: Session) -> None:
    opened = opened_in(session)
    run_again(session, "second", "1/0", events.ErrorRaised(events.Origin("run"), "E", "v", ("t",)))
    saved = cells_in(saved_from(session, opened))[2]
    assert saved["metadata"] == {}
    assert saved["outputs"] == [
        {"ename": "E", "evalue": "v", "output_type": "error", "traceback": ["t"]}
    ]


def test_a_cell_that_was_edited_and_not_run_keeps_the_outputs_of_the_file(session: Session) -> None:
    opened = opened_in(session)
    session.apply(events.CellResubmitted("first", "run", "edited()"))
    for _ in range(2):
        saved = cells_in(saved_from(session, opened))[1]
        assert saved == {**cells_in(STORED)[1], "source": "edited()"}
        session.apply(events.CellCancelled("run"))
    run_again(session, "run", "first()", run="again")
    assert cells_in(saved_from(session, opened))[1]["source"] == "first()"


def test_a_cell_that_waits_to_be_run_once_more_is_saved_as_it_was(session: Session) -> None:
    opened = opened_in(session)
    printed = events.StreamWritten(events.Origin("run"), "stdout", "x")
    run_again(session, "second", "second()", printed)
    before = saved_from(session, opened)
    session.apply(events.CellResubmitted("run", "again", "second()"))
    assert saved_from(session, opened) == before
    session.apply(events.CellCancelled("again"))
    assert saved_from(session, opened) == before


def test_texts_of_any_kind_are_shown_and_kept(session: Session) -> None:
    cells: list[Json] = [
        {"cell_type": "raw", "id": "raw", "metadata": {"format": "rst"}, "source": "raw *text*"},
        {"cell_type": "heading", "id": "odd", "metadata": {}, "source": "odd", "level": 3},
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "blank",
            "metadata": {},
            "outputs": [],
            "source": "",
        },
    ]
    opened = opened_in(session, {"cells": cells, "nbformat": 4, "nbformat_minor": 5})
    shown = [cell.outputs for cell in session.transcript.blocks if isinstance(cell, Cell)]
    assert isinstance(shown[0][0], DisplayOutput)
    assert shown[0][0].data == {"text/plain": "\x1b[2mraw *text*\x1b[22m"}
    saved = notebook_from(take_cells(session.transcript), SPEC, INFO, opened)
    assert saved["cells"] == cells


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


BROKEN: list[Json] = [
    {"id": "a", "metadata": {}, "source": "no type"},
    {"id": "b", "cell_type": "code", "metadata": {}, "source": "1"},
    {"id": "c", "cell_type": "code", "metadata": {}, "source": "2", "outputs": None},
    {"id": "d", "cell_type": "markdown", "metadata": {}, "source": 5, "outputs": []},
    {"id": "e", "cell_type": "raw", "source": ["a", "b"]},
    {
        "id": "f",
        "cell_type": "code",
        "metadata": None,
        "source": {"a": 1},
        "execution_count": "x",
        "outputs": [
            5,
            {"text": "no type"},
            {"output_type": "stream"},
            {"output_type": "stream", "name": 1, "text": {"b": 2}},
            {"output_type": "display_data", "data": None},
            {"output_type": "display_data", "data": ["c"], "metadata": []},
            {"output_type": "execute_result", "data": {"text/plain": 3, "application/json": 4}},
            {"output_type": "error", "evalue": 6, "traceback": "t"},
        ],
    },
]


def test_broken_cells_are_valid_when_they_are_saved() -> None:
    opened = parse_notebook({"cells": [*BROKEN], "metadata": {}, "nbformat": 4})
    saved = notebook_from((), SPEC, INFO, opened)
    validate(saved)
    no_type, _, _, numeric, _, many = cells_in(saved)
    outputs: Any = many["outputs"]
    assert no_type["cell_type"] == "raw"
    # What is no text is kept as its JSON.
    assert (numeric["source"], many["source"]) == ("5", '{"a": 1}')
    texts = [output.get("text") for output in outputs[:4]]
    assert texts == ["5", '{"text": "no type"}', "", '{"b": 2}']
    assert outputs[6]["data"] == {"text/plain": "3", "application/json": 4}
    assert outputs[7]["evalue"] == "6"


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
