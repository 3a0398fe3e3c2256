"""Tables of HTML and Markdown as data: headings, cells, what spans what, how it is aligned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

MOST_COLUMNS = 1_000
MOST_ROWS = 10_000
MOST_LEVELS = 20
MOST_CELLS = 1_000_000
"""Cells that are kept, those that spans fill among them."""

MOST_IN_CELL = 10_000
"""Code points of a cell that are kept."""

Place = tuple[int, int]
"""Row, counted from the first heading, and column."""


class Align(Enum):
    """To which side of its column a cell stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A table, every text in it clean.

    `grid` holds the rows, those of the headings first (`levels` of them), each with a cell for
    every column; a cell that spans others is repeated below, and followed by "" to its right.
    `index` columns at the left name the rows. `wide` are the cells that span columns, with how
    many; `repeated` those that have been repeated. `more_rows` and `more_columns` are left out.
    Cells may hold line feeds.
    """

    grid: tuple[tuple[str, ...], ...] = ()
    levels: int = 0
    index: int = 0
    aligns: tuple[Align, ...] = ()
    caption: str = ""
    wide: Mapping[Place, int] = field(default_factory=dict)
    repeated: frozenset[Place] = frozenset()
    more_rows: int = 0
    more_columns: int = 0

    @property
    def headers(self) -> tuple[tuple[str, ...], ...]:
        """The rows of headings, from the top level down."""
        return self.grid[: self.levels]

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The rows below the headings, with the index columns."""
        return self.grid[self.levels :]

    @property
    def truncated(self) -> bool:
        """Whether rows or columns have been left out."""
        return bool(self.more_rows or self.more_columns)

    def names(self) -> tuple[str, ...]:
        """One name for each column, what spans it first: `u / p`; "" for one without a heading."""
        parts: list[list[str]] = [[] for _ in self.aligns]
        for level, row in enumerate(self.headers):
            column = 0
            while column < len(row):
                span = self.wide.get((level, column), 1)
                text = " ".join(row[column].split())
                for part in parts[column : column + span]:
                    if text and (level, column) not in self.repeated:
                        part.append(text)
                column += span
        # Above those of the rows stand the names of the levels.
        for part in parts[: self.index]:
            del part[:-1]
        return tuple(" / ".join(part) for part in parts)


# A number as libraries write it: sign, currency, thousands apart, exponent, unit of a share.
_NUMBER = re.compile(
    r"[-+−±]?[$€£¥]? ?(?:\d[\d,_'’]*+(?:\.\d*+)?|\.\d++)(?:[eE][-+−]?\d++)?(?: ?%|j)?"
)
_LIKE_NUMBERS = frozenset(
    {
        *("nan", "NaN", "NaT", "NA", "<NA>", "None", "null", "missing", "nothing"),
        *("inf", "-inf", "Inf", "-Inf", "∞", "-", "–", "—", "…", "...", "⋮", "⋯"),
    }
)


def is_number(text: str) -> bool:
    """Whether a cell holds one number and nothing else."""
    return len(text) < 400 and _NUMBER.fullmatch(text) is not None


def alignment(texts: Sequence[str]) -> Align:
    """To the right for a column of numbers, some of which may be missing; else to the left."""
    numbers = 0
    for text in texts:
        if is_number(text):
            numbers += 1
        elif text and text not in _LIKE_NUMBERS:
            return Align.LEFT
    return Align.RIGHT if numbers else Align.LEFT
