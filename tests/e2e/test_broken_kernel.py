"""Kernels that break the protocol, as the user meets them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e.harness import Jtui
from tests.session.broken_kinds import KINDS
from tui.model.cells import CellState

pytestmark = pytest.mark.e2e

KERNEL = Path(__file__).parents[1] / "kernels" / "broken_kernel.py"
# Kinds that leave the end of the cell as it is, so that one cell can hold all of them.
TOGETHER = [
    kind
    for kind in KINDS
    if kind.state is CellState.DONE and not any(word in kind.code for word in ("omit", "kernel."))
]


def opened(jtui: Jtui, start: str, *arguments: str) -> Jtui:
    """jtui with the kernel that breaks the protocol, which starts so."""
    jtui.kernelspec("broken", [sys.executable, str(KERNEL), start], "Broken")
    return jtui.start("--kernel", "broken", *arguments, size=(120, 40))


def check_it_goes_on(jtui: Jtui, number: int) -> None:
    """Fail unless the next cell, which will be `number`, runs like any other."""
    jtui.wait_state("idle")
    jtui.enter("send(iopub, 'stream', text('all is' + ' well '))")
    jtui.wait_done(number)
    jtui.wait_for("all is well after")


def test_every_kind_of_broken_message_in_one_cell_is_survived(jtui: Jtui) -> None:
    codes = [kind.code for kind in TOGETHER]
    assert len(codes) >= 54
    opened(jtui, f"kernel.codes = {codes!r}; serve()")
    jtui.wait_state("idle")
    jtui.enter("for each in kernel.codes: exec(each)")
    jtui.wait_for("A broken message from the kernel was dropped")
    check_it_goes_on(jtui, 2)
    assert jtui.text.count("A broken message") == 1
    assert "Traceback" not in jtui.text
    assert b"\x1b]52" not in jtui.raw and b"\x1b]0;owned" not in jtui.raw
    jtui.press("alt+up", "pageup", "pagedown")
    jtui.resize(30, 12)
    jtui.resize(120, 40)
    jtui.press("escape")
    jtui.wait_for("all is well after")
    jtui.press("ctrl+q")
    jtui.wait_for("Quit jtui?")
    jtui.press("s")
    assert jtui.wait_exit() == 0
    jtui.check_nothing_is_left()
    [log] = jtui.directory.rglob("jtui*.log")
    assert "discarded" in log.read_text()
    assert " ERROR " not in log.read_text()


def test_odd_payloads_leave_the_prompt_usable(jtui: Jtui) -> None:
    opened(jtui, "serve()")
    jtui.wait_state("idle")
    payload = (
        "[1, None, {'source': []}, {'source': 'page', 'data': {'text/plain': [5]}},"
        " {'source': 'set_next_input', 'text': ['a\\x1b[31mb\\ud800'], 'replace': 7}]"
    )
    jtui.enter(f"omit.add('reply'); reply(payload={payload})")
    jtui.wait_for("In [2]: a␛[31mb�")
    jtui.press("ctrl+c")
    jtui.wait_gone("In [2]: a␛")
    check_it_goes_on(jtui, 2)


def test_a_question_of_a_kernel_that_dies_gives_the_keys_back(jtui: Jtui) -> None:
    opened(jtui, "serve()")
    jtui.wait_state("idle")
    jtui.enter("ask('name? '); time.sleep(0.7); end(9)")
    jtui.wait_state("needs input")
    jtui.type("half an ans")
    jtui.wait_for("The kernel has ended with exit code 9.")
    jtui.wait_for("name? (not answered)")
    jtui.type("'draft'")
    jtui.wait_for("'draft'")
    jtui.press("f7")
    jtui.wait_state("idle")


def test_a_wrong_key_is_said_and_a_restart_with_the_right_one_works(jtui: Jtui) -> None:
    marker = jtui.work / "marker"
    opened(
        jtui,
        f"marker = Path({str(marker)!r})\n"
        "if not marker.exists(): marker.touch(); kernel.key = b'another'\n"
        "serve()",
    )
    jtui.wait_for("wrong key")
    jtui.wait_state("starting")
    jtui.enter("send(iopub, 'stream', text('queued '))")
    jtui.wait_for("In [*]:")
    jtui.press("f7")
    jtui.wait_for("── restarted ──")
    jtui.wait_state("idle")
    jtui.press("f8")
    jtui.wait_for("queued after")


def test_a_start_that_floods_and_fails_shows_its_last_twenty_lines(jtui: Jtui) -> None:
    opened(
        jtui,
        "for _ in range(300): os.write(2, b'x' * 99_999 + b'\\n')\n"
        "for n in range(100): os.write(2, f'\\x1b]0;owned\\x07line {n}\\n'.encode())\n"
        "os._exit(3)",
    )
    jtui.wait_for("The kernel has ended with exit code 3.")
    jtui.wait_for("line 99")
    jtui.wait_state("dead")
    assert "line 80" in jtui.text
    assert "line 79" not in jtui.text
    assert b"\x1b]0;owned" not in jtui.raw
    assert jtui.kernel_processes == []


def test_a_cell_that_never_ends_can_be_left_by_a_restart(jtui: Jtui) -> None:
    opened(jtui, "serve()", "--KernelSession.interrupt_grace=0.5")
    jtui.wait_state("idle")
    jtui.enter("omit.update({'reply', 'idle'})")
    jtui.wait_for("after")
    jtui.wait_state("busy")
    jtui.type("a draft")
    jtui.press("ctrl+c")
    jtui.wait_for("F6 interrupts again, F7 restarts it.")
    jtui.press("f7")
    jtui.wait_for("Restart Broken?")
    jtui.press("r")
    jtui.wait_for("── restarted ──")
    jtui.wait_state("idle")
    jtui.wait_for("In [1]: a draft")
