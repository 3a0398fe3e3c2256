"""Finds the rows that a search wants, newest first, some at a time."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.model.history.entry import HEAD
from tui.stores.history import words
from tui.stores.history.conditions import Condition, Value, Wanted, all_of

Found = tuple[int, int]
"""The id of a cell and the digest of its text."""

_FEW = 20_000
"""So many rows are all looked at sooner than they are found in another way."""

_SLICE = 0.01
_FIRST_WIDTH = 4_096
_FIRST_PAGE, _LARGEST_PAGE = 1_024, 8_192
_LOWEST = -(2**63)
_EXPRESSIONS_AT_ONCE = 128
_MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to come upon all rows that may be wanted: tables joined with `cells AS c`.

    `at` is the id by which the rows come in order, `width` how many ids are looked through first.
    """

    tables: str
    at: str
    condition: Condition
    width: int


class Scan:
    """One search through the cells of one connection.

    Rows come out of SQLite as one text a page: for every step of a statement Python gives its lock
    away, and beside a busy event loop each costs up to 5 ms to get back.
    """

    def __init__(self, connection: sqlite3.Connection, wanted: Wanted, *, index: bool) -> None:
        self._connection = connection
        self._wanted = wanted
        self._index = index

    def pages(self, before: int | None = None) -> Iterator[Sequence[Found]]:
        """What is found with ids below `before`, newest first; a page can be empty.

        Between two pages are some milliseconds, so that the caller may stop or show what there is.
        """
        pages = self._pages(before)
        return self._matched(pages) if self._wanted.expressions else pages

    def _pages(self, before: int | None) -> Iterator[Sequence[Found]]:
        ways = self._ways()
        width, size = max(way.width for way in ways), _FIRST_PAGE
        top = self._newest(before)
        while top is not None:
            began = time.perf_counter()
            found = self._page(ways, max(top - width, _LOWEST), top, size)
            yield found
            if len(found) == size:
                top = found[-1][0] - 1
                size = min(2 * size, _LARGEST_PAGE)
                continue
            top = self._newest(max(top - width, _LOWEST))
            if time.perf_counter() - began < _SLICE:
                width *= 4
            elif width > _FIRST_WIDTH:
                width //= 2

    def _newest(self, before: int | None) -> int | None:
        """The largest id below `before`."""
        if before is None:
            row = self._connection.execute("SELECT max(id) FROM cells").fetchone()
        else:
            query = "SELECT max(id) FROM cells WHERE id < ?"
            row = self._connection.execute(query, (before,)).fetchone()
        return None if row[0] is None else int(row[0])

    def _page(self, ways: Sequence[_Way], low: int, high: int, size: int) -> list[Found]:
        """The newest `size` of what is wanted with ids from `low` to `high`."""
        terms, values = all_of((*self._wanted.filters, *self._wanted.terms))
        selects: list[str] = []
        parameters: list[Value] = []
        for way in ways:
            selects.append(
                f"SELECT {way.at} AS id, c.digest AS digest FROM {way.tables}"
                f" WHERE ({way.condition.sql}) AND {way.at} BETWEEN ? AND ? AND {terms}"
            )
            parameters += (*way.condition.values, low, high, *values)
        query = (
            "SELECT group_concat(id || ' ' || digest, ' ') FROM"
            f" ({' UNION ALL '.join(selects)} ORDER BY id DESC LIMIT {size})"
        )
        row = self._connection.execute(query, parameters).fetchone()
        numbers = [int(number) for number in (row[0] or "").split()]
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    # Ways.

    def _ways(self) -> list[_Way]:
        for condition in self._wanted.filters:
            if condition.index and self._is_rare(condition):
                return [_narrow(condition)]
        pending = self._count("SELECT 1 FROM pending")
        if self._wanted.match and self._index and words.has_index(self._connection):
            by_words = _Way(
                "words CROSS JOIN cells AS c ON c.id = words.rowid",
                "words.rowid",
                Condition("words MATCH ?", (self._wanted.match,)),
                16 * _FIRST_WIDTH,
            )
            if pending == 0:
                return [by_words]
            if pending <= _FEW:
                return [by_words, _PENDING]
        return [_ALL]

    def _is_rare(self, condition: Condition) -> bool:
        sql, values = all_of((condition,))
        source = f"SELECT 1 FROM cells AS c INDEXED BY {condition.index} WHERE {sql}"
        return self._count(source, values) <= _FEW

    def _count(self, query: str, values: Sequence[Value] = ()) -> int:
        """How many rows there are, up to one more than `_FEW`."""
        counted = f"SELECT count(*) FROM ({query} LIMIT {_FEW + 1})"
        return int(self._connection.execute(counted, values).fetchone()[0])

    # Regular expressions.

    def _matched(self, pages: Iterator[Sequence[Found]]) -> Iterator[Sequence[Found]]:
        """Those of `pages` whose texts match all expressions; each text is looked at once."""
        known: dict[int, bool] = {}
        for page in pages:
            for at in range(0, len(page), _EXPRESSIONS_AT_ONCE):
                some = page[at : at + _EXPRESSIONS_AT_ONCE]
                new = {digest: each for each, digest in reversed(some) if digest not in known}
                codes = dict(zip(new, self._codes(list(new.values())), strict=True))
                for found in some:
                    cell, digest = found
                    if digest in codes:
                        code = codes.pop(digest)
                        known[digest] = self._matches(
                            code_of(self._connection, cell) if code is None else code
                        )
                    yield (found,) if known[digest] else ()
                if len(known) > _MOST_KNOWN:
                    known.clear()
            yield ()

    def _matches(self, code: str) -> bool:
        return all(term.matches(code, "") for term in self._wanted.expressions)

    def _codes(self, ids: list[int]) -> list[str | None]:
        """The texts of cells, `None` for long ones."""
        query = (
            f"SELECT json_group_array(CASE WHEN c.length <= {HEAD} THEN c.code END)"
            " FROM json_each(?) AS each CROSS JOIN cells AS c ON c.id = each.value"
        )
        row = self._connection.execute(query, (json.dumps(ids),)).fetchone()
        codes: list[str | None] = json.loads(row[0])
        return codes


def code_of(connection: sqlite3.Connection, cell: int) -> str:
    """The whole text of a cell, "" if it is not there."""
    row = connection.execute("SELECT code FROM cells WHERE id = ?", (cell,)).fetchone()
    return str(row[0]) if row else ""


_ALL = _Way("cells AS c NOT INDEXED", "c.id", Condition("1"), _FIRST_WIDTH)

_PENDING = _Way("pending AS p CROSS JOIN cells AS c ON c.id = p.id", "p.id", Condition("1"), 0)


def _narrow(condition: Condition) -> _Way:
    sql, values = all_of((condition,), "n")
    return _Way(
        f"cells AS n INDEXED BY {condition.index} CROSS JOIN cells AS c ON c.id = n.id",
        "n.id",
        Condition(sql, values),
        2**62,
    )
