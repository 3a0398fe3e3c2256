"""Cells of other clients on the screen: marked as theirs, and hidden if wished."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.pilot.transcript_app import Book, TranscriptApp, settled
from tui.render.palette import Palette
from tui.widgets.transcript.block_layout import LayoutStyle
from tui.widgets.transcript.index import TranscriptIndex
from tui.wire.events import CodeEchoed, Origin, StatusReported, StreamWritten

SIZE = (40, 12)


class SharedBook(Book):
    """A transcript into which another client writes as well."""

    def __init__(self) -> None:
        super().__init__()
        self._theirs = 0

    def remote(self, code: str, text: str, name: str = "ada") -> str:
        """A cell of another client that has ended."""
        self._theirs += 1
        origin = Origin(f"their {self._theirs}", "them", name)
        self.apply(
            CodeEchoed(origin, code, 100 + self._theirs),
            StreamWritten(origin, "stdout", text),
            StatusReported(origin, "idle"),
        )
        return origin.parent_id


def own(book: Book, code: str, value: str) -> None:
    book.result(book.begin(code), value)


async def test_cells_of_others_are_marked_and_can_be_hidden() -> None:
    book = SharedBook()
    own(book, "1 + 1", "2")
    book.remote("print('theirs')", "theirs\n")
    own(book, "2 + 2", "4")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        mine = ["In [1]: 1 + 1", "Out[1]: 2", ""]
        theirs = ["In [101] remote: print('theirs')", "theirs", "from ada", ""]
        last = ["In [2]: 2 + 2", "Out[1]: 4", ""]
        assert app.lines()[:10] == [*mine, *theirs, *last]
        app.view.hides_others = True
        await settled(app, pilot)
        assert app.lines() == [*mine, *last, *[""] * 6]
        # What comes meanwhile stays hidden, what is one's own does not.
        book.remote("print('more')", "more\n")
        own(book, "3", "3")
        await app.draw(pilot)
        assert app.lines() == [*mine, *last, "In [3]: 3", "Out[1]: 3", *[""] * 4]
        app.view.hides_others = False
        await settled(app, pilot)
        assert "more" in app.lines()


async def test_jumps_and_finds_leave_out_what_is_hidden() -> None:
    book = SharedBook()
    own(book, "needle = 1", "1")
    book.remote("needle = 2", "needle\n" * 5)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert app.view.find("needle").matches == 7
        app.view.hides_others = True
        await settled(app, pilot)
        assert app.view.find("needle").matches == 1
        app.view.jump(-1)
        assert app.view.cursor == 0
        app.view.jump(1)
        assert app.view.cursor is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=12), st.integers(5, 60))
def test_the_rows_are_those_of_ones_own_cells(cells: list[tuple[bool, int]], width: int) -> None:
    book, expected = SharedBook(), SharedBook()
    for is_mine, count in cells:
        text = "some words\n" * count
        if is_mine:
            for each in (book, expected):
                each.write(each.begin("x = 1"), text)
        else:
            book.remote("y = 2", text)
    style = LayoutStyle(Palette())
    hiding = TranscriptIndex(book.transcript.blocks, style, width)
    hiding.hides_others = True
    naive = TranscriptIndex(expected.transcript.blocks, style, width)
    rows = [row.text for row in naive.rows(0, 1000)]
    assert [row.text for row in hiding.rows(0, 1000)] == rows
    assert hiding.height == naive.height
    for row in range(len(rows)):
        assert [each.text for each in hiding.rows(row, row + 1)] == [rows[row]]
    hiding.wrap_to(width + 7, max(0, len(rows) - 1))
    naive.wrap_to(width + 7, 0)
    assert [row.text for row in hiding.rows(0, 1000)] == [row.text for row in naive.rows(0, 1000)]
