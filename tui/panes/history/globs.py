"""The part of a query that IPython's own search understands: a glob."""

from __future__ import annotations

from tui.model.history.query import HistoryQuery, TermKind

_SPECIAL = frozenset("*?[")
EVERYTHING = "*"


def glob_of(query: HistoryQuery) -> str:
    """A glob that matches whatever `query` does, and as little else as a glob can tell.

    SQLite's GLOB knows no case, so that of letters is left open where the query's is.
    """
    literals = [
        term
        for term in query.terms
        if not term.negated and term.text and term.kind is not TermKind.REGEX
    ]
    if not literals:
        return EVERYTHING
    longest = max(literals, key=lambda term: len(term.text))
    spell = _exactly if longest.case_sensitive else _in_any_case
    return f"*{''.join(map(spell, longest.text))}*"


def _exactly(char: str) -> str:
    return f"[{char}]" if char in _SPECIAL else char


def _in_any_case(char: str) -> str:
    spellings = {char, char.upper(), char.lower()}
    if len(spellings) == 1:
        return _exactly(char)
    # What is no single letter in another case, or has more than one, may be anything.
    if any(len(spelling) != 1 for spelling in spellings) or not char.isascii():
        return "?"
    return f"[{''.join(sorted(spellings))}]"
