"""Rows and columns: matrices, cases, aligned equations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.render.latex.boxes import LatexError
from tui.render.latex.nodes import Grid, Group, Node, Row, Sized, Space

if TYPE_CHECKING:
    from tui.render.latex.parser import Parser

_BRACKETS = {
    "": ("", ""),
    "p": ("(", ")"),
    "b": ("[", "]"),
    "B": ("{", "}"),
    "v": ("|", "|"),
    "V": ("‖", "‖"),
}
_MATRIX = re.compile(r"([pbBvV]?)(?:small)?matrix")
_CASES = {"cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"), "drcases": ("", "}")}
_ALIGNED_NAMES = "align aligned alignat alignedat split eqnarray flalign xalignat IEEEeqnarray"
_ALIGNED = frozenset(_ALIGNED_NAMES.split())
_CENTRED_NAMES = "gather gathered multline multlined equation displaymath math"
_CENTRED = frozenset(_CENTRED_NAMES.split())
_WITH_NUMBER = frozenset(("alignat", "alignedat", "xalignat", "IEEEeqnarray"))
FORMULAS = _ALIGNED | _CENTRED
"""The environments that are formulas by themselves, without their stars."""
_TABLES = frozenset(("tabular", "tabularx", "longtable", "tabulary"))
_RULES = frozenset(("\\hline", "\\toprule", "\\midrule", "\\bottomrule", "\\hdashline"))
_COLUMN = re.compile(r"[@!><]\{[^{}]*\}|[pmb]\{[^{}]*\}|\*\{(\d{1,2})\}\{([^{}]*)\}|[lcr|]|\s")
_CELL_ENDS = frozenset(("&", "\\\\", "\\cr", "\\newline"))
_MOST_COLUMNS = 200


def environment(parser: Parser) -> Node:
    """From `\\begin` to its `\\end`; raises `LatexError` where that is missing."""
    return named(parser, parser.tokens.braced().strip())


def named(parser: Parser, name: str) -> Node:
    """From behind the name of an environment to its end."""
    node = _contents(parser, name.rstrip("*"))
    end_of(parser, name)
    return node


def end_of(parser: Parser, name: str) -> None:
    """Pass the end of an environment; raises `LatexError` if it is another's."""
    parser.tokens.expect("\\end")
    if parser.tokens.braced().strip() != name:
        raise LatexError(f"\\end{{{name}}} is missing")


def _contents(parser: Parser, name: str) -> Node:
    end = frozenset(("\\end",))
    if found := _MATRIX.fullmatch(name):
        left, right = _BRACKETS[found[1]]
        parser.tokens.optional()
        rows, rules = cells(parser, end)
        return Grid(rows, "c", left, right, rules=rules)
    if name in _CASES:
        rows, rules = cells(parser, end)
        return Grid(rows, "l", *_CASES[name], rules=rules)
    if name in _TABLES:
        raise LatexError("it is a table of text")
    if name in ("array", "subarray"):
        parser.tokens.optional()
        columns = _columns(parser.tokens.braced())
        rows, rules = cells(parser, end)
        return Grid(rows, columns, rules=rules)
    if name not in FORMULAS:
        parser.unknown += 1
    if name in _WITH_NUMBER:
        parser.tokens.braced()
    parser.tokens.optional()
    rows, rules = cells(parser, end)
    if len(rows) == 1 and len(rows[0]) == 1:
        return Sized(True, rows[0][0])
    if name in _ALIGNED:
        return Grid(rows, "rcl" if name == "eqnarray" else "rl", aligned=True, display=True)
    return Grid(rows, "c" if name in FORMULAS else "l", rules=rules, display=True)


def substack(parser: Parser) -> Node:
    """The lines below a sum."""
    parser.tokens.skip_space()
    parser.tokens.expect("{")
    rows, _ = cells(parser, frozenset("}"))
    parser.tokens.expect("}")
    return Grid(rows, "c") if len(rows) > 1 else Group(rows[0][0] if rows else ())


def cells(
    parser: Parser, stops: frozenset[str]
) -> tuple[tuple[tuple[Row, ...], ...], tuple[int, ...]]:
    """The cells of all rows up to one of some tokens, and the rows that have a rule before them."""
    tokens = parser.tokens
    rows: list[tuple[Row, ...]] = []
    rules: list[int] = []
    ends = _CELL_ENDS | stops
    while True:
        tokens.skip_space()
        while tokens.token in _RULES:
            tokens.take()
            rules.append(len(rows))
            tokens.skip_space()
        row: list[Row] = []
        while True:
            row.append(parser.row(ends))
            if tokens.token != "&":
                break
            tokens.take()
        # A line break at the end begins no row.
        if tokens.token not in stops or len(row) > 1 or not _is_nothing(row[0]):
            rows.append(tuple(row))
        if tokens.token in stops:
            return tuple(rows), tuple(rules)
        tokens.take()
        tokens.skip_dimension()


def _is_nothing(row: Row) -> bool:
    return all(isinstance(node, Space) for node in row)


def _columns(spec: str) -> str:
    """`l`, `c`, `r` and `|` of the columns of an array."""
    columns: list[str] = []
    for found in _COLUMN.finditer(spec):
        if found[1]:
            columns += _columns(found[2]) * int(found[1])
        elif found[0] in ("l", "c", "r", "|"):
            columns.append(found[0])
        elif found[0][0] in "pmb":
            columns.append("l")
    return "".join(columns)[:_MOST_COLUMNS] or "c"
