"""Completion, help and completeness with kernels other than IPython's: how real kernels differ."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


def start(jtui: Jtui, module: str, *, kernel: str = "", language: str = "python") -> Jtui:
    """Start jtui with the kernel that is run as a module; skips the test where it is missing."""
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{kernel or module} is not installed")
    jtui.kernelspec("other", [sys.executable, "-m", module], "Other", language=language)
    jtui.start("--kernel", "other", size=(120, 40))
    jtui.wait_state("idle")
    return jtui


def wait_draft(jtui: Jtui, *rows: str) -> None:
    """Wait until the prompt holds some rows."""
    jtui.wait_for(lambda: jtui.draft == list(rows), what=f"{rows} in the prompt")


def test_bash_completes_commands_variables_and_files(jtui: Jtui) -> None:
    (jtui.work / "some_file.txt").write_text("in the file\n")
    start(jtui, "bash_kernel", language="bash")
    jtui.type("histo")
    jtui.press("tab")
    wait_draft(jtui, "history")
    jtui.clear_draft()
    assert jtui.ask("my_own_function() { echo called; }") == []
    jtui.type("my_own_f")
    jtui.press("tab")
    wait_draft(jtui, "my_own_function")
    jtui.press("enter")
    jtui.wait_for(lambda: jtui.rows_of(2)[1:] == ["called"], what="the function's output")
    jtui.wait_done(2)
    jtui.ask("some_words='and more'")
    jtui.type("echo $some_wo")
    jtui.press("tab")
    wait_draft(jtui, "echo $some_words")
    jtui.press("enter")
    jtui.wait_for("and more")
    jtui.wait_done(4)
    # Its answer for a file without a directory is `./some_file.txt`, which it then drops.
    jtui.type("cat ./some_")
    jtui.press("tab")
    wait_draft(jtui, "cat ./some_file.txt")
    jtui.press("enter")
    jtui.wait_for("in the file")
    jtui.wait_done(5)


def test_bash_does_not_know_what_is_complete_and_has_no_help(jtui: Jtui) -> None:
    start(jtui, "bash_kernel", language="bash")
    jtui.type("for i in 1 2; do\r")
    jtui.wait_for(lambda: len(jtui.draft) == 2, what="a second line")
    jtui.type("echo round $i\rdone\r")
    jtui.wait_done(1)
    assert jtui.rows_of(1)[-2:] == ["round 1", "round 2"]
    jtui.type("echo begun \\\r")
    jtui.wait_for(lambda: len(jtui.draft) == 2, what="a second line")
    jtui.type("ended\r")
    jtui.wait_done(2)
    assert jtui.rows_of(2)[-1] == "begun ended"
    assert jtui.ask("echo one") == ["one"]
    jtui.type("ls")
    jtui.press("shift+tab")
    jtui.wait_for("Nothing is known of ls")
    assert jtui.pager == []
    jtui.clear_draft()
    # What is a question of IPython's is a command here.
    assert jtui.ask("ls?")[0] == "bash: ls?: command not found"


def test_xeus_python_completes_and_explains_but_cannot_exit(jtui: Jtui) -> None:
    start(jtui, "xpython_launcher", kernel="xeus-python")
    jtui.ask("import textwrap")
    jtui.type("textwrap.de")
    jtui.press("tab")
    wait_draft(jtui, "textwrap.dedent")
    jtui.press("shift+tab")
    jtui.wait_for("Remove any common leading whitespace")
    assert jtui.pager[0].startswith(" textwrap.dedent")
    jtui.clear_draft()
    assert jtui.ask("len?") == []
    jtui.wait_for("Return the number of items in a container.")
    assert jtui.pager[0].startswith(" len?")
    assert jtui.ask("textwrap.dedent??") == []
    jtui.wait_for("1  def dedent(")
    jtui.press("escape")
    jtui.wait_for(lambda: jtui.pager == [], what="a closed pager")
    jtui.type("open(")
    jtui.wait_for("open(file, mode='r'")
    jtui.clear_draft()
    assert jtui.ask("20 + 3") == ["Out[4]: 23"]
    jtui.type("for i in range(2):\r")
    jtui.wait_for(lambda: len(jtui.draft) == 2, what="a second line")
    jtui.type("print('round', i)\r\r")
    jtui.wait_done(5)
    assert jtui.rows_of(5)[-2:] == ["round 0", "round 1"]
    assert jtui.ask("%rep 1") == []
    # It keeps to itself what IPython would have in the prompt.
    assert jtui.draft == [""]
    said = "".join(jtui.ask("exit"))
    assert "AttributeError" in said
    assert "ask_exit" in said


def test_scheme_completes(jtui: Jtui) -> None:
    start(jtui, "calysto_scheme", kernel="calysto_scheme", language="scheme")
    assert jtui.ask("(+ 20 3)") == ["Out[1]: 23"]
    jtui.type("(call-with-current-cont")
    jtui.press("tab")
    jtui.wait_for("call-with-current-continuation")
