"""What is known of the lines that rows show: which line it is, its matches, its colours."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Sequence

from tui.model.history.entry import EntryKey, HistoryRow
from tui.model.history.query import HistoryQuery, TermKind
from tui.render.highlight import Span
from tui.render.history import LEXED, ShownLine, line_spans, shown_line

LEXED_AT_ONCE = 1_000
"""Code points of lines that are coloured before they are drawn for the first time: 2 ms."""
MOST_LINES = 4_000
"""Lines of which the colours are kept."""

Classes = tuple[Span, ...]


class KnownLines:
    """Finds out at once what is quickly found out; the rest waits for `look_into`.

    What waits is plain as yet: matches of regular expressions, languages whose lexers have not
    been made, and colours where many lines come into sight at once.
    """

    def __init__(self) -> None:
        self.query: HistoryQuery | None = None
        self._lines: dict[EntryKey, tuple[HistoryRow, ShownLine]] = {}
        self._classes: dict[tuple[str, str], Classes] = {}
        self._lexers: set[str] = {""}
        self._waiting: dict[EntryKey, HistoryRow] = {}
        self._left = LEXED_AT_ONCE

    @property
    def are_complete(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def search(self, query: HistoryQuery) -> None:
        """Mark the matches of a query from now on."""
        if query != self.query:
            self.query = query
            self._lines.clear()
            self._waiting.clear()

    def begin_frame(self) -> None:
        """As many lines as can be coloured at once, can be again."""
        self._left = LEXED_AT_ONCE

    def of(self, row: HistoryRow) -> tuple[ShownLine, Classes]:
        """The line that a row shows and the classes of its characters, as far as they are known."""
        line = self._line(row)
        language = row.entry.language
        key = (line.text[:LEXED], language)
        classes = self._classes.get(key)
        if classes is None:
            if language not in self._lexers or self._left <= 0:
                self._waiting[row.entry.key] = row
                return line, ()
            self._left -= len(key[0])
            classes = self._learn(key, line_spans(*key))
        return line, classes

    def _line(self, row: HistoryRow) -> ShownLine:
        key = row.entry.key
        known = self._lines.get(key)
        if known is not None and known[0] == row:
            return known[1]
        terms = self.query.terms if self.query is not None else ()
        if any(term.kind is TermKind.REGEX for term in terms):
            self._waiting[key] = row
            return shown_line(row.entry, None)
        line = shown_line(row.entry, self.query)
        self._lines[key] = (row, line)
        return line

    def _learn(self, key: tuple[str, str], classes: Classes) -> Classes:
        if len(self._classes) >= MOST_LINES:
            self._classes.clear()
        self._classes[key] = classes
        return classes

    async def look_into(self) -> set[EntryKey]:
        """Find out about the rows that wait; answers whose they are."""
        query, rows = self.query, [*self._waiting.values()]
        self._waiting.clear()
        lines = await to_thread(_looked_into, rows, query)
        self._lexers.update(row.entry.language for row in rows)
        for row, (line, classes) in zip(rows, lines, strict=True):
            self._learn((line.text[:LEXED], row.entry.language), classes)
            if query == self.query:
                self._lines[row.entry.key] = (row, line)
        return {row.entry.key for row in rows}


def _looked_into(
    rows: Sequence[HistoryRow], query: HistoryQuery | None
) -> list[tuple[ShownLine, Classes]]:
    """What rows show, with its classes; slow, for a thread."""
    lines = [shown_line(row.entry, query) for row in rows]
    return [
        (line, line_spans(line.text, row.entry.language))
        for row, line in zip(rows, lines, strict=True)
    ]
