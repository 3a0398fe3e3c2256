"""Python's garbage collector without long pauses.

A full collection looks at every object there is. Beside a long transcript that takes over 0.1 s,
in which no key is answered. Here an object is looked at until it has survived one: then it is
frozen, so that each collection is about what is new and takes some milliseconds. What dies later
goes by its count of references; only circles among old objects, as of a closed tab, need a full
collection, which waits for a quiet moment.
"""

from __future__ import annotations

import asyncio
import gc
import time

THRESHOLDS = (1_000, 10, 5)
"""At most some 50,000 new objects, which take 3 ms, are looked at in one go."""
QUIET = 3.0
"""Seconds without input before a full collection."""
FULL_INTERVAL = 600.0
"""Seconds between full collections while jtui is used and no tab is closed."""


class GarbageCollection:
    """Decides when garbage is collected; all methods belong to one event loop."""

    def __init__(self) -> None:
        self._thresholds = gc.get_threshold()
        self._last_input = self._last_full = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Take what exists for permanent, and collect of what comes in small steps."""
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        gc.callbacks.append(self._collected)
        gc.enable()

    def stop(self) -> None:
        """Leave the collector as it was."""
        if self._timer is not None:
            self._timer.cancel()
        if self._collected in gc.callbacks:
            gc.callbacks.remove(self._collected)
            gc.set_threshold(*self._thresholds)
            gc.unfreeze()

    def note_input(self) -> None:
        """A key was pressed, or the like: the next moments are not quiet."""
        self._last_input = time.monotonic()
        if self._last_input - self._last_full > FULL_INTERVAL:
            self.look_at_all_when_quiet()

    def look_at_all_when_quiet(self) -> None:
        """Something large was closed: look at everything once nobody types."""
        if self._timer is None:
            self._look_later(QUIET)

    def _look_later(self, delay: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(delay, self._look_if_quiet)

    def _look_if_quiet(self) -> None:
        self._timer = None
        left = self._last_input + QUIET - time.monotonic()
        if left > 0:
            self._look_later(left)
            return
        gc.unfreeze()
        gc.collect()
        self._last_full = time.monotonic()

    @staticmethod
    def _collected(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            gc.freeze()
