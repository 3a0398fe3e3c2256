"""Work that a screen has done in a thread, of which it tells how far it has come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from tui.model.tables.progress import Cancelled, Progress
from tui.tasks import TaskOwner
from tui.worker_failures import FAILURE

Result = TypeVar("Result")

TOLD_EVERY = 0.15
"""Seconds between two words on how far the work has come, and before the first."""


class Working:
    """Does one thing at a time; what is begun anew ends what was under way."""

    def __init__(self, name: str, changed: Callable[[], None]) -> None:
        """`changed` is called when `words` may be others."""
        self._tasks = TaskOwner(name)
        self._changed = changed
        self._progress: Progress | None = None
        self._what = ""
        self._has_failed = False

    @property
    def words(self) -> str:
        """What is being done and how much of it is, "" for nothing."""
        if self._progress is None:
            return FAILURE if self._has_failed else ""
        return f"{self._what}… {self._progress.share:.0%}"

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._progress is not None

    def do(
        self, what: str, work: Callable[[Progress], Result], done: Callable[[Result], None]
    ) -> None:
        """Have work done in a thread, and `done` called with what it answers; not if stopped."""
        self.stop()
        self._has_failed = False
        self._progress = progress = Progress()
        self._what = what
        self._tasks.start(self._do(progress, work, done), what)

    def stop(self) -> None:
        """End what is under way."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
            self._changed()

    async def close(self) -> None:
        """End for good."""
        self.stop()
        await self._tasks.cancel()

    async def _do(
        self,
        progress: Progress,
        work: Callable[[Progress], Result],
        done: Callable[[Result], None],
    ) -> None:
        telling = self._tasks.start(self._tell(progress), "telling")
        is_done = False
        try:
            result = await asyncio.to_thread(work, progress)
            is_done = True
        except Cancelled:
            return
        finally:
            telling.cancel()
            if is_wanted := self._progress is progress:
                self._progress, self._has_failed = None, not is_done
                self._changed()
        if is_wanted:
            done(result)
            self._changed()

    async def _tell(self, progress: Progress) -> None:
        while self._progress is progress:
            await asyncio.sleep(TOLD_EVERY)
            self._changed()
