"""Floods of output: the prompt and the interrupt stay live, and nothing is lost unsaid."""

from __future__ import annotations

import psutil
import pytest

from tests.e2e.harness import Jtui

pytestmark = [pytest.mark.e2e, pytest.mark.alone]

PROMPTLY = 1.0
"""Seconds in which a typed key has to be on the screen while the machine is at its limits."""
MEMORY = 700_000_000


def memory_of(jtui: Jtui) -> int:
    """The bytes of memory jtui takes itself."""
    return int(psutil.Process(jtui.pid).memory_info().rss)


@pytest.mark.parametrize(
    "code",
    [
        "while True: print('a line of an endless flood')",
        "i = 0\nwhile True:\n    i += 1\n    print(f'\\r{i}', end='', flush=True)",
    ],
    ids=["lines", "one line over and over"],
)
def test_an_endless_flood_is_typed_into_and_interrupted(console: Jtui, code: str) -> None:
    console.run(code)
    console.wait_for("last In [1]")
    console.wait_for(lambda: len(console.raw) > 100_000, what="a flood")
    for number, letter in enumerate("alive", 1):
        console.type(letter)
        assert console.wait_for(f"In [2]: {'alive'[:number]}") < PROMPTLY
    console.press("ctrl+c")
    assert console.wait_for(lambda: "KeyboardInterrupt" in console.text) < 4
    console.wait_done(1)
    console.run(" = 41; alive + 1")
    console.wait_for("Out[2]: 42")
    assert memory_of(console) < MEMORY


def test_a_million_lines_are_shown_to_the_last(console: Jtui) -> None:
    before = len(console.raw)
    console.run("for i in range(1_000_000): print('line', i)")
    seconds = console.wait_for("line 999999", timeout=60)
    console.wait_done(1)
    assert seconds < 40
    assert memory_of(console) < MEMORY
    assert len(console.raw) - before < 10_000_000
    console.press("pageup")
    console.wait_for(lambda: "line 999999" not in console.text)
    console.type("'still'")
    assert console.wait_for("In [2]: 'still'") < PROMPTLY


def test_fifty_megabytes_in_one_line(console: Jtui) -> None:
    console.run("print('<' + 'x' * 50_000_000 + '>')")
    seconds = console.wait_for("x>", timeout=60)
    console.wait_done(1)
    assert seconds < 40
    assert memory_of(console) < MEMORY
    console.enter("'after'")
    console.wait_for("Out[2]: 'after'")
    console.resize(80, 24)
    console.wait_for(lambda: len(console.lines) == 24 and "Out[2]: 'after'" in console.text)


def test_what_is_over_the_cap_is_dropped_and_said(jtui: Jtui) -> None:
    jtui.start("--Transcript.output_cap=100000", size=(120, 40))
    jtui.wait_state("idle")
    jtui.run("for i in range(100_000): print('line', i)")
    jtui.wait_for("line 99999")
    jtui.wait_done(1)
    jtui.press("alt+up")
    jtui.wait_for("MB of earlier output was dropped (Transcript.output_cap)")


def test_a_tab_out_of_view_takes_a_flood_in_too(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "python3", size=(120, 40))
    jtui.wait_state("idle")
    jtui.run("for i in range(200_000): print('line', i)")
    jtui.wait_for("last In [1]")
    jtui.press("alt+2")
    jtui.wait_gone("last In [1]")
    jtui.type("'typed'")
    assert jtui.wait_for("In [1]: 'typed'") < PROMPTLY
    jtui.wait_for(lambda: "1 Python 3 +" in jtui.tabs)
    jtui.press("alt+1")
    jtui.wait_for("line 199999")
