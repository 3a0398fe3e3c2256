"""What a panel of kernelspecs shows: those the filter leaves, in an order, and one in detail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual.timer import Timer
from textual.widgets import Input

from tui.model.clean import clean
from tui.widgets.specs.columns import Column, Order, in_order
from tui.widgets.specs.heads import ColumnHeads
from tui.widgets.specs.messages import FactsWanted
from tui.widgets.specs.parts import SpecParts
from tui.widgets.specs.row import Listing, SpecKey, SpecRow
from tui.widgets.specs.states import Progress, SpecCheck
from tui.widgets.specs.table import SpecRows
from tui.widgets.specs.telling import SpecFacts, telling

REST = 0.05
"""Seconds that the selection has to stay on a kernelspec before the disk is asked about it."""


class ShowingPanel(SpecParts):
    """Shows what it is given: kernelspecs, what came of checks, which of them tabs use."""

    def __init__(self) -> None:
        super().__init__()
        self._listing: Listing | None = None
        self._ordered: list[SpecRow] = []
        self._order = Order()
        self._words: tuple[str, ...] = ()
        self._is_reading = True
        self._progress: Progress | None = None
        self._used_by: Mapping[str, Sequence[str]] = {}
        self._facts: dict[SpecKey, SpecFacts] = {}
        self._told: SpecKey | None = None
        self._rest: Timer | None = None

    def on_mount(self) -> None:
        """Have keys go to the table."""
        self.screen.set_focus(self._table, scroll_visible=False)
        self._show_words()

    # What is given.

    def show(self, listing: Listing, checks: Mapping[SpecKey, SpecCheck]) -> None:
        """Show the kernelspecs there are now, and what is known of them from starting them.

        Marks of those that are gone go, too.
        """
        self._states.checks = dict(checks)
        self._listing, self._is_reading = listing, False
        self._facts.clear()
        if self._marked:
            there = {row.key for row in listing.rows}
            for key in [key for key in self._marked if key not in there]:
                del self._marked[key]
        self._sort()

    def show_reading(self, is_reading: bool) -> None:
        """Say whether the disk is being read."""
        self._is_reading = is_reading
        self._show_words()

    def note_checks(self, checks: Mapping[SpecKey, SpecCheck | None]) -> None:
        """Show what is known of kernels from starting them; `None` for nothing."""
        known = self._states.checks
        known.update((key, check) for key, check in checks.items() if check is not None)
        for key, check in checks.items():
            if check is None:
                known.pop(key, None)
        self._table.redraw_keys(checks)
        if self._told in checks:
            self._tell()

    def show_progress(self, progress: Progress | None) -> None:
        """Show how far a check has come, `None` for none under way."""
        has_ended = progress is None and self._progress is not None
        has_changed = (progress is None) != (self._progress is None)
        self._progress = progress
        if has_ended and (self._order.column is Column.STATE or self._words):
            # Rows do not change places while one looks at them.
            self._sort()
        self._show_words()
        if has_changed:
            self.refresh_bindings()

    def note_faulty(self, keys: Collection[SpecKey], others: Collection[SpecKey]) -> None:
        """Show which kernels cannot start, as far as the disk tells, and that `others` can."""
        faulty = self._states.faulty
        changed = {key for key in keys if key not in faulty} | {k for k in others if k in faulty}
        faulty |= set(keys)
        faulty -= set(others)
        self._table.redraw_keys(changed)
        if self._told in changed:
            self._tell()

    def show_facts(self, key: SpecKey, facts: SpecFacts) -> None:
        """Show what the disk tells about a kernelspec."""
        self._facts[key] = facts
        if key == self._told:
            self._tell()

    @property
    def default_name(self) -> str:
        """The name of the kernel that jtui opens when none is named."""
        return self._states.default_name

    @default_name.setter
    def default_name(self, name: str) -> None:
        self._states.default_name = name
        self._table.redraw_all()
        self._tell()

    @property
    def used_by(self) -> Mapping[str, Sequence[str]]:
        """The titles of the tabs on a kernel, by its kernelspec's name."""
        return self._used_by

    @used_by.setter
    def used_by(self, used_by: Mapping[str, Sequence[str]]) -> None:
        self._used_by = used_by
        self._tell()

    @property
    def order(self) -> Order:
        """What the rows are sorted by."""
        return self._order

    @order.setter
    def order(self, order: Order) -> None:
        self._order = order
        self._sort()

    def select(self, name: str) -> None:
        """Select the kernelspec of a name that counts, taking the filter off if it hides it."""
        for number, row in enumerate(self._table.rows):
            if row.entry.name == name and row.entry.shadowed_by is None:
                self._table.select(number)
                return
        if self._words and any(row.entry.name == name for row in self._ordered):
            self._filter.value = ""
            self._narrow("")
            self.select(name)

    # What is shown of it.

    def _sort(self) -> None:
        rows = self._listing.rows if self._listing is not None else ()
        self._ordered = in_order(rows, self._order, self._states)
        self._narrow(self._filter.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter by what is typed."""
        event.stop()
        self._narrow(event.value)

    def _catch_up(self) -> None:
        """Filter by what was typed just now, of which the word has not come yet."""
        if tuple(self._filter.value.lower().split()) != self._words:
            self._narrow(self._filter.value)

    def _narrow(self, text: str) -> None:
        """Show the rows that have all words of a text in them, in any case."""
        had_rows = self._table.selected is not None
        self._words = tuple(text.lower().split())
        rows = self._with_words()
        wanted = (self._listing or Listing()).wanted
        self._heads.show(wanted, self._order)
        self._table.show(rows, wanted)
        self._show_words()
        self._follow_selection(anew=not had_rows)
        if had_rows != bool(rows):
            self.refresh_bindings()

    def _with_words(self) -> list[SpecRow]:
        rows = self._ordered
        if self._words:
            # Of these there are words that are not on the disk.
            known = {*self._states.checks, *self._states.faulty}
            if self._listing is not None:
                known |= {row.key for row in self._listing.named(self.default_name.lower())}
        for word in self._words:
            rows = [
                row
                for row in rows
                if word in row.search or (row.key in known and word in self._states.words(row))
            ]
        return rows

    def _show_words(self) -> None:
        """Say how many there are, and what to do where there are none."""
        self._title.show(self._title_words(), self._progress)
        if self._is_reading and self._listing is None:
            self._table.say(("Reading the kernelspecs …",))
        elif self._listing is None:
            self._table.say(("The kernelspecs could not be read. R reads again.",))
        elif self._words:
            self._table.say((f"No kernelspec has “{clean(' '.join(self._words))}”.",))
        else:
            self._table.say(
                (
                    "There is no kernelspec on this machine, and so no kernel to start.",
                    "",
                    "Press i to make one of a Python environment, or for another language.",
                )
            )

    def _title_words(self) -> str:
        if self._listing is None:
            return "Kernelspecs: reading …" if self._is_reading else "Kernelspecs"
        count, shown = len(self._listing.rows), len(self._table.rows)
        words = f"{count:,} kernelspec{'' if count == 1 else 's'}"
        if self._words:
            words = f"{shown:,} of {words}"
        broken = sum(1 for row in self._listing.rows if row.problem)
        if broken:
            words += f", {broken:,} broken"
        if self._marked:
            words += f" · {len(self._marked):,} marked"
        return f"{words} · reading …" if self._is_reading else words

    # The details.

    def on_spec_rows_moved(self, event: SpecRows.Moved) -> None:
        """Tell about the kernelspec that is selected now."""
        event.stop()
        self._follow_selection()

    def on_column_heads_clicked(self, event: ColumnHeads.Clicked) -> None:
        """Sort by the column."""
        event.stop()
        self.order = self._order.by(event.column)

    def _follow_selection(self, *, anew: bool = False) -> None:
        row = self._table.selected
        key = row.key if row is not None else None
        is_other = anew or key != self._told
        self._told = key
        self._tell(anew=is_other)
        if row is not None and key not in self._facts:
            self._ask_for_facts(row)

    def _tell(self, *, anew: bool = False) -> None:
        row = self._table.selected
        if row is None or self._listing is None:
            self._details.show((), anew=anew)
            return
        facts = self._facts.get(row.key)
        counts = row.entry.shadowed_by is None
        used_by = self._used_by.get(row.entry.name, ()) if counts else ()
        same_name = self._listing.named(row.entry.name)
        lines = telling(row, self._states, facts, same_name, used_by)
        self._details.show(lines, anew=anew, logo=facts.logo if facts is not None else ())

    def _ask_for_facts(self, row: SpecRow) -> None:
        """Ask what the disk knows if the selection is still there after a moment."""
        if self._rest is not None:
            self._rest.stop()

        def ask() -> None:
            if self._told == row.key and row.key not in self._facts:
                self.post_message(FactsWanted(row.entry))

        self._rest = self.set_timer(REST, ask)
