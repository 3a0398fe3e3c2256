"""Which cells were there before an import."""

from __future__ import annotations

import sqlite3

from tui.stores.history.rows import CELL_COLUMNS, Cell

# What is entered often comes at different times, or without any.
_IS_THERE = """SELECT 1 FROM cells INDEXED BY {index} WHERE digest = ? AND started IS ?
    AND language = ? AND origin = ? AND id NOT BETWEEN ? AND ? LIMIT 1"""
_IS_THERE_THEN = _IS_THERE.format(index="cells_started")
_IS_THERE_SOMETIME = _IS_THERE.format(index="cells_digest")
_MOST_REMEMBERED = 100_000


class Known:
    """Tells what was added by other imports than the one that takes the ids of `span`."""

    def __init__(self, connection: sqlite3.Connection, span: tuple[int, int]) -> None:
        self._connection = connection
        self._span = span
        # Of those without a start, which may be many with the same text.
        self._undated: dict[Cell, bool] = {}

    def __contains__(self, cell: Cell) -> bool:
        named = dict(zip(CELL_COLUMNS.split(", "), cell, strict=True))
        same = tuple(named[name] for name in ("digest", "started", "language", "origin"))
        if named["started"] is not None:
            return self._is_there(_IS_THERE_THEN, same)
        if same not in self._undated:
            if len(self._undated) >= _MOST_REMEMBERED:
                self._undated.clear()
            self._undated[same] = self._is_there(_IS_THERE_SOMETIME, same)
        return self._undated[same]

    def _is_there(self, query: str, same: Cell) -> bool:
        return self._connection.execute(query, (*same, *self._span)).fetchone() is not None
