"""The names of the pages in one row, that of the page in view marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


class PageBar(Widget):
    """Draws the names; a click on one asks for its page."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"pages--active"}
    DEFAULT_CSS = """
    PageBar {
        height: 1;
        background: $panel;
        color: $text-muted;
        & > .pages--active { background: $primary-muted; color: $foreground; text-style: bold; }
        &:ansi > .pages--active { background: ansi_default; text-style: bold reverse; }
    }
    """

    class Chosen(Message):
        """A page was clicked, by its place."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._titles: Sequence[str] = ()
        self._active = 0

    def show(self, titles: Sequence[str], active: int) -> None:
        """Name the pages, one of them in view."""
        if (titles, active) != (self._titles, self._active):
            self._titles, self._active = titles, active
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The only line."""
        style = self.rich_style
        marked = self.get_component_rich_style("pages--active")
        parts = [
            Segment(f" {title} ", marked if number == self._active else style)
            for number, title in enumerate(self._titles)
        ]
        return Strip(parts).adjust_cell_length(self.size.width, style)

    def on_click(self, event: events.Click) -> None:
        """Ask for the page under the pointer."""
        event.stop()
        end = 0
        for number, title in enumerate(self._titles):
            end += cell_len(title) + 2
            if event.x < end:
                self.post_message(self.Chosen(number))
                return
