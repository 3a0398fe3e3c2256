"""How a view learns that a session has something new to draw."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from tui.kernels.width.room import Room
from tui.model.cells import Cell
from tui.model.changes import Feed
from tui.wire.payloads import Payload

EnteredPayload = tuple[Cell, Payload]
"""A payload with the cell it is the outcome of."""


class Watch:
    """One view's feed of transcript changes, with a signal to wake its drawer."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.room: Callable[[], Room | None] = lambda: None
        """Tells how much room the view has for output, for kernels to fill it."""
        self._payloads: list[EnteredPayload] = []
        self._event = asyncio.Event()

    def add_payload(self, cell: Cell, payload: Payload) -> None:
        """Note what the reply to a cell, entered in this view, asks for."""
        self._payloads.append((cell, payload))

    def take_payloads(self) -> list[EnteredPayload]:
        """What replies asked for since the last call."""
        payloads, self._payloads = self._payloads, []
        return payloads

    def wake(self) -> None:
        """Something changed, in the transcript or in the session's state."""
        self._event.set()

    async def wait(self, limit: float | None = None) -> None:
        """Wait until something changed since the last call, at most `limit` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await self._event.wait()
        self._event.clear()
