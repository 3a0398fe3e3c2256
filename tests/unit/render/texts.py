"""Random text as kernels send it, and what every drawing must keep to."""

from __future__ import annotations

from hypothesis import strategies as st
from rich.cells import cell_len

from tui.render.needle import Needle
from tui.render.rows import Drawing, Row
from tui.render.slices import Slice

WIDTHS = st.integers(min_value=1, max_value=30)
# Narrow, wide and zero-width characters, emoji that join or widen, tabs, looks and line feeds.
_PARTS = (
    *"ab \t\n",
    "word ",
    "日",
    "한글",
    "e\u0301",
    "\u0301",
    "❤\ufe0f",
    "\ufe0f",
    "👩\u200d👧",
    "🇩🇪",
    "\x1b[31m",
    "\x1b[1;44m",
    "\x1b[0m",
)
LINES = st.lists(st.sampled_from([part for part in _PARTS if part != "\n"])).map("".join)
TEXTS = st.lists(st.sampled_from(_PARTS), max_size=60).map("".join)


def all_rows(drawing: Drawing, width: int) -> list[Row]:
    """Every row of a drawing."""
    while not drawing.is_exact(width):
        drawing.measure(width, 0, Slice())
    return drawing.rows(width, 0, drawing.height(width))


def found_rows(drawing: Drawing, text: str, width: int) -> list[int]:
    """The row of each match, in order."""
    needle, work = Needle(text), Slice()
    return [
        drawing.row_of_spot(width, part, spot)
        for part in drawing.parts
        for spot in drawing.search(needle, part, work)
    ]


def check_rows(drawing: Drawing, width: int) -> None:
    """A drawing has as many rows as it says, and any part of them is that part of the whole."""
    height = drawing.height(width)
    rows = drawing.rows(width, 0, height + 10)
    assert len(rows) == height
    for start in range(height + 1):
        assert drawing.rows(width, start, start + 1) == rows[start : start + 1]
        assert drawing.rows(width, start, start + 3) == rows[start : start + 3]
    assert drawing.rows(width, 0, 0) == []


def check_lines(drawing: Drawing, width: int, other: int) -> None:
    """Each row is of a line, the lines are numbered alike in any width, and begin where it says."""
    lines = [drawing.line_at(width, row) for row in range(drawing.height(width))]
    assert lines == sorted(lines)
    for line in set(lines):
        assert drawing.row_of(width, line) == lines.index(line)
        assert drawing.line_at(other, drawing.row_of(other, line)) == line


def shown(rows: list[Row]) -> list[str]:
    """The content of the rows."""
    return [row.text for row in rows]


def drawn(rows: list[Row]) -> list[str]:
    """The rows with their gutters."""
    return ["".join(part.text for part in row.gutter) + row.text for row in rows]


def widest(rows: list[Row]) -> int:
    """The cells of the widest content."""
    return max((cell_len(row.text) for row in rows), default=0)
