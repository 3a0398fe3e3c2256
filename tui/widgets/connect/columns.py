"""The columns of a page's table: which there is room for, and how wide they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MARGIN = 2
"""Cells of the mark before the first column."""
GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its head.

    It takes `least` cells at least (or what its texts need, when that is less), and up to `usual`
    of them before any takes more. The columns of the highest `rank` go first where there is no
    room. A text that is too long keeps its end where `keeps_end` says so.
    """

    head: str
    least: int
    usual: int
    rank: int
    is_number: bool = False
    keeps_end: bool = False


Widths = tuple[int, ...]
"""The cells of each column; 0 for one that there is no room for, or that has no text."""


def fit(columns: Sequence[Column], wanted: Sequence[int], width: int) -> Widths:
    """The widths in a table of `width` cells, where the texts would take `wanted` cells."""
    needs = [
        max(cells, len(column.head)) if cells else 0
        for column, cells in zip(columns, wanted, strict=True)
    ]
    widths = [0] * len(columns)
    room = width - MARGIN + GAP
    for number in sorted(range(len(columns)), key=lambda number: columns[number].rank):
        least = min(columns[number].least, needs[number])
        if needs[number] and least + GAP <= room:
            widths[number] = least
            room -= least + GAP
    room = _widen(widths, [min(n, c.usual) for n, c in zip(needs, columns, strict=True)], room)
    _widen(widths, needs, room)
    if columns and not any(widths):
        widths[0] = max(1, width - MARGIN)
    return tuple(widths)


def _widen(widths: list[int], limits: Sequence[int], room: int) -> int:
    """Widen the columns there are, as far as there is room, and answer what is left of it."""
    for number, limit in enumerate(limits):
        if widths[number]:
            more = max(0, min(limit - widths[number], room))
            widths[number] += more
            room -= more
    return room
