"""Pictures in terminals that know the kitty graphics protocol, placed by characters.

A picture is sent once, under a number; where it is to be seen, cells hold a placeholder character
with its row and column, in the colour of that number (kitty's documentation, "Unicode
placeholders"). So pictures scroll, are covered and are cut off like text, whatever draws it.
"""

from __future__ import annotations

import base64
import zlib
from itertools import count

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from tui.render.pictures.decoding import Picture

PLACEHOLDER = "\U0010eeee"
_CHUNK = 4096
# What stands for the numbers of rows and columns: combining characters of class 230 in the order of
# Unicode 6, but for those that melt into letters (kitty's `rowcolumn-diacritics.txt`).
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
"""Cells in a row that can be told apart."""
_numbers = count(1)


def new_number() -> int:
    """A number for a picture, from 1; each is used once, as far as 24 bits go."""
    return next(_numbers) % 0xFFFFFF or 1


def transmission(picture: Picture, number: int, columns: int, rows: int) -> str:
    """The sequences that send a picture and say how many cells it takes; no answer is wanted."""
    data = base64.standard_b64encode(zlib.compress(picture.pixels, 3)).decode("ascii")
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    head = (
        f"a=T,q=2,f=32,o=z,U=1,i={number},s={picture.width},v={picture.height}"
        f",c={columns},r={rows},"
    )
    parts = []
    for place, chunk in enumerate(chunks):
        more = int(place < len(chunks) - 1)
        parts.append(f"\x1b_G{head if place == 0 else 'q=2,'}m={more};{chunk}\x1b\\")
    return "".join(parts)


def forgetting(number: int) -> str:
    """The sequence that has the terminal forget a picture."""
    return f"\x1b_Ga=d,q=2,d=I,i={number}\x1b\\"


def placeholders(number: int, columns: int, rows: int) -> list[tuple[Segment, ...]]:
    """The cells in which a picture is seen, a tuple of segments for each row."""
    style = Style(color=Color.from_rgb(number >> 16 & 255, number >> 8 & 255, number & 255))
    return [
        (
            Segment(
                "".join(f"{PLACEHOLDER}{MARKS[row]}{MARKS[column]}" for column in range(columns)),
                style,
            ),
        )
        for row in range(rows)
    ]
