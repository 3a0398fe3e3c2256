"""What is looked for in a help, and where it was found."""

from __future__ import annotations

from bisect import bisect_left

from tui.render.help.drawing import HelpDrawing
from tui.render.needle import Needle
from tui.render.slices import Slice

MOST_MATCHES = 10_000

Match = tuple[int, int]
"""Line and column (code points)."""


class Matches:
    """The matches of one text, looked for from the first line on, in slices of work.

    One of them is shown: at first the next one from a place on, around the end.
    """

    def __init__(self, text: str, drawing: HelpDrawing | None, start: Match = (0, 0)) -> None:
        self.needle = Needle(text)
        self._drawing = drawing
        self._start = start
        self._found: list[Match] = []
        self._shown: int | None = None
        self._line = 0
        self._lines = len(drawing.lines) if drawing is not None and text else 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to search, or enough was found."""
        return self._line >= self._lines or len(self._found) >= MOST_MATCHES

    def work(self, work: Slice) -> bool:
        """Search on until the work is over; answers whether a match came to be shown by it."""
        drawing, was_shown = self._drawing, self._shown
        if drawing is None:
            return False
        while not self.is_done and not work.over:
            line = self._line
            columns = drawing.search(self.needle, line)
            room = MOST_MATCHES - len(self._found)
            self._found.extend((line, column) for column in columns[:room])
            self._line += 1
            work.spend(0)
        if self._shown is None and self._found:
            if self._found[-1] >= self._start:
                self._shown = bisect_left(self._found, self._start)
            elif self.is_done:
                self._shown = 0
        return self._shown != was_shown

    @property
    def shown(self) -> Match | None:
        """The match that is shown, `None` for none."""
        return None if self._shown is None else self._found[self._shown]

    @property
    def place(self) -> tuple[int, int]:
        """Which match is shown (from 1, 0 for none), and how many there are as far as is known."""
        return (0 if self._shown is None else self._shown + 1), len(self._found)

    def step(self, step: int) -> None:
        """Show the next match (1) or the one before (-1), around the ends."""
        if self._shown is not None:
            self._shown = (self._shown + step) % len(self._found)

    def before_on_row(self, drawing: HelpDrawing, row: int) -> int:
        """How many matches stand before the shown one in the same row of a drawing."""
        if self._shown is None:
            return 0
        line = self._found[self._shown][0]
        place = self._shown
        while place > 0 and self._found[place - 1][0] == line:
            if drawing.row_of(*self._found[place - 1]) != row:
                break
            place -= 1
        return self._shown - place

    def words(self) -> str:
        """The count as it is shown: `3 of 17`, `no match`, "" while nothing is looked for."""
        if not self.needle.text:
            return ""
        number, count = self.place
        if not count:
            return "no match" if self.is_done else "…"
        more = "+" if count >= MOST_MATCHES else ""
        return f"{number:,} of {count:,}{more}"
