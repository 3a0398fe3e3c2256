"""jtui's own history from elsewhere: a database, perhaps damaged, or lines that were exported."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tui.errors import HistoryError
from tui.stores.history.export import entry_of, entry_of_line
from tui.stores.history.foreign.databases import count_rows, opened, rows, tables
from tui.stores.history.foreign.kinds import Format, Imported, Losses, text
from tui.stores.history.foreign.lines import read_lines

TABLES = frozenset({"sessions", "cells"})

LARGEST_LINE = 100_000_000
"""Bytes of an exported line; longer ones are skipped and counted."""

_COLUMNS = (
    "session",
    "line",
    "language",
    "kernelspec",
    "cwd",
    "started",
    "duration",
    "outcome",
    "code",
)


def _read_database(path: Path, losses: Losses) -> Iterator[Imported]:
    """The cells of a store of this version or a newer one that still has these columns."""
    with opened(path) as connection:
        _check(path, connection)
        keys = {at: text(key) for at, key in rows(connection, "sessions", ("id", "key"), losses)}
        for row in rows(connection, "cells", _COLUMNS, losses):
            entry = entry_of(dict(zip(_COLUMNS, row, strict=True)))
            if entry is None:
                losses.unreadable += 1
            else:
                yield keys.get(row[0]) or f"{path.absolute()} {row[0]}", entry


def _count_database(path: Path) -> int:
    with opened(path) as connection:
        _check(path, connection)
    return count_rows(path, "cells")


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Raise `HistoryError` unless the tables are those of a store."""
    found = tables(connection)
    missing = {"id", "key"} - found.get("sessions", frozenset())
    missing |= set(_COLUMNS) - found.get("cells", frozenset())
    if missing:
        raise HistoryError(
            f"{path} is no history of jtui, or one of another version: "
            f"it lacks {', '.join(sorted(missing))}."
        )


def _read_lines(path: Path, losses: Losses) -> Iterator[Imported]:
    for line in read_lines(path, losses, LARGEST_LINE):
        if (entry := entry_of_line(line)) is not None:
            yield f"{path.absolute()} {entry.session}", entry
        elif line.strip():
            losses.unreadable += 1


DATABASE = Format(_read_database, _count_database)
LINES = Format(_read_lines, lambda path: sum(1 for _ in _read_lines(path, Losses())))
