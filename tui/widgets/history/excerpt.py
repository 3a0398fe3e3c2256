"""What the preview shows of an input: as much of its code and its output as is worth reading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.segment import Segment

from tui.model.clean import clean_code
from tui.model.history.query import HistoryQuery, TermKind
from tui.model.stream_text import StreamText
from tui.render.highlight import Span, spans
from tui.render.history import RowLook, lexer_name, pieces
from tui.render.rows import Row, wrap, wrap_part, wrapped_height
from tui.render.text import TextDrawing

MOST_LINES = 2_000
MOST_CHARACTERS = 50_000
"""Code points of an input up to which it is shown: 1 ms to break them into rows."""
MOST_WIDE = 20_000
"""The same where characters may be of other widths: 5 ms."""
MOST_OUTPUT = 20_000
"""Code points of an output up to which it is shown."""
AT_ONCE = 1_000
"""Code points up to which code is lexed when it is shown: 2 ms."""
_LONG_LINE = 1_000

_WIDE = re.compile("[\u0300-\u036f\u1100-\u1fff\u2e80-\U0010ffff]")

Places = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """The classes and the matches of each line of a code."""

    spans: Sequence[Sequence[Span]]
    marks: Sequence[Places]


class Excerpt:
    """Code and output as rows; those out of sight cost nothing but their heights.

    `label` is what stands before the output, such as `Out[3]: `.
    """

    def __init__(self, code: str, output: str, label: str, language: str, look: RowLook) -> None:
        shown, self._note = _cut(code)
        self._code = clean_code(shown)
        self._lines = self._code.split("\n")
        self._language = lexer_name(language)
        self._look = look
        self._found: Found | None = None
        # The row at which each line begins, and the one after the last, in a width.
        self._starts: tuple[int, list[int]] = (0, [0])
        self._label = label
        # An output of one line stands beside its label.
        self._is_short = "\n" not in output.strip("\n")
        self._text = _stream_text(output) if output.strip() else None
        self._output = TextDrawing(self._text, look.dim) if self._text is not None else None

    def is_quick(self, query: HistoryQuery) -> bool:
        """Whether `look_into` takes no more than some milliseconds."""
        slow = any(term.kind is TermKind.REGEX for term in query.terms)
        return len(self._code) <= AT_ONCE and not slow

    def look_into(self, query: HistoryQuery) -> Found:
        """Find classes and matches; slow for long code, and safe to call in a thread."""
        classes = spans(self._code, self._language)
        return Found(classes, _by_line(query.spans(self._code), self._lines))

    def mark(self, found: Found) -> None:
        """Draw in colours and with the matches marked from now on."""
        self._found = found

    def restyle(self, look: RowLook) -> None:
        """Draw in other styles from now on."""
        self._look = look
        if self._text is not None and self._output is not None:
            measured = self._output.measured
            self._output = TextDrawing(self._text, look.dim, measured=measured)

    def height(self, width: int) -> int:
        """How many rows there are."""
        return self._code_height(width) + self._output_height(width)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        rows = self._code_rows(width, start, stop)
        code_height = self._code_height(width)
        if stop > code_height:
            rows += self._output_rows(width, max(0, start - code_height), stop - code_height)
        return rows

    def row_of_match(self, width: int) -> int | None:
        """The row of the first match, `None` for none."""
        found = self._found.marks if self._found is not None else ()
        for number, marks in enumerate(found):
            if marks:
                before = self._lines[number][: marks[0][0] + 1]
                return self._layout(width)[number] + wrapped_height(before, width) - 1
        return None

    # The code, and what is not shown of it.

    def _layout(self, width: int) -> list[int]:
        if self._starts[0] != width:
            heights = (wrapped_height(line, width) for line in self._lines)
            self._starts = (width, list(accumulate(heights, initial=0)))
        return self._starts[1]

    def _code_height(self, width: int) -> int:
        return self._layout(width)[-1] + (1 if self._note else 0)

    def _code_rows(self, width: int, start: int, stop: int) -> list[Row]:
        starts = self._layout(width)
        rows: list[Row] = []
        number = bisect_right(starts, start) - 1
        while number < len(self._lines) and starts[number] < stop:
            top = starts[number]
            rows += self._line_rows(number, width, max(start - top, 0), stop - top)
            number += 1
        if self._note and start <= starts[-1] < stop:
            rows.append(Row((Segment(self._note, self._look.dim),)))
        return rows

    def _line_rows(self, number: int, width: int, start: int, stop: int) -> list[Row]:
        line, found = self._lines[number], self._found
        if found is None:
            parts = [(line, self._look.text)]
        else:
            parts = pieces(line, found.spans[number], found.marks[number], self._look)
        if len(line) <= _LONG_LINE:
            return wrap(parts, width)[start:stop]
        return wrap_part(parts, width, start, min(stop, self._height_of(number)))

    def _height_of(self, number: int) -> int:
        starts = self._starts[1]
        return starts[number + 1] - starts[number]

    # The output, under a blank row and its label.

    def _output_height(self, width: int) -> int:
        if self._output is None:
            return 0
        return 1 + (not self._is_short) + self._output.height(self._inner(width))

    def _inner(self, width: int) -> int:
        return max(1, width - len(self._label)) if self._is_short else width

    def _output_rows(self, width: int, start: int, stop: int) -> list[Row]:
        if self._output is None:
            return []
        label = Segment(self._label, self._look.dim)
        above = [Row()] if self._is_short else [Row(), Row((), (label,))]
        count = len(above)
        text = self._output.rows(self._inner(width), max(0, start - count), stop - count)
        if self._is_short:
            blank = Segment(" " * len(self._label))
            first = start <= count
            text = [
                Row(row.content, (blank if number or not first else label,), row.wraps)
                for number, row in enumerate(text)
            ]
        return above[start:stop] + text


def _cut(code: str) -> tuple[str, str]:
    """As much of a code as is shown, and in words what is not."""
    code = code.rstrip()
    end = min(len(code), MOST_WIDE if _WIDE.search(code, 0, MOST_CHARACTERS) else MOST_CHARACTERS)
    if code.count("\n", 0, end) >= MOST_LINES:
        end = _nth(code, MOST_LINES)
    if end == len(code):
        return code, ""
    lines = code.count("\n", end)
    if lines:
        return code[:end], f"… {lines:,} more line{'s' if lines > 1 else ''}"
    return code[:end], f"… {len(code) - end:,} more characters"


def _nth(code: str, count: int) -> int:
    """Where the line feed of a number (from 1) is."""
    place = -1
    for _ in range(count):
        place = code.find("\n", place + 1)
    return place


def _stream_text(output: str) -> StreamText:
    text = StreamText()
    text.write(output[:MOST_OUTPUT].strip("\n"))
    text.finish()
    if len(output) > MOST_OUTPUT:
        text.write(f"\n… {len(output) - MOST_OUTPUT:,} more characters")
    return text


def _by_line(found: Sequence[tuple[int, int]], lines: Sequence[str]) -> list[Places]:
    """Places in a whole text as places in each of its lines."""
    places: list[Places] = [[] for _ in lines]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for first, last in found:
        number = bisect_right(starts, first) - 1
        while number < len(lines) and starts[number] < last:
            start = max(first - starts[number], 0)
            end = min(last - starts[number], len(lines[number]))
            if start < end:
                places[number].append((start, end))
            number += 1
    return places
