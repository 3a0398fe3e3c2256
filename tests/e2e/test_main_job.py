"""The main job: kernels in tabs, code typed into them, and everything they say under it."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

GATED = """
import os, sys, time
while not os.path.exists(sys.argv[1]):
    time.sleep(0.02)
os.execv(sys.executable, [sys.executable, "-m", "ipykernel_launcher", *sys.argv[2:]])
"""
TALKATIVE = """
import os, sys
os.write(2, b"words of the process\\n")
os.execv(sys.executable, [sys.executable, "-m", "ipykernel_launcher", *sys.argv[1:]])
"""
SIZES = [(80, 24), (120, 40)]


def test_code_entered_before_the_kernel_is_ready_waits_and_runs(jtui: Jtui) -> None:
    gate = jtui.directory / "gate"
    jtui.kernelspec("gated", [sys.executable, "-c", GATED, str(gate)], "Gated")
    jtui.start("--kernel", "gated")
    jtui.wait_for("In [1]:")
    jtui.wait_state("starting")
    jtui.enter("6*7")
    jtui.wait_for("In [*]: 6*7")
    jtui.enter("'second'.upper()")
    jtui.wait_for("2 queued")
    gate.touch()
    jtui.wait_done(2)
    assert jtui.transcript == [
        "In [1]: 6*7",
        "Out[1]: 42",
        "In [2]: 'second'.upper()",
        "Out[2]: 'SECOND'",
    ]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_python_and_bash_work_side_by_side(jtui: Jtui, size: tuple[int, int]) -> None:
    jtui.start("--kernel", "python3", "--kernel", "bash", size=size)
    jtui.wait_for("In [1]:")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")
    jtui.press("alt+2")
    jtui.wait_for("Bash │ idle")
    assert "Out[1]: 2" not in jtui.text
    jtui.enter("echo from-$((20+3)) bash")
    jtui.wait_done(1)
    assert jtui.transcript == ["In [1]: echo from-$((20+3)) bash", "from-23 bash"]
    jtui.enter("ls /nonexistent")
    jtui.wait_for("No such file")
    jtui.press("alt+1")
    jtui.wait_for("Python 3 │ idle")
    jtui.wait_for("Out[1]: 2")
    assert "from-23" not in jtui.text
    jtui.enter("_ + 40")
    jtui.wait_for("Out[2]: 42")


def test_an_error_is_shown_once_in_colour(console: Jtui) -> None:
    console.enter("1/0")
    console.wait_done(1)
    assert console.text.count("ZeroDivisionError: division by zero") == 1
    assert console.row("In [1]: 1/0") < console.row("Traceback (most recent call last)")
    plain = console.character("division by zero")
    assert console.character("ZeroDivisionError: ").fg != plain.fg


def test_stderr_has_a_mark_and_stdout_none(console: Jtui) -> None:
    console.run("import sys\nprint('to stdout')\nprint('to stderr', file=sys.stderr)")
    console.wait_done(1)
    assert sorted(console.transcript[3:]) == ["to stdout", "▎to stderr"]


def test_only_a_cell_of_more_than_a_second_says_how_long_it_took(console: Jtui) -> None:
    console.enter("import time; time.sleep(1.2)")
    console.wait_for("took 1.")
    console.enter("time.sleep(0.1)")
    console.wait_done(2)
    assert console.text.count("took ") == 1


def test_colours_of_printed_text_are_kept(console: Jtui) -> None:
    code = (
        r"print('\x1b[38;2;10;200;30mtrue\x1b[0m \x1b[38;5;196mindexed\x1b[0m"
        r" \x1b[1mbold\x1b[0m \x1b[4munderlined\x1b[0m ' + 'plain')"
    )
    console.run(code)
    console.wait_for("true indexed bold underlined plain")
    line = "true indexed bold underlined plain"
    row = console.row(line)
    cells = {word: console.cell(row, line.index(word)) for word in line.split()}
    assert cells["true"].fg == "0ac81e"
    assert cells["indexed"].fg == "ff0000"
    assert cells["bold"].bold
    assert cells["underlined"].underscore
    assert not cells["plain"].bold
    assert cells["plain"].fg not in ("0ac81e", "ff0000")


def test_progress_is_drawn_in_place(console: Jtui) -> None:
    console.run(
        "import time\n"
        "for i in range(21):\n"
        "    print(f'\\r{5 * i:3d}%|' + '#' * i, end='', flush=True)\n"
        "    time.sleep(0.02)\n"
        "print()\n"
        "print('first\\nsecond\\n\\x1b[2A', end='')\n"
        "print('outer done\\ninner done')"
    )
    console.wait_done(1)
    assert console.transcript[7:] == ["100%|" + "#" * 20, "outer done", "inner done"]


def test_enter_begins_a_line_until_the_code_is_complete(console: Jtui) -> None:
    console.type("for i in range(2):\rprint('round', i)\r\r")
    console.wait_done(1)
    console.type("def double(x):\rreturn 2 * x\r\r")
    console.wait_done(2)
    console.type("[\r1,\r2\r")
    console.press("down")
    console.type("\r")
    console.wait_done(3)
    console.type("double(4)\ndouble(21)")
    console.press("enter")
    console.wait_done(4)
    assert console.transcript[:6] == [
        "In [1]: for i in range(2):",
        "   ...:     print('round', i)",
        "round 0",
        "round 1",
        "In [2]: def double(x):",
        "   ...:     return 2 * x",
    ]
    assert console.transcript[-3:] == [
        "In [4]: double(4)",
        "   ...: double(21)",
        "Out[4]: 42",
    ]


def test_long_lines_wrap_and_the_wrap_follows_the_terminal(console: Jtui) -> None:
    console.enter("print('x' * 200)")
    console.wait_done(1)
    assert [len(line) for line in console.transcript[1:]] == [119, 81]
    console.resize(80, 24)
    console.wait_for(lambda: len(console.transcript) == 4)
    assert [len(line) for line in console.transcript[1:]] == [79, 79, 42]
    console.resize(120, 40)
    console.wait_for(lambda: len(console.transcript) == 3)
    assert [len(line) for line in console.transcript[1:]] == [119, 81]


def test_up_brings_back_what_was_entered(console: Jtui) -> None:
    console.enter("first = 1")
    console.enter("print('other')")
    console.wait_done(2)
    console.type("fir")
    console.press("up")
    console.wait_for("In [3]: first = 1")
    console.press("enter")
    console.wait_done(3)
    assert console.transcript[-1] == "In [3]: first = 1"


def test_a_finished_cell_can_be_folded_and_run_again(console: Jtui) -> None:
    console.enter("for i in range(5): print('line', i)")
    console.press("enter")
    console.wait_done(1)
    console.press("alt+up")
    console.wait_for("o Fold output")
    console.press("o")
    console.wait_for("5 lines folded")
    assert "line 3" not in console.text
    console.press("r")
    console.wait_done(2)
    assert console.text.count("line 3") == 1


def test_text_is_found_in_the_transcript(console: Jtui) -> None:
    console.enter("print('\\n'.join(f'item {n}' for n in range(300)))")
    console.wait_done(1)
    assert "item 299" in console.text
    console.press("ctrl+f")
    console.wait_for("Match above")
    console.type("item 17")
    console.wait_for("11 of 11")
    console.wait_for("item 179")
    console.press("up")
    console.wait_for("10 of 11")
    console.press("escape")
    console.wait_gone("Match above")
    console.enter("'back at the prompt'")
    console.wait_for("Out[2]: 'back at the prompt'")


def test_output_of_the_process_is_in_its_log_and_not_on_the_screen(jtui: Jtui) -> None:
    jtui.kernelspec("talkative", [sys.executable, "-c", TALKATIVE], "Talkative")
    jtui.start("--kernel", "talkative", size=(120, 40))
    jtui.wait_state("idle")
    assert b"words of the process" not in jtui.raw
    jtui.command("Show the kernel's own output")
    jtui.wait_for("words of the process")
    jtui.press("q")
    jtui.wait_gone("words of the process")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")
