"""The history in a terminal, with real kernels: kept, found, brought back, session by session."""

from __future__ import annotations

import importlib.util
import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

SCOPES = "all sessions of this kernel"


def run_again(jtui: Jtui, directory: Path, *arguments: str) -> Jtui:
    """Another jtui after this one, with the same home."""
    jtui.press("ctrl+q")
    jtui.wait_for("shut down")
    jtui.press("s")
    assert jtui.wait_exit() == 0
    jtui.start(*arguments, size=(120, 40))
    jtui.wait_state("idle")
    return jtui


def open_history(jtui: Jtui) -> None:
    jtui.settle()
    jtui.press("ctrl+r")
    jtui.wait_for(SCOPES)


def leave_history(jtui: Jtui, key: str) -> None:
    """Press a key that closes the panel, and wait until the tab is there again."""
    jtui.press(key)
    jtui.wait_gone(SCOPES)
    jtui.wait_for(lambda: " │ " in jtui.status, what="the status bar")
    jtui.settle()


def command_line(jtui: Jtui, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", "history", *words],
        env=jtui.environment,
        cwd=jtui.work,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def kept(jtui: Jtui) -> list[dict[str, object]]:
    """What jtui has kept, as it exports it."""
    lines = command_line(jtui, "export").stdout.splitlines()
    return [json.loads(line) for line in lines]


def test_what_this_kernel_was_given_is_found_with_its_output(console: Jtui) -> None:
    console.ask("answer = 6 * 7")
    console.ask("answer + 1")
    open_history(console)
    console.wait_for("answer = 6 * 7")
    console.type("answer +")
    console.wait_gone("answer = 6")
    console.wait_for("43")
    leave_history(console, "enter")
    assert console.draft == ["answer + 1"]


def test_esc_leaves_the_draft_as_it_was_and_undo_brings_it_back(console: Jtui) -> None:
    console.ask("first = 1")
    console.type("my dra")
    open_history(console)
    leave_history(console, "escape")
    assert console.draft == ["my dra"]
    open_history(console)
    console.press("ctrl+u")
    console.type("first")
    console.wait_for("first = 1")
    leave_history(console, "enter")
    assert console.draft == ["first = 1"]
    console.press("ctrl+z")
    console.wait_for(lambda: console.draft == ["my dra"], what="the draft")


def test_bash_has_a_history_that_lasts(jtui: Jtui, tmp_path: Path) -> None:
    if importlib.util.find_spec("bash_kernel") is None:
        pytest.skip("bash_kernel is not installed")
    jtui.start("--kernel", "bash", size=(120, 40))
    jtui.wait_state("idle")
    jtui.ask("echo one-$((1 + 1))")
    jtui.ask("false")
    run_again(jtui, tmp_path, "--kernel", "bash")
    jtui.press("up", "up")
    jtui.wait_for(lambda: jtui.draft == ["echo one-$((1 + 1))"], what="the earlier input")
    jtui.press("ctrl+c")
    open_history(jtui)
    jtui.type("one-")
    jtui.wait_for("echo one-")
    jtui.press("f5")
    jtui.wait_for("one-2")
    entries = kept(jtui)
    assert [(each["code"], each["language"], each["kernelspec"]) for each in entries[:2]] == [
        ("echo one-$((1 + 1))", "bash", "bash"),
        ("false", "bash", "bash"),
    ]


def test_all_sessions_of_ipython_and_everything(jtui: Jtui, tmp_path: Path) -> None:
    jtui.start(size=(120, 40))
    jtui.wait_state("idle")
    jtui.ask("from_the_first = 1")
    run_again(jtui, tmp_path)
    jtui.ask("from_the_second = 2")
    open_history(jtui)
    jtui.type("from_the")
    jtui.wait_for("from_the_second = 2")
    assert "from_the_first = 1" not in jtui.text
    jtui.press("ctrl+r")
    jtui.wait_for("from_the_first = 1")
    jtui.press("ctrl+r")
    jtui.wait_for("from_the_second = 2")
    jtui.wait_for("from_the_first = 1")


def test_a_busy_and_a_dead_kernel_have_their_history(console: Jtui) -> None:
    console.ask("before = 1")
    console.enter("import time; time.sleep(60)")
    console.wait_state("busy")
    open_history(console)
    console.type("before")
    console.wait_for("before = 1")
    console.press("ctrl+r")
    console.wait_for("before = 1")
    leave_history(console, "escape")
    for process in console.kernel_processes:
        process.send_signal(signal.SIGKILL)
    console.wait_state("dead")
    open_history(console)
    console.type("before")
    console.wait_for("before = 1")


def test_what_is_not_kept(console: Jtui) -> None:
    console.ask(" secret = 1")
    console.enter("word = __import__('getpass').getpass('Word? ')")
    console.wait_state("needs input")
    console.enter("geheim-4711")
    console.wait_state("idle")
    console.ask("1/0")
    console.wait_for("ZeroDivisionError")
    console.press("ctrl+q")
    console.wait_for("shut down")
    console.press("s")
    assert console.wait_exit() == 0
    entries = kept(console)
    assert [each["outcome"] for each in entries] == ["ok", "error"]
    for file in (console.directory / "data" / "jtui").glob("history.sqlite*"):
        content = file.read_bytes()
        assert b"geheim-4711" not in content
        assert b"secret" not in content
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_history_that_is_no_database_is_set_aside_and_said(jtui: Jtui) -> None:
    folder = jtui.directory / "data" / "jtui"
    folder.mkdir(parents=True)
    junk = bytes(range(256)) * 64
    (folder / "history.sqlite").write_bytes(junk)
    jtui.start(size=(120, 40))
    jtui.wait_state("idle")
    jtui.ask("kept = 1")
    jtui.wait_for("history-damaged-")
    aside = list(folder.glob("history-damaged-*.sqlite"))
    assert [path.read_bytes() for path in aside] == [junk]
    jtui.press("ctrl+q")
    jtui.wait_for("shut down")
    jtui.press("s")
    assert jtui.wait_exit() == 0
    assert [each["code"] for each in kept(jtui)] == ["kept = 1"]


def test_killed_while_a_cell_runs_it_has_all_that_ended_before(console: Jtui) -> None:
    console.ask("ended = 1")
    console.enter("while True: pass")
    console.wait_state("busy")
    path = console.directory / "data" / "jtui" / "history.sqlite"
    console.wait_for(path.exists, what="the history")

    def codes() -> list[str]:
        connection = sqlite3.connect(path)
        try:
            return [row[0] for row in connection.execute("SELECT code FROM cells")]
        except sqlite3.OperationalError:
            return []
        finally:
            connection.close()

    console.wait_for(lambda: codes() == ["ended = 1"], what="the input that ended")
    console.child.kill(signal.SIGKILL)
    console.wait_for(lambda: not console.child.isalive(), what="the end")
    assert [each["code"] for each in kept(console)] == ["ended = 1"]


def test_the_command_line_finds_what_was_entered(console: Jtui) -> None:
    console.ask("needle_in_hay = 1")
    console.press("ctrl+q")
    console.wait_for("shut down")
    console.press("s")
    assert console.wait_exit() == 0
    found = command_line(console, "search", "needle")
    assert found.returncode == 0
    assert "needle_in_hay = 1" in found.stdout
    assert command_line(console, "search", "no_such_thing").returncode == 1
