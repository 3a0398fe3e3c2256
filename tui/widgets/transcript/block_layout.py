"""One block of the transcript as rows: a cell with its outputs, or a notice."""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from dataclasses import dataclass
from typing import assert_never

from rich.segment import Segment
from rich.style import Style

from tui.model.cells import Author, Block, Cell, CellState, Notice
from tui.model.clean import clean
from tui.model.outputs import DisplayOutput, InputOutput, InputState, Output
from tui.render.code import CodeDrawing
from tui.render.palette import Palette
from tui.render.registry import drawing_of, note_style
from tui.render.rows import Drawing, Row, count_matches, wrap
from tui.wire.events import NoticeKind


@dataclass(frozen=True, slots=True)
class LayoutStyle:
    """How blocks are laid out; `elapsed_after` in seconds."""

    palette: Palette
    language: str = ""
    elapsed_after: float = 1.0


class LinesDrawing:
    """Some lines of jtui's own, all in one style, wrapped between words."""

    def __init__(self, lines: list[str], style: Style) -> None:
        self._lines = lines
        self._style = style
        self._wrapped: tuple[int, list[Row]] = (0, [])

    def height(self, width: int) -> int:
        """How many rows there are."""
        return len(self._all(width))

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        return self._all(width)[start:stop]

    def find(self, needle: str, width: int, ignore_case: bool, most: int) -> list[int]:
        """The rows of the first `most` matches."""
        places = [
            index
            for index, row in enumerate(self._all(width))
            for _ in count_matches(row.text, needle, ignore_case)
        ]
        return places[:most]

    def line_at(self, width: int, row: int) -> int:
        """All of it counts as one line."""
        return 0

    def row_of(self, width: int, line: int) -> int:
        """The first."""
        return 0

    def _all(self, width: int) -> list[Row]:
        if self._wrapped[0] != width:
            rows = [row for line in self._lines for row in self._wrap(line, width)]
            self._wrapped = (width, rows)
        return self._wrapped[1]

    def _wrap(self, line: str, width: int) -> list[Row]:
        if not line.isascii() or len(line) <= width:
            return wrap([(line, self._style)], width)
        parts = textwrap.wrap(line, width, drop_whitespace=False)
        last = len(parts) - 1
        return [
            Row((Segment(part, self._style),), wraps=index < last)
            for index, part in enumerate(parts)
        ]


class RuleDrawing:
    """A rule across the transcript with a word in it."""

    def __init__(self, word: str, style: Style) -> None:
        self._word = word
        self._style = style

    def height(self, width: int) -> int:
        """One row."""
        return 1

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rule."""
        text = f" {self._word} ".center(width, "─")[:width]
        return [Row((), (Segment(text, self._style),))][start:stop]

    def find(self, needle: str, width: int, ignore_case: bool, most: int) -> list[int]:
        """A rule is not searched."""
        return []

    def line_at(self, width: int, row: int) -> int:
        """All of it counts as one line."""
        return 0

    def row_of(self, width: int, line: int) -> int:
        """The first."""
        return 0


class BlankDrawing:
    """The empty row after a block."""

    def height(self, width: int) -> int:
        """One row."""
        return 1

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The empty row."""
        return [Row()][start:stop]

    def find(self, needle: str, width: int, ignore_case: bool, most: int) -> list[int]:
        """Nothing is found here."""
        return []

    def line_at(self, width: int, row: int) -> int:
        """All of it counts as one line."""
        return 0

    def row_of(self, width: int, line: int) -> int:
        """The first."""
        return 0


BLANK = BlankDrawing()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a block that means the same in any width: so many cells into a section's line."""

    section: int
    line: int
    cells: int


