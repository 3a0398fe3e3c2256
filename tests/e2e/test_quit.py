"""The end of jtui, however it comes: the terminal is given back, no kernel left by accident."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from time import monotonic

import psutil
import pytest

from tests.e2e.harness import Jtui

pytestmark = [pytest.mark.e2e, pytest.mark.alone]

FORCE_AFTER = 4.0
"""Seconds after a signal when jtui ends at once, whatever is not done yet."""


def test_quitting_asks_once_and_ends_all_kernels(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "bash")
    jtui.wait_state("idle")
    jtui.press("ctrl+q")
    jtui.wait_for("Quit and shut down the 2 kernels")
    jtui.press("c")
    jtui.wait_gone("Quit jtui?")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")
    assert len(jtui.connection_files) == 2
    jtui.press("f10")
    jtui.wait_for("Quit and shut down the 2 kernels")
    jtui.press("enter")
    assert jtui.wait_exit() == 0
    jtui.check_nothing_is_left()
    jtui.check_terminal_is_restored()


def test_kernels_can_be_kept(console: Jtui) -> None:
    console.press("ctrl+q")
    console.wait_for("Quit and keep the kernel running")
    console.press("k")
    assert console.wait_exit() == 0
    (kernel,) = console.kernel_processes
    assert kernel.is_running()
    assert len(console.connection_files) == 1
    console.check_terminal_is_restored()


def test_quitting_while_the_kernel_starts_leaves_nothing(jtui: Jtui) -> None:
    jtui.start()
    jtui.wait_for("In [1]:")
    jtui.press("ctrl+q")
    jtui.wait_for("Quit jtui?")
    jtui.press("s")
    assert jtui.wait_exit() == 0
    jtui.check_nothing_is_left()


def test_quitting_with_a_dead_kernel_asks_nothing(console: Jtui) -> None:
    console.enter("import os; os._exit(1)")
    console.wait_state("dead")
    console.press("ctrl+q")
    assert console.wait_exit() == 0
    console.check_nothing_is_left()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_signal_ends_everything(jtui: Jtui, number: signal.Signals) -> None:
    jtui.start("--kernel", "python3", "--kernel", "bash")
    jtui.wait_state("idle")
    jtui.enter("import time; time.sleep(600)")
    jtui.wait_state("busy")
    os.kill(jtui.pid, number)
    assert jtui.wait_exit(timeout=10) == 128 + number
    jtui.check_nothing_is_left()
    jtui.check_terminal_is_restored()


def test_a_signal_ends_jtui_with_a_busy_kernel_before_force_is_used(console: Jtui) -> None:
    console.enter("import time; time.sleep(600)")
    console.wait_state("busy")
    os.kill(console.pid, signal.SIGTERM)
    begun = monotonic()
    console.wait_exit()
    assert monotonic() - begun < FORCE_AFTER - 0.2


def test_closing_the_window_leaves_no_kernel(console: Jtui) -> None:
    console.enter("import time; time.sleep(600)")
    console.wait_state("busy")
    processes = [psutil.Process(console.pid), *console.processes]
    console.hang_up()
    _, left = psutil.wait_procs(processes, timeout=10)
    assert left == []
    assert console.connection_files == []


def test_configuration_can_keep_kernels_through_a_signal(jtui: Jtui) -> None:
    jtui.start("--KernelSession.keep_kernels_on_exit=True")
    jtui.wait_state("idle")
    os.kill(jtui.pid, signal.SIGTERM)
    assert jtui.wait_exit() == 128 + signal.SIGTERM
    (kernel,) = jtui.kernel_processes
    assert kernel.is_running()
    assert len(jtui.connection_files) == 1
    jtui.check_terminal_is_restored()


def test_quitting_twice_ends_all_the_same(console: Jtui) -> None:
    console.enter("import time; time.sleep(600)")
    console.wait_state("busy")
    console.press("ctrl+q")
    console.wait_for("Quit jtui?")
    console.press("ctrl+q", "s")
    console.wait_for("Shutting down")
    console.press("ctrl+q", "f7", "ctrl+t")
    assert console.wait_exit(timeout=15) == 0
    console.check_nothing_is_left()


def test_a_kept_kernel_is_named_when_jtui_has_left(console: Jtui) -> None:
    console.press("ctrl+q")
    console.wait_for("Quit jtui?")
    console.press("k")
    assert console.wait_exit() == 0
    (kernel,) = console.kernel_processes
    (file,) = console.connection_files
    assert f"jtui --existing {file.name}".encode() in console.raw
    kernel.kill()


def test_an_interrupt_in_the_external_editor_is_the_editors(jtui: Jtui, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\n"
        "import sys, time\n"
        "try:\n"
        "    print('EDITING', flush=True)\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    open(sys.argv[-1], 'w').write('20 + 3')\n"
    )
    editor.chmod(0o755)
    jtui.start(env={"VISUAL": str(editor)})
    jtui.wait_state("idle")
    jtui.press("f2")
    jtui.wait_for(lambda: b"EDITING" in jtui.raw)
    jtui.press("ctrl+c")
    jtui.wait_for("In [1]: 20 + 3")
    jtui.press("f5")
    jtui.wait_for("Out[1]: 23")
