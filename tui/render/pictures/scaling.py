"""Pixels scaled to the cells of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.pictures.decoding import Picture
from tui.render.pictures.sizing import Extent
from tui.terminal.cell_size import CellSize

if TYPE_CHECKING:
    from PIL.Image import Image


def _scaled(picture: Picture, width: int, height: int) -> Image:
    from PIL import Image

    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.pixels)
    if image.size == (width, height):
        return image
    # Colours of what is transparent must not run into what is not.
    small = image.convert("RGBa").resize((width, height), Image.Resampling.BILINEAR)
    return small.convert("RGBA")


def in_cells(picture: Picture, extent: Extent, cell: CellSize) -> Image:
    """The picture in all pixels of its cells, as an RGBA image; takes its time.

    It keeps its proportions: what is left over at the right and below is transparent.
    """
    from PIL import Image

    image = _scaled(picture, extent.width, extent.height)
    size = (extent.columns * cell.width, extent.rows * cell.height)
    if image.size == size:
        return image
    whole = Image.new("RGBA", size)
    whole.paste(image)
    return whole


def made_smaller(picture: Picture, width: int, height: int) -> Picture:
    """The picture in at most so many pixels: more than are shown need not be sent."""
    width, height = min(width, picture.width), min(height, picture.height)
    if (width, height) == (picture.width, picture.height):
        return picture
    pixels = _scaled(picture, width, height).tobytes()
    return Picture(width, height, picture.full_width, picture.full_height, pixels)
