"""What cells say, and the order of rows by them."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.sgr_texts import cpu_of
from tui.model.tables.order import matching, ordered
from tui.model.tables.progress import Cancelled, Progress
from tui.model.tables.values import duration_of, is_missing, moment_of, number_of

NUMBERS: dict[str, float | int | None] = {
    "12": 12,
    "-3.5": -3.5,
    "−3.5": -3.5,
    "+1e-3": 0.001,
    "1,234.5": 1234.5,
    "1 234": 1234,
    "1_000": 1000,
    "$1,000": 1000,
    "-€5": -5,
    "12.5%": 0.125,
    "12.5 %": 0.125,
    "12345678901234567890": 12345678901234567890,
    "12,345,678,901,234,567,891": 12345678901234567891,
    "inf": float("inf"),
    "-∞": float("-inf"),
    "nan": None,
    "": None,
    "1.2.3": None,
    "12 kg": None,
    "0x1f": None,
    "9" * 500: None,
    "١٢": 12,
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_numbers(text: str, value: float | int | None) -> None:
    assert number_of(text) == value


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2024-01-31", "2024-02-01"),
        ("2024-01-31", "2024-01-31 00:00:01"),
        ("2024-01-31T10:00:00Z", "2024-01-31T10:00:00.5Z"),
        ("2024-01-31 10:00:00+02:00", "2024-01-31 09:00:00+00:00"),
        ("0001-01-01", "9999-12-31"),
        ("2024-01-31 10:00:00.123456788", "2024-01-31 10:00:01 UTC"),
    ],
)
def test_moments(earlier: str, later: str) -> None:
    first, second = moment_of(earlier), moment_of(later)
    assert first is not None
    assert second is not None
    assert first < second


@pytest.mark.parametrize("text", ["2024-13-01", "2024-01-31 25:00", "x" * 12, "2024", "20240131"])
def test_what_is_no_moment(text: str) -> None:
    assert moment_of(text) is None


def test_durations() -> None:
    assert duration_of("2 days 03:04:05") == 2 * 86_400 + 3 * 3600 + 4 * 60 + 5
    assert duration_of("0:00:07") == 7
    assert duration_of("-0:00:07") == -7
    assert duration_of("-1 days +23:59:59") == -1
    assert duration_of("three days") is None


@pytest.mark.parametrize("text", ["", "NaN", "<NA>", "None", "NaT", "...", "⋮", " "])
def test_what_is_missing(text: str) -> None:
    assert is_missing(text)


def sorted_texts(texts: list[str], descending: bool = False) -> list[str]:
    rows = [(text,) for text in texts]
    return [rows[n][0] for n in ordered(rows, range(len(rows)), 0, descending, Progress())]


def test_numbers_are_ordered_by_value_and_missing_ones_are_last() -> None:
    texts = ["10", "9", "NaN", "1,234.5", "1e-3", "", "-5", "50%"]
    up = ["-5", "1e-3", "50%", "9", "10", "1,234.5", "NaN", ""]
    assert sorted_texts(texts) == up
    assert sorted_texts(texts, descending=True) == [*up[5::-1], "NaN", ""]


def test_kinds_that_are_mixed_stand_together() -> None:
    texts = ["b", "2", "A", "2024-01-01", "1", "0:00:01", "None"]
    assert sorted_texts(texts) == ["1", "2", "2024-01-01", "0:00:01", "A", "b", "None"]
    down = ["b", "A", "0:00:01", "2024-01-01", "2", "1", "None"]
    assert sorted_texts(texts, descending=True) == down


def test_integers_that_floats_cannot_tell_apart() -> None:
    texts = ["9007199254740993", "9007199254740992", "9007199254740994"]
    assert sorted_texts(texts) == sorted(texts)


@pytest.mark.parametrize("descending", [False, True])
def test_equals_stay_in_the_order_they_had(descending: bool) -> None:
    rows = [(str(n % 3), str(n)) for n in range(20_000)]
    order = [*range(len(rows))]
    random.Random(1).shuffle(order)
    places = {number: place for place, number in enumerate(order)}
    found = ordered(rows, order, 0, descending, Progress())
    for first, second in pairwise(found):
        if rows[first][0] == rows[second][0]:
            assert places[first] < places[second]


@given(st.lists(st.text(max_size=6) | st.floats().map(str) | st.integers().map(str)))
def test_every_row_is_there_once(texts: list[str]) -> None:
    rows = [(text,) for text in texts]
    found = ordered(rows, range(len(rows)), 0, False, Progress())
    assert sorted(found) == [*range(len(rows))]


def test_rows_that_hold_a_text() -> None:
    rows = [("Anna", "1"), ("anna", "2"), ("Bob\nAnna", "3"), ("x", "")]
    assert matching(rows, [3, 2, 1, 0], "anna", Progress()) == [2, 1, 0]
    assert matching(rows, [3, 2, 1, 0], "Anna", Progress()) == [2, 0]
    # Not from one cell into the next.
    assert matching(rows, range(4), "a1", Progress()) == []


def test_work_that_is_not_wanted_ends() -> None:
    progress = Progress()
    progress.stop()
    rows = [("a",)]
    with pytest.raises(Cancelled):
        ordered(rows, range(1), 0, False, progress)
    with pytest.raises(Cancelled):
        matching(rows, range(1), "a", progress)


def test_time() -> None:
    rows = [(str(random.Random(n).random()),) for n in range(100_000)]
    progress = Progress()
    assert cpu_of(lambda: ordered(rows, range(len(rows)), 0, True, progress), rounds=1) < 3
    assert cpu_of(lambda: matching(rows, range(len(rows)), "0.5", progress), rounds=1) < 1
