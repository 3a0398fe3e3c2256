"""A query and filters as conditions on the rows of `cells AS c`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from tui.model.history.filters import HistoryFilters
from tui.model.history.query import HistoryQuery, Term, TermKind, fold
from tui.stores.history.literals import literals_of
from tui.stores.history.rows import storable
from tui.stores.history.words import match_of

Value = str | int | float | bytes


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression of SQL with the values of its parameters.

    `index` is the index that gives the ids of all rows for which it holds, "" none.
    """

    sql: str
    values: tuple[Value, ...] = ()
    index: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search wants: rows for which all of `terms` and `filters` hold.

    `match` is the expression for the index of trigrams, "" where that is of no use. The regular
    `expressions` have to match besides, which SQLite cannot tell.
    """

    terms: tuple[Condition, ...] = ()
    filters: tuple[Condition, ...] = ()
    match: str = ""
    expressions: tuple[Term, ...] = ()


def all_of(conditions: Iterable[Condition], table: str = "c") -> tuple[str, tuple[Value, ...]]:
    """What holds where all of `conditions` hold for `table`, and its values."""
    listed = list(conditions)
    sql = " AND ".join(f"({condition.sql.replace('c.', f'{table}.')})" for condition in listed)
    return sql or "1", tuple(value for each in listed for value in each.values)


def wanted(query: HistoryQuery, filters: HistoryFilters) -> Wanted:
    """The conditions of a query without a problem, and of filters."""
    expressions = tuple(term for term in query.terms if term.kind is TermKind.REGEX)
    terms = [term for term in query.terms if term.kind is not TermKind.REGEX]
    terms += [word for term in expressions for word in _needed(term)]
    searched = [fold(storable(term.text)) for term in terms if not term.negated]
    return Wanted(
        tuple(_of_term(term) for term in terms),
        tuple(_of_filters(filters)),
        match_of(searched),
        expressions,
    )


def _needed(expression: Term) -> Iterable[Term]:
    """Words without which a regular expression cannot match."""
    if not expression.negated:
        for text in literals_of(expression.text, expression.case_sensitive):
            yield Term(TermKind.WORD, text, expression.case_sensitive)


def beginning(prefix: str, language: str) -> Wanted:
    """Rows in `language` whose text begins with exactly `prefix`, white space and all."""
    prefix = storable(prefix)
    start = _starts("c.code", prefix)
    return Wanted(
        (start,) if prefix else (),
        tuple(_of_filters(HistoryFilters(language=language))),
        match_of([fold(prefix)]),
    )


# What str.strip() takes away; SQLite's own set is the blank alone.
WHITE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def _of_term(term: Term) -> Condition:
    text = storable(term.text)
    code = "c.code" if term.case_sensitive else "coalesce(c.folded, c.code)"
    match term.kind:
        case TermKind.WORD | TermKind.EXACT:
            found = Condition(f"instr({code}, ?) > 0", (text,))
        case TermKind.START:
            found = _starts(f"ltrim({code}, ?)", text, WHITE)
        case TermKind.END:
            found = _ends(f"rtrim({code}, ?)", text, WHITE)
        case TermKind.REGEX:
            raise ValueError("a regular expression is no condition of SQL")
        case _:
            assert_never(term.kind)
    return Condition(f"NOT ({found.sql})", found.values) if term.negated else found


# Ends are compared as bytes: substr() of a text counts characters, and up to a NUL only.


def _starts(sql: str, text: str, *values: Value) -> Condition:
    data = text.encode()
    return Condition(f"substr(CAST({sql} AS BLOB), 1, ?) = ?", (*values, len(data), data))


def _ends(sql: str, text: str, *values: Value) -> Condition:
    data = text.encode()
    return Condition(f"substr(CAST({sql} AS BLOB), ?) = ?", (*values, -len(data), data))


def _of_filters(filters: HistoryFilters) -> Iterable[Condition]:
    if filters.errors:
        yield Condition("c.outcome = 'error'", (), "cells_error")
    if filters.cwd is not None:
        yield Condition("c.cwd = ?", (storable(filters.cwd),), "cells_cwd")
    if filters.language is not None:
        yield Condition("c.language = ?", (storable(filters.language),), "cells_language")
    if filters.kernelspec is not None:
        yield Condition("c.kernelspec = ?", (storable(filters.kernelspec),), "cells_kernelspec")
    if filters.since is not None:
        yield Condition("c.started >= ?", (filters.since,), "cells_started")
