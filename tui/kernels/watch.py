"""How a view learns that a session has something new to draw."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tui.model.changes import Feed


class Watch:
    """One view's feed of transcript changes, with a signal to wake its drawer."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Something changed, in the transcript or in the session's state."""
        self._event.set()

    async def wait(self, limit: float | None = None) -> None:
        """Wait until something changed since the last call, at most `limit` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await self._event.wait()
        self._event.clear()
