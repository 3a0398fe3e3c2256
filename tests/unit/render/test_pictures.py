"""Pictures: decoded as declared and within bounds, sized, and drawn in half blocks."""

from __future__ import annotations

import base64
import gc
import random
import struct
import time
import tracemalloc
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tui.render.palette import Palette
from tui.render.pictures.decoding import FORMATS, PictureError, bytes_of, decoded, told_size
from tui.render.pictures.drawing import PictureDrawing
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.half_blocks import LOWER, UPPER, half_blocks
from tui.render.pictures.memory import PictureMemory
from tui.render.pictures.protocols import Images
from tui.render.pictures.sizing import Extent, extent_of, wanted_pixels
from tui.render.rows import Row
from tui.terminal.pictures import PictureShelf
from tui.wire.message import Json

RED, GREEN, BLUE = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255)
CLEAR = (9, 9, 9, 0)
NOISE = random.Random(1).randbytes(60_000)
SHELVED = (Images.KITTY, Images.SIXEL, Images.ITERM2)


def picture(rows: list[list[tuple[int, int, int, int]]]) -> Image.Image:
    """A picture of so many rows of pixels."""
    image = Image.new("RGBA", (len(rows[0]), len(rows)))
    image.putdata([pixel for row in rows for pixel in row])
    return image


def encoded(image: Image.Image, name: str = "PNG", **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, name, **options)
    return stream.getvalue()


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def prepared(drawing: PictureDrawing, width: int) -> list[Row]:
    """The rows of a drawing, as long as it takes to prepare them."""
    if (work := drawing.work_for(width)) is not None:
        drawing.take_work(work())
    assert drawing.work_for(width) is None
    return drawing.rows(width, 0, drawing.height(width))


def drawing_of(value: Json, mime: str = "image/png", details: Json = None) -> PictureDrawing:
    return PictureDrawing(mime, value, details, Palette())


