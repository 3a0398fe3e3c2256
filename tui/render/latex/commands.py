"""What commands in formulas stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.render.latex import environments, words
from tui.render.latex.alphabets import ACCENTS
from tui.render.latex.boxes import LatexError
from tui.render.latex.nodes import (
    Accent,
    Bracket,
    Delimited,
    Fraction,
    Framed,
    Group,
    Kind,
    Node,
    Root,
    Row,
    Sized,
    Space,
    Styled,
    Symbol,
    Unseen,
    Words,
)
from tui.render.latex.symbols import (
    BIG,
    NOTHING,
    SPACES,
    STYLES,
    SWALLOWING,
    SYMBOLS,
    TEXTS,
)

if TYPE_CHECKING:
    from tui.render.latex.parser import Parser

_FRACTIONS = {"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"}
_BINOMIALS = {"binom", "dbinom", "tbinom"}
_ARROWS = {
    "xrightarrow": "⟶",
    "xleftarrow": "⟵",
    "xleftrightarrow": "⟷",
    "xRightarrow": "⟹",
    "xLeftarrow": "⟸",
    "xmapsto": "⟼",
    "xhookrightarrow": "↪",
    "xrightleftharpoons": "⇌",
}
_KINDS = {
    "mathop": Kind.LARGE,
    "mathbin": Kind.BINARY,
    "mathrel": Kind.RELATION,
    "mathord": Kind.ORDINARY,
    "mathopen": Kind.OPENING,
    "mathclose": Kind.CLOSING,
    "mathpunct": Kind.MARK,
    "mathinner": Kind.ORDINARY,
}
# Commands of the bra-ket notation and of the package physics.
_ENCLOSING = {
    "bra": ("⟨", "|"),
    "ket": ("|", "⟩"),
    "braket": ("⟨", "⟩"),
    "Bra": ("⟨", "|"),
    "Ket": ("|", "⟩"),
    "abs": ("|", "|"),
    "norm": ("‖", "‖"),
    "floor": ("⌊", "⌋"),
    "ceil": ("⌈", "⌉"),
}
_NAME_SIGNS = re.compile(r"\\(?:[,;:! ]|q?quad\b)|~|\s+")
_NAME_REST = re.compile(r"\\[A-Za-z]+\s*|[{}$\\^_]")


def command(parser: Parser, name: str) -> Row:
    """What a command stands for, its arguments taken; raises `LatexError` where they are wrong."""
    if (symbol := SYMBOLS.get(name)) is not None:
        parser.known += 1
        return _modulo(parser, name) or (symbol,)
    if name in SPACES:
        return (Space(SPACES[name]),) if SPACES[name] else ()
    if name in NOTHING or name in BIG:
        return ()
    if name in SWALLOWING:
        return _swallowed(parser, name)
    nodes = _structure(parser, name)
    if nodes is None:
        nodes = _annotated(parser, name)
    if nodes is None:
        parser.unknown += 1
        return (Symbol(f"\\{name}", Kind.FUNCTION),)
    parser.known += 1
    return nodes


def _modulo(parser: Parser, name: str) -> Row | None:
    if name == "bmod":
        return (Symbol("mod", Kind.BINARY),)
    return (Space(2), Words("mod"), Space(1)) if name == "mod" else None


def _swallowed(parser: Parser, name: str) -> Row:
    for _ in range(SWALLOWING[name]):
        parser.tokens.braced()
    if name.endswith("ref"):
        return (Words(f"({parser.tokens.braced()})"),)
    return ()


def _structure(parser: Parser, name: str) -> Row | None:
    """Fractions, roots, brackets, rows, text; `None` for other commands."""
    argument, tokens = parser.argument, parser.tokens
    if name in _FRACTIONS:
        if name == "cfrac":
            tokens.optional()
            return (Sized(True, (Fraction(argument(), argument(), tall=True),)),)
        return (Fraction(argument(), argument()),)
    if name in _BINOMIALS:
        return (Fraction(argument(), argument(), False, ("(", ")")),)
    if name in STYLES:
        return _styled(parser, STYLES[name])
    if name in TEXTS:
        return (Group(words.argument(parser)),)
    if name in _ENCLOSING:
        left, right = _ENCLOSING[name]
        return (Delimited((argument(),), (left, right)),)
    match name:
        case "sqrt":
            return (Root(parser.option(), argument()),)
        case "root":
            index = parser.row(frozenset(("\\of",)))
            tokens.take()
            return (Root(index, argument()),)
        case "left":
            return (_delimited(parser),)
        case "begin":
            return (environments.environment(parser),)
        case "substack":
            return (environments.substack(parser),)
        case "operatorname" | "operatornamewithlimits" | "DeclareMathOperator":
            return (_operator(parser, name.endswith("limits")),)
        case "(" | "[" | ")" | "]" | "right" | "middle" | "end":
            raise LatexError(f"\\{name} is where it should not be")
        case "char" | "verb" | "def" | "newcommand" | "renewcommand" | "let":
            raise LatexError(f"\\{name} is not known here")
        case _:
            return None


def _annotated(parser: Parser, name: str) -> Row | None:
    """What has something over, under or around it; `None` for other commands."""
    argument = parser.argument
    if name in ACCENTS:
        return (Accent(*ACCENTS[name], argument()),)
    if name in _ARROWS:
        under, over = parser.option() or None, argument() or None
        arrow = Symbol(_ARROWS[name], Kind.RELATION)
        return (parser.limited((arrow,), over, under, Kind.RELATION),)
    if name in _KINDS:
        return (Group(argument(), _KINDS[name]),)
    match name:
        case "overset" | "stackrel":
            over, base = argument(), argument()
            return (parser.limited(base, over, None, _kind_of(base)),)
        case "underset":
            under, base = argument(), argument()
            return (parser.limited(base, None, under, _kind_of(base)),)
        case "overbrace" | "underbrace":
            return (Bracket(argument(), name == "overbrace"),)
        case "boxed" | "fbox" | "framebox":
            return (Framed(argument()),)
        case "phantom":
            return (Unseen(argument()),)
        case "smash" | "mathstrut" | "displaylines" | "mathchoice" | "rlap" | "llap" | "ensuremath":
            return (Group(argument()),)
        case "hspace" | "mspace" | "kern" | "hskip" | "mkern":
            return _measured(parser)
        case "pmod":
            return (Space(1), Symbol("(", Kind.OPENING), Words("mod "), *argument(), SYMBOL_END)
        case "pod":
            return (Space(1), Symbol("(", Kind.OPENING), *argument(), SYMBOL_END)
        case "tag":
            return (Space(4), Words(f"({parser.tokens.braced()})"))
        case _:
            return None


SYMBOL_END = Symbol(")", Kind.CLOSING)


def _kind_of(row: Row) -> Kind:
    """What a row of one sign is to its neighbours."""
    return row[0].kind if len(row) == 1 and isinstance(row[0], Symbol | Group) else Kind.ORDINARY


def _measured(parser: Parser) -> Row:
    """Space of some length, which is one cell unless it is negative."""
    tokens = parser.tokens
    tokens.skip("*")
    tokens.skip_space()
    if tokens.token == "{":
        length = tokens.braced()
    else:
        parts: list[str] = []
        while len(parts) < 12 and (tokens.token.isdecimal() or tokens.token in ("-", ".", "+")):
            parts.append(tokens.take())
        parts += [tokens.take() for _ in range(min(2, tokens.word_length()))]
        length = "".join(parts)
    return () if length.strip().startswith("-") else (Space(1),)


def _styled(parser: Parser, alphabet: str) -> Row:
    tokens = parser.tokens
    tokens.skip_space()
    if tokens.token == "{" and not alphabet:
        # Letters in braces are a name.
        count = 1
        while len(letter := tokens.after(count)) == 1 and letter.isalnum():
            count += 1
        if count > 1 and tokens.after(count) == "}":
            return (Symbol(tokens.braced()),)
    return (Styled(alphabet, parser.argument()),)


def _operator(parser: Parser, limits: bool) -> Node:
    limits = parser.tokens.skip("*") or limits
    source = parser.tokens.braced()
    name = _NAME_REST.sub("", _NAME_SIGNS.sub(" ", source)).strip()
    return Symbol(name, Kind.FUNCTION, limits)


def _delimited(parser: Parser) -> Node:
    """From `\\left` to its `\\right`."""
    tokens = parser.tokens
    marks = [_delimiter(parser)]
    parts: list[Row] = []
    while True:
        parts.append(parser.row(frozenset(("\\middle", "\\right"))))
        end = tokens.take()
        marks.append(_delimiter(parser))
        if end == "\\right":
            return Delimited(tuple(parts), tuple(marks))


def _delimiter(parser: Parser) -> str:
    """The sign behind `\\left`; `""` for the dot that stands for none."""
    tokens = parser.tokens
    tokens.skip_space()
    token = tokens.take()
    match token:
        case ".":
            return ""
        case "<":
            return "⟨"
        case ">":
            return "⟩"
        case _ if token.startswith("\\"):
            symbol = SYMBOLS.get(token[1:])
            if symbol is None or len(symbol.text) != 1:
                raise LatexError(f"{token} is no bracket")
            return symbol.text
        case _ if token in "()[]|/⟨⟩⌊⌋⌈⌉‖":
            return token
        case _:
            raise LatexError(f"{token} is no bracket")
