"""Values with their labels."""

from __future__ import annotations

from rich.segment import Segment

from tui.model.stream_text import StreamText, plain_line
from tui.render.fallback import Reached
from tui.render.measured_text import MeasuredText
from tui.render.needle import Needle
from tui.render.output_drawing import OutputDrawing
from tui.render.prepared_text import Made
from tui.render.preparing import Movable, Work, prepares
from tui.render.rows import ANY_WIDTH, Row, Spot, Widths, width_of
from tui.render.slices import Slice


class LabelledDrawing:
    """A text under a label such as `Out[3]: `.

    As in IPython, a value of one line stands beside the label and a longer one below it; unlike
    there, so does one that does not fit beside it.
    """

    def __init__(self, drawing: OutputDrawing, label: Segment) -> None:
        """The value may have to be prepared before it is known how many lines it has."""
        self._drawing = drawing
        self._label = label
        # The text that was looked at last, and the cells of its only line.
        self._text: StreamText | None = None
        self._cells: int | None = None

    @property
    def measured(self) -> object:
        """What is known of the value."""
        return self._drawing.measured

    @property
    def value(self) -> OutputDrawing:
        """The drawing of the value alone."""
        return self._drawing

    def work_for(self, width: int) -> Work | None:
        """What the value needs to be drawn."""
        return self._drawing.work_for(width) if prepares(self._drawing) else None

    def take_work(self, done: object) -> None:
        """Take over what was done for the value."""
        if prepares(self._drawing):
            self._drawing.take_work(done)

    @property
    def _line_width(self) -> int | None:
        """The cells of the value when it has one line only, else `None`."""
        text = _text_of(self._drawing.measured)
        if text is not self._text:
            line = _only_line(text) if text is not None else None
            self._text, self._cells = text, None if line is None else width_of(line)
        return self._cells

    def _beside(self, width: int) -> bool:
        cells = self._line_width
        return cells is not None and cells + self._label.cell_length <= width

    def move(self, columns: int) -> bool:
        """Move it sideways, where it is too wide."""
        return isinstance(self._drawing, Movable) and self._drawing.move(columns)

    def height(self, width: int) -> int:
        """How many rows there are."""
        return 1 if self._beside(width) else 1 + self._drawing.height(width)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        if self._beside(width):
            inner = self._drawing.rows(width - self._label.cell_length, 0, 1)
            content = inner[0].content if inner else ()
            return [Row(content, (self._label,))][start:stop]
        rows = [Row((), (self._label,))] if start == 0 < stop else []
        return rows + self._drawing.rows(width, max(start - 1, 0), stop - 1)

    def line_count(self, width: int) -> int:
        """How many lines the value has before they wrap, which no width changes."""
        return self._drawing.line_count(width)

    def is_exact(self, width: int) -> bool:
        """Whether the height is known."""
        return self._beside(width) or self._drawing.is_exact(width)

    def steady(self, width: int) -> Widths:
        """Widths with the same height: beside the label or below it, and no line wrapped anew."""
        beside = ANY_WIDTH
        if (cells := self._line_width) is not None:
            beside = cells + self._label.cell_length
        if width >= beside:
            return beside, ANY_WIDTH
        low, high = self._drawing.steady(width)
        return low, min(high, beside)

    def expose(self, width: int, start: int, stop: int) -> None:
        """Make the rows from `start` up to `stop` exact."""
        if not self._beside(width):
            self._drawing.expose(width, max(start - 1, 0), stop - 1)

    def measure(self, width: int, near: int, work: Slice) -> int:
        """Make more of the height exact; answers which row is now what was at row `near`."""
        if self._beside(width):
            return near
        row = 1 + self._drawing.measure(width, max(near - 1, 0), work)
        return row if near else 0

    @property
    def is_long(self) -> bool:
        """Whether it would take long to make it again."""
        return self._drawing.is_long

    @property
    def parts(self) -> range:
        """Those of the value: the label is not searched."""
        return self._drawing.parts

    def search(self, needle: Needle, part: int, work: Slice) -> list[Spot]:
        """Where a part of the value holds the needle."""
        return self._drawing.search(needle, part, work)

    def row_of_spot(self, width: int, part: int, spot: Spot) -> int:
        """The row that shows the beginning of what was found."""
        if self._beside(width):
            return 0
        return 1 + self._drawing.row_of_spot(width, part, spot)

    def line_at(self, width: int, row: int) -> int:
        """The label is line 0, also with a value beside it; then come those of the value."""
        return 0 if row == 0 else 1 + self._drawing.line_at(width, row - 1)

    def row_of(self, width: int, line: int) -> int:
        """The row at which a line begins."""
        if line == 0 or self._beside(width):
            return 0
        return 1 + self._drawing.row_of(width, line - 1)


def _text_of(measured: object) -> StreamText | None:
    """The text of a value, from what is known of it; `None` while there is none."""
    match measured:
        case Reached():
            return _text_of(measured.measured)
        case Made():
            return measured.measured.text
        case MeasuredText():
            return measured.text
        case _:
            return None


def _only_line(text: StreamText) -> str | None:
    lines = text.live_lines()
    if text.frozen or len(lines) > 2 or (len(lines) == 2 and lines[1]):
        return None
    return plain_line(lines[0]) if lines else ""