@pytest.mark.parametrize("mime", sorted(FORMATS))
def test_each_format_is_decoded_to_its_pixels(mime: str) -> None:
    image = (
        picture([[RED, RED], [BLUE, BLUE]])
        .convert("RGB")
        .resize((64, 64), Image.Resampling.NEAREST)
    )
    options = {"quality": 100, "lossless": True} if mime == "image/webp" else {}
    found = decoded(mime, encoded(image, FORMATS[mime], **options))
    assert (found.width, found.height, found.full_width) == (64, 64, 64)
    again = Image.frombytes("RGBA", (64, 64), found.pixels)
    for place, wanted in (((5, 5), RED), ((60, 60), BLUE)):
        pixel = again.getpixel(place)
        assert isinstance(pixel, tuple)
        assert all(abs(a - b) < 8 for a, b in zip(pixel, wanted, strict=True))


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    frames = [picture([[colour] * 8] * 8).convert("RGB") for colour in (GREEN, RED)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert decoded("image/gif", data).pixels[:4] == bytes(GREEN)


def test_two_pixels_a_cell() -> None:
    image = picture([[RED, GREEN, CLEAR, CLEAR], [BLUE, CLEAR, RED, CLEAR]])
    found = decoded("image/png", encoded(image))
    (row,) = half_blocks(found, 4, 1)
    assert "".join(segment.text for segment in row) == f"{UPPER}{UPPER}{LOWER} "
    styles = [segment.style for segment in row]
    colours = [
        tuple(
            tuple(colour.triplet) if colour is not None and colour.triplet else None
            for colour in (style.color, style.bgcolor)
        )
        for style in styles
        if style is not None
    ]
    assert colours == [(RED[:3], BLUE[:3]), (GREEN[:3], None), (RED[:3], None), (None, None)]


def test_cells_of_one_colour_are_one_segment() -> None:
    found = decoded("image/png", encoded(picture([[RED] * 50] * 20)))
    rows = half_blocks(found, 50, 10)
    assert [len(row) for row in rows] == [1] * 10


@pytest.mark.parametrize(
    ("pixels", "room", "extent"),
    [
        ((640, 480), 80, Extent(64, 24)),
        ((640, 480), 40, Extent(40, 15)),
        ((10, 20), 80, Extent(1, 1)),
        ((1, 1), 80, Extent(1, 1)),
        ((100_000, 10), 80, Extent(80, 1)),
        ((10, 100_000), 80, Extent(1, 40)),
        ((4000, 4000), 1000, Extent(80, 40)),
    ],
)
def test_pictures_fit_the_pane(pixels: tuple[int, int], room: int, extent: Extent) -> None:
    assert extent_of(pixels, room) == extent


@pytest.mark.parametrize(
    ("details", "wanted"),
    [
        (None, (640, 480)),
        ({"width": 320}, (320, 240)),
        ({"height": 48}, (64, 48)),
        ({"width": 10, "height": 10}, (10, 10)),
        ({"width": "320px"}, (320, 240)),
        ({"width": -1, "height": True}, (640, 480)),
        ({"width": 1e300}, (640, 480)),
        ({"width": float("nan")}, (640, 480)),
        ("odd", (640, 480)),
    ],
)
def test_metadata_say_how_large_it_is_shown(details: Json, wanted: tuple[int, int]) -> None:
    assert wanted_pixels(640, 480, details) == wanted


def test_a_line_says_what_it_is_before_and_after() -> None:
    data = encoded(picture([[RED] * 40] * 40))
    drawing = drawing_of(base64_of(data))
    # The first bytes tell how much room it takes.
    assert [row.text for row in drawing.rows(80, 0, 9)] == ["", "", "[image/png]"]
    rows = prepared(drawing, 80)
    assert len(rows) == drawing.height(80) == 3
    assert rows[-1].text == f"[image/png, 40 × 40, {len(data) / 1000:,.1f} kB]"
    assert [row.text for row in rows[:2]] == ["", ""]
    assert rows[0].gutter[0].text == UPPER * 4
    # Another width is another work, and other styles take over what is known.
    assert drawing.work_for(2) is not None
    again = PictureDrawing("image/png", "", None, drawing._palette)
    again.know(drawing.measured)
    assert again.rows(80, 0, 9) == rows
    assert drawing.rows(80, 1, 2) == rows[1:2]


def test_off_is_one_line_and_no_work() -> None:
    value = base64_of(encoded(picture([[RED] * 40] * 40)))
    off = Palette(graphics=Graphics(Images.OFF))
    drawing = PictureDrawing("image/png", value, None, off)
    assert drawing.work_for(80) is None
    assert [row.text for row in drawing.rows(80, 0, 9)] == ["[image/png]"]


@pytest.mark.parametrize("images", [Images.HALF_BLOCKS, *SHELVED])
def test_the_height_stays_known_when_the_pixels_are_given_up(images: Images) -> None:
    data = encoded(Image.frombytes("RGB", (100, 100), NOISE[:30_000]), "JPEG")
    graphics = Graphics(images, shelf=PictureShelf(1), memory=PictureMemory(1))
    drawings = [
        PictureDrawing("image/jpeg", base64_of(data), None, Palette(graphics=graphics))
        for _ in range(3)
    ]
    assert drawings[0].height(80) == 1
    for drawing in drawings:
        shown = prepared(drawing, 80)
        assert len(shown) == 6
    assert drawings[2].rows(80, 0, 9) == shown
    for drawing in drawings[:2]:
        rows = drawing.rows(80, 0, 9)
        assert len(rows) == drawing.height(80) == 6
        assert all(row == Row() for row in rows[:-1])
        assert rows[-1].text.startswith("[image/jpeg, 100 × 100, ")
        # In half the room it is half as high, and that is known without a look at it.
        assert drawing.height(5) == 4
        again = prepared(drawing, 80)
        assert len(again) == 6 and again[0] != Row()


@pytest.mark.parametrize("images", SHELVED)
def test_pictures_nobody_draws_leave_the_shelf(images: Images) -> None:
    graphics = Graphics(images)
    value = base64_of(encoded(picture([[RED] * 40] * 40)))
    drawing = PictureDrawing("image/png", value, None, Palette(graphics=graphics))
    for width in (80, 3, 2):
        prepared(drawing, width)
        graphics.shelf.frame("", 24)
        assert len(graphics.shelf) == 1
    del drawing
    gc.collect()
    graphics.shelf.frame("", 24)
    assert len(graphics.shelf) == 0


@pytest.mark.parametrize(
    ("mime", "value", "size"),
    [
        ("image/png", base64_of(encoded(picture([[RED] * 30] * 20))), (30, 20)),
        (
            "image/gif",
            base64_of(encoded(picture([[RED] * 30] * 20).convert("RGB"), "GIF")),
            (30, 20),
        ),
        ("image/jpeg", base64_of(encoded(picture([[RED] * 30] * 20).convert("RGB"), "JPEG")), None),
        ("image/png", "", None),
        ("image/png", "é" * 40, None),
        ("image/png", "A" * 40, None),
        ("image/png", base64_of(encoded(picture([[RED]]))[:20]), None),
        ("image/png", 7, None),
    ],
)
def test_first_bytes_tell_the_size(mime: str, value: Json, size: tuple[int, int] | None) -> None:
    assert told_size(mime, value) == size


HUGE = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    for kind, body in (
        (b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 10_000)),
        (b"IEND", b""),
    )
)


