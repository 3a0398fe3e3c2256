"""The texts that were killed last, to be yanked one after the other."""

from __future__ import annotations

from collections import deque
from typing import Literal

SIZE = 60
"""So many texts are kept."""
LONGEST = 1_000_000
"""Characters of a text that kills one after the other grow to at most."""

Side = Literal["before", "after"]


class KillRing:
    """Keeps texts; what is killed right after another joins it on the `side` it was on."""

    def __init__(self) -> None:
        self._texts: deque[str] = deque(maxlen=SIZE)

    def kill(self, text: str, side: Side, *, goes_on: bool) -> None:
        """Keep a text; with `goes_on` it joins the newest."""
        if not text:
            return
        if goes_on and self._texts and len(self._texts[0]) + len(text) <= LONGEST:
            newest = self._texts.popleft()
            text = newest + text if side == "after" else text + newest
        self._texts.appendleft(text)

    def newest(self) -> str:
        """The text to yank, "" for none."""
        return self._texts[0] if self._texts else ""

    def turn(self) -> str:
        """The text before; the newest becomes the oldest."""
        self._texts.rotate(-1)
        return self.newest()


RING = KillRing()
"""One for all prompts, so that what is killed in one tab is yanked in another."""
