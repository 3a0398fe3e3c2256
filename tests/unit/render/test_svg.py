"""SVG: drawn in a child process, within bounds, and without anything from outside."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tui.render.palette import Palette
from tui.render.pictures.decoding import PictureError
from tui.render.pictures.drawing import PictureDrawing
from tui.render.pictures.svg import png_of_svg

HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(body: str, size: str = 'width="100" height="50"') -> str:
    return f"<svg {HEAD} {size}>{body}</svg>"


def drawn(text: str) -> Image.Image:
    return Image.open(BytesIO(png_of_svg(text)), formats=["PNG"]).convert("RGBA")


def test_a_shape_is_drawn_in_its_colour() -> None:
    image = drawn(svg('<rect width="100" height="25" fill="#0a141e"/>'))
    assert image.size == (100, 50)
    assert image.getpixel((50, 10)) == (10, 20, 30, 255)
    assert image.getpixel((50, 40)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "size", ['width="100000" height="100"', 'width="100" height="100000"', 'width="1e5px"']
)
def test_huge_ones_are_made_smaller(size: str) -> None:
    image = drawn(svg('<rect width="100%" height="100%"/>', size))
    assert max(image.size) <= 1600


def test_nothing_from_outside_is_drawn(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (50, 50), (255, 0, 0)).save(secret)
    for address in (str(secret), f"file://{secret}", "&#47;etc/passwd", "http://localhost/x.png"):
        for name in ("href", "xlink:href", "HREF"):
            body = f'<image {name}="{address}" width="50" height="50"/>'
            assert drawn(svg(body)).getchannel("A").getextrema() == (0, 0)


BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f"]><svg {HEAD}><text>&j;</text></svg>"
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no svg",
        "<svg",
        svg("<g>" * 50_000),
        svg('<use href="#a" id="a"/>'),
        BOMB,
        "x" * 6_000_000,
        svg('<rect id="r" width="9" height="9"/>' + '<use href="#r"/>' * 2_000),
    ],
)
def test_what_cannot_be_drawn_is_said_in_time(text: str) -> None:
    begun = time.monotonic()
    drawing = PictureDrawing("image/svg+xml", text, None, Palette())
    work = drawing.work_for(80)
    assert work is not None
    drawing.take_work(work())
    assert drawing.words.startswith("[image/svg+xml")
    assert time.monotonic() - begun < 15


def test_an_error_has_a_reason() -> None:
    with pytest.raises(PictureError, match="no SVG"):
        png_of_svg("<svg")
