"""Looking after the size of a kernel's log: often while it grows, seldom at rest."""

from __future__ import annotations

import asyncio

from tui.kernels.kernel_log import LIMIT, KernelLog
from tui.tasks import TaskOwner

SHORTEST = 0.5
"""Seconds until the next look after the kernel was asked for something or its log has grown."""
LONGEST = 8.0
"""Seconds between two looks when nothing has happened for a while."""


class LogWatch:
    """Cuts a log that has grown over its limit, until `stop`; `interval` is that of its looks."""

    def __init__(
        self,
        log: KernelLog,
        tasks: TaskOwner,
        shortest: float = SHORTEST,
        longest: float = LONGEST,
    ) -> None:
        self._log = log
        self._tasks = tasks
        self._shortest = shortest
        self._longest = longest
        self.interval = shortest
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to look."""
        self._schedule()

    def stir(self) -> None:
        """The kernel has something to do and may write: look soon."""
        if self._timer is not None and self.interval > self._shortest:
            self._timer.cancel()
            self.interval = self._shortest
            self._schedule()

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self.interval, self._look)

    def _look(self) -> None:
        size = self._log.size
        longer = min(2 * self.interval, self._longest)
        self.interval = longer if size == self._size else self._shortest
        self._size = size
        if size > LIMIT:
            self._tasks.start(asyncio.to_thread(self._log.trim), "log")
        self._schedule()
