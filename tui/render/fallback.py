"""The representations of an output in turn: where one cannot be shown, the next is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.errors import JtuiError
from tui.render.needle import Needle
from tui.render.output_drawing import OutputDrawing
from tui.render.preparing import Movable, Work, prepares
from tui.render.rows import Row, Spot, Widths
from tui.render.slices import Slice

_log = logging.getLogger(__name__)

Draw = Callable[[object], OutputDrawing]
"""Makes a drawing from what is known of it; raises `CannotShowError`."""


class CannotShowError(JtuiError):
    """A representation cannot be shown; the text says why in some words."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The representation that was reached, and what is known of its drawing."""

    place: int
    measured: object


@dataclass(frozen=True, slots=True)
class _Failed:
    """Preparing a drawing has failed."""


class FallbackDrawing:
    """Draws the first of some representations that can be shown.

    One fails by raising an error when its drawing is made or prepared. The last one must not.
    """

    def __init__(self, names: Sequence[str], draws: Sequence[Draw], known: object = None) -> None:
        """`names` are for the log; `known` is what another drawing of the output had `measured`."""
        self._names = names
        self._draws = draws
        self._place = 0
        measured = None
        if isinstance(known, Reached) and known.place < len(draws):
            self._place, measured = known.place, known.measured
        self._drawing = self._made(measured)

    def _made(self, known: object = None) -> OutputDrawing:
        """The drawing of the first representation from here on that can be made."""
        while self._place < len(self._draws) - 1:
            try:
                return self._draws[self._place](known)
            except Exception as error:  # noqa: BLE001 - whatever a renderer meets, the next is shown
                self._tell(error)
            self._place += 1
            known = None
        return self._draws[self._place](known)

    def _tell(self, error: Exception) -> None:
        """Say in the log what cannot be shown, and what is shown instead."""
        name, following = self._names[self._place], self._names[self._place + 1]
        if isinstance(error, CannotShowError):
            _log.info("%s is not shown, but %s: %s", name, following, error)
        else:
            _log.warning("%s failed, %s is shown: %r", name, following, error, exc_info=error)

    @property
    def name(self) -> str:
        """What the representation is called that has been reached."""
        return self._names[self._place]

    @property
    def drawing(self) -> OutputDrawing:
        """The drawing that has been reached."""
        return self._drawing

    @property
    def measured(self) -> Reached:
        """What is known, for a drawing in other styles."""
        return Reached(self._place, self._drawing.measured)

    def work_for(self, width: int) -> Work | None:
        """What the representation needs to be drawn."""
        if not prepares(self._drawing):
            return None
        work = self._drawing.work_for(width)
        if work is None or self._place == len(self._draws) - 1:
            return work
        return lambda: self._attempt(work)

    def _attempt(self, work: Work) -> object:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - whatever a renderer meets, the next is shown
            self._tell(error)
            return _Failed()

    def take_work(self, done: object) -> None:
        """Take over what was done, or go on to the next representation."""
        if isinstance(done, _Failed):
            self._place = min(self._place + 1, len(self._draws) - 1)
            self._drawing = self._made()
        elif prepares(self._drawing):
            self._drawing.take_work(done)

    def move(self, columns: int) -> bool:
        """Move it sideways, where it is too wide."""
        return isinstance(self._drawing, Movable) and self._drawing.move(columns)

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
        """Widths with the same height."""
        return self._drawing.steady(width)

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
