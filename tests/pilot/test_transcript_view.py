"""The transcript on the screen: what is drawn, what stays in place, what keys and mouse do."""

from __future__ import annotations

import pytest

from tests.pilot.transcript_app import Book, TranscriptApp, counted, settled
from tui.model.cells import Block
from tui.widgets.transcript.block_layout import BlockLayout
from tui.wire.events import KernelRestarted, NoticeKind, NoticePosted, Origin, OutputCleared

SIZE = (40, 10)
WIDE, HIGH = SIZE


def lines(count: int, word: str = "line") -> str:
    return "".join(f"{word} {number}\n" for number in range(count))


# Drawing.


async def test_inputs_outputs_and_notices_stand_one_under_the_other() -> None:
    book = Book()
    first = book.begin("for i in x:\n    print(i)")
    book.write(first, "a\n")
    book.write(first, "b\n", "stderr")
    book.result(first, "42")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE):
        assert app.lines() == [
            "In [1]: for i in x:",
            "   ...:     print(i)",
            "a",
            "▎b",
            "Out[1]: 42",
            "",
            *[""] * 4,
        ]


async def test_what_comes_later_is_drawn_when_it_is_taken() -> None:
    book = Book()
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert app.lines() == [""] * HIGH
        cell = book.begin("1")
        book.write(cell, "a")
        await app.draw(pilot)
        assert app.lines()[:2] == ["In [1]: 1", "a"]
        book.write(cell, "b\rc\nd")
        await app.draw(pilot)
        assert app.lines()[:3] == ["In [1]: 1", "cb", "d"]
        book.apply(OutputCleared(Origin(cell), False))
        book.write(cell, "new")
        book.apply(NoticePosted(NoticeKind.WARNING, "Careful \x1b[2J"), KernelRestarted())
        await app.draw(pilot)
        shown = app.lines()
        assert shown[:3] == ["In [1]: 1", "new", "lost: the kernel ended before the cell"]
        assert shown[5] == "Careful ␛[2J"
        assert " restarted " in shown[7]


async def test_long_lines_wrap_to_the_view() -> None:
    book = Book()
    book.cell("1", "x" * (2 * WIDE))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE):
        width = app.view.scrollable_content_region.width
        assert [len(line) for line in app.lines()[1:4]] == [width, width, 2 * WIDE - 2 * width]


async def test_only_lines_in_sight_are_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    for number in range(300):
        book.cell(f"cell_{number}", lines(100))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        with counted(monkeypatch) as work:
            await app.scroll(pilot, 15_000)
            assert app.lines()[0].startswith("line")
            # A frame of ten lines is drawn, each of them once.
            assert 0 < work.wraps <= 2 * HIGH
        with counted(monkeypatch) as work:
            app.lines()
            assert work.wraps == 0


async def test_a_flood_in_view_lays_out_a_screen_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    cell = book.begin("flood")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        with counted(monkeypatch) as work:
            for _ in range(20):
                book.write(cell, lines(5000))
                await app.draw(pilot)
            assert app.view.virtual_size.height > 100_000
            # A page of 256 lines is taken apart as a whole when its end comes into view.
            assert work.wraps <= 20 * (2 * HIGH + 256)
        assert app.lines()[-2:] == ["line 4999", ""]


# Following, and staying.


async def test_new_output_is_followed_at_the_end() -> None:
    book = Book()
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        cell = book.begin("1")
        for _ in range(5):
            book.write(cell, lines(7))
            await app.draw(pilot)
            assert app.view.scroll_offset.y == app.view.max_scroll_y
        assert app.lines()[-2:] == ["line 6", ""]


async def test_new_output_does_not_pull_the_view_from_where_one_reads() -> None:
    book = Book()
    book.cell("1", lines(50, "old"))
    cell = book.begin("2")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.scroll(pilot, 10)
        read = app.lines()
        for _ in range(5):
            book.write(cell, lines(7))
            await app.draw(pilot)
        book.cell("3", "more")
        await app.draw(pilot)
        assert app.lines() == read
        assert not app.view.following
        # At the end again, it is followed again.
        await app.scroll(pilot, app.view.max_scroll_y)
        assert bool(app.view.following)
        book.cell("4", "most")
        await app.draw(pilot)
        assert app.lines()[-2:] == ["most", ""]


