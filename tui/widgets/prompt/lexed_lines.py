"""The spans of lines that are being edited, of which only those near an edit are lexed again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.render.highlight import LEXER_FAILURES, Span, add_spans, classes
from tui.widgets.prompt.line_lexer import RESTING, States, chunks, is_short_sighted

if TYPE_CHECKING:
    from pygments.lexer import RegexLexer

LineSpans = tuple[Span, ...]

_ENDS_IN_WORD = re.compile(r"[\w\\]\s*$")
_FIRST_WORD = re.compile(r"\s*\w+\s*\S")
# Lines upwards in which a place is looked for where the lexer rests.
_REACH = 60


class LexedLines:
    """Lines, their spans, and with which states of the lexer each of them begins.

    After `take`, `advance` lexes from above the first line that changed until it comes to a line
    that begins as it did before. Until `is_finished`, lines further down have the spans they had.
    """

    def __init__(self, lexer: RegexLexer) -> None:
        self._lexer = lexer
        self._lines: list[str] = []
        # `None` for a line that begins within a match.
        self._starts: list[States | None] = []
        self.spans: list[LineSpans] = []
        """What was found of each line, so far."""
        # The lines before `_front` are right; those from `_known` on were, if they begin as then.
        self._front = 0
        self._known = 0
        self.is_unsure = False
        """Whether rules that look far ahead may have found something else from the beginning."""

    @property
    def is_finished(self) -> bool:
        """Whether every line has been lexed."""
        return self._front >= len(self._lines)

    def take(self, lines: Sequence[str]) -> None:
        """Take the lines as they are now."""
        old, new = self._lines, list(lines)
        above = _agreeing(old, new)
        if above == len(old) == len(new):
            return
        below = _agreeing(old[above:][::-1], new[above:][::-1])
        old_end, end = len(old) - below, len(new) - below
        known = max(end, self._known + end - old_end) if self._front < len(old) else end
        self._starts[above:old_end] = [None] * (end - above)
        self.spans[above:old_end] = [()] * (end - above)
        self._lines, self._known = new, known
        if not new:
            self._front = 0
            return
        self._starts[0] = RESTING
        row = min(above, self._front, len(new) - 1)
        self._front = self._resumable(row, seen=row < above or not _is_behind(old, new, row))

    def begin_again(self) -> None:
        """Let `advance` lex everything."""
        self._front, self._known, self.is_unsure = 0, len(self._lines), False

    def advance(self, characters: int) -> None:
        """Lex some more lines, at most as many as have so many characters and one match more."""
        code = "\n".join(self._lines)
        start = len("\n".join(self._lines[: self._front])) + (self._front > 0)
        try:
            self._lex(code, start, start + characters)
        except LEXER_FAILURES:
            self.spans = [()] * len(self._lines)
            self._starts[1:] = [None] * (len(self._lines) - 1)
            self._front = len(self._lines)

    def _lex(self, code: str, start: int, limit: int) -> None:
        row, ended = self._front, code + "\n"
        for chunk in chunks(self._lexer, ended, start, self._starts[row] or RESTING):
            last = row + ended.count("\n", start, chunk.end)
            found: list[list[Span]] = [[] for _ in range(last - row + 1)]
            add_spans(classes(chunk.tokens, code), found)
            self.spans[row:last] = map(tuple, found[:-1])
            self._starts[row + 1 : last] = [None] * (last - row - 1)
            if last == len(self._lines) or (
                last >= self._known and self._starts[last] == chunk.states
            ):
                self._front = len(self._lines)
                return
            self._starts[last] = chunk.states
            self._front = row = last
            start = chunk.end
            if start >= limit:
                return

    def _resumable(self, row: int, *, seen: bool) -> int:
        """From where to lex after a change in `row`, `seen` from the line before that is not blank.

        That is from where the lexer rests, if there is such a place near.
        """
        if seen:
            row = self._looking(row)
        if not is_short_sighted(self._lexer):
            self.is_unsure = True
            row = self._open_above(row)
        while row and self._starts[row] is None:
            row -= 1
        for above in range(row, max(-1, row - _REACH), -1):
            if self._starts[above] == RESTING:
                return above
        self.is_unsure = True
        return row

    def _looking(self, row: int) -> int:
        """The line above `row` whose last word is taken for another by what follows, or `row`."""
        above = row - 1
        while above > 0 and not self._lines[above].strip():
            above -= 1
        return above if above >= 0 and _ENDS_IN_WORD.search(self._lines[above]) else row

    def _open_above(self, row: int) -> int:
        """The first line near above `row` with what may be a quote without partner, or `row`."""
        for above in range(max(0, row - _REACH), row):
            if any(name == "error" for _, _, name in self.spans[above]):
                return above
        return row


def _is_behind(old: list[str], new: list[str], row: int) -> bool:
    """Whether a change in `row` is behind the line's first word and what follows that.

    Many rules look over blanks and line feeds to the next word, but not further.
    """
    if row >= len(old):
        return False
    first = _FIRST_WORD.match(new[row])
    return first is not None and old[row].startswith(first[0])


def _agreeing(one: list[str], other: list[str]) -> int:
    """How many of the first lines are the same in both."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
