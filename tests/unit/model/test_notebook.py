"""Sessions as notebooks: which cells, with which outputs, valid whatever the kernel says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import fastjsonschema
import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.errors import NotebookError
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import (
    CellKind,
    as_cell,
    notebook_from,
    notebook_of,
    parse_notebook,
    take_cells,
)
from tui.model.outputs import DisplayOutput, ErrorOutput, StreamOutput
from tui.model.transcript import Transcript
from tui.wire import events
from tui.wire.message import Json
from tui.wire.requests import KernelInfo

SPEC = KernelSpec("python3", (), "Python 3", "python")
INFO = KernelInfo("ipython", "python", "3.12.1", "", ("ipython3", "python"), ".py")
PNG = "iVBORw0KGgo="


@cache
def schema() -> object:
    """What nbformat 4.5 allows, as a function that raises."""
    path = Path(nbformat.__file__).parent / "v4" / "nbformat.v4.5.schema.json"
    return fastjsonschema.compile(json.loads(path.read_text("utf-8")))


def validate(notebook: dict[str, Json]) -> None:
    """Hold a notebook against nbformat's rules."""
    check = schema()
    assert callable(check)
    check(notebook)
    ids = [cell["id"] for cell in cells_in(notebook)]
    assert len(ids) == len(set(map(str, ids)))
    json.dumps(notebook, allow_nan=False, ensure_ascii=False).encode()


def cells_in(notebook: dict[str, Json]) -> list[dict[str, Json]]:
    cells = notebook["cells"]
    assert isinstance(cells, list)
    return [cell for cell in cells if isinstance(cell, dict)]


def outputs_in(notebook: dict[str, Json], place: int = 0) -> list[Json]:
    outputs = cells_in(notebook)[place]["outputs"]
    assert isinstance(outputs, list)
    return outputs


def codes_in(notebook: dict[str, Json]) -> list[Json]:
    return [cell["source"] for cell in cells_in(notebook)]


class Session:
    """A transcript that a test tells what happens in the kernel."""

    def __init__(self) -> None:
        self.transcript = Transcript("own")

    def apply(self, *happened: events.KernelEvent) -> None:
        for event in happened:
            self.transcript.apply(event, 1.0)

    def run(
        self,
        code: str,
        *outputs: events.KernelEvent,
        cell_id: str = "one",
        status: str = "ok",
        number: int | None = 1,
    ) -> None:
        """A cell from its start to its end."""
        origin = events.Origin(cell_id)
        self.apply(events.CellSubmitted(cell_id, code), events.CellSent(cell_id), *outputs)
        self.apply(events.ExecuteReplied(origin, status, number))
        self.apply(events.StatusReported(origin, "idle"))

    def notebook(self, *, remote: bool = True) -> dict[str, Json]:
        notebook = notebook_of(self.transcript, SPEC, INFO, remote=remote)
        validate(notebook)
        return notebook


@pytest.fixture
def session() -> Session:
    return Session()


ONE = events.Origin("one")


