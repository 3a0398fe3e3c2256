"""The order of what a search has found: by how well it matches, how recent and how frequent it is.

Points are added up. A match of the whole text comes before everything, and one at the beginnings
of words before one within words, except where the other is far more frequent. Between inputs that
match alike those of late and those entered often come first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tui.model.history.entry import HistoryEntry, HistoryRow
from tui.model.history.query import HistoryQuery, Term, TermKind, fold

# The text is what was typed; it begins with the first word, it has the words as they were typed.
_WHOLE, _STARTS, _PHRASE = 12.0, 2.0, 3.0
# All words are at the beginning of one; this share of them is, is one, is in the first line.
_ALL_BEGIN, _BEGIN, _IS_WORD, _FIRST_LINE = 2.0, 8.0, 1.5, 2.0
# The newest; from now, half of it after a week; entered so often that more does not count.
_NEWEST, _NOW, _OFTEN = 7.0, 3.0, 4.0
_WEEK = 7 * 24 * 3600.0
_A_THOUSANDTH = math.log2(1_000)
_DOUBLED = 0.6
# Code points of a text that are looked at, for words further on are not what it is known by,
# places of a word in them, and words: a thousand long texts take some milliseconds.
_HEAD = 1_000
_PLACES = 8
_MOST_WORDS = 10


def folded_rows(entries: Iterable[HistoryEntry]) -> list[HistoryRow]:
    """A row for each text, with its newest entry and how many there are; `entries` newest first.

    Heads of inputs are the same text when the inputs are as long as each other.
    """
    newest: dict[tuple[str, int], HistoryEntry] = {}
    counts: dict[tuple[str, int], int] = {}
    for entry in entries:
        text = (entry.code, max(entry.length, len(entry.code)))
        counts[text] = counts.get(text, 0) + 1
        newest.setdefault(text, entry)
    return [HistoryRow(entry, counts[text]) for text, entry in newest.items()]


def ranked(rows: Sequence[HistoryRow], query: HistoryQuery, now: float) -> list[HistoryRow]:
    """The rows, which come newest first, best first; `now` is seconds since the epoch.

    They stay as they are where the query looks for nothing or only for what is not there. Regular
    expressions, and terms at the start or end of a text, match all rows equally well.
    """
    if all(term.negated for term in query.terms):
        return list(rows)
    words = _Words.of(query)
    points = [
        _recency(place, row.entry.started, now)
        + (min(_DOUBLED * math.log2(row.count), _OFTEN) if row.count > 1 else 0.0)
        + (words.points(row.entry.code) if words is not None else 0.0)
        for place, row in enumerate(rows)
    ]
    return [rows[place] for place in sorted(range(len(rows)), key=points.__getitem__, reverse=True)]


def _recency(place: int, started: float | None, now: float) -> float:
    """Points for the place among the rows, and for the age where it is known."""
    points = _NEWEST * (1.0 - math.log2(1 + place) / _A_THOUSANDTH)
    if started is not None:
        # A clock that was ahead has been so just now.
        points += _NOW / (1.0 + max(0.0, now - started) / _WEEK)
    return points


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a query that can be anywhere in a text."""

    terms: tuple[Term, ...]
    phrase: str
    """All words as they were typed, folded."""

    @classmethod
    def of(cls, query: HistoryQuery) -> _Words | None:
        """The words of a query, `None` when it has none."""
        terms = tuple(
            term
            for term in query.terms
            if not term.negated and term.kind in (TermKind.WORD, TermKind.EXACT)
        )
        phrase = fold(" ".join(term.text for term in terms))
        return cls(terms[:_MOST_WORDS], phrase) if terms else None

    def points(self, text: str) -> float:
        """Points for how well the words match the beginning of `text`; one not in it has none."""
        code = text[:_HEAD]
        folded = fold(code)
        start = len(code) - len(code.lstrip())
        if len(text) <= _HEAD and folded.strip() == self.phrase:
            return _WHOLE + _STARTS + _PHRASE + _ALL_BEGIN + _BEGIN + _IS_WORD + _FIRST_LINE
        line_end = code.find("\n", start)
        points, all_begin = 0.0, True
        for term in self.terms:
            where = code if term.case_sensitive else folded
            at = where.find(term.text)
            if at < 0:
                all_begin = False
                continue
            if at < line_end or line_end < 0:
                points += _FIRST_LINE
            found = _beginning(where, term.text, at, code)
            points += found
            all_begin = all_begin and found > 0
        points /= len(self.terms)
        if all_begin:
            points += _ALL_BEGIN
        if folded.startswith(fold(self.terms[0].text), start):
            points += _STARTS
        if len(self.terms) > 1 and self.phrase in folded:
            points += _PHRASE
        return points


def _beginning(text: str, word: str, at: int, code: str) -> float:
    """Points for where words begin in `text`, which is `code` or that folded; `at` is the first."""
    signs_begin, signs_end = not word[0].isalnum(), not word[-1].isalnum()
    begins = 0.0
    for _ in range(_PLACES):
        if signs_begin or at == 0 or not code[at - 1].isalnum() or _is_hump(code, at):
            end = at + len(word)
            if signs_end or end == len(code) or not code[end].isalnum():
                return _BEGIN + _IS_WORD
            begins = _BEGIN
        at = text.find(word, at + 1)
        if at < 0:
            break
    return begins


def _is_hump(code: str, at: int) -> bool:
    """Whether a part of a camelCase name begins at a place, as do two in `readHTMLTable`."""
    if not code[at].isupper():
        return False
    return not code[at - 1].isupper() or code[at + 1 : at + 2].islower()
