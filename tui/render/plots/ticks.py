"""Where the marks of an axis stand, and what is written at them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tui.render.plots.figures import Axis, Scale

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
# Seconds of a step, and how its marks are written.
_SPANS = (
    *((seconds, "%H:%M:%S") for seconds in (1, 2, 5, 10, 15, 30)),
    *((minutes * _MINUTE, "%H:%M") for minutes in (1, 2, 5, 10, 15, 30)),
    *((hours * _HOUR, "%m-%d %H:%M") for hours in (1, 2, 3, 6, 12)),
    *((days * _DAY, "%Y-%m-%d") for days in (1, 2, 5, 10)),
)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
EARLIEST, LATEST = -62_135_596_800.0, 253_402_300_799.0
"""Seconds of the years 1 and 9999, the first and last that dates know."""
_MOST_MARKS = 100


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where, and what is written at it."""

    place: float
    label: str


def ticks(axis: Axis, low: float, high: float, count: int) -> list[Tick]:
    """About `count` marks from `low` to `high`, in the axis's units (of a log axis: exponents)."""
    match axis.scale:
        case Scale.CATEGORY:
            places = range(math.ceil(low), math.floor(high) + 1)
            return [
                Tick(place, axis.categories[place])
                for place in places
                if place < len(axis.categories)
            ]
        case Scale.TIME:
            return _time_ticks(max(low, EARLIEST), min(high, LATEST), count)
        case Scale.LOG:
            return _log_ticks(low, high, count)
        case Scale.LINEAR:
            places_of = _even_places(low, high, count)
            return [
                Tick(place, label)
                for place, label in zip(places_of, number_labels(places_of), strict=True)
            ]


def step_of(span: float, count: int) -> float:
    """A round step of which about `count` make a span, which is over 0."""
    rough = span / max(count, 1)
    if not rough > 0 or not math.isfinite(rough):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next((step * power for step in _STEPS if step * power >= rough * 0.999), 10 * power)


def _even_places(low: float, high: float, count: int) -> list[float]:
    step = step_of(high - low, count)
    if not step > 0 or not math.isfinite(step):
        return [low]
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first > _MOST_MARKS:
        return [low]
    return [number * step for number in range(first, last + 1)]


def number_labels(places: Sequence[float]) -> list[str]:
    """Numbers written alike: with as many decimals as tell them apart, large ones with powers."""
    most = max((abs(place) for place in places), default=0.0)
    if most >= 1e7 or 0 < most < 1e-4:
        return [_power(place) for place in places]
    gaps = [abs(b - a) for a, b in pairwise(places) if a != b]
    least = min(gaps, default=most or 1.0)
    decimals = min(max(0, -math.floor(math.log10(least) + 1e-9)), 8) if least > 0 else 0
    if any(abs(round(gap, decimals) - gap) > gap * 1e-6 for gap in gaps[:1]):
        decimals += 1
    return [f"{place + 0.0:,.{decimals}f}" for place in places]


def _power(number: float) -> str:
    if number == 0:
        return "0"
    text = f"{number:.2e}"
    digits, power = text.split("e")
    digits = digits.rstrip("0").rstrip(".")
    return f"{digits}e{int(power)}"


def number_text(number: float) -> str:
    """One number in few characters."""
    if math.isnan(number):
        return "–"
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    if number == int(number) and abs(number) < 1e7:
        return f"{int(number):,}"
    if abs(number) >= 1e7 or abs(number) < 1e-4:
        return _power(number)
    return f"{number:,.2f}" if abs(number) >= 10 else f"{number:.3g}"


def _log_ticks(low: float, high: float, count: int) -> list[Tick]:
    """Powers of ten; where there are few of them, twice and five times that as well."""
    exponents = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if len(exponents) > 2:
        exponents = exponents[:: -(-len(exponents) // max(count, 1))]
        return [Tick(exponent, _power_of_ten(exponent)) for exponent in exponents]
    marks: list[Tick] = []
    for exponent in range(math.floor(low), math.floor(high) + 1):
        for digit in (1, 2, 5):
            place = exponent + math.log10(digit)
            if low - 1e-9 <= place <= high + 1e-9 and abs(exponent) < 300:
                marks.append(Tick(place, number_text(digit * 10.0**exponent)))
    return marks


def _power_of_ten(exponent: int) -> str:
    return number_text(10.0**exponent) if -4 <= exponent <= 6 else f"1e{exponent}"


def _time_ticks(low: float, high: float, count: int) -> list[Tick]:
    if not high > low:
        return [Tick(low, _moment(low).strftime("%Y-%m-%d %H:%M:%S"))] if high == low else []
    rough = (high - low) / max(count, 1)
    if rough <= 0.5:
        places = _even_places(low, high, count)
        return [Tick(place, _moment(place).strftime("%H:%M:%S.%f")[:-3]) for place in places]
    for seconds, form in _SPANS:
        if seconds >= rough * 0.999:
            first = math.ceil(low / seconds)
            return [
                Tick(number * seconds, _moment(number * seconds).strftime(form))
                for number in range(first, math.floor(high / seconds) + 1)
            ]
    return _month_ticks(low, high, rough)


def _month_ticks(low: float, high: float, rough: float) -> list[Tick]:
    months = next((each for each in _MONTHS if each * 30.4 * _DAY >= rough), _MONTHS[-1])
    form = "{0:04}" if months >= 12 else "{0:04}-{1:02}"
    start = _moment(low)
    number = (start.year * 12 + start.month - 1) // months * months
    marks: list[Tick] = []
    while len(marks) < _MOST_MARKS:
        year, month = divmod(number, 12)
        if year > 9999:
            break
        place = datetime(max(year, 1), month + 1, 1, tzinfo=UTC).timestamp()
        if place > high:
            break
        if place >= low and year:
            marks.append(Tick(place, form.format(year, month + 1)))
        number += months
    return marks


def _moment(seconds: float) -> datetime:
    """Never out of the years that dates know."""
    bounded = min(max(seconds, EARLIEST), LATEST)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=bounded)
