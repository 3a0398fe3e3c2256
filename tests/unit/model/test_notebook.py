"""Sessions as notebooks: which cells, with which outputs, valid whatever the kernel says."""

from __future__ import annotations

import json
from collections.abc import Sequence

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.model.notebooks import (
    INFO,
    ONE,
    PNG,
    SPEC,
    Session,
    cells_in,
    codes_in,
    outputs_in,
    validate,
)
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import (
    notebook_from,
    notebook_of,
    parse_notebook,
    take_cells,
)
from tui.model.transcript import Transcript
from tui.wire import events
from tui.wire.message import Json


@pytest.fixture
def session() -> Session:
    return Session()


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
