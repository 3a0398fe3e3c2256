"""An editor for code that can put keys aside until an answer says what they mean."""

from __future__ import annotations

import asyncio
from collections import deque

from textual import events

from tui.widgets.prompt.code_area import CodeArea


class HoldingArea(CodeArea):
    """A code area that waits, keeps what is typed or pasted meanwhile, and then takes it in order.

    So keys do what they would if every answer came at once.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._held: deque[events.Key | events.Paste] = deque()
        super().__init__(id=id, classes=classes)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer has to come before the next key can be taken."""
        return False

    def holds(self, event: events.Key | events.Paste) -> bool:
        """Whether `event` waits until the open question is answered."""
        waits = self.is_waiting or bool(self._held)
        if waits:
            self._held.append(event)
        return waits

    async def take_held(self) -> None:
        """Take the held keys, up to the next that asks something."""
        while self._held and not self.is_waiting:
            event = self._held.popleft()
            if isinstance(event, events.Paste):
                self.insert_pasted(event.text)
            else:
                await self.take_key(event)
            # There may be hundreds, and others have to be drawn meanwhile.
            await asyncio.sleep(0)
