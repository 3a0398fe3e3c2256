"""What cannot be written before jtui ends: set aside, and taken in once by whoever writes next."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.stores.history.made import ask, codes_in, made, opened, recorded
from tui.model.history.entry import HistoryEntry, Outcome
from tui.stores.history import connection, store
from tui.stores.history.rows import storable
from tui.stores.history.store import HistoryStore, Keyed
from tui.stores.history.waiting import read_waiting, set_aside, waiting_files
from tui.stores.history.writer import HistoryWriter

NAME = re.compile(r"history-waiting-\d+-[0-9a-f]{12}(-[0-9a-f]{12})?\.jsonl")
ENTRY = HistoryEntry(
    "x = 1\ny\n",
    line=7,
    language="python",
    kernelspec="python3",
    cwd="/home",
    started=1_700_000_000.123456,
    duration=0.25,
    outcome=Outcome.ERROR,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jtui" / "history.sqlite"


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(connection, "WRITER_PATIENCE", 0.05)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    return tmp_path / "runtime"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program that writes and does not come to an end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def closed(path: Path, *entries: Keyed, is_safe: bool = True) -> Path | None:
    """Keep inputs until the end of jtui; where those are that could not be written."""
    keeper = HistoryWriter(path, ("secret*",), lambda _: None)
    for key, entry in entries:
        keeper.add(key, entry)
    assert keeper.close(0.2) is is_safe
    return keeper.waiting_file


def keep(path: Path, code: str) -> None:
    """Keep an input in another jtui."""
    keeper = HistoryWriter(path, (), pytest.fail)
    keeper.add("another", HistoryEntry(code))
    assert keeper.close(60)
    assert keeper.waiting_file is None


def test_what_could_not_be_written_is_written_by_the_next_as_it_was(path: Path) -> None:
    recorded(path, [*made("before"), ("two", HistoryEntry("first of two"))])
    with locked(path):
        file = closed(path, ("two", ENTRY), *made("secret", "second", key="three"))
        assert file is not None
        assert NAME.fullmatch(file.name)
        assert file.parent == path.parent
        assert file.stat().st_mode & 0o777 == 0o600
        assert b"secret" not in file.read_bytes()
    keep(path, "next")
    found = list(HistoryStore(path).entries())
    assert [each.code for each in found] == [
        "before",
        "first of two",
        ENTRY.code,
        "second",
        "next",
    ]
    assert [each.session for each in found] == [1, 2, 2, 3, 4]
    taken = found[2]
    assert (taken.line, taken.started, taken.duration) == (7, ENTRY.started, 0.25)
    assert (taken.cwd, taken.outcome, taken.kernelspec) == ("/home", Outcome.ERROR, "python3")
    assert waiting_files(path) == []
    assert ask(path, "SELECT count(*) FROM state WHERE name LIKE 'taken%'") == 0


def test_nothing_is_set_aside_when_all_is_written(path: Path) -> None:
    assert closed(path, *made("a", "secret")) is None
    assert codes_in(path) == ["a"]


def test_nothing_is_set_aside_of_what_is_ignored(path: Path) -> None:
    path.mkdir(parents=True)
    assert closed(path, *made("secret")) is None


def test_a_directory_in_the_place_of_the_file(path: Path) -> None:
    path.mkdir(parents=True)
    file = closed(path, *made("a"))
    assert file is not None
    assert file.parent == path.parent
    path.rmdir()
    keep(path, "b")
    assert codes_in(path) == ["a", "b"]


def test_a_directory_that_cannot_be_written(path: Path, runtime: Path) -> None:
    path.parent.write_text("a file, no directory")
    file = closed(path, *made("a"))
    assert file is not None
    assert NAME.fullmatch(file.name)
    assert file.parent == runtime / "jtui"
    assert file.stat().st_mode & 0o777 == 0o600
    path.parent.unlink()
    # What waits for other histories is not for this one.
    other = path.parent.with_name("other") / path.name
    keep(other, "x")
    assert codes_in(other) == ["x"]
    keep(path, "b")
    assert codes_in(path) == ["a", "b"]
    assert list(runtime.rglob("*.jsonl")) == []


def test_when_nothing_can_be_written_anywhere_that_is_answered(path: Path, runtime: Path) -> None:
    path.parent.write_text("a file, no directory")
    runtime.write_text("a file, no directory")
    assert closed(path, *made("a"), is_safe=False) is None


def test_what_was_set_aside_is_not_written_as_well(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WRITER_PATIENCE", 60.0)
    recorded(path, made("before"))
    with locked(path):
        # Its thread still waits for the lock, and gets it later.
        assert closed(path, *made("a")) is not None
        (thread,) = (each for each in threading.enumerate() if each.name == "history")
    thread.join(60)
    assert codes_in(path) == ["before"]
    keep(path, "b")
    assert codes_in(path) == ["before", "a", "b"]


class Killed(BaseException):
    """The end of a process at this very place."""


def test_whoever_is_killed_in_taking_leaves_nothing_to_be_taken_twice(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> bool:
        raise Killed

    file = set_aside(path, made("a", "b"))
    with monkeypatch.context() as patch, opened(path) as killed:
        patch.setattr(store, "remove_waiting", kill)
        with pytest.raises(Killed):
            killed.take_waiting()
    assert file.exists()
    with opened(path) as following:
        assert following.take_waiting() == 0
    assert not file.exists()
    assert codes_in(path) == ["a", "b"]
    assert ask(path, "SELECT count(*) FROM state WHERE name LIKE 'taken%'") == 0


TAKE = """
import sys
from pathlib import Path
from tui.stores.history.rows import storable
from tui.stores.history.store import HistoryStore
sys.stdin.readline()
store = HistoryStore(Path(sys.argv[1]))
print(store.take_waiting())
store.close()
"""


def test_several_that_take_at_once_take_each_input_once(path: Path) -> None:
    recorded(path, [])
    codes = [f"input {number}" for number in range(20)]
    for code in codes:
        set_aside(path, made(code))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = [int(each.communicate(timeout=60)[0]) for each in started]
    assert sum(told) == len(codes)
    assert sorted(codes_in(path)) == sorted(codes)
    assert waiting_files(path) == []


def test_what_is_forgotten_does_not_come_back_with_what_waits(path: Path) -> None:
    recorded(path, made("keep", "forget"))
    set_aside(path, made("forget", "keep too"))
    with opened(path) as forgetful:
        assert forgetful.forget_codes(["forget"]) == 2
    assert codes_in(path) == ["keep", "keep too"]
    assert waiting_files(path) == []


def test_lines_that_are_no_inputs_are_left_in_a_file(path: Path) -> None:
    file = set_aside(path, made("a", "b"))
    file.write_bytes(file.read_bytes() + b'\xff junk\n{"code": "x"}\n[]\n')
    held = read_waiting(file)
    assert held is not None
    assert held.unreadable == 3
    keep(path, "c")
    assert codes_in(path) == ["a", "b", "c"]
    assert file.with_suffix(".unreadable").exists()
    keep(path, "d")
    assert codes_in(path) == ["a", "b", "c", "d"]


def test_odd_texts_wait_as_they_are(path: Path) -> None:
    odd = ["".join(map(chr, range(start, start + 400))) for start in range(0, 70_000, 397)]
    entries = [("\ud800\0", HistoryEntry(code, cwd=code)) for code in odd]
    file = set_aside(path, entries)
    # Halves of a character that belong together are one then, as in the history itself.
    joined = [HistoryEntry(storable(code), cwd=storable(code)) for code in odd]
    held = read_waiting(file)
    assert held is not None
    assert held.unreadable == 0
    assert [key for key, _ in held.entries] == ["\ud800\0"] * len(odd)
    assert [
        replace(entry, code=storable(entry.code), cwd=storable(entry.cwd))
        for _, entry in held.entries
    ] == joined


def test_a_disk_that_is_full_leaves_no_drafts(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        set_aside(path, made("a"))
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
