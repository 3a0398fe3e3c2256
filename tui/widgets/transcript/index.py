"""Which row of the transcript shows what: the heights of all blocks, added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tui.model.cells import Author, Block, Cell, CellState, Notice
from tui.model.changes import (
    BlockAdded,
    BlocksRearranged,
    CellStateChanged,
    Change,
    OutputAdded,
    OutputChanged,
    OutputsCleared,
)
from tui.model.outputs import Output
from tui.render.code import CodeDrawing
from tui.render.heights import Heights
from tui.render.pictures.formulas import can_draw
from tui.render.preparing import Preparing
from tui.render.rows import Row
from tui.render.slices import Slice
from tui.widgets.transcript.block_layout import BlockLayout, LayoutStyle, Place
from tui.widgets.transcript.hidden_layout import HiddenLayout
from tui.widgets.transcript.shown import choice_in

# Changed or new blocks up to so many are measured as they come; of more the heights are estimated.
_FEW = 64
# Layouts that are kept for the next time; large ones always are.
_KEPT = 512
# The rows a block takes as long as nobody has looked at it.
_ESTIMATE = 3


@dataclass(slots=True)
class Touched:
    """What has changed in a block: some outputs, or all when they were cleared."""

    outputs: set[int] = field(default_factory=set)
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Unprepared:
    """A drawing in sight that has to be prepared, and where it stands."""

    block: int
    layout: BlockLayout
    section: int
    drawing: Preparing


class TranscriptIndex:
    """The row each block begins at; layouts are made when they are needed, and given up again.

    What is in sight is exact, and so is what changes a little at a time. After a change of width,
    or when very much comes at once, other blocks count what they were in the old width until
    `measure` has come to them, which is to be called in slices.
    """

    def __init__(self, blocks: Sequence[Block], style: LayoutStyle, width: int = 80) -> None:
        self._blocks = blocks
        self._style = style
        self._width = width
        self._layouts: dict[int, BlockLayout] = {}
        self._folded: set[Block] = set()
        # Which representation of displayed data is shown, where it is not the best.
        self._choices: dict[Output, int] = {}
        # What was asked for last: the revision, a block and a place in it; and what it can be.
        self._choice_known: tuple[object, tuple[int, tuple[str, ...]] | None] = (None, None)
        self._heights = Heights()
        # The widths that give each block the height it has: from the one up to the other.
        self._low: list[int] = []
        self._high: list[int] = []
        self._changed: set[int] = set()
        self._shown_from = 0
        self._hides_others = False
        self.revision = 0
        """Grows whenever rows may have moved."""
        self.arrangement = 0
        """Grows whenever blocks or outputs came to stand, or to be seen, elsewhere."""
        self.uncoloured: list[CodeDrawing] = []
        """Code that was drawn plain since it has to be lexed first."""
        self.unprepared: list[Unprepared] = []
        """Outputs that were drawn in a line since they have to be prepared first."""

    @property
    def width(self) -> int:
        """The width the rows are laid out for, in cells."""
        return self._width

    def wrap_to(self, width: int, row: int) -> tuple[int, int]:
        """Wrap to a width; answers where, by block and row in it, now is what was at `row`."""
        width = max(1, width)
        known = self._known_heights()
        if not len(known):
            self._width = width
            return 0, 0
        block, row = self.locate(row)
        place = self.layout(block).place_at(self._width, row)
        if width != self._width:
            self._width = width
            pairs = zip(self._low, self._high, strict=True)
            known.doubt_all_but(bytes(low <= width < high for low, high in pairs))
            self.revision += 1
        row = self.layout(block).row_of(width, place)
        self._measured(block)
        return block, row

    def restyle(self, style: LayoutStyle) -> None:
        """Draw everything anew in another style; what is folded stays folded."""
        self._style = style
        self._give_up_layouts()
        for layout in self._layouts.values():
            layout.restyle(style)
        self.revision += 1

    def take(self, changes: Iterable[Change]) -> dict[int, Touched]:
        """Take over changes of the model; answers what changed in which block."""
        touched: dict[int, Touched] = {}
        for change in changes:
            match change:
                case BlocksRearranged():
                    self._rearrange()
                    touched.clear()
                case BlockAdded():
                    touched.setdefault(change.block, Touched())
                case CellStateChanged():
                    touched.setdefault(change.block, Touched())
                case OutputAdded() | OutputChanged():
                    touched.setdefault(change.block, Touched()).outputs.add(change.output)
                case OutputsCleared():
                    touched.setdefault(change.block, Touched()).cleared = True
        for block, what in touched.items():
            if (layout := self._layouts.get(block)) is not None:
                layout.refresh(sorted(what.outputs), what.cleared)
        self._changed.update(touched)
        self.revision += 1
        return touched

    def _rearrange(self) -> None:
        known = {id(layout.block): layout for layout in self._layouts.values()}
        self._layouts = {}
        for place, block in enumerate(self._blocks):
            if (layout := known.get(id(block))) is not None:
                # What was noted before has no place any more.
                outputs = len(block.outputs) if isinstance(block, Cell) else 0
                layout.refresh(range(outputs))
                self._layouts[place] = layout
        self._known_heights()
        self._heights.doubt_all_but(bytes(len(self._heights)))
        self.revision += 1
        self.arrangement += 1

    def _known_heights(self) -> Heights:
        """The heights, with those of new and changed blocks."""
        heights = self._heights
        count = len(self._blocks)
        if len(heights) < count:
            missing = count - len(heights)
            self._changed.update(range(len(heights), count))
            heights.extend([_ESTIMATE] * missing, bytes(missing))
            self._low.extend([0] * missing)
            self._high.extend([0] * missing)
        if self._changed:
            changed, self._changed = self._changed, set()
            few = len(changed) <= _FEW
            for block in changed:
                if few and block >= self._shown_from:
                    self._measured(block)
                else:
                    heights.doubt(block)
        return heights

    def _measured(self, block: int) -> int:
        """Take over the height of a block from its layout."""
        layout = self.layout(block)
        height = layout.height(self._width)
        exact = layout.is_exact(self._width)
        self._heights.set(block, height, exact)
        if exact and (isinstance(layout.block, Notice) or layout.block.state.is_end):
            self._low[block], self._high[block] = layout.steady(self._width)
        else:
            self._low[block] = self._high[block] = 0
        return height

    def layout(self, block: int) -> BlockLayout:
        """The layout of a block."""
        layout = self._layouts.get(block)
        if layout is None:
            if len(self._layouts) >= 2 * _KEPT:
                self._give_up_layouts(_KEPT)
            model = self._blocks[block]
            kind = HiddenLayout if self._is_hidden(model) else BlockLayout
            folded = model in self._folded
            layout = self._layouts[block] = kind(model, self._style, folded, self._choices)
        return layout

    def _is_hidden(self, block: Block) -> bool:
        return self._hides_others and isinstance(block, Cell) and block.author is Author.REMOTE

    @property
    def hides_others(self) -> bool:
        """Whether cells of other clients are left out."""
        return self._hides_others

    @hides_others.setter
    def hides_others(self, hides: bool) -> None:
        self._hides_others = True
        theirs = [place for place, block in enumerate(self._blocks) if self._is_hidden(block)]
        self._hides_others = hides
        for place in theirs:
            self._layouts.pop(place, None)
        self._changed.update(theirs)
        self.revision += 1
        self.arrangement += 1

    def _give_up_layouts(self, kept: int = 0) -> None:
        """Give up layouts that are quickly made again, but not the newest `kept`."""
        early = [*self._layouts][: len(self._layouts) - kept]
        for block in early:
            if not self._layouts[block].is_large:
                del self._layouts[block]

    @property
    def _hidden(self) -> int:
        """The rows of the blocks that are hidden."""
        return self._heights.start(self._shown_from) if self._shown_from else 0

    @property
    def height(self) -> int:
        """The rows of the whole transcript, as far as that is known."""
        return self._known_heights().total - self._hidden

    @property
    def is_exact(self) -> bool:
        """Whether every height is known."""
        return self._known_heights().all_exact(self._shown_from)

    def top(self, block: int) -> int:
        """The row a block begins at."""
        return max(0, self._known_heights().start(block) - self._hidden)

    def locate(self, row: int) -> tuple[int, int]:
        """The block at a row, and the row within it; beyond the end the last block's end."""
        heights = self._known_heights()
        row += self._hidden
        block = heights.at(row)
        return block, row - heights.start(block)

    def expose(self, start: int, stop: int) -> None:
        """Make the rows from `start` up to `stop` exact; those below may move by it."""
        heights = self._known_heights()
        hidden = self._hidden
        start, stop = start + hidden, stop + hidden
        while start < min(stop, heights.total):
            block = heights.at(start)
            if not heights.is_exact(block):
                top = heights.start(block)
                self.layout(block).expose(self._width, start - top, stop - top)
                before = heights[block]
                if self._measured(block) != before:
                    self.revision += 1
            start = max(start, heights.start(block + 1))

    def expose_end(self, rows: int) -> None:
        """Make the last rows exact."""
        height = -1
        while height != self.height:
            height = self.height
            self.expose(max(0, height - rows), height)

    def measure(self, near: int, work: Slice) -> int:
        """Make more heights exact, above row `near` first; answers which row `near` is now."""
        heights = self._known_heights()
        near += self._hidden
        while len(heights) and not work.over:
            block = heights.doubtful(heights.at(near), self._shown_from)
            if block is None:
                break
            top, before = heights.start(block), heights[block]
            inside = min(max(near - top, 0), before)
            inside = self.layout(block).measure(self._width, inside, work)
            after = self._measured(block)
            work.spend(0)
            if near >= top + before:
                near += after - before
            elif near >= top:
                near = top + min(inside, after)
            if after != before:
                self.revision += 1
        return max(0, near - self._hidden)

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`; fewer at the end."""
        self.expose(start, stop)
        heights = self._known_heights()
        hidden = self._hidden
        start, stop = start + hidden, min(stop + hidden, heights.total)
        rows: list[Row] = []
        self.uncoloured = []
        self.unprepared = []
        while start < stop:
            block = heights.at(start)
            top, end = heights.start(block), heights.start(block + 1)
            layout = self.layout(block)
            rows.extend(layout.rows(self._width, start - top, min(stop, end) - top))
            if layout.code is not None and layout.code.is_uncoloured:
                self.uncoloured.append(layout.code)
            self.unprepared += [Unprepared(block, layout, *each) for each in layout.unprepared]
            start = end
        return rows

    def rows_of(self, unprepared: Unprepared) -> range:
        """The rows of an output that is to be prepared; none if it is not there any more."""
        layout, section = unprepared.layout, unprepared.section
        if self._layouts.get(unprepared.block) is not layout or section >= layout.sections:
            return range(0)
        drawing = layout.section(section)
        top = self.top(unprepared.block) + layout.row_of(self._width, Place(section, 0, 0))
        return range(top, top + drawing.height(self._width))

    def prepared(self, done: Unprepared) -> None:
        """Take over that an output was prepared: its height may be another one."""
        if self._layouts.get(done.block) is done.layout:
            done.layout.prepared(done.section)
            self._changed.add(done.block)
            self.revision += 1

    def cell(self, block: int | None) -> Cell | None:
        """The cell that is a block, where it is shown; `None` for anything else."""
        if block is None or block not in self.shown:
            return None
        model = self._blocks[block]
        return model if isinstance(model, Cell) and not self._is_hidden(model) else None

    def output_rows(self, block: int, output: int) -> range:
        """The rows of an output, by its place in its cell; none while it is not to be seen."""
        if self.cell(block) is None:
            return range(0)
        top = self.top(block)
        rows = self.layout(block).rows_of_output(self._width, output)
        return range(top + rows.start, top + rows.stop) if rows else range(0)

    def output_at(self, row: int) -> tuple[int, int] | None:
        """The block and the place in it of the output that a row is of; `None` for other rows."""
        self.expose(row, row + 1)
        if row >= self.height:
            return None
        block, row = self.locate(row)
        output = (
            None if self.cell(block) is None else self.layout(block).output_at(self._width, row)
        )
        return None if output is None else (block, output)

    def _choice(self, block: int | None, output: int | None) -> tuple[int, tuple[str, ...]] | None:
        # It is asked for with every key, and long HTML is looked through for it.
        asked = (self.revision, block, output)
        if self._choice_known[0] != asked:
            cell = self.cell(block)
            draws_formulas = can_draw(self._style.palette.graphics)
            found = None if cell is None else choice_in(cell.outputs, output, draws_formulas)
            self._choice_known = (asked, found)
        return self._choice_known[1]

    def has_choice(self, block: int | None, output: int | None = None) -> bool:
        """Whether an output can be shown in several ways; `None` is the last one that can."""
        return self._choice(block, output) is not None

    def choose_next(self, block: int, output: int | None = None) -> str:
        """Show an output in the next of the ways it can be shown; answers which, "" for none."""
        if (found := self._choice(block, output)) is None:
            return ""
        at, mimes = found
        model = self._blocks[block]
        assert isinstance(model, Cell)
        chosen = model.outputs[at]
        place = self._choices[chosen] = (self._choices.get(chosen, 0) + 1) % len(mimes)
        self.layout(block).choose(at)
        self._changed.add(block)
        self.revision += 1
        self.arrangement += 1
        return f"{mimes[place]}, {place + 1} of {len(mimes)}"

    def move(self, block: int, columns: int) -> bool:
        """Move the wide outputs of a cell sideways; answers whether there is one to be moved."""
        return block < len(self._blocks) and self.layout(block).move(columns)

    def row_of_spot(self, block: int, section: int, part: int, spot: tuple[int, int]) -> int:
        """The row that shows the beginning of what was found in a part of a section."""
        self._known_heights()
        row = self.layout(block).row_of_spot(self._width, section, part, spot)
        before = self._heights[block]
        if self._measured(block) != before:
            self.revision += 1
        return self.top(block) + row

    def fold(self, block: int) -> None:
        """Fold the outputs of a cell, or unfold them."""
        layout = self.layout(block)
        layout.fold()
        if layout.folded:
            self._folded.add(layout.block)
        else:
            self._folded.discard(layout.block)
        self._changed.add(block)
        self.revision += 1
        self.arrangement += 1

    @property
    def shown(self) -> range:
        """The blocks that are not hidden."""
        return range(self._shown_from, len(self._blocks))

    def hide_ended(self) -> None:
        """Hide all blocks up to the first cell that has not ended."""
        shown = len(self._blocks)
        for index in range(self._shown_from, len(self._blocks)):
            block = self._blocks[index]
            if isinstance(block, Cell) and not block.state.is_end:
                shown = index
                break
        self._show_from(shown)

    def show_all(self) -> None:
        """Show again what was hidden."""
        self._show_from(0)

    def _show_from(self, block: int) -> None:
        self._known_heights()
        self._shown_from = block
        self.revision += 1
        self.arrangement += 1

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
            if isinstance(candidate, Cell) and candidate.code and not self._is_hidden(candidate):
                return block
            block += step
        return None

    def question_row(self) -> int | None:
        """The row of the open question to the user, `None` without one."""
        for block in range(len(self._blocks) - 1, self._shown_from - 1, -1):
            cell = self._blocks[block]
            if isinstance(cell, Cell) and cell.state is CellState.RUNNING:
                row = self.layout(block).question_row(self._width)
                if row is not None:
                    return self.top(block) + row
        return None
