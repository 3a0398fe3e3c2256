"""The panel of kernelspecs: they are filtered, looked at, marked, and acted on by keys."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from textual.binding import BindingType

from tui.model.spec_entry import SpecEntry
from tui.widgets.specs import messages
from tui.widgets.specs.columns import HEADS, Column
from tui.widgets.specs.keys import BINDINGS
from tui.widgets.specs.messages import Deed
from tui.widgets.specs.showing import ShowingPanel
from tui.widgets.specs.table import SpecRows

_OF_ONE = {Deed.START, Deed.EDIT, Deed.EDIT_FILE, Deed.DUPLICATE, Deed.SET_DEFAULT}
_OF_SOME = {Deed.CHECK, Deed.REMOVE}


class SpecsPanel(ShowingPanel):
    """Fills a screen, which does what `DeedWanted` says and answers `FactsWanted`."""

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    DeedWanted: TypeAlias = messages.DeedWanted
    FactsWanted: TypeAlias = messages.FactsWanted

    def __init__(self) -> None:
        super().__init__()
        self._can_undo = False

    @property
    def can_undo(self) -> bool:
        """Whether there is a removal that can be undone."""
        return self._can_undo

    @can_undo.setter
    def can_undo(self, can_undo: bool) -> None:
        if can_undo != self._can_undo:
            self._can_undo = can_undo
            self.refresh_bindings()

    @property
    def chosen(self) -> tuple[SpecEntry, ...]:
        """The marked kernelspecs in their order; if there are none, the selected one."""
        if self._marked:
            return tuple(row.entry for row in self._ordered if row.key in self._marked)
        row = self._table.selected
        return (row.entry,) if row is not None else ()

    @property
    def selected(self) -> SpecEntry | None:
        """The selected kernelspec."""
        row = self._table.selected
        return row.entry if row is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are keys in the table only; keys exist only while there is something to do."""
        in_table = self._table.has_focus
        has_rows = self._table.selected is not None
        match action, parameters:
            case "act", ("start",):
                return has_rows
            case "act", ("read",):
                return True
            case "act", (str(name),):
                return in_table and self._can(Deed(name))
            case "mark", _:
                return in_table and has_rows
            case "unmark", _:
                return in_table and bool(self._marked)
            case (("sort" | "step_order" | "filter"), _):
                return in_table
        return True

    def _can(self, deed: Deed) -> bool:
        if deed in _OF_ONE:
            return self._table.selected is not None
        if deed in _OF_SOME:
            return bool(self._marked) or self._table.selected is not None
        if deed is Deed.CHECK_ALL:
            return bool(self._table.rows)
        return self._can_undo if deed is Deed.UNDO else True

    def action_act(self, name: str) -> None:
        """Ask for something to be done."""
        self._catch_up()
        deed = Deed(name)
        entries: tuple[SpecEntry, ...] = ()
        if deed in _OF_ONE:
            entries = (self.selected,) if self.selected is not None else ()
        elif deed in _OF_SOME:
            entries = self.chosen
        elif deed is Deed.CHECK_ALL:
            entries = tuple(row.entry for row in self._table.rows)
        self.post_message(messages.DeedWanted(deed, entries))

    def action_close(self) -> None:
        """Go away, or stop what is under way."""
        self.post_message(messages.DeedWanted(Deed.CLOSE))

    def on_spec_rows_picked(self, event: SpecRows.Picked) -> None:
        """Start the kernel that was clicked twice."""
        event.stop()
        self.action_act(Deed.START)

    # Moving.

    def action_move(self, step: int) -> None:
        """Select the kernelspec below (1) or above (-1)."""
        self._table.move(step)

    def action_page(self, step: int) -> None:
        """Select a kernelspec a page below (1) or above (-1)."""
        self._table.page(step)

    def action_go_to_end(self, step: int) -> None:
        """Select the first (-1) or the last (1) kernelspec."""
        self._table.go_to_end(step)

    def action_details(self, step: int, pages: bool) -> None:
        """Scroll the details by lines or pages."""
        self._details.scroll_by(step, pages=pages)

    def action_switch(self) -> None:
        """Go from the filter to the table, or back."""
        part = self._filter if self._table.has_focus else self._table
        self.screen.set_focus(part, scroll_visible=False)

    def action_filter(self) -> None:
        """Go to the filter."""
        self.screen.set_focus(self._filter, scroll_visible=False)

    def on_spec_rows_typed(self, event: SpecRows.Typed) -> None:
        """Go on typing in the filter."""
        event.stop()
        self.action_filter()
        self._filter.replace(event.character, *self._filter.selection)

    # Sorting.

    def action_sort(self, column: int) -> None:
        """Sort by a column; by the one it is sorted by already, the other way round."""
        self.order = self.order.by(Column(column))

    def action_step_order(self, step: int) -> None:
        """Sort by the next column (1) or the one before (-1)."""
        self.order = self.order.by(Column((self.order.column + step) % len(HEADS)))

    # Marks.

    def action_mark(self) -> None:
        """Mark the selected kernelspec, or take its mark off, and go on to the one below."""
        row = self._table.selected
        if row is None:
            return
        if row.key in self._marked:
            del self._marked[row.key]
        else:
            self._marked[row.key] = None
        self._table.redraw_keys((row.key,))
        self._table.move(1)
        self._show_words()
        self.refresh_bindings()

    def action_unmark(self) -> None:
        """Take off all marks, also of what the filter hides."""
        self.clear_marks()

    def clear_marks(self) -> None:
        """Nothing is marked any more."""
        if self._marked:
            self._marked.clear()
            self._table.redraw_all()
            self._show_words()
            self.refresh_bindings()
