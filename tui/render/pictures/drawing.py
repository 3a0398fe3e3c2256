"""A picture among the outputs, over a line that says what it is."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field, replace
from itertools import count

from rich.segment import Segment

from tui.model.clean import clean
from tui.render.palette import Palette
from tui.render.pictures import rasterizing
from tui.render.pictures.decoding import (
    FORMATS,
    Picture,
    PictureError,
    bytes_of,
    decoded,
    told_size,
)
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.half_blocks import half_block_row, half_pixels
from tui.render.pictures.iterm2 import Iterm2Picture
from tui.render.pictures.kitty import KittyPicture
from tui.render.pictures.protocols import Images
from tui.render.pictures.sixel import SixelPicture
from tui.render.pictures.sizing import Extent, extent_of, wanted_pixels
from tui.render.preparing import Work
from tui.render.rows import Row, SteadyDrawing
from tui.terminal.pictures import TerminalPicture
from tui.terminal.placeholders import cells_of_picture
from tui.wire.message import Json

MIMES = (*FORMATS, *rasterizing.MIMES)
"""The types that are drawn as pictures, best first."""
_PIECE = 16
"""Cells in a segment: cutting a long one takes the toolkit long."""
_tokens = count()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A picture in the form in which it is drawn; `size` are the bytes that were sent."""

    pixels: tuple[int, int]
    size: int
    graphics: Graphics
    extent: Extent
    number: int = 0
    cells: bytes = field(default=b"", repr=False)


class Known:
    """What is known of a picture; the same for all drawings of it in other styles.

    The pixels and what is drawn lie in `Graphics.memory` and `Graphics.shelf`, from where they may
    go again. `number` is that on the shelf, 0 without one.
    """

    def __init__(self) -> None:
        self.token = next(_tokens)
        """What its pixels and rows are kept under."""
        self.problem = ""
        self.prepared: _Prepared | None = None
        self._end: weakref.finalize[..., Known] | None = None

    def keep(self, prepared: _Prepared) -> None:
        """Take over what was prepared, in the place of what was before."""
        self._drop()
        self.prepared = prepared
        graphics = prepared.graphics
        if not prepared.number:
            graphics.memory.keep_cells(self.token, prepared.cells)
            self.prepared = replace(prepared, cells=b"")
        self._end = weakref.finalize(self, _let_go, graphics, self.token, prepared.number)
        self._end.atexit = False

    def _drop(self) -> None:
        if self._end is not None:
            self._end.detach()
        if self.prepared is not None and self.prepared.number:
            self.prepared.graphics.shelf.drop(self.prepared.number)

    def is_ready(self, graphics: Graphics, extent: Extent) -> bool:
        """Whether it can be drawn so."""
        prepared = self.prepared
        if prepared is None or (prepared.graphics, prepared.extent) != (graphics, extent):
            return False
        if prepared.number:
            return graphics.shelf.has(prepared.number)
        return graphics.memory.cells(self.token) is not None


