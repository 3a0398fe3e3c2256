"""A sentence below a page's rows: what went wrong, or what there is to know."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.specs.cells import broken

MOST_ROWS = 4


class Note(Widget):
    """Wraps a cleaned sentence into the rows it needs; without one it takes none."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Note { height: 0; background: $surface; color: $error; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._rows: list[str] = []

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text

    def show(self, text: str) -> None:
        """Show a sentence, "" for none."""
        if text != self._text:
            self._text = text
            self._lay_out(self.app.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        self._lay_out(event.size.width)

    def _lay_out(self, width: int) -> None:
        lines = self._text.splitlines()
        self._rows = [row for line in lines for row in broken(line, max(2, width - 2))]
        height = min(MOST_ROWS, len(self._rows))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row of the sentence."""
        style = self.rich_style
        text = self._rows[y] if y < len(self._rows) else ""
        return Strip([Segment(f" {text}", style)]).adjust_cell_length(self.size.width, style)
