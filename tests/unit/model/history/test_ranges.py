"""Lines of sessions as `%hist` takes them, against IPython's own reading."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from IPython.core.history import extract_hist_ranges

from tui.model.history.ranges import (
    MOST_RANGES,
    MOST_SESSIONS,
    SessionRange,
    SessionSpan,
    parse_ranges,
)


def resolved(text: str, present: int = 0) -> list[SessionRange]:
    spans = parse_ranges(text)
    assert spans is not None
    return [each for span in spans for each in span.resolved(present)]


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        pytest.param("4-6", [(0, 4, 6)], id="lines with the last"),
        pytest.param("4:6", [(0, 4, 5)], id="lines without the last"),
        pytest.param("4-", [(0, 4, None)], id="lines to the end"),
        pytest.param("4:", [(0, 4, 4)], id="one line"),
        pytest.param("6-4", [(0, 6, 4)], id="no lines"),
        pytest.param("4-6 9", [(0, 4, 6), (0, 9, 9)], id="a line beside a range"),
        pytest.param("243/1-5 445/7", [(243, 1, 5), (445, 7, 7)], id="sessions by number"),
        pytest.param("~2/", [(-2, 1, None)], id="a whole session"),
        pytest.param("~0/ 0/3", [(0, 1, None), (0, 3, 3)], id="the present session"),
        pytest.param("~1/0-2", [(-1, 1, 2)], id="line 0 is before the first"),
        pytest.param(
            "~8/1-~6/5", [(-8, 1, None), (-7, 1, None), (-6, 1, 5)], id="over several sessions"
        ),
        pytest.param("~1/3-~1/5", [(-1, 3, 5)], id="over one session"),
        pytest.param("~6/1-~8/5", [], id="from later to earlier"),
        pytest.param("8/1-~6/5", [], id="by number and relative to an unknown one"),
        pytest.param("5/-3", [(5, 1, None)], id="no first line is all, as in IPython"),
    ],
)
def test_ranges_are_read_as(text: str, ranges: list[tuple[int, int, int | None]]) -> None:
    assert resolved(text) == [SessionRange(*each) for each in ranges]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "4",
        "4 5",
        "plot",
        "4-6 plot",
        "-5",
        "-",
        ":",
        "/",
        "~",
        "~2",
        "~/",
        "4-6-8",
        "1/2/3",
        "4 - 6",
        "a/1-2",
        "1.5-2",
        "-4/3",
        "4-~6",
        "--",
        "٤-٦",
        "1234567890/",
        "1-1234567890",
        "1-\0",
    ],
)
def test_other_texts_are_queries(text: str) -> None:
    assert parse_ranges(text) is None


def test_both_ways_of_naming_a_session_are_the_same_once_the_present_one_is_known() -> None:
    assert parse_ranges("8/2-~6/5") == (SessionSpan(8, 2, -6, 5),)
    ranges = [SessionRange(8, 2), SessionRange(9), SessionRange(10, 1, 5)]
    assert resolved("8/2-~6/5", 16) == ranges
    assert resolved("~8/2-~6/5", 16) == ranges
    assert resolved("~8/2-10/5", 16) == ranges
    assert resolved("8/2-~8/5", 16) == [SessionRange(8, 2, 5)]
    assert resolved("9/2-~8/5", 16) == []


def test_the_present_session_is_0_however_it_is_named() -> None:
    expected = [SessionRange(15, 3), SessionRange(0, 1, 2)]
    assert resolved("~1/3-16/2", 16) == expected
    assert resolved("15/3-~0/2", 16) == expected
    assert resolved("16/2", 16) == resolved("~0/2", 16) == [SessionRange(0, 2, 2)]
    # Sessions that began after the present one have higher numbers.
    assert resolved("17/2", 16) == [SessionRange(17, 2, 2)]


def test_there_is_no_session_before_the_first() -> None:
    assert resolved("~3/", 3) == []
    assert resolved("~5/7-~1/2", 3) == [SessionRange(1), SessionRange(2, 1, 2)]


def test_a_span_of_very_many_sessions_is_its_last_ones() -> None:
    begun = time.process_time()
    ranges = resolved("~999999999/3-~1/2")
    assert time.process_time() - begun < 1
    assert len(ranges) == MOST_SESSIONS
    assert ranges[0] == SessionRange(-MOST_SESSIONS)
    assert ranges[-1] == SessionRange(-1, 1, 2)


def test_very_many_words_are_no_ranges() -> None:
    assert parse_ranges(" ".join(["1-2"] * MOST_RANGES)) is not None
    assert parse_ranges(" ".join(["1-2"] * (MOST_RANGES + 1))) is None


SESSION = st.one_of(
    st.just(""), st.builds("{}{}/".format, st.sampled_from(["", "~"]), st.integers(0, 30))
)
LINE = st.one_of(st.just(""), st.integers(1, 40).map(str))
WORD = st.builds(
    "{}{}{}".format,
    SESSION,
    LINE,
    st.one_of(st.just(""), st.builds("{}{}{}".format, st.sampled_from("-:"), SESSION, LINE)),
)


@given(st.lists(st.one_of(WORD, st.text("~/-:12 ", max_size=8)), max_size=3).map(" ".join))
@example("4:4")
@example("~8/1:~6/")
@example("~8/-~6/5")
def test_ranges_mean_what_they_mean_in_ipython(text: str) -> None:
    spans = parse_ranges(text)
    if spans is None:
        return
    kinds = [(span.start_session > 0) is (span.end_session > 0) for span in spans]
    if not all(kinds) or any(span.start_session > span.end_session for span in spans):
        # IPython compares the numbers as they are and fails, or takes all sessions in between.
        return
    theirs = [
        SessionRange(session, max(first, 1), None if stop is None else stop - 1)
        for session, first, stop in extract_hist_ranges(text)
    ]
    assert resolved(text) == theirs


@given(st.lists(WORD, min_size=1, max_size=3).map(" ".join))
def test_what_ipython_takes_is_taken(text: str) -> None:
    words = text.split()
    try:
        taken = all(any(True for _ in extract_hist_ranges(word)) for word in words)
    except AssertionError:
        return
    assert (parse_ranges(text) is not None) is (
        bool(words) and taken and not all(word.isdecimal() for word in words)
    )


@given(st.text())
def test_any_text_is_ranges_or_a_query(text: str) -> None:
    spans = parse_ranges(text)
    assert spans is None or all(span.first >= 1 for span in spans)
