"""The reducer: whose cells there are, what they ask, and how they end."""

from __future__ import annotations

import pytest

from tests.unit.model.words import (
    END,
    ME,
    RESTART,
    RUN_A,
    answered,
    applied,
    asked,
    echoed,
    entered,
    err,
    idle,
    of,
    out,
    picture,
    raised,
    remote,
    replied,
    replied_error,
    sent,
    shown,
    theirs,
)
from tui.model.cells import Cell, Notice
from tui.model.changes import BlocksRearranged, CellStateChanged, OutputAdded
from tui.model.outputs import (
    StreamOutput,
)
from tui.model.transcript import Transcript
from tui.wire.events import (
    CellCancelled,
    CellGivenUp,
    CellSent,
    CellSubmitted,
    CodeEchoed,
    KernelEnded,
    KernelEvent,
    KernelRestarted,
    NoticeKind,
    NoticePosted,
    Origin,
    StreamWritten,
    Unrecognised,
)

TABLE: dict[str, tuple[list[KernelEvent], list[str]]] = {
    # Other clients, and nobody.
    "another client's cell appears": ([remote("r")], ["r [7] remote running"]),
    "another client's cell ends with its idle": (
        [remote("r"), StreamWritten(theirs("r"), "stdout", "x"), idle("r")],
        ["r [7] remote done", "  stdout: 'x'"],
    ),
    "another client's cell fails by its exception": (
        [remote("r"), raised("r", "E"), idle("r")],
        ["r [7] remote failed", "  error: E"],
    ),
    "another client's cell between own ones": (
        [*RUN_A, replied("a"), idle("a"), remote("r"), entered("b"), out("r", "x"), idle("r")],
        ["a done", "r [7] remote done", "  stdout: 'x'", "b queued"],
    ),
    "another client's question is not asked here": (
        [remote("r"), asked("r", "?")],
        ["r [7] remote running"],
    ),
    "code of no request is nothing": ([CodeEchoed(Origin(), "x", 3)], []),
    "output of a cell that began before stays together": (
        [out("x", "1"), entered("a"), out("x", "2"), idle("x"), out("x", "3")],
        [" kernel done", "  stdout: '123'", "a queued"],
    ),
    "output of two that began before stands in two places": (
        [out("x", "1"), entered("a"), out("y", "2"), out("y", "3"), out("x", "4")],
        [" kernel done", "  stdout: '1'", "a queued", " kernel done", "  stdout: '234'"],
    ),
    "output of nobody is shown under no input": (
        [err("", "warning"), err("", "s\n")],
        [" kernel done", "  stderr: 'warnings\\n'"],
    ),
    "output of an unknown request is shown, too": (
        [*RUN_A, out("x", "1"), shown("y", "2")],
        ["a running", " kernel done", "  stdout: '1'", "  display: 2"],
    ),
    "output of nobody begins anew behind later cells": (
        [err("", "1"), entered("a"), err("", "2")],
        [" kernel done", "  stderr: '1'", "a queued", " kernel done", "  stderr: '2'"],
    ),
    "an unknown message is nothing": ([*RUN_A, Unrecognised(of("a"), "comm_open")], ["a running"]),
    # Questions.
    "a question waits": ([*RUN_A, asked("a", "name:")], ["a running", "  question: name: waiting"]),
    "an answer is kept": (
        [*RUN_A, asked("a", "name:"), answered("a", "ann")],
        ["a running", "  question: name: answered ann"],
    ),
    "a password is not": (
        [*RUN_A, asked("a", "pw:", password=True), answered("a", "secret")],
        ["a running", "  question: pw: answered"],
    ),
    "an end of file": (
        [*RUN_A, asked("a", "pdb>"), answered("a", None)],
        ["a running", "  question: pdb> end of file"],
    ),
    "one question after the other": (
        [*RUN_A, asked("a", "1"), answered("a", "x"), asked("a", "2")],
        ["a running", "  question: 1 answered x", "  question: 2 waiting"],
    ),
    "a second question drops the first": (
        [*RUN_A, asked("a", "1"), asked("a", "2"), answered("a", "x")],
        ["a running", "  question: 1 dropped", "  question: 2 answered x"],
    ),
    "the reply drops the question": (
        [*RUN_A, asked("a", "1"), replied("a")],
        ["a running", "  question: 1 dropped"],
    ),
    "the kernel's end drops the question": (
        [*RUN_A, asked("a", "1"), END],
        ["a lost", "  question: 1 dropped"],
    ),
    "an answer to nothing is nothing": (
        [*RUN_A, answered("a", "x"), answered("b", "y")],
        ["a running"],
    ),
    "a question of a cell that has ended is not asked": (
        [*RUN_A, replied("a"), idle("a"), asked("a", "1")],
        ["a done"],
    ),
    "a question that comes after the reply is not asked": (
        [*RUN_A, replied("a"), asked("a", "1")],
        ["a running"],
    ),
    "a question of nobody is not asked": ([*RUN_A, asked("", "1"), asked("x", "1")], ["a running"]),
    "text before a question stays before it": (
        [*RUN_A, out("a", "1"), asked("a", "?"), answered("a", "x"), out("a", "2")],
        ["a running", "  stdout: '1'", "  question: ? answered x", "  stdout: '2'"],
    ),
    # Ends.
    "a queued cell can be cancelled": ([entered("a"), CellCancelled("a")], ["a cancelled"]),
    "a cancelled cell is not sent": (
        [entered("a"), CellCancelled("a"), sent("a")],
        ["a cancelled"],
    ),
    "a cell that has ended is not cancelled": (
        [*RUN_A, replied("a"), idle("a"), CellCancelled("a")],
        ["a done"],
    ),
    "a cell with a reply only is given up as what the reply says": (
        [*RUN_A, replied_error("a", "E"), CellGivenUp("a")],
        ["a failed", "  error: E"],
    ),
    "a cell with an idle only is given up as done": (
        [*RUN_A, idle("a"), CellGivenUp("a")],
        ["a done"],
    ),
    "a reply after giving up changes nothing": (
        [*RUN_A, idle("a"), CellGivenUp("a"), replied_error("a", "E")],
        ["a done"],
    ),
    "a cell whose answer was lost on the way is lost": (
        [*RUN_A, out("a", "x"), CellGivenUp("a", is_lost=True)],
        ["a lost", "  stdout: 'x'"],
    ),
    "a cell whose idle was seen is not lost": (
        [*RUN_A, raised("a", "E"), idle("a"), CellGivenUp("a", is_lost=True)],
        ["a failed", "  error: E"],
    ),
    "a cell whose reply has come is not lost": (
        [*RUN_A, replied("a"), CellGivenUp("a", is_lost=True)],
        ["a done"],
    ),
    "what has ended is not given up": (
        [*RUN_A, END, CellGivenUp("a"), CellGivenUp("x")],
        ["a lost"],
    ),
    "the kernel's end loses what runs and leaves what waits": (
        [*RUN_A, entered("b"), remote("r"), END],
        ["a lost", "b queued", "r [7] remote lost"],
    ),
    "what comes after the kernel's end still finds its cell": (
        [*RUN_A, END, out("a", "last words"), idle("a"), replied("a")],
        ["a lost", "  stdout: 'last words'"],
    ),
    "a restart keeps the transcript and draws a rule": (
        [*RUN_A, out("a", "x"), replied("a", number=1), idle("a"), RESTART, entered("b")],
        ["a [1] done", "  stdout: 'x'", "-- rule: restarted", "b queued"],
    ),
    "a restart loses what runs": ([*RUN_A, RESTART], ["a lost", "-- rule: restarted"]),
    "an escape sequence that never ends is shown at the end": (
        [*RUN_A, out("a", "x\x1b["), replied("a"), idle("a")],
        ["a done", "  stdout: 'x␛['"],
    ),
    "an escape sequence that never ends is shown before the reply's error": (
        [*RUN_A, out("a", "x\x1b["), replied_error("a", "E"), idle("a")],
        ["a failed", "  stdout: 'x␛['", "  error: E"],
    ),
    "notices stand where they were posted": (
        [entered("a"), NoticePosted(NoticeKind.WARNING, "w"), entered("b")],
        ["a queued", "-- warning: w", "b queued"],
    ),
}


