"""The history of xonsh, in files as its version 0.25 writes them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.stores.history.foreign.reading import at, codes_of, entries_of
from tui.model.history.entry import Outcome
from tui.stores.history.foreign.kinds import Kind


def lazy_json(session: str, *commands: dict[str, object]) -> str:
    """A file as `xonsh.lazyjson.ljdump` writes it, with an index that nothing here needs."""
    data = {"cmds": commands, "env": {}, "locked": False, "sessionid": session, "ts": [1.0, None]}
    head = '{"locs": [        69,          2,         82,       2147],\n "index": {},\n "data": '
    return f"{head}{json.dumps(data)}\n}}\n"


def command(inp: str, start: float, status: object = 0) -> dict[str, object]:
    """A command of a session."""
    return {"cwd": "/tmp", "inp": inp, "rtn": status, "ts": [start, start + 0.5]}


def test_the_sessions_of_a_directory_in_order_of_time(tmp_path: Path) -> None:
    directory = tmp_path / "history_json"
    directory.mkdir()
    (directory / "xonsh-b.json").write_text(
        lazy_json("b", command("echo one\n", 100.0), command("false\n", 300.0, 1))
    )
    (directory / "xonsh-a.json").write_text(lazy_json("a", command("x = 'é'\n", 200.0, None)))
    (directory / "xonsh-empty.json").write_text("")
    (directory / "xonsh-half.json").write_text('{"locs": [ 69, 2')
    (directory / "other.json").write_text("{}")
    file = at(tmp_path)
    assert (file.kind, file.path, file.count()) == (Kind.XONSH, directory, 3)
    assert [
        (key, entry.line, entry.code, entry.started, entry.outcome) for key, entry in file.entries()
    ] == [
        ("xonsh b", 1, "echo one", 100.0, Outcome.OK),
        ("xonsh a", 1, "x = 'é'", 200.0, Outcome.UNKNOWN),
        ("xonsh b", 2, "false", 300.0, Outcome.ERROR),
    ]
    assert {(entry.language, entry.cwd, entry.duration) for entry in entries_of(file)} == {
        ("xonsh", "/tmp", 0.5)
    }
    assert "xonsh-half.json is not valid JSON" in file.losses.problems[0]


def test_one_file_with_broken_commands(tmp_path: Path) -> None:
    path = tmp_path / "session"
    broken: list[dict[str, object]] = [{}, {"inp": 3}, {"inp": "a", "ts": 4, "rtn": "x"}]
    path.write_text(lazy_json("c", *broken, {"inp": "b", "ts": [1e300, None]}))
    file = at(path)
    assert [(entry.code, entry.started) for entry in entries_of(file)] == [
        ("a", None),
        ("b", None),
    ]
    assert file.losses.unreadable == 2


@pytest.mark.parametrize("columns", ["sessionid, cwd", ""], ids=["new", "of the first version"])
def test_its_database(tmp_path: Path, columns: str) -> None:
    path = tmp_path / "xonsh-history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        if columns:
            connection.execute("PRAGMA journal_mode = WAL")
        more = f", {columns}" if columns else ""
        connection.execute(f"CREATE TABLE xonsh_history(inp TEXT, rtn INTEGER, tsb, tse{more})")
        values: Sequence[object] = ("ls", 1, 100.0, 102.0, *(("s", "/tmp") if columns else ()))
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO xonsh_history VALUES({marks})", values)
        connection.commit()
    before = sorted(tmp_path.iterdir())
    file = at(path)
    assert (file.kind, file.count()) == (Kind.XONSH, 1)
    ((key, entry),) = file.entries()
    assert key == ("xonsh s" if columns else "xonsh")
    assert (entry.code, entry.started, entry.duration) == ("ls", 100.0, 2.0)
    assert (entry.outcome, entry.cwd) == (Outcome.ERROR, "/tmp" if columns else "")
    assert sorted(tmp_path.iterdir()) == before


def test_its_database_while_xonsh_writes(tmp_path: Path) -> None:
    path = tmp_path / "xonsh-history.sqlite"
    with closing(sqlite3.connect(path)) as xonsh:
        xonsh.execute("PRAGMA journal_mode = WAL")
        xonsh.execute("CREATE TABLE xonsh_history(inp TEXT, rtn INTEGER, tsb, tse)")
        xonsh.execute("INSERT INTO xonsh_history VALUES('ls', 0, 1.0, 2.0)")
        xonsh.commit()
        xonsh.execute("INSERT INTO xonsh_history VALUES('later', 0, 3.0, 4.0)")
        assert codes_of(at(path)) == ["ls"]
