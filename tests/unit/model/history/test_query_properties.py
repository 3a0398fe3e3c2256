"""Queries of random texts: each is read, and finds what is there where it is."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from tui.model.history.query import MOST_SPANS, TermKind, fold, literal_query, parse_query

# Few letters, so that words occur in texts, and all signs that mean something.
SIGNS = st.text("aAbBσςİß'\\/!^$.*+([{?|)]} \n\0\ud800", max_size=12)
ANY = st.one_of(SIGNS, st.text(max_size=12), st.text(st.characters(), max_size=12))
WORDS = st.text("aAbBσςİßs_", min_size=1, max_size=3)
CODES = st.one_of(st.text("aAbBσςİßs_ \n", max_size=30), ANY)


@given(ANY, CODES)
@example("/(?r)(a|b)*/ b", "ab")
@example("/$/ /^/", "")
def test_any_query_finds_places_that_are_in_the_text(text: str, code: str) -> None:
    query = parse_query(text)
    spans = query.spans(code)
    ends = [0, *(place for span in spans for place in span), len(code)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    wanted = [term for term in query.terms if not term.negated and term.kind is not TermKind.REGEX]
    if wanted and query.matches(code):
        assert spans
    assert query.is_empty is not bool(query.terms or query.problem)


@given(ANY, CODES)
def test_the_places_of_a_term_are_where_its_text_is(text: str, code: str) -> None:
    folded = fold(code)
    for term in parse_query(text).terms:
        where = code if term.case_sensitive else folded
        for start, end in term.spans(code, folded):
            assert term.kind is TermKind.REGEX or where[start:end] == term.text
        if term.kind is not TermKind.REGEX and not term.negated:
            assert bool(term.spans(code, folded)) is term.matches(code, folded)


@given(st.lists(WORDS, max_size=4), CODES)
def test_words_are_found_in_both_cases_unless_they_have_capitals(
    words: list[str], code: str
) -> None:
    found = all(
        fold(word) in fold(code) if word == word.lower() else word in code for word in words
    )
    assert parse_query(" ".join(words)).matches(code) is found


@given(st.lists(ANY, max_size=3), CODES)
def test_a_text_is_found_that_meets_every_term(texts: list[str], code: str) -> None:
    query = parse_query("\n".join(texts))
    folded = fold(code)
    found = all(term.matches(code, folded) for term in query.terms) and not query.problem
    assert query.matches(code) is found


@given(WORDS, CODES)
def test_what_is_negated_is_found_where_the_other_is_not(word: str, code: str) -> None:
    for text in (word, f"'{word}", f"^{word}", f"{word}$", f"^{word}$", f"/{word}/"):
        assert parse_query(f"!{text}").matches(code) is not parse_query(text).matches(code)


@given(st.text("ab \n", max_size=8), st.text("ab", min_size=1, max_size=4))
def test_starts_and_ends_do_not_see_outer_white_space(code: str, word: str) -> None:
    assert parse_query(f"^{word}").matches(code) is code.strip().startswith(word)
    assert parse_query(f"{word}$").matches(code) is code.strip().endswith(word)
    assert parse_query(f"^{word}$").matches(code) is (code.strip() == word)


@given(ANY, CODES)
@example("it's a' \\", "")
@example("' '", "")
@example("\\' '", "")
@example("/'/ /", "")
def test_a_literal_query_finds_the_texts_that_have_it(text: str, code: str) -> None:
    query = parse_query(literal_query(text))
    assert query.problem == ""
    assert query.matches(code) is (text.strip() in code)
    assert query.matches(f"{code}{text}{code}")


@given(st.text("aA.", max_size=2), st.integers(0, 3_000))
def test_places_are_bounded_in_number(word: str, count: int) -> None:
    code = f"{word} " * count
    for text in (literal_query(word), "/a|A|[.]/", "a ."):
        assert len(parse_query(text).spans(code)) <= MOST_SPANS
