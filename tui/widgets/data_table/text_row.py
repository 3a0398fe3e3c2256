"""One line of words over or under what is looked at."""

from __future__ import annotations

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.render.rows import cells_of
from tui.render.sgr import cut


class TextRow(Widget):
    """Draws clean words in one row, others at its right end as far as there is room for them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TextRow {
        height: 1;
        background: $panel;
        color: $foreground;
        &.-title { text-style: bold; }
    }
    """

    words: reactive[str] = reactive("")
    beside: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        """The row."""
        width, style = self.size.width, self.rich_style
        left = f" {self.words}"
        room = width - len(self.beside) - 2
        if not self.beside or room < min(cells_of(left), width // 2):
            right, room = "", width
        else:
            right = f"{self.beside} "
        left = cut(left, max(room, 1))
        blanks = max(width - cells_of(left) - cells_of(right), 0)
        return Strip([Segment(f"{left}{' ' * blanks}{right}", style)]).adjust_cell_length(
            width, style
        )
