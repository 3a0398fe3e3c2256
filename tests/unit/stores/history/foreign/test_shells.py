"""The history files of a real bash, and of zsh as its source says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pexpect
import pytest

from tests.unit.stores.history.foreign.reading import at, codes_of, entries_of
from tui.stores.history.foreign.kinds import Kind
from tui.stores.history.foreign.lines import read_lines
from tui.stores.history.foreign.shells import LARGEST_LINE

NEEDS_BASH = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def bash_with(history: Path, *lines: str, times: bool) -> None:
    """Type lines into a real bash that keeps its history in a file."""
    environment = {**os.environ, "HISTFILE": str(history), "PS1": "ready> ", "PS2": "more> "}
    environment |= {"HISTTIMEFORMAT": "%F "} if times else {}
    environment.pop("PROMPT_COMMAND", None)
    child = pexpect.spawn(
        "bash", ["--norc", "--noprofile", "-i"], env=environment, timeout=30, encoding="utf-8"
    )
    try:
        for line in lines:
            child.expect("(ready|more)> ")
            child.sendline(line)
        child.expect("ready> ")
        child.sendline("exit")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)


@NEEDS_BASH
def test_lines_of_a_real_bash(tmp_path: Path) -> None:
    history = tmp_path / "bash history"
    bash_with(
        history, "true one", "echo 'é' # two", "for i in 1 2; do", "true", "done", times=False
    )
    file = at(history)
    assert (file.kind, file.count()) == (Kind.BASH, 4)
    assert codes_of(file) == [
        "true one",
        "echo 'é' # two",
        "for i in 1 2; do true; done",
        "exit",
    ]
    assert {(entry.language, entry.started) for entry in entries_of(file)} == {("bash", None)}


@NEEDS_BASH
def test_times_and_inputs_of_several_lines(tmp_path: Path) -> None:
    history = tmp_path / "history"
    typed = ["shopt -s lithist", "for i in 1 2; do", "  true", "done", "echo 'a", "", "b'"]
    bash_with(history, *typed, times=True)
    entries = entries_of(at(history))
    assert [entry.code for entry in entries] == [
        "shopt -s lithist",
        "for i in 1 2; do\n  true\ndone",
        "echo 'a\n\nb'",
        "exit",
    ]
    times = [int(line[1:]) for line in history.read_text().splitlines() if line[:1] == "#"]
    assert [entry.started for entry in entries] == times


def test_times_that_were_switched_on_later(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_text("ls\ncd\n#1700000000\nfor\n  done\n#1700000001\n#1700000002\nls\n")
    assert [(entry.started, entry.code) for entry in entries_of(at(path))] == [
        (None, "ls"),
        (None, "cd"),
        (1_700_000_000.0, "for\n  done"),
        (1_700_000_002.0, "ls"),
    ]


def test_junk_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(
        b"ls\n" + b"\0" * 300 + b"\n\xff\xfe x\n" + b"y" * LARGEST_LINE + b"\n"
        b"" + b"z" * (3 * LARGEST_LINE) + b"\nlast \x1b[31m"
    )
    file = at(path, Kind.BASH)
    assert codes_of(file) == ["ls", "\ufffd\ufffd x", "y" * LARGEST_LINE, "last \x1b[31m"]
    assert (file.losses.too_long, file.losses.unreadable) == (1, 1)


def test_a_long_last_line_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b"a\n" + b"z" * 50)
    file = at(path)
    assert list(read_lines(path, file.losses, 10)) == [b"a"]
    assert file.losses.too_long == 1


def test_zsh_with_times_lines_and_its_own_bytes(tmp_path: Path) -> None:
    path = tmp_path / ".zsh_history"
    # zsh writes the bytes 0x83 to 0xa2 as 0x83 and the byte with a bit turned.
    word = "à".encode().replace(b"\xa0", b"\x83\x80")
    path.write_bytes(
        b": 1700000000:3;echo " + word + b"\n: 1700000005:0;for i in 1; do\\\n  true\\\ndone\n"
    )
    file = at(path)
    assert (file.kind, file.count()) == (Kind.ZSH, 2)
    entries = entries_of(file)
    assert [(entry.started, entry.duration, entry.code) for entry in entries] == [
        (1_700_000_000.0, 3.0, "echo à"),
        (1_700_000_005.0, 0.0, "for i in 1; do\n  true\ndone"),
    ]