def test_an_empty_session_is_a_valid_notebook_that_names_its_kernel(session: Session) -> None:
    notebook = session.notebook()
    nbformat.validate(notebook)
    assert notebook == {
        "cells": [],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {
                "file_extension": ".py",
                "name": "python",
                "pygments_lexer": "ipython3",
                "version": "3.12.1",
            },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def test_a_kernel_that_has_not_answered_has_the_language_of_its_kernelspec() -> None:
    notebook = notebook_of(Transcript("own"), SPEC, None)
    validate(notebook)
    metadata = notebook["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["language_info"] == {"name": "python"}


@pytest.mark.parametrize("name", ["", "kernel-1.json of others", "../up", "a\nb"])
def test_a_name_that_no_kernelspec_has_is_not_written(name: str) -> None:
    notebook = notebook_of(Transcript("own"), KernelSpec(name, (), "x", ""), None)
    validate(notebook)
    assert notebook["metadata"] == {}


def test_cells_stand_in_order_with_those_of_others_if_wanted(session: Session) -> None:
    session.run("a = 1", cell_id="a")
    other = events.Origin("theirs", "other", "ann")
    session.apply(events.CodeEchoed(other, "b = 2", 2), events.StatusReported(other, "idle"))
    session.apply(events.NoticePosted(events.NoticeKind.INFO, "said"))
    session.run("c = 3", cell_id="c", number=3)
    assert codes_in(session.notebook()) == ["a = 1", "b = 2", "c = 3"]
    assert codes_in(session.notebook(remote=False)) == ["a = 1", "c = 3"]
    assert [cell["execution_count"] for cell in cells_in(session.notebook())] == [1, 2, 3]


def test_what_has_no_code_is_left_out(session: Session) -> None:
    session.apply(events.StreamWritten(events.Origin("nobody"), "stderr", "starting"))
    session.run("  \n")
    assert codes_in(session.notebook()) == []


def test_a_cell_that_waits_is_saved_without_a_number(session: Session) -> None:
    session.apply(events.CellSubmitted("one", "later()"))
    (cell,) = cells_in(session.notebook())
    assert (cell["source"], cell["execution_count"], cell["outputs"]) == ("later()", None, [])


def test_a_cancelled_cell_is_saved_unless_it_was_run_later(session: Session) -> None:
    for name, code in (("a", "again()"), ("b", "never()")):
        session.apply(events.CellSubmitted(name, code), events.CellCancelled(name))
    session.run("again()", cell_id="c")
    assert [(cell["source"], cell["id"]) for cell in cells_in(session.notebook())] == [
        ("never()", "b"),
        ("again()", "c"),
    ]


def test_ids_are_kept_where_they_are_valid_and_are_the_same_each_time(session: Session) -> None:
    for cell_id in ("valid_Id-1", "is not", "ü" * 3, "x" * 65, "x" * 64, "\ud800"):
        session.run("1", cell_id=cell_id)
    ids = [cell["id"] for cell in cells_in(session.notebook())]
    assert ids[0] == "valid_Id-1"
    assert ids[4] == "x" * 64
    session.run("2", cell_id="more")
    assert [cell["id"] for cell in cells_in(session.notebook())][:-1] == ids


def test_printed_text_keeps_its_colours_and_loses_its_links(session: Session) -> None:
    session.run(
        "x",
        events.StreamWritten(ONE, "stdout", "10%\r20%\n\x1b[31mred\x1b[0m "),
        events.StreamWritten(ONE, "stdout", "\x1b]8;;https://a.b\x1b\\link\x1b]8;;\x1b\\\x07\n"),
        events.StreamWritten(ONE, "stderr", "oh"),
    )
    assert outputs_in(session.notebook()) == [
        {"name": "stdout", "output_type": "stream", "text": "20%\n\x1b[31mred\x1b[0m link\n"},
        {"name": "stderr", "output_type": "stream", "text": "oh"},
    ]


def test_the_beginning_that_was_dropped_is_told(session: Session) -> None:
    session.transcript = Transcript("own", output_cap=50_000)
    session.run("x", events.StreamWritten(ONE, "stdout", "line of text\n" * 20_000))
    (output,) = outputs_in(session.notebook())
    assert isinstance(output, dict)
    assert str(output["text"]).startswith("… 0.2 MB were dropped (Transcript.output_cap)\nline")


def test_a_display_keeps_its_whole_bundle_and_metadata(session: Session) -> None:
    data: dict[str, Json] = {"image/png": PNG, "text/plain": "<Figure>", "application/x+json": [1]}
    metadata: dict[str, Json] = {"image/png": {"width": 10}}
    session.run(
        "x",
        events.DataDisplayed(ONE, data, metadata, "id"),
        events.DataDisplayed(ONE, {"text/plain": "7"}, {}, None, True, 1),
    )
    assert outputs_in(session.notebook()) == [
        {"data": data, "metadata": metadata, "output_type": "display_data"},
        {
            "data": {"text/plain": "7"},
            "execution_count": 1,
            "metadata": {},
            "output_type": "execute_result",
        },
    ]


def deep(levels: int) -> Json:
    value: Json = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("mime", "sent", "saved"),
    [
        pytest.param("text/plain", ["a\n", "b"], "a\nb", id="lines are joined"),
        pytest.param("text/html", {"a": 1}, '{"a": 1}', id="an object for a text becomes one"),
        pytest.param("text/plain", "a\ud800", "a\ufffd", id="half a character is replaced"),
        pytest.param("application/json", float("nan"), None, id="what is no number is null"),
        pytest.param("application/json", ["a", "b"], ["a", "b"], id="a list of JSON stays one"),
        pytest.param("application/json", {"k\udfff": 1.5}, {"k\ufffd": 1.5}, id="keys, too"),
    ],
)
def test_data_becomes_valid(session: Session, mime: str, sent: Json, saved: Json) -> None:
    session.run("x", events.DataDisplayed(ONE, {mime: sent}, {}))
    (output,) = outputs_in(session.notebook())
    assert isinstance(output, dict)
    assert output["data"] == {mime: saved}


def test_endless_nesting_ends(session: Session) -> None:
    session.run("x", events.DataDisplayed(ONE, {"application/json": deep(900)}, {"m": deep(900)}))
    assert "[nested too deeply]" in json.dumps(session.notebook())


def test_a_failed_cell_is_executed_without_ending_the_execution(session: Session) -> None:
    session.run("1/0", events.ErrorRaised(ONE, "E", "why", ("\x1b[31mE\x1b[0m",)), status="error")
    (cell,) = cells_in(session.notebook())
    assert cell["metadata"] == {"tags": ["raises-exception"]}
    assert cell["outputs"] == [
        {"ename": "E", "evalue": "why", "output_type": "error", "traceback": ["\x1b[31mE\x1b[0m"]}
    ]


def test_a_cell_that_the_user_or_the_kernels_death_ended_is_not_executed(session: Session) -> None:
    session.run("while 1: pass", events.ErrorRaised(ONE, "KeyboardInterrupt", "", ()))
    session.apply(events.CellSubmitted("b", "exit"), events.CellSent("b"), events.KernelEnded())
    assert [cell["metadata"] for cell in cells_in(session.notebook())] == [
        {"tags": ["skip-execution"]},
        {"tags": ["skip-execution"]},
    ]


@pytest.mark.parametrize(
    ("password", "answer", "text"),
    [
        pytest.param(False, "Ann", "Hi\nName? Ann\nbye", id="an answer is text"),
        pytest.param(True, "secret", "Hi\nName? ········\nbye", id="a password is dots"),
        pytest.param(False, None, "Hi\nName? \nbye", id="end of file is nothing"),
    ],
)
def test_questions_are_printed_text(
    session: Session, password: bool, answer: str | None, text: str
) -> None:
    session.run(
        "input()",
        events.StreamWritten(ONE, "stdout", "Hi\n"),
        events.InputRequested(ONE, "Name? ", password),
        events.InputAnswered("one", answer),
        events.StreamWritten(ONE, "stdout", "bye"),
    )
    notebook = session.notebook()
    assert outputs_in(notebook) == [{"name": "stdout", "output_type": "stream", "text": text}]
    assert cells_in(notebook)[0]["metadata"] == {"tags": ["raises-exception"]}
    assert "secret" not in json.dumps(notebook)


def test_what_was_taken_does_not_change_with_the_transcript(session: Session) -> None:
    shown = events.DataDisplayed(ONE, {"text/plain": "old"}, {}, "id")
    session.apply(events.CellSubmitted("one", "x"), events.CellSent("one"), shown)
    session.apply(events.StreamWritten(ONE, "stdout", "old\n" * 1000))
    taken = list(take_cells(session.transcript))
    before = notebook_from(taken, SPEC, INFO)
    session.apply(events.DisplayUpdated(ONE, "id", {"text/plain": "new"}, {}))
    session.apply(events.StreamWritten(ONE, "stdout", "\x1b[Anew\n" * 1000))
    assert notebook_from(taken, SPEC, INFO) == before
    assert session.notebook() != before


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


TEXT = st.text(st.characters(codec=None, categories=None), max_size=30)
IDS = st.sampled_from(["a", "b", "c d", "theirs"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
BUNDLES = st.dictionaries(
    st.sampled_from(["text/plain", "text/html", "image/png", "application/json", "a\n/json"])
    | TEXT,
    JSON,
    max_size=3,
)
ORIGINS = IDS.map(events.Origin)
COUNTS = st.none() | st.integers(-1, 10)
HAPPENING = st.one_of(
    st.builds(events.CellSubmitted, IDS, TEXT),
    st.builds(events.CellSent, IDS),
    st.builds(events.CellCancelled, IDS),
    st.builds(events.CodeEchoed, ORIGINS, TEXT, COUNTS),
    st.builds(events.StreamWritten, ORIGINS, st.sampled_from(["stdout", "stderr"]), TEXT),
    st.builds(events.DataDisplayed, ORIGINS, BUNDLES, BUNDLES, st.just("d"), st.booleans(), COUNTS),
    st.builds(events.DisplayUpdated, ORIGINS, st.just("d"), BUNDLES, BUNDLES),
    st.builds(events.ErrorRaised, ORIGINS, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple)),
    st.builds(events.OutputCleared, ORIGINS, st.booleans()),
    st.builds(events.InputRequested, ORIGINS, TEXT, st.booleans()),
    st.builds(events.InputAnswered, IDS, st.none() | TEXT),
    st.builds(events.ExecuteReplied, ORIGINS, st.sampled_from(["ok", "error", "aborted"]), COUNTS),
    st.builds(events.StatusReported, ORIGINS, st.just("idle")),
    st.just(events.KernelEnded()),
    st.just(events.KernelRestarted()),
)


def transcript_of(happened: Sequence[events.KernelEvent]) -> Transcript:
    """What comes of events, where cells are entered once."""
    transcript = Transcript("own")
    for event in happened:
        if isinstance(event, events.CellSubmitted) and transcript.cell(event.cell_id) is not None:
            continue
        transcript.apply(event, 1.0)
    return transcript


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(HAPPENING, max_size=25))
def test_whatever_happens_is_a_valid_notebook_that_reads_as_it_was_written(
    happened: list[events.KernelEvent],
) -> None:
    transcript = transcript_of(happened)
    notebook = notebook_of(transcript, SPEC, INFO)
    validate(notebook)
    assert notebook_of(transcript, SPEC, INFO) == notebook
    opened = parse_notebook(notebook)
    assert opened.problems == ()
    assert [cell.source for cell in opened.cells] == codes_in(notebook)
    assert notebook_from([], SPEC, INFO, opened) == notebook