@pytest.mark.parametrize(("events", "expected"), TABLE.values(), ids=list(TABLE.keys()))
def test_events_give(events: list[KernelEvent], expected: list[str]) -> None:
    assert picture(applied(events)) == expected


def test_time_runs_from_sending_to_the_end() -> None:
    transcript = applied(
        [entered("a"), entered("b"), sent("a"), replied("a"), idle("a"), sent("b")]
    )
    cell, other = transcript.cell("a"), transcript.cell("b")
    assert cell is not None and other is not None
    assert (cell.started, cell.ended, cell.elapsed) == (2.0, 4.0, 2.0)
    assert (other.started, other.elapsed) == (5.0, None)


def test_a_cancelled_cell_took_no_time() -> None:
    cell = applied([entered("a"), CellCancelled("a")]).cell("a")
    assert cell is not None
    assert cell.elapsed is None


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ([*RUN_A], None),
        ([*RUN_A, echoed("a", 3)], 3),
        ([*RUN_A, replied("a", number=4)], 4),
        ([*RUN_A, replied("a")], None),
        ([remote("r", 9)], 9),
        ([*RUN_A, replied("a", number=4), idle("a"), RESTART], None),
    ],
    ids=["none yet", "echo", "reply", "a reply without", "remote", "after a restart"],
)
def test_execution_count(events: list[KernelEvent], count: int | None) -> None:
    assert applied(events).execution_count == count


