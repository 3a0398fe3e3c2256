"""Pictures by the protocols of terminals, read from a pseudo-terminal as a terminal would."""

from __future__ import annotations

import base64
import re
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tests.e2e.harness import Jtui
from tests.unit.render.sixels import drawn

pytestmark = pytest.mark.e2e

RED, BLUE = (255, 0, 0), (0, 0, 255)
CODE = (
    "from PIL import Image as I; i = I.new('RGB', (100, 80), (255, 0, 0)); "
    "i.paste((0, 0, 255), (50, 0, 100, 80)); i"
)
_KITTY = re.compile(rb"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\")
_FORGOTTEN = re.compile(rb"\x1b_Ga=d,q=2,d=I,i=(\d+)\x1b\\")
_FILE = re.compile(rb"\x1b\[(\d+);(\d+)H\x1b\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\a")
_SIXEL = re.compile(rb"\x1b\[(\d+);(\d+)H(\x1bP0;1q[^\x1b]*\x1b\\)")


def halves(image: Image.Image) -> tuple[object, object]:
    """A pixel at the left and one at the right."""
    return tuple(image.convert("RGB").getpixel((x, 40)) for x in (10, 90))  # type: ignore[return-value]


def test_kitty_is_sent_a_picture_once_again_after_an_editor_and_told_to_forget_it(
    jtui: Jtui,
) -> None:
    jtui.start("--images", "kitty", size=(100, 30), env={"EDITOR": "true", "VISUAL": "true"})
    jtui.wait_state("idle")
    jtui.enter(CODE)

    def sent() -> list[bytes]:
        return [keys for keys, _ in _KITTY.findall(jtui.raw) if b"a=T" in keys]

    jtui.wait_for(lambda: len(sent()) == 1 and "\U0010eeee".encode() in jtui.raw)
    number = re.search(rb"i=(\d+)", sent()[0])
    assert number is not None
    data = b"".join(part for _, part in _KITTY.findall(jtui.raw))
    pixels = zlib.decompress(base64.b64decode(data))
    assert halves(Image.frombytes("RGBA", (100, 80), pixels)) == (RED, BLUE)
    colour = b"\x1b[38;2;%d;%d;%dm" % (0, 0, int(number[1]))
    assert colour + "\U0010eeee\u0305\u0305".encode() in jtui.raw
    jtui.press("f2")
    jtui.wait_for(lambda: len(sent()) == 2)
    jtui.press("ctrl+q")
    jtui.wait_for("Quit and shut down")
    jtui.press("s")
    jtui.wait_exit()
    end = jtui.raw.rindex(b"\x1b[?1049l")
    assert _FORGOTTEN.findall(jtui.raw[:end])[-1] == number[1]


def test_iterm2_is_sent_files_where_the_cells_are(jtui: Jtui) -> None:
    jtui.start("--images", "iterm2", size=(100, 30))
    jtui.wait_state("idle")
    jtui.enter(CODE)
    jtui.wait_for(lambda: bool(_FILE.search(jtui.raw)))
    row, column, options, data = _FILE.findall(jtui.raw)[0]
    assert (int(row), int(column)) == (5, 1)
    assert b"width=10;height=4;" in options
    assert halves(Image.open(BytesIO(base64.b64decode(data)))) == (RED, BLUE)
    assert "\U0010eeee".encode() not in jtui.raw


def test_sixels_are_drawn_where_the_cells_are(jtui: Jtui) -> None:
    jtui.start("--images", "sixel", size=(100, 30))
    jtui.wait_state("idle")
    jtui.enter(CODE)
    jtui.wait_for(lambda: bool(_SIXEL.search(jtui.raw)))
    row, column, sequence = _SIXEL.findall(jtui.raw)[0]
    assert (int(row), int(column)) == (5, 1)
    assert halves(drawn(sequence.decode())) == (RED, BLUE)
    assert "\U0010eeee".encode() not in jtui.raw
