"""The blocks of a transcript in their order, and the word to those who draw them."""

from __future__ import annotations

from collections.abc import Sequence

from tui.model.cells import Block, Cell, CellState, Notice
from tui.model.changes import BlockAdded, BlocksRearranged, CellStateChanged, Change, Feed


class BlockList:
    """Blocks, the cells among them found by their ids.

    `revision` grows with every change of a cell, but not with what jtui says itself.
    `is_notebook` is whether the cells of a file are among them.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.revision = 0
        self.is_notebook = False
        self._places: dict[str, int] = {}
        self._feeds: list[Feed] = []

    def subscribe(self) -> Feed:
        """A feed of all changes from now on."""
        feed = Feed()
        self._feeds.append(feed)
        return feed

    def unsubscribe(self, feed: Feed) -> None:
        """End a feed."""
        self._feeds.remove(feed)

    def cell(self, cell_id: str) -> Cell | None:
        """The cell with this id."""
        place = self._places.get(cell_id)
        if place is None:
            return None
        block = self.blocks[place]
        return block if isinstance(block, Cell) else None

    def put_stored(self, cells: Sequence[Cell]) -> None:
        """Put the cells of a file, above all that was entered; none may have an id of another."""
        place = next((at for at, block in enumerate(self.blocks) if isinstance(block, Cell)), None)
        place = len(self.blocks) if place is None else place
        self.is_notebook = True
        self.blocks[place:place] = cells
        self._rearrange()

    def _rearrange(self) -> None:
        cells = ((at, block) for at, block in enumerate(self.blocks) if isinstance(block, Cell))
        self._places = {cell.cell_id: at for at, cell in cells}
        self._tell(BlocksRearranged())

    def _add(self, block: Block) -> None:
        place = len(self.blocks)
        self.blocks.append(block)
        if isinstance(block, Notice):
            self._tell(BlockAdded(place))
            return
        self._places[block.cell_id] = place
        self._note(BlockAdded(place))

    def _insert_before_waiting(self, notice: Notice) -> None:
        """Put a notice above the cells that wait: they will run in the kernel after it."""
        place = len(self.blocks)
        while place and _waits(self.blocks[place - 1]):
            place -= 1
        if place == len(self.blocks):
            self._add(notice)
            return
        self.blocks.insert(place, notice)
        self._rearrange()

    def _note_cell(self, cell: Cell) -> None:
        self._note(CellStateChanged(self._places[cell.cell_id]))

    def _note(self, change: Change) -> None:
        self.revision += 1
        self._tell(change)

    def _tell(self, change: Change) -> None:
        for feed in self._feeds:
            feed.add(change)


def _waits(block: Block) -> bool:
    """Whether a block waits for its first run: of the others the place says nothing."""
    return isinstance(block, Cell) and block.state is CellState.QUEUED and block.earlier is None
