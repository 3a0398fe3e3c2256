"""Which mark comes next, and how the rows of a marked output are drawn."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style

from tests.pilot.transcript_app import Book
from tui.render.palette import Palette
from tui.terminal.placeholders import cells_of_picture
from tui.widgets.transcript.block_layout import LayoutStyle
from tui.widgets.transcript.index import TranscriptIndex
from tui.widgets.transcript.marking import Mark, barred, next_mark
from tui.wire.events import DataDisplayed, NoticeKind, NoticePosted, Origin, StreamWritten

BAR = Style(reverse=True)
RED = Style(color="red")


def book() -> Book:
    """Two outputs, a notice, a cell without any, output without a cell, one output."""
    made = Book()
    first = made.begin("first")
    made.write(first, "printed\n")
    made.result(first, "42")
    made.end(first)
    made.apply(NoticePosted(NoticeKind.INFO, "a notice"))
    made.end(made.begin("second"))
    made.apply(StreamWritten(Origin("of nobody"), "stdout", "of no cell\n"))
    made.cell("third", "x\n")
    return made


def index_of(made: Book) -> TranscriptIndex:
    return TranscriptIndex(made.transcript.blocks, LayoutStyle(Palette()))


WAY = [Mark(0), Mark(0, 0), Mark(0, 1), Mark(2), Mark(3, 0), Mark(4), Mark(4, 0)]


def test_the_mark_goes_through_inputs_and_outputs_and_back() -> None:
    index = index_of(book())
    for step, way in ((1, WAY), (-1, WAY[::-1])):
        mark: Mark | None = way[0]
        reached = []
        while mark is not None:
            reached.append(mark)
            mark = next_mark(index, mark, step)
        assert reached == way


def test_folded_outputs_are_passed_by() -> None:
    index = index_of(book())
    index.fold(0)
    assert next_mark(index, Mark(0), 1) == Mark(2)
    assert next_mark(index, Mark(2), -1) == Mark(0)


def test_a_step_makes_the_layouts_of_what_it_passes_only() -> None:
    made = Book()
    cell = made.begin("many")
    for _ in range(2_000):
        made.apply(DataDisplayed(Origin(cell), {"text/plain": "x"}, {}, None, False, None))
    for number in range(20_000):
        made.begin(str(number))
    index = index_of(made)
    index.expose(0, 3_000)
    height, layouts = index.height, len(index._layouts)
    assert next_mark(index, Mark(0, 1_000), 1) == Mark(0, 1_001)
    assert next_mark(index, Mark(10_000), -1) == Mark(9_999)
    assert index.output_at(1_500) == (0, 1_499)
    assert index.height == height
    assert len(index._layouts) <= layouts + 2


@pytest.mark.parametrize(
    ("gutter", "content", "shown"),
    [
        ([], [], ([(" ", True)], [])),
        ([], [Segment("")], ([(" ", True)], [("", False)])),
        ([], [Segment("abc", RED)], ([], [("a", True), ("bc", False)])),
        ([], [Segment("日本")], ([], [("日", True), ("本", False)])),
        ([Segment("Out[1]: ")], [Segment("42")], ([("Out[1]: ", True)], [("42", False)])),
        ([Segment("▎")], [Segment("err")], ([("▎", True)], [("err", False)])),
        ([Segment("▀▀", RED), Segment("▀")], [], ([(" ", True), ("▀", False), ("▀", False)], [])),
        ([Segment(" ▀", RED)], [], ([(" ", True), ("▀", False)], [])),
        ([Segment("▄")], [], ([(" ", True), ("", False)], [])),
    ],
)
def test_rows_with_a_bar(
    gutter: list[Segment],
    content: list[Segment],
    shown: tuple[list[tuple[str, bool]], list[tuple[str, bool]]],
) -> None:
    parts = barred(gutter, content, BAR)
    found = tuple(
        [(text, style is not None and bool(style.reverse)) for text, style, _ in part]
        for part in parts
    )
    assert found == shown


def test_the_bar_takes_a_cell_of_a_picture_of_the_terminal() -> None:
    row = Segment(cells_of_picture(7, 3, 0, 16))
    bar, rest = barred([row], [], BAR)[0]
    assert bar == Segment(" ", BAR)
    assert rest.text == cells_of_picture(7, 3, 1, 16)
