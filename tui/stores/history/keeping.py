"""Writes inputs into the history and deals with what is wrong with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tui.stores.history.damage import repair
from tui.stores.history.kept import Kept
from tui.stores.history.store import HistoryStore, Keyed
from tui.stores.history.troubles import StoreTrouble, Trouble, Withdrawn

# Trouble that comes and goes is not told each time.
_A_WHILE = 600.0


class Keeping:
    """A store that is written, with a word to the user for each kind of trouble that begins.

    `complain` is called with sentences; `may_commit` is asked before inputs are written for good.
    """

    def __init__(
        self,
        path: Path | None,
        complain: Callable[[str], None],
        may_commit: Callable[[], bool] = lambda: True,
    ) -> None:
        self._store = HistoryStore(path)
        self._complain = complain
        self._may_commit = may_commit
        self._has_looked = False
        # When each kind was last told, in seconds of the monotonic clock.
        self._told: dict[Trouble, float] = {}
        self._is_awaited = False

    def keep(self, entries: Sequence[Keyed]) -> Kept:
        """Write all entries or none; a damaged file is repaired or set aside before."""
        try:
            self._record(entries)
        except StoreTrouble as trouble:
            return self._failed(trouble)
        except Withdrawn:
            return Kept.WITHDRAWN
        if self._is_awaited:
            self._is_awaited = False
            self._complain(f"The history in {self._store.path} is kept again; nothing is missing.")
        return Kept.WRITTEN

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def _record(self, entries: Sequence[Keyed]) -> None:
        for looks_sound in (False, True):
            try:
                self._write(entries)
                return
            except StoreTrouble as trouble:
                if not trouble.is_damage:
                    raise
            if done := repair(self._store.path, looks_sound=looks_sound):
                self._complain(done)
        self._write(entries)

    def _write(self, entries: Sequence[Keyed]) -> None:
        if not self._has_looked:
            self._has_looked = True
            try:
                self._store.take_waiting()
            except StoreTrouble:
                # Anything else is wrong with the files, and keeps no more from being written.
                self._has_looked = False
                raise
        self._store.record(entries, self._may_commit)

    def _failed(self, trouble: StoreTrouble) -> Kept:
        kind = trouble.trouble
        now = time.monotonic()
        if now - self._told.get(kind, -_A_WHILE) >= _A_WHILE:
            self._told[kind] = now
            self._is_awaited = True
            kept = "" if kind is Trouble.NEWER else " Inputs wait in memory until then."
            self._complain(f"{trouble}{kept}")
        if kind is Trouble.NEWER:
            return Kept.NEVER
        return Kept.LOCKED if kind is Trouble.LOCKED else Kept.LATER
