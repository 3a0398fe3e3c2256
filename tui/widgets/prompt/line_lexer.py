"""Lexing that can begin at any line: where a line of code starts, the lexer's state is known.

Pygments gives its lexers a stack of states to begin with, but does not say with which they end. So
this runs a lexer's rules itself, for the lexers that are nothing but rules: most of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tui.render.highlight import Token, lexer_for

if TYPE_CHECKING:
    from pygments.lexer import RegexLexer

States = tuple[str, ...]
"""The names of a lexer's states, the one whose rules hold last."""

RESTING: States = ("root",)
"""What a lexer begins with, and most come back to between statements."""

# Lexers none of whose rules looks further ahead than to the line that follows the next one.
_SHORT_SIGHTED = frozenset({"PythonLexer", "IPython3Lexer"})


@dataclass(frozen=True, slots=True)
class Chunk:
    """The tokens of one or more whole lines; each begins at a position in the code.

    `end` is the position behind the chunk, which starts a line, and `states` are those there.
    """

    tokens: list[tuple[int, Token, str]]
    end: int
    states: States


@lru_cache(maxsize=16)
def rules_of(language: str) -> RegexLexer | None:
    """The lexer for `language` when `chunks` can run it, else `None`."""
    from pygments.lexer import RegexLexer

    lexer = lexer_for(language)
    if not isinstance(lexer, RegexLexer):
        return None
    # Others change what the rules find.
    runs = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    return lexer if runs and isinstance(getattr(lexer, "_tokens", None), dict) else None


def is_short_sighted(lexer: RegexLexer) -> bool:
    """Whether what is far below a line cannot change how that line is lexed in state `RESTING`."""
    return type(lexer).__name__ in _SHORT_SIGHTED


def chunks(lexer: RegexLexer, code: str, start: int, states: States) -> Iterator[Chunk]:
    """Lex `code`, which ends with a line feed, from `start`, where a line starts, in `states`."""
    from pygments.token import Error, Whitespace

    rules = lexer._tokens
    stack, position = list(states), start
    tokens: list[tuple[int, Token, str]] = []
    while position < len(code):
        before = position
        for match_at, action, change in rules[stack[-1]]:
            if (match := match_at(code, position)) is None:
                continue
            if callable(action):
                tokens.extend(action(lexer, match))
            elif action is not None:
                tokens.append((position, action, match[0]))
            position = match.end()
            if change is not None:
                _change(stack, change)
            break
        else:
            # No rule matches: Pygments begins anew in the next line, or leaves a character out.
            at_end = code[position] == "\n"
            tokens.append((position, Whitespace if at_end else Error, code[position]))
            if at_end:
                stack = [*RESTING]
            position += 1
        if position > before and code[position - 1] == "\n":
            yield Chunk(tokens, position, tuple(stack))
            tokens = []


def _change(stack: list[str], change: object) -> None:
    """Push and pop states as a rule of Pygments says; the last one is never popped."""
    if isinstance(change, int):
        del stack[max(1, len(stack) - abs(change)) :]
        return
    for step in change if isinstance(change, tuple) else (change,):
        if step == "#push":
            stack.append(stack[-1])
        elif step != "#pop":
            stack.append(str(step))
        elif len(stack) > 1:
            stack.pop()
