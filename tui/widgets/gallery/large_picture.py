"""A figure as large as there is room for."""

from __future__ import annotations

from math import ceil, sqrt

from tui.render.palette import Palette
from tui.render.pictures import formulas
from tui.render.pictures.drawing import PictureDrawing
from tui.render.pictures.formulas import FormulaDrawing
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.sizing import MOST_COLUMNS, Extent
from tui.wire.message import Json

GROWTH = 4.0
"""As many times as large as it was sent a picture is shown at most."""
MOST_PIXELS = 2_000_000
"""Pixels that are sent to a terminal which draws pictures."""
MOST_CELLS = 8_000
"""Cells of half blocks, each of which takes the toolkit its time."""


def fitted(pixels: tuple[int, int], columns: int, rows: int, graphics: Graphics) -> Extent:
    """The cells for a picture of so many pixels, as many as fit into some columns and rows."""
    cell = graphics.cell
    columns = max(1, min(columns, MOST_COLUMNS))
    rows = max(1, min(rows, MOST_COLUMNS))
    width, height = columns * cell.width, rows * cell.height
    scale = min(width / pixels[0], height / pixels[1], GROWTH)
    most = MOST_PIXELS if graphics.uses_shelf else MOST_CELLS * cell.width * cell.height
    scale = min(scale, sqrt(most / (pixels[0] * pixels[1])))
    wide = min(width, max(1, round(pixels[0] * scale)))
    high = min(height, max(1, round(pixels[1] * scale)))
    return Extent(ceil(wide / cell.width), ceil(high / cell.height), wide, high)


class LargePicture(PictureDrawing):
    """Draws a picture in `room` rows, with one of words below it."""

    room = 1

    def _extent_of(self, pixels: tuple[int, int], width: int) -> Extent:
        return fitted(pixels, width, self.room, self._graphics)


class LargeFormula(FormulaDrawing):
    """Draws a formula in `room` rows."""

    room = 1

    def _extent_of(self, pixels: tuple[int, int], width: int) -> Extent:
        return fitted(pixels, width, self.room, self._graphics)


def large_drawing(mime: str, value: Json, palette: Palette) -> LargePicture | LargeFormula:
    """The drawing of what was sent as `mime`, or of LaTeX with `formulas.MIME`."""
    if mime == formulas.MIME:
        return LargeFormula(value, palette)
    return LargePicture(mime, value, None, palette)
