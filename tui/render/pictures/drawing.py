"""A picture among the outputs, over a line that says what it is."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment

from tui.model.clean import clean
from tui.render.palette import Palette
from tui.render.pictures import kitty, svg
from tui.render.pictures.decoding import FORMATS, Picture, PictureError, bytes_of, decoded
from tui.render.pictures.half_blocks import half_blocks
from tui.render.pictures.protocols import Images
from tui.render.pictures.sizing import extent_of, wanted_pixels
from tui.render.preparing import Work
from tui.render.rows import Row, SteadyDrawing
from tui.wire.message import Json


@dataclass(frozen=True, slots=True)
class _Done:
    """A picture in blocks for a width, or what is wrong with it."""

    width: int
    size: int = 0
    picture: Picture | None = None
    rows: tuple[tuple[Segment, ...], ...] = ()
    problem: str = ""
    sequences: str = ""


MIMES = (*FORMATS, svg.MIME)
"""The types that are drawn as pictures, best first."""


class PictureDrawing(SteadyDrawing):
    """Draws a line until the picture is decoded, and the picture over that line from then on."""

    is_long = False

    def __init__(self, mime: str, value: Json, details: Json, palette: Palette) -> None:
        """`value` is base64 text, `details` are the metadata of its MIME type."""
        self._mime = mime
        self._value = value
        self._details = details
        self._palette = palette
        self._done: _Done | None = None
        self._unsent = ""

    @property
    def measured(self) -> _Done | None:
        """What is known, for a drawing in other styles."""
        return self._done

    def know(self, known: object) -> None:
        """Take over what another drawing of the same picture knows."""
        if isinstance(known, _Done):
            self._done = known

    def work_for(self, width: int) -> Work | None:
        """Decoding, or scaling to another width."""
        done = self._done
        if self._palette.images is Images.OFF:
            return None
        if done is not None and (done.problem or done.width == width):
            return None
        return lambda: self._prepared(width, done)

    def take_work(self, done: object) -> None:
        """Take over what was prepared."""
        if isinstance(done, _Done):
            self._done, self._unsent = done, done.sequences

    def take_sequences(self) -> str:
        """What the terminal has to be sent before the rows are drawn, once; mostly nothing."""
        unsent, self._unsent = self._unsent, ""
        return unsent

    def _prepared(self, width: int, before: _Done | None) -> _Done:
        try:
            if before is not None and before.picture is not None:
                picture, size = before.picture, before.size
            else:
                picture, size = self._decoded()
        except PictureError as error:
            return _Done(width, problem=str(error))
        full = (picture.full_width, picture.full_height)
        extent = extent_of(wanted_pixels(*full, self._details), width)
        if self._palette.images is not Images.KITTY:
            rows = half_blocks(picture, extent.columns, extent.rows)
            return _Done(width, size, picture, tuple(rows))
        number, columns = kitty.new_number(), min(extent.columns, kitty.MOST_COLUMNS)
        rows = kitty.placeholders(number, columns, extent.rows)
        sent = kitty.transmission(picture, number, columns, extent.rows)
        return _Done(width, size, picture, tuple(rows), sequences=sent)

    def _decoded(self) -> tuple[Picture, int]:
        """The picture, and the size of what was sent in bytes; raises `PictureError`."""
        if self._mime == svg.MIME:
            return decoded("image/png", svg.png_of_svg(self._value)), len(str(self._value))
        data = bytes_of(self._value)
        return decoded(self._mime, data), len(data)

    def height(self, width: int) -> int:
        """The picture's rows as far as they are known, and one for the words."""
        return 1 + (len(self._done.rows) if self._done is not None else 0)

    def line_count(self, width: int) -> int:
        """As many as there are rows."""
        return self.height(width)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        done = self._done
        rows = [Row((), segments) for segments in done.rows] if done is not None else []
        words = Row((Segment(self.words[: max(1, width)], self._palette.dim),))
        return [*rows, words][start:stop]

    @property
    def words(self) -> str:
        """What it is: type and size, or what is wrong with it."""
        done = self._done
        if done is None:
            return clean(f"[{self._mime}]")
        if done.picture is None:
            return clean(f"[{self._mime}: {done.problem}]")
        size = f"{done.picture.full_width} × {done.picture.full_height}"
        return clean(f"[{self._mime}, {size}, {done.size / 1000:,.1f} kB]")
