"""The history of a real IPython, also locked, odd and damaged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.stores.history.foreign.reading import at, codes_of, entries_of, run_ipython
from tui.errors import HistoryError
from tui.model.history.entry import Outcome
from tui.stores.history.foreign.kinds import Kind
from tui.stores.history.imports import HistoryFile


def test_inputs_are_read_as_they_were_typed(ipython_history: Path) -> None:
    file = at(ipython_history)
    assert (file.kind, file.count()) == (Kind.IPYTHON, 5)
    assert [(entry.session, entry.line, entry.code) for entry in entries_of(file)] == [
        (1, 1, "x = 1"),
        (1, 2, "def f():\n    return 'é'"),
        (1, 3, "%time 1"),
        (2, 1, "1/0"),
        (2, 2, "x = 1"),
    ]


def test_they_have_the_start_of_their_session(ipython_history: Path) -> None:
    with closing(sqlite3.connect(ipython_history)) as connection:
        starts = dict(connection.execute("SELECT session, start FROM sessions"))
    for entry in entries_of(at(ipython_history)):
        assert entry.started == datetime.fromisoformat(starts[entry.session]).timestamp()
        assert (entry.language, entry.kernelspec) == ("python", "python3")
        assert (entry.outcome, entry.duration) == (Outcome.UNKNOWN, None)


def test_keys_of_sessions_are_those_of_a_copy_too(ipython_history: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy of it"
    copy.write_bytes(ipython_history.read_bytes())
    keys = [key for key, _ in at(copy).entries()]
    assert keys == [key for key, _ in at(ipython_history).entries()]
    assert len(set(keys)) == 2


def test_the_file_is_not_touched(ipython_history: Path) -> None:
    before = ipython_history.read_bytes(), sorted(ipython_history.parent.iterdir())
    assert len(codes_of(at(ipython_history))) == 5
    assert (ipython_history.read_bytes(), sorted(ipython_history.parent.iterdir())) == before


def test_it_is_read_while_ipython_has_it_open(tmp_path: Path) -> None:
    path = run_ipython(tmp_path, "a = 1")
    with closing(sqlite3.connect(path)) as ipython:
        ipython.execute("INSERT INTO history VALUES(1, 2, 'b', 'b')")
        assert codes_of(at(path)) == ["a = 1"]
        ipython.commit()
        assert codes_of(at(path)) == ["a = 1", "b"]


def test_its_writer_is_not_kept_waiting_between_pieces(tmp_path: Path) -> None:
    path = run_ipython(tmp_path, "a = 1")
    with closing(sqlite3.connect(path, timeout=0)) as ipython:
        rows = ((1, line, "x", "x") for line in range(10, 5_000))
        ipython.executemany("INSERT INTO history VALUES(?, ?, ?, ?)", rows)
        ipython.commit()
        reading = at(path).entries()
        assert next(reading)[1].code == "a = 1"
        ipython.execute("INSERT INTO history VALUES(2, 1, 'new', 'new')")
        ipython.commit()
        assert len(list(reading)) >= 4_990


def test_a_locked_one_is_said(tmp_path: Path) -> None:
    path = run_ipython(tmp_path, "a = 1")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        file = HistoryFile(path, Kind.IPYTHON)
        assert codes_of(file) == []
        assert file.losses.problems == [
            f"{path} is locked by another program; try again when that has ended."
        ]


def test_odd_values_are_survived(tmp_path: Path) -> None:
    path = run_ipython(tmp_path, "a = 1")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE sessions SET start = 'soon'")
        connection.executemany(
            "INSERT INTO history VALUES(?, ?, '', ?)",
            [
                (7, 1, "no such session"),
                ("x", "y", "no numbers"),
                (2**40, -4, b"\xff bytes"),
                (8, 1, None),
                (8, 2, 17),
                (8, 3, " \n"),
            ],
        )
        connection.execute("INSERT INTO history VALUES(9, 1, '', CAST(x'41FF' AS TEXT))")
        connection.commit()
    entries = entries_of(at(path))
    assert [(entry.session, entry.line, entry.code) for entry in entries] == [
        (1, 1, "a = 1"),
        (7, 1, "no such session"),
        (0, 0, "no numbers"),
        (0, 0, "\ufffd bytes"),
        (8, 2, "17"),
        (9, 1, "A\ufffd"),
    ]
    assert {entry.started for entry in entries} == {None}


def test_a_newer_one_that_lacks_a_column_is_said(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE sessions(session, start)")
        connection.execute("CREATE TABLE history(session, line, code)")
    file = at(path)
    assert file.kind is Kind.IPYTHON
    with pytest.raises(HistoryError, match=r"history.sqlite is no .* it lacks source_raw\."):
        file.count()


def test_around_damage_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE sessions(session INTEGER PRIMARY KEY, start)")
        connection.execute("CREATE TABLE history(session, line, source, source_raw)")
        rows = [(1, line, "", f"line_{line} = '{'x' * 100}'") for line in range(1, 2_001)]
        connection.executemany("INSERT INTO history VALUES(?, ?, ?, ?)", rows)
        connection.commit()
    content = bytearray(path.read_bytes())
    hit = content.index(b"line_1000 ") // 4_096 * 4_096
    content[hit : hit + 4_096] = b"\xff" * 4_096
    path.write_bytes(content)
    file = at(path)
    read = {entry.line for entry in entries_of(file)}
    missing = set(range(1, 2_001)) - read
    assert 1_000 in missing
    assert len(missing) < 60
    assert file.losses.unreadable == len(missing)
    assert file.losses.problems == ["Some of the table history is damaged and cannot be read."]
    assert file.count() == len(read)
