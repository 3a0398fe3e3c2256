"""From the tags within a table to its grid of cells."""

from __future__ import annotations

import re

from tui.model.clean import clean
from tui.render.html.grid import Cell, Grid
from tui.render.html.tables import MOST_IN_CELL, MOST_ROWS, Align, Table
from tui.render.html.tokens import PlainCell, Tag, attribute_in

_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_AROUND_BREAK = re.compile(r" *\n+(?: +\n+)*")
_ALIGN = re.compile(r"text-align:\s*(left|center|right)", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none", re.IGNORECASE)
_BREAKS = frozenset(
    {
        *("br", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "hr", "blockquote", "section"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "article"),
    }
)
_LARGEST_SPAN = 100_000
# Classes of cells that name their row though they are no headings (Julia, pandas' Styler).
_NAMES_ROW = ("rowNumber", "rowLabel", "row_heading")


class TableCells:
    """Takes the tags and texts of one table."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        """`most_rows` counts those below the headings; with more it `is_full`."""
        self.grid = Grid(most_rows)
        self.is_full = False
        self._in_head = False
        self._cell: tuple[str, str] | None = None
        self._in_caption = False
        self._parts: list[str] = []
        self._length = 0

    def text(self, text: str) -> None:
        """Text where it stands: in a cell, the caption, or between them, where it is nothing."""
        if (self._cell is not None or self._in_caption) and self._length < MOST_IN_CELL:
            text = _SPACE.sub(" ", text)
            at_start = not self._parts or self._parts[-1].endswith("\n")
            self._parts.append(text.lstrip(" ") if at_start else text)
            self._length += len(text)

    def lines(self, text: str) -> None:
        """Text whose lines are kept."""
        if self._cell is not None:
            self._parts += ("\n", text[:MOST_IN_CELL], "\n")
            self._length += len(text)

    def plain_cell(self, cell: PlainCell) -> None:
        """A cell with nothing but text."""
        self._end_cell()
        self._add(cell.name, cell.rest, clean(_SPACE.sub(" ", cell.text).strip()))

    def take(self, tag: Tag) -> None:
        """A tag within the table."""
        name = tag.name
        if name in ("td", "th"):
            self._end_cell()
            self._cell = None if tag.ends else (name, tag.rest)
        elif name in ("tr", "thead", "tbody", "tfoot"):
            self._end_cell()
            if name != "tr":
                self._in_head = name == "thead" and not tag.ends
            elif not tag.ends:
                self._add_row()
        elif name == "caption":
            self._end_cell()
            self._in_caption = not tag.ends
        elif name in _BREAKS:
            self._parts.append("\n")
        elif name == "img":
            alt = _SPACE.sub(" ", tag.attribute("alt")).strip()
            self.text(f"[{alt or 'image'}]")

    def _add_row(self) -> None:
        if self.grid.is_full:
            self.is_full = True
            self.grid.more_rows += 1
        else:
            self.grid.add_row(self._in_head)

    def _end_cell(self) -> None:
        """End the cell or the caption that is open."""
        text = ""
        if self._parts:
            text = _AROUND_BREAK.sub("\n", "".join(self._parts)).strip()
            text = clean(text[:MOST_IN_CELL], newlines=True).expandtabs()
        self._parts, self._length = [], 0
        if self._in_caption:
            self.grid.caption = " ".join(text.split())
            self._in_caption = False
        elif self._cell is not None:
            self._add(*self._cell, text)
            self._cell = None

    def _add(self, name: str, rest: str, text: str) -> None:
        if self.is_full:
            return
        if not rest or rest.isspace():
            self.grid.add(Cell(text, name == "th"))
            return
        if "none" in rest and _HIDDEN.search(attribute_in(rest, "style")):
            return
        is_heading = name == "th" or any(known in rest for known in _NAMES_ROW)
        columns, rows = _span(rest, "colspan"), _span(rest, "rowspan")
        self.grid.add(Cell(text, is_heading, columns, rows, _align_in(rest)))

    def table(self) -> Table | None:
        """The table; `None` when there is no text in it."""
        self._end_cell()
        return self.grid.table()


def _span(rest: str, name: str) -> int:
    if name not in rest.lower():
        return 1
    told = attribute_in(rest, name).strip()
    if not told.isdecimal():
        return 1
    return max(1, int(told)) if len(told) < 6 else _LARGEST_SPAN


def _align_in(rest: str) -> Align | None:
    """How a cell says that it is aligned; `None` when it does not."""
    if "align" not in rest:
        return None
    found = _ALIGN.search(attribute_in(rest, "style"))
    told = found[1] if found else attribute_in(rest, "align")
    return _ALIGNS.get(told.strip().lower())


_ALIGNS = {align.value: align for align in Align}
