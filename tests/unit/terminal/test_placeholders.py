"""Cells of pictures as characters: each says which picture, row and column it is."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.terminal.placeholders import CELLS, MARKS, MOST_PICTURES, Span, cells_of_picture, spans


def test_the_marks_are_those_of_the_protocol() -> None:
    assert len(set(MARKS)) == len(MARKS) == 268
    # Some of the documented list: the first ones, and the first of each script's.
    numbers = {0: 0x305, 4: 0x312, 17: 0x363, 30: 0x483, 35: 0x592, 267: 0xA8F1}
    assert {place: ord(MARKS[place]) for place in numbers} == numbers


@pytest.mark.parametrize("number", [1, 267, 268, 5000, MOST_PICTURES - 1])
def test_cells_say_what_they_show(number: int) -> None:
    text = cells_of_picture(number, 39, 3, 268)
    assert cell_len(text) == 265
    assert CELLS.fullmatch(text)
    assert [*spans(text)] == [Span(number, 39, 3, 268)]


def test_cells_that_do_not_belong_together_are_told_apart() -> None:
    parts = [Span(1, 0, 0, 3), Span(1, 0, 4, 6), Span(1, 1, 6, 7), Span(2, 1, 7, 9)]
    text = "".join(cells_of_picture(part.number, part.row, part.first, part.end) for part in parts)
    assert [*spans(text)] == parts


def test_the_toolkit_cuts_between_cells() -> None:
    strip = Strip([Segment(cells_of_picture(700, 2, at, at + 16)) for at in range(0, 80, 16)])
    for start, end in ((0, 80), (1, 80), (5, 6), (15, 33), (79, 80)):
        part = strip.crop(start, end).text
        assert [*spans(part)] == [Span(700, 2, start, end)]
