"""The history panel: earlier inputs are searched for, looked at, and taken."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import ClassVar, TypeAlias

from textual.binding import BindingType

from tui.model.history.entry import Findings, HistoryEntry
from tui.model.history.query import HistoryQuery
from tui.widgets.history import messages
from tui.widgets.history.found_list import FoundList
from tui.widgets.history.keys import BINDINGS
from tui.widgets.history.narrowing import UNFOLDED, without
from tui.widgets.history.scope_row import ScopeRow
from tui.widgets.history.search_row import FilterWords
from tui.widgets.history.searching import SearchingPanel


class HistoryPanel(SearchingPanel):
    """Fills a screen: what is typed is searched for, and what is selected or marked is taken.

    The screen answers `SearchWanted` with `show` and `PreviewWanted` with `show_preview`.
    """

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    SearchWanted: TypeAlias = messages.SearchWanted
    PreviewWanted: TypeAlias = messages.PreviewWanted
    Taken: TypeAlias = messages.Taken
    CopyWanted: TypeAlias = messages.CopyWanted
    ForgetWanted: TypeAlias = messages.ForgetWanted
    SaveWanted: TypeAlias = messages.SaveWanted
    SinceWanted: TypeAlias = messages.SinceWanted
    Closed: TypeAlias = messages.Closed

    @property
    def chosen(self) -> tuple[HistoryEntry, ...]:
        """The marked entries, the oldest first; if there are none, the selected one."""
        if self._marked:
            return tuple(sorted(self._marked.values(), key=_time_of))
        row = self._list.selected
        return (row.entry,) if row is not None else ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are keys in the list only, and keys exist only while there is something to do."""
        in_list = self._list.has_focus
        has_rows = self._list.selected is not None
        match action:
            case "mark":
                return in_list and has_rows
            case "act":
                return in_list and bool(has_rows or self._marked)
            case "unmark":
                return in_list and bool(self._marked)
            case "scope" | "search":
                return in_list
            case "next_scope":
                return len(self.scopes) > 1
            case "filter":
                return self._can_filter(str(parameters[0]))
        return True

    def _can_filter(self, name: str) -> bool:
        if name == "cwd":
            return bool(self.here) or self.filters.cwd is not None
        if name == "language":
            return bool(self.language_filter) or self.filters.language is not None
        return True

    # Moving.

    def action_move(self, step: int) -> None:
        """Select the entry below (1) or above (-1)."""
        self._list.move(step)
        self._follow_selection()

    def action_page(self, step: int) -> None:
        """Select an entry a page below (1) or above (-1)."""
        self._list.page(step)
        self._follow_selection()

    def action_go_to_end(self, step: int) -> None:
        """Select the first (-1) or the last (1) entry."""
        self._list.go_to_end(step)
        self._follow_selection()

    def action_preview(self, step: int, pages: bool) -> None:
        """Scroll the preview by lines or pages."""
        self._preview.scroll_by(step, pages=pages)

    def action_switch(self) -> None:
        """Go from the search row to the list, or back."""
        if self._list.has_focus:
            self.take_focus()
        else:
            self.screen.set_focus(self._list, scroll_visible=False)

    def action_search(self) -> None:
        """Go back to the search row."""
        self.take_focus()

    def on_found_list_typed(self, event: FoundList.Typed) -> None:
        """Go on typing in the search row."""
        event.stop()
        self.take_focus()
        field = self._search.input
        field.replace(event.character, *field.selection)

    # What narrows the search.

    def action_next_scope(self) -> None:
        """Search the next wider scope; after the widest, the narrowest."""
        self.scope = (self.scope + 1) % len(self.scopes)

    def action_scope(self, scope: int) -> None:
        """Search a scope by its number."""
        if scope < len(self.scopes):
            self.scope = scope

    def on_scope_row_chosen(self, event: ScopeRow.Chosen) -> None:
        """Search the scope that was clicked."""
        event.stop()
        self.scope = event.scope

    def action_filter(self, name: str) -> None:
        """Set a filter, or take it off."""
        filters = self.filters
        taken_off = without(filters, name)
        if taken_off != filters:
            self.filters = taken_off
        elif name == "errors":
            self.filters = replace(filters, errors=True)
        elif name == "cwd":
            self.filters = replace(filters, cwd=self.here)
        elif name == "language":
            self.filters = replace(filters, language=self.language_filter)
        else:
            self.post_message(messages.SinceWanted())

    def action_fold(self) -> None:
        """Show entries with the same text as one row, or each as one of its own."""
        self.folded = not self.folded

    def on_filter_words_dropped(self, event: FilterWords.Dropped) -> None:
        """Take off the filter that was clicked."""
        event.stop()
        if event.name == UNFOLDED:
            self.folded = True
        else:
            self.filters = without(self.filters, event.name)

    # Marks.

    def action_mark(self) -> None:
        """Mark the selected entry, or take its mark off, and go on to the one below."""
        row = self._list.selected
        if row is None:
            return
        if self._marked.pop(row.entry.key, None) is None:
            self._marked[row.entry.key] = row.entry
        self._list.redraw_selected()
        self._list.move(1)
        self._show_words()
        self.refresh_bindings()

    def action_unmark(self) -> None:
        """Take off all marks, also those of entries that are not in sight."""
        self.clear_marks()

    def on_scope_row_words_clicked(self, event: ScopeRow.WordsClicked) -> None:
        """Take off all marks, of which the number was clicked."""
        event.stop()
        if self._marked:
            self.clear_marks()

    # What others do.

    def action_take(self, runs: bool) -> None:
        """Give entries to the prompt, and have them run there if `runs`.

        While what was typed last is not found yet, nothing that was found before it is taken, and
        nothing is run that has not been seen.
        """
        self._ask()
        if self._is_behind and not self._marked:
            self._takes_later = not runs
            if runs:
                self.app.bell()
        elif chosen := self.chosen:
            self.post_message(messages.Taken(chosen, runs))

    def show(self, findings: Findings, query: HistoryQuery) -> None:
        """Show what was found, as far as it was, with the matches of a query marked."""
        super().show(findings, query)
        if self._takes_later and findings.complete and not self._is_behind:
            self._takes_later = False
            self.action_take(False)

    def on_found_list_picked(self, event: FoundList.Picked) -> None:
        """Give the entry that was clicked twice to the prompt."""
        event.stop()
        self.action_take(False)

    def action_act(self, name: str) -> None:
        """Ask for entries to be copied, forgotten or saved."""
        chosen = self.chosen
        if not chosen:
            return
        match name:
            case "copy":
                self.post_message(messages.CopyWanted(chosen))
            case "forget":
                self.post_message(messages.ForgetWanted(chosen))
            case "save":
                self.post_message(messages.SaveWanted(chosen))

    def action_close(self) -> None:
        """Go away."""
        self.post_message(messages.Closed())


def _time_of(entry: HistoryEntry) -> tuple[bool, float, float, int, int]:
    """What to sort by so that the oldest is first; the present session is the last."""
    started = entry.started
    return (
        started is not None,
        started or 0.0,
        entry.session or inf,
        entry.line,
        entry.entry_id,
    )