class BlockLayout:
    """The sections of one block, with the row each begins at for the width last asked for."""

    def __init__(self, block: Block, style: LayoutStyle) -> None:
        self.block = block
        self.folded = False
        self._style = style
        self._head: list[Drawing] = []
        self._outputs: list[tuple[Output, int, Drawing]] = []
        self._foot: list[Drawing] = [BLANK]
        self._width = 0
        self._starts: list[int] = [0]
        self._code: CodeDrawing | None = None
        self.refresh(0)

    def refresh(self, output: int) -> None:
        """Take over what changed in the block, its outputs from `output` on included."""
        if isinstance(self.block, Notice):
            self._head = [_notice_drawing(self.block, self._style.palette)]
            self._starts = [0]
            return
        self._head = self._cell_head(self.block)
        self._refresh_outputs(self.block, output)
        self._foot = self._cell_foot(self.block)
        kept = 0 if output == 0 or self.folded else len(self._head) + output
        del self._starts[kept + 1 :]

    def fold(self) -> None:
        """Fold the outputs, or unfold them."""
        self.folded = not self.folded
        self.refresh(0)

    @property
    def outputs(self) -> int:
        """How many outputs are laid out."""
        return len(self._outputs)

    @property
    def sections(self) -> int:
        """How many drawings the block consists of."""
        outputs = 1 if self.folded and self._outputs else len(self._outputs)
        return len(self._head) + outputs + len(self._foot)

    def height(self, width: int) -> int:
        """How many rows the block takes."""
        return self._laid_out(width)[-1]

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        starts = self._laid_out(width)
        rows: list[Row] = []
        section = max(bisect_right(starts, start) - 1, 0)
        while section < len(starts) - 1 and starts[section] < stop:
            first, end = starts[section], starts[section + 1]
            if end > start:
                drawing = self._section(section)
                rows.extend(drawing.rows(width, max(start - first, 0), min(stop, end) - first))
            section += 1
        return rows

    def find(self, needle: str, width: int, ignore_case: bool, most: int) -> list[int]:
        """The rows of the first `most` matches."""
        starts = self._laid_out(width)
        found: list[int] = []
        for section in range(len(starts) - 1):
            part = self._section(section).find(needle, width, ignore_case, most - len(found))
            found.extend(starts[section] + row for row in part)
            if len(found) >= most:
                break
        return found

    def place_at(self, width: int, row: int) -> Place:
        """What a row begins with."""
        starts = self._laid_out(width)
        section = min(bisect_right(starts, row), self.sections) - 1
        drawing = self._section(section)
        row -= starts[section]
        line = drawing.line_at(width, row)
        return Place(section, line, (row - drawing.row_of(width, line)) * width)

    def row_of(self, width: int, place: Place) -> int:
        """The row that shows a place."""
        starts = self._laid_out(width)
        row = self._section(place.section).row_of(width, place.line) + place.cells // width
        return min(starts[place.section] + row, starts[place.section + 1])

    def question_row(self, width: int) -> int | None:
        """The last row of the open question of this cell, `None` without one."""
        for index in range(len(self._outputs) - 1, -1, -1):
            output = self._outputs[index][0]
            if isinstance(output, InputOutput) and output.state is InputState.WAITING:
                return self._laid_out(width)[len(self._head) + index + 1] - 1
        return None

    def output_text(self, width: int) -> str:
        """The outputs as plain text."""
        rows = [
            row
            for _, _, drawing in self._outputs
            for row in drawing.rows(width, 0, drawing.height(width))
        ]
        return rows_text(rows)

    def _laid_out(self, width: int) -> list[int]:
        if width != self._width:
            self._width = width
            self._starts = [0]
        starts = self._starts
        while len(starts) <= self.sections:
            section = len(starts) - 1
            starts.append(starts[-1] + self._section(section).height(width))
        return starts

    def _section(self, section: int) -> Drawing:
        if section < len(self._head):
            return self._head[section]
        section -= len(self._head)
        if self.folded and self._outputs:
            if section == 0:
                return self._fold_line()
            section -= 1
        elif section < len(self._outputs):
            return self._outputs[section][2]
        else:
            section -= len(self._outputs)
        return self._foot[section]

    def _fold_line(self) -> Drawing:
        width = max(self._width, 1)
        lines = sum(drawing.height(width) for _, _, drawing in self._outputs)
        return LinesDrawing([f"▸ {lines:,} lines folded"], self._style.palette.dim)

    def _refresh_outputs(self, cell: Cell, start: int) -> None:
        del self._outputs[len(cell.outputs) :]
        for index in range(min(start, len(self._outputs)), len(cell.outputs)):
            output = cell.outputs[index]
            revision = output_revision(output)
            if index < len(self._outputs):
                known, known_revision, _ = self._outputs[index]
                if known is output and known_revision == revision:
                    continue
                self._outputs[index] = (output, revision, self._draw(output))
            else:
                self._outputs.append((output, revision, self._draw(output)))

    def _draw(self, output: Output) -> Drawing:
        return drawing_of(output, self._style.palette)

    def _cell_head(self, cell: Cell) -> list[Drawing]:
        if cell.author is Author.KERNEL:
            return []
        label = input_label(cell)
        if self._code is None:
            style = self._style
            self._code = CodeDrawing(cell.code, style.language, label, style.palette)
        if self._code.label != label:
            self._code.label = label
            self._starts = [0]
        return [self._code]

    def _cell_foot(self, cell: Cell) -> list[Drawing]:
        remarks = cell_remarks(cell, self._style.elapsed_after)
        if not remarks:
            return [BLANK]
        return [LinesDrawing(["  ".join(remarks)], self._style.palette.dim), BLANK]


def output_revision(output: Output) -> int:
    """A number that changes when an output needs a new drawing; a stream never does."""
    match output:
        case DisplayOutput():
            return output.revision
        case InputOutput():
            return list(InputState).index(output.state)
        case _:
            return 0


def input_label(cell: Cell) -> str:
    """What heads a cell's input: `In [3]: `, `In [*]: ` while it has no number yet."""
    unknown = " " if cell.state.is_end else "*"
    number = unknown if cell.number is None else str(cell.number)
    remote = " remote" if cell.author is Author.REMOTE else ""
    return f"In [{number}]{remote}: "


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
        case CellState.QUEUED | CellState.RUNNING | CellState.DONE | CellState.FAILED:
            pass
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