async def test_output_that_comes_above_does_not_move_what_one_reads() -> None:
    book = Book()
    first = book.begin("1")
    book.cell("2", lines(50))
    book.cell("3", lines(50))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.scroll(pilot, 30)
        read = app.lines()
        book.write(first, lines(20, "late"))
        await app.draw(pilot)
        assert app.lines() == read
        book.apply(OutputCleared(Origin(first), False))
        await app.draw(pilot)
        assert app.lines() == read


async def test_going_to_the_end_follows() -> None:
    book = Book()
    book.cell("1", lines(50))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.scroll(pilot, 0)
        app.view.follow()
        await pilot.pause()
        book.cell("2", lines(5))
        await app.draw(pilot)
        assert app.view.scroll_offset.y == app.view.max_scroll_y


# Resizing.


async def test_a_resize_wraps_anew_and_stays_at_the_end() -> None:
    book = Book()
    book.cell("1", "x" * 60 + "\n" + lines(20))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        height = app.view.virtual_size.height
        await pilot.resize_terminal(21, HIGH)
        await pilot.pause()
        assert app.view.virtual_size.height == height + 1
        assert app.view.scroll_offset.y == app.view.max_scroll_y
        assert app.lines()[-2:] == ["line 19", ""]


async def test_a_resize_keeps_what_was_at_the_top() -> None:
    book = Book()
    for number in range(20):
        book.cell(f"cell_{number}", "x" * 100)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        rows = app.view.virtual_size.height // 20
        await app.scroll(pilot, 10 * rows)
        assert app.lines()[0] == "In [11]: cell_10"
        for width, height in ((20, 10), (80, 5), (33, 12), SIZE):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert app.lines()[0] == "In [11]: cell_10"


@pytest.mark.parametrize("width", [20, 80])
async def test_a_resize_keeps_the_line_at_the_top_of_a_long_output(width: int) -> None:
    book = Book()
    text = "".join(f"{number:03} {'x' * (number % 7 * 15)}\n" for number in range(700))
    book.cell("1", text)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        row = next(row for row in range(900, 1000) if _line_at(app, row).startswith("4"))
        await app.scroll(pilot, row)
        top = app.lines()[0][:3]
        await pilot.resize_terminal(width, HIGH)
        await pilot.pause()
        assert app.lines()[0][:3] == top


def _line_at(app: TranscriptApp, row: int) -> str:
    return app.view._index.rows(row, row + 1)[0].text


async def test_the_smallest_terminal_and_back() -> None:
    book = Book()
    book.cell("print('日本語')", "日本語 text\n" * 5)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        before = app.lines()
        for size in ((1, 1), (2, 1), (1, 20), (200, 50), SIZE):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            app.lines()
        assert app.lines() == before


# Many cells.


async def test_ten_thousand_cells_are_as_many_widgets_and_as_much_work_as_ten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    works: list[int] = []
    widgets: list[int] = []
    for cells in (10, 10_000):
        book = Book()
        for number in range(cells):
            book.cell(f"cell_{number}", "a\nb\nc\n")
        app = TranscriptApp(book)
        async with app.run_test(size=SIZE) as pilot:
            await app.draw(pilot)
            await settled(app, pilot)
            assert app.view.virtual_size.height == 5 * cells
            widgets.append(len(app.screen.query("*")))
            with counted(monkeypatch) as work:
                book.cell("new", "x\n")
                await app.draw(pilot)
                await pilot.press("pageup")
                await app.scroll(pilot, 5)
                assert app.lines()[0] == "In [2]: cell_1"
                works.append(work.wraps)
    assert widgets[0] == widgets[1]
    assert works[1] <= works[0] + HIGH


async def test_a_change_at_the_end_measures_only_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    for number in range(1000):
        book.cell(f"cell_{number}", "a\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        cell = book.begin("last")
        await app.draw(pilot)
        await settled(app, pilot)
        measured: list[Block] = []
        height_of = BlockLayout.height

        def counted_height(layout: BlockLayout, width: int) -> int:
            measured.append(layout.block)
            return height_of(layout, width)

        monkeypatch.setattr(BlockLayout, "height", counted_height)
        book.write(cell, "x\n")
        await app.draw(pilot)
        assert measured == [book.transcript.blocks[1000]]
