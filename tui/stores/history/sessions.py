"""Sessions, and cells by their sessions and lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tui.model.history.entry import HistoryEntry
from tui.model.history.ranges import SessionSpan
from tui.stores.history.rows import storable

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1

_CELLS = """SELECT group_concat(id, ' ') FROM (
    SELECT id FROM cells INDEXED BY cells_session
    WHERE session BETWEEN :start AND :end AND {which} ORDER BY session, {order} LIMIT :limit)"""

_LINES = _CELLS.format(
    which="line > 0 AND (session > :start OR line >= :first) AND (session < :end OR line <= :last)",
    order="line, id",
)

# Whole sessions have also the inputs without a line, as of a kernel that does not count, but not
# those that never ran. They stand where they were entered: lines grow with ids.
_WHOLE = _CELLS.format(which="(line > 0 OR outcome <> 'cancelled')", order="id")


def in_spans(
    connection: sqlite3.Connection,
    spans: Iterable[SessionSpan],
    present_key: str | None,
    limit: int,
) -> list[int]:
    """The ids of the cells in `spans`, each once, in order; at most `limit` of them."""
    present = _present(connection, present_key)
    found: dict[int, None] = {}
    for span in spans:
        # From before the oldest session is from the oldest.
        values = {
            "start": _session(connection, span.start_session, present),
            "end": _session(connection, span.end_session, present),
            "first": span.first,
            "last": _HIGHEST if span.last is None else span.last,
            "limit": limit,
        }
        query = _WHOLE if span.first == 1 and span.last is None else _LINES
        row = connection.execute(query, values).fetchone()
        found.update(dict.fromkeys(int(cell) for cell in str(row[0] or "").split()))
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _present(connection: sqlite3.Connection, key: str | None) -> int:
    """The present session's id, one above all others when nothing of it is kept."""
    query = "SELECT id FROM sessions WHERE key = ?"
    row = connection.execute(query, (storable(key or ""),)).fetchone()
    if row is None:
        row = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM sessions").fetchone()
    return int(row[0])


def _session(connection: sqlite3.Connection, number: int, present: int) -> int:
    """The id of the session with a number as it is written in a range."""
    if number > 0:
        return number
    if number == 0:
        return present
    query = "SELECT id FROM sessions WHERE id < ? ORDER BY id DESC LIMIT 1 OFFSET ?"
    row = connection.execute(query, (present, -number - 1)).fetchone()
    return int(row[0]) if row else _LOWEST


def session_of(
    connection: sqlite3.Connection, key: str, entry: HistoryEntry, new: int | None = None
) -> int:
    """The id of the session with `key`, which is made if it is new, with the id `new` if given."""
    key = storable(key)
    query = "SELECT id FROM sessions WHERE key = ?"
    row = connection.execute(query, (key,)).fetchone()
    if row is None:
        connection.execute(
            "INSERT INTO sessions(id, key, started, kernelspec, language) VALUES(?, ?, ?, ?, ?)",
            (new, key, entry.started, storable(entry.kernelspec), storable(entry.language)),
        )
        row = connection.execute(query, (key,)).fetchone()
    return int(row[0])
