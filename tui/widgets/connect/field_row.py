"""The row that is typed into, with the page's state at its right."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui.widgets.history.search_row import QueryInput
from tui.widgets.specs.cells import cut

_MOVES = frozenset(("cursor_left", "cursor_right", "home", "end", "delete_right"))


class PageField(QueryInput):
    """The filter; while it is empty, keys that would move in it are left to the panel."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be moved over or deleted where there is no text."""
        return bool(self.value) if action in _MOVES else True


class StateWords(Widget):
    """Cleaned words, at the right."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StateWords { width: 0; height: 1; background: $surface; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width, style = self.size.width, self.rich_style
        shown = cut(f" {self.words}", width - 1) if width > 1 else ""
        return Strip([Segment(shown, style)]).adjust_cell_length(width, style)


class FieldRow(Horizontal):
    """A mark, the field, and words, which leave at least half of the row to the field."""

    DEFAULT_CSS = """
    FieldRow {
        height: 1;
        background: $surface;
        & > Static { width: 2; color: $accent; text-style: bold; background: $surface; }
        & > PageField { width: 1fr; background: $surface; }
        & > PageField:focus { background-tint: transparent; }
    }
    """

    def __init__(self, field: PageField | None = None) -> None:
        super().__init__()
        self.field = field or PageField()
        self._state = StateWords()

    def compose(self) -> ComposeResult:
        """Mark, field, words."""
        yield Static(Content("❯"), markup=False)
        yield self.field
        yield self._state

    @property
    def state_words(self) -> str:
        """The words at the right."""
        return self._state.words

    def show_state(self, words: str) -> None:
        """Say how many there are and what is under way."""
        if words != self._state.words:
            self._state.words = words
            self._state.refresh()
            self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Give the words no more than half of the row."""
        self._arrange()

    def _arrange(self) -> None:
        words = self._state.words
        width = min(cell_len(words) + 2, self.size.width // 2) if words else 0
        styles = self._state.styles
        if styles.width is None or styles.width.value != width:
            styles.width = width
