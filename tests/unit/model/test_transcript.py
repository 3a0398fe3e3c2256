"""The reducer: events in, a picture of the cells and their outputs out."""

from __future__ import annotations

import pytest

from tests.unit.model.words import (
    RESTART,
    RUN_A,
    RUN_B,
    applied,
    busy,
    clear,
    echoed,
    entered,
    err,
    idle,
    of,
    out,
    picture,
    raised,
    replied,
    replied_error,
    sent,
    shown,
    updated,
    value,
)
from tui.wire.events import (
    KernelEvent,
    StatusReported,
)

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
}


@pytest.mark.parametrize(("events", "expected"), TABLE.values(), ids=list(TABLE.keys()))
def test_events_give(events: list[KernelEvent], expected: list[str]) -> None:
    assert picture(applied(events)) == expected
