"""The kitty graphics protocol: the picture is what is sent, and each cell says what it shows."""

from __future__ import annotations

import base64
import re
import zlib

import pytest

from tests.unit.render.test_pictures import RED, base64_of, encoded, picture
from tui.render.palette import Palette
from tui.render.pictures.decoding import Picture
from tui.render.pictures.drawing import PictureDrawing
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.kitty import KittyPicture, forgetting, transmission
from tui.render.pictures.protocols import Images, images_for
from tui.render.pictures.sizing import Extent
from tui.terminal.cell_size import CellSize
from tui.terminal.placeholders import MARKS, PLACEHOLDER, Span

_CHUNK = re.compile(r"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\")


def sent(sequences: str) -> tuple[dict[str, str], bytes]:
    """The keys of the first sequence, and the data of all, as a terminal reads them."""
    assert _CHUNK.sub("", sequences) == ""
    chunks = [
        (dict(part.split("=") for part in keys.split(",")), data)
        for keys, data in _CHUNK.findall(sequences)
    ]
    assert [keys["m"] for keys, _ in chunks] == ["1"] * (len(chunks) - 1) + ["0"]
    assert all(len(data) <= 4096 and keys["q"] == "2" for keys, data in chunks)
    data = base64.standard_b64decode("".join(data for _, data in chunks))
    return chunks[0][0], zlib.decompress(data)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (300, 200)])
def test_what_is_sent_are_the_pixels(size: tuple[int, int]) -> None:
    width, height = size
    pixels = bytes(n * 7 % 251 for n in range(width * height * 4))
    keys, data = sent(transmission(Picture(width, height, width, height, pixels), 77, 20, 10))
    assert data == pixels
    wanted = {"a": "T", "f": "32", "o": "z", "U": "1", "i": "77", "c": "20", "r": "10"}
    assert {name: keys[name] for name in wanted} == wanted
    assert (keys["s"], keys["v"]) == (str(width), str(height))


def test_no_more_pixels_are_sent_than_are_shown() -> None:
    large = Picture(400, 200, 400, 200, bytes(RED) * 80_000)
    keys, data = sent(KittyPicture(large, 1, Extent(10, 3, 100, 50)).sent_first)
    assert (keys["s"], keys["v"], data) == ("100", "50", bytes(RED) * 5_000)
    small = Picture(4, 2, 4, 2, bytes(RED) * 8)
    keys, data = sent(KittyPicture(small, 1, Extent(10, 3, 100, 50)).sent_first)
    assert (keys["s"], keys["v"], data) == ("4", "2", bytes(RED) * 8)


def test_each_cell_is_a_character_in_the_colour_of_the_number() -> None:
    made = KittyPicture(Picture(1, 1, 1, 1, bytes(RED)), 0x010203, Extent(9, 9, 90, 180))
    text = made.cells(Span(0x010203, 5, 2, 6))
    begin, end = "\x1b[38;2;1;2;3m", "\x1b[39m"
    assert text.startswith(begin) and text.endswith(end)
    cells = text.removeprefix(begin).removesuffix(end).split(PLACEHOLDER)[1:]
    assert [(MARKS.index(cell[0]), MARKS.index(cell[1])) for cell in cells] == [
        (5, column) for column in range(2, 6)
    ]


def test_a_drawing_puts_its_picture_on_the_shelf() -> None:
    value = base64_of(encoded(picture([[RED] * 40] * 40)))
    graphics = Graphics(Images.KITTY, CellSize(10, 20))
    drawing = PictureDrawing("image/png", value, None, Palette(graphics=graphics))
    work = drawing.work_for(80)
    assert work is not None
    drawing.take_work(work())
    assert drawing.work_for(80) is None
    row = drawing.rows(80, 0, 1)[0]
    cells = "".join(segment.text for segment in row.gutter)
    assert cells.count(PLACEHOLDER) == 4
    head, _, rest = graphics.shelf.frame(f"\x1b[1;1H{cells}\x1b[1;1H", 10).rpartition("\x1b\\")
    keys, data = sent(f"{head}\x1b\\")
    assert (keys["c"], keys["r"], data[:4]) == ("4", "2", bytes(RED))
    assert rest.count(PLACEHOLDER) == 4
    assert "\x1b_G" not in graphics.shelf.frame(f"\x1b[1;1H{cells}\x1b[1;1H", 10)


