"""The names in a row of help, also those that are broken between two rows."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from tui.model.help import names_in
from tui.render.rows import Row


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name, and where in the row it begins and ends, as far as that row shows it."""

    name: str
    start: int
    end: int


def row_names(before: Row | None, row: Row, after: Row | None) -> list[NameSpan]:
    """The names that a row shows, given the rows above and below it."""
    head = before.text if before is not None and before.wraps else ""
    tail = after.text if after is not None and row.wraps else ""
    text, shift, size = head + row.text + tail, len(head), len(row.text)
    return [
        NameSpan(text[start:end], max(start - shift, 0), min(end - shift, size))
        for start, end in names_in(text)
        if end > shift and start < shift + size
    ]


def nearest(names: list[NameSpan], column: int) -> NameSpan | None:
    """The name at a column or next to it, `None` where there are none."""

    def distance(span: NameSpan) -> int:
        return max(span.start - column, column - span.end + 1, 0)

    return min(names, key=distance, default=None)


def column_at(row: Row, cells: int) -> int:
    """The column (code points) of a row's content that is drawn some cells from the left."""
    cells -= sum(segment.cell_length for segment in row.gutter)
    text = row.text
    for column, character in enumerate(text):
        cells -= cell_len(character)
        if cells < 0:
            return column
    return len(text)
