"""Which row of the transcript shows what: the heights of all blocks, added up."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from tui.model.cells import Block, Cell, CellState
from tui.model.changes import (
    BlockAdded,
    BlocksRearranged,
    CellStateChanged,
    Change,
    OutputAdded,
    OutputChanged,
    OutputsCleared,
)
from tui.render.rows import Row
from tui.widgets.transcript.block_layout import BlockLayout, LayoutStyle

# Where a change has touched the head and foot of a cell only: past every output.
NO_OUTPUT = sys.maxsize


class TranscriptIndex:
    """The layouts of all blocks and the row each begins at.

    A change costs as much as the blocks behind the changed one, which is mostly the last.
    """

    def __init__(self, blocks: Sequence[Block], style: LayoutStyle, width: int = 80) -> None:
        self._blocks = blocks
        self._style = style
        self._width = width
        self._layouts: list[BlockLayout] = [BlockLayout(block, style) for block in blocks]
        self._tops: list[int] = [0]
        self._shown_from = 0
        self.revision = 0
        """Grows whenever rows may have moved."""

    @property
    def width(self) -> int:
        """The width the rows are laid out for, in cells."""
        return self._width

    def wrap_to(self, width: int, row: int) -> tuple[int, int]:
        """Wrap to a width; answers where, by block and row in it, now is what was at `row`."""
        block, row = self.locate(row)
        place = self._layouts[block].place_at(self._width, row) if self._layouts else None
        self._width = max(1, width)
        self._unknow(0)
        return block, self._layouts[block].row_of(self._width, place) if place is not None else 0

    def restyle(self, style: LayoutStyle) -> None:
        """Draw everything anew in another style; what is folded stays folded."""
        folded = [layout.folded for layout in self._layouts]
        self._style = style
        self._layouts = [BlockLayout(layout.block, style) for layout in self._layouts]
        for layout, was_folded in zip(self._layouts, folded, strict=True):
            if was_folded:
                layout.fold()
        self._unknow(0)

    def take(self, changes: Iterable[Change]) -> None:
        """Take over changes of the model."""
        touched: dict[int, int] = {}
        for change in changes:
            match change:
                case BlocksRearranged():
                    self._rearrange()
                case BlockAdded():
                    self._extend()
                case CellStateChanged():
                    touched.setdefault(change.block, NO_OUTPUT)
                case OutputAdded() | OutputChanged():
                    touched[change.block] = min(touched.get(change.block, NO_OUTPUT), change.output)
                case OutputsCleared():
                    touched[change.block] = 0
        self._extend()
        for block, output in touched.items():
            layout = self._layouts[block]
            layout.refresh(min(output, layout.outputs))
            self._unknow(block)

    def _rearrange(self) -> None:
        known = {id(layout.block): layout for layout in self._layouts}
        self._layouts = [
            known.get(id(block)) or BlockLayout(block, self._style) for block in self._blocks
        ]
        # What was noted before has no place any more.
        for layout in known.values():
            layout.refresh(0)
        self._unknow(0)

    def _extend(self) -> None:
        for block in self._blocks[len(self._layouts) :]:
            self._layouts.append(BlockLayout(block, self._style))
            self.revision += 1

    def _unknow(self, block: int) -> None:
        """Forget where the blocks behind `block` begin."""
        del self._tops[block + 1 :]
        self.revision += 1

    def _known_tops(self) -> list[int]:
        tops = self._tops
        known = len(tops) - 1
        if known < len(self._layouts):
            heights = (self._height(index) for index in range(known, len(self._layouts)))
            tops[known:] = accumulate(heights, initial=tops[known])
        return tops

    def _height(self, block: int) -> int:
        return 0 if block < self._shown_from else self._layouts[block].height(self._width)

    @property
    def height(self) -> int:
        """The rows of the whole transcript."""
        return self._known_tops()[-1]

    def top(self, block: int) -> int:
        """The row a block begins at."""
        return self._known_tops()[block]

    def locate(self, row: int) -> tuple[int, int]:
        """The block at a row, and the row within it; beyond the end the last block's end."""
        tops = self._known_tops()
        block = min(bisect_right(tops, row) - 1, len(self._layouts) - 1)
        return max(block, 0), row - tops[max(block, 0)]

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`; fewer at the end."""
        tops = self._known_tops()
        rows: list[Row] = []
        block = bisect_right(tops, start) - 1
        while block < len(self._layouts) and tops[block] < stop:
            top = tops[block]
            if tops[block + 1] > start:
                layout = self._layouts[block]
                rows.extend(layout.rows(self._width, max(start - top, 0), stop - top))
            block += 1
        return rows

    def layout(self, block: int) -> BlockLayout:
        """The layout of a block."""
        return self._layouts[block]

    def fold(self, block: int) -> None:
        """Fold the outputs of a cell, or unfold them."""
        self._layouts[block].fold()
        self._unknow(block)

    def hide_ended(self) -> None:
        """Hide all blocks up to the first cell that has not ended."""
        shown = len(self._blocks)
        for index in range(self._shown_from, len(self._blocks)):
            block = self._blocks[index]
            if isinstance(block, Cell) and not block.state.is_end:
                shown = index
                break
        self._shown_from = shown
        self._unknow(0)

    def show_all(self) -> None:
        """Show again what was hidden."""
        self._shown_from = 0
        self._unknow(0)

    def neighbour(self, block: int | None, step: int) -> int | None:
        """The next cell with an input before (-1) or after (1) a block; `None` past the ends.

        From no block (`None`) the last cell is before and nothing is after.
        """
        if block is None:
            if step > 0:
                return None
            block = len(self._blocks)
        block += step
        while self._shown_from <= block < len(self._blocks):
            candidate = self._blocks[block]
            if isinstance(candidate, Cell) and candidate.code:
                return block
            block += step
        return None

    def find(self, needle: str, ignore_case: bool, most: int) -> list[int]:
        """The rows of the first `most` matches in the blocks that are shown."""
        found: list[int] = []
        tops = self._known_tops()
        for block in range(self._shown_from, len(self._layouts)):
            layout = self._layouts[block]
            part = layout.find(needle, self._width, ignore_case, most - len(found))
            found.extend(tops[block] + row for row in part)
            if len(found) >= most:
                break
        return found

    def question_row(self) -> int | None:
        """The row of the open question to the user, `None` without one."""
        for block in range(len(self._blocks) - 1, self._shown_from - 1, -1):
            cell = self._blocks[block]
            if isinstance(cell, Cell) and cell.state is CellState.RUNNING:
                row = self._layouts[block].question_row(self._width)
                if row is not None:
                    return self.top(block) + row
        return None
