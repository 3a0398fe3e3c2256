"""The figures there are, a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.render.sgr import cut
from tui.widgets.gallery.figures import Figure


class FigureList(Widget):
    """Draws the rows around the current figure; a click picks one."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"figures--current"}
    DEFAULT_CSS = """
    FigureList {
        background: $panel;
        color: $foreground;
        & > .figures--current { background: $primary-muted; text-style: bold; }
        &:ansi > .figures--current { text-style: reverse; }
    }
    """

    class Picked(Message):
        """A figure was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__()
        self._figures: Sequence[Figure] = ()
        self._current = 0

    def show(self, figures: Sequence[Figure], current: int) -> None:
        """Show figures, one of them as the current one."""
        self._figures, self._current = figures, current
        self.refresh()

    @property
    def _first(self) -> int:
        """The figure in the first row: the current one is in the middle where that can be."""
        height = self.size.height
        return max(0, min(self._current - height // 2, len(self._figures) - height))

    def render_line(self, y: int) -> Strip:
        """One figure."""
        width, place = self.size.width, self._first + y
        if place >= len(self._figures):
            return Strip.blank(width, self.rich_style)
        style, mark = self.rich_style, " "
        if place == self._current:
            style, mark = style + self.get_component_rich_style("figures--current"), "▸"
        words = cut(f"{mark} {self._figures[place].words}", max(width, 1))
        return Strip([Segment(words, style)]).adjust_cell_length(width, style)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Pick what is under the pointer."""
        place = self._first + event.y
        if place < len(self._figures):
            self.post_message(self.Picked(place))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go to the next one."""
        self._pick_near(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go to the one before."""
        self._pick_near(-1)

    def _pick_near(self, step: int) -> None:
        if 0 <= self._current + step < len(self._figures):
            self.post_message(self.Picked(self._current + step))
