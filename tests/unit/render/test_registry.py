"""From an output to its drawing."""

from __future__ import annotations

import pytest
from hypothesis import given
from rich.color import Color
from rich.style import Style

from tests.unit.render.texts import (
    TEXTS,
    WIDTHS,
    all_rows,
    check_lines,
    check_rows,
    drawn,
    found_rows,
    shown,
)
from tui.model.outputs import (
    DisplayOutput,
    ErrorOutput,
    InputOutput,
    InputState,
    Output,
    StreamOutput,
)
from tui.model.stream_text import StreamText
from tui.render.palette import Palette
from tui.render.registry import drawing_of, note_style
from tui.wire.events import NoticeKind, StreamName

PALETTE = Palette(
    text=Style(color="white"),
    output_label=Style(color="red"),
    stderr_mark=Style(color="yellow"),
    warning=Style(color="yellow"),
    error=Style(color="red"),
)


def stream(text: str, name: StreamName = "stdout") -> StreamOutput:
    output = StreamOutput(name, StreamText())
    output.text.write(text)
    return output


def result(text: str, number: int | None = 3) -> DisplayOutput:
    return DisplayOutput({"text/plain": text}, {}, is_result=True, execution_count=number)


def asked(state: InputState, answer: str = "", password: bool = False) -> InputOutput:
    return InputOutput("name: ", password, {}, state, answer)


DRAWN: dict[str, tuple[Output, int, list[str]]] = {
    "stdout": (stream("a\nb"), 20, ["a", "b"]),
    "stderr is told apart": (stream("a\nb", "stderr"), 20, ["▎a", "▎b"]),
    "a display": (DisplayOutput({"text/plain": "x"}, {}), 20, ["x"]),
    "a display of nothing": (DisplayOutput({}, {}), 20, []),
    "a result of one line stands beside its label": (result("42"), 20, ["Out[3]: 42"]),
    "a line that just fits": (result("x" * 12), 20, ["Out[3]: " + "x" * 12]),
    "a line that does not fit stands below": (result("x" * 13), 20, ["Out[3]: ", "x" * 13]),
    "a line that fits nowhere wraps below": (
        result("x" * 25),
        20,
        ["Out[3]: ", "x" * 20, "x" * 5],
    ),
    "a line that ends is one line": (result("42\n"), 20, ["Out[3]: 42"]),
    "a result of two lines stands below": (result("a\nb"), 20, ["Out[3]: ", "a", "b"]),
    "wide characters that just fit": (result("日" * 6), 20, ["Out[3]: " + "日" * 6]),
    "wide characters that do not": (result("日" * 7), 20, ["Out[3]: ", "日" * 7]),
    "tabs that fit": (result("a\tb"), 20, ["Out[3]: a       b"]),
    "tabs that do not": (result("a\tb\tc"), 20, ["Out[3]: ", "a       b       c"]),
    "wide characters before a tab": (
        result("日abcdef\tx"),
        20,
        ["Out[3]: ", "日abcdef        x"],
    ),
    "a coloured result": (result("\x1b[31m42\x1b[0m"), 20, ["Out[3]: 42"]),
    "a result without a number": (result("42", None), 20, ["Out[ ]: 42"]),
    "a result of nothing": (result(""), 20, ["Out[3]: "]),
    "an error shows its traceback, which ends with its name": (
        ErrorOutput("E", "v", ("line 1", "\x1b[31mE: v\x1b[0m")),
        20,
        ["line 1", "E: v"],
    ),
    "an error whose traceback is one string": (ErrorOutput("E", "v", ("a\nb",)), 20, ["a", "b"]),
    "an error without a traceback": (ErrorOutput("E", "v", ()), 20, ["E: v"]),
    "an error without a value": (ErrorOutput("E", "", ()), 20, ["E"]),
    "an error of nothing": (ErrorOutput("", "", ()), 20, []),
    "a question that waits": (asked(InputState.WAITING), 20, ["name: "]),
    "a question without words keeps a row": (InputOutput("", False, {}), 20, [" "]),
    "a password without words": (InputOutput("", True, {}), 20, ["Password: "]),
    "an answer": (asked(InputState.ANSWERED, "ann"), 20, ["name: ann"]),
    "a password's answer": (
        asked(InputState.ANSWERED, password=True),
        20,
        ["name: ········"],
    ),
    "end of file": (asked(InputState.END_OF_FILE), 20, ["name: ^D"]),
    "a question nobody answered": (asked(InputState.DROPPED), 40, ["name: (not answered)"]),
    "a question that steers the terminal": (
        InputOutput("\x1b[2Jname\u202e: ", False, {}),
        40,
        ["␛[2Jname‹U+202E›: "],
    ),
    "an answer that steers the terminal": (
        asked(InputState.ANSWERED, "a\x1b]0;t\x07"),
        40,
        ["name: a␛]0;t␇"],
    ),
}


