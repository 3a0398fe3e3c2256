"""LaTeX as Unicode text, within bounds of size, depth and time."""

from __future__ import annotations

from functools import lru_cache

from tui.model.clean import clean
from tui.render.latex.boxes import Box, LatexError
from tui.render.latex.layout import Look, lines
from tui.render.latex.parser import parsed

LONGEST = 40_000
"""Characters of source: the oddest take 0.5 s."""
_MOST_LINES = 2_000
_SPECIAL = frozenset("\\^_$")


@lru_cache(maxsize=256)
def latex_text(source: str, width: int = 0) -> str | None:
    """LaTeX as text of one line or several; `None` for what is none, or too long.

    Formulas may stand in `$`, `$$`, `\\(`, `\\[` or an environment, alone or among words, or be
    bare. A formula wider than `width` in cells is parted before its signs, 0 is any width. It never
    raises and takes less than a second; nothing in the answer steers a terminal.
    """
    if len(source) > LONGEST or not _SPECIAL.intersection(source):
        return None
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    try:
        boxes = _boxes(clean(text, newlines=True).strip(), width)
    except (LatexError, RecursionError):
        return None
    shown = [text.rstrip() for box in boxes for text in box.lines]
    while shown and not shown[0]:
        del shown[0]
    while shown and not shown[-1]:
        del shown[-1]
    return "\n".join(shown) if shown and len(shown) <= _MOST_LINES else None


def _boxes(source: str, width: int) -> list[Box]:
    boxes: list[Box] = []
    for is_display, nodes in parsed(source):
        boxes += lines(nodes, Look(is_display), width if is_display else 0)
    return boxes
