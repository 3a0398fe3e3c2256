"""Blocks of text with a baseline, put beside and above each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from wcwidth import wcswidth

from tui.errors import JtuiError

LARGEST = 200_000
"""Cells of a box: far more than anybody reads, and some lines too few to matter."""


class LatexError(JtuiError):
    """What should be a formula is none, or too large or too deep; the text says so."""


class Side(Enum):
    """Where a narrow box stands among wider ones."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of the same width in cells; `baseline` is the line that others stand beside."""

    lines: tuple[str, ...]
    width: int
    baseline: int = 0

    @property
    def height(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    @property
    def text(self) -> str:
        """The first line, which is all of it in a box of one."""
        return self.lines[0]

    @property
    def is_line(self) -> bool:
        """Whether it is one line only."""
        return len(self.lines) == 1


EMPTY = Box(("",), 0)


def line(text: str) -> Box:
    """A box of one line."""
    return Box((text,), width_of(text))


def width_of(text: str) -> int:
    """The cells of a line; characters that take none count as none."""
    return len(text) if text.isascii() else max(0, wcswidth(text))


def blank(width: int, height: int = 1, baseline: int = 0) -> Box:
    """Nothing to be seen."""
    return Box((" " * width,) * height, width, baseline)


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes from left to right, their baselines in one line."""
    if all(box.is_line for box in boxes):
        return _bounded("".join(box.text for box in boxes), sum(box.width for box in boxes))
    above = max(box.baseline for box in boxes)
    below = max(box.height - box.baseline for box in boxes)
    width = _checked(sum(box.width for box in boxes), above + below)
    columns = [deepened(box, above, below).lines for box in boxes]
    return Box(tuple("".join(parts) for parts in zip(*columns, strict=True)), width, above)


def _bounded(text: str, width: int) -> Box:
    return Box((text,), _checked(width, 1))


def _checked(width: int, height: int) -> int:
    if width * height > LARGEST:
        raise LatexError("it is too large")
    return width


def deepened(box: Box, above: int, below: int) -> Box:
    """With so many lines above the baseline, and below it together with it, where it has fewer."""
    over = max(0, above - box.baseline)
    under = max(0, below - (box.height - box.baseline))
    if not over and not under:
        return box
    space = " " * box.width
    lines = (*[space] * over, *box.lines, *[space] * under)
    return Box(lines, _checked(box.width, len(lines)), box.baseline + over)


def above(boxes: Sequence[Box], base: int, side: Side = Side.CENTRE) -> Box:
    """Boxes from top to bottom; the baseline is that of the one numbered `base`."""
    width = max(box.width for box in boxes)
    _checked(width, sum(box.height for box in boxes))
    lines = [text for box in boxes for text in widened(box, width, side).lines]
    start = sum(box.height for box in boxes[:base])
    return Box(tuple(lines), width, start + boxes[base].baseline)


def widened(box: Box, width: int, side: Side = Side.CENTRE) -> Box:
    """A box in a width."""
    room = width - box.width
    if room <= 0:
        return box
    left = {Side.LEFT: 0, Side.CENTRE: room // 2, Side.RIGHT: room}[side]
    lines = tuple(" " * left + text + " " * (room - left) for text in box.lines)
    return Box(lines, width, box.baseline)


def framed(box: Box) -> Box:
    """A box with a line around it."""
    rule = "─" * (box.width + 2)
    inner = (f"│ {text} │" for text in box.lines)
    _checked(box.width + 4, box.height + 2)
    return Box((f"┌{rule}┐", *inner, f"└{rule}┘"), box.width + 4, box.baseline + 1)


def ruled(box: Box) -> Box:
    """A box with a line over it."""
    return above((line("_" * box.width), box), 1)


def divided(upper: Box, lower: Box) -> Box:
    """A fraction in lines; its bar is longer than those within it."""
    width = max(upper.width, lower.width)
    width += 0 if upper.is_line and lower.is_line else 2
    return above((upper, line("─" * max(1, width)), lower), 1)


def rooted(box: Box) -> Box:
    """The root of what is laid out in lines."""
    height = box.height
    slope = [" " * (height - at) + "╱" + " " * at for at in range(height)]
    slope[-1] = "╲" + slope[-1][1:]
    sign = Box((" " * (height + 1), *slope), height + 1, box.baseline + 1)
    return beside((sign, ruled(beside((blank(1), box)))))
