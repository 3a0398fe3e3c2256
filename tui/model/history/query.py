r"""The words of a search: how they are read, whether a text has them, and where.

Words are separated by white space; a text is found that has all of them, in any order. A word with
an upper-case letter is looked for as it is, any other in both cases.

    word             the text has it
    'word            the text has it exactly so, in this case
    'some words'     the same with blanks in it, when the second quote ends a word;
                     between two quotes \' is a quote and \\ a backslash
    ^word            the text begins with it, blanks and empty lines before it aside
    word$            the text ends with it, blanks and empty lines after it aside
    ^word$           the text is it
    /expression/     the regular expression matches, `^` and `$` at any line; it may have blanks,
                     its second slash ends a word, and \/ is a slash
    !                before any of these: the text is not so

A sign with nothing after it is no word yet. An expression without its second slash is a word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from tui.model.history.expressions import QUICK, has_capitals, matched, problem_of

Span = tuple[int, int]

MOST_SPANS = 200
"""Places of a text that are given at most."""
MOST_TERMS = 50
"""Words that a search may have."""

_CLOSING = re.compile(r"(?<!\\)(\\*)(['/])(?!\S)")
_ESCAPED = re.compile(r"\\(['\\])")
_BLANK = re.compile(r"\s")


def fold(text: str) -> str:
    """The text in lower case, of the same length, for comparing without regard to case."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().replace("ς", "σ")


class TermKind(StrEnum):
    """Where and how a term has to be in a text."""

    WORD = "word"
    EXACT = "exact"
    START = "start"
    END = "end"
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a query.

    `text` is not empty; it is folded unless `case_sensitive`, a regular expression (one that
    compiles) as it was typed, or one for a whole text (`^word$`). White space at the text's start
    does not count for `START`, at its end for `END`.
    """

    kind: TermKind
    text: str
    case_sensitive: bool = False
    negated: bool = False

    def matches(self, code: str, folded: str) -> bool:
        """Whether `code` meets the condition, which for a negated one is not to have the text.

        `folded` is `fold(code)`. An expression that takes too long has not matched.
        """
        text = code if self.case_sensitive else folded
        match self.kind:
            case TermKind.WORD | TermKind.EXACT:
                found = self.text in text
            case TermKind.START:
                found = text.lstrip().startswith(self.text)
            case TermKind.END:
                found = text.rstrip().endswith(self.text)
            case TermKind.REGEX:
                found = any(True for _ in matched(self.text, self.case_sensitive, code))
            case _:
                assert_never(self.kind)
        return found is not self.negated

    def spans(self, code: str, folded: str) -> list[Span]:
        """The first `MOST_SPANS` places of the text in `code`, in order; none of a negated term.

        An expression gives as many as it finds in some milliseconds.
        """
        text = code if self.case_sensitive else folded
        size = len(self.text)
        if self.negated:
            return []
        match self.kind:
            case TermKind.WORD | TermKind.EXACT:
                return _places(self.text, text)
            case TermKind.START:
                at = len(text) - len(text.lstrip())
                return [(at, at + size)] if text.startswith(self.text, at) else []
            case TermKind.END:
                end = len(text.rstrip())
                return [(end - size, end)] if text.endswith(self.text, 0, end) else []
            case TermKind.REGEX:
                spans: list[Span] = []
                for start, end in matched(self.text, self.case_sensitive, code, QUICK):
                    if end > start:
                        spans.append((start, end))
                    if len(spans) == MOST_SPANS:
                        break
                return spans
            case _:
                assert_never(self.kind)


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What is searched for: all `terms` at once.

    With a `problem`, a sentence that is not cleaned, there are no terms and nothing is found.
    """

    text: str
    terms: tuple[Term, ...] = ()
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether every text is found."""
        return not self.terms and not self.problem

    def matches(self, code: str) -> bool:
        """Whether `code` is found."""
        if self.problem:
            return False
        folded = fold(code) if self.terms else ""
        return all(term.matches(code, folded) for term in self.terms)

    def spans(self, code: str) -> list[Span]:
        """What of `code` the terms mean, sorted and apart from each other, `MOST_SPANS` at most."""
        folded = fold(code) if self.terms else ""
        return _joined(span for term in self.terms for span in term.spans(code, folded))


def parse_query(text: str) -> HistoryQuery:
    """The query that is written in `text`; what cannot be searched for becomes its problem."""
    terms: dict[Term, None] = {}
    for term in _terms(text):
        terms[term] = None
        if len(terms) > MOST_TERMS:
            return HistoryQuery(text, problem=f"A search can have {MOST_TERMS} words at most.")
        if term.kind is TermKind.REGEX and (problem := problem_of(term.text)):
            return HistoryQuery(text, problem=problem)
    return HistoryQuery(text, tuple(terms))


def literal_query(text: str) -> str:
    r"""The text of a query that finds what has `text` in it just so, "" for blank text.

    White space around it is not searched for. It is the text itself where that means the same,
    with a quote before it, else between quotes, with \' and \\ where they are needed.
    """
    text = text.strip()
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    for query in (text, f"'{text}", f"'{text}'"):
        match parse_query(query).terms:
            case (Term(TermKind.WORD | TermKind.EXACT, found, True, False),) if found == text:
                return query
    return f"'{escaped}'" if text else ""


def _terms(text: str) -> Iterator[Term]:
    """The terms in `text`, in order."""
    closing: dict[str, list[int]] = {"'": [], "/": []}
    for match in _CLOSING.finditer(text):
        if len(match[1]) % 2 == 0:
            closing[match[2]].append(match.start(2))
    at, end = 0, len(text)
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        negated = text[at] == "!"
        start = at + negated
        sign = text[start : start + 1]
        ends = closing.get(sign, [])
        place = bisect_right(ends, start)
        if place < len(ends) and ends[place] > start + (sign == "/"):
            at = ends[place] + 1
            yield from _enclosed(sign, text[start + 1 : at - 1], negated)
        else:
            found = _BLANK.search(text, start)
            at = found.start() if found else end
            yield from _plain(text[start:at], negated)


def _enclosed(sign: str, text: str, negated: bool) -> Iterator[Term]:
    """The term of what is between two quotes or slashes, if that is anything."""
    if sign == "/":
        yield Term(TermKind.REGEX, text, has_capitals(text), negated)
    elif text:
        yield Term(TermKind.EXACT, _ESCAPED.sub(r"\1", text), True, negated)


def _plain(word: str, negated: bool) -> Iterator[Term]:
    """The term of a word up to the next blank, if there is anything besides its sign."""
    if word.startswith("'"):
        if word != "'":
            yield Term(TermKind.EXACT, word[1:], True, negated)
        return
    kind, case = TermKind.WORD, word != word.lower()
    if word.startswith("^"):
        kind, word = TermKind.START, word[1:]
        if word.endswith("$") and word != "$":
            kind, word = TermKind.REGEX, rf"\A\s*\K{re.escape(word[:-1])}(?=\s*\Z)"
    elif word.endswith("$") and word != "$":
        kind, word = TermKind.END, word[:-1]
    if word:
        yield Term(kind, word if case or kind is TermKind.REGEX else fold(word), case, negated)


def _places(word: str, text: str) -> list[Span]:
    """The first places of a word in a text, none over another."""
    spans: list[Span] = []
    at = text.find(word)
    while at >= 0 and len(spans) < MOST_SPANS:
        spans.append((at, at + len(word)))
        at = text.find(word, at + len(word))
    return spans


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch made one; the first `MOST_SPANS`."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined[:MOST_SPANS]
