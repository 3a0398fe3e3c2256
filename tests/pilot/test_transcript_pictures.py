"""Pictures in the transcript: drawn when they are prepared, scrolled, and shown otherwise."""

from __future__ import annotations

import asyncio
import base64
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from io import BytesIO
from time import thread_time

import psutil
import pytest
from PIL import Image, ImageDraw
from textual.pilot import Pilot

from tests.pilot.transcript_app import Book, TranscriptApp, settled
from tui.garbage import GarbageCollection
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.memory import PictureMemory
from tui.render.pictures.protocols import Images
from tui.terminal.cell_size import CellSize
from tui.terminal.pictures import PictureShelf
from tui.terminal.placeholders import CELLS, Span, spans
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


# Pictures that the terminal draws.

SHELVED = (Images.KITTY, Images.SIXEL, Images.ITERM2)
CELL = CellSize(10, 20)


def frame(app: TranscriptApp) -> str:
    """What the driver would be given for the whole view."""
    view = app.view
    lines = [f"\x1b[{y + 1};1H{view.render_line(y).text}" for y in range(view.size.height)]
    return "\n".join([*lines, "\x1b[1;1H"])


def shown(app: TranscriptApp) -> list[Span]:
    """The cells of pictures on the screen, line by line."""
    lines = (app.view.render_line(y).text for y in range(app.view.size.height))
    return [span for line in lines for found in CELLS.finditer(line) for span in spans(found[0])]


@pytest.mark.parametrize("images", SHELVED)
async def test_cells_stand_for_pictures_the_terminal_draws(images: Images) -> None:
    book = Book()
    show(book, {"image/png": png((200, 10, 20))})
    app = TranscriptApp(book)
    graphics = Graphics(images, CELL)
    app.view.show_pictures(graphics)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        (number,) = {span.number for span in shown(app)}
        assert shown(app) == [Span(number, row, 0, 10) for row in range(4)]
        assert app.lines()[5].startswith("[image/png, 100 × 80, ")
        assert graphics.shelf.has(number)


async def test_a_picture_takes_its_room_before_it_is_prepared() -> None:
    book = Book()
    for number in range(30):
        show(book, {"image/png": png((number, 0, 0), 100, 200)})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        height = app.view.virtual_size.height
        assert height == 30 * 13
        for line in range(height, -1, -8):
            await app.scroll(pilot, line)
            await prepared(app)
            await settled(app, pilot)
            assert app.view.virtual_size.height == height


async def test_what_was_given_up_is_prepared_again_when_it_is_missed() -> None:
    book = Book()
    show(book, {"image/png": png((1, 2, 3))})
    app = TranscriptApp(book)
    graphics = Graphics(Images.SIXEL, CELL)
    app.view.show_pictures(graphics)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        before = shown(app)
        graphics.shelf.drop(before[0].number)
        missed = asyncio.Event()
        graphics.shelf.on_missing = missed.set
        graphics.shelf.frame(frame(app), 40)
        assert missed.is_set()
        app.view.pictures_lost()
        await pilot.pause()
        await prepared(app)
        await settled(app, pilot)
        after = shown(app)
        assert [(span.row, span.first, span.end) for span in after] == [
            (span.row, span.first, span.end) for span in before
        ]
        assert graphics.shelf.has(after[0].number)


async def test_other_pixels_of_a_cell_take_other_cells() -> None:
    book = Book()
    show(book, {"image/png": png((1, 2, 3), 200, 200)})
    app = TranscriptApp(book)
    graphics = Graphics(Images.SIXEL, CELL)
    app.view.show_pictures(graphics)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        assert {(span.first, span.end) for span in shown(app)} == {(0, 20)}
        app.view.show_pictures(Graphics(Images.SIXEL, CellSize(5, 25), graphics.shelf))
        await pilot.pause()
        await prepared(app)
        await settled(app, pilot)
        assert {(span.first, span.end) for span in shown(app)} == {(0, 40)}
        assert len(shown(app)) == 8


async def test_two_views_of_one_transcript_have_pictures_of_their_own() -> None:
    book = Book()
    show(book, {"image/png": png((1, 2, 3))})
    graphics = Graphics(Images.KITTY, CELL)
    numbers = []
    for width in (60, 5):
        app = TranscriptApp(book)
        app.view.show_pictures(graphics)
        async with app.run_test(size=(width, 16)) as pilot:
            await prepared(app)
            await settled(app, pilot)
            numbers.append({span.number for span in shown(app)})
    assert len(numbers[0] | numbers[1]) == 2


