"""One block of the transcript as rows: a cell with its outputs, or a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from tui.model.cells import Author, Block, Cell, CellState, Notice
from tui.model.clean import clean
from tui.model.outputs import InputOutput, InputState, Output, StreamOutput
from tui.render.code import CodeDrawing
from tui.render.heights import Heights
from tui.render.output_drawing import OutputDrawing
from tui.render.palette import Palette
from tui.render.preparing import Movable, Preparing, prepares
from tui.render.registry import drawing_of, note_style
from tui.render.rows import ANY_WIDTH, Drawing, Row, Widths
from tui.render.slices import Slice
from tui.widgets.transcript.own_drawings import BLANK, LinesDrawing, RuleDrawing
from tui.wire.events import NoticeKind

# New sections up to so many are measured as they come; of more the heights are estimated first.
_FEW = 64
# Drawings of outputs that are kept for the next time; those of long texts always are.
_KEPT = 256


@dataclass(frozen=True, slots=True)
class LayoutStyle:
    """How blocks are laid out; `elapsed_after` in seconds."""

    palette: Palette
    language: str = ""
    elapsed_after: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a block that means the same in any width: so many cells into a section's line."""

    section: int
    line: int
    cells: int


class BlockLayout:
    """The sections of one block, with their heights for the width last asked for.

    Drawings of outputs are made when they are needed, and given up again.
    """

    def __init__(
        self,
        block: Block,
        style: LayoutStyle,
        folded: bool = False,
        choices: Mapping[Output, int] | None = None,
    ) -> None:
        """`choices` are the representations chosen of outputs, where it is not the first."""
        self.block = block
        self.folded = folded
        self.unprepared: list[tuple[int, Preparing]] = []
        """Drawings among the rows last asked for that need work first, with their sections."""
        self._choices = choices if choices is not None else {}
        self.code: CodeDrawing | None = None
        self._drawn_code = block.code if isinstance(block, Cell) else ""
        self._style = style
        self._head: list[Drawing] = []
        self._outputs: list[Output] = []
        self._drawings: dict[int, OutputDrawing] = {}
        self._foot: list[Drawing] = [BLANK]
        self._width = 0
        self._heights = Heights()
        # Sections whose height has changed since they were measured.
        self._changed: set[int] = set()
        self._folding: tuple[int, Drawing] | None = None
        self.refresh(range(len(block.outputs)) if isinstance(block, Cell) else ())

    def refresh(self, outputs: Iterable[int], cleared: bool = False) -> None:
        """Take over what changed: these outputs, and state and label of the cell in any case."""
        cell = self.block
        if isinstance(cell, Notice):
            self._head = [_notice_drawing(cell, self._style.palette)]
            return
        self._head = self._cell_head(cell)
        kept = 0 if cleared else min(len(self._outputs), len(cell.outputs))
        for index in outputs:
            if index < kept:
                self._refresh_output(index, cell.outputs[index])
        if kept < len(self._outputs):
            self._drawings = {at: known for at, known in self._drawings.items() if at < kept}
        self._outputs[kept:] = cell.outputs[kept:]
        self._foot = self._cell_foot(cell)
        self._folding = None
        # Behind the outputs that were there already all sections are measured anew.
        behind = len(self._head) + (0 if self.folded else kept)
        self._heights.truncate(behind)
        self._changed = {section for section in self._changed if section < behind}

    def _refresh_output(self, index: int, output: Output) -> None:
        drawing = self._drawings.get(index)
        grown = isinstance(output, StreamOutput) and self._outputs[index] is output
        if drawing is not None and not grown:
            del self._drawings[index]
        self._outputs[index] = output
        self._changed.add(len(self._head) + index)

    def fold(self) -> None:
        """Fold the outputs, or unfold them."""
        self.folded = not self.folded
        self._heights.truncate(0)
        self.refresh(())

    def restyle(self, style: LayoutStyle) -> None:
        """Draw everything in another style, which moves no row."""
        self._style = style
        self.code = None
        known = {at: drawing.measured for at, drawing in self._drawings.items()}
        self._drawings = {
            at: drawing_of(
                self._outputs[at], style.palette, measured, self._choices.get(self._outputs[at], 0)
            )
            for at, measured in known.items()
        }
        self._folding = None
        if isinstance(self.block, Cell):
            self._head, self._foot = self._cell_head(self.block), self._cell_foot(self.block)
        else:
            self.refresh(())

    @property
    def is_large(self) -> bool:
        """Whether it would take long to lay the block out again."""
        return len(self._outputs) > _FEW or any(
            drawing.is_long for drawing in self._drawings.values()
        )

    @property
    def sections(self) -> int:
        """How many drawings the block consists of."""
        outputs = 1 if self.folded and self._outputs else len(self._outputs)
        return len(self._head) + outputs + len(self._foot)

    def section_of(self, output: int) -> int:
        """The section of an output while the block is not folded, also for one after the last."""
        return len(self._head) + min(output, len(self._outputs))

    def grows(self, section: int) -> bool:
        """Whether a section changes by growing only: that of a stream."""
        place = section - len(self._head)
        if self.folded or not 0 <= place < len(self._outputs):
            return False
        return isinstance(self._outputs[place], StreamOutput)

    def height(self, width: int) -> int:
        """How many rows the block takes, as far as that is known."""
        return self._laid_out(width).total

    def is_exact(self, width: int) -> bool:
        """Whether the height is known."""
        return self._laid_out(width).all_exact()

    def steady(self, width: int) -> Widths:
        """Widths, this one among them, that give the block the same height, which is exact."""
        low, high = 0, ANY_WIDTH
        if self.sections > _FEW:
            return width, width + 1
        for section in range(self.sections):
            its_low, its_high = self.section(section).steady(width)
            low, high = max(low, its_low), min(high, its_high)
        return low, high

    def expose(self, width: int, start: int, stop: int) -> None:
        """Make the rows from `start` up to `stop` exact; those below may move by it."""
        heights = self._laid_out(width)
        while start < min(stop, heights.total):
            section = heights.at(start)
            top = heights.start(section)
            if not heights.is_exact(section):
                self.section(section).expose(width, start - top, stop - top)
                self._measured(section)
            start = max(start, heights.start(section + 1))

    def measure(self, width: int, near: int, work: Slice) -> int:
        """Make more of the height exact; answers which row is now what was at row `near`."""
        heights = self._laid_out(width)
        while not work.over:
            section = heights.doubtful(heights.at(near))
            if section is None:
                break
            top, before = heights.start(section), heights[section]
            inside = min(max(near - top, 0), before)
            inside = self.section(section).measure(width, inside, work)
            after = self._measured(section)
            work.spend(0)
            if near >= top + before:
                near += after - before
            elif near >= top:
                near = top + min(inside, after)
        return near

    def _measured(self, section: int) -> int:
        """Take over the height of a section from its drawing."""
        drawing, width = self.section(section), self._width
        height = drawing.height(width)
        self._heights.set(section, height, drawing.is_exact(width))
        return height

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        self.expose(width, start, stop)
        heights = self._laid_out(width)
        rows: list[Row] = []
        self.unprepared = []
        stop = min(stop, heights.total)
        while start < stop:
            section = heights.at(start)
            top, end = heights.start(section), heights.start(section + 1)
            drawing = self.section(section)
            rows.extend(drawing.rows(width, start - top, min(stop, end) - top))
            if prepares(drawing) and drawing.work_for(width) is not None:
                self.unprepared.append((section, drawing))
            start = end
        return rows

    def prepared(self, section: int) -> None:
        """Measure a section anew whose drawing was prepared."""
        self._changed.add(section)

    def choose(self, output: int) -> None:
        """Draw an output anew, of which another representation was chosen."""
        self._drawings.pop(output, None)
        self._changed.add(self.section_of(output))

    def move(self, columns: int) -> bool:
        """Move wide outputs sideways; answers whether any has to be prepared anew for that."""
        drawings = [each for each in self._drawings.values() if isinstance(each, Movable)]
        return sum(each.move(columns) for each in drawings) > 0

    def row_of_spot(self, width: int, section: int, part: int, spot: tuple[int, int]) -> int:
        """The row that shows the beginning of what was found in a part of a section."""
        heights = self._laid_out(width)
        row = self.section(section).row_of_spot(width, part, spot)
        self._measured(section)
        return heights.start(section) + row

    def place_at(self, width: int, row: int) -> Place:
        """What a row begins with."""
        self.expose(width, row, row + 1)
        heights = self._laid_out(width)
        section = heights.at(row)
        drawing = self.section(section)
        row -= heights.start(section)
        line = drawing.line_at(width, row)
        return Place(section, line, (row - drawing.row_of(width, line)) * width)

    def row_of(self, width: int, place: Place) -> int:
        """The row that shows a place, which is exact then."""
        heights = self._laid_out(width)
        row = self.section(place.section).row_of(width, place.line) + place.cells // width
        row = min(row, self._measured(place.section))
        return heights.start(place.section) + row

    def question_row(self, width: int) -> int | None:
        """The last row of the open question of this cell, `None` without one."""
        for index in range(len(self._outputs) - 1, -1, -1):
            output = self._outputs[index]
            if isinstance(output, InputOutput) and output.state is InputState.WAITING:
                return self._laid_out(width).start(len(self._head) + index + 1) - 1
        return None

    def output_text(self, width: int, only: int | None = None) -> str:
        """The outputs as plain text, or the one at the place `only`."""
        rows: list[Row] = []
        for index in range(len(self._outputs)) if only is None else [only]:
            drawing = self._output(index)
            while not drawing.is_exact(width):
                drawing.measure(width, 0, Slice())
            rows += drawing.rows(width, 0, drawing.height(width))
        return rows_text(rows)

    def _laid_out(self, width: int) -> Heights:
        heights = self._heights
        if width != self._width:
            self._width = width
            self._changed.clear()
            if len(heights) > _FEW:
                heights.doubt_all()
            else:
                self._changed.update(range(len(heights)))
        changed, self._changed = self._changed, set()
        for section in changed:
            if section >= len(heights):
                continue
            self._measured(section)
        missing = range(len(heights), self.sections)
        if len(missing) > _FEW:
            heights.extend([1] * len(missing), bytes(len(missing)))
            return heights
        for section in missing:
            drawing = self.section(section)
            heights.append(drawing.height(width), drawing.is_exact(width))
        return heights

    def section(self, section: int) -> Drawing:
        """The drawing of a section."""
        if section < len(self._head):
            return self._head[section]
        section -= len(self._head)
        if self.folded and self._outputs:
            if section == 0:
                return self._fold_line()
            section -= 1
        elif section < len(self._outputs):
            return self._output(section)
        else:
            section -= len(self._outputs)
        return self._foot[section]

    def rows_of_output(self, width: int, output: int) -> range:
        """The rows of an output within the block; none while it is not there or folded."""
        if self.folded or output >= len(self._outputs):
            return range(0)
        heights, section = self._laid_out(width), len(self._head) + output
        start = heights.start(section)
        return range(start, start + heights[section])

    def output_at(self, width: int, row: int) -> int | None:
        """The place of the output that a row of the block is of."""
        place = self._laid_out(width).at(row) - len(self._head)
        return place if not self.folded and 0 <= place < len(self._outputs) else None

    def drawing_of(self, output: int) -> OutputDrawing:
        """The drawing of an output."""
        return self._output(output)

    def _output(self, index: int) -> OutputDrawing:
        drawing = self._drawings.get(index)
        if drawing is None:
            if len(self._drawings) >= 2 * _KEPT:
                self._forget_drawings()
            output = self._outputs[index]
            drawing = drawing_of(output, self._style.palette, choice=self._choices.get(output, 0))
            self._drawings[index] = drawing
        return drawing

    def _forget_drawings(self) -> None:
        late = [*self._drawings][-_KEPT:]
        kept = {at: known for at, known in self._drawings.items() if known.is_long}
        self._drawings = kept | {at: self._drawings[at] for at in late}

    def _fold_line(self) -> Drawing:
        width = max(self._width, 1)
        if self._folding is None or self._folding[0] != width:
            lines = sum(self._output(at).line_count(width) for at in range(len(self._outputs)))
            words = f"▸ {lines:,} lines folded"
            self._folding = (width, LinesDrawing([words], self._style.palette.dim))
        return self._folding[1]

    def _cell_head(self, cell: Cell) -> list[Drawing]:
        if cell.author in (Author.KERNEL, Author.NOTEBOOK):
            return []
        label = input_label(cell)
        if self._drawn_code != cell.code:
            self.code, self._drawn_code = None, cell.code
            self._changed.add(0)
        if self.code is None:
            style = self._style
            self.code = CodeDrawing(cell.code, style.language, label, style.palette)
        if self.code.label != label:
            self.code.label = label
            self._changed.add(0)
        return [self.code]

    def _cell_foot(self, cell: Cell) -> list[Drawing]:
        remarks = cell_remarks(cell, self._style.elapsed_after)
        if not remarks:
            return [BLANK]
        return [LinesDrawing(["  ".join(remarks)], self._style.palette.dim), BLANK]


