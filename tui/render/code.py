"""The input of a cell as rows: label, highlighted code, continuation marks."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style

from tui.model.clean import clean_code
from tui.render.highlight import spans
from tui.render.palette import Palette
from tui.render.rows import Piece, Row, count_matches, wrap, wrapped_height

CONTINUATION = "...: "


class CodeDrawing:
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

    def height(self, width: int) -> int:
        """How many rows there are."""
        inner = self._inner(width)
        if self._plain and self._widest <= inner:
            return len(self._lines)
        return sum(wrapped_height(line, inner) for line in self._lines)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        inner = self._inner(width)
        rows: list[Row] = []
        top = 0
        for number, line in enumerate(self._lines):
            height = 1 if self._plain and len(line) <= inner else wrapped_height(line, inner)
            if top + height > start:
                rows.extend(self._line_rows(number, inner)[max(start - top, 0) : stop - top])
            top += height
            if top >= stop:
                break
        return rows

    def find(self, needle: str, width: int, ignore_case: bool, most: int) -> list[int]:
        """The rows of the first `most` matches."""
        inner = self._inner(width)
        found: list[int] = []
        row = 0
        for line in self._lines:
            for place in count_matches(line, needle, ignore_case):
                found.append(row + wrapped_height(line[: place + 1], inner) - 1)
            row += wrapped_height(line, inner)
        return found[:most]

    def line_at(self, width: int, row: int) -> int:
        """Which line of the code a row shows a part of."""
        inner = self._inner(width)
        for number, line in enumerate(self._lines):
            row -= wrapped_height(line, inner)
            if row < 0:
                return number
        return len(self._lines) - 1

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line of the code begins."""
        inner = self._inner(width)
        return sum(wrapped_height(text, inner) for text in self._lines[:line])

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
        for start, stop, name in spans(self._code, self._language)[number]:
            if start > end:
                pieces.append((line[end:start], palette.text))
            pieces.append((line[start:stop], _syntax(palette, name)))
            end = stop
        pieces.append((line[end:], palette.text))
        return pieces


def _syntax(palette: Palette, name: str) -> Style:
    return palette.text + palette.syntax.get(name, palette.text)
