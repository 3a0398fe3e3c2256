"""A walk through known inputs, against what it is meant to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.prompt.walk import LONGEST, HistoryWalk

TEXTS = st.lists(st.sampled_from(["", "a", "ab", "b", "abc", "a\x00", "a␀"]))


def _back(walk: HistoryWalk) -> list[str]:
    return list(iter(walk.older, None))


@pytest.mark.parametrize("draft", ["", "a", "ab"])
@given(entries=TEXTS)
def test_a_walk_meets_each_matching_entry_once_and_ends_where_it_began(
    entries: list[str], draft: str
) -> None:
    walk = HistoryWalk(entries, [], draft, draft)
    back = _back(walk)
    assert len(back) == len(set(back))
    wanted = {entry.replace("\0", "␀") for entry in entries if entry.startswith(draft)}
    assert set(back) == wanted - {"", draft}
    assert list(iter(walk.newer, None)) == back[-2::-1]
    assert walk.at_draft


@pytest.mark.parametrize("prefix", ["", "a", "ab"])
@given(entries=TEXTS, earlier=TEXTS, page=st.integers(1, 4), known=st.integers(0, 5))
def test_however_it_is_given_the_walk_is_as_if_all_had_been_known(
    entries: list[str], earlier: list[str], page: int, known: int, prefix: str
) -> None:
    at_once = HistoryWalk(entries, earlier, prefix, "draft", complete=True)
    matching = [entry for entry in earlier if entry.startswith(prefix)]
    walk = HistoryWalk(entries, earlier[:known], prefix, "draft")
    back = _back(walk)
    while not walk.complete:
        assert walk.known <= len(matching)
        found = matching[walk.known : walk.known + page]
        walk.add(found, complete=len(found) < page)
        back += _back(walk)
    assert back == _back(at_once)
    assert walk.known == at_once.known == len(matching)


def test_what_is_too_long_for_the_prompt_is_left_out_and_counted() -> None:
    long = "a" * (LONGEST + 1)
    walk = HistoryWalk([], [long, "a" * LONGEST], "a", "a")
    assert _back(walk) == ["a" * LONGEST]
    walk.add([long, "ab"], complete=False)
    assert _back(walk) == ["ab"]
    assert walk.known == 4


def test_an_answer_with_nothing_ends_the_walk_whatever_it_says() -> None:
    walk = HistoryWalk([], [], "", "")
    walk.add([], complete=False)
    assert walk.complete


def test_what_does_not_begin_as_asked_is_not_met() -> None:
    walk = HistoryWalk([], [], "a", "a")
    walk.add(["b", "ab"], complete=True)
    assert _back(walk) == ["ab"]
