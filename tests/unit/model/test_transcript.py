"""The reducer: events in, a picture of the cells out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.cells import Cell, Notice
from tui.model.changes import (
    BlockAdded,
    CellStateChanged,
    Change,
    OutputAdded,
    OutputChanged,
    OutputsCleared,
)
from tui.model.outputs import (
    DisplayOutput,
    ErrorOutput,
    InputOutput,
    Output,
    StreamOutput,
)
from tui.model.transcript import Transcript
from tui.wire.events import (
    CellCancelled,
    CellGivenUp,
    CellSent,
    CellSubmitted,
    CodeEchoed,
    DataDisplayed,
    DisplayUpdated,
    ErrorRaised,
    ExecuteReplied,
    InputAnswered,
    InputRequested,
    KernelEnded,
    KernelEvent,
    KernelRestarted,
    NoticeKind,
    NoticePosted,
    Origin,
    OutputCleared,
    StatusReported,
    StreamWritten,
    Unrecognised,
)

ME = "me"


def of(cell: str) -> Origin:
    return Origin(cell, ME, "ann") if cell else Origin()


def theirs(cell: str) -> Origin:
    return Origin(cell, "other", "bob")


# The words of the tables: `a`, `b` are cells.


def entered(cell: str) -> KernelEvent:
    return CellSubmitted(cell, f"code {cell}")


def sent(cell: str) -> KernelEvent:
    return CellSent(cell)


def idle(cell: str) -> KernelEvent:
    return StatusReported(of(cell), "idle")


def busy(cell: str) -> KernelEvent:
    return StatusReported(of(cell), "busy")


def out(cell: str, text: str) -> KernelEvent:
    return StreamWritten(of(cell), "stdout", text)


def err(cell: str, text: str) -> KernelEvent:
    return StreamWritten(of(cell), "stderr", text)


def shown(cell: str, text: str, display_id: str | None = None) -> KernelEvent:
    return DataDisplayed(of(cell), {"text/plain": text}, {}, display_id)


def value(cell: str, text: str, number: int | None = None) -> KernelEvent:
    return DataDisplayed(of(cell), {"text/plain": text}, {}, None, True, number)


def updated(display_id: str, text: str) -> KernelEvent:
    return DisplayUpdated(of(""), display_id, {"text/plain": text}, {})


def raised(cell: str, name: str) -> KernelEvent:
    return ErrorRaised(of(cell), name, "", (name,))


def replied(cell: str, status: str = "ok", number: int | None = None) -> KernelEvent:
    return ExecuteReplied(of(cell), status, number)


def replied_error(cell: str, name: str, status: str = "error") -> KernelEvent:
    return ExecuteReplied(of(cell), status, None, name, "v", (name,))


def clear(cell: str, wait: bool = False) -> KernelEvent:
    return OutputCleared(of(cell), wait)


def asked(cell: str, prompt: str, password: bool = False) -> KernelEvent:
    return InputRequested(of(cell), prompt, password, {"msg_id": "q"})


def answered(cell: str, text: str | None) -> KernelEvent:
    return InputAnswered(cell, text)


def echoed(cell: str, number: int | None) -> KernelEvent:
    return CodeEchoed(of(cell), f"code {cell}", number)


def remote(cell: str, number: int | None = 7) -> KernelEvent:
    return CodeEchoed(theirs(cell), f"code {cell}", number)


RESTART, END = KernelRestarted(), KernelEnded()
RUN_A, RUN_B = (entered("a"), sent("a")), (entered("b"), sent("b"))


def picture(transcript: Transcript) -> list[str]:
    """Every block and output as a short line."""
    lines: list[str] = []
    for block in transcript.blocks:
        if isinstance(block, Notice):
            lines.append(f"-- {block.kind.value}: {block.text}")
            continue
        number = "" if block.number is None else f" [{block.number}]"
        author = "" if block.author == "own" else f" {block.author.value}"
        lines.append(f"{block.code.removeprefix('code ')}{number}{author} {block.state.value}")
        lines.extend(f"  {output_line(output)}" for output in block.outputs)
    return lines


def output_line(output: Output) -> str:
    match output:
        case StreamOutput():
            return f"{output.name}: {output.text.plain()!r}"
        case DisplayOutput():
            number = "" if output.execution_count is None else f" [{output.execution_count}]"
            kind = "result" if output.is_result else "display"
            return f"{kind}{number}: {output.data['text/plain']}"
        case ErrorOutput():
            return f"error: {output.ename}"
        case InputOutput():
            return f"question: {output.prompt} {output.state.value} {output.answer}".rstrip()


def applied(events: Iterable[KernelEvent]) -> Transcript:
    """The transcript of events that happen one second after the other."""
    transcript = Transcript(ME)
    for at, event in enumerate(events):
        transcript.apply(event, float(at))
    return transcript


TABLE: dict[str, tuple[list[KernelEvent], list[str]]] = {
    "a cell is in the transcript before it is sent": ([entered("a")], ["a queued"]),
    "a cell that was sent runs": ([*RUN_A], ["a running"]),
    "busy alone ends nothing": ([*RUN_A, busy("a")], ["a running"]),
    "a reply alone does not end a cell": ([*RUN_A, replied("a")], ["a running"]),
    "an idle alone does not end a cell": ([*RUN_A, idle("a")], ["a running"]),
    "reply, then idle": ([*RUN_A, replied("a", number=1), idle("a")], ["a [1] done"]),
    "idle, then reply": ([*RUN_A, idle("a"), replied("a", number=1)], ["a [1] done"]),
    "an idle of no request changes nothing": ([*RUN_A, replied("a"), idle("")], ["a running"]),
    "an idle of another request changes nothing": (
        [*RUN_A, entered("b"), replied("a"), idle("b"), idle("x")],
        ["a running", "b queued"],
    ),
    "an idle before the cell was sent is not its own": (
        [entered("a"), idle("a"), sent("a"), replied("a")],
        ["a running"],
    ),
    "the echo brings the number": ([*RUN_A, echoed("a", 4)], ["a [4] running"]),
    "an echo without a number changes nothing": (
        [*RUN_A, echoed("a", 4), echoed("a", None)],
        ["a [4] running"],
    ),
    "a status starting is nothing": (
        [*RUN_A, StatusReported(of("a"), "starting")],
        ["a running"],
    ),
    # Outputs.
    "text that comes in pieces is one output": (
        [*RUN_A, out("a", "on"), out("a", "e\ntwo")],
        ["a running", "  stdout: 'one\\ntwo'"],
    ),
    "a carriage return reaches back over pieces": (
        [*RUN_A, out("a", "10%"), out("a", "\r"), out("a", "20%")],
        ["a running", "  stdout: '20%'"],
    ),
    "an escape sequence cut in two is put together": (
        [*RUN_A, out("a", "x\x1b["), out("a", "31mred")],
        ["a running", "  stdout: 'xred'"],
    ),
    "stdout and stderr take turns in the order they came": (
        [*RUN_A, out("a", "1"), err("a", "2"), err("a", "3"), out("a", "4")],
        ["a running", "  stdout: '1'", "  stderr: '23'", "  stdout: '4'"],
    ),
    "text around a display is two outputs": (
        [*RUN_A, out("a", "1"), shown("a", "x"), out("a", "2")],
        ["a running", "  stdout: '1'", "  display: x", "  stdout: '2'"],
    ),
    "empty text is no output": ([*RUN_A, out("a", "")], ["a running"]),
    "a result has a number": (
        [*RUN_A, value("a", "2", 1)],
        ["a running", "  result [1]: 2"],
    ),
    "a result may have none": ([*RUN_A, value("a", "2")], ["a running", "  result: 2"]),
    "outputs go under the cell they name while others wait": (
        [*RUN_A, entered("b"), entered("c"), out("a", "1"), shown("a", "x")],
        ["a running", "  stdout: '1'", "  display: x", "b queued", "c queued"],
    ),
    "outputs after idle go where they belong": (
        [*RUN_A, entered("b"), replied("a"), idle("a"), sent("b"), out("a", "late"), out("b", "b")],
        ["a done", "  stdout: 'late'", "b running", "  stdout: 'b'"],
    ),
    "replies out of order end the cells they name": (
        [*RUN_A, *RUN_B, replied("b"), idle("b"), replied("a"), idle("a")],
        ["a done", "b done"],
    ),
    # Errors.
    "an exception fails the cell": (
        [*RUN_A, raised("a", "E"), replied("a", "error"), idle("a")],
        ["a failed", "  error: E"],
    ),
    "an exception is shown once though the reply has it, too": (
        [*RUN_A, raised("a", "E"), replied_error("a", "E"), idle("a")],
        ["a failed", "  error: E"],
    ),
    "an exception is shown once though the reply comes first": (
        [*RUN_A, replied_error("a", "E"), raised("a", "E"), idle("a")],
        ["a failed", "  error: E"],
    ),
    "an exception is shown once though it comes after both": (
        [*RUN_A, replied_error("a", "E"), idle("a"), raised("a", "E")],
        ["a failed", "  error: E"],
    ),
    "the reply's exception is shown when iopub had none": (
        [*RUN_A, out("a", "x"), replied_error("a", "E"), idle("a")],
        ["a failed", "  stdout: 'x'", "  error: E"],
    ),
    "an exception with a reply of ok fails the cell": (
        [*RUN_A, raised("a", "E"), replied("a"), idle("a")],
        ["a failed", "  error: E"],
    ),
    "an exception in a reply of ok is shown": (
        [*RUN_A, replied_error("a", "E", "ok"), idle("a")],
        ["a failed", "  error: E"],
    ),
    "an error status without anything to show": (
        [*RUN_A, replied("a", "error"), idle("a")],
        ["a failed"],
    ),
    "aborted": ([*RUN_A, replied("a", "aborted"), idle("a")], ["a aborted"]),
    "abort, as bash_kernel says": ([*RUN_A, replied("a", "abort"), idle("a")], ["a aborted"]),
    "the error of an aborted cell is another's and not shown": (
        [*RUN_A, replied_error("a", "E", "aborted"), idle("a")],
        ["a aborted"],
    ),
    "a status nobody knows counts as done": (
        [*RUN_A, replied("a", "meh"), idle("a")],
        ["a done"],
    ),
    # Late and double replies.
    "a second reply changes nothing": (
        [*RUN_A, replied("a", number=1), replied_error("a", "E"), idle("a")],
        ["a [1] done"],
    ),
    "a reply after the end changes nothing": (
        [*RUN_A, replied("a", number=1), idle("a"), replied_error("a", "E")],
        ["a [1] done"],
    ),
    "a reply to a cell that waits changes nothing": (
        [entered("a"), replied("a", number=1)],
        ["a queued"],
    ),
    "a reply to nobody changes nothing": ([replied("x"), idle("x")], []),
    "a cell is sent once": (
        [*RUN_A, replied("a"), idle("a"), sent("a")],
        ["a done"],
    ),
    # clear_output.
    "clear takes all outputs away at once": (
        [*RUN_A, out("a", "1"), shown("a", "x"), clear("a")],
        ["a running"],
    ),
    "clear with wait keeps them until the next output": (
        [*RUN_A, out("a", "1"), clear("a", wait=True)],
        ["a running", "  stdout: '1'"],
    ),
    "text replaces what waits to be cleared, even of the same stream": (
        [*RUN_A, out("a", "1"), clear("a", wait=True), out("a", "2")],
        ["a running", "  stdout: '2'"],
    ),
    "a display replaces what waits to be cleared": (
        [*RUN_A, out("a", "1"), clear("a", wait=True), shown("a", "x"), shown("a", "y")],
        ["a running", "  display: x", "  display: y"],
    ),
    "an exception replaces what waits to be cleared": (
        [*RUN_A, out("a", "1"), clear("a", wait=True), raised("a", "E")],
        ["a running", "  error: E"],
    ),
    "empty text does not clear": (
        [*RUN_A, out("a", "1"), clear("a", wait=True), out("a", "")],
        ["a running", "  stdout: '1'"],
    ),
    "what waits to be cleared stays when nothing more comes": (
        [*RUN_A, out("a", "1"), clear("a", wait=True), replied("a"), idle("a")],
        ["a done", "  stdout: '1'"],
    ),
    "the next output clears, also after idle": (
        [*RUN_A, out("a", "1"), clear("a", wait=True), replied("a"), idle("a"), out("a", "2")],
        ["a done", "  stdout: '2'"],
    ),
    "clear without wait forgets an earlier one with wait": (
        [*RUN_A, clear("a", wait=True), clear("a"), out("a", "1"), shown("a", "x")],
        ["a running", "  stdout: '1'", "  display: x"],
    ),
    "clear of one cell leaves the others": (
        [*RUN_A, *RUN_B, out("a", "1"), out("b", "2"), clear("b")],
        ["a running", "  stdout: '1'", "b running"],
    ),
    "clear of an unknown cell changes nothing": (
        [*RUN_A, out("a", "1"), clear("x"), clear("")],
        ["a running", "  stdout: '1'"],
    ),
    # Display ids.
    "an update reaches the display with its id": (
        [*RUN_A, shown("a", "1", "d"), shown("a", "2", "e"), updated("d", "3")],
        ["a running", "  display: 3", "  display: 2"],
    ),
    "an update reaches displays in all cells": (
        [*RUN_A, *RUN_B, shown("a", "1", "d"), shown("b", "1", "d"), updated("d", "2")],
        ["a running", "  display: 2", "b running", "  display: 2"],
    ),
    "an update reaches displays of cells that have ended": (
        [*RUN_A, shown("a", "1", "d"), replied("a"), idle("a"), *RUN_B, updated("d", "2")],
        ["a done", "  display: 2", "b running"],
    ),
    "an update of an unknown id is dropped": (
        [*RUN_A, shown("a", "1", "d"), updated("x", "2")],
        ["a running", "  display: 1"],
    ),
    "an update of what was cleared is dropped": (
        [*RUN_A, shown("a", "1", "d"), clear("a"), shown("a", "x"), updated("d", "2")],
        ["a running", "  display: x"],
    ),
    "an update reaches the same id shown again after a clear": (
        [
            *RUN_A,
            shown("a", "1", "d"),
            clear("a", wait=True),
            shown("a", "2", "d"),
            updated("d", "3"),
        ],
        ["a running", "  display: 3"],
    ),
    "a restart forgets the display ids": (
        [*RUN_A, shown("a", "1", "d"), RESTART, updated("d", "2")],
        ["a lost", "  display: 1", "-- rule: restarted"],
    ),
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


CHANGES: dict[str, tuple[list[KernelEvent], KernelEvent, list[Change]]] = {
    "a new cell": ([], entered("a"), [BlockAdded(0)]),
    "a notice": ([entered("a")], NoticePosted(NoticeKind.INFO, "x"), [BlockAdded(1)]),
    "sending": ([entered("a")], sent("a"), [CellStateChanged(0)]),
    "the first text": ([*RUN_A], out("a", "x"), [OutputAdded(0, 0)]),
    "more text": ([*RUN_A, out("a", "x")], out("a", "y"), [OutputChanged(0, 0)]),
    "no text": ([*RUN_A], out("a", ""), []),
    "an update in two cells": (
        [*RUN_A, *RUN_B, shown("a", "1", "d"), out("b", "x"), shown("b", "1", "d")],
        updated("d", "2"),
        [OutputChanged(0, 0), OutputChanged(1, 1)],
    ),
    "a clear": ([*RUN_A, out("a", "x")], clear("a"), [OutputsCleared(0)]),
    "a clear that waits": ([*RUN_A, out("a", "x")], clear("a", wait=True), []),
    "output that clears": (
        [*RUN_A, out("a", "x"), clear("a", wait=True)],
        out("a", "y"),
        [OutputsCleared(0), OutputAdded(0, 0)],
    ),
    "another's idle": ([*RUN_A], idle("x"), []),
    "an answer": ([*RUN_A, asked("a", "?")], answered("a", "x"), [OutputChanged(0, 0)]),
}


@pytest.mark.parametrize(("before", "event", "changes"), CHANGES.values(), ids=list(CHANGES.keys()))
def test_changes_say_what_to_draw(
    before: list[KernelEvent], event: KernelEvent, changes: list[Change]
) -> None:
    transcript = applied(before)
    feed = transcript.subscribe()
    transcript.apply(event, 99.0)
    assert feed.take() == changes
    assert not feed


def test_a_flood_is_one_change() -> None:
    transcript = applied([*RUN_A, out("a", "x")])
    feed = transcript.subscribe()
    for _ in range(1000):
        transcript.apply(out("a", "line\n"), 1.0)
    assert feed.take() == [OutputChanged(0, 0)]


def test_every_feed_gets_all_changes_until_it_ends() -> None:
    transcript = applied([])
    first, second = transcript.subscribe(), transcript.subscribe()
    transcript.apply(entered("a"), 0.0)
    transcript.unsubscribe(second)
    transcript.apply(entered("b"), 0.0)
    assert first.take() == [BlockAdded(0), BlockAdded(1)]
    assert second.take() == [BlockAdded(0)]


_cells = st.sampled_from(["a", "b", "r", ""])
_texts = st.sampled_from(["x", "\r", "\n", "", "\x1b[", "31m", "\x1b[A"])
_ids = st.sampled_from(["d", "e"])
_of_a_cell: list[Callable[[str], KernelEvent]] = [
    entered,
    sent,
    CellCancelled,
    CellGivenUp,
    idle,
    busy,
    remote,
    lambda cell: echoed(cell, 2),
    lambda cell: replied(cell, number=3),
    lambda cell: replied_error(cell, "E"),
    lambda cell: replied(cell, "aborted"),
    lambda cell: raised(cell, "E"),
    lambda cell: clear(cell, wait=True),
    clear,
    lambda cell: asked(cell, "?"),
    lambda cell: answered(cell, "x"),
    lambda cell: answered(cell, None),
    lambda cell: value(cell, "v", 1),
]
_events = st.one_of(
    st.builds(lambda make, cell: make(cell), st.sampled_from(_of_a_cell), _cells),
    st.builds(out, _cells, _texts),
    st.builds(err, _cells, _texts),
    st.builds(shown, _cells, _texts, _ids),
    st.builds(updated, _ids, _texts),
    st.sampled_from([RESTART, END, NoticePosted(NoticeKind.INFO, "n")]),
)


@given(st.lists(_events, max_size=40))
def test_any_events_in_any_order_give_the_same_transcript_twice(events: list[KernelEvent]) -> None:
    once, again = applied(events), applied(events)
    assert picture(once) == picture(again)
    assert times(once) == times(again)
    # What the changes say, taken over after each event, is where everything is.
    assert drawn(events) == [size(block) for block in once.blocks]


@given(st.lists(_events, max_size=40))
def test_a_cell_that_has_ended_is_not_among_those_that_run(events: list[KernelEvent]) -> None:
    once = [event for event in events if not isinstance(event, CellSubmitted)]
    for cell in applied([entered("a"), entered("b"), *once]).running:
        assert not cell.state.is_end


def times(transcript: Transcript) -> list[tuple[float | None, float | None]]:
    cells = [block for block in transcript.blocks if isinstance(block, Cell)]
    return [(cell.started, cell.ended) for cell in cells]


def size(block: object) -> int:
    return len(block.outputs) if isinstance(block, Cell) else 0


def drawn(events: Iterable[KernelEvent]) -> list[int]:
    """How many outputs each block has according to the changes alone."""
    transcript, sizes = Transcript(ME), list[int]()
    feed = transcript.subscribe()
    for event in events:
        transcript.apply(event, 0.0)
        for change in feed.take():
            match change:
                case BlockAdded():
                    assert change.block == len(sizes)
                    sizes.append(0)
                case OutputAdded():
                    assert change.output == sizes[change.block]
                    sizes[change.block] += 1
                case OutputChanged():
                    assert change.output < sizes[change.block]
                case OutputsCleared():
                    sizes[change.block] = 0
                case CellStateChanged():
                    assert change.block < len(sizes)
    return sizes
