"""Interrupt, restart, and kernels that end or never begin."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tests.e2e.harness import Jtui
from tests.stopping import stop_process

pytestmark = pytest.mark.e2e

FAILING = """
import sys
print("cannot find the moon", file=sys.stderr)
sys.exit(7)
"""
SILENT = "import time; time.sleep(600)"


def kernel_pid(jtui: Jtui) -> int:
    """The process id of the only kernel."""
    (kernel,) = jtui.kernel_processes
    return int(kernel.pid)


@pytest.mark.parametrize("name", ["ctrl+c", "f6"])
def test_an_interrupt_stops_what_runs(console: Jtui, name: str) -> None:
    console.enter("import time; time.sleep(600)")
    console.wait_for("last In [1]")
    console.press(name)
    seconds = console.wait_for("KeyboardInterrupt")
    assert seconds < 4
    console.enter("'after'")
    console.wait_for("Out[2]: 'after'")


def test_an_interrupt_stops_bash(jtui: Jtui) -> None:
    jtui.start("--kernel", "bash", size=(120, 40))
    jtui.wait_state("idle")
    jtui.enter("sleep 600")
    jtui.wait_state("busy")
    jtui.press("ctrl+c")
    jtui.wait_state("idle", timeout=5)
    jtui.enter("echo af''ter")
    jtui.wait_for(lambda: "after" in jtui.transcript)


def test_an_interrupt_without_effect_is_told(jtui: Jtui) -> None:
    jtui.start("--KernelSession.interrupt_grace=0.5", size=(120, 40))
    jtui.wait_state("idle")
    jtui.run(
        "import signal, time\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "print('deaf')\n"
        "while True: time.sleep(1)"
    )
    jtui.wait_for(lambda: "deaf" in jtui.transcript)
    jtui.press("ctrl+c")
    jtui.wait_for("F6 interrupts again, F7 restarts it.")
    jtui.press("f7")
    jtui.wait_for("Restart Python 3?")
    jtui.press("r")
    jtui.wait_for("── restarted ──")
    jtui.wait_state("idle")


def test_a_restart_is_asked_for_and_leaves_a_rule(console: Jtui) -> None:
    console.enter("x = 1")
    console.wait_done(1)
    before = kernel_pid(console)
    console.press("f7")
    console.wait_for("Restart Python 3?")
    console.press("c")
    console.wait_gone("Restart Python 3?")
    console.enter("x")
    console.wait_for("Out[2]: 1")
    console.press("f7")
    console.wait_for("Restart Python 3?")
    console.press("r")
    console.wait_for("── restarted ──")
    console.wait_state("idle")
    assert "Out[2]: 1" in console.text
    console.enter("x")
    console.wait_for("NameError: name 'x' is not defined")
    # The prompt is numbered a moment after the error is there.
    console.wait_for(lambda: console.text.count("In [1]:") == 2, what="the prompt In [2]")
    assert kernel_pid(console) != before


def test_a_killed_kernel_is_told_and_started_again(console: Jtui) -> None:
    console.type("import time; time.sleep(600)\r'next'\r")
    console.wait_for("1 queued")
    console.type("'draft'")
    os.kill(kernel_pid(console), signal.SIGKILL)
    seconds = console.wait_for("ended by signal 9 (SIGKILL). F7 starts it again.")
    assert seconds < 4
    console.wait_state("dead")
    assert "✗" in console.tabs
    assert "lost: the kernel ended before the cell did" in console.text
    assert "cancelled, not run" in console.text
    console.press("f7")
    console.wait_for("── restarted ──")
    console.wait_state("idle")
    console.press("end", "enter")
    console.wait_for("Out[1]: 'draft'")
    console.press("f8")
    console.wait_for("Out[2]: 'next'")


def test_an_exit_in_a_cell_tells_its_code(console: Jtui) -> None:
    console.enter("import os; os._exit(3)")
    console.wait_for("The kernel has ended with exit code 3. F7 starts it again.")
    console.wait_state("dead")
    assert console.kernel_processes == []


def test_a_crash_in_c_tells_the_signal_and_the_last_words(console: Jtui) -> None:
    console.enter("import ctypes; ctypes.string_at(0)")
    console.wait_for("ended by signal 11 (SIGSEGV)")
    console.wait_state("dead")


def test_auto_restart_when_configured(jtui: Jtui) -> None:
    jtui.start("--KernelSession.auto_restart=True", size=(120, 40))
    jtui.wait_state("idle")
    os.kill(kernel_pid(jtui), signal.SIGKILL)
    jtui.wait_for("── restarted ──")
    jtui.wait_state("idle")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")


def test_a_missing_program_is_told_and_the_other_tab_works(jtui: Jtui) -> None:
    jtui.kernelspec("lost", ["/nonexistent/program", "--flag"], "Lost")
    jtui.start("--kernel", "lost", "--kernel", "python3", size=(120, 40))
    jtui.wait_for("there is no program /nonexistent/program.")
    command = "The command was: /nonexistent/program --flag -f"
    jtui.wait_for(lambda: command in " ".join(jtui.transcript))
    jtui.wait_state("dead")
    jtui.press("alt+2")
    jtui.wait_state("idle")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")
    jtui.press("alt+1")
    jtui.wait_for("there is no program")
    jtui.press("f7")
    jtui.wait_for(lambda: jtui.text.count("there is no program") == 2)


def test_a_kernel_that_ends_at_its_start_tells_why(jtui: Jtui) -> None:
    jtui.program_spec("failing", FAILING)
    jtui.start("--kernel", "failing", size=(120, 40))
    jtui.wait_for("The kernel has ended with exit code 7.")
    jtui.wait_for("cannot find the moon")
    jtui.wait_state("dead")


def test_a_silent_kernel_can_be_worked_around_and_left(jtui: Jtui) -> None:
    jtui.program_spec("silent", SILENT)
    jtui.start("--kernel", "silent", "--KernelSession.startup_timeout=1", size=(120, 40))
    jtui.wait_for("In [1]:")
    jtui.enter("1+1")
    jtui.wait_for("In [*]: 1+1")
    jtui.wait_for("No sign of life from the kernel for 1 s.")
    jtui.wait_state("starting")
    jtui.press("ctrl+q")
    jtui.wait_for("Quit jtui?")
    jtui.press("s")
    assert jtui.wait_exit(timeout=10) == 0
    jtui.check_nothing_is_left()


def test_a_stopped_kernel_does_not_stop_quitting(console: Jtui) -> None:
    stop_process(kernel_pid(console))
    console.enter("1+1")
    console.wait_state("busy")
    console.press("ctrl+q")
    console.wait_for("Quit jtui?")
    console.press("s")
    assert console.wait_exit(timeout=10) == 0
    console.check_nothing_is_left()


def test_a_program_of_the_kernels_own_ends_with_it(console: Jtui) -> None:
    code = f"import subprocess; p = subprocess.Popen([{sys.executable!r}, '-c', {SILENT!r}])"
    console.enter(code)
    console.wait_done(1)
    assert len(console.processes) == 2
    console.press("ctrl+q")
    console.wait_for("Quit jtui?")
    console.press("s")
    assert console.wait_exit() == 0
    console.check_nothing_is_left()
