"""Which inputs the history keeps."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase


def is_kept(code: str, ignored: Sequence[str]) -> bool:
    """Whether an input is to be kept; blank ones and those that begin with a space are not.

    Neither is one that matches a pattern of `ignored` as a whole, outer white space aside:
    `*` is any text, over several lines too, `?` any character, `[...]` one of those; case counts.
    """
    text = code.strip()
    if not text or code.startswith(" "):
        return False
    return not any(_matches(text, pattern) for pattern in ignored)


def _matches(text: str, pattern: str) -> bool:
    """Whether a pattern matches all of a text.

    One with `*` alone is looked for piece by piece: as an expression it holds every thread up for
    0.1 s in a text of ten million characters.
    """
    if "?" in pattern or "[" in pattern:
        return fnmatchcase(text, pattern)
    first, *middle = pattern.split("*")
    if not middle:
        return text == pattern
    last = middle.pop()
    end = len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end
