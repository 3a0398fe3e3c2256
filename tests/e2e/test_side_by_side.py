"""Tabs next to each other, and one prompt run in several of them."""

from __future__ import annotations

import re

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


@pytest.fixture
def three(jtui: Jtui) -> Jtui:
    """Three tabs, two on IPython and one on bash, all at rest."""
    pytest.importorskip("bash_kernel")
    jtui.start("--kernel", "python3", "--kernel", "bash", "--kernel", "python3", size=(120, 40))
    for number in (3, 2, 1):
        jtui.press(f"alt+{number}")
        jtui.settle()
        jtui.wait_for(lambda: re.search(r"^ (Python 3|Bash) │ idle", jtui.text, re.M) is not None)
    return jtui


def titles(jtui: Jtui) -> list[str]:
    """The titles over the panes, in the order of the screen."""
    pattern = r"(?:^|\s)[ ▸] ?◆?(\d (?:Python 3(?: \(\d\))?|Bash))(?=\s|$)"
    return [title for line in jtui.lines[1:-2] for title in re.findall(pattern, line)]


def test_this_tab_and_the_one_before_stand_side_by_side(three: Jtui) -> None:
    three.press("alt+2")
    three.wait_for(" Bash │ idle")
    three.press("ctrl+\\")
    three.wait_for("▸ 2 Bash")
    assert titles(three) == ["1 Python 3", "2 Bash"]
    three.enter("echo he'llo'")
    three.wait_for("hello")
    three.press("alt+1")
    three.wait_for("▸ 1 Python 3")
    three.enter("6 * 7")
    three.wait_for("Out[1]: 42")
    assert "hello" in three.text
    # One that is not in view takes the place of the active one.
    three.press("alt+3")
    three.wait_for("▸ 3 Python 3 (2)")
    assert titles(three) == ["2 Bash", "3 Python 3 (2)"]
    three.press("ctrl+\\")
    three.wait_for(lambda: "▸" not in three.text)


def test_a_prompt_runs_in_all_marked_tabs(three: Jtui) -> None:
    three.press("alt+m")
    three.wait_for("1 tab is marked")
    three.press("alt+3")
    three.settle()
    three.press("alt+m")
    three.wait_for("2 tabs are marked")
    assert "◆1 Python 3" in three.tabs
    assert "◆3 Python 3 (2)" in three.tabs
    three.type("import os; 'pid', os.getpid()")
    three.press("alt+a")
    three.wait_for(lambda: len(re.findall(r"Out\[1\]: \('pid', \d+\)", three.text)) == 2)
    pids = re.findall(r"'pid', (\d+)", three.text)
    assert len(set(pids)) == 2
    assert titles(three) == ["1 Python 3", "3 Python 3 (2)"]
    # The prompt is empty, and ready for the next one.
    assert [line.split() for line in three.lines if line.startswith("In [2]:")] == [
        ["In", "[2]:", "In", "[2]:"]
    ]
    three.press("alt+2")
    three.press("ctrl+\\")
    three.wait_for(lambda: "▸" not in three.text)
    assert "pid" not in three.text


def test_panes_find_other_places_in_a_narrow_terminal(three: Jtui) -> None:
    for number in (1, 2, 3):
        three.press(f"alt+{number}")
        three.settle()
        three.press("alt+m")
        three.wait_for(f"{number} tab")
    three.press("ctrl+\\")
    three.wait_for("▸ ◆3")
    assert titles(three) == ["1 Python 3", "2 Bash", "3 Python 3 (2)"]
    row = next(line for line in three.lines[1:] if "2 Bash" in line)
    assert "1 Python 3" in row
    assert "3 Python 3 (2)" in row
    three.resize(80, 24)
    three.wait_for(lambda: any(line.startswith("▸ ◆3") for line in three.lines))
    assert sum(line.startswith("In [1]:") for line in three.lines) == 2
    # Where there is no room for all, the one with the focus stays.
    three.resize(60, 20)
    three.wait_for(lambda: titles(three) == ["1 Python 3", "3 Python 3 (2)"])
    assert any(line.startswith("▸ ◆3") for line in three.lines)
    three.enter("6 * 7")
    three.wait_for("Out[1]: 42")


def test_closing_one_of_two_leaves_the_other(three: Jtui) -> None:
    three.press("alt+2")
    three.wait_for(" Bash │ idle")
    three.press("ctrl+\\")
    three.wait_for("▸ 2 Bash")
    three.press("alt+w")
    three.wait_for("Shut down the kernel")
    three.press("s")
    three.wait_for(lambda: "Bash" not in three.tabs)
    three.wait_for(lambda: "▸" not in three.text)
    three.enter("6 * 7")
    three.wait_for("Out[1]: 42")


def test_without_marks_it_is_said_what_to_do(three: Jtui) -> None:
    three.type("6 * 7")
    three.press("alt+a")
    three.wait_for("Alt+M marks tabs")
    assert three.draft == ["6 * 7"]


def test_one_tab_alone_cannot_stand_beside_another(console: Jtui) -> None:
    console.press("ctrl+\\")
    console.wait_for("There is one tab only")


def test_the_key_runs_all_that_was_typed_before_it(three: Jtui) -> None:
    three.press("alt+m")
    three.wait_for("1 tab is marked")
    code = "'" + "x" * 300 + "'[:2] + 'yz'"
    # All in one read, as over a slow line.
    three.send(code + "\x1ba")
    three.wait_for("Out[1]: 'xxyz'")
