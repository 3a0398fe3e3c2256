"""Bad input: hostile text, sizes no one can work in, pastes without end."""

from __future__ import annotations

import re

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

# What jtui may send to a terminal: cursor places, colours, modes, links to the web and to files.
_ALLOWED = re.compile(
    rb"\x1b\[[0-9;:]*[mHABCDJK]"
    rb"|\x1b\[\?[0-9;]+(?:[hl]|\$p)"
    rb"|\x1b\[[<>=][0-9;]*u"
    rb"|\x1b\]8;[^;\x1b\x07]*;(?:(?:https?|file)://[\x21-\x7e]*)?(?:\x1b\\|\x07)"
    rb"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)"
)
_CONTROLS = re.compile(
    # C0 without line feed and carriage return, DEL; C1, bidi controls and surrogates as UTF-8.
    rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f].{0,20}|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]"
    rb"|\xed[\xa0-\xbf]",
    re.DOTALL,
)
PAYLOADS = {
    "OSC 52 (clipboard)": "\x1b]52;c;UFdORUQ=\x07",
    "OSC 0 (title)": "\x1b]0;pwned\x07",
    "OSC 4 (palette)": "\x1b]4;1;rgb:ff/ff/ff\x1b\\",
    "DCS": "\x1bP+q544e\x1b\\",
    "APC": "\x1b_Ga=T;AAAA\x1b\\",
    "C1 CSI": "\x9b31m",
    "C1 OSC": "\x9d0;pwned\x9c",
    "cursor report": "\x1b[6n\x1b[5n\x1b[c",
    "window report": "\x1b[21t",
    "alternate screen": "\x1b[?1049l\x1b[?2004l\x1b[?25h",
    "cursor moves": "\x1b[1;1H\x1b[2J\x1b[5T\x1b[1;5r",
    "reset": "\x1bc\x1b[!p",
    "bidi override": "\u202eevil\u202c \u2066x\u2069",
    "NUL, BEL, DEL": "\x00\x07\x7f\x0e",
    "javascript link": "\x1b]8;;javascript:alert(1)\x1b\\x\x1b]8;;\x1b\\",
    "cut off": "\x1b[",
}


def forbidden(raw: bytes) -> list[bytes]:
    """What is in the bytes for the terminal that must not be."""
    # What was read may end within a sequence.
    return _CONTROLS.findall(_ALLOWED.sub(b"", raw[: max(raw.rfind(b"\x1b"), 0)]))


def test_the_scan_finds_what_it_looks_for() -> None:
    assert forbidden(b"\x1b[1;1H\x1b[31mtext\x1b[0m\r\n\x1b[?25l") == []
    for name, payload in PAYLOADS.items():
        if name != "alternate screen":
            assert forbidden(payload.encode() + b"\x1b[m"), name


@pytest.mark.parametrize(
    "show",
    [
        "print({0})",
        "import sys; sys.stderr.write({0})",
        "from IPython.display import display; display({{'text/plain': {0}}}, raw=True)",
        "class Odd:\n    def __repr__(self): return {0}\nOdd()",
        "raise ValueError({0})",
    ],
    ids=["stdout", "stderr", "display", "result", "error"],
)
def test_nothing_a_kernel_prints_controls_the_terminal(console: Jtui, show: str) -> None:
    start = len(console.raw)
    for number, payload in enumerate(PAYLOADS.values(), 1):
        console.run(show.format(ascii(f"<{payload}>")))
        if show.startswith("raise"):
            # What is entered behind a failing cell would be cancelled.
            console.wait_done(number)
    console.wait_done(len(PAYLOADS))
    assert forbidden(console.raw[start:]) == []
    assert b"\x1b[?1049l" not in console.raw
    assert b"\x1b[?2004l" not in console.raw
    assert "Python 3 │ idle" in console.status


def test_questions_of_a_kernel_do_not_control_the_terminal(console: Jtui) -> None:
    start = len(console.raw)
    console.run(f"input({'<' + ''.join(PAYLOADS.values()) + '>'!a})")
    console.wait_state("needs input")
    console.press("enter")
    console.wait_done(1)
    assert forbidden(console.raw[start:]) == []
    assert b"\x1b[?1049l" not in console.raw


def test_the_name_of_a_kernel_is_shown_as_it_is(jtui: Jtui) -> None:
    name = "[@click=app.quit]x[/nope]\x1b]0;pwned\x07\x9b31m\u202eevil"
    jtui.python_spec("odd", name)
    jtui.start("--kernel", "odd", size=(120, 40))
    jtui.wait_for("[@click=app.quit]x[/nope]␛]0;pwned␇")
    jtui.wait_state("idle")
    jtui.press("ctrl+t")
    jtui.wait_for("New tab: which kernel?")
    jtui.press("escape")
    jtui.wait_gone("New tab: which kernel?")
    jtui.press("ctrl+q")
    jtui.wait_for("Quit jtui?")
    jtui.press("c")
    jtui.wait_gone("Quit jtui?")
    assert forbidden(jtui.raw) == []
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")


def test_any_size_of_terminal_is_survived(console: Jtui) -> None:
    console.enter("print('x' * 300)")
    console.wait_done(1)
    console.resize(1, 1)
    console.settle()
    console.type("'draft'")
    for number in range(10):
        console.resize(20 + 13 * number % 90, 3 + 7 * number % 30)
        console.read()
    console.resize(1, 1)
    console.settle()
    console.resize(120, 40)
    console.wait_for("In [2]: 'draft'")
    console.wait_for(lambda: [len(line) for line in console.transcript[1:]] == [119, 119, 62])
    console.press("end", "enter")
    console.wait_for("Out[2]: 'draft'")


def test_a_paste_of_five_thousand_lines_is_one_cell(console: Jtui) -> None:
    console.paste(
        "\n".join(f"value_{number} = {number}" for number in range(5000)) + "\nvalue_4999"
    )
    seconds = console.wait_for("value_4998 = 4998")
    assert seconds < 15
    console.press("f5")
    console.wait_for("Out[1]: 4999")
    assert "value_4998 = 4998" in console.text


def test_a_paste_with_control_characters_is_taken_as_text(console: Jtui) -> None:
    start = len(console.raw)
    console.paste("word = 'a\x00\x07\x9b31m\u202eb'\n'next'")
    console.wait_for("'next'")
    console.press("f5")
    console.wait_for("In [2]:")
    assert forbidden(console.raw[start:]) == []


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\xc3(\x80",
        b"\x1b[M !!",
        b"\x1b[999999999999~",
        b"\x1b]52;c;UFdORUQ=\x07\x1bP1+r544e=78\x1b\\",
        b"\x1b[<0;1;1M\x1b[<0;1;1m",
        b"\x1b[<0;999;999M\x1b[<0;999;999m",
    ],
    ids=["no text", "X10 mouse", "a number", "reports", "click on a tab", "click outside"],
)
def test_whatever_the_terminal_sends_the_prompt_goes_on(console: Jtui, data: bytes) -> None:
    console.send(data)
    console.settle()
    console.press("ctrl+c")
    console.settle()
    console.enter("20 + 3")
    console.wait_for("Out[1]: 23", timeout=5)
