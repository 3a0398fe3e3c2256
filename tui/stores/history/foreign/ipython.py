"""IPython's `history.sqlite`, one in each profile.

Its tables (`IPython.core.history.HistoryAccessor.init_db`, unchanged since 0.11) are `sessions`
with the local time of the start as text, and `history` with `session`, `line`, `source` (what ran)
and `source_raw` (what was typed). Outputs are not taken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry
from tui.stores.history.foreign.databases import Row, count_rows, opened, rows, tables
from tui.stores.history.foreign.kinds import Format, Imported, Losses, moment, number, text

TABLES = frozenset({"sessions", "history"})
_COLUMNS = ("session", "line", "source_raw")


@dataclass(frozen=True, slots=True)
class _Session:
    key: str
    started: float | None


def _read(path: Path, losses: Losses) -> Iterator[Imported]:
    with opened(path) as connection:
        _check(path, connection)
        sessions = {
            number(row[0]): _session(row)
            for row in rows(connection, "sessions", ("session", "start"), losses)
        }
        for session, line, code in rows(connection, "history", _COLUMNS, losses):
            if not (source := text(code)).strip():
                continue
            at = sessions.get(number(session)) or _session((session, None))
            yield (
                at.key,
                HistoryEntry(
                    source,
                    session=number(session),
                    line=number(line),
                    language="python",
                    kernelspec="python3",
                    started=at.started,
                ),
            )


def _count(path: Path) -> int:
    with opened(path) as connection:
        _check(path, connection)
    return count_rows(path, "history")


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Raise `HistoryError` unless the tables are IPython's."""
    found = tables(connection)
    missing = {"session", "start"} - found.get("sessions", frozenset())
    missing |= set(_COLUMNS) - found.get("history", frozenset())
    if missing:
        raise HistoryError(
            f"{path} is no history of IPython, or one of another version: "
            f"it lacks {', '.join(sorted(missing))}."
        )


def _session(row: Row) -> _Session:
    """A session with a key that stays the same when the file is moved or copied."""
    start = text(row[1])
    return _Session(f"ipython {number(row[0])} {start}".rstrip(), _local_time(start))


def _local_time(start: str) -> float | None:
    try:
        return moment(datetime.fromisoformat(start).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


FORMAT = Format(_read, _count)
