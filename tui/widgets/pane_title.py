"""The row over a pane that tells it from those next to it."""

from __future__ import annotations

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

ACTIVE = "▸"


class PaneTitle(Widget):
    """Draws a cleaned title in one row, with a sign where the pane has the focus."""

    DEFAULT_CSS = """
    PaneTitle {
        height: 1;
        background: $panel;
        color: $text-muted;
        &.-active { color: $foreground; text-style: bold; }
    }
    """

    words: reactive[str] = reactive("")
    active: reactive[bool] = reactive(False)

    def watch_active(self, active: bool) -> None:
        """Draw it the other way."""
        self.set_class(active, "-active")

    def render_line(self, y: int) -> Strip:
        """The row."""
        sign = ACTIVE if self.active else " "
        text = set_cell_size(f"{sign}{self.words}", self.size.width)
        return Strip([Segment(text, self.rich_style)])
