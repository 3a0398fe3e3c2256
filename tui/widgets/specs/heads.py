"""The heads of the table of kernelspecs, to sort by."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.specs.cells import cut
from tui.widgets.specs.columns import (
    GAP,
    HEADS,
    MARGIN,
    Column,
    Order,
    Widths,
    fit,
    place_of,
)

_GAP = " " * GAP


class ColumnHeads(Widget):
    """The names of the columns; a click sorts by one."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"heads--sorted"}
    DEFAULT_CSS = """
    ColumnHeads {
        height: 1;
        background: $panel;
        color: $text-muted;
        & > .heads--sorted { color: $foreground; text-style: bold; }
    }
    """

    class Clicked(Message):
        """A column's head was clicked."""

        def __init__(self, column: Column) -> None:
            super().__init__()
            self.column = column

    def __init__(self) -> None:
        super().__init__()
        self._wanted: tuple[int, ...] = (0,) * (len(HEADS) - 1)
        self._order = Order()

    def show(self, wanted: tuple[int, ...], order: Order) -> None:
        """Name the columns of a table whose texts would take `wanted` cells."""
        if (wanted, order) != (self._wanted, self._order):
            self._wanted, self._order = wanted, order
            self.refresh()

    @property
    def _widths(self) -> Widths:
        # Beside it, below, the scrollbar takes a cell.
        return fit(self._wanted, self.size.width - 1)

    def render_line(self, y: int) -> Strip:
        """The only line."""
        style, by = self.rich_style, self._order
        parts = [Segment(" " * MARGIN, style)]
        for column, width in zip(Column, self._widths, strict=True):
            if width:
                arrow = "▼" if by.is_reversed else "▲"
                is_sorted = column is by.column
                words = f"{HEADS[column]} {arrow}" if is_sorted else HEADS[column]
                if is_sorted and len(words) > width:
                    words = f"{cut(HEADS[column], width - 1)}{arrow}"
                own = self.get_component_rich_style("heads--sorted") if is_sorted else style
                parts += [Segment(cut(words, width), own), Segment(_GAP, style)]
        return Strip(parts).adjust_cell_length(self.size.width, style)

    def on_click(self, event: events.Click) -> None:
        """Have it sorted by the column under the pointer."""
        event.stop()
        column = place_of(self._widths, event.x)
        if column is not None:
            self.post_message(self.Clicked(column))
