"""Questions of the kernel: input(), getpass, debuggers."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

PROMPT_FOCUSED = "⏎ Run"
"""What the last row shows when keys go to the prompt, and not to a question."""


def ask(console: Jtui, code: str) -> None:
    """Enter code and wait until it asks."""
    console.enter(code)
    console.wait_state("needs input")


def test_a_question_is_answered_where_it_is_asked(console: Jtui) -> None:
    ask(console, "name = input('who? ')")
    console.type("Ann")
    console.wait_for("who? Ann")
    assert console.row("who? Ann") == console.row("In [1]: name = input") + 1
    console.press("enter")
    console.wait_done(1)
    console.wait_for(PROMPT_FOCUSED)
    console.enter("name")
    console.wait_for("Out[2]: 'Ann'")
    assert console.transcript[:2] == ["In [1]: name = input('who? ')", "who? Ann"]


def test_a_password_is_never_on_the_screen(console: Jtui) -> None:
    console.enter("from getpass import getpass")
    ask(console, "word = getpass('key: ')")
    console.type("ÿÿÿÿ")
    console.wait_for("key: ••••")
    console.press("enter")
    console.wait_done(2)
    console.wait_for(PROMPT_FOCUSED)
    console.enter("[ord(c) for c in word]")
    console.wait_for("Out[3]: [255, 255, 255, 255]")
    ask(console, "getpass('again: ')")
    console.press("up")
    console.type("ab")
    console.wait_for("again: ••")
    console.press("enter")
    console.wait_done(4)
    assert "ÿ".encode() not in console.raw


def test_a_debugger_walks_through_what_it_was_told(console: Jtui) -> None:
    console.run("def fail(x):\n    y = x + 1\n    return y / 0")
    console.run("fail(20)")
    console.wait_done(2)
    ask(console, "%debug")
    console.wait_for("ipdb>")
    console.enter("p y * 2")
    console.wait_for(lambda: "42" in console.lines)
    console.enter("p x + 1")
    console.wait_for(lambda: "21" in console.lines)
    console.press("up", "up")
    console.wait_for(lambda: console.text.count("ipdb> p y * 2") == 2)
    console.press("enter")
    console.wait_for(lambda: console.lines.count("42") == 2)
    console.press("ctrl+d")
    console.wait_done(3)
    console.wait_for(PROMPT_FOCUSED)
    console.enter("'after'")
    console.wait_for("Out[4]: 'after'")


def test_ctrl_d_is_the_end_of_input(console: Jtui) -> None:
    ask(console, "input('more? ')")
    console.press("ctrl+d")
    console.wait_for("EOFError")
    console.wait_done(1)
    console.wait_for("more? ^D")


def test_ctrl_c_interrupts_a_question(console: Jtui) -> None:
    ask(console, "input('more? ')")
    console.press("ctrl+c")
    console.wait_for("KeyboardInterrupt")
    console.wait_done(1)
    console.wait_for(PROMPT_FOCUSED)
    console.enter("'after'")
    console.wait_for("Out[2]: 'after'")


def test_ctrl_c_interrupts_a_debugger(console: Jtui) -> None:
    console.run("import pdb\npdb.set_trace()")
    console.wait_state("needs input")
    console.type("unfinished")
    console.press("ctrl+c")
    console.wait_for("KeyboardInterrupt")
    console.wait_done(1)
    console.wait_for(PROMPT_FOCUSED)
    console.enter("'after'")
    console.wait_for("Out[2]: 'after'")


def test_a_tab_in_the_background_that_asks_says_so_on_its_badge(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "python3", size=(120, 40))
    jtui.wait_state("idle")
    jtui.enter("import time; time.sleep(1); word = input('now? ')")
    jtui.wait_state("busy")
    jtui.press("alt+2")
    jtui.wait_state("idle")
    jtui.type("'draft'")
    jtui.wait_for(lambda: "1 Python 3 ?" in jtui.tabs, what="the badge of a question")
    jtui.press("end", "enter")
    jtui.wait_for("Out[1]: 'draft'")
    jtui.press("alt+1")
    jtui.wait_state("needs input")
    jtui.settle()
    jtui.enter("yes")
    jtui.wait_done(1)
    jtui.wait_for("now? yes")