@pytest.mark.parametrize(
    ("mime", "value", "words"),
    [
        ("image/png", "", "[image/png: it is empty]"),
        ("image/png", 5, "[image/png: it is no base64 text]"),
        ("image/png", "no base64!", "[image/png: it is no base64 text]"),
        ("image/png", base64_of(b"%!PS-Adobe\nshowpage"), "[image/png: it is no such picture]"),
        ("image/png", base64_of(HUGE), "10,000 × 10,000 pixels are too many"),
        ("image/jpeg", base64_of(encoded(picture([[RED]]))), "it is no such picture"),
        ("image/png", base64_of(NOISE), "it is no such picture"),
    ],
)
def test_what_is_no_picture_is_said_to_be_none(mime: str, value: Json, words: str) -> None:
    (row,) = prepared(drawing_of(value, mime), 80)
    assert words in row.text


def test_every_cut_of_a_picture_is_survived() -> None:
    image = Image.frombytes("RGB", (100, 100), NOISE[:30_000])
    for name in ("PNG", "JPEG", "GIF", "WEBP", "BMP"):
        mime = next(mime for mime, known in FORMATS.items() if known == name)
        data = encoded(image, name)
        for end in range(0, len(data) - 50, max(1, len(data) // 12)):
            rows = prepared(drawing_of(base64_of(data[:end]), mime), 80)
            assert rows[-1].text.startswith(f"[{mime}")


def test_damage_anywhere_is_survived() -> None:
    data = encoded(Image.frombytes("RGB", (40, 40), NOISE[:4_800]))
    chance = random.Random(2)
    for _ in range(150):
        broken = bytearray(data)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        prepared(drawing_of(base64_of(bytes(broken))), 80)


def test_large_ones_take_bounded_time_and_memory() -> None:
    image = Image.effect_noise((4_000, 4_000), 60).convert("RGB")
    value = base64_of(encoded(image, "JPEG"))
    no_text = "x" * 50_000_000 + "!"
    tracemalloc.start()
    begun = time.thread_time()
    drawing = drawing_of(value, "image/jpeg")
    prepared(drawing, 200)
    assert time.thread_time() - begun < 2.0
    kept, _ = tracemalloc.get_traced_memory()
    assert kept < 20_000_000
    begun = time.thread_time()
    with pytest.raises(PictureError):
        bytes_of(no_text)
    assert time.thread_time() - begun < 1.0
    tracemalloc.stop()
