"""The parts of a history panel, and where they stand."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.model.history.entry import EntryKey, HistoryEntry
from tui.widgets.history.found_list import FoundList
from tui.widgets.history.preview import HistoryPreview
from tui.widgets.history.scope_row import ScopeRow
from tui.widgets.history.search_row import HistorySearchRow

WIDE = 100
"""Columns from which on the preview stands at the right."""
_WIDEST_PREVIEW = 100
_LEAST_PREVIEW = 5
TALL = 16
"""Rows from which on the preview stands below."""


class ListAndPreview(Container):
    """The list with the preview beside it, or below it where there is no room beside it."""

    BLANK = True
    DEFAULT_CSS = """
    ListAndPreview {
        height: 1fr;
        layout: horizontal;
        &.-stacked { layout: vertical; }
        & > FoundList { width: 1fr; height: 1fr; }
    }
    """


class HistoryParts(Vertical):
    """Scopes, search row, problem, list, preview."""

    BLANK = True
    DEFAULT_CSS = """
    HistoryParts {
        height: 1fr;
        & > .history--problem {
            height: auto;
            max-height: 8;
            width: 1fr;
            display: none;
            padding: 0 2;
            background: $background;
            color: $error;
        }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        # What is marked, in whatever search it was found.
        self._marked: dict[EntryKey, HistoryEntry] = {}
        self._scope_row = ScopeRow()
        self._search = HistorySearchRow()
        self._problem = Static(Content(""), markup=False, classes="history--problem")
        self._problem_words = ""
        self._list = FoundList(self._marked)
        self._preview = HistoryPreview()
        self._split = ListAndPreview()

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._scope_row
        yield self._search
        yield self._problem
        with self._split:
            yield self._list
            yield self._preview

    def take_focus(self) -> None:
        """Have keys go to the search row from now on, also those that are waiting already."""
        self.screen.set_focus(self._search.input, scroll_visible=False)

    def on_resize(self, event: events.Resize) -> None:
        """Put the preview where there is room."""
        width, height = event.size
        is_wide = width >= WIDE
        self._split.set_class(not is_wide, "-stacked")
        self._preview.set_edge(is_wide)
        self._preview.display = is_wide or height >= TALL
        styles = self._preview.styles
        if is_wide:
            styles.width = min(width * 9 // 20, _WIDEST_PREVIEW)
            styles.height = "1fr"
        else:
            styles.width = "1fr"
            styles.height = max(_LEAST_PREVIEW, height * 9 // 25)

    def _show_problem(self, words: str) -> None:
        """Show a problem, cleaned; "" for none."""
        if words != self._problem_words:
            longest = max(cell_len(words), cell_len(self._problem_words))
            self._problem_words = words
            # An expression is wrong in other ways with every key; mostly it needs no other room.
            self._problem.update(
                Content(words), layout=longest > self._problem.content_region.width
            )
            self._problem.display = bool(words)
