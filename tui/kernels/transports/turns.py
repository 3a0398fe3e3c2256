"""Whose turn it is to decode: all connections of an event loop share one slice of its time."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from weakref import WeakKeyDictionary

SLICE = 0.004
"""Seconds of decoding after which the event loop is left to others."""
LONGEST_PAUSE = 0.02
"""Seconds the loop is left to others at most, however long the work before has taken."""
GATHERING = 0.005
"""Seconds for which the messages of a flood are left to gather, to be taken all at once."""
BURST = 24
"""Batches that one connection may take as soon as they arrive, before they count as a flood."""
RATE = 1000
"""Batches a second that are no flood: so many of `BURST` come back."""
TRICKLE = 4
"""Messages in a gathered batch below which a flood is over."""

_MARGIN = 0.0002


class ReadingTurns:
    """The turns of all connections that have something to decode, one after the other.

    Once `SLICE` is used up nobody reads for as long as was worked, so that keys and drawing have
    at least half of the loop. With nothing worked lately, a turn comes at once.
    """

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._worked = 0.0
        self._noted = 0.0
        self._pause_end = 0.0
        self._wake: asyncio.Handle | None = None

    @property
    def left(self) -> float:
        """Seconds that are left of the slice."""
        return max(0.0, SLICE - self._worked)

    def note(self, seconds: float) -> None:
        """Count processor time that one batch has taken, until it was taken in."""
        now = time.monotonic()
        # What came one by one with rests in between has kept nobody waiting.
        self._worked = max(0.0, self._worked - max(0.0, now - self._noted - seconds)) + seconds
        self._noted = now
        if self._worked >= SLICE:
            self._pause_end = now + min(self._worked, LONGEST_PAUSE)
            self._worked = 0.0

    async def wait(self, *, at_once: bool) -> None:
        """Wait for a turn; `at_once` it comes without a turn of the loop where nothing hinders."""
        if at_once and not self._waiting and time.monotonic() >= self._pause_end:
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if self._wake is None:
            self._arm()
        await turn

    def _arm(self) -> None:
        loop, pause = asyncio.get_running_loop(), self._pause_end - time.monotonic()
        if pause > _MARGIN:
            self._wake = loop.call_later(pause, self._next)
        else:
            self._wake = loop.call_soon(self._next)

    def _next(self) -> None:
        """Give one turn; the next is looked for when this one has been used."""
        self._wake = None
        if time.monotonic() >= self._pause_end - _MARGIN:
            while self._waiting:
                turn = self._waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
                    break
        if self._waiting:
            self._wake = asyncio.get_running_loop().call_soon(self._arm)


class Gathering:
    """Tells a flood of single messages from the few of a cell, for one connection.

    A wake-up of the loop costs several times what a message does: in a flood, messages are left
    to gather for some milliseconds. The first ones are always taken as they arrive.
    """

    def __init__(self) -> None:
        self._credit = float(BURST)
        self._last = 0.0

    @property
    def floods(self) -> bool:
        """Whether messages are left to gather now."""
        return self._credit < 0

    def taken(self, count: int, now: float) -> None:
        """Count a batch of `count` messages that was taken at `now`."""
        since, self._last = now - self._last, now
        if not self.floods:
            self._credit = min(float(BURST), self._credit + since * RATE) - 1
        elif count < TRICKLE:
            self._credit = float(BURST)

    def rest(self, now: float) -> float:
        """Seconds for which the next batch is still to gather."""
        return max(0.0, self._last + GATHERING - now) if self.floods else 0.0


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, ReadingTurns] = WeakKeyDictionary()


def turns_of_loop() -> ReadingTurns:
    """The turns of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _turns:
        _turns[loop] = ReadingTurns()
    return _turns[loop]


def work_clock() -> float:
    """Processor time of this thread in seconds: waiting for a busy machine is no work."""
    return time.thread_time()
