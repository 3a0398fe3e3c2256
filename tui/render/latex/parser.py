"""From tokens to what a formula consists of.

Scripts, `\\left` with its `\\right`, infix commands such as `\\over` and cells of rows are read
where they stand: nothing is looked at twice, and nothing is deeper than `Tokens` lets it be.
"""

from __future__ import annotations

from tui.render.latex import commands, words
from tui.render.latex.boxes import LatexError
from tui.render.latex.nodes import (
    Fraction,
    Group,
    Kind,
    Node,
    Row,
    Scripts,
    Sized,
    Space,
    Styled,
    Symbol,
)
from tui.render.latex.symbols import SIGNS, SWITCHES
from tui.render.latex.tokens import Tokens

_SCRIPTS = frozenset(("^", "_", "'", "’", "\\limits", "\\nolimits"))
_INFIX = {
    "\\over": (True, ("", "")),
    "\\atop": (False, ("", "")),
    "\\choose": (False, ("(", ")")),
    "\\brace": (False, ("{", "}")),
    "\\brack": (False, ("[", "]")),
}
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_ENDS = frozenset(("}", "&", "\\\\", "\\right", "\\middle", "\\end", "\\)", "\\]", "$"))
_NOTHING = Group(())


class Parser:
    """Reads a formula; `known` and `unknown` count the commands in it."""

    def __init__(self, source: str) -> None:
        """At the beginning of the source."""
        self.tokens = Tokens(source)
        self.known = 0
        self.unknown = 0

    def row(self, stops: frozenset[str]) -> Row:
        """What is there up to one of some tokens, which is not taken; `""` is the end.

        Raises `LatexError` for what ends otherwise.
        """
        tokens = self.tokens
        tokens.enter()
        nodes: list[Node] = []
        while True:
            spaced = tokens.skip_space()
            token = tokens.token
            if token in stops:
                break
            if spaced and nodes and self._parts_words():
                nodes.append(Space(1))
            if token in _INFIX:
                tokens.take()
                bar, brackets = _INFIX[token]
                nodes = [Fraction(tuple(nodes), self.row(stops), bar, brackets)]
                break
            if token[1:] in SWITCHES and len(token) > 1:
                tokens.take()
                nodes.append(Styled(SWITCHES[token[1:]], self.row(stops)))
                break
            if token in ("\\displaystyle", "\\textstyle"):
                tokens.take()
                nodes.append(Sized(token == "\\displaystyle", self.row(stops)))
                break
            if token in _SCRIPTS:
                base = nodes.pop() if nodes and not isinstance(nodes[-1], Space) else _NOTHING
                nodes.append(self._scripts(base))
            else:
                nodes.extend(self.node())
        tokens.leave()
        return tuple(nodes)

    def _parts_words(self) -> bool:
        """Whether space keeps words apart, as those of names with several letters."""
        tokens = self.tokens
        after = tokens.word_length()
        if not after:
            return False
        before = tokens.after(-2)
        if after > 1:
            return before.isalnum() or before in (")", "]", "}")
        return len(before) == 1 and before.isalpha() and tokens.after(-3).isalpha()

    def node(self) -> Row:
        """The next thing, without its scripts; several for what spreads; none for what is nothing.

        Raises `LatexError` where there is none.
        """
        tokens = self.tokens
        tokens.skip_space()
        token = tokens.token
        if not token or token in _ENDS:
            raise LatexError(f"{token or 'the end'} is where something should be")
        if token == "{":
            return (Group(self.group()),)
        tokens.take()
        if token.startswith("\\"):
            return commands.command(self, token[1:])
        if token == "~":
            return (Space(1),)
        if token == "," and tokens.token.isdecimal() and tokens.after(-2).isdecimal():
            return (Symbol(","),)
        return (SIGNS.get(token) or Symbol(token),)

    def group(self) -> Row:
        """What is in braces."""
        self.tokens.skip_space()
        self.tokens.expect("{")
        row = self.row(frozenset("}"))
        self.tokens.expect("}")
        return row

    def argument(self) -> Row:
        """The argument of a command: braces, or the next thing; raises `LatexError`."""
        tokens = self.tokens
        tokens.skip_space()
        if tokens.token == "{":
            return self.group()
        tokens.enter()
        nodes = self.node()
        tokens.leave()
        return nodes

    def option(self) -> Row:
        """What is in square brackets; empty without them."""
        if not self.tokens.skip("["):
            return ()
        row = self.row(frozenset("]"))
        self.tokens.expect("]")
        return row

    def _scripts(self, base: Node) -> Node:
        """What stands below and above; raises `LatexError` for two at one place."""
        tokens = self.tokens
        below: Row | None = None
        above: Row | None = None
        primes = 0
        limits = isinstance(base, Symbol) and base.limits
        if isinstance(base, Scripts):
            base = Group((base,))
        while (token := tokens.visible) in _SCRIPTS:
            tokens.skip_space()
            tokens.take()
            match token:
                case "\\limits" | "\\nolimits":
                    limits = token == "\\limits"
                case "_" if below is None:
                    below = self.argument()
                case "^" if above is None:
                    above = self.argument()
                case "_" | "^":
                    raise LatexError("there are two scripts at one place")
                case _:
                    primes += 1
        if primes:
            above = (Symbol(_PRIMES.get(primes, "′" * primes)), *(above or ()))
        if below is None and above is None:
            return base
        return Scripts(base, below, above, limits)

    def limited(self, base: Row, over: Row | None, under: Row | None, kind: Kind) -> Node:
        """Something with something over or under it."""
        return Scripts(Group(base, kind), under, over, limits=True)


def parsed(source: str) -> tuple[tuple[bool, Row], ...]:
    """The lines of a source, each with whether it is a formula by itself and not in a line of text.

    A source without dollar signs and the like is a formula. Raises `LatexError` for what is none.
    """
    parser = Parser(source)
    lines = words.document(parser)
    if parser.unknown > parser.known:
        raise LatexError("most of its commands are unknown")
    return lines