class PictureDrawing(SteadyDrawing):
    """Draws a line until the picture is decoded, and the picture over that line from then on.

    Where its first bytes tell its size, the rows for it are there from the beginning.
    """

    def __init__(self, mime: str, value: Json, details: Json, palette: Palette) -> None:
        """`value` is base64 text, `details` are the metadata of its MIME type."""
        self._mime = mime
        self._value = value
        self._details = details
        self._palette = palette
        self._graphics = palette.graphics
        self._known = Known()
        self._told = told_size(mime, value)

    @property
    def measured(self) -> Known:
        """What is known, for a drawing in other styles."""
        return self._known

    @property
    def is_long(self) -> bool:
        """It is kept as soon as something is known of it, which is little: it has its height."""
        return self._known.prepared is not None or bool(self._known.problem)

    def know(self, known: object) -> None:
        """Take over what another drawing of the same picture knows."""
        if isinstance(known, Known):
            self._known = known

    def work_for(self, width: int) -> Work | None:
        """Decoding and scaling, when what is to be drawn is not there, or is there no more."""
        known, graphics = self._known, self._graphics
        if graphics.is_off or known.problem:
            return None
        extent = self._extent(width)
        if extent is not None and known.is_ready(graphics, extent):
            return None
        return lambda: self._prepared(width)

    def take_work(self, done: object) -> None:
        """Take over what was prepared."""
        match done:
            case str():
                self._known.problem = done
            case _Prepared():
                self._known.keep(done)

    def _prepared(self, width: int) -> _Prepared | str:
        """The picture for a width, or what is wrong with it."""
        known, graphics = self._known, self._graphics
        before = known.prepared
        picture = graphics.memory.pixels(known.token)
        try:
            if picture is not None and before is not None:
                size = before.size
            else:
                picture, size = self._decoded()
                graphics.memory.keep_pixels(known.token, picture)
        except PictureError as error:
            return str(error)
        pixels = (picture.full_width, picture.full_height)
        extent = self._extent_of(pixels, width)
        if not graphics.uses_shelf:
            cells = half_pixels(picture, extent.columns, extent.rows)
            return _Prepared(pixels, size, graphics, extent, cells=cells)
        number = graphics.shelf.new_number()
        graphics.shelf.put(number, _terminal_picture(picture, number, extent, graphics))
        return _Prepared(pixels, size, graphics, extent, number)

    def _decoded(self) -> tuple[Picture, int]:
        """The picture, and the size of what was sent in bytes; raises `PictureError`."""
        if (drawn := rasterizing.png_of(self._mime, self._value)) is not None:
            return decoded("image/png", drawn[0]), drawn[1]
        data = bytes_of(self._value)
        return decoded(self._mime, data), len(data)

    def _extent_of(self, pixels: tuple[int, int], width: int) -> Extent:
        return extent_of(wanted_pixels(*pixels, self._details), width, self._graphics.cell)

    def _extent(self, width: int) -> Extent | None:
        """The cells it takes in a width, as far as that is known."""
        known = self._known
        if self._graphics.is_off or known.problem:
            return None
        pixels = known.prepared.pixels if known.prepared is not None else self._told
        return None if pixels is None else self._extent_of(pixels, width)

    def height(self, width: int) -> int:
        """The picture's rows as far as they are known, and one for the words."""
        extent = self._extent(width)
        return 1 + (extent.rows if extent is not None else 0)

    def line_count(self, width: int) -> int:
        """As many as there are rows."""
        return self.height(width)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        high = self.height(width) - 1
        rows = self._picture_rows(start, min(stop, high))
        rows += [Row()] * (min(stop, high) - start - len(rows))
        if start <= high < stop:
            rows.append(Row((Segment(self.words[: max(1, width)], self._palette.dim),)))
        return rows

    def _picture_rows(self, start: int, stop: int) -> list[Row]:
        """Rows of the picture as it was prepared last, also for another width; fewer at its end."""
        prepared = self._known.prepared
        if prepared is None or self._graphics.is_off:
            return []
        extent, graphics = prepared.extent, prepared.graphics
        wanted = range(start, min(stop, extent.rows))
        if prepared.number:
            if not graphics.shelf.has(prepared.number):
                return []
            return [_row(prepared.number, row, extent.columns) for row in wanted]
        if (cells := graphics.memory.cells(self._known.token)) is None:
            return []
        return [Row((), half_block_row(cells, extent.columns, row)) for row in wanted]

    @property
    def words(self) -> str:
        """What it is: type and size, or what is wrong with it."""
        known, name = self._known, rasterizing.name_of(self._mime)
        if known.problem:
            return clean(f"[{name}: {known.problem}]")
        if known.prepared is None:
            return clean(f"[{name}]")
        width, height = known.prepared.pixels
        size = f", {known.prepared.size / 1000:,.1f} kB" if known.prepared.size else ""
        return clean(f"[{name}, {width} × {height}{size}]")


def _let_go(graphics: Graphics, token: int, number: int) -> None:
    """Nobody draws a picture any more."""
    graphics.memory.forget(token)
    if number:
        graphics.shelf.drop(number)


def _terminal_picture(
    picture: Picture, number: int, extent: Extent, graphics: Graphics
) -> TerminalPicture:
    match graphics.images:
        case Images.SIXEL:
            return SixelPicture(picture, extent, graphics.cell)
        case Images.ITERM2:
            return Iterm2Picture(picture, extent, graphics.cell)
        case _:
            return KittyPicture(picture, number, extent)


def _row(number: int, row: int, columns: int) -> Row:
    """The cells of a row of a picture."""
    starts = range(0, columns, _PIECE)
    pieces = (cells_of_picture(number, row, at, min(at + _PIECE, columns)) for at in starts)
    return Row((), tuple(Segment(piece) for piece in pieces))
