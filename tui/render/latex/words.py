"""Text with formulas in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.render.latex import environments
from tui.render.latex.boxes import LatexError
from tui.render.latex.nodes import Grid, Node, Row, Sized, Symbol, Words
from tui.render.latex.symbols import NOTHING, SPACES, SWALLOWING, SYMBOLS, TEXTS

if TYPE_CHECKING:
    from tui.render.latex.parser import Parser

_BREAK = Words("\n")
_OPENERS = frozenset(("$", "\\(", "\\["))
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
}
_ESCAPED = frozenset("%&#_{}$")
_SKIPPED = frozenset(("bfseries", "itshape", "ttfamily", "item"))


def document(parser: Parser) -> tuple[tuple[bool, Row], ...]:
    """The lines of a source, each with whether it is a formula by itself.

    Raises `LatexError`.
    """
    tokens = parser.tokens
    if not tokens.has_outside_braces(_OPENERS):
        rows, rules = environments.cells(parser, frozenset(("",)))
        if not rows:
            raise LatexError("it is empty")
        if len(rows) == 1 and len(rows[0]) == 1:
            return ((True, rows[0][0]),)
        return ((True, (Grid(rows, "rl", aligned=True, rules=rules, display=True),)),)
    lines = tuple(_lines(words(parser, "")))
    if not lines:
        raise LatexError("it is empty")
    return lines


def _lines(nodes: Row) -> Iterator[tuple[bool, Row]]:
    """Lines of text, and formulas by themselves."""
    line: list[Node] = []

    def ended() -> Iterator[tuple[bool, Row]]:
        if line and isinstance(first := line[0], Words):
            line[0] = Words(first.text.lstrip())
        if any(node not in (Words(""), Words(" ")) for node in line):
            yield False, tuple(line)
        line.clear()

    for node in nodes:
        if node == _BREAK:
            yield from ended()
        elif isinstance(node, Sized) and node.display:
            yield from ended()
            yield True, node.nodes
        else:
            line.append(node)
    yield from ended()


def argument(parser: Parser) -> Row:
    """The text that a command has as its argument."""
    tokens = parser.tokens
    tokens.skip_space()
    if tokens.token != "{":
        return (Words(tokens.take()),)
    tokens.take()
    nodes = words(parser, "}")
    tokens.expect("}")
    return nodes


def words(parser: Parser, stop: str) -> Row:
    """Text up to a token, which is not taken; `""` is the end. Raises `LatexError`."""
    tokens = parser.tokens
    tokens.enter()
    nodes: list[Node] = []
    while (token := tokens.token) != stop:
        tokens.take()
        if token.isspace():
            nodes.append(_BREAK if token.count("\n") > 1 else Words(" "))
        elif token == "{":
            nodes += words(parser, "}")
            tokens.expect("}")
        elif token == "}":
            raise LatexError("{ is missing")
        elif token in _OPENERS:
            nodes.append(_formula(parser, token))
        elif token == "~":
            nodes.append(Words(" "))
        elif token.startswith("\\"):
            nodes += _command(parser, token[1:])
        else:
            nodes.append(Words(token))
    tokens.leave()
    return _joined(nodes)


def _joined(nodes: list[Node]) -> Row:
    """Letters as words, and one blank where there are several."""
    joined: list[Node] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if node == _BREAK or not isinstance(node, Words) or last == _BREAK:
            if node != Words(" "):
                joined.append(node)
        elif isinstance(last, Words):
            blank = node.text == " " and last.text.endswith(" ")
            joined[-1] = last if blank else Words(last.text + node.text)
        else:
            joined.append(node)
    return tuple(joined)


def _formula(parser: Parser, opener: str) -> Node:
    """A formula whose first token was taken."""
    tokens = parser.tokens
    if opener == "$":
        display = tokens.token == "$"
        if display:
            tokens.take()
        row = parser.row(frozenset("$"))
        tokens.expect("$")
        if display:
            tokens.expect("$")
    else:
        display, closer = opener == "\\[", {"\\(": "\\)", "\\[": "\\]"}[opener]
        row = parser.row(frozenset((closer,)))
        tokens.expect(closer)
    parser.known += 1
    if len(row) == 1 and isinstance(row[0], Sized):
        return row[0]
    return Sized(display, row)


def _command(parser: Parser, name: str) -> Row:
    tokens = parser.tokens
    if name in _ESCAPED:
        return (Words(name),)
    if name == "begin":
        return _environment(parser)
    if name in ("\\", "par", "newline"):
        tokens.skip_dimension()
        return (_BREAK,)
    if name in SPACES:
        return (Words(" " * SPACES[name]),)
    if name in _ACCENTS:
        return (Words(_accented(parser, _ACCENTS[name])),)
    if tokens.token.isspace() and name.isalpha():
        tokens.skip_space()
    if name in TEXTS:
        parser.known += 1
        tokens.skip("*")
        is_heading = name.endswith("section") or name in ("title", "paragraph")
        return (_BREAK, *argument(parser), _BREAK) if is_heading else argument(parser)
    if name in SWALLOWING:
        for _ in range(SWALLOWING[name]):
            tokens.braced()
        return ()
    if name in _SKIPPED or name in NOTHING:
        return (_BREAK, Words("• ")) if name == "item" else ()
    if (symbol := SYMBOLS.get(name)) is not None:
        parser.known += 1
        return (Words(symbol.text),)
    parser.unknown += 1
    return (Words(f"\\{name}"),)


def _accented(parser: Parser, mark: str) -> str:
    base = argument(parser)
    text = base[0].text if len(base) == 1 and isinstance(base[0], Words | Symbol) else ""
    return unicodedata.normalize("NFC", text[:1] + mark + text[1:]) if text else ""


def _environment(parser: Parser) -> Row:
    tokens = parser.tokens
    name = tokens.braced().strip()
    if name.rstrip("*") in environments.FORMULAS or name == "array":
        node = environments.named(parser, name)
        return (node if isinstance(node, Sized) else Sized(True, (node,)),)
    if name not in ("center", "itemize", "enumerate", "quote", "flushleft", "document"):
        parser.unknown += 1
    tokens.optional()
    nodes = words(parser, "\\end")
    environments.end_of(parser, name)
    return (_BREAK, *nodes, _BREAK)
