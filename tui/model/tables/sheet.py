"""A table that can be looked at, ordered and written: named columns, rows of clean texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_CELLS = 1_000_000
MOST_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns and rows; every text is clean, and may hold line feeds.

    `names` has a name for each column, `levels` the rows of headings from the top one down, each
    with a text for every column; `spans` are the headings over several columns, by level and
    first column. The first `index` columns name the rows. `right` says of each column whether it
    stands to the right. `note` says what this is only a part of, "" if it is all.
    """

    names: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    levels: tuple[tuple[str, ...], ...] = ()
    index: int = 0
    right: tuple[bool, ...] = ()
    spans: Mapping[tuple[int, int], int] = field(default_factory=dict)
    title: str = ""
    note: str = ""

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.names)

    def shown_name(self, column: int) -> str:
        """The name of a column in one line; its number (from 1) where it has none."""
        name = " ".join(self.names[column].split())
        return name or (f"(row names {column + 1})" if column < self.index else f"#{column + 1}")
