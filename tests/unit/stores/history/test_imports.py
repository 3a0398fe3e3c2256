"""Where histories are, what they are, and in which order they are imported."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.stores.history.foreign.reading import at
from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry
from tui.stores.history.foreign.kinds import Kind
from tui.stores.history.imports import (
    HistoryFile,
    distinct,
    files_at,
    kind_of,
    merged,
    usual_files,
)
from tui.stores.history.store import HistoryStore

LINES = "is no history that jtui knows; --kind bash takes its lines as inputs of bash"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("history.sqlite", b"not at all", "is no SQLite database, or a damaged one"),
        ("history", b"SQLite format 3\0 and no more", "is (damaged|no SQLite database)"),
        ("picture", bytes(range(32)) * 99, "is no history that jtui knows; --kind says"),
        ("passwd", b"root:x:0:0::/root:/bin/sh\n" * 24, LINES),
        ("notes.txt", b"# 1700000000\n#17\nls #1700000000\n", LINES),
    ],
)
def test_what_is_no_history_is_said(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(HistoryError, match=rf"^{path} {said}"):
        files_at(path)


def test_the_database_of_another_program_is_said(tmp_path: Path) -> None:
    path = tmp_path / "cookies.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookies(name)")
    with pytest.raises(HistoryError, match="is a database, but not of IPython, xonsh or jtui"):
        files_at(path)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"There is no file .*nothing\.$"):
        files_at(tmp_path / "nothing")
    with pytest.raises(HistoryError, match="no history of IPython or xonsh in the directory"):
        files_at(tmp_path)
    with pytest.raises(HistoryError, match="No file can be called"):
        files_at(Path("a\0b"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(HistoryError, match="pipe is no regular file"):
        files_at(pipe)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.IPYTHON, "is no SQLite database, or an encrypted one."),
        (Kind.JTUI, "is no SQLite database, or an encrypted one."),
        (Kind.XONSH, "is not valid JSON: Expecting value: line 1 column 1 (char 0)."),
    ],
)
def test_a_kind_that_was_said_wrongly(tmp_path: Path, kind: Kind, said: str) -> None:
    path = tmp_path / "lines"
    path.write_text("ls -l\n" * 400)
    file = at(path, kind)
    assert list(file.entries()) == []
    assert file.losses.problems == [f"{path} {said}"]


@pytest.mark.parametrize("kind", [Kind.BASH, Kind.ZSH, Kind.JSONL])
def test_lines_of_any_bytes_are_read_when_that_is_said(tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / "junk"
    path.write_bytes(bytes(range(256)) * 10 + b"\n")
    file = at(path, kind)
    assert len(list(file.entries())) + file.losses.unreadable > 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (".bash_history", "ls\ncd\n"),
        ("bash_history.txt", "ls\ncd\n"),
        ("Old History", "ls\ncd\n"),
        ("commands", "#1700000000\nls\n#1700000001\ncd\n"),
        ("appended", "ls\n#1700000001\ncd\n"),
        ("from_windows", "ls\r\n#1700000001\r\ncd\r\n"),
    ],
)
def test_lines_are_of_bash_by_their_times_or_their_name(
    tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode())
    assert kind_of(path, {}) is Kind.BASH


def test_lines_are_of_bash_where_it_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text("ls\ncd\n")
    (tmp_path / "link").symlink_to(path)
    for value in (str(path), str(tmp_path / "link"), "~/lines"):
        assert kind_of(path, {"HISTFILE": value, "HOME": str(tmp_path)}) is Kind.BASH
    for value in ("", str(tmp_path / "others")):
        with pytest.raises(HistoryError, match=LINES):
            kind_of(path, {"HISTFILE": value})


def test_an_empty_file_has_no_entries(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(b"")
    assert kind_of(path) is Kind.BASH
    assert at(path).count() == 0


def test_names_with_signs_of_a_uri(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=rwc&b#c %41.sqlite"
    with closing(HistoryStore(path)) as store:
        store.record([("session", HistoryEntry("x"))])
    assert at(path).count() == 1


def test_all_that_is_there(tmp_path: Path) -> None:
    for profile in ("default", "work"):
        path = tmp_path / ".ipython" / f"profile_{profile}" / "history.sqlite"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"")
    sessions = tmp_path / ".local" / "share" / "xonsh" / "history_json"
    sessions.mkdir(parents=True)
    (tmp_path / ".bash_history").write_text("ls\n")
    (tmp_path / ".zsh_history").write_text("ls\n")
    environ = {"HOME": str(tmp_path), "HISTFILE": "~/.bash_history"}
    assert [(file.kind, str(file.path.relative_to(tmp_path))) for file in usual_files(environ)] == [
        (Kind.IPYTHON, ".ipython/profile_default/history.sqlite"),
        (Kind.IPYTHON, ".ipython/profile_work/history.sqlite"),
        (Kind.XONSH, ".local/share/xonsh/history_json"),
        (Kind.BASH, ".bash_history"),
        (Kind.ZSH, ".zsh_history"),
    ]


def test_variables_say_where(tmp_path: Path) -> None:
    profile = tmp_path / "ipy" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "history.sqlite").write_bytes(b"")
    (tmp_path / "xonsh.db").write_bytes(b"")
    (tmp_path / "lines").write_text(": 1700000000:0;ls\n")
    environ = {
        "HOME": str(tmp_path / "nowhere"),
        "IPYTHONDIR": str(tmp_path / "ipy"),
        "XONSH_HISTORY_SQLITE_FILE": str(tmp_path / "xonsh.db"),
        "HISTFILE": str(tmp_path / "lines"),
    }
    assert [(file.kind, file.path.name) for file in usual_files(environ)] == [
        (Kind.IPYTHON, "history.sqlite"),
        (Kind.XONSH, "xonsh.db"),
        (Kind.ZSH, "lines"),
    ]


def lines_at(path: Path, *entries: tuple[str, float | None]) -> HistoryFile:
    """A file of exported lines with codes and times."""
    path.write_text("".join(f"{json.dumps({'code': c, 'started': at})}\n" for c, at in entries))
    return HistoryFile(path, Kind.JSONL)


def test_files_are_merged_by_time_and_keep_their_own_order(tmp_path: Path) -> None:
    first = lines_at(tmp_path / "1", ("a", 10.0), ("b", 30.0), ("c", 20.0), ("d", None))
    second = lines_at(tmp_path / "2", ("n", None), ("m", 15.0), ("z", 31.0))
    assert [imported[1].code for _, imported in merged([first, second])] == list("anmbcdz")


def test_a_file_without_times_is_as_new_as_its_last_change(tmp_path: Path) -> None:
    timed = lines_at(tmp_path / "1", ("a", 10.0), ("b", 3_000.0))
    untimed = lines_at(tmp_path / "2", ("n", None), ("m", None))
    os.utime(untimed.path, (100, 100))
    assert [imported[1].code for _, imported in merged([timed, untimed])] == list("anmb")


def test_what_two_files_have_comes_once_but_repetitions_stay(tmp_path: Path) -> None:
    first = lines_at(tmp_path / "1", ("a", 10.0), ("a", 10.0), ("b", 20.0))
    second = lines_at(tmp_path / "2", ("a", 10.0), ("b", 21.0), ("c", 30.0))
    present = [HistoryEntry("c", started=30.0)]
    found = distinct(merged([first, second]), present)
    assert [imported[1].code for _, imported in found] == list("aabb")
    assert (first.losses.repeated, second.losses.repeated) == (0, 2)


def test_a_file_that_fails_does_not_keep_the_others(tmp_path: Path) -> None:
    good = lines_at(tmp_path / "1", ("a", 10.0))
    gone = HistoryFile(tmp_path / "gone", Kind.BASH)
    assert [imported[1].code for _, imported in merged([gone, good])] == ["a"]
    assert gone.losses.problems == [f"{gone.path} cannot be read: No such file or directory."]
