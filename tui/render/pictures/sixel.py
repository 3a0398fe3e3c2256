"""Pictures as sixels: bands of six rows of pixels, drawn colour by colour (DEC's VT300 manuals).

A terminal shows sixels from the cursor's cell on, so any part of a picture that begins with a
cell can be drawn alone. Bands of all parts that were drawn are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.render.pictures.decoding import Picture
from tui.render.pictures.scaling import in_cells
from tui.render.pictures.sizing import Extent
from tui.terminal.cell_size import CellSize
from tui.terminal.pictures import Area, BlankPicture

if TYPE_CHECKING:
    from PIL.Image import Image

BAND = 6
CLEAR = 255
"""The colour that is not drawn; the others are 0 to 254."""
_OPAQUE = 128
"""From this opacity on a pixel is drawn."""
_MOST_KEPT = 4
"""Bytes of bands that are kept, for each pixel."""
_REPEATED = re.compile(rb"(.)\1{3,}")


class SixelPicture(BlankPicture):
    """A picture in at most 255 colours, in the pixels of so many cells."""

    def __init__(self, picture: Picture, extent: Extent, cell: CellSize) -> None:
        """Scales the picture and picks its colours, which takes its time."""
        self._cell = cell
        self._width = extent.columns * cell.width
        image = in_cells(picture, extent, cell)
        self._pixels, self._colours = _in_few_colours(image)
        # By first row, rows, first column and columns, all in pixels.
        self._bands: dict[tuple[int, int, int, int], tuple[bytes, frozenset[int]]] = {}
        self._kept = 0

    @property
    def size(self) -> int:
        """The bytes of the pixels, and of the bands that are kept."""
        return len(self._pixels) + self._kept

    def painted(self, area: Area) -> str:
        """The sixels of a part."""
        wide, high = self._cell
        top, height = area.row * high, area.rows * high
        left, width = area.column * wide, area.columns * wide
        used: set[int] = set()
        bands: list[bytes] = []
        for start in range(0, height, BAND):
            band, colours = self._band(top + start, min(BAND, height - start), left, width)
            bands.append(band)
            used |= colours
        registers = b"".join(self._register(colour) for colour in sorted(used))
        # Pixels that are not drawn stay as they are (1); one pixel is as high as it is wide.
        head = b'\x1bP0;1q"1;1;%d;%d' % (width, height)
        return b"".join((head, registers, b"-".join(bands), b"\x1b\\")).decode("ascii")

    def _register(self, colour: int) -> bytes:
        parts = self._colours[colour * 3 : colour * 3 + 3]
        return b"#%d;2;%d;%d;%d" % (colour, *(round(part * 100 / 255) for part in parts))

    def _band(self, top: int, rows: int, left: int, width: int) -> tuple[bytes, frozenset[int]]:
        key = (top, rows, left, width)
        if (known := self._bands.get(key)) is None:
            starts = range(top * self._width + left, (top + rows) * self._width, self._width)
            known = _encoded([self._pixels[start : start + width] for start in starts], width)
            if self._kept > _MOST_KEPT * len(self._pixels):
                self._bands.clear()
                self._kept = 0
            self._bands[key] = known
            self._kept += len(known[0])
        return known


def _in_few_colours(image: Image) -> tuple[bytes, bytes]:
    """The numbers of the pixels' colours, and the colours: red, green and blue of each."""
    from PIL import Image

    clear = image.getchannel("A").point([255 * (opacity < _OPAQUE) for opacity in range(256)])
    few = image.convert("RGB").quantize(
        CLEAR, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    colours = bytes(few.getpalette() or ())
    few.paste(CLEAR, mask=clear)
    return few.tobytes(), colours


def _encoded(rows: list[bytes], width: int) -> tuple[bytes, frozenset[int]]:
    """One band, and the colours in it; `rows` are those of its pixels, six at most."""
    whole = (1 << len(rows)) - 1
    blank = b"?" * width
    sixels: dict[int, bytearray] = {}
    for column, pixels in enumerate(zip(*rows, strict=True)):
        first, bit = pixels[0], 1
        if pixels.count(first) == len(pixels):
            pixels, bit = (first,), whole
        for colour in pixels:
            if colour != CLEAR:
                if (line := sixels.get(colour)) is None:
                    line = sixels[colour] = bytearray(blank)
                line[column] += bit
            bit <<= 1
    lines = [
        b"#%d%s" % (colour, _REPEATED.sub(_repeat, bytes(line).rstrip(b"?")))
        for colour, line in sixels.items()
    ]
    return b"$".join(lines), frozenset(sixels)


def _repeat(run: re.Match[bytes]) -> bytes:
    return b"!%d%s" % (run.end() - run.start(), run[1])
