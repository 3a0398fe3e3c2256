"""The queue of cells of one session: one is with the kernel, the others wait here.

The queue is on this side because several kernels mix up what is queued on theirs: xeus-python
copies the first error onto later cells, ilua names the last request as everybody's parent.
"""

from __future__ import annotations

from collections import deque


class ExecutionQueue:
    """The ids of the cells that wait, of the one in flight, and of those last cancelled."""

    def __init__(self) -> None:
        self.in_flight: str | None = None
        self._waiting: deque[str] = deque()
        self._cancelled: list[str] = []

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def cancelled(self) -> list[str]:
        """The cells of the last cancellation, in their order, until others are cancelled."""
        return list(self._cancelled)

    def add(self, cell_id: str) -> None:
        """Put a cell at the end."""
        self._waiting.append(cell_id)

    def next(self) -> str | None:
        """Move the first waiting cell into flight; `None` when one flies or none waits."""
        if self.in_flight is not None or not self._waiting:
            return None
        self.in_flight = self._waiting.popleft()
        return self.in_flight

    def land(self) -> None:
        """The cell in flight has ended."""
        self.in_flight = None

    def cancel(self) -> list[str]:
        """Empty the queue and remember what was in it."""
        if not self._waiting:
            return []
        self._cancelled = list(self._waiting)
        self._waiting.clear()
        return self.cancelled

    def take_cancelled(self) -> list[str]:
        """The cells of the last cancellation, to be run again, and forget them."""
        cancelled, self._cancelled = self._cancelled, []
        return cancelled
