"""From an output of the model to its drawing."""

from __future__ import annotations

from typing import Protocol, assert_never

from rich.segment import Segment
from rich.style import Style

from tui.model.clean import clean
from tui.model.outputs import (
    DisplayOutput,
    ErrorOutput,
    InputOutput,
    InputState,
    Output,
    StreamOutput,
)
from tui.model.stream_text import StreamText, plain_line
from tui.render.making import making_of
from tui.render.measured_text import MeasuredText
from tui.render.mime import display_text, representations
from tui.render.needle import Needle
from tui.render.palette import Palette
from tui.render.pictures.drawing import MIMES, PictureDrawing
from tui.render.pictures.rasterizing import is_chart_picture
from tui.render.prepared_text import PreparedText
from tui.render.preparing import Preparing, Work
from tui.render.rows import ANY_WIDTH, Drawing, Row, Spot, Widths, width_of
from tui.render.slices import Slice
from tui.render.text import TextDrawing

STDERR_MARK = "▎"
PASSWORD_SHOWN = "········"


class OutputDrawing(Drawing, Protocol):
    """The drawing of an output; `measured` is what one in other styles can take over."""

    @property
    def measured(self) -> object:
        """What is known of it, whatever its styles."""
        ...

    @property
    def is_long(self) -> bool:
        """Whether it would take long to make it again."""
        ...

    def line_count(self, width: int) -> int:
        """How many lines there are before they wrap."""
        ...


class LabelledDrawing:
    """A text under a label such as `Out[3]: `.

    As in IPython, a value of one line stands beside the label and a longer one below it; unlike
    there, so does one that does not fit beside it.
    """

    def __init__(self, drawing: OutputDrawing, label: Segment, line: str | None) -> None:
        """`line` is the value when it has one line only."""
        self._drawing = drawing
        self._label = label
        self._line_width = None if line is None else width_of(line)

    @property
    def measured(self) -> object:
        """What is known of the value."""
        return self._drawing.measured

    def work_for(self, width: int) -> Work | None:
        """What the value needs to be drawn."""
        return self._drawing.work_for(width) if isinstance(self._drawing, Preparing) else None

    def take_work(self, done: object) -> None:
        """Take over what was done for the value."""
        if isinstance(self._drawing, Preparing):
            self._drawing.take_work(done)

    def _beside(self, width: int) -> bool:
        cells = self._line_width
        return cells is not None and cells + self._label.cell_length <= width

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
        if self._line_width is not None:
            beside = self._line_width + self._label.cell_length
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


def drawing_of(
    output: Output, palette: Palette, known: object = None, choice: int = 0
) -> OutputDrawing:
    """The drawing of an output as it is now; `known` is what one in other styles had `measured`.

    A stream's drawing follows its text; for every other change of an output a new drawing is
    to be asked for. `choice` counts the representations of displayed data, best first.
    """
    if isinstance(output, StreamOutput):
        stderr = output.name == "stderr"
        mark = Segment(STDERR_MARK, palette.stderr_mark) if stderr else None
        measured = known if isinstance(known, MeasuredText) else None
        return TextDrawing(output.text, palette.text, mark, palette.dim, measured)
    if not isinstance(output, DisplayOutput):
        return _text_drawing(_words(output), palette, known)
    drawing = _display_drawing(output, palette, known, choice)
    if not output.is_result:
        return drawing
    number = " " if output.execution_count is None else str(output.execution_count)
    label = Segment(f"Out[{number}]: ", palette.output_label)
    text = drawing.measured.text if isinstance(drawing.measured, MeasuredText) else None
    return LabelledDrawing(drawing, label, _only_line(text) if text is not None else None)


def _text_drawing(words: str, palette: Palette, known: object) -> TextDrawing:
    measured = known if isinstance(known, MeasuredText) else None
    measured = measured or MeasuredText(StreamText(), words)
    return TextDrawing(measured.text, palette.text, dim=palette.dim, measured=measured)


def _display_drawing(
    output: DisplayOutput, palette: Palette, known: object, choice: int
) -> OutputDrawing:
    mimes = representations(output.data)
    if not mimes:
        return _text_drawing(display_text(output.data, output.metadata), palette, known)
    mime = mimes[choice % len(mimes)]
    if mime in MIMES or is_chart_picture(mime, output.data[mime], palette.graphics):
        details = output.metadata.get(mime)
        picture = PictureDrawing(mime, output.data[mime], details, palette)
        picture.know(known)
        return picture
    value = output.data[mime]
    if (make := making_of(mime, value, palette)) is not None:
        words = display_text(output.data, output.metadata)
        return PreparedText(make, words, palette, known)
    return _text_drawing(display_text({mime: value}, output.metadata), palette, known)


def _words(output: ErrorOutput | InputOutput) -> str:
    match output:
        case ErrorOutput():
            return error_text(output)
        case InputOutput():
            return question_text(output)
        case _:
            assert_never(output)


def error_text(error: ErrorOutput) -> str:
    """The traceback, which ends with `ename: evalue`; without one just that line."""
    if error.traceback:
        return "\n".join(error.traceback)
    text = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
    return f"\x1b[31m{text}\x1b[39m"


def question_prompt(question: InputOutput) -> str:
    """The words of a question; ipykernel's `getpass` sends none of its own."""
    return clean(question.prompt) or ("Password: " if question.password else "")


def question_text(question: InputOutput) -> str:
    """A question with its answer as it stands in the transcript."""
    prompt = question_prompt(question)
    match question.state:
        case InputState.WAITING:
            return prompt or " "
        case InputState.ANSWERED:
            return prompt + (PASSWORD_SHOWN if question.password else clean(question.answer))
        case InputState.END_OF_FILE:
            return f"{prompt}^D"
        case InputState.DROPPED:
            return f"{prompt}\x1b[2m(not answered)\x1b[22m"
        case _:
            assert_never(question.state)


def _only_line(text: StreamText) -> str | None:
    lines = text.live_lines()
    if text.frozen or len(lines) > 2 or (len(lines) == 2 and lines[1]):
        return None
    return plain_line(lines[0]) if lines else ""


def note_style(palette: Palette, kind: str) -> Style:
    """The style of a notice's text."""
    return {"warning": palette.warning, "error": palette.error}.get(kind, palette.info)
