"""Kernels that others started, in a terminal: attached to, shared, and left alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pexpect
import pyte
import pytest
from jupyter_client.manager import KernelManager

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


class Theirs:
    """A kernel of another program, whose connection file is where jtui looks."""

    def __init__(self, jtui: Jtui) -> None:
        self.file = jtui.runtime / "kernel-theirs.json"
        self.manager = KernelManager(connection_file=str(self.file))
        self.manager.kernel_spec_manager.kernel_dirs = [str(jtui.directory / "specs" / "kernels")]
        # A terminal of its own would be none of its business.
        self.manager.start_kernel(env={**jtui.environment})

    @property
    def pid(self) -> int:
        """Its process."""
        return int(getattr(self.manager.provisioner, "pid", 0))

    @property
    def lives(self) -> bool:
        """Whether its process runs."""
        return bool(self.manager.is_alive())


@pytest.fixture
def theirs(jtui: Jtui) -> Iterator[Theirs]:
    """An IPython kernel that another program has started."""
    kernel = Theirs(jtui)
    try:
        yield kernel
    finally:
        kernel.manager.shutdown_kernel(now=True)


@pytest.fixture
def attached(jtui: Jtui, theirs: Theirs) -> Jtui:
    """jtui in a tab on that kernel."""
    jtui.start("--existing", size=(100, 30))
    jtui.wait_state("idle")
    return jtui


class OtherConsole:
    """`jupyter console` in a terminal of its own."""

    def __init__(self, jtui: Jtui, file: Path) -> None:
        self._screen = pyte.Screen(100, 60)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "jupyter_console", "--existing", str(file), *OTHERS],
            env={**jtui.environment, "TERM": "xterm"},
            dimensions=(60, 100),
            timeout=None,
        )

    @property
    def text(self) -> str:
        """Its screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, wanted: str, seconds: float = 60.0) -> None:
        """Wait until a text is on its screen."""
        end = monotonic() + seconds
        while wanted not in self.text:
            assert monotonic() < end, f"{wanted!r} is not there:\n{self.text}"
            with suppress(pexpect.TIMEOUT):
                self._stream.feed(self._child.read_nonblocking(1 << 16, 0.1))

    def enter(self, line: str) -> None:
        """Type a line, and Enter when it is there."""
        self._child.send(line)
        self.wait_for(f": {line}")
        self._child.send("\r")

    def answer(self, line: str) -> None:
        """Answer a question."""
        self._child.send(f"{line}\r")

    def close(self) -> None:
        """End it."""
        self._child.close(force=True)


OTHERS = ["--ZMQTerminalInteractiveShell.include_other_output=True"]


@pytest.fixture
def console(jtui: Jtui, theirs: Theirs) -> Iterator[OtherConsole]:
    """`jupyter console` on the same kernel."""
    pytest.importorskip("jupyter_console")
    other = OtherConsole(jtui, theirs.file)
    try:
        other.wait_for("In [1]:")
        yield other
    finally:
        other.close()


def test_jtui_and_jupyter_console_show_the_same_kernel(
    attached: Jtui, console: OtherConsole
) -> None:
    attached.enter("value = 6 * 7; value")
    attached.wait_for("Out[1]: 42")
    # The other one shows it in a form of its own.
    console.wait_for("value = 6 * 7; value")
    console.wait_for("42")
    console.enter("value + 1")
    console.wait_for("Out[2]: 43")
    attached.wait_for("In [2] remote: value + 1")
    attached.wait_for("Out[2]: 43")
    # Numbers go on from there, here and there.
    attached.enter("print('from jtui')")
    attached.wait_for("In [3]: print('from jtui')")
    console.wait_for("from jtui")
    console.enter("value + 2")
    console.wait_for("Out[4]: 44")
    attached.wait_for("Out[4]: 44")
    cells = [line for line in attached.transcript if line.startswith(("In [", "Out["))]
    assert cells == [
        "In [1]: value = 6 * 7; value",
        "Out[1]: 42",
        "In [2] remote: value + 1",
        "Out[2]: 43",
        "In [3]: print('from jtui')",
        "In [4] remote: value + 2",
        "Out[4]: 44",
    ]


def test_a_question_is_answered_where_it_was_asked(attached: Jtui, console: OtherConsole) -> None:
    console.enter("print('said', input('who? '))")
    attached.wait_for("In [1] remote:")
    attached.wait_state("busy")
    attached.type("not mine")
    attached.settle()
    assert attached.draft == ["not mine"]
    console.wait_for("\nwho?")
    console.answer("ada")
    attached.wait_for("said ada")
    attached.wait_state("idle")


def test_leaving_leaves_the_kernel(attached: Jtui, theirs: Theirs) -> None:
    attached.enter("kept = 1")
    attached.wait_done(1)
    attached.press("ctrl+q")
    assert attached.wait_exit() == 0
    assert theirs.lives
    again = theirs.manager.client()
    again.start_channels()
    try:
        again.wait_for_ready(timeout=60)
        reply = again.execute_interactive("kept", timeout=60)
    finally:
        again.stop_channels()
    assert reply["content"]["status"] == "ok"


def test_the_tab_says_when_the_kernel_goes_and_comes(attached: Jtui, theirs: Theirs) -> None:
    attached.enter("kept = 1")
    attached.wait_done(1)
    theirs.manager.restart_kernel(now=True)
    attached.wait_for("restarted")
    attached.wait_state("idle")
    attached.enter("kept")
    attached.wait_for("NameError")
    theirs.manager.shutdown_kernel(now=True)
    attached.wait_state("disconnected")


def test_f7_leaves_the_kernel_alone_and_says_whose_it_is(attached: Jtui, theirs: Theirs) -> None:
    attached.enter("kept = 1")
    attached.wait_done(1)
    attached.press("f7")
    attached.wait_for("jtui did not start this kernel")
    attached.enter("kept")
    attached.wait_for("Out[2]: 1")


def test_a_running_kernel_is_picked_from_the_list(jtui: Jtui, theirs: Theirs) -> None:
    jtui.start(size=(120, 30))
    jtui.wait_state("idle")
    jtui.press("ctrl+t")
    jtui.wait_for("New kernel")
    jtui.press("ctrl+t")
    jtui.wait_for("2 running")
    jtui.press("down")
    jtui.wait_for("kernel-theirs.json")
    jtui.press("enter")
    jtui.wait_for(lambda: " 2 " in jtui.tabs)
    jtui.wait_for("attached │ idle")
    jtui.enter("import os; os.getpid()")
    jtui.wait_for("Out[1]: ")
    assert f"Out[1]: {theirs.pid}\n" in jtui.text


def test_what_is_no_connection_file_is_said_before_the_screen_is_taken(jtui: Jtui) -> None:
    (jtui.runtime / "kernel-odd.json").write_text('{"shell_port": 1}')
    jtui.start("--existing", "kernel-odd")
    assert jtui.wait_exit() == 2
    assert "The connection file has no iopub_port." in jtui.text
    assert "Traceback" not in jtui.text


def test_a_stale_file_is_said_to_be_stale(jtui: Jtui, theirs: Theirs, tmp_path: Path) -> None:
    stale = tmp_path / "stale.json"
    stale.write_bytes(theirs.file.read_bytes())
    theirs.manager.shutdown_kernel(now=True)
    jtui.start("--existing", str(stale))
    jtui.wait_state("disconnected")
    jtui.wait_for("listens")
