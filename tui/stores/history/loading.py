"""Reads entries by their ids, and how many others have the same text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from tui.model.history.entry import HistoryEntry
from tui.stores.history.conditions import Condition, all_of
from tui.stores.history.connection import Identity
from tui.stores.history.rows import HEAD_ENTRY, entry_of

_MOST_KEPT = 8_000_000

# Python's lock is held while JSON is decoded: 5 ms where all are long.
_AT_ONCE = 128

# One row with all of them: see `scan.Scan`.
_HEADS = (
    f"SELECT json_group_array(json_array({HEAD_ENTRY})) FROM json_each(?) AS each"
    " CROSS JOIN cells AS c ON c.id = each.value"
)


class Loaded:
    """The entries that were read last: the next key of a search finds many of them again."""

    def __init__(self) -> None:
        self._entries: dict[int, HistoryEntry] = {}
        self._size = 0
        self._identity: Identity | None = None

    def entries(
        self, connection: sqlite3.Connection, ids: Sequence[int], identity: Identity | None
    ) -> list[HistoryEntry]:
        """The entries with `ids` in that order, without those that are gone; texts are heads."""
        if identity != self._identity or self._size > _MOST_KEPT:
            self._entries.clear()
            self._size = 0
            self._identity = identity
        missing = [each for each in ids if each not in self._entries]
        for at in range(0, len(missing), _AT_ONCE):
            some = json.dumps(missing[at : at + _AT_ONCE])
            row = connection.execute(_HEADS, (some,)).fetchone()
            for values in json.loads(row[0]):
                entry = entry_of(values)
                self._entries[entry.entry_id] = entry
                self._size += len(entry.code) + 100
        known = self._entries
        return [known[each] for each in ids if each in known]


def counts(
    connection: sqlite3.Connection, digests: Sequence[int], filters: Sequence[Condition]
) -> list[int]:
    """How many cells that pass `filters` have the text of each digest."""
    sql, values = all_of(filters)
    query = (
        "SELECT group_concat((SELECT count(*) FROM cells AS c INDEXED BY cells_digest"
        f" WHERE c.digest = each.value AND {sql}), ' ') FROM json_each(?) AS each"
    )
    row = connection.execute(query, (*values, json.dumps(digests))).fetchone()
    return [int(count) for count in (row[0] or "").split()]
