"""Characters that stand for a cell of a picture, so that pictures are moved and cut like text.

The way is that of the kitty graphics protocol ("Unicode placeholders"): one character, with
combining characters for the row and the column of the picture. Two more say which picture it
is, where kitty has the colour of the text: colours are changed on their way to the terminal,
where there are only 256 of them, below a dialog, or where none are wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PLACEHOLDER = "\U0010eeee"
# What stands for numbers: combining characters of class 230 in the order of Unicode 6, but for
# those that melt into letters (kitty's `rowcolumn-diacritics.txt`).
_MARKS = """
305 30D-30E 310 312 33D-33F 346 34A-34C 350-352 357 35B 363-36F 483-487 592-595 597-599 59C-5A1
5A8-5A9 5AB-5AC 5AF 5C4 610-617 657-65B 65D-65E 6D6-6DC 6DF-6E2 6E4 6E7-6E8 6EB-6EC 730 732-733
735-736 73A 73D 73F-741 743 745 747 749-74A 7EB-7F1 7F3 816-819 81B-823 825-827 829-82D 951 953-954
F82-F83 F86-F87 135D-135F 17DD 193A 1A17 1A75-1A7C 1B6B 1B6D-1B73 1CD0-1CD2 1CDA-1CDB 1CE0 1DC0-1DC1
1DC3-1DC9 1DCB-1DCC 1DD1-1DE6 1DFE 20D0-20D1 20D4-20D7 20DB-20DC 20E1 20E7 20E9 20F0 2CEF-2CF1
2DE0-2DFF A66F A67C-A67D A6F0-A6F1 A8E0-A8F1
"""


def _marks() -> tuple[str, ...]:
    marks: list[str] = []
    for part in _MARKS.split():
        first, _, last = part.partition("-")
        marks += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    return tuple(marks)


MARKS = _marks()
MOST_COLUMNS = len(MARKS)
"""Cells in a row, and rows, that can be told apart."""
MOST_PICTURES = len(MARKS) ** 2
"""Pictures that can be told apart; their numbers begin at 1."""
_NUMBERS = {mark: number for number, mark in enumerate(MARKS)}
_CELL = 5
"""Characters a cell consists of."""
CELLS = re.compile(f"(?:{PLACEHOLDER}[{''.join(MARKS)}]{{4}})+")
"""Cells side by side, of any picture."""


@dataclass(frozen=True, slots=True)
class Span:
    """Cells side by side in one row of a picture: the columns from `first` up to `end`."""

    number: int
    row: int
    first: int
    end: int


def cells_of_picture(number: int, row: int, first: int, end: int) -> str:
    """The characters of a span."""
    high, low = divmod(number, len(MARKS))
    picture = MARKS[high] + MARKS[low]
    head = PLACEHOLDER + MARKS[row]
    return "".join(f"{head}{mark}{picture}" for mark in MARKS[first:end])


def spans(cells: str) -> Iterator[Span]:
    """What characters found by `CELLS` stand for, in order."""
    span: tuple[int, int, int, int] | None = None
    for start in range(0, len(cells), _CELL):
        row, column, high, low = (_NUMBERS[mark] for mark in cells[start + 1 : start + _CELL])
        number = high * len(MARKS) + low
        if span is not None:
            if span[0] == number and span[1] == row and span[3] == column:
                span = (number, row, span[2], column + 1)
                continue
            yield Span(*span)
        span = (number, row, column, column + 1)
    if span is not None:
        yield Span(*span)
