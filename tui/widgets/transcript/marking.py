"""Marks over rows: what is found, what is selected, and the cell or output that keys are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from tui.render.rows import Row
from tui.terminal.placeholders import PLACEHOLDER, cells_of_picture

if TYPE_CHECKING:
    from tui.widgets.transcript.index import TranscriptIndex

# What the rows of a picture in half blocks begin with, and no label does.
_HALF_BLOCKS = frozenset("▀▄ ")
_PICTURE_CELL = len(cells_of_picture(1, 0, 0, 1))
"""Characters that stand for one cell of a picture."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell by its block, and the place of one of its outputs; `None` is for its input."""

    block: int
    output: int | None = None


def next_mark(index: TranscriptIndex, mark: Mark, step: int) -> Mark | None:
    """What comes before (-1) or after (1) a mark: input, outputs, then the next cell's input.

    Outputs that are folded or take no row are passed by. `None` past the ends.
    """
    block = mark.block
    at: int | None = -1 if mark.output is None else mark.output
    while block in index.shown:
        cell = index.cell(block)
        if cell is not None:
            count = 0 if index.layout(block).folded else len(cell.outputs)
            least = -1 if cell.code else 0
            if at is None:
                at = least if step > 0 else count - 1
            else:
                at += step
            while least <= at < count:
                if at < 0:
                    return Mark(block)
                if index.output_rows(block, at):
                    return Mark(block, at)
                at += step
        block, at = block + step, None
    return None


def barred(
    gutter: list[Segment], content: list[Segment], style: Style
) -> tuple[list[Segment], list[Segment]]:
    """Gutter and content of a row of the marked output: a bar in `style` at its left.

    A label, or the first character, stays to be read under the bar; of a picture a cell goes.
    """
    if not gutter:
        if not any(segment.text for segment in content):
            return [Segment(" ", style)], content
        return gutter, restyled(content, 0, 1, style)
    first = gutter[0].text
    if first.startswith(PLACEHOLDER):
        rest = first[_PICTURE_CELL:]
    elif first[:1] in _HALF_BLOCKS:
        rest = first[1:]
    else:
        return [Segment(part.text, style) for part in gutter], content
    return [Segment(" ", style), Segment(rest, gutter[0].style), *gutter[1:]], content


def restyled(segments: list[Segment], start: int, end: int, style: Style) -> list[Segment]:
    """The segments with `style` over the characters from `start` up to `end`."""
    result: list[Segment] = []
    place = 0
    for segment in segments:
        text, own, _ = segment
        size = len(text)
        low, high = max(start - place, 0), min(end - place, size)
        if low >= high:
            result.append(segment)
        else:
            base = own or Style.null()
            parts = ((text[:low], own), (text[low:high], base + style), (text[high:], own))
            result.extend(Segment(part, look) for part, look in parts if part)
        place += size
    return result


def cut(row: Row, start: int, end: int | None) -> Row:
    """The row with only its characters from `start` up to `end` (`None`: to the last)."""
    return Row((Segment(row.text[start:end]),), (), row.wraps and end is None)
