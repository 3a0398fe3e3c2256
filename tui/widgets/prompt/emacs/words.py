"""Words as emacs has them: where the next one ends, where the one before begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.widgets.text_area import Location

_WORD = re.compile(r"\w+")
# Lines looked at for a word.
_REACH = 10_000


def end_of_next(lines: Sequence[str], location: Location) -> Location:
    """Where the word at the location, or the next behind it, ends; else the end of the text."""
    row, column = location
    for below in range(row, min(len(lines), row + _REACH)):
        found = _WORD.search(lines[below], column if below == row else 0)
        if found is not None:
            return below, found.end()
    return len(lines) - 1, len(lines[-1])


def start_of_previous(lines: Sequence[str], location: Location) -> Location:
    """Where the word before the location begins; else the start of the text."""
    row, column = location
    for above in range(row, max(-1, row - _REACH), -1):
        line = lines[above][:column] if above == row else lines[above]
        end = len(line)
        while end and not (line[end - 1].isalnum() or line[end - 1] == "_"):
            end -= 1
        start = end
        while start and (line[start - 1].isalnum() or line[start - 1] == "_"):
            start -= 1
        if end:
            return above, start
    return 0, 0


def pair_around(line: str, column: int) -> tuple[int, int, int, int] | None:
    """Starts and ends of the two words that are swapped at a column, `None` without two."""
    words = [found.span() for found in _WORD.finditer(line[:_REACH])]
    for place in range(1, len(words)):
        if column < words[place][1] or place == len(words) - 1:
            return (*words[place - 1], *words[place])
    return None
