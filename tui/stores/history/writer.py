"""Keeps inputs in a thread, so that nobody waits for the disk."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from tui.model.history.entry import HistoryEntry
from tui.model.history.ignoring import is_kept

if TYPE_CHECKING:
    from tui.stores.history.keeping import Keeping
    from tui.stores.history.store import Keyed

MOST_WAITING = 10_000
LARGEST = 50_000_000
"""Code points that wait at most, and of one input that is kept."""

FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
_PAUSE_OF_LOCKS = 0.2


class HistoryWriter:
    """Inputs on their way into the history at `path`, jtui's own by default.

    Nothing is started, opened or imported before the first input. What cannot be written waits
    and is tried again with the next input and after some seconds; when too much waits the oldest
    are lost. `complain` is called in the writer's thread, with a sentence for each kind of trouble.
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
        # Nothing can be kept at all.
        self._is_off = False
        # Tries in a row that have failed for another reason than a lock.
        self._failures = 0
        # Seconds until the next try of what could not be written.
        self._pause: float | None = None

    def add(self, session_key: str, entry: HistoryEntry) -> None:
        """Keep an input, unless it is one of those that are not kept; takes no time."""
        if not is_kept(entry.code, self._ignored):
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
        """Flush and end the thread; what comes later is not kept. Whether all is written."""
        end = time.monotonic() + timeout
        is_written = self.flush(timeout)
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(max(0.0, end - time.monotonic()))
        return is_written

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
        # SQLite is not loaded before there is something to keep.
        try:
            from tui.stores.history.keeping import Keeping
        except ImportError as error:
            self._turn_off()
            self._complain(f"No history is kept: this Python has no SQLite ({error}).")
            return
        keeping = Keeping(self._path, self._complain)
        try:
            while not self._is_closed and not self._is_off:
                with self._changed:
                    lost = self._take()
                if lost:
                    self._complain(f"Inputs that the history could not keep in time: {lost}.")
                if self._taken:
                    self._keep(keeping)
        finally:
            keeping.close()

    def _keep(self, keeping: Keeping) -> None:
        from tui.stores.history.keeping import Kept

        kept = keeping.keep(self._taken)
        if kept is Kept.NEVER:
            self._turn_off()
            return
        with self._changed:
            if kept is Kept.WRITTEN:
                self._failures, self._pause = 0, None
            else:
                self._put_back()
                if kept is Kept.LOCKED:
                    self._pause = _PAUSE_OF_LOCKS
                else:
                    self._pause = min(FIRST_PAUSE * 2 ** min(self._failures, 9), _LONGEST_PAUSE)
                    self._failures += 1
            self._taken = []
            self._changed.notify_all()

    def _turn_off(self) -> None:
        with self._changed:
            self._is_off = True
            self._waiting.clear()
            self._taken = []
            self._changed.notify_all()
