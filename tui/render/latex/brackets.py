"""Brackets as high as what they enclose."""

from __future__ import annotations

from collections.abc import Sequence

from tui.render.latex.boxes import Box, beside, deepened, line, width_of

# The uppermost piece, what is repeated, the lowest.
_PIECES = {
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "⌊": "⎢⎢⎣",
    "⌋": "⎥⎥⎦",
    "⌈": "⎡⎢⎢",
    "⌉": "⎤⎥⎥",
    "|": "│││",
    "‖": "║║║",
    "↑": "↑││",
    "↓": "││↓",
}
_CURLY = {"{": "⎧⎪⎨⎩", "}": "⎫⎪⎬⎭"}
_ANGLES = {"⟨": "╱⟨╲", "⟩": "╲⟩╱"}


def enclosed(parts: Sequence[Box], marks: Sequence[str]) -> Box:
    """Boxes within brackets and between bars: one mark more than parts, `""` for none."""
    height = max(part.height for part in parts)
    if height == 1:
        boxes = [line(marks[0])]
        for place, (part, mark) in enumerate(zip(parts, marks[1:], strict=True), 2):
            boxes += [part, line(f" {mark} " if mark and place < len(marks) else mark)]
        return beside(boxes)
    above = max(part.baseline for part in parts)
    below = max(part.height - part.baseline for part in parts)
    if above + below == 2 and any(mark in _CURLY for mark in marks):
        # A curly bracket has a middle.
        below += 1
    boxes = [_mark(marks[0], above, below)]
    for place, (part, mark) in enumerate(zip(parts, marks[1:], strict=True), 2):
        drawn = _mark(mark, above, below)
        is_last = place == len(marks)
        boxes += [deepened(part, above, below)]
        boxes += [drawn] if is_last or not mark else [line(" "), drawn, line(" ")]
    return beside(boxes)


def _mark(mark: str, above: int, below: int) -> Box:
    height = above + below
    if not mark:
        return Box(("",) * height, 0, above)
    if mark in _PIECES:
        top, middle, bottom = (*_PIECES[mark],)
        lines = [top, *[middle] * (height - 2), bottom]
    elif mark in _CURLY:
        top, fill, middle, bottom = (*_CURLY[mark],)
        lines = [top, *[fill] * (height - 2), bottom]
        # Where it points to: beside the baseline, unless that is at an end.
        lines[min(max(above, 1), height - 2)] = middle
    elif mark in _ANGLES:
        upper, middle, lower = (*_ANGLES[mark],)
        half = height // 2
        lines = [upper] * half + [middle] * (height % 2) + [lower] * half
    else:
        width = width_of(mark)
        lines = [" " * width] * height
        lines[above] = mark
    return Box(tuple(lines), width_of(mark), above)
