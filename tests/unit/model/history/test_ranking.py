"""The order of findings: what people expect to be first."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.history.entry import HEAD, HistoryEntry, HistoryRow
from tui.model.history.query import parse_query
from tui.model.history.ranking import folded_rows, ranked

NOW = 1_800_000_000.0
HOUR, DAY, YEAR = 3600.0, 24 * 3600.0, 365 * 24 * 3600.0


def row(code: str, age: float | None = HOUR, count: int = 1) -> HistoryRow:
    started = None if age is None else NOW - age
    return HistoryRow(HistoryEntry(code, started=started), count)


def order(text: str, rows: list[HistoryRow]) -> list[str]:
    return [found.entry.code for found in ranked(rows, parse_query(text), NOW)]


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        pytest.param("plot", "plot", "plot(x)", id="the whole text before its start"),
        pytest.param("plot", " \nPlot\n", "plot(x)", id="whole but for white space and case"),
        pytest.param("import os", "import os", "import os.path", id="the whole text of two words"),
        pytest.param("plot", "plot(x)", "x = plot()", id="the start before a later word"),
        pytest.param("plot x", "plot(x)", "x = plot()", id="the start with the first word"),
        pytest.param("plot", "df.plot()", "plt.subplots()", id="a word before a part of one"),
        pytest.param("plot", "my_plot()", "subplots()", id="a word after an underscore"),
        pytest.param("plot", "makePlot()", "subplots()", id="a hump"),
        pytest.param("table", "readHTMLTable(x)", "suitables(x)", id="a hump after capitals"),
        pytest.param("name", "x9Name", "rename", id="a hump after a digit"),
        pytest.param("übung", "x.Übung()", "x.vorübung()", id="a word that is not of ASCII"),
        pytest.param("plot", "subplot = df.plot()", "subplots()", id="the second place in a text"),
        pytest.param("plot", "df.plot()", "df.plotting()", id="a word before the start of one"),
        pytest.param("df plo", "df.plot()", "df.subplots()", id="both words before one of them"),
        pytest.param("in lo", "x in df.loc", "min(loc)", id="every word before some words"),
        pytest.param("ex lo", "ex(subloc)", "reindex(subloc)", id="some words before none"),
        pytest.param("plot", "x.plot()\ny", "y\nx.plot()", id="the first line before another"),
        pytest.param("plot", "\n\nx.plot()\ny", "y\nx.plot()", id="the first line with text"),
        pytest.param("import numpy", "x; import numpy", "import sys, numpy", id="words in a row"),
        pytest.param(".plot", "subs.plot()", "x\nsubs.plot()", id="a word that begins with a sign"),
        pytest.param("plt.plot(", "plt.plot(x)", "xplt.plot(x)", id="a word that ends with a sign"),
        pytest.param("'in x'", "y in x", "y\nmin x", id="an exact term"),
        pytest.param("Plot", "df.Plot()", "subPLot.xPlots()", id="a word in this case"),
    ],
)
def test_a_better_match_is_first_although_a_little_older(
    text: str, better: str, worse: str
) -> None:
    assert order(text, [row(worse), row(better)]) == [better, worse]


def test_of_equal_matches_the_recent_one_is_first() -> None:
    rows = [row(f"plt.plot(x{number})", number * DAY) for number in range(100)]
    assert order("plot", rows) == [each.entry.code for each in rows]


def test_a_recent_use_is_before_an_old_one_that_begins_with_the_word() -> None:
    filler = [row(f"x.other({number})", DAY) for number in range(200)]
    rows = [row("plt.plot(x)"), *filler, row("plot(y)", 30 * DAY)]
    assert order("plot", rows)[:2] == ["plt.plot(x)", "plot(y)"]


def test_a_word_is_before_a_recent_part_of_one_however_old_it_is() -> None:
    filler = [row(f"subplots({number})", HOUR) for number in range(998)]
    assert order("plot", [*filler, row("df.plot()", YEAR)])[0] == "df.plot()"


def test_the_whole_text_is_first_however_old_it_is() -> None:
    filler = [row(f"plot({number})", HOUR, 10) for number in range(998)]
    assert order("plot", [*filler, row("plot", YEAR)])[0] == "plot"


def test_a_frequent_input_is_a_little_before_a_rare_one() -> None:
    rows = [row("df.plot(1)"), row("df.plot(2)"), row("df.plot(3)", count=20)]
    assert order("plot", rows)[0] == "df.plot(3)"
    rows = [row("df.plot(1)"), row("df.plot(2)"), row("df.plot(3)", count=2)]
    assert order("plot", rows)[0] == "df.plot(1)"


def test_a_frequent_input_of_long_ago_is_not_before_the_newest() -> None:
    filler = [row(f"other({number})", DAY) for number in range(500)]
    rows = [row("df.plot(1)"), *filler, row("df.plot(2)", YEAR, 1_000_000)]
    assert order("plot", rows)[0] == "df.plot(1)"


def test_what_is_older_by_the_clock_counts_besides_the_place() -> None:
    # The same places, but a long pause between the two.
    assert order("plot", [row("x.plot()"), row("plot()", HOUR)]) == ["plot()", "x.plot()"]
    assert order("plot", [row("x.plot()"), row("plot()", YEAR)]) == ["x.plot()", "plot()"]


def test_unknown_times_and_wrong_clocks_leave_the_order_of_equal_matches() -> None:
    for age in (None, -YEAR, float("nan"), float("inf"), float("-inf")):
        rows = [row(f"plot({number})", age) for number in range(10)]
        assert order("plot", rows) == [each.entry.code for each in rows]


@pytest.mark.parametrize("text", ["", "!x", "!^x !/y/", "/a(/"])
def test_a_query_that_looks_for_nothing_leaves_the_order(text: str) -> None:
    rows = [row("a", YEAR), row("b", count=50), row("a b", DAY)]
    assert ranked(rows, parse_query(text), NOW) == rows


def test_expressions_starts_and_ends_leave_recency_and_frequency() -> None:
    rows = [row("plot(1)"), row("x plot"), row("plot(2)", count=50), row("plot")]
    for text in ("/plot/", "^p", "plot$"):
        assert order(text, rows) == ["plot(2)", "plot(1)", "x plot", "plot"]


def test_a_word_far_behind_in_a_text_is_as_good_as_one_within_a_word() -> None:
    far = "x = 1\n" * 500 + "plot"
    assert order("plot", [row(far), row("subplots")]) == ["subplots", far]
    assert order("plot", [row("y\nsubplots"), row(far)]) == ["y\nsubplots", far]


@given(
    st.lists(st.tuples(st.text("aAbß _.\n\ud800", max_size=6), st.integers(1, 9)), max_size=8),
    st.text("aAbß _.'^$!/", max_size=5),
)
def test_any_rows_come_all_once_and_in_the_same_order_again(
    texts: list[tuple[str, int]], text: str
) -> None:
    rows = [row(code, place * DAY, count) for place, (code, count) in enumerate(texts)]
    query = parse_query(text)
    found = ranked(rows, query, NOW)
    assert sorted(map(id, found)) == sorted(map(id, rows))
    assert ranked(rows, query, NOW) == found


def test_equal_texts_are_one_row_with_the_newest() -> None:
    entries = [
        HistoryEntry(code, entry_id=number)
        for number, code in enumerate(["x", "y", "x", "x ", "x", "y"])
    ]
    assert folded_rows(entries) == [
        HistoryRow(entries[0], 3),
        HistoryRow(entries[1], 2),
        HistoryRow(entries[3], 1),
    ]


def test_equal_heads_are_one_row_if_the_texts_are_as_long() -> None:
    head = "x" * HEAD
    lengths = [0, HEAD, HEAD + 1, HEAD + 2, HEAD + 1]
    rows = folded_rows(HistoryEntry(head, length=length) for length in lengths)
    assert [(each.entry.length, each.count) for each in rows] == [
        (0, 2),
        (HEAD + 1, 2),
        (HEAD + 2, 1),
    ]


@given(st.lists(st.text("ab", max_size=2)))
def test_folding_loses_no_entry_and_keeps_their_order(codes: list[str]) -> None:
    rows = folded_rows(HistoryEntry(code, entry_id=place) for place, code in enumerate(codes))
    assert {each.entry.code: each.count for each in rows} == Counter(codes)
    places = [each.entry.entry_id for each in rows]
    assert places == sorted(places)
    assert all(codes.index(each.entry.code) == each.entry.entry_id for each in rows)


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        pytest.param("plt.subplots({0})\ndf.plot(x={0})", 20, id="short texts"),
        pytest.param("é = x{0}plot\n" * 400, 100, id="texts of some thousand characters"),
    ],
)
def test_a_thousand_rows_are_ranked_in_some_milliseconds(code: str, limit: float) -> None:
    numbers = list(range(1_000))
    random.Random(1).shuffle(numbers)
    rows = [row(code.format(number)[:HEAD], number * HOUR, 1 + number % 5) for number in numbers]
    query = parse_query("plot x")
    took = []
    for _ in range(5):
        begun = time.process_time()
        ranked(rows, query, NOW)
        took.append((time.process_time() - begun) * 1_000)
    assert min(took) < limit
