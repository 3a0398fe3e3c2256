"""iTerm2's protocol: each part of a picture is a file that fills its cells."""

from __future__ import annotations

import base64
import re
from io import BytesIO

import pytest
from PIL import Image

from tests.unit.render.test_pictures import CLEAR, RED
from tests.unit.render.test_sixel import blocks, sent
from tui.render.pictures.iterm2 import Iterm2Picture
from tui.render.pictures.sizing import Extent
from tui.terminal.cell_size import CellSize
from tui.terminal.pictures import Area

_FILE = re.compile(r"\x1b\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\a")
CELL = CellSize(9, 19)


def file_of(sequence: str) -> tuple[dict[str, str], Image.Image]:
    """What a terminal is told, and the picture it is sent."""
    match = _FILE.fullmatch(sequence)
    assert match is not None, sequence[:80]
    options = dict(option.split("=") for option in match[1].split(";"))
    data = base64.b64decode(match[2], validate=True)
    assert options["size"] == str(len(data))
    return options, Image.open(BytesIO(data), formats=["PNG"]).convert("RGBA")


@pytest.mark.parametrize("area", [Area(0, 0, 4, 5), Area(1, 2, 2, 3), Area(3, 4, 1, 1)])
def test_each_part_is_a_file_that_fills_its_cells(area: Area) -> None:
    image = blocks(5, 4, CELL)
    made = Iterm2Picture(sent(image), Extent(5, 4, *image.size), CELL)
    for _ in range(2):
        options, found = file_of(made.painted(area))
        assert (options["width"], options["height"]) == (str(area.columns), str(area.rows))
        assert (options["inline"], options["preserveAspectRatio"]) == ("1", "0")
        left, top = area.column * CELL.width, area.row * CELL.height
        box = (left, top, left + area.columns * CELL.width, top + area.rows * CELL.height)
        assert found.tobytes() == image.crop(box).tobytes()


def test_what_is_transparent_stays_so() -> None:
    image = Image.new("RGBA", (18, 19), CLEAR)
    image.paste(RED, (0, 0, 9, 19))
    made = Iterm2Picture(sent(image), Extent(2, 1, 18, 19), CELL)
    _, found = file_of(made.painted(Area(0, 0, 1, 2)))
    assert [found.getpixel((x, 5)) for x in (0, 12)] == [RED, CLEAR]


def test_few_parts_are_kept() -> None:
    image = blocks(20, 20, CELL)
    made = Iterm2Picture(sent(image), Extent(20, 20, *image.size), CELL)
    first = made.size
    longest = max(len(made.painted(Area(row, 0, 20 - row, 20))) for row in range(20))
    assert made.size <= first + 4 * longest
