"""Pictures by iTerm2's protocol for files in the text (OSC 1337), which others know as well."""

from __future__ import annotations

import base64
from collections import OrderedDict
from io import BytesIO

from tui.render.pictures.decoding import Picture
from tui.render.pictures.scaling import in_cells
from tui.render.pictures.sizing import Extent
from tui.terminal.cell_size import CellSize
from tui.terminal.pictures import Area, BlankPicture

_MOST_KEPT = 4
"""Sequences that are kept of one picture."""


class Iterm2Picture(BlankPicture):
    """A picture in the pixels of so many cells, of which parts are sent as PNG."""

    def __init__(self, picture: Picture, extent: Extent, cell: CellSize) -> None:
        """Scales the picture, which takes its time."""
        self._cell = cell
        image = in_cells(picture, extent, cell)
        # Without opacity it is shorter.
        is_opaque = image.getchannel("A").getextrema() == (255, 255)
        self._image = image.convert("RGB") if is_opaque else image
        self._kept: OrderedDict[Area, str] = OrderedDict()

    @property
    def size(self) -> int:
        """The bytes of the pixels, and of the sequences that are kept."""
        pixels = self._image.width * self._image.height * len(self._image.getbands())
        return pixels + sum(len(sequence) for sequence in [*self._kept.values()])

    def painted(self, area: Area) -> str:
        """The sequence that shows a part."""
        if area not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.popitem(last=False)
            self._kept[area] = self._sequence(area)
        return self._kept[area]

    def _sequence(self, area: Area) -> str:
        wide, high = self._cell
        left, top = area.column * wide, area.row * high
        box = (left, top, left + area.columns * wide, top + area.rows * high)
        stream = BytesIO()
        self._image.crop(box).save(stream, "PNG", compress_level=3)
        data = stream.getvalue()
        # Not all know the last of these, which keeps the screen from scrolling in those that do.
        options = (
            f"inline=1;size={len(data)};width={area.columns};height={area.rows}"
            ";preserveAspectRatio=0;doNotMoveCursor=1"
        )
        return f"\x1b]1337;File={options}:{base64.b64encode(data).decode('ascii')}\a"
