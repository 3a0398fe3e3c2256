"""What the newest earlier input that begins as typed goes on with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from rich.cells import cell_len, set_cell_size

from tui.model.clean import clean_code
from tui.widgets.prompt.walk import LONGEST

REACH = 2_000
"""So many known inputs are looked through, the newest."""
BREAK = " ↵ "
"""What stands for a line break, and the blanks around it, where the rest is one line."""

# What is drawn is cut at the end of the row; no terminal has more cells.
_LONGEST_GHOST = 500
_BREAK = re.compile(r"[ \t]*\n\s*")
_WORD = re.compile(r"\s*(?:\w+|[^\w\s]+|\Z)")


class Suggestions:
    """Finds the newest input that begins as typed.

    Where the typing only went on, so does the search, since what did not fit does not fit now.
    """

    def __init__(self, newest: Iterable[str]) -> None:
        """Look through the first `REACH` of `newest`, newest first; they need not be clean."""
        self._entries = list(islice(newest, REACH))
        self._before = self._after = ""
        self._place = 0

    def rest(self, before: str, after: str = "") -> str:
        """What stands in the newest fitting input between `before` and `after`, its ends.

        It is cleaned, and "" when there is none that has more than blanks there.
        """
        if after != self._after or not before.startswith(self._before):
            self._place = 0
        self._before, self._after = before, after
        least, entries = len(before) + len(after), self._entries
        for place in range(self._place, len(entries)):
            entry = entries[place]
            if entry.startswith(before) and entry.endswith(after) and least < len(entry) <= LONGEST:
                rest = clean_code(entry[len(before) : len(entry) - len(after)])
                if rest.strip():
                    self._place = place
                    return rest
        self._place = len(entries)
        return ""


def first_word(rest: str) -> str:
    """The blanks that `rest` begins with and the word, or the signs, behind them."""
    found = _WORD.match(rest)
    return found.group() if found is not None else rest


def ghost(rest: str, cells: int) -> str:
    """`rest` as one line, cut to so many cells, at least 2."""
    line = _BREAK.sub(BREAK, rest[:_LONGEST_GHOST]).replace("\t", " ")
    if len(rest) <= _LONGEST_GHOST and cell_len(line) <= cells:
        return line
    return set_cell_size(line, min(cells - 1, cell_len(line))) + "…"
