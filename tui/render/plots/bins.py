"""Numbers gathered in bins, and what is made of the numbers of a group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tui.render.plots.ticks import step_of

_MOST_BINS = 60


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of one width next to each other, the first of which begins at `start`."""

    start: float
    width: float
    count: int

    @property
    def middles(self) -> tuple[float, ...]:
        """The middle of each."""
        return tuple(self.start + (number + 0.5) * self.width for number in range(self.count))

    def of(self, value: float) -> int | None:
        """The number of the bin that a value is in; `None` for none."""
        if math.isnan(value):
            return None
        number = math.floor((value - self.start) / self.width + 1e-9)
        # The greatest value belongs to the last bin.
        return min(number, self.count - 1) if 0 <= number <= self.count else None


def bins_for(values: Sequence[float], wanted: int = 0) -> Bins | None:
    """Bins of round widths for some values, about `wanted` of them (0: as many as are fit)."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return None
    low, high = min(known), max(known)
    count = wanted if 0 < wanted <= _MOST_BINS else min(max(math.ceil(len(known) ** 0.5), 5), 30)
    if not high > low or not math.isfinite(high - low):
        return Bins(low - 0.5, 1.0, 1)
    width = step_of(high - low, count)
    start = math.floor(low / width) * width
    number = max(1, math.ceil((high - start) / width + 1e-9))
    if number > 4 * _MOST_BINS or start + width == start:
        return None
    return Bins(start, width, number)


def aggregate(name: str, values: Sequence[float], count: int) -> float:
    """One number for a group of `count` rows (`nan` values left out); `nan` for unknown names."""
    known = [value for value in values if not math.isnan(value)]
    match name:
        case "count":
            return float(count)
        case "valid":
            return float(len(known))
        case "distinct":
            return float(len(set(known)))
        case "sum":
            return math.fsum(known)
        case _ if not known:
            return math.nan
        case "mean" | "average" | "avg":
            return math.fsum(known) / len(known)
        case "median":
            known.sort()
            middle = len(known) // 2
            return known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
        case "min":
            return min(known)
        case "max":
            return max(known)
        case _:
            return math.nan
