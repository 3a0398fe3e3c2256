"""What has arrived over websockets and was not taken yet, in order."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass

from tui.errors import BrokenMessage, TransportClosed
from tui.kernels.transport import Arrival, Discarded
from tui.kernels.transports.turns import Gathering, turns_of_loop, work_clock
from tui.wire.message import Channel
from tui.wire.websocket import Codec

MOST_FRAMES = 20_000
MOST_BYTES = 64_000_000
"""What may wait here; then the websocket is read no further until half of it is taken."""
IN_A_ROW = 64
"""Frames read in a row; then the event loop gets a turn."""


@dataclass(frozen=True, slots=True)
class _Received:
    """A frame as it came, and the protocol it is in."""

    data: str | bytes
    codec: Codec


class Inbox:
    """The frames and news for one reader. All methods are called from one event loop.

    Decoding goes by the turns that all kernels share. Who puts frames in must wait where `put`
    says so, so that they wait with the sender when they come faster than they are read.
    """

    def __init__(self) -> None:
        self._items: deque[_Received | Arrival] = deque()
        self._bytes = 0
        self._room: asyncio.Future[None] | None = None
        self._arrived = asyncio.Event()
        self._gathering = Gathering()
        # When the last batch was begun, in processor time; 0.0 for none.
        self._begun = 0.0
        self._row = 0
        self._closed = ""

    @property
    def is_full(self) -> bool:
        """Whether whoever puts frames in has to wait."""
        return self._room is not None

    def put(self, data: str | bytes, codec: Codec) -> asyncio.Future[None] | None:
        """Add a frame; the sender waits for the answer, where there is one, before the next."""
        self._items.append(_Received(data, codec))
        self._bytes += len(data)
        self._arrived.set()
        if self._room is not None:
            return self._room
        loop = asyncio.get_running_loop()
        if len(self._items) >= MOST_FRAMES or self._bytes >= MOST_BYTES:
            self._room = loop.create_future()
            return self._room
        self._row += 1
        if self._row % IN_A_ROW:
            return None
        turn: asyncio.Future[None] = loop.create_future()
        loop.call_soon(_settle, turn)
        return turn

    def deliver(self, arrival: Arrival) -> None:
        """Add news after every frame that has come already."""
        self._items.append(arrival)
        self._arrived.set()

    def clear(self) -> None:
        """Drop everything."""
        self._items.clear()
        self._bytes = 0
        self._make_room()

    def close(self, reason: str) -> None:
        """Whoever waits in `receive` gets `TransportClosed` with the reason, once all is taken."""
        self._closed = self._closed or reason
        self._make_room()
        self._arrived.set()

    def reopen(self) -> None:
        """Take in again after a `close`."""
        self._closed = ""

    async def receive(self) -> list[Arrival]:
        """Wait for the next arrivals; see `KernelTransport.receive`."""
        turns, begun = turns_of_loop(), self._begun
        if begun:
            turns.note(work_clock() - begun)
        while True:
            self._arrived.clear()
            if self._items:
                if rest := self._gathering.rest(time.monotonic()):
                    await asyncio.sleep(rest)
                await turns.wait(at_once=not self._begun)
                self._begun = work_clock()
                if batch := self._take(turns.left):
                    self._gathering.taken(len(batch), time.monotonic())
                    return batch
            self._begun = 0.0
            if self._closed:
                raise TransportClosed(self._closed)
            await self._arrived.wait()

    def _take(self, seconds: float) -> list[Arrival]:
        batch: list[Arrival] = []
        end = time.perf_counter() + seconds
        while self._items:
            item = self._items.popleft()
            if isinstance(item, _Received):
                self._bytes -= len(item.data)
                batch.append(_decoded(item))
            else:
                batch.append(item)
            if time.perf_counter() > end:
                break
        if len(self._items) <= MOST_FRAMES // 2 and self._bytes <= MOST_BYTES // 2:
            self._make_room()
        return batch

    def _make_room(self) -> None:
        if self._room is not None:
            _settle(self._room)
            self._room = None


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _decoded(received: _Received) -> Arrival:
    try:
        return received.codec.unpack(received.data)
    except BrokenMessage as error:
        return Discarded(Channel.IOPUB, str(error))