def test_what_runs() -> None:
    transcript = applied([*RUN_A, entered("b"), remote("r")])
    assert [cell.cell_id for cell in transcript.running] == ["a", "r"]
    transcript.apply(idle("r"), 9.0)
    assert [cell.cell_id for cell in transcript.running] == ["a"]


def test_remote_cells_carry_the_users_name() -> None:
    cell = applied([remote("r")]).cell("r")
    assert cell is not None
    assert cell.username == "bob"


def test_the_cap_bounds_each_stream() -> None:
    transcript = Transcript(ME, output_cap=100_000)
    for event in RUN_A:
        transcript.apply(event, 0.0)
    for _ in range(100):
        transcript.apply(out("a", "0123456789\n" * 1000), 0.0)
    cell = transcript.cell("a")
    assert cell is not None
    (output,) = cell.outputs
    assert isinstance(output, StreamOutput)
    assert output.text.dropped > 900_000
    assert len(output.text.ansi()) < 200_000


def test_the_rule_of_a_restart_stands_above_the_cells_that_wait_for_the_new_kernel() -> None:
    transcript = Transcript("own")
    feed = transcript.subscribe()
    for event in (
        CellSubmitted("a", "1"),
        CellSent("a"),
        KernelEnded(),
        CellSubmitted("b", "2"),
        KernelRestarted(),
        CellSent("b"),
        StreamWritten(Origin("b", "own"), "stdout", "two\n"),
    ):
        transcript.apply(event, 0.0)
    first, rule, second = transcript.blocks
    assert isinstance(first, Cell) and first.cell_id == "a"
    assert isinstance(rule, Notice)
    assert isinstance(second, Cell) and len(second.outputs) == 1
    assert transcript.cell("b") is second
    # Whatever was noted of the old places is replaced by a look at everything.
    assert feed.take() == [BlocksRearranged(), CellStateChanged(2), OutputAdded(2, 0)]
