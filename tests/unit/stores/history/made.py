"""Entries, and looks into the history's file, for tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tui.model.history.entry import Findings, HistoryEntry, Outcome
from tui.stores.history.store import HistoryStore, Keyed


def made(*codes: str, key: str = "one", **known: str) -> list[Keyed]:
    """An entry for each text, all of one session."""
    return [(key, HistoryEntry(code, **known)) for code in codes]  # type: ignore[arg-type]


def ended(code: str, outcome: Outcome, started: float | None = None) -> HistoryEntry:
    """An entry that ended in some way."""
    return HistoryEntry(code, outcome=outcome, started=started)


@contextmanager
def opened(path: Path, *, index: bool = True) -> Iterator[HistoryStore]:
    """A store that is closed again."""
    store = HistoryStore(path, index=index)
    try:
        yield store
    finally:
        store.close()


def recorded(path: Path, entries: Iterable[Keyed], *, index: bool = True) -> None:
    """Write entries and close the store."""
    with opened(path, index=index) as store:
        store.record(list(entries))


def codes_in(path: Path) -> list[str]:
    """All texts, oldest first."""
    return [entry.code for entry in HistoryStore(path).entries()]


def codes_of(findings: Findings) -> list[str]:
    """The texts that were found, in their order; there must be no problem."""
    assert findings.problem == ""
    return [row.entry.code for row in findings.rows]


def ask(path: Path, query: str) -> object:
    """The first value that a query of SQL gives, asked by another than jtui."""
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute(query).fetchone()
        connection.commit()
    return row[0] if row else None
