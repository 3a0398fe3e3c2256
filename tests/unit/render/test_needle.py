"""A text that is looked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.render.needle import Needle, lowered

LETTERS = st.text(alphabet="abAB\u0130\u00df\u03a3", max_size=8)


@pytest.mark.parametrize(
    ("text", "needle", "places"),
    [
        ("abcabc", "abc", [0, 3]),
        ("aaaa", "aa", [0, 2]),
        ("Abc", "a", [0]),
        ("abc", "A", []),
        ("abc", "x", []),
        ("", "x", []),
        ("abc", "", []),
        ("\u0130x", "x", [1]),
    ],
)
def test_where_a_needle_is(text: str, needle: str, places: list[int]) -> None:
    assert Needle(needle).places(text) == places


@given(LETTERS, LETTERS, LETTERS, LETTERS)
def test_a_needle_that_narrows_is_found_only_where_the_other_is(
    text: str, short: str, before: str, after: str
) -> None:
    needle, other = Needle(before + short + after), Needle(short)
    if needle.narrows(other) and needle.is_in(text):
        assert other.is_in(text)


@given(LETTERS)
def test_small_letters_keep_their_places(text: str) -> None:
    assert len(lowered(text)) == len(text)
