"""Cells in rows and columns, with brackets around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from tui.render.latex.boxes import (
    Box,
    LatexError,
    Side,
    above,
    beside,
    blank,
    deepened,
    line,
    widened,
)
from tui.render.latex.brackets import enclosed
from tui.render.latex.nodes import Grid

_SIDES = {"l": Side.LEFT, "c": Side.CENTRE, "r": Side.RIGHT}
_EMPTY = blank(0)
_MOST_CELLS = 10_000


def grid(cells: Sequence[Sequence[Box]], node: Grid) -> Box:
    """The boxes of cells laid out; the baseline is in the middle.

    Raises `LatexError` where there are too many.
    """
    if not cells:
        return enclosed((_EMPTY,), (node.left, node.right))
    if len(cells) * max(map(len, cells)) > _MOST_CELLS:
        raise LatexError("it has too many cells")
    columns = node.columns.replace("|", "")
    bars = _bars(node.columns)
    widths = [max(box.width for box in column) for column in zip_longest(*cells, fillvalue=_EMPTY)]
    rows: list[Box] = []
    # Rows that are high are kept apart, and two have room for the middle of a curly bracket.
    is_high = any(not box.is_line for row in cells for box in row)
    is_curly = len(cells) == 2 and (node.left == "{" or node.right == "}")
    for number, row in enumerate(cells):
        drawn = _row(row, widths, columns, bars, node.aligned)
        if number and (is_high or is_curly) and number not in node.rules:
            rows.append(_between(drawn, bars, columns, widths))
        if number in node.rules:
            rows.append(line("─" * max(1, drawn.width)))
        rows.append(drawn)
    if len(cells) in node.rules:
        rows.append(line("─" * max(1, rows[0].width)))
    whole = above(rows, 0, Side.LEFT)
    whole = Box(
        whole.lines, whole.width, (whole.height - 1) // 2 if len(rows) > 1 else rows[0].baseline
    )
    return enclosed((whole,), (node.left, node.right)) if node.left or node.right else whole


def _bars(spec: str) -> frozenset[int]:
    """The numbers of the columns with a line before them."""
    bars: set[int] = set()
    column = 0
    for sign in spec:
        if sign == "|":
            bars.add(column)
        else:
            column += 1
    return frozenset(bars)


def _row(
    row: Sequence[Box],
    widths: Sequence[int],
    columns: str,
    bars: frozenset[int],
    aligned: bool,
) -> Box:
    height = max(box.baseline for box in row), max(box.height - box.baseline for box in row)
    boxes: list[Box] = []
    for number, width in enumerate(widths):
        if number in bars:
            boxes += _bar(number, sum(height), height[0])
        elif number and not (aligned and number % len(columns)):
            boxes.append(blank(4 if aligned else 2))
        # Columns that are not declared are as the last one, or begin again where they are aligned.
        place = number % len(columns) if aligned else min(number, len(columns) - 1)
        box = row[number] if number < len(row) else _EMPTY
        boxes.append(widened(deepened(box, *height), width, _SIDES[columns[place]]))
    if len(widths) in bars:
        boxes += _bar(len(widths), sum(height), height[0])[:2]
    return beside(boxes)


def _bar(number: int, height: int, baseline: int) -> list[Box]:
    bar = Box(("│",) * height, 1, baseline)
    return [blank(1), bar, blank(1)] if number else [bar, blank(1)]


def _between(row: Box, bars: frozenset[int], columns: str, widths: Sequence[int]) -> Box:
    """An empty row, through which lines between columns go."""
    if not bars:
        return blank(row.width)
    return _row([_EMPTY], widths, columns, bars, False)
