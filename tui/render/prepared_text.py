"""Displayed data that has to be made text first: tables, pages, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.model.stream_text import StreamText
from tui.render.measured_text import MeasuredText
from tui.render.needle import Needle
from tui.render.palette import Palette
from tui.render.preparing import Work
from tui.render.rows import Row, Spot, Widths
from tui.render.slices import Slice
from tui.render.text import TextDrawing

Making = Callable[[int], str]
"""Makes terminal text for a width; takes its time. `""` when there is nothing to be seen."""


@dataclass(frozen=True, slots=True)
class Made:
    """The text for a width."""

    width: int
    measured: MeasuredText


class PreparedText:
    """Draws plain words until its text is made, and that from then on."""

    def __init__(self, make: Making, words: str, palette: Palette, known: object = None) -> None:
        """`words` stand for it until it is made, and when there is nothing to be made of it."""
        self._make = make
        self._words = words
        self._palette = palette
        self._made = known if isinstance(known, Made) else None
        self._drawing = self._drawn()

    def _drawn(self) -> TextDrawing:
        made = self._made
        measured = MeasuredText(StreamText(), self._words) if made is None else made.measured
        palette = self._palette
        return TextDrawing(measured.text, palette.text, dim=palette.dim, measured=measured)

    @property
    def measured(self) -> Made | None:
        """What was made, for a drawing in other styles."""
        return self._made

    def work_for(self, width: int) -> Work | None:
        """Making the text, which another width arranges otherwise."""
        if self._made is not None and self._made.width == width:
            return None
        return lambda: Made(width, MeasuredText(StreamText(), self._make(width) or self._words))

    def take_work(self, done: object) -> None:
        """Take over the text."""
        if isinstance(done, Made):
            self._made = done
            self._drawing = self._drawn()

    def height(self, width: int) -> int:
        """How many rows there are."""
        return self._drawing.height(width)

    def line_count(self, width: int) -> int:
        """How many lines there are before they wrap."""
        return self._drawing.line_count(width)

    def is_exact(self, width: int) -> bool:
        """Whether the height is known."""
        return self._drawing.is_exact(width)

    def steady(self, width: int) -> Widths:
        """This width only: another one makes another text."""
        return width, width + 1

    def expose(self, width: int, start: int, stop: int) -> None:
        """Make rows exact."""
        self._drawing.expose(width, start, stop)

    def measure(self, width: int, near: int, work: Slice) -> int:
        """Make more of the height exact."""
        return self._drawing.measure(width, near, work)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        return self._drawing.rows(width, start, stop)

    @property
    def is_long(self) -> bool:
        """Whether it would take long to make it again."""
        return self._drawing.is_long

    @property
    def parts(self) -> range:
        """The parts of the text."""
        return self._drawing.parts

    def search(self, needle: Needle, part: int, work: Slice) -> list[Spot]:
        """Where a part holds the needle."""
        return self._drawing.search(needle, part, work)

    def row_of_spot(self, width: int, part: int, spot: Spot) -> int:
        """The row that shows what was found."""
        return self._drawing.row_of_spot(width, part, spot)

    def line_at(self, width: int, row: int) -> int:
        """Which line a row shows a part of."""
        return self._drawing.line_at(width, row)

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line begins."""
        return self._drawing.row_of(width, line)
