"""Writing to pseudo-terminals that read, that stop, and that go away."""

from __future__ import annotations

import os
import pty
import threading
import tty
from collections.abc import Iterator
from time import monotonic

import pytest

from tui.terminal.output import TerminalOutput, is_frame

FRAME = "\x1b[1;1H" + "x" * 5000 + "\x1b[2;5H"
TIME_LIMIT = 10.0


class Terminal:
    """A pseudo-terminal, and an output that writes to it."""

    def __init__(self) -> None:
        self.master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.drained = threading.Event()
        self.gone = threading.Event()
        self.output = TerminalOutput(
            self._slave, on_drained=self.drained.set, on_gone=self.gone.set, limit=50_000
        )
        self.output.start()
        self.has_slave = True

    def stall(self) -> None:
        """Write frames, none of which is read, until they are dropped."""
        deadline = monotonic() + TIME_LIMIT
        while not self.output.is_stalled:
            self.output.write(FRAME)
            assert monotonic() < deadline

    def read_until(self, end: bytes) -> bytes:
        """Return all that is written up to and with `end`."""
        data = b""
        while end not in data:
            data += os.read(self.master, 65536)
        return data

    def close(self) -> None:
        """End the output and the terminal."""
        self.output.stop(0.0)
        os.close(self.master)
        self.let_go()

    def let_go(self) -> None:
        """Close the slave's side."""
        if self.has_slave:
            os.close(self._slave)
            self.has_slave = False


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        (FRAME, True),
        ("\x1b[?2026h", True),
        ("\x1b[?2026l", True),
        ("\a", True),
        ("\x1b[?1049h", False),
        ("\x1b[?25l", False),
        ("\x1b]52;c;SGVsbG9I\a", False),
        ("\x1b[>31u", False),
        ("OH", False),
    ],
)
def test_frames_are_told_from_mode_changes(text: str, is_so: bool) -> None:
    assert is_frame(text) is is_so


def test_what_is_written_arrives_in_order(terminal: Terminal) -> None:
    terminal.output.write("\x1b[?1049h")
    terminal.output.write(FRAME)
    terminal.output.write("é\ud800!")
    assert terminal.read_until(b"!") == f"\x1b[?1049h{FRAME}é?!".encode()


def test_a_stalled_terminal_loses_whole_frames_and_no_mode_change(terminal: Terminal) -> None:
    terminal.stall()
    terminal.output.write("\x1b[?2004l")
    terminal.output.write(FRAME)
    terminal.output.write("\x1b[?2026l")
    terminal.output.write("\x1b[?1004l")
    data = terminal.read_until(b"\x1b[?2026l").decode()
    assert data.count(FRAME) * len(FRAME) < 100_000
    assert data.replace(FRAME, "") == "\x1b[?2004l\x1b[?1004l\x1b[?2026l"


def test_a_terminal_that_reads_again_is_drawn_anew(terminal: Terminal) -> None:
    terminal.stall()
    assert not terminal.drained.is_set()
    terminal.read_until(b"\x1b[?2026l")
    assert terminal.drained.wait(TIME_LIMIT)
    terminal.output.write(FRAME)
    assert FRAME.encode() in terminal.read_until(b"\x1b[2;5H")


def test_stopping_writes_what_waits(terminal: Terminal) -> None:
    terminal.output.write("the end")
    assert terminal.output.stop(TIME_LIMIT)
    assert terminal.read_until(b"end") == b"the end"
    terminal.output.write("too late")


def test_stopping_does_not_wait_for_a_stalled_terminal(terminal: Terminal) -> None:
    terminal.stall()
    started = monotonic()
    assert not terminal.output.stop(0.1)
    assert monotonic() - started < 2


def test_a_terminal_that_is_gone_is_reported_once_and_takes_writes(terminal: Terminal) -> None:
    os.close(terminal.master)
    terminal.master = os.open(os.devnull, os.O_RDONLY)
    terminal.output.write("x")
    assert terminal.gone.wait(TIME_LIMIT)
    terminal.output.write("y")
    assert terminal.output.stop(TIME_LIMIT)


def test_a_frame_is_finished_by_the_thread_that_writes_and_in_its_turn(terminal: Terminal) -> None:
    threads: list[str] = []

    def finish(frame: str) -> str:
        threads.append(threading.current_thread().name)
        return frame.replace("x", "")

    terminal.output.write("first")
    terminal.output.write(FRAME, finish)
    terminal.output.write("no frame x", finish)
    terminal.output.write("last")
    wanted = f"first{FRAME.replace('x', '')}no frame xlast"
    assert terminal.read_until(b"last").decode() == wanted
    assert threads == ["terminal-output"]


def test_what_frames_grow_to_counts_and_dropped_ones_are_not_finished(terminal: Terminal) -> None:
    finished = threading.Event()
    count = 0

    def finish(frame: str) -> str:
        nonlocal count
        count += 1
        finished.set()
        return "p" * 400_000 + frame

    terminal.output.write(FRAME, finish)
    assert finished.wait(TIME_LIMIT)
    deadline = monotonic() + TIME_LIMIT
    while not terminal.output.is_stalled:
        terminal.output.write("\x1b[?2026h")
        assert monotonic() < deadline
    terminal.output.write(FRAME, finish)
    assert terminal.read_until(b"\x1b[?2026l").count(b"p") == 400_000
    assert count == 1
    assert terminal.drained.wait(TIME_LIMIT)
