"""The row that is typed into, with what else narrows the search at its right."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.model.clean import clean

LONGEST = 1_000
"""Code points that a search can have."""

_BLANKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")

FilterWord = tuple[str, str]
"""The name of a filter, and how it is shown, cleaned."""


def one_line(text: str) -> str:
    """A text as it can be searched for: cleaned, in one line, and not too long."""
    return clean(_BLANKS.sub(" ", text[: 2 * LONGEST].strip("\r\n")))[:LONGEST]


def is_text(key: events.Key) -> bool:
    """Whether a key is a character for a field; the toolkit takes Alt+E for one, too."""
    return key.is_printable and not key.key.startswith(("alt+", "ctrl+", "super+", "hyper+"))


class QueryInput(Input, inherit_bindings=False):
    """An input that lays nothing out anew, takes any text, and leaves Enter to others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in Input.BINDINGS
        if not isinstance(binding, Binding) or binding.key != "enter"
    ]

    # The toolkit lays the whole screen out when the text gets wider.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self) -> None:
        super().__init__(compact=True, placeholder="search the history", select_on_focus=False)
        self.cursor_blink = False

    def replace(self, text: str, start: int, end: int) -> None:
        """Put a text, cleaned, in the place of another."""
        room = LONGEST - len(self.value) + abs(end - start)
        super().replace(one_line(text)[: max(0, room)], start, end)

    def on_key(self, event: events.Key) -> None:
        """Leave keys such as Alt+E, which come with a letter, to others."""
        if not is_text(event):
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines of what is pasted, and not only the first."""
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection)


class FilterWords(Widget):
    """Filters as words; a click takes one off."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"filters--word"}
    DEFAULT_CSS = """
    FilterWords {
        width: 0;
        height: 1;
        & > .filters--word { background: $accent-muted; color: $foreground; }
        &:ansi > .filters--word { background: ansi_default; text-style: reverse; }
    }
    """

    class Dropped(Message):
        """A filter was clicked, by its name."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self._filters: tuple[FilterWord, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The filters as they are shown."""
        return tuple(words for _, words in self._filters)

    @property
    def wanted(self) -> int:
        """The cells that all words take."""
        return sum(cell_len(words) + 4 for words in self.words)

    def show(self, filters: tuple[FilterWord, ...]) -> None:
        """Show filters."""
        if filters != self._filters:
            self._filters = filters
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The only line."""
        word = self.get_component_rich_style("filters--word")
        segments: list[Segment] = []
        for words in self.words:
            segments += [Segment(" ", self.rich_style), Segment(f" {words}×", word)]
            segments.append(Segment(" ", word))
        width = self.size.width
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Take off the filter under the pointer."""
        event.stop()
        end = 0
        for name, words in self._filters:
            end += cell_len(words) + 4
            if event.x < end:
                self.post_message(self.Dropped(name))
                return


class HistorySearchRow(Horizontal):
    """A mark, the input, and the filters, which leave at least half of the row to the input."""

    DEFAULT_CSS = """
    HistorySearchRow {
        height: 1;
        background: $surface;
        & > Static { width: 2; color: $accent; text-style: bold; background: $surface; }
        & > QueryInput { width: 1fr; background: $surface; }
        & > QueryInput:focus { background-tint: transparent; }
        & > FilterWords { background: $surface; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.input = QueryInput()
        self.filters = FilterWords()

    def compose(self) -> ComposeResult:
        """Mark, input, filters."""
        yield Static(Content("❯"), markup=False)
        yield self.input
        yield self.filters

    def show_filters(self, filters: tuple[FilterWord, ...]) -> None:
        """Show filters, in as much room as they need."""
        self.filters.show(filters)
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Give the filters no more than half of the row."""
        self._arrange()

    def _arrange(self) -> None:
        width = min(self.filters.wanted, self.size.width // 2)
        if self.filters.styles.width is None or self.filters.styles.width.value != width:
            self.filters.styles.width = width
