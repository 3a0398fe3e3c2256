"""The heights of things that stand one over the other, added up, some of them only estimated."""

from __future__ import annotations

from collections.abc import Sequence
from operator import and_

# Up to so many heights are added one by one; for more all sums are made anew.
_FEW = 64


class Heights:
    """How many rows each of many things takes, and at which row it begins.

    A height is exact, or in doubt: then it is an estimate, mostly what it was in another width.
    Finding the thing at a row, a row of a thing, and changing a height all cost the logarithm of
    their number. The sums are a binary indexed tree (Fenwick, 1994): `_sums[i]` adds up the
    `i & -i` heights that end with number `i - 1`.
    """

    __slots__ = ("_exact", "_heights", "_sums")

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._exact = bytearray()
        self._sums: list[int] = [0]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, place: int) -> int:
        return self._heights[place]

    @property
    def total(self) -> int:
        """All heights together."""
        return self.start(len(self._heights))

    def start(self, place: int) -> int:
        """The row at which a thing begins; for their number, the row after the last."""
        sums, row = self._sums, 0
        while place:
            row += sums[place]
            place &= place - 1
        return row

    def at(self, row: int) -> int:
        """The place of what shows `row`; beyond the end the last, 0 when there is none."""
        sums, count = self._sums, len(self._heights)
        place = 0
        step = 1 << count.bit_length() >> 1
        while step:
            after = place + step
            if after <= count and sums[after] <= row:
                place = after
                row -= sums[after]
            step >>= 1
        return min(place, max(count - 1, 0))

    def extend(self, heights: Sequence[int], exact: bytes) -> None:
        """Add things at the end; `exact` has a 1 for every height that is known, else a 0."""
        if len(heights) > _FEW:
            self._heights.extend(heights)
            self._exact.extend(exact)
            self._add_up()
            return
        for height, known in zip(heights, exact, strict=True):
            self.append(height, bool(known))

    def append(self, height: int, exact: bool = True) -> None:
        """Add one thing at the end."""
        self._heights.append(height)
        self._exact.append(exact)
        sums, place = self._sums, len(self._heights)
        first, below = place & (place - 1), place - 1
        while below > first:
            height += sums[below]
            below &= below - 1
        sums.append(height)

    def _add_up(self) -> None:
        sums = [0, *self._heights]
        count = len(sums)
        for place in range(1, count):
            above = place + (place & -place)
            if above < count:
                sums[above] += sums[place]
        self._sums = sums

    def set(self, place: int, height: int, exact: bool = True) -> None:
        """Change the height of a thing."""
        change = height - self._heights[place]
        self._exact[place] = exact
        if not change:
            return
        self._heights[place] = height
        sums, place = self._sums, place + 1
        while place < len(sums):
            sums[place] += change
            place += place & -place

    def truncate(self, count: int) -> None:
        """Keep only the first `count` things."""
        del self._heights[count:], self._exact[count:], self._sums[count + 1 :]

    def drop_first(self, count: int) -> None:
        """Take the first `count` things away; the others have lower places then."""
        del self._heights[:count], self._exact[:count]
        self._add_up()

    def is_exact(self, place: int) -> bool:
        """Whether the height of a thing is known."""
        return bool(self._exact[place])

    def doubt(self, place: int) -> None:
        """The height of a thing may have changed; what it was is an estimate."""
        self._exact[place] = 0

    def doubt_all_but(self, sure: bytes) -> None:
        """Every height may have changed but those with a 1 in `sure`."""
        self._exact = bytearray(map(and_, self._exact, sure))

    def doubt_all(self) -> None:
        """Every height may have changed."""
        self._exact = bytearray(len(self._exact))

    def all_exact(self, start: int = 0) -> bool:
        """Whether all heights from place `start` on are known."""
        return self._exact.find(0, start) < 0

    def doubtful(self, place: int, start: int = 0) -> int | None:
        """The next place in doubt, above `place` if there is one from `start` on, else below."""
        found = self._exact.rfind(0, start, place + 1)
        if found < 0:
            found = self._exact.find(0, max(place + 1, start))
        return found if found >= 0 else None
