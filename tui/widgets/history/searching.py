"""A history panel's searches: what is asked for, what was found, and what is shown of it."""

from __future__ import annotations

from dataclasses import replace

from textual.timer import Timer
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.model.clean import clean
from tui.model.history.entry import EntryKey, Findings, HistoryEntry, HistoryRow
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import HistoryQuery
from tui.render.highlight import SyntaxTheme
from tui.widgets.history import messages
from tui.widgets.history.found_list import FoundList
from tui.widgets.history.narrowing import Wanted, empty_words, filter_words
from tui.widgets.history.parts import HistoryParts
from tui.widgets.history.search_row import one_line

REST = 0.08
"""Seconds that the selection has to stay on an entry before the whole of it is asked for."""

LATE = 0.15
"""Seconds for which rows of another scope than the one that is searched stay in sight."""

_NOTHING = HistoryQuery("")


class SearchingPanel(HistoryParts):
    """Asks for a search whenever what is wanted has changed, and shows what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self._scopes: tuple[str, ...] = ("everything",)
        self._wanted = Wanted()
        self._asked: Wanted | None = None
        self._here = ""
        self._language_filter = ""
        self._keeps = True
        self._syntax = SyntaxTheme()
        self._found: Findings | None = None
        # -1 while there are rows of none.
        self._found_scope = -1
        # Runs while the rows are of another scope than the one that is searched.
        self._patience: Timer | None = None
        # What was asked for last is not shown yet, not even its beginning.
        self._is_behind = False
        # Enter was pressed meanwhile.
        self._takes_later = False
        # The row in the preview with the query whose matches are marked there.
        self._previewed: tuple[HistoryRow | None, HistoryQuery] = (None, _NOTHING)
        # An entry's whole code, and its output.
        self._whole: tuple[EntryKey, str, str] | None = None
        self._rest: Timer | None = None

    def on_mount(self) -> None:
        """Ask for the first search, and be typed into."""
        self._set_text(self._wanted.text)
        self.take_focus()
        self._ask()
        self._show_words()

    # What is wanted.

    @property
    def scopes(self) -> tuple[str, ...]:
        """The names of the places that can be searched, the narrowest first."""
        return self._scopes

    @scopes.setter
    def scopes(self, scopes: tuple[str, ...]) -> None:
        self._scopes = scopes
        self._want(self._wanted)

    @property
    def scope(self) -> int:
        """The number of the place that is searched."""
        return self._wanted.scope

    @scope.setter
    def scope(self, scope: int) -> None:
        self._want(replace(self._wanted, scope=scope))

    @property
    def filters(self) -> HistoryFilters:
        """What narrows the search besides its words."""
        return self._wanted.filters

    @filters.setter
    def filters(self, filters: HistoryFilters) -> None:
        self._want(replace(self._wanted, filters=filters))

    @property
    def folded(self) -> bool:
        """Whether entries with the same text are one row."""
        return self._wanted.folded

    @folded.setter
    def folded(self, folded: bool) -> None:
        self._want(replace(self._wanted, folded=folded))

    @property
    def query_text(self) -> str:
        """What is searched for; a text that is set is selected, so that typing replaces it."""
        return self._search.input.value if self.is_mounted else self._wanted.text

    @query_text.setter
    def query_text(self, text: str) -> None:
        if self.is_mounted:
            self._set_text(text)
        self._want(replace(self._wanted, text=one_line(text)))

    @property
    def here(self) -> str:
        """The present folder, "" where there is none."""
        return self._here

    @here.setter
    def here(self, here: str) -> None:
        self._here = here
        self._want(self._wanted)

    @property
    def language_filter(self) -> str:
        """The language that a key narrows the search to, "" for none."""
        return self._language_filter

    @language_filter.setter
    def language_filter(self, language: str) -> None:
        self._language_filter = language

    @property
    def keeps(self) -> bool:
        """Whether jtui keeps what is entered; where it does not, an empty list says so."""
        return self._keeps

    @keeps.setter
    def keeps(self, keeps: bool) -> None:
        self._keeps = keeps
        self._want(self._wanted)

    @property
    def syntax_theme(self) -> SyntaxTheme:
        """The styles of code."""
        return self._syntax

    @syntax_theme.setter
    def syntax_theme(self, syntax: SyntaxTheme) -> None:
        self._syntax = syntax
        self._list.set_syntax(syntax)
        self._preview.body.set_syntax(syntax)

    def _set_text(self, text: str) -> None:
        field = self._search.input
        field.value = one_line(text)
        field.selection = Selection(0, len(field.value))

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        if self.is_mounted:
            self._ask()
            self._show_words()

    def _ask(self) -> None:
        """Ask for a search if something else is wanted than before."""
        wanted = self._wanted = replace(self._wanted, text=self._search.input.value)
        if wanted != self._asked:
            self._asked = wanted
            self._is_behind, self._takes_later = True, False
            self.post_message(
                messages.SearchWanted(wanted.text, wanted.scope, wanted.filters, wanted.folded)
            )
            self._watch_scope()

    def _watch_scope(self) -> None:
        """Have the rows go in a while if they are of another scope than the one searched now."""
        if self._found_scope in (-1, self._wanted.scope):
            if self._patience is not None:
                self._patience.stop()
                self._patience = None
        elif self._patience is None:
            self._patience = self.set_timer(LATE, self._lose_patience)

    def _lose_patience(self) -> None:
        """Show no rows until those of the scope that is searched are there."""
        self._patience = None
        self._show(None, self._list.shown_query or _NOTHING, -1)

    def search_again(self) -> None:
        """Ask for the same search again: some of what was found may be gone, marked entries too."""
        self._asked = None
        self._ask()
        self.clear_marks()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what is typed."""
        event.stop()
        self._ask()

    # What was found.

    def show(self, findings: Findings, query: HistoryQuery) -> None:
        """Show what was found, as far as it was, with the matches of a query marked."""
        if findings.complete or query.text == self._wanted.text:
            self._is_behind = False
        self._show(findings, query, self._wanted.scope)
        self._watch_scope()

    def _show(self, findings: Findings | None, query: HistoryQuery, scope: int) -> None:
        """Show what was found in a scope; `None` when nothing is known yet, in which it is -1."""
        had_rows = self._list.selected is not None
        is_elsewhere = scope != self._found_scope
        self._found, self._found_scope = findings, scope
        self._list.show(findings or Findings(), query, anew=is_elsewhere)
        self._show_words()
        self._follow_selection()
        if had_rows != (self._list.selected is not None):
            self.refresh_bindings()

    def _show_words(self) -> None:
        """Show names, counts, filters, problem, and what to say where there are no rows."""
        found, wanted = self._found, self._wanted
        facts = []
        if self._marked:
            facts.append(f"{len(self._marked):,} marked")
        facts.append(_count_words(found))
        self._scope_row.show(self._scopes, wanted.scope, " · ".join(facts))
        self._search.show_filters(filter_words(wanted, self._here))
        query = self._list.shown_query
        problem = (query.problem if query is not None else "") or (found.problem if found else "")
        self._show_problem(clean(problem))
        if found is None or not (found.rows or found.complete):
            self._list.say(("Searching…",))
        elif not found.rows:
            keys = self._key_names()
            empty = empty_words(wanted, self._scopes, self._here, keys, keeps=self._keeps)
            self._list.say(() if problem else empty)

    def _key_names(self) -> dict[str, str]:
        """The keys as they are shown, of each binding the first, by the bindings' ids."""
        names: dict[str, str] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.id and active.enabled:
                names.setdefault(active.binding.id, self.app.get_key_display(active.binding))
        return names

    def clear_marks(self) -> None:
        """Nothing is marked any more."""
        self._marked.clear()
        self._list.forget_drawn()
        self._show_words()
        self.refresh_bindings()

    # The preview.

    def show_preview(self, entry_key: EntryKey, code: str, output: str) -> None:
        """Show all the code of the selected entry and its output; of another one nothing."""
        row = self._list.selected
        if row is None or row.entry.key != entry_key:
            return
        is_known = (row.entry.code, row.entry.output) == (code, output)
        self._whole = (entry_key, code, output)
        if not is_known:
            self._preview.show(row, code, output, self._list.shown_query or _NOTHING)

    def on_found_list_moved(self, event: FoundList.Moved) -> None:
        """Show the entry that is selected now."""
        event.stop()
        self._follow_selection()

    def _follow_selection(self) -> None:
        row, query = self._list.selected, self._list.shown_query or _NOTHING
        before, before_query = self._previewed
        if (row, query) == self._previewed:
            return
        self._previewed = row, query
        if row is None:
            self._preview.show(None, "", "", query)
            return
        entry = row.entry
        if before is not None and before.entry == entry and before_query == query:
            self._preview.show_facts(row)
            return
        if self._whole is not None and self._whole[0] == entry.key:
            _, code, output = self._whole
        else:
            code, output = entry.code, entry.output
        self._preview.show(row, code, output, query)
        if before is None or before.entry.key != entry.key:
            self._ask_for_whole(entry)

    def _ask_for_whole(self, entry: HistoryEntry) -> None:
        """Ask for the whole entry if the selection is still on it after a while."""
        if self._rest is not None:
            self._rest.stop()

        def ask() -> None:
            row = self._list.selected
            if row is not None and row.entry.key == entry.key:
                self.post_message(messages.PreviewWanted(entry))

        self._rest = self.set_timer(REST, ask)


def _count_words(found: Findings | None) -> str:
    """How many were found as far as is known: `312`, `1,000+`, `312 …`."""
    if found is None:
        return "…"
    count = f"{len(found.rows):,}{'+' if found.more else ''}"
    return count if found.complete else f"{count} …"
