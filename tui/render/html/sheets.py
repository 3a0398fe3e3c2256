"""The tables of HTML as sheets, whole, with what the HTML says of a table that it cuts short."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tui.model.tables.progress import Progress
from tui.model.tables.sheet import MOST_CELLS, Sheet
from tui.render.html.blocks import Block, Paragraph, TableBlock
from tui.render.html.reader import HtmlReader
from tui.render.html.tables import Align, Table
from tui.render.html.tokens import PlainCell, Tag, Tokens
from tui.render.palette import Palette

MOST_TABLES = 200
_MOST_TEXT = 200_000_000
_MOST_TOKENS = 4_000_000
_STEP = 2_000
# What pandas, polars and R's repr write of the whole below or above the part that they show.
_SIZE = re.compile(r"[(]?(\d[\d,_ ]*) ?(?:rows )?[×x,] ?(\d[\d,_ ]*)\)?(?: columns)?")
_DOTS = frozenset({"...", "…", "⋮", "⋯"})


class _Watched(Tokens):
    """Tokens that tell how far one has come."""

    def __init__(self, html: str, progress: Progress) -> None:
        super().__init__(html, _MOST_TEXT, _MOST_TOKENS)
        self._size = len(html)
        self._progress = progress

    def __iter__(self) -> Iterator[Tag | PlainCell | str]:
        """Raises `Cancelled`."""
        for number, token in enumerate(super().__iter__()):
            if number % _STEP == 0:
                self._progress.at(self.place, self._size)
            yield token


def sheets_of(html: str, progress: Progress) -> list[Sheet]:
    """The tables of HTML with all their rows, as far as `MOST_CELLS` allow; raises `Cancelled`.

    For a thread: 100,000 cells take half a second.
    """
    reader = HtmlReader(Palette(), MOST_CELLS)
    reader.read(_Watched(html, progress), MOST_TABLES)
    blocks = reader.flow.blocks
    return [
        sheet_of(block.table, _said_of(blocks, place))
        for place, block in enumerate(blocks)
        if isinstance(block, TableBlock)
    ]


def _said_of(blocks: Sequence[Block], place: int) -> tuple[int, int] | None:
    """The size of the whole that is said next to a table: rows and columns."""
    for near in (place + 1, place - 1):
        if 0 <= near < len(blocks) and isinstance(block := blocks[near], Paragraph):
            text = "".join(text for text, _ in block.runs).strip()
            found = _SIZE.fullmatch(text.lower().removeprefix("shape:").strip())
            if found is not None and len(found[0]) < 60:
                rows, columns = (int(re.sub(r"\D", "", each)) for each in found.groups())
                return rows, columns
    return None


def sheet_of(table: Table, said: tuple[int, int] | None = None) -> Sheet:
    """A table as a sheet; `said` are the rows and columns that the whole of it is said to have."""
    names = table.names()
    spans = {place: span for place, span in table.wide.items() if place[0] < table.levels}
    right = tuple(align is Align.RIGHT for align in table.aligns)
    return Sheet(
        names,
        table.cells,
        _headings(table),
        table.index,
        right,
        spans,
        table.caption,
        _note(table, said),
    )


def _headings(table: Table) -> tuple[tuple[str, ...], ...]:
    """The headings; of one over several rows just the last is kept."""
    below = {(row - 1, column) for row, column in table.repeated}
    return tuple(
        tuple(
            "" if (level, column) in below and level < table.levels - 1 else text
            for column, text in enumerate(row)
        )
        for level, row in enumerate(table.headers)
    )


def _note(table: Table, said: tuple[int, int] | None) -> str:
    """Why a table is not all there is; "" when it is, as far as anybody can tell."""
    words: list[str] = []
    rows, columns = len(table.cells), len(table.aligns) - table.index
    if said is not None and (said[0] > rows or said[1] > columns):
        words.append(f"of {said[0]:,} rows × {said[1]:,} columns the kernel sent a part")
    elif _has_dots(table):
        words.append("the kernel sent a part of the table only")
    if table.more_rows:
        words.append(f"{table.more_rows:,} more rows are not shown")
    if table.more_columns:
        words.append(f"{table.more_columns:,} more columns are not shown")
    return ", ".join(words)


def _has_dots(table: Table) -> bool:
    """Whether a row or a column stands for what was left out."""
    names = table.grid[table.levels - 1] if table.levels else ()
    if any(name in _DOTS for name in names[table.index :]):
        return True
    middle = len(table.cells) // 2
    near = table.cells[max(0, middle - 3) : middle + 3]
    return any(row and all(text in _DOTS for text in row[table.index :]) for row in near)
