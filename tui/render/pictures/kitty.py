"""Pictures in terminals that know the kitty graphics protocol, placed by characters.

A picture is sent once, under a number; where it is to be seen, cells hold a placeholder character
with its row and column, in the colour of that number (kitty's documentation, "Unicode
placeholders").
"""

from __future__ import annotations

import base64
import zlib

from tui.render.pictures.decoding import Picture
from tui.render.pictures.scaling import made_smaller
from tui.render.pictures.sizing import Extent
from tui.terminal.pictures import BlankPicture
from tui.terminal.placeholders import MARKS, PLACEHOLDER, Span

_CHUNK = 4096


class KittyPicture(BlankPicture):
    """A picture as kitty is sent it."""

    def __init__(self, picture: Picture, number: int, extent: Extent) -> None:
        """Compresses the pixels, which takes its time."""
        self._number = number
        # The terminal scales it to its cells, so no more is sent than can be seen in them.
        small = made_smaller(picture, extent.width, extent.height)
        self._transmission = transmission(small, number, extent.columns, extent.rows)

    @property
    def size(self) -> int:
        """The bytes that are sent, which are kept for a terminal that loses them."""
        return len(self._transmission)

    @property
    def sent_first(self) -> str:
        """The picture."""
        return self._transmission

    @property
    def sent_last(self) -> str:
        """That it can be forgotten."""
        return forgetting(self._number)

    def cells(self, span: Span) -> str:
        """Characters for which the terminal shows the picture's cells."""
        red, green, blue = self._number >> 16 & 255, self._number >> 8 & 255, self._number & 255
        head = PLACEHOLDER + MARKS[span.row]
        text = "".join(head + mark for mark in MARKS[span.first : span.end])
        return f"\x1b[38;2;{red};{green};{blue}m{text}\x1b[39m"


def transmission(picture: Picture, number: int, columns: int, rows: int) -> str:
    """The sequences that send a picture and say how many cells it takes; no answer is wanted."""
    data = base64.standard_b64encode(zlib.compress(picture.pixels, 3)).decode("ascii")
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    head = (
        f"a=T,q=2,f=32,o=z,U=1,i={number},s={picture.width},v={picture.height}"
        f",c={columns},r={rows},"
    )
    parts = []
    for place, chunk in enumerate(chunks):
        more = int(place < len(chunks) - 1)
        parts.append(f"\x1b_G{head if place == 0 else 'q=2,'}m={more};{chunk}\x1b\\")
    return "".join(parts)


def forgetting(number: int) -> str:
    """The sequence that has the terminal forget a picture."""
    return f"\x1b_Ga=d,q=2,d=I,i={number}\x1b\\"
