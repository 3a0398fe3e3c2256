"""From an output of the model to its drawing."""

from __future__ import annotations

from functools import partial
from typing import assert_never

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
from tui.model.stream_text import StreamText
from tui.render.fallback import Draw, FallbackDrawing
from tui.render.labelled import LabelledDrawing
from tui.render.making import making_of, moved_making_of, short_formula
from tui.render.measured_text import MeasuredText
from tui.render.mime import display_text, representations, says_nothing, stand_in_text
from tui.render.output_drawing import OutputDrawing
from tui.render.palette import Palette
from tui.render.pictures import formulas
from tui.render.pictures.drawing import MIMES, PictureDrawing
from tui.render.pictures.rasterizing import is_chart_picture
from tui.render.prepared_text import PreparedText
from tui.render.text import TextDrawing

STDERR_MARK = "▎"
PASSWORD_SHOWN = "········"


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
    return LabelledDrawing(drawing, label)


def _text_drawing(words: str, palette: Palette, known: object) -> TextDrawing:
    measured = known if isinstance(known, MeasuredText) else None
    measured = measured or MeasuredText(StreamText(), words)
    return TextDrawing(measured.text, palette.text, dim=palette.dim, measured=measured)


def _display_drawing(
    output: DisplayOutput, palette: Palette, known: object, choice: int
) -> OutputDrawing:
    """The representation chosen, and behind it those that stand in for it where it fails."""
    mimes = representations(output.data, formulas.can_draw(palette.graphics))
    words = display_text(output.data, output.metadata)
    if not mimes:
        return _text_drawing(words, palette, known)
    start = choice % len(mimes)
    # A name that says nothing is worth less than the words, which are then those of something else.
    others = [
        mime for mime in mimes[start + 1 :] if mime != "text/plain" or not says_nothing(output.data)
    ]
    names = [mimes[start], *others]
    draws: list[Draw] = [partial(_drawn, output, mime, palette) for mime in names]
    if mimes[start] == "text/plain":
        return draws[0](known)
    instead = stand_in_text(output.data, output.metadata)
    draws.append(lambda known: _text_drawing(instead, palette, known))
    return FallbackDrawing((*names, "words"), draws, known)


def _drawn(output: DisplayOutput, mime: str, palette: Palette, known: object) -> OutputDrawing:
    """The drawing of a representation; raises `CannotShowError` where that is plain at once."""
    value = output.data[formulas.SOURCE if mime == formulas.MIME else mime]
    if mime == formulas.MIME:
        formula = formulas.FormulaDrawing(value, palette)
        formula.know(known)
        return formula
    if mime in MIMES or is_chart_picture(mime, value, palette.graphics):
        picture = PictureDrawing(mime, value, output.metadata.get(mime), palette)
        picture.know(known)
        return picture
    if mime == "text/latex" and (text := short_formula(value)) is not None:
        return _text_drawing(text, palette, known)
    if (make := making_of(mime, value, palette, output.metadata.get(mime))) is not None:
        words = display_text(output.data, output.metadata)
        return PreparedText(make, words, palette, known, moved_making_of(mime, value, palette))
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


def note_style(palette: Palette, kind: str) -> Style:
    """The style of a notice's text."""
    return {"warning": palette.warning, "error": palette.error}.get(kind, palette.info)
