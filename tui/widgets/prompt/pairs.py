"""Closing brackets and quotes while typing: what a typed character does to the text around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui.model.completeness import without_strings

BRACKETS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = {closer: opener for opener, closer in BRACKETS.items()}
# Code points up to which brackets in strings and comments are told apart: 3 ms.
_COUNTED_WELL = 20_000
_ENDS_WORD = re.compile(r"\w$")
_STRING_PREFIX = re.compile(r"(?<!\w)(?:[bfru]|br|rb|fr|rf)$", re.IGNORECASE)
# In these an apostrophe is a quote (lisps), a transpose (octave, julia) or a lifetime (rust).
_NO_APOSTROPHE = frozenset(
    {"clojure", "common lisp", "haskell", "hy", "julia", "lisp", "matlab", "octave", "ocaml"}
    | {"racket", "rust", "scheme", "vb.net"}
)


@dataclass(frozen=True, slots=True)
class Typing:
    """The outcome of one typed character.

    `text` takes the selection's place and the cursor comes after `caret` characters of it; with
    `skips` the cursor only steps over the next character.
    """

    text: str
    caret: int
    skips: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character is typed: the text around the cursor, and the line's parts beside it."""

    text: str
    before: str
    after: str
    above: str


def typed(character: str, place: Place, language: str) -> Typing:
    """What typing `character` at `place` does, with nothing selected."""
    plain = Typing(character, 1)
    if character in _CLOSERS:
        steps_over = (
            place.after[:1] == character
            and not _within(place, language)
            and _is_balanced(character, place, language)
        )
        return Typing("", 0, skips=True) if steps_over else plain
    if character in quotes(language):
        return _typed_quote(character, place, language)
    if character in BRACKETS and not _within(place, language) and _has_room(place.after):
        return Typing(character + BRACKETS[character], 1)
    return plain


def wrapped(character: str, selected: str, language: str) -> str | None:
    """`selected` between `character` and its partner, or `None` when it is no opener."""
    closer = BRACKETS.get(character) or (character if character in quotes(language) else None)
    return None if closer is None else f"{character}{selected}{closer}"


def is_empty_pair(before: str, after: str, language: str) -> bool:
    """Whether the cursor is between an opener and its own closer."""
    if not before or not after:
        return False
    opener, closer = before[-1], after[0]
    return BRACKETS.get(opener) == closer or (opener == closer and opener in quotes(language))


def quotes(language: str) -> str:
    """The characters that begin and end a string in `language`."""
    return '"' if language.strip().lower() in _NO_APOSTROPHE else "\"'"


def _is_balanced(closer: str, place: Place, language: str) -> bool:
    """Whether every opener has its closer already, so that one more would be too many."""
    code = place.text
    if len(code) <= _COUNTED_WELL:
        code = without_strings(code, language)
    return code.count(_CLOSERS[closer]) <= code.count(closer)


def _typed_quote(quote: str, place: Place, language: str) -> Typing:
    plain = Typing(quote, 1)
    if current := _within(place, language):
        closes = current[0] == quote and place.after[:1] == quote
        return Typing("", 0, skips=True) if closes else plain
    if place.before.endswith(quote * 2) and not place.before.endswith(quote * 3):
        return Typing(quote * 4, 1) if _has_room(place.after) else plain
    in_word = _ENDS_WORD.search(place.before) and not _STRING_PREFIX.search(place.before)
    if in_word or place.before.endswith(("\\", quote)) or not _has_room(place.after):
        return plain
    return Typing(quote * 2, 1)


def _has_room(after: str) -> bool:
    return not after or after[0].isspace() or after[0] in ")]},;:"


def _within(place: Place, language: str) -> str:
    """The quote, single or triple, of the string the cursor is in; "#" in a comment; else ""."""
    current = next((q for q in ('"""', "'''") if place.above.count(q) % 2), "")
    marks = quotes(language)
    line, position = place.before, 0
    while position < len(line):
        character = line[position]
        length = 2 if character == "\\" else 1
        if current:
            if line.startswith(current, position):
                length, current = len(current), ""
        elif character == "#":
            return "#"
        elif character in marks and not _is_apostrophe(line, position):
            tripled = line.startswith(character * 3, position)
            current = character * 3 if tripled else character
            length = len(current)
        position += length
    return current


def _is_apostrophe(line: str, position: int) -> bool:
    """Whether the quote at `position` is part of a word: `don't`."""
    word = line[:position]
    return (
        line[position] == "'" and bool(_ENDS_WORD.search(word)) and not _STRING_PREFIX.search(word)
    )
