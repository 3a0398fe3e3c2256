"""The heads of a page's columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.connect.columns import GAP, MARGIN, Column, Widths
from tui.widgets.specs.cells import cut

_GAP = " " * GAP


class RowHeads(Widget):
    """The names of the columns in one line."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowHeads { height: 1; background: $background; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._widths: Widths = ()

    def show(self, columns: Sequence[Column], widths: Widths) -> None:
        """Name columns of these widths."""
        if (columns, widths) != (self._columns, self._widths):
            self._columns, self._widths = columns, widths
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The only line."""
        style = self.rich_style
        parts = [Segment(" " * MARGIN, style)]
        for column, width in zip(self._columns, self._widths, strict=True):
            if width:
                parts += [Segment(head(column, width), style), Segment(_GAP, style)]
        return Strip(parts).adjust_cell_length(self.size.width, style)


def head(column: Column, width: int) -> str:
    """A column's head in exactly `width` cells, at the right over numbers."""
    if column.is_number and len(column.head) < width:
        return column.head.rjust(width)
    return cut(column.head, width)