def input_label(cell: Cell) -> str:
    """What heads a cell's input: `In [3]: `, `In [*]: ` while it has no number yet.

    With the number that a file has of it, it is said that it has not run here.
    """
    unknown = " " if cell.state.is_end else "*"
    number = unknown if cell.number is None else str(cell.number)
    mark = " remote" if cell.author is Author.REMOTE else ""
    if cell.state is CellState.STORED and cell.number is not None:
        mark = " stored"
    return f"In [{number}]{mark}: "


def cell_remarks(cell: Cell, elapsed_after: float) -> list[str]:
    """What is said under a cell: how it ended, how long it took, who entered it."""
    remarks: list[str] = []
    match cell.state:
        case CellState.CANCELLED:
            remarks.append("cancelled, not run")
        case CellState.ABORTED:
            remarks.append("aborted")
        case CellState.LOST:
            remarks.append("lost: the kernel ended before the cell did")
        case CellState.QUEUED | CellState.RUNNING:
            pass
        case CellState.DONE | CellState.FAILED | CellState.STORED:
            if cell.is_edited:
                remarks.append("edited, not run since")
        case _:
            assert_never(cell.state)
    if cell.elapsed is not None and cell.elapsed >= elapsed_after:
        remarks.append(f"took {elapsed_text(cell.elapsed)}")
    if cell.author is Author.REMOTE and cell.username:
        remarks.append(f"from {clean(cell.username)}")
    return remarks


def elapsed_text(seconds: float) -> str:
    """A duration for people: `1.2 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def rows_text(rows: list[Row]) -> str:
    """The rows as text: wrapped lines joined, gutters left out."""
    parts: list[str] = []
    for row in rows:
        text = row.text
        parts.append(text if row.wraps else text.rstrip() + "\n")
    return "".join(parts).removesuffix("\n")


def _notice_drawing(notice: Notice, palette: Palette) -> Drawing:
    if notice.kind is NoticeKind.RULE:
        return RuleDrawing(clean(notice.text), palette.rule)
    lines = [clean(line) for line in notice.text.split("\n")]
    return LinesDrawing(lines, note_style(palette, notice.kind))
