"""Regular expressions to search with: what is wrong with one, where it matches, in limited time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

LONGEST = 1_000
"""Code points that an expression may have."""
TIME_LIMIT = 0.05
"""Seconds for a text of up to a million code points, in proportion more for a longer one."""
QUICK = 0.005
"""Seconds where somebody waits: for the places in one of many texts that are shown."""

# A repetition of at least n is compiled into n copies. So many items take 10 ms and 10 MB.
_LARGEST_PROGRAM = 50_000
_PARTS = re.compile(
    r"(?P<repeat>(?:[*?]|(?P<plus>\+)|\{(?P<least>\d*)(?:,\d*)?\})[+?]?)|(?P<open>\()|(?P<close>\))"
    r"|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.",
    re.DOTALL,
)
# What has letters that are not looked for.
_NAMES = re.compile(r"\\[pPN]\{[^}]*\}|\\.|\(\?(?:P[<=>]\w+|<\w+|&\w+|[A-Za-z]+)", re.DOTALL)


def has_capitals(expression: str) -> bool:
    r"""Whether upper-case letters are looked for by name, so not that of `\S` or of a group."""
    letters = _NAMES.sub("", expression)
    return letters != letters.lower()


def problem_of(expression: str) -> str:
    """Why the expression cannot be searched for, as a sentence that is not cleaned; "" it can."""
    import regex  # 20 ms, and most searches have none

    if len(expression) > LONGEST or _program_size(expression) > _LARGEST_PROGRAM:
        return "The regular expression is too large."
    try:
        _compiled(expression, has_capitals(expression))
    except (regex.error, ValueError, OverflowError) as error:
        return f"The regular expression is wrong: {error}."
    except (RecursionError, MemoryError):
        return "The regular expression is too large."
    return ""


def matched(
    expression: str, case_sensitive: bool, text: str, seconds: float = TIME_LIMIT
) -> Iterator[tuple[int, int]]:
    """Where an expression without a problem matches, as far as it gets in its time.

    `^` and `$` match at every line. Other threads can go on while it searches.
    """
    limit = seconds * max(1.0, len(text) / 1_000_000)
    found = _compiled(expression, case_sensitive).finditer(text, timeout=limit, concurrent=True)
    try:
        for match in found:
            yield match.span()
    except (TimeoutError, MemoryError):
        return


def _program_size(expression: str) -> int:
    """About how many items an expression is compiled into, or some number that is too large."""
    sizes, last = [0], 0
    for part in _PARTS.finditer(expression):
        if part["open"]:
            sizes.append(0)
            last = 0
        elif part["repeat"]:
            copies = 2 if part["plus"] else int(part["least"] or 0) + 1
            sizes[-1] += last * (copies - 1)
            last *= copies
        elif part["close"]:
            last = sizes.pop() + 1
            # One bracket too many, as it may seem where some are letters, is about all before it.
            sizes = sizes or [0]
            sizes[-1] += last
        else:
            last = 1
            sizes[-1] += last
        if sizes[-1] > _LARGEST_PROGRAM:
            break
    return sum(sizes)


@lru_cache(maxsize=32)
def _compiled(expression: str, case_sensitive: bool) -> Any:
    """The expression, ready to search; raises what `regex.compile` raises."""
    import regex  # 20 ms, and most searches have none

    flags = regex.VERSION0 | regex.MULTILINE | (0 if case_sensitive else regex.IGNORECASE)
    return regex.compile(expression, flags, cache_pattern=False)
