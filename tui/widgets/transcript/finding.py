"""A text that is looked for in the transcript, and where it was found."""

from __future__ import annotations

from bisect import bisect_left

from rich.segment import Segment

from tui.render.palette import Palette
from tui.render.rows import Row, count_matches
from tui.widgets.transcript.index import TranscriptIndex
from tui.widgets.transcript.marking import restyled

MOST_MATCHES = 10_000


class Finding:
    """The matches of one text, of which one is shown; they are counted up to `MOST_MATCHES`.

    Case matters when the text has capitals.
    """

    def __init__(self, needle: str = "") -> None:
        self.needle = needle
        self._ignore_case = needle == needle.lower()
        self._rows: list[int] = []
        self._shown = 0
        self._revision = -1

    def look(self, index: TranscriptIndex) -> None:
        """Find every match; at first the last one counts, since the newest is looked for mostly."""
        self._revision = index.revision
        found = index.find(self.needle, self._ignore_case, MOST_MATCHES) if self.needle else []
        self._rows = found
        self._shown = max(0, len(found) - 1)

    @property
    def row(self) -> int | None:
        """The row of the match that is shown."""
        return self._rows[self._shown] if self._rows else None

    @property
    def place(self) -> tuple[int, int]:
        """Which match is shown (from 1, 0 for none), and how many there are."""
        return (self._shown + 1 if self._rows else 0), len(self._rows)

    def step(self, step: int, index: TranscriptIndex) -> None:
        """Show the next match (1) or the one before (-1), around the ends.

        When rows have moved since, the matches are looked for again, from the one that was shown.
        """
        if index.revision != self._revision:
            row = self.row
            self.look(index)
            if row is not None and self._rows:
                self._shown = min(bisect_left(self._rows, row), len(self._rows) - 1)
        if self._rows:
            self._shown = (self._shown + step) % len(self._rows)

    def mark(
        self, number: int, row: Row, segments: list[Segment], palette: Palette
    ) -> list[Segment]:
        """The segments of a row with its matches marked."""
        if not self.needle:
            return segments
        style = palette.match_current if number == self.row else palette.match
        size = len(self.needle)
        for place in count_matches(row.text, self.needle, self._ignore_case):
            segments = restyled(segments, place, place + size, style)
        return segments
