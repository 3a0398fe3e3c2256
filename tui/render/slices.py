"""Work cut into slices that a key does not have to wait for."""

from __future__ import annotations

from time import perf_counter

SLICE = 0.003
"""Seconds that one slice of work may take, or a little more."""

PAUSE = 0.003
"""Seconds between slices, in which keys are taken and the screen is drawn."""

LEAST = 65_536
"""Characters that are looked at in any slice, however slow the machine: some 2 ms of work."""

OVERHEAD = 500
"""Characters that could be looked at in the time it takes to come to a piece of work."""


class Slice:
    """A slice of work: over when its time is, but not before `least` characters were looked at."""

    __slots__ = ("_left", "_until")

    def __init__(self, seconds: float = SLICE, least: int = LEAST) -> None:
        self._until = perf_counter() + seconds
        self._left = least

    def spend(self, characters: int) -> None:
        """Note a piece of work that looked at so many characters."""
        self._left -= characters + OVERHEAD

    @property
    def over(self) -> bool:
        """Whether the rest is for another slice."""
        return self._left <= 0 and perf_counter() >= self._until
