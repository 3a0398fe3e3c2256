"""Which of its representations an output is shown in."""

from __future__ import annotations

from tui.model.outputs import DisplayOutput, InputOutput, Output
from tui.render.fallback import FallbackDrawing
from tui.render.labelled import LabelledDrawing
from tui.render.mime import representations
from tui.render.output_drawing import OutputDrawing

_REACH = 256
"""Outputs at the end of a cell among which one is looked for that can be shown otherwise."""


def shown_mime(output: Output, drawing: OutputDrawing) -> str:
    """The MIME type an output is drawn from; "" for what is no displayed data, or only described.

    A formula that is drawn as a picture has the type of that (`formulas.MIME`).
    """
    if not isinstance(output, DisplayOutput):
        return ""
    if isinstance(drawing, LabelledDrawing):
        drawing = drawing.value
    if isinstance(drawing, FallbackDrawing):
        name = drawing.name
        return name if "/" in name else ""
    return "text/plain" if "text/plain" in representations(output.data) else ""


def last_place(outputs: list[Output]) -> int | None:
    """The place of what was displayed last, or else printed; `None` where there is neither.

    Only the latest outputs are looked at, as there may be very many.
    """
    printed = None
    for at in range(len(outputs))[-_REACH:][::-1]:
        if isinstance(outputs[at], DisplayOutput):
            return at
        if printed is None and not isinstance(outputs[at], InputOutput):
            printed = at
    return printed


def choice_in(
    outputs: list[Output], place: int | None, draws_formulas: bool
) -> tuple[int, tuple[str, ...]] | None:
    """An output with several representations, by its place, and these; `None` without one.

    `place` is which output is meant, `None` the last one among the latest that has several.
    """
    places = range(len(outputs))
    wanted = places[-_REACH:][::-1] if place is None else places[place : place + 1]
    for at in wanted:
        output = outputs[at]
        if isinstance(output, DisplayOutput):
            mimes = representations(output.data, draws_formulas)
            if len(mimes) > 1:
                return at, mimes
    return None
