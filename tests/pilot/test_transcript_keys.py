"""What keys and mouse do in the transcript: jump, fold, copy, find, select, clear."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.pilot.transcript_app import Book, TranscriptApp
from tui.widgets.transcript.finding import Found
from tui.widgets.transcript.view import TranscriptView
from tui.wire.events import NoticeKind, NoticePosted

SIZE = (40, 10)
WIDE, HIGH = SIZE


def lines(count: int, word: str = "line") -> str:
    return "".join(f"{word} {number}\n" for number in range(count))


def names(app: TranscriptApp) -> list[tuple[str, str]]:
    """What the view asked for, as names and texts."""
    return [
        (type(event).__name__, getattr(event, "code", getattr(event, "text", "")))
        for event in app.asked
    ]


async def jump(pilot: Pilot[None], app: TranscriptApp, *steps: int) -> None:
    for step in steps:
        app.view.jump(step)
    await pilot.pause()


# Jumping, folding, copying, running again.


async def test_jumping_goes_from_input_to_input_and_shows_it() -> None:
    book = Book()
    for number in range(5):
        book.cell(f"cell_{number}", lines(20))
        book.apply(NoticePosted(NoticeKind.INFO, "not an input"))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await jump(pilot, app, -1)
        assert app.view.has_focus
        assert app.view.cursor == 8
        assert "In [5]: cell_4" in app.lines()
        await jump(pilot, app, -1, -1)
        assert app.view.cursor == 4
        assert "In [3]: cell_2" in app.lines()
        await jump(pilot, app, 1)
        assert app.view.cursor == 6
        await jump(pilot, app, -1, -1, -1, -1, -1)
        assert app.view.cursor == 0
        assert "In [1]: cell_0" in app.lines()
        assert app.asked == []


async def test_jumping_below_the_last_input_leaves() -> None:
    book = Book()
    book.cell("1")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await jump(pilot, app, -1, 1)
        assert app.view.cursor is None
        assert names(app) == [("LeaveWanted", "")]


async def test_jumping_in_an_empty_transcript_is_nothing() -> None:
    app = TranscriptApp(Book())
    async with app.run_test(size=SIZE) as pilot:
        await jump(pilot, app, -1)
        assert app.view.cursor is None


async def test_keys_on_a_cell() -> None:
    book = Book()
    book.cell("first", "a\n")
    book.cell("second\nline", "▎" * 50 + "\nb\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await jump(pilot, app, -1)
        await pilot.press("enter", "r", "y")
        await pilot.pause()
        assert names(app) == [
            ("CodeWanted", "second\nline"),
            ("RunWanted", "second\nline"),
            ("CopyWanted", "second\nline\n" + "▎" * 50 + "\nb"),
        ]


async def test_keys_of_a_cell_are_typing_while_there_is_none() -> None:
    book = Book()
    book.cell("1", "a")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.focus()
        await pilot.press("r", "y", "n", "x")
        await pilot.pause()
        assert names(app) == [("LeaveWanted", letter) for letter in "rynx"]


async def test_folding_takes_the_output_away_and_brings_it_back() -> None:
    book = Book()
    book.cell("1", lines(30))
    book.cell("2", "b")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        full = app.view.virtual_size.height
        await jump(pilot, app, -1, -1)
        await pilot.press("o")
        await pilot.pause()
        assert app.lines()[:5] == ["In [1]: 1", "▸ 30 lines folded", "", "In [2]: 2", "b"]
        await pilot.press("o")
        await pilot.pause()
        assert app.view.virtual_size.height == full


async def test_a_folded_cell_counts_what_comes_and_stays_folded() -> None:
    book = Book()
    cell = book.begin("1")
    book.write(cell, lines(3))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.fold(0)
        book.write(cell, lines(4))
        book.result(cell, "x")
        await app.draw(pilot)
        assert app.lines()[:3] == ["In [1]: 1", "▸ 8 lines folded", ""]
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        assert app.lines()[1] == "▸ 8 lines folded"


async def test_folding_above_does_not_move_what_one_reads() -> None:
    book = Book()
    book.cell("1", lines(30))
    book.cell("2", lines(30))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.scroll(pilot, 40)
        read = app.lines()
        app.view.fold(0)
        await pilot.pause()
        assert app.lines() == read


# Finding.


async def test_finding_shows_the_newest_match_and_walks_to_older_ones() -> None:
    book = Book()
    for number in range(5):
        book.cell(f"cell_{number}", lines(20) + f"needle {number}\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert app.view.find("needle") == Found(5, 5)
        await pilot.pause()
        assert "needle 4" in app.lines()
        app.view.focus()
        await pilot.press("n")
        await pilot.pause()
        assert "needle 3" in app.lines()
        await pilot.press("N")
        await pilot.pause()
        assert "needle 4" in app.lines()
        assert app.view.step_match(1) == Found(1, 5)
        await pilot.pause()
        assert "needle 0" in app.lines()


@pytest.mark.parametrize(
    ("needle", "place"),
    [("needle", (2, 2)), ("Needle", (1, 1)), ("cell_a", (1, 1)), ("nothing", (0, 0)), ("", (0, 0))],
)
async def test_what_is_found(needle: str, place: tuple[int, int]) -> None:
    book = Book()
    book.cell("cell_a", "Needle\nneedle\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE):
        assert app.view.find(needle) == Found(*place)


async def test_matches_are_marked() -> None:
    book = Book()
    book.cell("1", "a needle here\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.find("needle")
        await pilot.pause()
        plain, marked = (
            [segment.style for segment in app.view.render_line(1) if word in segment.text]
            for word in ("a ", "needle")
        )
        assert len(marked) == 1
        assert marked != plain
        assert [segment.text for segment in app.view.render_line(1)][1] == "needle"


async def test_a_match_is_found_again_after_a_resize() -> None:
    book = Book()
    book.cell("1", "x" * 200 + "\n" + lines(20) + "needle\n" + lines(20))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.find("needle")
        await pilot.resize_terminal(20, HIGH)
        await pilot.pause()
        app.view.step_match(1)
        await pilot.pause()
        assert "needle" in app.lines()


# Selecting.


async def select(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> str | None:
    """Drag the mouse from one place of the view to another; the text that is selected."""
    await pilot.mouse_down(TranscriptView, offset=start)
    await pilot.hover(TranscriptView, offset=end)
    await pilot.mouse_up(TranscriptView, offset=end)
    await pilot.pause()
    return pilot.app.screen.get_selected_text()


async def test_selected_text_has_no_prompts_and_no_marks() -> None:
    book = Book()
    cell = book.begin("if a:\n    b")
    book.write(cell, "err\n", "stderr")
    book.result(cell, "42")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert await select(pilot, (8, 0), (9, 3)) == "if a:\n    b\nerr\n42"


async def test_selected_lines_that_were_wrapped_are_whole() -> None:
    book = Book()
    long = "".join(chr(97 + number % 26) for number in range(100))
    book.cell("1", f"{long}\nnext\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert await select(pilot, (0, 1), (3, 4)) == f"{long}\nnext"


async def test_part_of_a_line_is_selected() -> None:
    book = Book()
    book.cell("1", "one two three\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert await select(pilot, (4, 1), (6, 1)) == "two"


async def test_selected_notices_that_were_wrapped_are_whole() -> None:
    book = Book()
    words = "The kernel has ended with exit code 3. F7 starts it again."
    book.apply(NoticePosted(NoticeKind.ERROR, words))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert all(len(line) < WIDE for line in app.lines())
        last = app.lines()[1]
        assert await select(pilot, (0, 0), (len(last) - 1, 1)) == words


async def test_wide_characters_are_selected_whole() -> None:
    book = Book()
    book.cell("1", "日本語 text\n")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        assert await select(pilot, (2, 1), (5, 1)) == "本語"


async def test_a_selection_is_of_the_lines_scrolled_to() -> None:
    book = Book()
    book.cell("1", lines(100))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await app.scroll(pilot, 50)
        assert app.lines()[2] == "line 51"
        assert await select(pilot, (0, 2), (6, 3)) == "line 51\nline 52"


# Clearing.


async def test_clearing_hides_what_has_ended_and_keeps_it() -> None:
    book = Book()
    book.cell("1", lines(5))
    running = book.begin("2")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.clear()
        await pilot.pause()
        assert app.lines()[0] == "In [2]: 2"
        book.write(running, "x\n")
        await app.draw(pilot)
        assert app.lines()[:2] == ["In [2]: 2", "x"]
        assert app.view.find("line") == Found(0, 0)
        book.end(running)
        await app.draw(pilot)
        app.view.clear()
        await pilot.pause()
        assert app.lines() == [""] * HIGH
        await jump(pilot, app, -1)
        assert app.view.cursor is None
        book.cell("3", "y")
        await app.draw(pilot)
        assert app.lines()[:2] == ["In [3]: 3", "y"]
        app.view.show_all()
        await pilot.pause()
        assert app.view.virtual_size.height > 10
        await app.scroll(pilot, 0)
        assert app.lines()[0] == "In [1]: 1"