async def test_what_was_scrolled_past_is_not_prepared() -> None:
    book = Book()
    for number in range(100):
        show(book, {"image/png": png((number, 0, 0), 100, 200)})
    app = TranscriptApp(book)
    graphics = Graphics(Images.SIXEL, CELL)
    app.view.show_pictures(graphics)
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await prepared(app)
        # All at once, with no time for a thread between.
        for line in range(1200, -1, -10):
            app.view.scroll_to(y=line, animate=False)
            app.view.render_lines(app.view.size.region)
        await prepared(app)
        await settled(app, pilot)
        await prepared(app)
        assert len(shown(app)) > 10
        assert len(graphics.shelf) < 20


def plot(number: int) -> str:
    """A figure with lines and an image in it, as PNG."""
    image = Image.new("RGB", (1000, 700), "white")
    draw, chance = ImageDraw.Draw(image), random.Random(number)
    colours = [tuple(chance.randrange(256) for _ in range(3)) for _ in range(4)]
    for _ in range(40):
        line = [chance.randrange(1000) for _ in range(4)]
        draw.line(line, fill=chance.choice(colours), width=4)
    image.paste(Image.effect_noise((200, 150), 80), (100, 100))
    stream = BytesIO()
    image.save(stream, "PNG", compress_level=1)
    return base64.b64encode(stream.getvalue()).decode()


@pytest.fixture(scope="module")
def plots() -> list[str]:
    return [plot(number) for number in range(200)]


@contextmanager
def few_collections() -> Iterator[None]:
    """Garbage is collected as in jtui itself."""
    garbage = GarbageCollection()
    garbage.start()
    try:
        yield
    finally:
        garbage.stop()


@asynccontextmanager
async def blocks() -> AsyncIterator[list[float]]:
    """The processor time of each turn of the event loop, in seconds."""
    turns: list[float] = []

    async def measure() -> None:
        while True:
            begun = thread_time()
            await asyncio.sleep(0.0005)
            turns.append(thread_time() - begun)

    measuring = asyncio.get_running_loop().create_task(measure())
    try:
        yield turns
    finally:
        measuring.cancel()


async def look(app: TranscriptApp, pilot: Pilot[None], graphics: Graphics) -> None:
    """Wait until what is in sight is prepared and drawn."""
    await pilot.pause()
    await prepared(app)
    await pilot.pause()
    if graphics.uses_shelf:
        await asyncio.to_thread(graphics.shelf.frame, frame(app), 60)


@pytest.mark.parametrize("images", [Images.HALF_BLOCKS, *SHELVED])
async def test_two_hundred_figures_take_bounded_memory_and_block_nothing(
    plots: list[str], images: Images
) -> None:
    book = Book()
    for value in plots:
        show(book, {"image/png": value})
    app = TranscriptApp(book)
    graphics = Graphics(images, CELL, PictureShelf(16_000_000), PictureMemory(16_000_000))
    app.view.show_pictures(graphics)
    process = psutil.Process()
    with few_collections():
        async with app.run_test(size=(110, 42)) as pilot:
            await settled(app, pilot)
            await look(app, pilot, graphics)
            height = app.view.virtual_size.height
            before = process.memory_full_info().uss
            async with blocks() as turns:
                # To pictures here and there, and then past all of them.
                for line in range(height, -1, -height // 50):
                    app.view.scroll_to(y=line, animate=False)
                    await look(app, pilot, graphics)
                for _ in range(200):
                    app.view.scroll_relative(y=37, animate=False)
                    await asyncio.sleep(0.002)
                await look(app, pilot, graphics)
            grown = process.memory_full_info().uss - before
            assert app.view.virtual_size.height == height
            assert graphics.shelf.size <= 17_000_000
            assert graphics.memory.size <= 16_000_000
            # All pixels would take 560 MB.
            assert grown < 120_000_000
            slow = [turn for turn in turns if turn > 0.02]
            assert max(turns) < 0.15, slow
            # A screen full of half blocks has thousands of colours, which take the toolkit long.
            assert len(slow) <= 6 or not graphics.uses_shelf, slow
