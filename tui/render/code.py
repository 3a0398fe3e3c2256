"""The input of a cell as rows: label, highlighted code, continuation marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from rich.segment import Segment
from rich.style import Style

from tui.model.clean import clean_code
from tui.render.highlight import HIGHLIGHT_LIMIT, Span, spans
from tui.render.needle import Needle
from tui.render.palette import Palette
from tui.render.rows import ANY_WIDTH, Piece, Row, Spot, SteadyDrawing, Widths, wrap, wrapped_height
from tui.render.slices import Slice

CONTINUATION = "...: "

AT_ONCE = 3_000
"""Code points up to which code is lexed when it is drawn: 6 ms. Longer code is plain at first."""


class CodeDrawing(SteadyDrawing):
    """Code under a label such as `In [3]: `; further lines are marked as IPython does.

    `label` may change with the cell's state, the code may not.
    """

    def __init__(self, code: str, language: str, label: str, palette: Palette) -> None:
        self.label = label
        self._code = clean_code(code)
        self._lines = self._code.split("\n")
        self._language = language
        self._palette = palette
        self._widest = max(len(line) for line in self._lines)
        self._plain = self._code.isascii() and "\t" not in self._code
        self._starts: tuple[int, Sequence[int]] = (0, ())
        self._spans: Sequence[Sequence[Span]] | None = None

    @property
    def is_uncoloured(self) -> bool:
        """Whether it is drawn plain until it is lexed, since that takes long."""
        return self._spans is None and AT_ONCE < len(self._code) <= HIGHLIGHT_LIMIT

    def lex(self) -> Sequence[Sequence[Span]]:
        """What `colour` is to be told; slow, and safe to call in a thread."""
        return spans(self._code, self._language)

    def colour(self, lexed: Sequence[Sequence[Span]]) -> None:
        """Draw in colours from now on."""
        self._spans = lexed

    def height(self, width: int) -> int:
        """How many rows there are."""
        return self._laid_out(width)[-1]

    def steady(self, width: int) -> Widths:
        """Any width in which no line wraps; or else just this one."""
        if self._plain and self._widest <= self._inner(width):
            return max(1, self._widest) + len(self.label), ANY_WIDTH
        return width, width + 1

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        starts, inner = self._laid_out(width), self._inner(width)
        rows: list[Row] = []
        number = bisect_right(starts, start) - 1
        while number < len(self._lines) and starts[number] < stop:
            top = starts[number]
            rows.extend(self._line_rows(number, inner)[max(start - top, 0) : stop - top])
            number += 1
        return rows

    def search(self, needle: Needle, part: int, work: Slice) -> list[Spot]:
        """Where the code holds the needle."""
        work.spend(len(self._code))
        if not needle.is_in(self._code):
            return []
        return [
            (number, column)
            for number, line in enumerate(self._lines)
            for column in needle.places(line)
        ]

    def row_of_spot(self, width: int, part: int, spot: Spot) -> int:
        """The row that shows the beginning of what was found."""
        line, column = spot
        above = wrapped_height(self._lines[line][: column + 1], self._inner(width)) - 1
        return self._laid_out(width)[line] + above

    def line_at(self, width: int, row: int) -> int:
        """Which line of the code a row shows a part of."""
        line = bisect_right(self._laid_out(width), row) - 1
        return min(line, len(self._lines) - 1)

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line of the code begins."""
        return self._laid_out(width)[line]

    def _laid_out(self, width: int) -> Sequence[int]:
        """The row each line begins at, and the one after the last."""
        inner = self._inner(width)
        if self._starts[0] != inner:
            starts: Sequence[int] = range(len(self._lines) + 1)
            if not self._plain or self._widest > inner:
                heights = (wrapped_height(line, inner) for line in self._lines)
                starts = list(accumulate(heights, initial=0))
            self._starts = (inner, starts)
        return self._starts[1]

    def _inner(self, width: int) -> int:
        return max(1, width - len(self.label))

    def _line_rows(self, number: int, inner: int) -> list[Row]:
        palette = self._palette
        if number == 0:
            gutter = Segment(self.label, palette.input_label)
        else:
            gutter = Segment(CONTINUATION.rjust(len(self.label)), palette.continuation)
        return wrap(self._pieces(number), inner, (gutter,))

    def _pieces(self, number: int) -> list[Piece]:
        line, palette = self._lines[number], self._palette
        pieces: list[Piece] = []
        end = 0
        for start, stop, name in self._line_spans(number):
            if start > end:
                pieces.append((line[end:start], palette.text))
            pieces.append((line[start:stop], _syntax(palette, name)))
            end = stop
        pieces.append((line[end:], palette.text))
        return pieces

    def _line_spans(self, number: int) -> Sequence[Span]:
        if self.is_uncoloured:
            return ()
        if self._spans is None:
            self._spans = self.lex()
        return self._spans[number]


def _syntax(palette: Palette, name: str) -> Style:
    return palette.text + palette.syntax.get(name, palette.text)
