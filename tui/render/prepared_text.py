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

MovedMaking = Callable[[int, int], tuple[str, int]]
"""The same for what can be moved sideways: by some columns, and by how many it was."""


@dataclass(frozen=True, slots=True)
class Made:
    """The text for a width; `moved` is by how many columns it was moved sideways.

    That may be less than was `asked` for.
    """

    width: int
    measured: MeasuredText
    moved: int = 0
    asked: int = 0


class PreparedText:
    """Draws plain words until its text is made, and that from then on."""

    def __init__(
        self,
        make: Making,
        words: str,
        palette: Palette,
        known: object = None,
        move: MovedMaking | None = None,
    ) -> None:
        """`words` stand for it until it is made, and when there is nothing to be made of it.

        `move` makes it where it can be moved sideways.
        """
        self._make = make
        self._move = move
        self._words = words
        self._palette = palette
        self._made = known if isinstance(known, Made) else None
        self._moved = self._made.moved if self._made is not None else 0
        self._drawing = self._drawn()

    def _drawn(self) -> TextDrawing:
        made = self._made
        # Without a row it would never be in sight, and so never be made.
        words = self._words or " "
        measured = MeasuredText(StreamText(), words) if made is None else made.measured
        palette = self._palette
        return TextDrawing(measured.text, palette.text, dim=palette.dim, measured=measured)

    @property
    def measured(self) -> Made | None:
        """What was made, for a drawing in other styles."""
        return self._made

    def work_for(self, width: int) -> Work | None:
        """Making the text, which another width arranges otherwise."""
        made, moved = self._made, self._moved
        if made is not None and (made.width, made.moved) == (width, moved):
            return None
        return lambda: self._done(width, moved)

    def _done(self, width: int, asked: int) -> Made:
        moved = 0
        if self._move is None:
            text = self._make(width)
        else:
            text, moved = self._move(width, asked)
        return Made(width, MeasuredText(StreamText(), text or self._words), moved, asked)

    def take_work(self, done: object) -> None:
        """Take over the text."""
        if isinstance(done, Made):
            self._made = done
            if self._moved == done.asked:
                # It may have been moved no further than to its end.
                self._moved = done.moved
            self._drawing = self._drawn()

    def move(self, columns: int) -> bool:
        """Have it moved sideways by some columns more; answers whether it has to be made anew."""
        if self._move is None or self._made is None:
            return False
        # On from where it is on its way to.
        self._moved = max(0, self._moved + columns)
        return self._moved != self._made.moved

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
