"""Keeps inputs in a thread, so that nobody waits for the disk."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from tui.model.history.entry import HistoryEntry
from tui.model.history.ignoring import is_kept
from tui.paths import history_file
from tui.stores.history.kept import Kept

if TYPE_CHECKING:
    from tui.stores.history.keeping import Keeping
    from tui.stores.history.store import Keyed

_log = logging.getLogger(__name__)

MOST_WAITING = 10_000
LARGEST = 50_000_000
"""Code points that wait at most, and of one input that is kept."""

FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
_PAUSE_OF_LOCKS = 0.2
_LAST_COMMIT = 1.0


class HistoryWriter:
    """Inputs on their way into the history at `path`, jtui's own by default.

    Nothing is started, opened or imported before the first input. What cannot be written waits
    and is tried again with the next input and after some seconds; when too much waits the oldest
    are lost. `complain` is called in the writer's thread, with a sentence for each kind of trouble.

    What cannot be written until the end is set aside, and taken in by the next who writes.
    """

    def __init__(
        self, path: Path | None, ignored: Sequence[str], complain: Callable[[str], None]
    ) -> None:
        self._path = path
        self._ignored = tuple(ignored)
        self._complain = complain
        self._changed = Condition()
        self._waiting: deque[Keyed] = deque()
        self._taken: list[Keyed] = []
        self._size = 0
        self._lost = 0
        self._thread: Thread | None = None
        # Something asks for a try at once.
        self._is_wanted = False
        self._is_closed = False
        # The transaction with what is taken ends just now.
        self._is_committing = False
        # What is taken was set aside, and is not to be written as well.
        self._is_withdrawn = False
        self._is_lost = False
        self._waiting_file: Path | None = None
        # Only the thread has it.
        self._keeping: Keeping | None = None
        self._has_told_of_drops = False
        # Nothing can be kept at all.
        self._is_off = False
        # Tries in a row that have failed for another reason than a lock.
        self._failures = 0
        # Seconds until the next try of what could not be written.
        self._pause: float | None = None

    @property
    def waiting_file(self) -> Path | None:
        """Where that lies which could not be written; `None` before `close`, and without any."""
        return self._waiting_file

    def ignore(self, patterns: Sequence[str]) -> None:
        """Keep nothing from now on that one of these patterns matches."""
        self._ignored = tuple(patterns)

    def add(self, session_key: str, entry: HistoryEntry) -> None:
        """Keep an input, unless it is one of those that are not kept; takes no time."""
        # The patterns take long in large inputs, and are left to the thread.
        if not entry.code or entry.code[0] == " ":
            return
        with self._changed:
            if self._is_off or self._is_closed:
                return
            self._waiting.append((session_key, entry))
            self._size += len(entry.code)
            self._drop_oldest()
            self._want()

    def flush(self, timeout: float) -> bool:
        """Wait until everything is written, `timeout` seconds at most; whether it is.

        What cannot be written is tried once more, and waited for only if the file is locked.
        """
        end = time.monotonic() + timeout
        with self._changed:
            failures = self._failures
            if self._waiting:
                self._want()
            while (self._waiting or self._taken) and self._failures <= failures:
                if not self._changed.wait(max(0.0, end - time.monotonic())):
                    break
            return not (self._waiting or self._taken or self._is_off)

    def close(self, timeout: float) -> bool:
        """Flush and end the thread; what comes later is not kept. Whether nothing is lost.

        What could not be written is in `waiting_file` then.
        """
        end = time.monotonic() + timeout
        self.flush(timeout)
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            # Whoever waits longer for the disk has an input twice rather than not at all.
            self._changed.wait_for(lambda: not self._is_committing, _LAST_COMMIT)
            left = [] if self._is_withdrawn else [*self._taken, *self._waiting]
            self._is_withdrawn = True
            self._waiting.clear()
        if left:
            self._is_lost = not self._set_aside(left)
        if self._thread is not None:
            self._thread.join(max(0.0, end - time.monotonic()))
        return not (self._is_lost or self._is_off)

    def _set_aside(self, entries: Sequence[Keyed]) -> bool:
        from tui.stores.history.waiting import set_aside

        wanted = [keyed for keyed in entries if is_kept(keyed[1].code, self._ignored)]
        if not wanted:
            return True
        try:
            self._waiting_file = set_aside(self._path or history_file(), wanted)
        except OSError as error:
            _log.error("the history lacks the last %d inputs: %s", len(wanted), error)
            return False
        _log.warning("the last %d inputs wait in %s", len(wanted), self._waiting_file)
        return True

    # With the condition held.

    def _want(self) -> None:
        self._is_wanted = True
        if self._thread is None:
            # As a daemon: no end of jtui waits for a disk. SQLite survives that at any moment.
            self._thread = Thread(target=self._work, name="history", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _drop_oldest(self) -> None:
        while self._waiting and (len(self._waiting) > MOST_WAITING or self._size > LARGEST):
            self._size -= len(self._waiting.popleft()[1].code)
            self._lost += 1

    def _take(self) -> int:
        """Wait for something to be written and take it; how many inputs were lost before.

        Nothing is taken when the writer is closed.
        """
        self._changed.wait_for(lambda: self._is_closed or self._is_wanted, self._pause)
        self._is_wanted = False
        if not self._is_closed:
            self._taken = list(self._waiting)
            self._waiting.clear()
            self._size = 0
        lost, self._lost = self._lost, 0
        return lost

    def _put_back(self) -> None:
        self._waiting.extendleft(reversed(self._taken))
        self._size += sum(len(entry.code) for _, entry in self._taken)
        self._drop_oldest()

    # In the thread.

    def _work(self) -> None:
        try:
            while not self._is_closed and not self._is_off:
                with self._changed:
                    lost = self._take()
                if lost:
                    self._tell(f"Inputs that the history could not keep in time: {lost}.")
                if self._taken:
                    self._settle(self._keep(self._taken[:]))
        finally:
            if self._keeping is not None:
                self._keeping.close()

    def _keep(self, entries: Sequence[Keyed]) -> Kept:
        """Write all entries or none, but for one that cannot be kept at all, which is dropped."""
        try:
            return self._write(entries)
        except Exception:  # noqa: BLE001 - the top of a thread: one input must not end the history
            _log.exception("inputs could not be kept in the history: %d", len(entries))
        if len(entries) == 1:
            if not self._has_told_of_drops:
                self._has_told_of_drops = True
                self._tell("An input cannot be kept in the history; the log says why.")
            return Kept.WRITTEN
        for keyed in entries:
            if (kept := self._keep([keyed])) is not Kept.WRITTEN:
                return kept
            with self._changed:
                del self._taken[0]
                self._is_committing = False
                self._changed.notify_all()
        return Kept.WRITTEN

    def _write(self, entries: Sequence[Keyed]) -> Kept:
        wanted = [keyed for keyed in entries if is_kept(keyed[1].code, self._ignored)]
        if not wanted:
            return Kept.WRITTEN
        if self._keeping is None:
            # SQLite is not loaded before there is something to keep.
            try:
                from tui.stores.history.keeping import Keeping
            except ImportError as error:
                self._tell(f"No history is kept: this Python has no SQLite ({error}).")
                return Kept.NEVER
            self._keeping = Keeping(self._path, self._tell, self._may_commit)
        return self._keeping.keep(wanted)

    def _may_commit(self) -> bool:
        with self._changed:
            self._is_committing = not self._is_withdrawn
            return self._is_committing

    def _settle(self, kept: Kept) -> None:
        with self._changed:
            self._is_committing = False
            if kept is Kept.WRITTEN:
                self._failures, self._pause = 0, None
            elif kept is Kept.NEVER:
                self._is_off = True
                self._waiting.clear()
            elif not self._is_withdrawn:
                self._put_back()
                if kept is Kept.LOCKED:
                    self._pause = _PAUSE_OF_LOCKS
                else:
                    self._pause = min(FIRST_PAUSE * 2 ** min(self._failures, 9), _LONGEST_PAUSE)
                    self._failures += 1
            self._taken = []
            self._changed.notify_all()

    def _tell(self, sentence: str) -> None:
        try:
            self._complain(sentence)
        except Exception:  # noqa: BLE001 - what was just written would be written again
            _log.exception("could not be told: %s", sentence)
