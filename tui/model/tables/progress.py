"""How far work in a thread has come, and whether anybody still wants it."""

from __future__ import annotations


class Cancelled(Exception):  # noqa: N818
    """The work is not wanted any more."""


class Progress:
    """Shared by a thread, which calls `at`, and who started it, who reads `share` and may `stop`.

    `share` is what has been done of the whole, from 0 to 1.
    """

    __slots__ = ("_stopped", "share")

    def __init__(self) -> None:
        self.share = 0.0
        self._stopped = False

    def stop(self) -> None:
        """Have the work end with `Cancelled` when it next calls `at`."""
        self._stopped = True

    def at(self, done: int, total: int) -> None:
        """Note how far the work has come; raises `Cancelled` if it is not wanted any more."""
        if self._stopped:
            raise Cancelled
        self.share = done / total if total else 1.0
