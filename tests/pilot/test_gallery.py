"""The gallery: all figures of a tab, one of them large."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from PIL import Image
from textual.message import Message
from textual.pilot import Pilot

from tests.pilot.dialog_app import DialogApp, until
from tests.pilot.transcript_app import Book
from tui.model.cells import Cell
from tui.model.outputs import DisplayOutput, Output
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.memory import PictureMemory
from tui.render.pictures.protocols import Images
from tui.render.slices import Slice
from tui.screens.gallery import GalleryScreen
from tui.terminal.cell_size import CellSize
from tui.terminal.pictures import PictureShelf
from tui.terminal.placeholders import CELLS, spans
from tui.widgets.gallery.figures import Figures, picture_mime
from tui.widgets.gallery.large_picture import MOST_CELLS, fitted
from tui.widgets.key_bar import hints_of
from tui.widgets.transcript.view import TranscriptView
from tui.wire.events import DataDisplayed, DisplayUpdated, Origin, OutputCleared
from tui.wire.message import Json

CELL = CellSize(10, 20)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    '<rect width="9" height="9"/></svg>'
)


def png(width: int = 40, height: int = 20, shade: int = 200) -> str:
    """A picture in one colour."""
    stream = BytesIO()
    Image.new("RGB", (width, height), (shade, 0, 0)).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def show(book: Book, data: dict[str, Json], code: str = "show()", name: str | None = None) -> str:
    """A cell that displays a bundle; answers its id."""
    cell = book.begin(code)
    book.apply(DataDisplayed(Origin(cell), data, {}, name, False, None))
    book.end(cell)
    return cell


class GalleryApp(DialogApp[None]):
    """Keeps what the gallery asks for."""

    def __init__(self, gallery: GalleryScreen) -> None:
        super().__init__(gallery)
        self.asked: list[Message] = []

    @property
    def gallery(self) -> GalleryScreen:
        """The screen in view."""
        assert isinstance(self.screen, GalleryScreen)
        return self.screen

    @property
    def rows(self) -> list[str]:
        """What is on the screen, row by row."""
        return [line.rstrip() for line in self.text.split("\n")]

    def on_transcript_view_output_open_wanted(self, event: TranscriptView.OutputOpenWanted) -> None:
        self.asked.append(event)

    def on_transcript_view_output_save_wanted(self, event: TranscriptView.OutputSaveWanted) -> None:
        self.asked.append(event)

    def on_gallery_screen_cell_wanted(self, event: GalleryScreen.CellWanted) -> None:
        self.asked.append(event)


@asynccontextmanager
async def opened(
    book: Book,
    size: tuple[int, int] = (110, 30),
    graphics: Graphics | None = None,
    at: tuple[Output, str] | None = None,
) -> AsyncIterator[tuple[GalleryApp, Pilot[None]]]:
    """An app with the gallery open, which has found and drawn what there is."""
    app = GalleryApp(GalleryScreen(book.transcript, graphics or Graphics(cell=CELL), at))
    async with app.run_test(size=size) as pilot:
        await idle(app, pilot)
        yield app, pilot


async def idle(app: GalleryApp, pilot: Pilot[None]) -> None:
    """Wait until everything is found, prepared and drawn."""
    await pilot.pause()
    await until(pilot, lambda: not app.gallery.is_busy)
    await pilot.pause()


def numbers(app: GalleryApp) -> set[int]:
    """The pictures of the terminal on the screen, by their numbers."""
    return {span.number for found in CELLS.finditer(app.text) for span in spans(found[0])}


def outputs(book: Book) -> list[Output]:
    """All outputs."""
    return [
        each for cell in book.transcript.blocks if isinstance(cell, Cell) for each in cell.outputs
    ]


async def test_without_figures_it_says_how_to_get_some() -> None:
    book = Book()
    book.cell("1", "words\n")
    async with opened(book, (60, 20)) as (app, pilot):
        assert "There are no figures in this tab yet." in app.said
        assert "plt.plot([1, 4, 2])" in app.said
        await pilot.press("right", "o", "s", "enter", "end")
        await pilot.pause()
        assert app.asked == []
        assert {hint.words for hint in hints_of(app.screen)} == {"Back"}
        await pilot.press("escape")
        await pilot.pause()
        assert app.results == [None]


@pytest.mark.parametrize("size", [(60, 20), (110, 30), (300, 100)])
async def test_figures_are_shown_large_beside_their_list(size: tuple[int, int]) -> None:
    book = Book()
    show(book, {"image/png": png(400, 200)}, "first()")
    book.cell("2", "words\n")
    show(book, {"image/svg+xml": SVG, "text/plain": "x"}, "third()")
    async with opened(book, size) as (app, pilot):
        assert "2 of 2" in app.rows[0]
        assert "In [3]: third()" in app.said
        listed = [row for row in app.rows if "▸" in row]
        assert len(listed) == 1 and "▸ [3] svg" in listed[0]
        assert "[1] png 400×200" in app.said
        await pilot.press("left")
        await idle(app, pilot)
        assert "1 of 2" in app.rows[0]
        assert "[image/png, 400 × 200" in app.said
        drawn = max(row.count("▀") for row in app.rows)
        assert drawn >= 36
        cells = sum(row.count("▀") for row in app.rows)
        assert cells <= MOST_CELLS


async def test_keys_go_to_figures() -> None:
    book = Book()
    for number in range(5):
        show(book, {"image/png": png(shade=number)}, f"plot_{number}()")
    async with opened(book) as (app, pilot):
        reached = []
        for key in ("left", "home", "left", "right", "end", "right", "k"):
            await pilot.press(key)
            figure = app.gallery.current
            assert figure is not None
            reached.append(figure.cell.number)
        assert reached == [4, 1, 1, 2, 5, 5, 4]
        await idle(app, pilot)
        row = next(number for number, row in enumerate(app.rows) if "[2] png" in row)
        await pilot.click(offset=(5, row))
        await idle(app, pilot)
        assert "2 of 5" in app.rows[0]


async def test_figures_are_opened_saved_and_gone_to() -> None:
    book = Book()
    show(book, {"image/png": png()})
    show(book, {"image/svg+xml": SVG})
    async with opened(book) as (app, pilot):
        await pilot.press("o", "left", "s", "enter")
        await pilot.pause()
        opening, saving, going = app.asked
        assert isinstance(opening, TranscriptView.OutputOpenWanted)
        assert isinstance(saving, TranscriptView.OutputSaveWanted)
        assert isinstance(going, GalleryScreen.CellWanted)
        first, second = outputs(book)
        assert (opening.output, opening.mime) == (second, "image/svg+xml")
        assert (saving.output, saving.mime) == (first, "image/png")
        assert (going.cell, going.output) == (book.transcript.blocks[0], first)


async def test_it_begins_where_it_is_told_to_and_in_that_representation() -> None:
    book = Book()
    show(book, {"image/png": png(), "image/svg+xml": SVG})
    show(book, {"image/png": png()})
    first = outputs(book)[0]
    async with opened(book, at=(first, "image/svg+xml")) as (app, _):
        figure = app.gallery.current
        assert figure is not None
        assert (figure.output, figure.mime) == (first, "image/svg+xml")
    async with opened(book, at=(first, "")) as (app, _):
        figure = app.gallery.current
        assert figure is not None
        assert (figure.output, figure.mime) == (first, "image/png")


async def test_new_figures_appear_and_cleared_ones_go() -> None:
    book = Book()
    async with opened(book) as (app, pilot):
        first = show(book, {"image/png": png()}, name="live")
        await until(pilot, lambda: "1 of 1" in app.rows[0])
        second = show(book, {"image/png": png(80, 80)})
        await until(pilot, lambda: "1 of 2" in app.rows[0])
        book.apply(DisplayUpdated(Origin(first), "live", {"image/png": png(60, 60)}, {}))
        await until(pilot, lambda: "60 × 60" in app.said)
        book.apply(OutputCleared(Origin(first), False))
        await until(pilot, lambda: "1 of 1" in app.rows[0])
        await until(pilot, lambda: "80 × 80" in app.said)
        book.apply(OutputCleared(Origin(second), False))
        await until(pilot, lambda: "There are no figures" in app.said)


async def test_the_transcript_is_not_followed_any_more_when_it_is_closed() -> None:
    book = Book()
    feeds = len(book.transcript._feeds)
    async with opened(book) as (app, pilot):
        assert len(book.transcript._feeds) == feeds + 1
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, GalleryScreen))
        assert len(book.transcript._feeds) == feeds


@pytest.mark.parametrize("images", [Images.KITTY, Images.SIXEL, Images.ITERM2])
async def test_pictures_of_the_terminal_are_placed_and_made_again(images: Images) -> None:
    book = Book()
    show(book, {"image/png": png(200, 100)})
    graphics = Graphics(images, CELL)
    async with opened(book, (60, 20), graphics) as (app, pilot):
        assert len(CELLS.findall(app.text)) >= 10
        (before,) = numbers(app)
        graphics.shelf.drop(before)
        graphics.shelf.frame(app.text, 60)
        assert not graphics.shelf.has(before)
        view = app.gallery
        view.pictures_lost()
        await idle(app, pilot)
        (after,) = numbers(app)
        assert graphics.shelf.has(after)
        view.show_pictures(Graphics(Images.HALF_BLOCKS, CELL))
        await idle(app, pilot)
        assert "▀" * 20 in app.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"image/png": "no picture"}, "it is no base64 text"),
        ({"image/png": png()[:60]}, "it is"),
        ({"image/svg+xml": "<svg"}, "it is no SVG that can be drawn"),
    ],
)
async def test_damaged_pictures_are_a_line(data: dict[str, Json], words: str) -> None:
    book = Book()
    show(book, data, "bad\x1b[31m()")
    async with opened(book, (60, 20)) as (app, _):
        assert words in app.said
        assert "\x1b" not in app.text


async def test_without_pictures_it_says_what_they_are() -> None:
    book = Book()
    show(book, {"image/png": png()})
    async with opened(book, graphics=Graphics(Images.OFF, CELL)) as (app, _):
        assert "[image/png]" in app.said
        assert "1 of 1" in app.rows[0]


async def test_resizing_draws_it_as_large_as_there_is_room() -> None:
    book = Book()
    show(book, {"image/png": png(400, 200)})
    async with opened(book, (60, 20)) as (app, pilot):
        before = sum(row.count("▀") for row in app.rows)
        await pilot.resize_terminal(140, 50)
        await idle(app, pilot)
        assert sum(row.count("▀") for row in app.rows) > 2 * before


async def test_two_hundred_figures_take_bounded_memory() -> None:
    book = Book()
    for number in range(200):
        show(book, {"image/png": png(640, 480, number)})
    graphics = Graphics(Images.KITTY, CELL, PictureShelf(8_000_000), PictureMemory(8_000_000))
    async with opened(book, (110, 40), graphics) as (app, pilot):
        for _ in range(20):
            await pilot.press(*["left"] * 10)
            await idle(app, pilot)
        assert "1 of 200" in app.rows[0]
        assert graphics.memory.size <= 8_000_000
        assert len(graphics.shelf) <= 4


async def test_a_figure_that_was_passed_by_is_not_prepared() -> None:
    book = Book()
    for number in range(100):
        show(book, {"image/png": png(640, 480, number)})
    graphics = Graphics(Images.KITTY, CELL)
    async with opened(book, (110, 40), graphics) as (app, pilot):
        made = graphics.shelf.new_number()
        for _ in range(60):
            app.gallery.action_step(-1)
        await idle(app, pilot)
        assert graphics.shelf.new_number() - made < 6


async def test_it_fits_and_long_transcripts_are_looked_through_in_slices() -> None:
    book = Book()
    show(book, {"image/png": png()})
    for number in range(20_000):
        book.begin(str(number))
    show(book, {"image/png": png()})
    figures = Figures(book.transcript.blocks, Graphics())
    figures.look(Slice(0.0, 0))
    figures.look(Slice(0.0, 1))
    assert [figure.cell.code for figure in figures.all] == ["show()"]
    slices = 0
    while not figures.is_done:
        figures.look(Slice())
        slices += 1
        await asyncio.sleep(0)
    assert slices > 2
    assert len(figures.all) == 2


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        ({"image/png": "x", "text/plain": "y"}, "image/png"),
        ({"application/pdf": "x"}, "application/pdf"),
        ({"image/svg+xml": "x", "text/html": "<b>y</b>"}, "image/svg+xml"),
        ({"text/plain": "y"}, ""),
        ({"text/html": "<table></table>"}, ""),
        ({"text/latex": "$x$", "text/plain": "x"}, ""),
        ({"application/vnd.vegalite.v5+json": {}}, ""),
        ({}, ""),
    ],
)
def test_which_outputs_are_figures(data: dict[str, Json], mime: str) -> None:
    assert picture_mime(DisplayOutput(data, {}), Graphics()) == mime


@pytest.mark.parametrize(
    ("pixels", "room", "cells"),
    [
        ((640, 480), (60, 20), (54, 20)),
        ((10, 10), (100, 40), (4, 2)),
        ((1, 1), (1, 1), (1, 1)),
        ((10_000, 10), (80, 20), (80, 1)),
        ((10, 10_000), (80, 20), (1, 20)),
        ((4_000, 2_000), (1_000, 1_000), (179, 45)),
    ],
)
def test_how_large_a_figure_is(
    pixels: tuple[int, int], room: tuple[int, int], cells: tuple[int, int]
) -> None:
    extent = fitted(pixels, *room, Graphics(cell=CELL))
    assert (extent.columns, extent.rows) == cells
