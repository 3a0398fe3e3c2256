"""jtui's own history: every input of every kernel, on disk."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from tui.model.history.entry import HistoryEntry
from tui.paths import history_file
from tui.stores.history import schema, words
from tui.stores.history.connection import (
    Identity,
    empty_log,
    identity_of,
    open_reading,
    open_writing,
)
from tui.stores.history.file_lock import file_lock
from tui.stores.history.known import Known
from tui.stores.history.rows import (
    CELL_COLUMNS,
    WHOLE_ENTRY,
    cell_of,
    digest_of,
    entry_of,
    storable,
)
from tui.stores.history.sessions import session_of
from tui.stores.history.troubles import StoreTrouble, Withdrawn, translated
from tui.stores.history.waiting import read_waiting, remove_waiting, waiting_files

_log = logging.getLogger(__name__)

Keyed = tuple[str, HistoryEntry]
"""The key of a session, by which all of jtui knows it, and an entry of it."""

_INSERT = f"INSERT INTO cells({CELL_COLUMNS}) VALUES({', '.join('?' * 14)})"
_INSERT_AT = f"INSERT INTO cells(id, {CELL_COLUMNS}) VALUES({', '.join('?' * 15)})"

_PENDING = "INSERT INTO pending SELECT id FROM cells WHERE id BETWEEN ? AND ?"
_GOING = "SELECT id FROM temp.going"

_GOES = "INSERT OR IGNORE INTO temp.going VALUES(?)"
_THIS_TEXT = """INSERT OR IGNORE INTO temp.going
    SELECT id FROM cells INDEXED BY cells_digest WHERE digest = ? AND code = ?"""
_SAME_TEXT = """INSERT OR IGNORE INTO temp.going SELECT other.id FROM temp.going AS one
    JOIN cells AS c ON c.id = one.id
    JOIN cells AS other INDEXED BY cells_digest
        ON other.digest = c.digest AND other.code = c.code"""


class HistoryStore:
    """The history as something that is written; for one thread at a time.

    Nothing is opened before it is needed, and a file that another jtui has set aside or that was
    removed is made anew. Every method raises `HistoryError` when the file cannot be used.
    """

    def __init__(self, path: Path | None = None, *, index: bool = True) -> None:
        self.path = path or history_file()
        self._index = index
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self._indexes = False
        self._leaves_traces = False

    @property
    def leaves_traces(self) -> bool:
        """Whether something that was forgotten is still in the files, in which another reads.

        As of the last use. It goes with the next input that is written once nobody reads there.
        """
        return self._leaves_traces

    def record(
        self, entries: Iterable[Keyed], may_commit: Callable[[], bool] = lambda: True
    ) -> None:
        """Write entries, all of them or none; once this returns a crash does not lose them.

        `may_commit` is asked at the very end; if it says no nothing is written, and `Withdrawn`
        raised.
        """
        with self._writing() as connection, translated(self.path):
            self._add(connection, entries)
            self._leaves_traces = _has_traces(connection)
            if not may_commit():
                raise Withdrawn
        if self._leaves_traces:
            self._scrub(patient=False)

    def take_waiting(self) -> int:
        """Add what other jtuis could not write before they ended, once; gives how many inputs."""
        return sum(map(self._take_in, waiting_files(self.path)))

    def add_older(self, entries: Iterable[Keyed], origin: str) -> tuple[int, int]:
        """Add entries from elsewhere, oldest first, below all present ones; all or none.

        Gives how many were added and how many were there from an earlier time: the same text,
        start and language from the same `origin`. What `entries` raises is passed on.
        """
        added = known = 0
        with self._writing() as connection:
            first = schema.state(connection, "lowest") - schema.IMPORT_SPAN
            span = (first, first + schema.IMPORT_SPAN - 1)
            earlier = Known(connection, span)
            sessions: dict[str, int] = {}
            for key, entry in islice(entries, schema.IMPORT_SPAN):
                with translated(self.path):
                    cell = cell_of(entry, 0, storable(origin))
                    if cell in earlier:
                        known += 1
                        continue
                    if key not in sessions:
                        new = first + len(sessions)
                        sessions[key] = session_of(connection, key, entry, new)
                    connection.execute(_INSERT_AT, (first + added, sessions[key], *cell[1:]))
                    added += 1
            with translated(self.path):
                if added:
                    schema.set_state(connection, "lowest", first)
                    connection.execute(_PENDING, span)
        self._catch_up()
        return added, known

    def forget(self, entry_ids: Sequence[int], duplicates: bool = True) -> int:
        """Remove entries, and with `duplicates` all others of the same text; gives how many.

        Nothing of them is left in the files afterwards, unless `leaves_traces`.
        """
        self.take_waiting()
        with self._writing() as connection, translated(self.path):
            _begin_going(connection)
            connection.executemany(_GOES, ((entry_id,) for entry_id in entry_ids))
            if duplicates:
                connection.execute(_SAME_TEXT)
            count = self._remove(connection)
        self._scrub(patient=True)
        return count

    def forget_codes(self, codes: Iterable[str]) -> int:
        """Remove every entry with one of these texts, as `forget` does; gives how many."""
        # They would come back with what waits.
        self.take_waiting()
        with self._writing() as connection, translated(self.path):
            _begin_going(connection)
            for code in map(storable, codes):
                connection.execute(_THIS_TEXT, (digest_of(code), code))
            count = self._remove(connection)
        self._scrub(patient=True)
        return count

    def entries(self) -> Iterator[HistoryEntry]:
        """All entries with their whole texts, oldest first, read as they are taken."""
        with translated(self.path):
            connection = open_reading(self.path)
            if connection is None:
                return
            with closing(connection):
                rows = connection.execute(f"SELECT {WHOLE_ENTRY} FROM cells AS c ORDER BY c.id")
                for row in rows:
                    yield entry_of(row)

    def close(self) -> None:
        """Close the file; a later use opens it again."""
        if self._leaves_traces and self._connection is not None:
            self._scrub(patient=False)
        self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with file_lock(self.path, exclusive=False):
            try:
                with translated(self.path):
                    connection = self._opened()
                    connection.execute("BEGIN IMMEDIATE")
                yield connection
                with translated(self.path):
                    connection.execute("COMMIT")
            except BaseException:
                # Undoes what was begun; whatever is wrong may be gone for a new connection.
                self._disconnect()
                raise

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None or self._identity != identity_of(self.path):
            self._disconnect()
            self._connection = open_writing(self.path, index=self._index)
            self._identity = identity_of(self.path)
            self._indexes = self._index and words.can_index(self._connection)
        return self._connection

    def _add(self, connection: sqlite3.Connection, entries: Iterable[Keyed]) -> None:
        before = _last_id(connection)
        sessions: dict[str, int] = {}
        for key, entry in entries:
            if key not in sessions:
                sessions[key] = session_of(connection, key, entry)
            connection.execute(_INSERT, cell_of(entry, sessions[key], ""))
        if self._indexes:
            words.add_range(connection, before + 1, _last_id(connection))
            words.catch_up(connection)
        else:
            connection.execute(_PENDING, (before + 1, _last_id(connection)))

    def _take_in(self, file: Path) -> int:
        """Add what a file holds and remove it; how many inputs.

        The mark that it was taken is written with them and goes only after the file, so that
        nobody takes it twice, whoever is killed when.
        """
        mark = f"taken {file.name}"
        with self._writing() as connection, translated(self.path):
            # Read only now: nobody else takes it in meanwhile, and whoever did has left the mark.
            if (held := read_waiting(file)) is None:
                return 0
            is_taken = bool(schema.state(connection, mark))
            if not is_taken:
                self._add(connection, held.entries)
                schema.set_state(connection, mark, 1)
        if remove_waiting(file, held):
            with self._writing() as connection, translated(self.path):
                connection.execute("DELETE FROM state WHERE name = ?", (mark,))
        return 0 if is_taken else len(held.entries)

    def _remove(self, connection: sqlite3.Connection) -> int:
        """Remove the cells in `going`; how many there were."""
        if self._indexes:
            words.remove(connection, _GOING)
        elif words.has_index(connection):
            schema.set_state(connection, "stale", 1)
        connection.execute(f"DELETE FROM pending WHERE id IN ({_GOING})")
        schema.set_state(connection, "forgotten", schema.state(connection, "forgotten") + 1)
        self._leaves_traces = True
        return connection.execute(f"DELETE FROM cells WHERE id IN ({_GOING})").rowcount

    def _catch_up(self) -> None:
        """Index all that waits for it; what fails is left to the next who writes."""
        left = True
        try:
            while left:
                with self._writing() as connection, translated(self.path):
                    left = self._indexes and words.catch_up(connection)
        except StoreTrouble as trouble:
            _log.warning("the history is not indexed: %s", trouble)

    def _scrub(self, *, patient: bool) -> None:
        """Wipe what was removed where SQLite still has it, else leave that to the next write."""
        try:
            with file_lock(self.path, exclusive=False), translated(self.path):
                connection = self._opened()
                forgotten = schema.state(connection, "forgotten")
                # Once is enough: what is written later is in other parts of the index.
                if self._indexes and schema.state(connection, "merged") < forgotten:
                    words.scrub(connection)
                    schema.set_state(connection, "merged", forgotten)
                is_merged = schema.state(connection, "merged") >= forgotten
                is_merged = is_merged or not words.has_index(connection)
                if empty_log(connection, patient=patient) and is_merged:
                    # What others have forgotten meanwhile is not counted.
                    schema.set_state(connection, "scrubbed", forgotten)
                self._leaves_traces = _has_traces(connection)
        except StoreTrouble as trouble:
            _log.warning("traces of what was forgotten are left: %s", trouble)


def _has_traces(connection: sqlite3.Connection) -> bool:
    return schema.state(connection, "forgotten") > schema.state(connection, "scrubbed")


def _begin_going(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS temp.going(id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.going")


def _last_id(connection: sqlite3.Connection) -> int:
    query = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'cells'"
    return int(connection.execute(query).fetchone()[0])
