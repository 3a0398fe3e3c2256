"""Searches in jtui's own history."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from tui.errors import HistoryError
from tui.model.history.entry import Findings, HistoryEntry, HistoryRow
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import HistoryQuery
from tui.model.history.ranges import SessionSpan
from tui.model.history.ranking import ranked
from tui.paths import history_file
from tui.stores.history.conditions import Condition, Wanted, beginning, wanted
from tui.stores.history.loading import Loaded, counts
from tui.stores.history.reader import Reader
from tui.stores.history.scan import Found, Scan, code_of
from tui.stores.history.sessions import in_spans
from tui.stores.history.words import can_index

WINDOW = 500
"""So many texts, or entries, a search finds: the newest ones."""

FIRST_REPORT = 0.015
NEXT_REPORT = 0.1

Report = Callable[[Findings], None]

_ALL = HistoryFilters()


class HistorySearch:
    """The history as something that is searched, never written.

    Its methods take disk time and do one thing after the other, whichever threads they are called
    in; `stop` alone is for any time. Without a file there is nothing to find. What is wrong with
    the file is the `problem` of findings, and raised as `HistoryError` where there are none.
    """

    def __init__(self, path: Path | None = None, *, index: bool = True) -> None:
        self.path = path or history_file()
        self._index = index
        self._reader = Reader(self.path, index=index)
        self._loaded = Loaded()

    def search(
        self,
        query: HistoryQuery,
        filters: HistoryFilters = _ALL,
        *,
        folded: bool = True,
        limit: int = WINDOW,
        report: Report | None = None,
    ) -> Findings:
        """The newest `limit` texts, or entries if not `folded`, that are wanted, ranked.

        While it goes on, `report` is called in this thread with what there is: after 15 ms, then
        every 100 ms, when there is more than before.
        """
        if query.problem:
            return Findings(problem=query.problem)
        conditions = wanted(query, filters)
        gathering = _Gathering(query, conditions.filters, folded, limit)
        try:
            with self._reader.reading(stoppable=True) as connection:
                if connection is None:
                    return Findings()
                if self._reader.is_stopped:
                    return Findings(complete=False)
                scan = self._scan(connection, conditions)
                return self._gathered(connection, scan, gathering, report)
        except HistoryError as error:
            return Findings(problem=str(error))

    def stop(self) -> None:
        """End all searches that run or wait, which answer with what they have; for any thread."""
        self._reader.stop()

    def code(self, entry_id: int) -> str:
        """The whole text of an entry, "" when it was forgotten."""
        with self._reader.reading() as connection:
            return code_of(connection, entry_id) if connection is not None else ""

    def earlier(
        self, prefix: str, language: str, limit: int = 200, before: int | None = None
    ) -> list[HistoryEntry]:
        """The newest inputs that begin with exactly `prefix`, each text once and whole.

        Only inputs in `language` and with ids below `before` are looked at.
        """
        with self._reader.reading() as connection:
            if connection is None:
                return []
            newest: dict[int, int] = {}
            for page in self._scan(connection, beginning(prefix, language)).pages(before):
                for cell, digest in page:
                    newest.setdefault(digest, cell)
                if len(newest) >= limit:
                    break
            return [
                entry if entry.is_whole else _whole(connection, entry)
                for entry in self._entries(connection, list(newest.values())[:limit])
            ]

    def of_ranges(self, spans: Iterable[SessionSpan], present_key: str | None) -> Findings:
        """The entries in ranges of lines, in the order of the ranges, sessions and lines.

        Sessions above 0 are the store's; 0 is the one with `present_key`, below 0 so many before.
        """
        try:
            with self._reader.reading() as connection:
                if connection is None:
                    return Findings()
                ids = in_spans(connection, spans, present_key, WINDOW + 1)
                entries = self._entries(connection, ids[:WINDOW])
        except HistoryError as error:
            return Findings(problem=str(error))
        return Findings(tuple(map(HistoryRow, entries)), more=len(ids) > WINDOW)

    def of_session(self, key: str) -> Findings:
        """The entries of the session with `key` in the order of their lines."""
        return self.of_ranges((SessionSpan(0),), key)

    def close(self) -> None:
        """Stop what runs and close the file; what is asked for later finds no history."""
        self._reader.close()

    def _scan(self, connection: sqlite3.Connection, conditions: Wanted) -> Scan:
        return Scan(connection, conditions, index=self._index and can_index(connection))

    def _entries(self, connection: sqlite3.Connection, ids: list[int]) -> list[HistoryEntry]:
        return self._loaded.entries(connection, ids, self._reader.identity)

    def _gathered(
        self,
        connection: sqlite3.Connection,
        scan: Scan,
        gathering: _Gathering,
        report: Report | None,
    ) -> Findings:
        due = time.monotonic() + FIRST_REPORT
        shown = Findings(complete=False)
        try:
            for page in scan.pages():
                if self._reader.is_stopped:
                    return replace(shown, complete=False)
                gathering.add(page)
                if gathering.is_full:
                    break
                if report is not None and time.monotonic() >= due:
                    if gathering.has_news:
                        shown = self._shown(connection, gathering, complete=False)
                        report(shown)
                    due = time.monotonic() + NEXT_REPORT
            return self._shown(connection, gathering, complete=True)
        except sqlite3.OperationalError:
            if self._reader.is_stopped:
                return shown
            raise

    def _shown(
        self, connection: sqlite3.Connection, gathering: _Gathering, complete: bool
    ) -> Findings:
        found = gathering.taken()
        entries = self._entries(connection, [cell for cell, _ in found])
        numbers = [1] * len(found)
        if gathering.folded:
            numbers = counts(connection, [digest for _, digest in found], gathering.filters)
        rows = [HistoryRow(*row) for row in zip(entries, numbers, strict=True)]
        best = ranked(rows, gathering.query, time.time())
        return Findings(tuple(best), complete, more=gathering.is_full)


class _Gathering:
    """What a search has found so far."""

    def __init__(
        self, query: HistoryQuery, filters: tuple[Condition, ...], folded: bool, limit: int
    ) -> None:
        self.query = query
        self.filters = filters
        self.folded = folded
        self._limit = limit
        # By text if folded, else by entry; the newest comes first.
        self._found: dict[int, Found] = {}
        self._told = 0

    @property
    def is_full(self) -> bool:
        """Whether there is more than is to be found."""
        return len(self._found) > self._limit

    @property
    def has_news(self) -> bool:
        """Whether there is more than was taken last."""
        return len(self._found) > self._told

    def add(self, page: Iterable[Found]) -> None:
        """Take what was found after all that is older."""
        for found in page:
            cell, digest = found
            self._found.setdefault(digest if self.folded else cell, found)

    def taken(self) -> list[Found]:
        """The newest ones, as many as are to be found."""
        self._told = len(self._found)
        return list(self._found.values())[: self._limit]


def _whole(connection: sqlite3.Connection, entry: HistoryEntry) -> HistoryEntry:
    return replace(entry, code=code_of(connection, entry.entry_id))
