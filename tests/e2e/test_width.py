"""What kernels write fills the pane in which it was asked for, whatever its width is."""

from __future__ import annotations

import importlib.util

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

COLUMNS = "import os; print(os.environ['COLUMNS'])"


def test_it_follows_the_size_of_the_terminal(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", size=(100, 30))
    jtui.wait_state("idle")
    assert jtui.ask(COLUMNS) == ["99"]
    assert jtui.ask("list(range(25))")[-1] == f"Out[2]: {list(range(25))}"
    jtui.resize(70, 24)
    jtui.settle()
    assert jtui.ask(COLUMNS) == ["69"]
    # One below the other, as where they do not fit side by side.
    assert len(jtui.ask("list(range(25))")) > 15


def test_panes_side_by_side_on_one_kernel_have_each_its_own(console: Jtui) -> None:
    wide = int(console.ask(COLUMNS)[0])
    console.press("alt+t")
    console.wait_for(lambda: "2 Python 3, same kernel" in console.tabs)
    console.press("ctrl+\\")
    console.settle()
    console.enter(COLUMNS)
    console.wait_done(2)
    # There is a gap between the two.
    narrow = (wide - 1) // 2
    console.wait_for(lambda: any(line.startswith(f"{narrow} ") for line in console.lines))


def test_a_tab_that_was_never_in_view_is_told_as_well(jtui: Jtui) -> None:
    if importlib.util.find_spec("bash_kernel") is None:
        pytest.skip("bash_kernel is not installed")
    jtui.start("--kernel", "python3", "--kernel", "bash", size=(110, 30))
    jtui.wait_state("idle")
    jtui.press("alt+2")
    jtui.wait_state("idle")
    assert jtui.ask("tput cols") == ["109"]


def test_it_can_be_switched_off(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--KernelSession.tell_width=never", size=(100, 30))
    jtui.wait_state("idle")
    assert jtui.ask("import os; print(os.environ.get('JUPYTER_COLUMNS'))") == ["None"]