def test_a_picture_is_forgotten() -> None:
    assert forgetting(7) == "\x1b_Ga=d,q=2,d=I,i=7\x1b\\"


CELL = CellSize(8, 16)


@pytest.mark.parametrize(
    ("wish", "environment", "cell", "images"),
    [
        ("auto", {}, CELL, Images.HALF_BLOCKS),
        ("auto", {"TERM": "xterm-kitty"}, CELL, Images.KITTY),
        ("auto", {"KITTY_WINDOW_ID": "1", "TERM": "xterm-256color"}, None, Images.KITTY),
        ("auto", {"TERM_PROGRAM": "ghostty"}, CELL, Images.KITTY),
        ("auto", {"TERM": "xterm-ghostty"}, CELL, Images.KITTY),
        ("auto", {"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, CELL, Images.HALF_BLOCKS),
        ("auto", {"KITTY_WINDOW_ID": "1", "STY": "1.x"}, CELL, Images.HALF_BLOCKS),
        ("auto", {"TERM": "foot"}, CELL, Images.SIXEL),
        ("auto", {"TERM": "foot-extra"}, CELL, Images.SIXEL),
        ("auto", {"TERM": "foot"}, None, Images.HALF_BLOCKS),
        ("auto", {"TERM": "footloose"}, CELL, Images.HALF_BLOCKS),
        ("auto", {"TERM": "mlterm-256color"}, CELL, Images.SIXEL),
        ("auto", {"TERM": "contour"}, CELL, Images.SIXEL),
        ("auto", {"TERM_PROGRAM": "contour", "TERM": "xterm-256color"}, CELL, Images.SIXEL),
        ("auto", {"TERM_PROGRAM": "iTerm.app", "TERM": "xterm-256color"}, None, Images.ITERM2),
        ("auto", {"LC_TERMINAL": "iTerm2", "SSH_TTY": "/dev/pts/1"}, CELL, Images.ITERM2),
        ("auto", {"TERM_PROGRAM": "WezTerm"}, CELL, Images.ITERM2),
        ("auto", {"TERM_PROGRAM": "mintty"}, None, Images.ITERM2),
        ("auto", {"TERM_PROGRAM": "tmux", "LC_TERMINAL": "iTerm2", "TMUX": "x"}, CELL, "halfblock"),
        ("auto", {"TERM_PROGRAM": "vscode"}, CELL, Images.HALF_BLOCKS),
        ("auto", {"TERM_PROGRAM": "Apple_Terminal"}, CELL, Images.HALF_BLOCKS),
        ("auto", {"WT_SESSION": "x", "TERM": "xterm-256color"}, CELL, Images.HALF_BLOCKS),
        ("auto", {"XTERM_VERSION": "XTerm(379)", "TERM": "xterm"}, CELL, Images.HALF_BLOCKS),
        ("auto", {"KONSOLE_VERSION": "230801"}, CELL, Images.HALF_BLOCKS),
        ("kitty", {"TMUX": "/tmp/x"}, None, Images.KITTY),
        ("sixel", {"TMUX": "/tmp/x"}, None, Images.SIXEL),
        ("iterm2", {}, None, Images.ITERM2),
        ("halfblock", {"TERM": "xterm-kitty"}, CELL, Images.HALF_BLOCKS),
        ("off", {"TERM": "xterm-kitty"}, CELL, Images.OFF),
    ],
)
def test_the_environment_says_how(
    wish: str, environment: dict[str, str], cell: CellSize | None, images: Images
) -> None:
    assert images_for(wish, environment, cell) is Images(images)
