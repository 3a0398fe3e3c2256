"""The words that a regular expression needs: never one that a match can do without."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui.model.history.expressions import matched, problem_of
from tui.model.history.query import fold
from tui.stores.history.literals import literals_of

NEEDED = {
    "plain words are needed": (r"foo bar", ("foo bar",)),
    "an escaped sign is itself": (r"np\.load\(", ("np.load(",)),
    "white space of any kind ends a word": (r"\A\s*\Kimport(?=\s*\Z)", ("import",)),
    "what may be missing is not needed": (r"abcd?efg*hi{0}jk", ("abc", "ef", "jk")),
    "what is repeated is needed once": (r"abc+def", ("abc", "def")),
    "what is in a group is left out": (r"(foo|bar)baz(qux)?", ("baz",)),
    "a bracket in a class closes nothing": (r"a(b[)]c)def", ("def",)),
    "beside an alternative nothing is needed": (r"foo|bar", ()),
    "a class of classes may be anything": (r"[[:alpha:]]foo", ()),
    "an escape with a number may be anything": (r"\x41bcd", ()),
    "a reference may be anything": (r"(a)\1bcd", ()),
    "flags may change everything": (r"(?x)foo bar", ()),
    "names of groups are not looked for": (r"(?P<name>x)foo(?P=name)", ("foo",)),
    "a comment is left alone": (r"foo(?#bar)", ()),
}


@pytest.mark.parametrize(("expression", "needed"), NEEDED.values(), ids=NEEDED)
def test_the_words_that_are_needed(expression: str, needed: tuple[str, ...]) -> None:
    assert literals_of(expression, True) == needed
    if problem_of(expression) == "":
        assert len(literals_of(expression, False)) <= len(needed) + 3


def test_letters_with_odd_other_cases_are_not_needed() -> None:
    assert literals_of("import os", False) == ("mport o",)
    assert literals_of("Straße KELVIN", False) == ("tra", "e kelv")


PARTS = st.sampled_from(
    [
        *("abksiKSI.*+?|()[]{}\\^$-,0129 \néſ\u212a"),
        *("ab", "ks", "(?:", "(?=", "(?!", "(?i)", "[^", "{1,2}", "{0}", "*?", "++"),
        *("\\s", "\\d", "\\.", "\\x41", "\\p{L}", "\\b"),
    ]
)
EXPRESSIONS = st.lists(PARTS, min_size=1, max_size=8).map("".join)
TEXTS = st.text("abksiKSIſıİKé.\n A0\\[](){}*+?|", max_size=12)


@settings(max_examples=1_500, deadline=None)
@given(EXPRESSIONS.filter(lambda text: problem_of(text) == ""), TEXTS, st.booleans())
@example("ks", "Kſ", False)
@example("abi", "ABİ", False)
def test_what_matches_has_all_words_that_are_needed(
    expression: str, text: str, case_sensitive: bool
) -> None:
    # Texts that are like the expression are found often enough.
    for code in (text, re.sub(r"[\\?*+(){}|^$]", "", expression) + text):
        if any(True for _ in matched(expression, case_sensitive, code)):
            there = code if case_sensitive else fold(code)
            assert all(word in there for word in literals_of(expression, case_sensitive))
