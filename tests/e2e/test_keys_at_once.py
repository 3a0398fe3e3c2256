"""Keys that arrive in one read, as on a slow line: each goes where those before it have led."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui, key

pytestmark = [pytest.mark.e2e, pytest.mark.alone]


def test_enter_and_another_tab(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "python3")
    jtui.wait_state("idle")
    jtui.send("'first'\r" + key("alt+2") + "'second'")
    jtui.wait_for("In [1]: 'second'")
    jtui.press("alt+1")
    jtui.wait_for("Out[1]: 'first'", timeout=3)


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


def test_a_search_in_the_pager_and_its_text(console: Jtui) -> None:
    console.run("len?")
    console.wait_for("Return the number of items")
    console.press("f9")
    console.wait_for("/ Search")
    console.send("/number of\r")
    console.wait_for("1 of 1")


def test_a_tab_is_renamed(console: Jtui) -> None:
    console.command("Rename tab")
    console.wait_for("Name of this tab")
    console.send(key("ctrl+u") + "my analysis\r")
    console.wait_for(lambda: "1 my analysis" in console.tabs, timeout=3)


def test_a_tab_that_asks_and_its_answer(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "python3", size=(120, 40))
    jtui.wait_state("idle")
    jtui.enter("import time; time.sleep(0.5); word = input('now? ')")
    jtui.wait_state("busy")
    jtui.press("alt+2")
    jtui.wait_for(lambda: "1 Python 3 ?" in jtui.tabs)
    jtui.send(key("alt+1") + "yes\r")
    jtui.wait_for(lambda: "now? yes" in jtui.transcript, timeout=3)


def test_a_kernel_is_picked(console: Jtui) -> None:
    console.send(key("ctrl+t") + "bash\r")
    console.wait_for(lambda: "2 Bash" in console.tabs, timeout=3)


# Esc as terminals with the kitty keyboard protocol send it, so that nothing is Alt.
@pytest.mark.parametrize("opens", ["ctrl+t", "ctrl+r", "ctrl+p", "ctrl+s", "f1", "f4", "f11"])
def test_what_is_typed_behind_the_esc_of_a_screen(console: Jtui, opens: str) -> None:
    console.send(key(opens) + "\x1b[27u" + "20 + 3\r")
    console.wait_for("Out[1]: 23")


def test_a_prompt_is_cleared_and_typed_into(console: Jtui) -> None:
    console.type("unwanted")
    console.wait_for("In [1]: unwanted")
    console.send(key("ctrl+c") + "20 + 3\r")
    console.wait_for("Out[1]: 23", timeout=3)


def test_cells_of_several_lines(console: Jtui) -> None:
    console.send("def f(x):\rreturn x + 1\r\rf(1)\rfor i in range(2):\rprint(i)\r\r'end'\r")
    console.wait_for("Out[4]: 'end'")
    assert "Out[2]: 2" in console.transcript


def test_a_question_and_its_answer(console: Jtui) -> None:
    console.enter("a = input('first? ') + input('second? ')")
    console.wait_state("needs input")
    console.send("one\rtwo\ra\r")
    console.wait_for("Out[2]: 'onetwo'")
