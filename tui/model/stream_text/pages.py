"""The part of a stream that can no longer change: pages of canonical text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.model.stream_text.canonical import cut, widest

PAGE_LENGTH = 32_768
"""Code points, escapes included, that a page holds at most (a closing sequence may come on top)."""

PAGE_LINES = 256


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of canonical text that begin and end in the default look, outside of any link.

    A page ends with a line feed, unless its last line is very long: then the next page, or the
    first live line, goes on with that line. `line_breaks` counts line feeds; `widest` is an upper
    bound of the columns of its widest line (of what this page holds of it); `styled` tells whether
    there are escapes.
    """

    text: str
    line_breaks: int
    widest: int
    styled: bool


class Pages:
    """Pages in the order of the text; the oldest go when there are more than `cap` code points.

    `first` counts the pages gone from the head, so `kept[0]` is page number `first` of all there
    were; `dropped` counts their code points, `length` those that are kept.
    """

    __slots__ = ("_cap", "dropped", "first", "kept", "length")

    def __init__(self, cap: int) -> None:
        self.kept: list[Page] = []
        self.first = 0
        self.dropped = 0
        self.length = 0
        self._cap = cap

    def add_lines(self, lines: list[str]) -> None:
        """Add complete canonical lines, given without their line feeds."""
        text = "\n".join(lines) + "\n"
        if len(lines) <= PAGE_LINES and len(text) <= PAGE_LENGTH:
            self._add(text, len(lines), lines)
            return
        for some in _portions(lines):
            self._add_portion(some)

    def _add_portion(self, lines: list[str]) -> None:
        if len(lines) == 1 and len(lines[0]) >= PAGE_LENGTH:
            rest = lines[0]
            while len(rest) >= PAGE_LENGTH:
                rest = self.add_part(rest)
            lines = [rest]
        self._add("\n".join(lines) + "\n", len(lines), lines)

    def add_part(self, line: str) -> str:
        """Add the first page's worth of a very long line; the answer is the rest of that line."""
        part, rest = cut(line, PAGE_LENGTH)
        self._add(part, 0)
        return rest

    def _add(self, text: str, line_breaks: int, lines: Sequence[str] = ()) -> None:
        self.kept.append(Page(text, line_breaks, widest(text, lines), "\x1b" in text))
        self.length += len(text)

    def trim(self) -> None:
        """Drop the oldest pages if there is too much: rather more of them, but seldom."""
        if self.length <= self._cap:
            return
        goal = self._cap - self._cap // 64
        count = gone = 0
        while count < len(self.kept) and self.length - gone > goal:
            gone += len(self.kept[count].text)
            count += 1
        del self.kept[:count]
        self.first += count
        self.dropped += gone
        self.length -= gone

    def clear(self) -> None:
        """Forget all pages; numbers of pages are not used again."""
        self.first += len(self.kept)
        self.kept.clear()
        self.dropped = self.length = 0


def _portions(lines: list[str]) -> Iterator[list[str]]:
    """`lines` in lists that fit a page each; one that does not fit comes alone."""
    start = length = 0
    for index, line in enumerate(lines):
        length += len(line) + 1
        if index > start and (length > PAGE_LENGTH or index - start == PAGE_LINES):
            yield lines[start:index]
            start, length = index, len(line) + 1
    yield lines[start:]
