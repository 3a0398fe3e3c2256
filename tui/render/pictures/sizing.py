"""How many cells a picture takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.wire.message import Json

CELL = (10, 20)
"""Pixels of a cell, width and height, as most terminals have them: 1 to 2."""
MOST_ROWS = 40
MOST_COLUMNS = 300


@dataclass(frozen=True, slots=True)
class Extent:
    """Columns and rows of cells."""

    columns: int
    rows: int


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


def extent_of(pixels: tuple[int, int], room: int) -> Extent:
    """The cells for a picture of so many pixels in `room` columns; its proportions are kept."""
    width, height = pixels
    most = max(1, min(room, MOST_COLUMNS))
    columns, rows = width / CELL[0], height / CELL[1]
    scale = min(1.0, most / columns, MOST_ROWS / rows)
    return Extent(
        min(most, max(1, round(columns * scale))), min(MOST_ROWS, max(1, round(rows * scale)))
    )
