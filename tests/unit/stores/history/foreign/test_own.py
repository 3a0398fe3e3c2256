"""jtui's own history from elsewhere, also damaged, and what was exported."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.unit.stores.history.foreign.reading import at, codes_of, entries_of
from tui.model.history.entry import HistoryEntry, Outcome
from tui.stores.history.foreign.kinds import Imported, Kind
from tui.stores.history.store import HistoryStore

ENTRY = HistoryEntry(
    "1/0\n",
    session=1,
    line=4,
    language="python",
    kernelspec="python3",
    cwd="/tmp",
    started=1_700_000_000.125,
    duration=0.25,
    outcome=Outcome.ERROR,
)


def recorded(path: Path, *entries: Imported) -> HistoryStore:
    """A store with some entries."""
    store = HistoryStore(path)
    store.record(entries)
    store.close()
    return store


def test_another_store(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    recorded(path, ("one", ENTRY))
    file = at(path)
    assert (file.kind, file.count()) == (Kind.JTUI, 1)
    assert list(file.entries()) == [("one", ENTRY)]


def test_a_store_with_imported_entries_below_zero(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    store = recorded(path, ("one", ENTRY))
    older = HistoryEntry("older", language="bash", started=3.0)
    assert store.add_older([("two", older)], "import") == (1, 0)
    store.close()
    assert codes_of(at(path)) == ["older", "1/0\n"]


def test_a_damaged_store(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    many = [("s", HistoryEntry(f"line {n} " + "x" * 300, line=n)) for n in range(1, 1_001)]
    recorded(path, *many)
    content = bytearray(path.read_bytes())
    for number in (200, 700):
        hit = content.index(f"line {number} ".encode()) // 4_096 * 4_096
        content[hit : hit + 4_096] = os.urandom(4_096)
    path.write_bytes(content)
    file = at(path)
    read = {entry.line for entry in entries_of(file)}
    missing = set(range(1, 1_001)) - read
    assert {200, 700} <= missing
    assert len(missing) < 60
    assert file.losses.problems == ["Some of the table cells is damaged and cannot be read."]


def test_lines_of_an_export_around_broken_ones(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    good = json.dumps({"code": "x", "started": "2023-11-14T22:13:20Z", "session": 3})
    odd = json.dumps({"code": "y", "outcome": ["error"], "duration": -1, "line": True})
    path.write_text(f'{good}\n\n{{"code": 3}}\nno json\n[1]\n{"[" * 100_000}\n{odd}\n')
    file = at(path)
    assert (file.kind, file.count()) == (Kind.JSONL, 2)
    first, second = file.entries()
    assert first == (f"{path} 3", HistoryEntry("x", session=3, started=1_700_000_000.0))
    assert (second[1].code, second[1].outcome, second[1].duration) == ("y", "", None)
    assert file.losses.unreadable == 4
