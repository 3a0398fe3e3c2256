"""Marks of axes: round, written alike, bounded."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.render.plots.figures import Axis, Scale
from tui.render.plots.ticks import number_labels, number_text, ticks

DAY = 86400.0


def labels(axis: Axis, low: float, high: float, count: int = 5) -> list[str]:
    return [tick.label for tick in ticks(axis, low, high, count)]


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (0, 10, ["0", "2", "4", "6", "8", "10"]),
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 1.25, ["0.00", "0.25", "0.50", "0.75", "1.00", "1.25"]),
        (-1, 1, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (0, 4321, ["0", "1,000", "2,000", "3,000", "4,000"]),
        (0, 5e9, ["0", "1e9", "2e9", "3e9", "4e9", "5e9"]),
        (0, 4e-7, ["0", "1e-7", "2e-7", "3e-7", "4e-7"]),
        (1e15, 1e15 + 1e-3, ["1e15"]),
    ],
)
def test_marks_are_round_numbers_written_alike(low: float, high: float, wanted: list[str]) -> None:
    assert labels(Axis(), low, high) == wanted


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        ("2024-01-01", "2024-01-05", ["2024-01-01", "2024-01-02", "2024-01-03"]),
        ("2024-01-01", "2024-06-01", ["2024-01", "2024-02", "2024-03"]),
        ("2000-01-01", "2024-01-01", ["2000", "2005", "2010", "2015", "2020"]),
        ("2024-01-01T10:00", "2024-01-01T11:00", ["10:00", "10:15", "10:30", "10:45", "11:00"]),
        ("2024-01-01T10:00:00", "2024-01-01T10:00:20", ["10:00:00", "10:00:05", "10:00:10"]),
    ],
)
def test_marks_of_times_are_those_of_calendar_and_clock(
    low: str, high: str, wanted: list[str]
) -> None:
    assert labels(Axis(scale=Scale.TIME), at(low), at(high))[: len(wanted)] == wanted


def test_a_log_axis_has_powers_of_ten() -> None:
    axis = Axis(scale=Scale.LOG)
    assert labels(axis, 0, 3) == ["1", "10", "100", "1,000"]
    assert labels(axis, -9, 9, 4) == ["1e-9", "0.0001", "10", "1,000,000"]
    assert labels(axis, 0.2, 0.8) == ["2", "5"]


def test_a_category_axis_has_its_names() -> None:
    axis = Axis(scale=Scale.CATEGORY, categories=("a", "b"))
    assert labels(axis, -0.5, 5.5) == ["a", "b"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (1234.0, "1,234"),
        (3.14159, "3.14"),
        (31.4159, "31.42"),
        (1e9, "1e9"),
        (-2.5e-7, "-2.5e-7"),
        (math.nan, "–"),
    ],
)
def test_one_number_takes_few_characters(number: float, text: str) -> None:
    assert number_text(number) == text


_FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(_FINITE, _FINITE, st.integers(1, 30), st.sampled_from([Scale.LINEAR, Scale.TIME, Scale.LOG]))
def test_no_range_is_too_odd(low: float, high: float, count: int, scale: Scale) -> None:
    low, high = sorted((low, high))
    if scale is Scale.LOG:
        low, high = max(low, -320.0), min(high, 308.0)
    marks = ticks(Axis(scale=scale), low, high, count)
    assert len(marks) <= 110
    assert len(number_labels([mark.place for mark in marks])) == len(marks)
