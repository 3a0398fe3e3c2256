"""A block that is not shown: it takes no rows and holds nothing to find."""

from __future__ import annotations

from tui.render.heights import Heights
from tui.render.rows import ANY_WIDTH, Row, Widths
from tui.render.slices import Slice
from tui.widgets.transcript.block_layout import BlockLayout, Place

_NOTHING = Heights()


class HiddenLayout(BlockLayout):
    """Stands for a block among the others as long as it is hidden."""

    @property
    def is_large(self) -> bool:
        """Never: there is nothing to lay out."""
        return False

    @property
    def sections(self) -> int:
        """None."""
        return 0

    def grows(self, section: int) -> bool:
        """Never."""
        return False

    def steady(self, width: int) -> Widths:
        """It has no rows in any width."""
        return 0, ANY_WIDTH

    def measure(self, width: int, near: int, work: Slice) -> int:
        """Nothing is to be measured."""
        return near

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """None."""
        return []

    def row_of_spot(self, width: int, section: int, part: int, spot: tuple[int, int]) -> int:
        """Where it would be."""
        return 0

    def place_at(self, width: int, row: int) -> Place:
        """Its beginning."""
        return Place(0, 0, 0)

    def row_of(self, width: int, place: Place) -> int:
        """Where it would be."""
        return 0

    def question_row(self, width: int) -> int | None:
        """Others are asked."""
        return None

    def _laid_out(self, width: int) -> Heights:
        return _NOTHING
