"""A text that is looked for in the transcript, and where it was found."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum

from rich.segment import Segment

from tui.render.needle import Needle
from tui.render.palette import Palette
from tui.render.rows import Row
from tui.render.slices import Slice
from tui.widgets.transcript.index import Touched, TranscriptIndex
from tui.widgets.transcript.marking import restyled
from tui.widgets.transcript.search_plan import Part, SearchPlan

MOST_MATCHES = 10_000

Match = tuple[int, int, int, int, int]
"""Block, section, part, line and column, which sort as they stand in the transcript."""


class More(Enum):
    """Whether there may be more matches than those counted."""

    NONE = ""
    SEARCHING = "…"
    UNCOUNTED = "+"


@dataclass(frozen=True, slots=True)
class Found:
    """Which match is shown (from 1, 0 for none), and how many are counted."""

    shown: int
    matches: int
    more: More = More.NONE


class Finding:
    """The matches of one text, of which one is shown; they are counted up to `MOST_MATCHES`.

    They are looked for in slices of work, the newest first, and in what comes meanwhile. When the
    text is one that was looked for with more letters, only what held that one is searched again.
    """

    def __init__(
        self, text: str = "", index: TranscriptIndex | None = None, earlier: Finding | None = None
    ) -> None:
        self.needle = Needle(text)
        self._index = index
        self._found: list[Match] = []
        self._shown: Match | None = None
        self._plan = SearchPlan()
        self._arrangement = -1
        self._row: tuple[int, Match | None, int | None] = (-1, None, None)
        if index is None or not text:
            return
        self._arrangement = index.arrangement
        if (
            earlier is not None
            and earlier._index is index
            and earlier._arrangement == index.arrangement
            and self.needle.narrows(earlier.needle)
        ):
            held = dict.fromkeys(match[:3] for match in earlier._found)
            self._plan = earlier._plan.narrowed(held)
        else:
            self._plan.begin(index.shown)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to search, or enough was found."""
        return self._plan.is_empty or len(self._found) >= MOST_MATCHES

    @property
    def is_full(self) -> bool:
        """Whether there may be more matches than are counted."""
        return len(self._found) >= MOST_MATCHES and not self._plan.is_empty

    def touch(self, touched: dict[int, Touched]) -> None:
        """What changed is to be searched again."""
        index = self._index
        if index is None or not self.needle.text:
            return
        if self._arrangement != index.arrangement:
            self._begin_again(index)
            return
        for block, what in touched.items():
            if block in index.shown:
                for start, end in self._plan.touch(block, index.layout(block), what):
                    self._drop(start, end)

    def _begin_again(self, index: TranscriptIndex) -> None:
        self._arrangement = index.arrangement
        self._found = []
        self._plan = SearchPlan()
        self._plan.begin(index.shown)

    def _drop(self, first: tuple[int, ...], end: tuple[int, ...]) -> None:
        """Forget the matches from a place up to another."""
        found = self._found
        del found[bisect_left(found, first) : bisect_left(found, end)]

    def work(self, work: Slice) -> None:
        """Search on until the work is over."""
        index = self._index
        if index is None or not self.needle.text:
            return
        if self._arrangement != index.arrangement:
            self._begin_again(index)
        while not work.over and not self.is_done:
            place = self._plan.next(index)
            if place is not None:
                self._search(index, place, work)
            work.spend(0)
        if self._shown is None and self._found:
            self._shown = self._found[-1]

    def _search(self, index: TranscriptIndex, place: Part, work: Slice) -> None:
        block, section, part = place
        layout = index.layout(block)
        if section >= layout.sections or part not in layout.section(section).parts:
            return
        # It may have been searched before, when less was there.
        self._drop(place, (block, section, part + 1))
        spots = layout.section(section).search(self.needle, part, work)
        found = [(*place, *spot) for spot in spots]
        if found:
            room = MOST_MATCHES - len(self._found)
            at = bisect_left(self._found, place)
            self._found[at:at] = found[-room:]

    @property
    def _place(self) -> int:
        """Which of the matches is shown; when it is gone, the one that stands where it was."""
        if self._shown is None:
            return len(self._found) - 1
        return min(bisect_left(self._found, self._shown), len(self._found) - 1)

    @property
    def row(self) -> int | None:
        """The row of the match that is shown."""
        if not self._found or self._index is None:
            return None
        index, match = self._index, self._found[self._place]
        if self._row[:2] != (index.revision, match):
            block, section, part, *spot = match
            row = index.row_of_spot(block, section, part, (spot[0], spot[1]))
            self._row = (index.revision, match, row)
        return self._row[2]

    @property
    def found(self) -> Found:
        """What was found as yet."""
        more = More.NONE if self.is_done else More.SEARCHING
        if self.is_full:
            more = More.UNCOUNTED
        return Found(self._place + 1 if self._found else 0, len(self._found), more)

    def step(self, step: int) -> None:
        """Show the next match (1) or the one before (-1), around the ends."""
        if self._found:
            self._shown = self._found[(self._place + step) % len(self._found)]

    def mark(
        self, number: int, row: Row, segments: list[Segment], palette: Palette
    ) -> list[Segment]:
        """The segments of a row with its matches marked."""
        size = len(self.needle.text)
        places = self.needle.places(row.text) if size else []
        if places:
            style = palette.match_current if number == self.row else palette.match
            for place in places:
                segments = restyled(segments, place, place + size, style)
        return segments