@pytest.mark.parametrize(("output", "width", "rows"), DRAWN.values(), ids=list(DRAWN.keys()))
def test_outputs_as_rows(output: Output, width: int, rows: list[str]) -> None:
    drawing = drawing_of(output, PALETTE)
    assert drawn(all_rows(drawing, width)) == rows
    check_rows(drawing, width)


@given(TEXTS, WIDTHS)
def test_no_result_loses_a_character(text: str, width: int) -> None:
    drawing = drawing_of(result(text), PALETTE)
    check_rows(drawing, width)
    content = "".join(shown(all_rows(drawing, width)))
    plain = "".join(shown(all_rows(drawing_of(stream(text), PALETTE), width)))
    assert content == plain


@given(TEXTS, WIDTHS)
def test_the_lines_of_a_result_are_the_same_in_any_width(text: str, width: int) -> None:
    # Wide enough for the label, so that what stands below it does so in both.
    check_lines(drawing_of(result(f"{text}\n\nend"), PALETTE), width, width + 7)


def test_a_result_that_comes_to_stand_beside_its_label_is_at_its_row() -> None:
    drawing = drawing_of(result("x" * 13), PALETTE)
    assert drawing.row_of(40, drawing.line_at(20, 1)) == 0
    assert drawing.row_of(20, drawing.line_at(40, 0)) == 0


def test_labels_and_marks_are_no_content() -> None:
    (row,) = all_rows(drawing_of(result("42"), PALETTE), 20)
    assert row.text == "42"
    assert row.gutter[0].style == PALETTE.output_label
    (row,) = all_rows(drawing_of(stream("a", "stderr"), PALETTE), 20)
    assert row.gutter[0].style == PALETTE.stderr_mark


def test_an_error_without_a_traceback_is_red() -> None:
    (row,) = all_rows(drawing_of(ErrorOutput("E", "v", ()), PALETTE), 20)
    assert row.content[0].style == PALETTE.text + Style(color=Color.from_ansi(1))


def test_a_streams_drawing_follows_it() -> None:
    output = stream("a\n")
    drawing = drawing_of(output, PALETTE)
    assert drawing.height(20) == 1
    output.text.write("b\nc\n")
    assert shown(all_rows(drawing, 20)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("output", "needle", "width", "rows"),
    [
        (result("needle"), "needle", 20, [0]),
        (result("a\nneedle"), "needle", 20, [2]),
        (result("x" * 20 + "needle"), "needle", 20, [2]),
        (result("a"), "Out", 20, []),
        (ErrorOutput("E", "v", ("a", "E: v")), "e:", 20, [1]),
        (stream("a\nb", "stderr"), "b", 20, [1]),
    ],
    ids=["beside", "below", "wrapped below", "no label", "traceback", "stderr"],
)
def test_finding(output: Output, needle: str, width: int, rows: list[int]) -> None:
    assert found_rows(drawing_of(output, PALETTE), needle, width) == rows


def test_notices_have_the_style_of_their_kind() -> None:
    assert note_style(PALETTE, NoticeKind.ERROR) == PALETTE.error
    assert note_style(PALETTE, NoticeKind.WARNING) == PALETTE.warning
    assert note_style(PALETTE, NoticeKind.INFO) == PALETTE.info
