"""Pictures in the transcript: drawn when they are prepared, scrolled, and shown otherwise."""

from __future__ import annotations

import base64
from io import BytesIO

from PIL import Image

from tests.pilot.transcript_app import Book, TranscriptApp, settled
from tui.wire.events import DataDisplayed, DisplayUpdated, Origin
from tui.wire.message import Json

SIZE = (60, 16)


def png(colour: tuple[int, int, int], width: int = 100, height: int = 80) -> str:
    stream = BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def show(book: Book, data: dict[str, Json], display_id: str | None = None) -> None:
    cell = book.begin("picture")
    book.apply(DataDisplayed(Origin(cell), data, {}, display_id))
    book.end(cell)


def colours(app: TranscriptApp, line: int) -> set[tuple[int, ...]]:
    """The colours of the upper pixels in a row of the screen."""
    strip = app.view.render_line(line)
    return {
        tuple(segment.style.color.triplet)
        for segment in strip
        if "▀" in segment.text
        and segment.style is not None
        and segment.style.color is not None
        and segment.style.color.triplet is not None
    }


async def test_a_picture_is_drawn_as_soon_as_it_is_prepared() -> None:
    book = Book()
    show(book, {"image/png": png((200, 10, 20)), "text/plain": "<Figure>"})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        lines = app.lines()
        assert lines[0] == "In [1]: picture"
        assert lines[1:5] == ["▀" * 10] * 4
        assert lines[5].startswith("[image/png, 100 × 80, ")
        assert colours(app, 1) == {(200, 10, 20)}


async def prepared(app: TranscriptApp) -> None:
    """Wait until all that is in sight was prepared."""
    await app.workers.wait_for_complete()


async def test_v_shows_the_words_instead_and_the_picture_again() -> None:
    book = Book()
    show(book, {"image/png": png((1, 2, 3)), "text/plain": "<Figure>"})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        app.view.jump(-1)
        app.view.focus()
        await pilot.press("v")
        await settled(app, pilot)
        assert app.lines()[1:3] == ["<Figure>", ""]
        await pilot.press("v")
        await settled(app, pilot)
        await prepared(app)
        assert app.lines()[1] == "▀" * 10


async def test_an_update_of_a_display_draws_the_new_picture() -> None:
    book = Book()
    show(book, {"image/png": png((1, 2, 3))}, "figure")
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        changed = {"image/png": png((90, 80, 70), height=40)}
        book.apply(DisplayUpdated(Origin(), "figure", changed, {}))
        await app.draw(pilot)
        await prepared(app)
        await pilot.pause()
        assert app.lines()[1:3] == ["▀" * 10] * 2
        assert app.lines()[3].startswith("[image/png, 100 × 40, ")
        assert colours(app, 1) == {(90, 80, 70)}


async def test_a_picture_is_scaled_to_another_width() -> None:
    book = Book()
    show(book, {"image/png": png((1, 2, 3), 800, 160)})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        wide = app.lines()[1]
        await pilot.resize_terminal(30, 16)
        await settled(app, pilot)
        await prepared(app)
        await pilot.pause()
        assert len(wide) > 50
        assert 25 < len(app.lines()[1]) <= 30


async def test_two_hundred_pictures_keep_the_end_in_view() -> None:
    book = Book()
    for number in range(200):
        show(book, {"image/png": png((number, 0, 0), 60, 60)})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await prepared(app)
        await pilot.pause()
        assert app.view.following
        assert any("[image/png, 60 × 60" in line for line in app.lines())
        assert app.lines()[-1] == ""
        app.view.scroll_home(animate=False)
        await pilot.pause()
        await prepared(app)
        await pilot.pause()
        assert colours(app, 1) == {(0, 0, 0)}
