"""The kitty graphics protocol: the picture is what is sent, and each cell says what it shows."""

from __future__ import annotations

import base64
import re
import zlib

import pytest
from rich.cells import cell_len

from tests.unit.render.test_pictures import RED, base64_of, encoded, picture
from tui.render.palette import Palette
from tui.render.pictures.decoding import Picture
from tui.render.pictures.drawing import PictureDrawing
from tui.render.pictures.kitty import MARKS, PLACEHOLDER, forgetting, placeholders, transmission
from tui.render.pictures.protocols import Images, images_for

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


def test_each_cell_says_which_part_it_shows() -> None:
    rows = placeholders(0x010203, 200, 40)
    assert len(rows) == 40
    for number, (segment,) in enumerate(rows):
        assert cell_len(segment.text) == 200
        cells = segment.text.split(PLACEHOLDER)[1:]
        assert [MARKS.index(cell[0]) for cell in cells] == [number] * 200
        assert [MARKS.index(cell[1]) for cell in cells] == list(range(200))
        assert segment.style is not None and segment.style.color is not None
        assert segment.style.color.triplet == (1, 2, 3)


def test_the_marks_are_those_of_the_protocol() -> None:
    assert len(set(MARKS)) == len(MARKS) == 268
    # Some of the documented list: the first ones, and the first of each script's.
    numbers = {0: 0x305, 4: 0x312, 17: 0x363, 30: 0x483, 35: 0x592, 267: 0xA8F1}
    assert {place: ord(MARKS[place]) for place in numbers} == numbers


def test_a_drawing_sends_its_picture_once() -> None:
    value = base64_of(encoded(picture([[RED] * 40] * 40)))
    drawing = PictureDrawing("image/png", value, None, Palette(images=Images.KITTY))
    work = drawing.work_for(80)
    assert work is not None
    drawing.take_work(work())
    keys, data = sent(drawing.take_sequences())
    assert (keys["c"], keys["r"], data[:4]) == ("4", "2", bytes(RED))
    assert drawing.take_sequences() == ""
    assert drawing.rows(80, 0, 1)[0].gutter[0].text.count(PLACEHOLDER) == 4


def test_a_picture_is_forgotten() -> None:
    assert forgetting(7) == "\x1b_Ga=d,q=2,d=I,i=7\x1b\\"


@pytest.mark.parametrize(
    ("wish", "environment", "images"),
    [
        ("auto", {}, Images.HALF_BLOCKS),
        ("auto", {"TERM": "xterm-kitty"}, Images.KITTY),
        ("auto", {"KITTY_WINDOW_ID": "1", "TERM": "xterm-256color"}, Images.KITTY),
        ("auto", {"TERM_PROGRAM": "ghostty"}, Images.KITTY),
        ("auto", {"TERM": "xterm-ghostty"}, Images.KITTY),
        ("auto", {"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, Images.HALF_BLOCKS),
        ("auto", {"KITTY_WINDOW_ID": "1", "STY": "1.x"}, Images.HALF_BLOCKS),
        ("kitty", {"TMUX": "/tmp/x"}, Images.KITTY),
        ("halfblock", {"TERM": "xterm-kitty"}, Images.HALF_BLOCKS),
        ("off", {"TERM": "xterm-kitty"}, Images.OFF),
    ],
)
def test_the_environment_says_how(wish: str, environment: dict[str, str], images: Images) -> None:
    assert images_for(wish, environment) is images
