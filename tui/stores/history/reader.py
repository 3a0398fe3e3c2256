"""The history's file opened for reading, by one thread at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from tui.errors import HistoryError
from tui.stores.history.connection import Identity, identity_of, open_reading
from tui.stores.history.damage import repair
from tui.stores.history.troubles import StoreTrouble, translated


class Reader:
    """Opens the file when something is read, again when another file is in its place."""

    def __init__(self, path: Path, *, index: bool) -> None:
        self.path = path
        self._index = index
        self._turn = Lock()
        self._connection: sqlite3.Connection | None = None
        self._identity: Identity | None = None
        self._guard = Lock()
        self._stoppable: sqlite3.Connection | None = None
        # How often all was to stop, and when what runs was asked for.
        self._stops = 0
        self._stops_before = 0
        self._ended = False
        # Damage was met where none is found.
        self._looks_sound = False

    @property
    def identity(self) -> Identity | None:
        """What tells the file that is open from others."""
        return self._identity

    @property
    def is_stopped(self) -> bool:
        """Whether `stop` was called since what runs was asked for."""
        return self._stops != self._stops_before

    @contextmanager
    def reading(self, *, stoppable: bool = False) -> Iterator[sqlite3.Connection | None]:
        """A connection that shows one moment of the history; `None` when there is none.

        Waits for its turn. Raises `HistoryError`; a damaged file is repaired or set aside before.
        """
        stops = self._stops
        with self._turn:
            self._stops_before = stops
            try:
                with translated(self.path):
                    connection = self._opened()
                    if connection is None:
                        yield None
                        return
                    with self._at_one_moment(connection, stoppable):
                        yield connection
            except StoreTrouble as trouble:
                self._close()
                if trouble.is_damage and (done := self._repaired()):
                    raise HistoryError(done) from trouble
                raise

    def stop(self) -> None:
        """End what is being read or waits for its turn, if it is stoppable; for any thread."""
        with self._guard:
            self._stops += 1
            if self._stoppable is not None:
                self._stoppable.interrupt()

    def close(self) -> None:
        """Stop what runs and close the file; what is asked for later finds no history."""
        self._ended = True
        self.stop()
        with self._turn:
            self._close()

    @contextmanager
    def _at_one_moment(self, connection: sqlite3.Connection, stoppable: bool) -> Iterator[None]:
        connection.execute("BEGIN")
        with self._guard:
            self._stoppable = connection if stoppable else None
        try:
            yield
        finally:
            with self._guard:
                self._stoppable = None
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _opened(self) -> sqlite3.Connection | None:
        if self._ended:
            return None
        identity = identity_of(self.path)
        if self._connection is None or identity != self._identity:
            self._close()
            self._connection = open_reading(self.path)
            self._identity = identity
        return self._connection

    def _repaired(self) -> str:
        try:
            done = repair(self.path, index=self._index, looks_sound=self._looks_sound)
        except StoreTrouble:
            # It stays as it is; that it is damaged says more.
            return ""
        self._looks_sound = not done
        return done

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
