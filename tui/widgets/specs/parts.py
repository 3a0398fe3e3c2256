"""The parts of the kernelspecs' panel, and where they stand."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from tui.widgets.history.search_row import HistorySearchRow
from tui.widgets.specs.details import SpecDetails
from tui.widgets.specs.heads import ColumnHeads
from tui.widgets.specs.row import SpecKey
from tui.widgets.specs.states import KnownStates
from tui.widgets.specs.table import SpecRows, SpecTable
from tui.widgets.specs.title_row import SpecTitle

WIDE = 100
"""Columns from which on the details stand at the right."""
TALL = 17
"""Rows of the panel from which on the details stand below; a row of keys is under it."""
_WIDEST = 80
_LEAST = 5


class TableAndDetails(Container):
    """The table with the details beside it, or below it where there is no room beside it."""

    BLANK = True
    DEFAULT_CSS = """
    TableAndDetails {
        height: 1fr;
        layout: horizontal;
        &.-stacked { layout: vertical; }
    }
    """


class SpecParts(Vertical):
    """Title, filter, table, details."""

    BLANK = True
    DEFAULT_CSS = """
    SpecParts { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._states = KnownStates()
        # In the order in which they were marked.
        self._marked: dict[SpecKey, None] = {}
        self._title = SpecTitle()
        self._filter_row = HistorySearchRow()
        self._filter = self._filter_row.input
        self._filter.placeholder = "filter: name, language, path, state"
        self._heads = ColumnHeads()
        self._table = SpecRows(self._states, self._marked)
        self._details = SpecDetails()
        self._split = TableAndDetails()

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._title
        yield self._filter_row
        with self._split:
            yield SpecTable(self._table, self._heads)
            yield self._details

    def on_resize(self, event: events.Resize) -> None:
        """Put the details where there is room."""
        width, height = event.size
        is_wide = width >= WIDE
        self._split.set_class(not is_wide, "-stacked")
        self._details.display = is_wide or height >= TALL
        styles = self._details.styles
        if is_wide:
            styles.width = min(width * 9 // 25, _WIDEST)
            styles.height = "1fr"
        else:
            styles.width = "1fr"
            styles.height = max(_LEAST, height * 9 // 25)
