"""Files with bytes that chance has put there: reading ends, and says what it says in sentences."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.stores.history.foreign.test_xonsh import command, lazy_json
from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry
from tui.stores.history.foreign.kinds import Kind
from tui.stores.history.imports import HistoryFile, files_at
from tui.stores.history.store import HistoryStore

ROUNDS = 200


def own_database(directory: Path) -> bytes:
    path = directory / "own"
    entries = (HistoryEntry(f"code {line} " + "x" * (line % 300), line=line) for line in range(800))
    store = HistoryStore(path)
    store.record([("session", entry) for entry in entries])
    store.close()
    return path.read_bytes()


def session_of_xonsh(_: Path) -> bytes:
    return lazy_json("one", *(command("ls", float(at)) for at in range(50))).encode()


def exported_lines(_: Path) -> bytes:
    return b'{"code": "x", "started": "2023-11-14T22:13:20Z", "session": 3}\n' * 20


def lines_of_zsh(_: Path) -> bytes:
    return b": 1700000000:0;for\\\n done\n" * 20


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The same with some bytes changed, and perhaps without its end."""
    broken = bytearray(content)
    for _ in range(chance.choice([1, 3, 20, 200])):
        at = chance.randrange(len(broken))
        junk = chance.choice([chance.randbytes(1), chance.randbytes(4), bytes(100)])
        broken[at : at + len(junk)] = junk[: len(broken) - at]
    return bytes(broken[: chance.randrange(len(broken))] if chance.random() < 0.2 else broken)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Kind.JTUI, own_database),
        (Kind.XONSH, session_of_xonsh),
        (Kind.JSONL, exported_lines),
        (Kind.ZSH, lines_of_zsh),
    ],
)
def test_reading_ends_and_fails_in_sentences_only(
    tmp_path: Path, kind: Kind, written: Callable[[Path], bytes]
) -> None:
    content = written(tmp_path)
    chance = random.Random(4711)
    path = tmp_path / "damaged"
    read = 0
    for _ in range(ROUNDS):
        path.write_bytes(damaged(content, chance))
        for said in (None, kind):
            try:
                for file in files_at(path, said):
                    read += len(list(file.entries()))
                    file.count()
            except HistoryError as error:
                assert str(error).startswith(str(path))
    assert read > ROUNDS


def test_rows_out_of_their_order_are_not_read_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "xonsh-history.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE xonsh_history(inp)")
        rows = [(f"echo {number}",) for number in range(6)]
        connection.executemany("INSERT INTO xonsh_history VALUES(?)", rows)
        connection.commit()
    content = bytearray(path.read_bytes())
    # The second page is the table's, a leaf; eight bytes of header, then where its rows are.
    places = content[4_104:4_116]
    content[4_104:4_116] = b"".join(places[at : at + 2] for at in (8, 2, 10, 4, 6, 0))
    path.write_bytes(content)
    file = HistoryFile(path, Kind.XONSH)
    assert {entry.code for _, entry in file.entries()} <= {code for (code,) in rows}
    assert file.losses.problems == [
        "Some of the table xonsh_history is damaged and cannot be read."
    ]
