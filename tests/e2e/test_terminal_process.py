"""Real apps in real terminals: hostile input, signals, crashes, terminals that stall or vanish."""

from __future__ import annotations

import os
import random
import select
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.e2e.pty_process import PtyProcess

pytestmark = pytest.mark.alone

F2, F3, F4, F5 = b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~"
MODES_OFF = [
    b"\x1b[?1049l",
    b"\x1b[?25h",
    b"\x1b[?1000l",
    b"\x1b[?1003l",
    b"\x1b[?1006l",
    b"\x1b[?1004l",
    b"\x1b[?2004l",
    b"\x1b[<u",
]
GRACE = 1.0
FORCED_LIMIT = GRACE + 2.0
JUNK = {
    "a byte that is no UTF-8": b"caf\xe9 ",
    "an X10 mouse report": b"\x1b[M \xe2\x82",
    "a huge key number": b"\x1b[999999999999~",
    "a key number over Unicode": b"\x1b[1114112u",
    "half a surrogate pair as a key": b"\x1b[97;1;55296u",
    "text of a key over Unicode": b"\x1b[97;1;9999999999u",
    "huge parameters": b"\x1b[" + b"9" * 800 + b";" * 50 + b"m",
    "NULs": b"\0" * 50,
    "a sequence cut short": b"\x1b[1;",
    "sequences in sequences": b"\x1b[\x1b]\x1bP\x1b[<\x1b[<1;2",
    "a mouse far outside": b"\x1b[<0;99999999999;99999999999M",
    "a screen of a billion cells": b"\x1b[48;99999;99999;9;9t",
    "a screen of no cells": b"\x1b[48;0;0;0;0t\x1b[<0;5;5M",
    "answers nobody asked for": b"\x1b[9999;9999R\x1b[?2026;9$y\x1b]11;rgb:ff/ff/ff\x1b\\",
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[PtyProcess]:
    with PtyProcess("terminal_app.py", str(tmp_path)) as process:
        process.shows("ready")
        assert process.attributes() != process.attributes_before
        yield process


def answers(app: PtyProcess) -> None:
    """Assert that what is typed still reaches the app."""
    # What a terminal sends when it gets the focus, an end for whatever was begun, and Escape
    # for whatever the junk has opened.
    app.send(b"\x1b\\\x1b[201~\x1b[I")
    for attempt in range(6):
        app.send(b"\x1b")
        while app.read(0.2):
            pass
        app.send(b"\r")
        app.send(f"works {attempt}\r".encode())
        try:
            app.shows(f"works {attempt}>", limit=2)
        except AssertionError:
            continue
        return
    app.shows("works", limit=0)


def is_given_back(app: PtyProcess) -> bool:
    """Whether the terminal has its settings back and was told to leave every mode."""
    while app.read(0.0):
        pass
    return app.attributes() == app.attributes_before and all(
        each in app.output for each in MODES_OFF
    )


def stall(app: PtyProcess, tmp_path: Path) -> None:
    """Flood the terminal, read none of it, and wait until a hundred frames are lost."""
    frames = tmp_path / "frames"

    def count() -> int:
        return int(frames.read_text() or 0) if frames.exists() else 0

    app.send(F4)
    app.until(lambda: count() > 2)
    deadline = monotonic() + 15
    target = count() + 100
    while count() < target:
        assert monotonic() < deadline, "the loop waits for the terminal"
        select.select([], [], [], 0.02)


def test_an_app_with_textuals_own_driver_dies_of_one_byte(tmp_path: Path) -> None:
    with PtyProcess("terminal_app.py", str(tmp_path), "textual") as process:
        process.shows("ready")
        process.send(JUNK["a byte that is no UTF-8"])
        process.wait()


def test_an_app_survives_every_kind_of_broken_input(app: PtyProcess) -> None:
    for each in JUNK.values():
        app.send(each)
    answers(app)


@pytest.mark.parametrize("seed", [1, 2])
def test_an_app_survives_random_bytes(app: PtyProcess, seed: int) -> None:
    app.send(random.Random(seed).randbytes(3000))
    answers(app)


def test_a_pasted_newline_after_an_escape_submits_nothing(app: PtyProcess) -> None:
    app.send(b"\x1b[200~\x1b[31mwipe everything, at once and for ever\rx\x1b[201~")
    app.shows("wipe everything")
    assert "submitted" not in app.display


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_a_signal_ends_the_app_in_order(
    app: PtyProcess, tmp_path: Path, number: signal.Signals
) -> None:
    os.kill(app.pid, number)
    assert app.wait() == 128 + number
    assert is_given_back(app)
    assert not (tmp_path / "last-resort").exists()


def test_sigusr1_writes_down_where_every_thread_is(app: PtyProcess, tmp_path: Path) -> None:
    os.kill(app.pid, signal.SIGUSR1)
    app.until(lambda: "run_input_thread" in (tmp_path / "stacks").read_text())
    answers(app)


def test_a_blocked_loop_is_ended_by_force(app: PtyProcess, tmp_path: Path) -> None:
    app.send(F2)
    app.until((tmp_path / "blocked").exists)
    started = monotonic()
    os.kill(app.pid, signal.SIGTERM)
    assert app.wait() == 128 + signal.SIGTERM
    assert GRACE <= monotonic() - started < FORCED_LIMIT
    assert is_given_back(app)
    assert (tmp_path / "last-resort").exists()
    assert "action_block" in (tmp_path / "stacks").read_text()


def test_a_second_signal_ends_a_blocked_app_before_its_time(
    tmp_path: Path,
) -> None:
    with PtyProcess("terminal_app.py", str(tmp_path), "patient") as app:
        app.shows("ready")
        app.send(F2)
        app.until((tmp_path / "blocked").exists)
        os.kill(app.pid, signal.SIGTERM)
        started = monotonic()
        # Signals that come together are one event, as when a window is closed.
        app.until(lambda: monotonic() - started > 0.7)
        os.kill(app.pid, signal.SIGTERM)
        assert app.wait(limit=5) == 128 + signal.SIGTERM
        assert is_given_back(app)


def test_a_signal_ends_an_app_whose_terminal_has_stopped_reading(
    app: PtyProcess, tmp_path: Path
) -> None:
    stall(app, tmp_path)
    started = monotonic()
    os.kill(app.pid, signal.SIGTERM)
    assert app.wait(reading=False) == 128 + signal.SIGTERM
    assert monotonic() - started < FORCED_LIMIT
    assert is_given_back(app)


def test_a_terminal_that_reads_again_shows_the_last_state(app: PtyProcess, tmp_path: Path) -> None:
    stall(app, tmp_path)
    os.write(app.master, F5)
    app.shows("after a flood")
    assert len(app.output) < 1_000_000
    answers(app)


def test_an_idle_app_writes_nothing(tmp_path: Path) -> None:
    with PtyProcess("terminal_app.py", str(tmp_path), "no-blink") as app:
        app.shows("ready")
        while app.read(0.3):
            pass
        assert app.read(1.5) == b""


def test_an_app_whose_terminal_is_gone_ends(app: PtyProcess, tmp_path: Path) -> None:
    app.hang_up()
    assert app.wait(reading=False) == 128 + signal.SIGHUP


def test_a_crash_shows_one_sentence_and_logs_the_traceback(app: PtyProcess, tmp_path: Path) -> None:
    app.send(F3)
    assert app.wait() == 1
    assert is_given_back(app)
    after = app.output.rpartition(b"\x1b[?1006l")[2].decode()
    assert after.count("\n") == 1
    assert "ValueError: broken␛]0;on purpose␇13" in after
    assert str(tmp_path / "log") in after
    assert "Traceback" not in app.output.decode()
    log = (tmp_path / "log").read_text()
    assert "Traceback" in log
    assert "a-local-value" not in log.replace('secret = "a-local-value"', "")
