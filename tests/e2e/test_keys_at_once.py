"""Keys that arrive in one read, as on a slow line: each goes where those before it have led."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui, key

pytestmark = pytest.mark.e2e


@pytest.mark.xfail(strict=True, reason="Enter is taken after Alt+2, in the tab that leads to")
def test_enter_and_another_tab(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "python3")
    jtui.wait_state("idle")
    jtui.send("'first'\r" + key("alt+2") + "'second'")
    jtui.wait_for("In [1]: 'second'")
    jtui.press("alt+1")
    jtui.wait_for("Out[1]: 'first'", timeout=3)


@pytest.mark.xfail(strict=True, reason="the second key goes to the prompt")
def test_a_jump_and_a_fold(console: Jtui) -> None:
    console.run("for i in range(5): print('line', i)")
    console.wait_done(1)
    console.send(key("alt+up") + "o")
    console.wait_for("5 lines folded", timeout=3)


def test_find_and_its_text(console: Jtui) -> None:
    console.run("for i in range(5): print('line', i)")
    console.wait_done(1)
    console.send(key("ctrl+f") + "line 3")
    console.wait_for("Find: line 3")
    console.wait_for("1 of 1")


def test_cells_of_several_lines(console: Jtui) -> None:
    console.send("def f(x):\rreturn x + 1\r\rf(1)\rfor i in range(2):\rprint(i)\r\r'end'\r")
    console.wait_for("Out[4]: 'end'")
    assert "Out[2]: 2" in console.transcript


def test_a_question_and_its_answer(console: Jtui) -> None:
    console.enter("a = input('first? ') + input('second? ')")
    console.wait_state("needs input")
    console.send("one\rtwo\ra\r")
    console.wait_for("Out[2]: 'onetwo'")
