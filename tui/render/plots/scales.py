"""What charts work out before they are drawn: exponents, stacks, the ends of axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tui.render.plots.figures import Axis, Chart, Mark, Scale

FROM_ZERO = frozenset({Mark.BARS, Mark.AREA})
"""The marks that reach from zero to their place."""

_FAR = 1e6


@dataclass(frozen=True, slots=True)
class Range:
    """The ends of an axis, in its units (of a log axis: exponents)."""

    low: float
    high: float

    def place(self, value: float, cells: int) -> float:
        """Where a value stands in so many cells, or far from them on its side; `nan` for none."""
        place = (value - self.low) / (self.high - self.low) * (cells - 0.5) + 0.25
        return min(max(place, -_FAR), _FAR)


def on_scales(chart: Chart) -> Chart:
    """The chart with exponents in the place of the numbers of log axes."""
    series = tuple(
        replace(each, xs=_on_scale(each.xs, chart.x.scale), ys=_on_scale(each.ys, chart.y.scale))
        for each in chart.series
    )
    return replace(chart, x=_axis_on_scale(chart.x), y=_axis_on_scale(chart.y), series=series)


def _on_scale(values: Sequence[float], scale: Scale) -> tuple[float, ...]:
    if scale is not Scale.LOG:
        return tuple(values)
    return tuple(math.log10(value) if value > 0 else math.nan for value in values)


def _axis_on_scale(axis: Axis) -> Axis:
    if axis.scale is not Scale.LOG:
        return axis
    return replace(axis, low=_exponent(axis.low), high=_exponent(axis.high))


def _exponent(end: float | None) -> float | None:
    return math.log10(end) if end is not None and end > 0 else None


def sums_of(chart: Chart) -> list[tuple[float, ...]]:
    """The heights of the series on top of each other, those under zero below it."""
    above: dict[float, float] = {}
    below: dict[float, float] = {}
    sums: list[tuple[float, ...]] = []
    for series in chart.series:
        if series.mark not in FROM_ZERO:
            sums.append(series.ys)
            continue
        heights: list[float] = []
        for x, y in zip(series.xs, series.ys, strict=False):
            side = below if y < 0 else above
            if not math.isnan(y):
                side[x] = side.get(x, 0.0) + y
            heights.append(side.get(x, math.nan))
        sums.append(tuple(heights))
    return sums


def gap_of(chart: Chart) -> float:
    """How far apart bars stand at least, in units of the axis."""
    if chart.x.scale is Scale.CATEGORY:
        return 1.0
    xs = sorted({x for each in chart.series if each.mark is Mark.BARS for x in each.xs if x == x})
    gaps = [b - a for a, b in pairwise(xs)]
    return min(gaps, default=0.0) or 1.0


def x_margin(chart: Chart) -> float | None:
    """What stands beside the outermost points: a half bar, or `None` for a bit."""
    if any(each.mark is Mark.BARS for each in chart.series):
        return gap_of(chart) / 2
    return None


def range_of(axis: Axis, values: Sequence[float], margin: float | None) -> Range:
    """The ends of an axis: those given, else of its values with a margin (`None`: a bit)."""
    if axis.scale is Scale.CATEGORY:
        return Range(-0.5, max(len(axis.categories) - 0.5, 0.5))
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    if margin is None:
        span = (high - low) or abs(high) * 0.1 or 1.0
        margin = span * 0.03 if high > low else span
        low, high = (low if low == 0 else low - margin), (high if high == 0 else high + margin)
    else:
        low, high = low - margin, high + margin
    low = axis.low if axis.low is not None else low
    high = axis.high if axis.high is not None else high
    if not (
        math.isfinite(low) and math.isfinite(high) and high > low and math.isfinite(high - low)
    ):
        middle = low if math.isfinite(low) else 0.0
        middle = min(max(middle, -1e300), 1e300)
        return Range(middle - max(1.0, abs(middle) * 0.01), middle + max(1.0, abs(middle) * 0.01))
    return Range(low, high)
