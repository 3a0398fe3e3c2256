"""Pictures in half blocks: two pixels a cell, which every terminal with colours can show."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

from tui.render.pictures.decoding import Picture

UPPER, LOWER = "▀", "▄"
_OPAQUE = 128
"""From this opacity on a pixel is drawn."""

Rgb = tuple[int, int, int]


def half_blocks(picture: Picture, columns: int, rows: int) -> list[tuple[Segment, ...]]:
    """The picture in so many cells, a tuple of segments for each row; takes its time.

    Where it is transparent, the terminal's own background shows.
    """
    pixels = half_pixels(picture, columns, rows)
    return [half_block_row(pixels, columns, row) for row in range(rows)]


def half_pixels(picture: Picture, columns: int, rows: int) -> bytes:
    """The pixels of so many cells, two in each, as those of a picture; takes its time."""
    from PIL import Image

    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.pixels)
    # Colours of what is transparent must not run into what is not.
    small = image.convert("RGBa").resize((columns, rows * 2), Image.Resampling.BOX).convert("RGBA")
    return small.tobytes()


def half_block_row(pixels: bytes, columns: int, row: int) -> tuple[Segment, ...]:
    """A row of cells, from their pixels."""
    stride = columns * 4
    start = 2 * row * stride
    return _row(pixels[start : start + stride], pixels[start + stride : start + 2 * stride])


def _row(upper: bytes, lower: bytes) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    text, style = "", None
    for place in range(0, len(upper), 4):
        character, wanted = _cell(_pixel(upper, place), _pixel(lower, place))
        if wanted is not style and text:
            segments.append(Segment(text, style))
            text = ""
        text, style = text + character, wanted
    segments.append(Segment(text, style))
    return tuple(segments)


def _pixel(row: bytes, place: int) -> Rgb | None:
    if row[place + 3] < _OPAQUE:
        return None
    return row[place], row[place + 1], row[place + 2]


def _cell(upper: Rgb | None, lower: Rgb | None) -> tuple[str, Style]:
    if upper is None:
        return (" ", _style(None, None)) if lower is None else (LOWER, _style(lower, None))
    return UPPER, _style(upper, lower)


@lru_cache(maxsize=16384)
def _style(front: Rgb | None, back: Rgb | None) -> Style:
    # The constructor looks at a dozen other things, which takes three times as long.
    return Style.from_color(_color(front), _color(back))


@lru_cache(maxsize=4096)
def _color(rgb: Rgb | None) -> Color | None:
    if rgb is None:
        return None
    # As `Color.from_rgb` makes it, in a third of the time.
    red, green, blue = rgb
    name = f"#{red:02x}{green:02x}{blue:02x}"
    return Color(name, ColorType.TRUECOLOR, None, ColorTriplet(red, green, blue))
