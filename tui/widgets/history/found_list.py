"""The list of what a search of the history has found, of which one row is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import time
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.model.history.entry import EntryKey, Findings, HistoryEntry, HistoryRow
from tui.model.history.query import HistoryQuery
from tui.render.highlight import SyntaxTheme
from tui.render.history import Columns, RowLook, row_segments
from tui.tasks import TaskOwner
from tui.widgets.history.known_lines import KnownLines
from tui.widgets.history.line_view import LineView, component_style
from tui.widgets.history.search_row import is_text

Marked = Mapping[EntryKey, HistoryEntry]
"""The entries that are marked, in the order in which they were."""


class FoundList(LineView, can_focus=True):
    """One row an entry, the best at the top; words where there are no rows.

    A row is drawn plain until its matches and colours are known, when it takes too long to find
    them for all that came into sight.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "found--dim",
        "found--mark",
        "found--error",
        "found--match",
        "found--selected",
    }
    DEFAULT_CSS = """
    FoundList {
        & > .found--dim { color: $text-muted; }
        & > .found--mark { color: $accent; text-style: bold; }
        & > .found--error { color: $error; text-style: bold; }
        & > .found--match { background: $warning-muted; text-style: bold underline; }
        & > .found--selected { background: $primary-muted 60%; }
        &:focus > .found--selected { background: $primary-muted; }
        &:ansi > .found--match { background: ansi_default; text-style: bold reverse; }
        &:ansi > .found--selected { background: ansi_default; text-style: bold; }
    }
    """

    class Moved(Message):
        """Another entry is selected, or none."""

    class Picked(Message):
        """The selected row was clicked twice."""

    class Typed(Message):
        """A character was typed that is bound to nothing."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, marked: Marked) -> None:
        """`marked` is looked at whenever a row is drawn."""
        super().__init__()
        self._marked = marked
        self._syntax = SyntaxTheme()
        self._look = self._selected_look = RowLook()
        self._rows: Sequence[HistoryRow] = ()
        self._words: tuple[str, ...] = ()
        self._columns = Columns()
        self._now = 0.0
        self._selected = 0
        self._has_moved = False
        self._strips: dict[int, Strip] = {}
        self._known = KnownLines()
        self._tasks = TaskOwner("history list")
        self._is_working = False

    async def on_unmount(self) -> None:
        """Work ends with the list."""
        await self._tasks.cancel()

    def on_mount(self) -> None:
        """Gather the styles."""
        self._restyle()

    def notify_style_update(self) -> None:
        """Theme, stylesheet or focus changed."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def set_syntax(self, syntax: SyntaxTheme) -> None:
        """Set the styles of code."""
        self._syntax = syntax
        if self.is_mounted:
            self._restyle()

    def _restyle(self) -> None:
        look = RowLook(
            dim=component_style(self, "found--dim"),
            mark=component_style(self, "found--mark"),
            error=component_style(self, "found--error"),
            match=component_style(self, "found--match"),
            classes=self._syntax.styles,
        )
        style = self.rich_style
        selected = look.over(style + component_style(self, "found--selected"))
        look = look.over(style)
        if look != self._look:
            self._look, self._selected_look = look, selected
            self.forget_drawn()
        elif selected != self._selected_look:
            self._selected_look = selected
            self.redraw_row(self._selected)

    # What is shown.

    def show(self, findings: Findings, query: HistoryQuery, *, anew: bool) -> None:
        """Show what was found, with the matches of a query marked.

        The selection stays on its entry if that is still there and the user has moved to it; else
        the first row is selected. `anew` tells that it was looked for elsewhere than before.
        """
        before, top = self.selected, self.scroll_offset.y
        self._now = time()
        columns = Columns.of(findings.rows, self._now)
        columns = columns if anew else columns.wider(self._columns)
        if query != self._known.query or columns != self._columns:
            self._strips.clear()
        self._known.search(query)
        self._keep_strips(findings.rows)
        kept = _place_of(findings.rows, before.entry.key) if before and self._has_moved else None
        self._rows, self._columns = findings.rows, columns
        self._has_moved = kept is not None
        if kept is not None:
            top += kept - self._selected
        self._selected = kept or 0
        self._strips.pop(self._selected, None)
        self.set_line_count(len(self._rows))
        self.go_to(top if kept is not None else 0)
        self._bring_into_sight()
        self.refresh()
        if self.selected != before:
            self.post_message(self.Moved())

    def _keep_strips(self, rows: Sequence[HistoryRow]) -> None:
        """Forget the strips of rows that are others in `rows`, and of the selected one."""
        self._strips.pop(self._selected, None)
        for number in [*self._strips]:
            if number >= len(rows) or rows[number] != self._rows[number]:
                del self._strips[number]

    def say(self, words: tuple[str, ...]) -> None:
        """Set the words that are shown where there are no rows."""
        if words != self._words:
            self._words = words
            if not self._rows:
                self.refresh()

    @property
    def selected(self) -> HistoryRow | None:
        """The selected row."""
        return self._rows[self._selected] if self._rows else None

    @property
    def shown_query(self) -> HistoryQuery | None:
        """The query whose matches are marked."""
        return self._known.query

    def forget_drawn(self) -> None:
        """Draw all anew."""
        self._strips.clear()
        self.refresh()

    def redraw_row(self, number: int) -> None:
        """Draw a row anew."""
        self._strips.pop(number, None)
        self.redraw(number)

    def redraw_selected(self) -> None:
        """Draw the selected row anew."""
        self.redraw_row(self._selected)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the selected row in sight."""
        self._strips.clear()
        self.set_line_count(len(self._rows))
        self.go_to(self.scroll_offset.y)
        self._bring_into_sight()

    # Moving.

    def select(self, number: int) -> None:
        """Select a row, or the one at the end where there is none of that number."""
        before = self._selected
        number = max(0, min(number, len(self._rows) - 1))
        # Whoever goes back to the first row wants the best one.
        self._has_moved = number > 0
        if number != before:
            self._selected = number
            self.redraw_row(before)
            self.redraw_row(number)
            self.post_message(self.Moved())
        self._bring_into_sight()

    def move(self, step: int) -> None:
        """Select the row so many below the selected one; above, where that is negative."""
        self.select(self._selected + step)

    def page(self, step: int) -> None:
        """Go on by what is in sight, less a line."""
        rows = step * max(1, self.size.height - 1)
        top = self.scroll_offset.y
        self.select(self._selected + rows)
        self.go_to(top + rows)
        self._bring_into_sight()

    def go_to_end(self, step: int) -> None:
        """Select the first (-1) or the last (1) row."""
        self.select(0 if step < 0 else len(self._rows) - 1)

    def _bring_into_sight(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height and not top <= self._selected < top + height:
            self.go_to(self._selected if self._selected < top else self._selected - height + 1)

    def on_click(self, event: events.Click) -> None:
        """Select the row under the pointer; a second click picks it."""
        event.prevent_default()
        number = self.scroll_offset.y + event.y
        if number >= len(self._rows):
            return
        self.select(number)
        if event.chain == 2:
            self.post_message(self.Picked())

    def on_key(self, event: events.Key) -> None:
        """Typing goes on in the search row."""
        if not event.character or not is_text(event):
            return
        active = self.screen.active_bindings.get(event.key)
        if active is None or not active.enabled:
            event.stop()
            self.post_message(self.Typed(event.character))

    # Drawing.

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the visible part within `crop`."""
        self._known.begin_frame()
        strips = super().render_lines(crop)
        self._work_on()
        return strips

    def line(self, number: int, width: int) -> Strip | None:
        """A row, or one of the words."""
        if not self._rows:
            return self._word_line(number, width)
        if number >= len(self._rows):
            return None
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != width:
            if len(self._strips) > 4 * self.size.height + 64:
                self._strips.clear()
            strip = self._strips[number] = self._drawn(number, width)
        return strip

    def _word_line(self, number: int, width: int) -> Strip | None:
        if not 0 < number <= len(self._words):
            return None
        segment = Segment(f"   {self._words[number - 1]}", self._look.dim)
        return Strip([segment]).adjust_cell_length(width, self._look.text)

    def _drawn(self, number: int, width: int) -> Strip:
        row, is_selected = self._rows[number], number == self._selected
        look = self._selected_look if is_selected else self._look
        line, classes = self._known.of(row)
        segments = row_segments(
            row,
            line,
            classes,
            self._columns,
            width,
            look,
            now=self._now,
            marked=row.entry.key in self._marked,
            selected=is_selected,
        )
        return Strip(segments).adjust_cell_length(width, look.text)

    def _work_on(self) -> None:
        if not (self._known.are_complete or self._is_working):
            self._is_working = True
            self._tasks.start(self._work(), "matches and colours")

    async def _work(self) -> None:
        """Find out about the rows that were drawn plain."""
        try:
            while not self._known.are_complete:
                keys = await self._known.look_into()
                for number in [*self._strips]:
                    if self._rows[number].entry.key in keys:
                        self.redraw_row(number)
        finally:
            self._is_working = False


def _place_of(rows: Sequence[HistoryRow], key: EntryKey) -> int | None:
    """Which of the rows shows an entry."""
    return next((place for place, row in enumerate(rows) if row.entry.key == key), None)
