"""The columns of the table: which there is room for, how wide they are, and sorting by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from tui.widgets.specs.row import SpecRow
from tui.widgets.specs.states import KnownStates


class Column(IntEnum):
    """The columns from left to right."""

    STATE = 0
    NAME = 1
    DISPLAY_NAME = 2
    LANGUAGE = 3
    WHERE = 4
    PATH = 5


HEADS = ("state", "name", "display name", "language", "where", "path")
MARGIN = 4
"""Cells of the marks before the first column."""
GAP = 2

_LEAST = (14, 12, 16, 9, 11, 14)
_USUAL = (14, 26, 32, 12, 17, 60)
_BY_WORTH = (
    Column.STATE,
    Column.NAME,
    Column.DISPLAY_NAME,
    Column.WHERE,
    Column.LANGUAGE,
    Column.PATH,
)
_BY_GREED = (Column.NAME, Column.DISPLAY_NAME, Column.LANGUAGE, Column.WHERE, Column.PATH)

Widths = tuple[int, ...]
"""The cells of each column; 0 for one that there is no room for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the rows are sorted by."""

    column: Column = Column.NAME
    is_reversed: bool = False

    def by(self, column: Column) -> Order:
        """Sorted by a column; by the one it is sorted by already, the other way round."""
        if column is self.column:
            return replace(self, is_reversed=not self.is_reversed)
        return Order(column)


def fit(wanted: tuple[int, ...], width: int) -> Widths:
    """The widths in a table of `width` cells, where the texts of all but the state would take
    `wanted` cells."""
    # With the arrow of the one it is sorted by.
    heads = (len(head) + 1 for head in HEADS[1:])
    needs = (_LEAST[0], *map(max, wanted, heads))
    widths = [0] * len(HEADS)
    room = width - MARGIN + GAP
    for column in _BY_WORTH:
        least = min(_LEAST[column], needs[column])
        if least + GAP <= room:
            widths[column] = least
            room -= least + GAP
    room = _widen(widths, tuple(map(min, needs, _USUAL)), room)
    room = _widen(widths, needs, room)
    if not any(widths):
        widths[Column.NAME] = max(1, width - MARGIN)
    return tuple(widths)


def _widen(widths: list[int], up_to: Iterable[int], room: int) -> int:
    """Widen the columns there are, as far as there is room, and answer what is left of it."""
    limits = tuple(up_to)
    for column in _BY_GREED:
        if widths[column]:
            more = max(0, min(limits[column] - widths[column], room))
            widths[column] += more
            room -= more
    return room


def place_of(widths: Widths, x: int) -> Column | None:
    """The column at a cell of a line, with the gap after it."""
    end = MARGIN
    for column in Column:
        if widths[column]:
            end += widths[column] + GAP
            if x < end:
                return column if x >= MARGIN else None
    return None


def in_order(rows: Iterable[SpecRow], order: Order, states: KnownStates) -> list[SpecRow]:
    """The rows sorted; those that are alike stay as they were."""
    match order.column:
        case Column.STATE:
            return sorted(rows, key=lambda row: states.of(row).rank, reverse=order.is_reversed)
        case Column.NAME:
            return sorted(rows, key=lambda row: row.name, reverse=order.is_reversed)
        case Column.DISPLAY_NAME:
            return sorted(rows, key=_display_key, reverse=order.is_reversed)
        case Column.LANGUAGE:
            return sorted(rows, key=lambda row: row.language.lower(), reverse=order.is_reversed)
        case Column.WHERE:
            return sorted(rows, key=lambda row: row.where, reverse=order.is_reversed)
        case Column.PATH:
            return sorted(rows, key=lambda row: row.path, reverse=order.is_reversed)


def _display_key(row: SpecRow) -> str:
    return row.display_name.lower()
