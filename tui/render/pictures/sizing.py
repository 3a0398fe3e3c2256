"""How many cells a picture takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from tui.terminal.cell_size import USUAL_CELL, CellSize
from tui.wire.message import Json

MOST_ROWS = 40
MOST_COLUMNS = 268
"""As many as can be told apart (`terminal.placeholders`)."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Columns and rows of cells; `width` and `height` are the pixels that are used of them."""

    columns: int
    rows: int
    width: int = field(default=0, compare=False)
    height: int = field(default=0, compare=False)


def wanted_pixels(width: int, height: int, details: Json) -> tuple[int, int]:
    """The size in pixels a picture is to be shown in: as its metadata say, else its own.

    `details` are the metadata of its MIME type (Jupyter: `width`, `height`); one of the two alone
    keeps the proportions.
    """
    wide, high = (_pixels(details, name) for name in ("width", "height"))
    if wide and high:
        return wide, high
    if wide:
        return wide, max(1, round(height * wide / width))
    if high:
        return max(1, round(width * high / height)), high
    return width, height


def _pixels(details: Json, name: str) -> int:
    value = details.get(name) if isinstance(details, Mapping) else None
    if isinstance(value, str) and value.removesuffix("px").isdigit() and len(value) < 8:
        value = int(value.removesuffix("px"))
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value < 100_000:
        return 0
    return int(value)


def extent_of(pixels: tuple[int, int], room: int, cell: CellSize = USUAL_CELL) -> Extent:
    """The cells for a picture of so many pixels in `room` columns; its proportions are kept."""
    most = max(1, min(room, MOST_COLUMNS))
    most_wide, most_high = most * cell.width, MOST_ROWS * cell.height
    scale = min(1.0, most_wide / pixels[0], most_high / pixels[1])
    width = min(most_wide, max(1, round(pixels[0] * scale)))
    height = min(most_high, max(1, round(pixels[1] * scale)))
    return Extent(ceil(width / cell.width), ceil(height / cell.height), width, height)
