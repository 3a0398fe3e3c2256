"""Sixels: decoded, they are the picture, and so is every part of it."""

from __future__ import annotations

import random
import time

import pytest
from PIL import Image

from tests.unit.render.sixels import close, drawn
from tests.unit.render.test_pictures import BLUE, CLEAR, GREEN, RED
from tui.render.pictures.decoding import Picture
from tui.render.pictures.sixel import SixelPicture
from tui.render.pictures.sizing import Extent
from tui.terminal.cell_size import CellSize
from tui.terminal.pictures import Area


def sent(image: Image.Image) -> Picture:
    return Picture(*image.size, *image.size, image.tobytes())


def blocks(columns: int, rows: int, cell: CellSize) -> Image.Image:
    """A colour for each cell, with a line of another colour below."""
    image = Image.new("RGBA", (columns * cell.width, rows * cell.height))
    for row in range(rows):
        for column in range(columns):
            colour = (column * 40 % 256, row * 50 % 256, 200 - row * 20, 255)
            left, top = column * cell.width, row * cell.height
            image.paste(colour, (left, top, left + cell.width, top + cell.height))
            image.putpixel((left, top + cell.height - 1), RED)
    return image


@pytest.mark.parametrize("cell", [CellSize(10, 20), CellSize(7, 17), CellSize(8, 18)])
@pytest.mark.parametrize(
    "area",
    [Area(0, 0, 4, 5), Area(0, 0, 1, 1), Area(1, 0, 3, 5), Area(2, 1, 1, 3), Area(3, 4, 1, 1)],
)
def test_each_part_is_drawn_by_itself(cell: CellSize, area: Area) -> None:
    image = blocks(5, 4, cell)
    made = SixelPicture(sent(image), Extent(5, 4, *image.size), cell)
    left, top = area.column * cell.width, area.row * cell.height
    box = (left, top, left + area.columns * cell.width, top + area.rows * cell.height)
    assert close(drawn(made.painted(area)), image.crop(box))
    # The same again from what is kept.
    assert close(drawn(made.painted(area)), image.crop(box))


def test_what_is_transparent_is_not_drawn() -> None:
    cell = CellSize(4, 6)
    image = Image.new("RGBA", (8, 6), CLEAR)
    image.paste(GREEN, (0, 0, 4, 3))
    found = drawn(SixelPicture(sent(image), Extent(2, 1, 8, 6), cell).painted(Area(0, 0, 1, 2)))
    assert found.getpixel((0, 0)) == GREEN
    assert found.getpixel((0, 4)) == found.getpixel((6, 1)) == (0, 0, 0, 0)


def test_proportions_are_kept_and_the_rest_of_the_cells_is_left() -> None:
    image = Image.new("RGBA", (15, 25), BLUE)
    made = SixelPicture(sent(image), Extent(2, 2, 15, 25), CellSize(10, 20))
    found = drawn(made.painted(Area(0, 0, 2, 2)))
    assert found.size == (20, 40)
    assert found.getpixel((14, 24)) == BLUE
    assert found.getpixel((15, 0)) == found.getpixel((0, 25)) == (0, 0, 0, 0)


def test_a_picture_of_many_colours_is_near() -> None:
    wide, high = Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90)
    image = Image.merge("RGB", (wide, high, wide.point(lambda part: 255 - part))).convert("RGBA")
    made = SixelPicture(sent(image), Extent(26, 13, 256, 256), CellSize(10, 20))
    found = drawn(made.painted(Area(0, 0, 13, 26))).crop((0, 0, 256, 256))
    assert close(found, image, 24)


def test_noise_takes_bounded_time_and_memory() -> None:
    pixels = random.Random(1).randbytes(800 * 600 * 4)
    begun = time.thread_time()
    made = SixelPicture(
        Picture(800, 600, 800, 600, pixels), Extent(80, 30, 800, 600), CellSize(10, 20)
    )
    for row in range(12):
        made.painted(Area(row, 0, 30 - row, 80))
    assert time.thread_time() - begun < 8.0
    assert made.size < 6 * 800 * 600 + 100_000


def test_most_of_a_figure_is_kept_for_the_next_time() -> None:
    image = blocks(60, 24, CellSize(10, 20))
    made = SixelPicture(sent(image), Extent(60, 24, *image.size), CellSize(10, 20))
    for row in range(6):
        made.painted(Area(row, 0, 24 - row, 60))
    begun = time.thread_time()
    for row in range(6):
        made.painted(Area(row, 0, 24 - row, 60))
    assert time.thread_time() - begun < 0.1
