"""One line as a terminal sees it: a row of cells that are written over, erased and read back."""

from __future__ import annotations

import re
from functools import lru_cache

from tui.model.stream_text.canonical import pen_runs
from tui.model.stream_text.style import closer

_TAB = 8
_ZWJ = "\u200d"
# Code points that one cell holds at most; more combining marks than that are dropped.
_JOINED = 32
# Not known at a glance to take one column: outside ASCII, Latin, Greek, Cyrillic, general
# punctuation, arrows and mathematics, box drawing, blocks and Braille (progress bars are drawn so).
_UNEVEN = re.compile(
    "[^ -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03c9\u0400-\u0482\u2010-\u2027\u2030-\u205e"
    "\u2190-\u22ff\u2500-\u25fc\u2800-\u28ff]"
)


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    from wcwidth import wcwidth  # 30 ms, which most streams never need

    return max(0, int(wcwidth(char)))


class CellLine:
    """The cells of one line; a wide character has an empty cell after its own.

    `changed` tells that the cells are newer than the text they were made from.
    """

    __slots__ = ("_chars", "_pens", "changed")

    def __init__(self, line: str = "") -> None:
        self._chars: list[str] = []
        self._pens: list[str] = []
        self.changed = False
        for text, pen in pen_runs(line):
            self._append_with_tabs(text, pen)
        self.changed = False

    def __len__(self) -> int:
        return len(self._chars)

    def _append_with_tabs(self, text: str, pen: str) -> None:
        first, *others = text.split("\t")
        self.write(len(self), first, pen)
        for other in others:
            # A tab moves only: what it passes over has no look.
            self.write(len(self), " " * (_TAB - len(self) % _TAB), "")
            self.write(len(self), other, pen)

    def write(self, column: int, text: str, pen: str) -> int:
        """Put `text`, which holds no control character, over what is at `column`.

        The answer is the column after it. A gap before it is filled with blanks; a wide character
        of which half is written over leaves a blank.
        """
        if not text:
            return column
        self.changed = True
        chars, pens = self._chars, self._pens
        if column > len(chars):
            gap = column - len(chars)
            chars.extend(" " * gap)
            pens.extend([""] * gap)
        new = text if text.isascii() or not _UNEVEN.search(text) else self._split(column, text)
        if not new:
            return column
        end = column + len(new)
        self._part_wide(column)
        self._part_wide(end)
        chars[column:end] = new
        pens[column:end] = [pen] * len(new)
        return end

    def _split(self, column: int, text: str) -> list[str]:
        """`text` as cells; marks that combine with the character before `column` go to it."""
        cells: list[str] = []
        for char in text:
            columns = _columns(char)
            before = self._base(cells, column)
            if before and (columns == 0 or (columns == 2 and before[0][before[1]].endswith(_ZWJ))):
                if len(before[0][before[1]]) < _JOINED:
                    before[0][before[1]] += char
            elif columns == 2:
                cells += (char, "")
            else:
                cells.append(char if columns else " " + char)
        return cells

    def _base(self, cells: list[str], column: int) -> tuple[list[str], int] | None:
        """Where the character is that the next one may join: in `cells`, or left of `column`."""
        chars, index = (cells, len(cells) - 1) if cells else (self._chars, column - 1)
        if index > 0 and not chars[index]:
            index -= 1
        return (chars, index) if index >= 0 else None

    def _part_wide(self, column: int) -> None:
        """Blank both halves of a wide character that has its second half at `column`."""
        if 0 < column < len(self._chars) and not self._chars[column]:
            self._chars[column - 1] = self._chars[column] = " "

    def erase_from(self, column: int) -> None:
        """Drop the cells at `column` and after."""
        self._part_wide(column)
        del self._chars[column:], self._pens[column:]
        self.changed = True

    def erase_to(self, column: int) -> None:
        """Blank the cells before `column` and the one at it."""
        end = min(column + 1, len(self))
        self._part_wide(end)
        self._chars[:end] = " " * end
        self._pens[:end] = [""] * end
        self.changed = True

    def open_text(self) -> tuple[str, str]:
        """The canonical text without its last closer, and the opener that is still to be closed."""
        chars, pens = self._chars, self._pens
        if not pens:
            return "", ""
        if pens.count(pens[0]) == len(pens):
            return pens[0] + "".join(chars), pens[0]
        told: list[str] = []
        start, pen = 0, pens[0]
        for index, other in enumerate(pens):
            if other != pen:
                told += (pen, *chars[start:index], closer(pen))
                start, pen = index, other
        told += (pen, *chars[start:])
        return "".join(told), pen

    def text(self) -> str:
        """The canonical text of the line."""
        text, opener = self.open_text()
        return text + closer(opener)
