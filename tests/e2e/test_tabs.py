"""Tabs: opened, shared, named, closed, and what they say of what is out of view."""

from __future__ import annotations

import signal

import psutil
import pytest

from tests.e2e.harness import Jtui, key

pytestmark = pytest.mark.e2e


@pytest.fixture
def two(jtui: Jtui) -> Jtui:
    """jtui with two tabs on IPython kernels that are ready, the first in view."""
    jtui.start("--kernel", "python3", "--kernel", "python3", size=(120, 40))
    jtui.press("alt+2")
    jtui.wait_for("Python 3 (2)")
    jtui.wait_state("idle")
    jtui.press("alt+1")
    jtui.wait_state("idle")
    return jtui


def test_two_tabs_on_one_kernel_show_the_same_work(console: Jtui) -> None:
    console.enter("x = 20")
    console.wait_done(1)
    console.press("alt+t")
    console.wait_for(lambda: "2 Python 3, same kernel" in console.tabs)
    console.wait_for("In [1]: x = 20")
    console.enter("x + 1")
    console.wait_for("Out[2]: 21")
    console.press("alt+1")
    console.enter("x + 2")
    console.wait_for("Out[3]: 22")
    assert "Out[2]: 21" in console.text
    console.press("alt+2")
    console.wait_for("Out[3]: 22")
    assert len(console.kernel_processes) == 1


def test_closing_one_of_two_tabs_on_a_kernel_leaves_the_kernel(console: Jtui) -> None:
    console.enter("x = 20")
    console.wait_done(1)
    console.press("alt+t")
    console.wait_for(lambda: "2 Python 3, same kernel" in console.tabs)
    console.press("alt+w")
    console.wait_for(lambda: "same kernel" not in console.tabs)
    console.enter("x + 1")
    console.wait_for("Out[2]: 21")


def test_a_tab_opens_with_a_kernel_that_is_picked(console: Jtui) -> None:
    console.press("ctrl+t")
    console.wait_for("New tab: which kernel?")
    console.type("bash")
    console.wait_for(lambda: "Python 3  (python3" not in console.text)
    console.press("enter")
    console.wait_for(lambda: "2 Bash" in console.tabs)
    console.wait_state("idle")
    console.enter("echo $((20+3))")
    console.wait_for(lambda: "23" in console.transcript)
    console.press("alt+left")
    console.wait_for(lambda: "Python 3" in console.status)


def test_a_tab_is_renamed_through_the_palette(console: Jtui) -> None:
    console.command("Rename tab")
    console.wait_for("Name of this tab")
    console.press("ctrl+u")
    console.wait_for(lambda: console.text.count("Python 3") == 2)
    console.enter("my analysis")
    console.wait_for(lambda: "1 my analysis" in console.tabs)
    console.enter("1+1")
    console.wait_for("Out[1]: 2")


def test_badges_tell_of_work_and_of_unseen_output(two: Jtui) -> None:
    two.enter("import time; time.sleep(1); print('unseen')")
    two.wait_for(lambda: "1 Python 3 ●" in two.tabs)
    two.press("alt+2")
    two.wait_for(lambda: "1 Python 3 +" in two.tabs)
    two.press("alt+1")
    two.wait_for(lambda: "unseen" in two.transcript)
    two.wait_for(lambda: "+" not in two.tabs)


def test_closing_a_tab_asks_for_its_kernel(two: Jtui) -> None:
    kernels = two.kernel_processes
    assert len(kernels) == 2
    two.press("alt+w")
    two.wait_for("what becomes of the kernel")
    two.press("c")
    two.wait_gone("what becomes of the kernel")
    assert two.kernel_processes == kernels
    two.press("ctrl+d")
    two.wait_for("what becomes of the kernel")
    two.press("s")
    two.wait_for(lambda: "(2)" in two.tabs.split()[2:4] and "1 Python 3 (2)" in two.tabs)
    two.wait_for(lambda: len(two.kernel_processes) == 1, timeout=10)
    two.wait_for(lambda: len(two.connection_files) == 1, timeout=10)
    two.enter("1+1")
    two.wait_for("Out[1]: 2")


def test_the_kernel_of_a_closed_tab_can_be_kept(two: Jtui) -> None:
    two.press("alt+w")
    two.wait_for("what becomes of the kernel")
    two.press("k")
    two.wait_for(lambda: "1 Python 3 (2)" in two.tabs)
    two.press("ctrl+q")
    two.wait_for("Quit and shut down the kernel")
    two.press("s")
    assert two.wait_exit() == 0
    (kept,) = two.kernel_processes
    assert kept.status() != psutil.STATUS_ZOMBIE
    assert len(two.connection_files) == 1


def test_closing_the_last_tab_ends_jtui(console: Jtui) -> None:
    console.press("ctrl+d")
    console.wait_for("what becomes of the kernel")
    console.press("s")
    assert console.wait_exit() == 0
    console.check_nothing_is_left()


def test_a_tab_switches_to_another_kernel_and_keeps_its_transcript(console: Jtui) -> None:
    console.ask("x = 20")
    (first,) = console.kernel_processes
    console.command("Switch this tab to another kernel")
    console.wait_for("another kernel in this tab")
    console.type("bash")
    console.wait_for(lambda: "Python 3  (python3" not in console.text)
    console.press("enter")
    console.wait_for("takes its place?")
    console.press("s")
    console.wait_for(lambda: "1 Bash" in console.tabs)
    console.wait_state("idle")
    assert "In [1]: x = 20" in console.text
    assert not first.is_running()
    console.enter("echo $((6 * 7))")
    console.wait_for("42")
    assert len(console.kernel_processes) == 1


def test_a_tab_whose_other_kernel_cannot_be_started_goes_on(console: Jtui) -> None:
    console.kernelspec("gone", ["/no/such/program"], "Gone")
    console.ask("x = 20")
    console.command("Switch this tab to another kernel")
    console.wait_for("another kernel in this tab")
    console.type("gone")
    console.wait_for(lambda: "Python 3  (python3" not in console.text)
    console.press("enter")
    console.wait_for("takes its place?")
    console.press("s")
    console.wait_for("goes on as it is")
    console.enter("x + 1")
    console.wait_for("Out[2]: 21")


def test_there_and_back_in_one_burst_is_back_with_its_status(two: Jtui) -> None:
    two.enter("1")
    two.wait_done(1)
    two.send("\x1b2\x1b1")
    two.settle()
    two.wait_done(1)
    two.enter("2")
    two.wait_done(2)


def test_what_was_typed_for_a_kernel_that_has_no_tab_yet_waits_for_one(jtui: Jtui) -> None:
    jtui.python_spec("other", "Other")
    jtui.start("--kernel", "python3", "--kernel", "other", size=(120, 40))
    jtui.press("alt+2")
    jtui.wait_for("Other │ idle")
    jtui.type("draft_to_survive")

    def is_kept() -> bool:
        files = jtui.directory.rglob("drafts/*")
        return any("survive" in each.read_text() for each in files if each.is_file())

    jtui.wait_for(is_kept, what="the draft on the disk")
    jtui.child.kill(signal.SIGKILL)
    jtui.wait_for(lambda: not jtui.child.isalive(), what="the end")
    jtui.start("--kernel", "python3", size=(120, 40))
    jtui.wait_for("What you had typed for other")
    jtui.wait_for("Python 3 │ idle")
    jtui.wait_for(lambda: "survive" not in jtui.text, what="a prompt without the draft")
    jtui.send(key("ctrl+t") + "other\r")
    jtui.wait_for("In [1]: draft_to_survive")
