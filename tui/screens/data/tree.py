"""A JSON value over the whole screen, as a tree: opened step by step, searched, copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.model.clean import clean
from tui.model.json_text import MOST_HITS, path_text, places_of, scalar_text, step_text, written
from tui.model.json_tree import MOST_OPENED, Path
from tui.model.tables.progress import Progress
from tui.render.help.terminal import terminal_lines
from tui.screens.data.large import LargeScreen
from tui.screens.data.text import TextScreen
from tui.widgets.clipboard import LIMIT, copy_text
from tui.widgets.data_table.entry_row import EntryRow
from tui.widgets.json_tree.drawing import count_words
from tui.widgets.json_tree.view import JsonTreeView
from tui.wire.message import Json

FIND = "Find:"
_LONGEST_PATH = 200


class TreeScreen(LargeScreen):
    """Shows a value; with `expanded` all of it is open, as far as that is not too much."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", id="json.find"),
        Binding("n", "hit(1)", "Next match", id="json.next_match"),
        Binding("N,shift+n", "hit(-1)", "Match before", id="json.previous_match"),
        Binding("y", "copy_value", "Copy value", id="json.copy_value"),
        Binding("Y,shift+y", "copy_path", "Copy path", id="json.copy_path"),
    ]

    def __init__(self, title: str, value: Json, root: str = "root", expanded: bool = False) -> None:
        self._view = JsonTreeView(value, root)
        super().__init__(title, self._view)
        self._value = value
        self._expanded = expanded
        self._needle = ""
        self._hits: Sequence[Path] = ()
        self._hit = 0
        self._was_at: Path = ()

    @property
    def view(self) -> JsonTreeView:
        """The tree."""
        return self._view

    def on_mount(self) -> None:
        """Open all, if that is wanted."""
        if self._expanded:
            self._view.open_all()
        self.tell()

    # Telling.

    def on_json_tree_view_moved(self, event: JsonTreeView.Moved) -> None:
        """Tell where one is."""
        event.stop()
        self.tell()

    def on_json_tree_view_partly(self, event: JsonTreeView.Partly) -> None:
        """Say that not all was opened."""
        event.stop()
        self.notify(
            f"Opened level by level, up to {MOST_OPENED:,} rows; the rest stays closed.",
            timeout=4,
            markup=False,
        )

    def tell(self) -> None:
        """Say where one is, what was found and what is being done."""
        words = count_words(self._value)
        self._title_row.words = f"{self._words} {words}" if words else self._words
        self._title_row.beside = self._found_words()
        busy = self._working.words
        hint = "   Esc stops it" if self._working.is_busy else ""
        self._status.words = f"{busy}{hint}" if busy else self._path()
        row, count = self._view.cursor + 1, len(self._view.rows)
        self._status.beside = "" if busy else f"row {row:,} of {count:,}"

    def _found_words(self) -> str:
        if not self._needle or self._working.is_busy:
            return ""
        if not self._hits:
            return f"“{self._needle}” is nowhere"
        more = "+" if len(self._hits) >= MOST_HITS else ""
        return f"{self._hit + 1:,} of {len(self._hits):,}{more} for “{self._needle}”"

    def _path(self) -> str:
        """The path of what is selected; of a very long one the end."""
        row = self._view.selected
        steps = self._view.rows.steps(row)
        text = path_text([step_text(*step) for step in steps[-_LONGEST_PATH:]])
        return clean(text if len(text) <= _LONGEST_PATH else f"…{text[-_LONGEST_PATH:]}")

    # Finding.

    def action_find(self) -> None:
        """Find a text in names and values."""
        self._was_at = self._view.rows.path(self._view.selected)
        self._entry.open(FIND, "", "in names and values")

    def on_entry_row_changed(self, event: EntryRow.Changed) -> None:
        """Find what is typed."""
        event.stop()
        if event.text != self._needle:
            self._find(event.text)

    def _find(self, text: str) -> None:
        self._needle, self._hits = text, ()
        self._view.mark(text)
        value, start = self._value, self._was_at
        if not text:
            self._working.stop()
            self.tell()
            return

        def work(progress: Progress) -> tuple[Sequence[Path], int]:
            hits = places_of(value, text, progress)
            return hits, next((n for n, hit in enumerate(hits) if hit >= start), 0)

        self._working.do("Searching", work, self._take_hits)

    def _take_hits(self, found: tuple[Sequence[Path], int]) -> None:
        self._hits, self._hit = found
        self._show_hit()
        self.refresh_bindings()

    def _show_hit(self) -> None:
        if self._hits:
            self._view.reveal(self._hits[self._hit])
        self.tell()

    def action_hit(self, step: int) -> None:
        """Go to the next match (1) or the one before (-1), around the ends."""
        if self._hits:
            self._hit = (self._hit + step) % len(self._hits)
            self._show_hit()

    def on_entry_row_step_wanted(self, event: EntryRow.StepWanted) -> None:
        """Go to another match."""
        event.stop()
        self.action_hit(event.step)

    def on_entry_row_ended(self, event: EntryRow.Ended) -> None:
        """Go on in the tree."""
        event.stop()
        self.set_focus(self._view)
        if not event.kept:
            self._find("")
            self._view.reveal(self._was_at)
        self.refresh_bindings()

    # Taking something out.

    def on_json_tree_view_picked(self, event: JsonTreeView.Picked) -> None:
        """Show the whole text of a plain value."""
        event.stop()
        text = clean(scalar_text(self._view.selected.value), newlines=True)
        self.app.push_screen(TextScreen(self._path(), lambda _w, _p: terminal_lines(text)))

    def action_copy_value(self) -> None:
        """Copy the selected value: a list or object as JSON, a string as it is."""
        value = self._view.selected.value
        self._working.do("Copying", lambda p: written(value, LIMIT, p), self._copy)

    def _copy(self, text: str | None) -> None:
        if text is None:
            words = f"Nothing was copied: it is more than {LIMIT:,} characters."
            self.notify(words, severity="warning", markup=False)
        else:
            copy_text(self, clean(text, newlines=True))

    def action_copy_path(self) -> None:
        """Copy the path of the selected value, `$.a[3].b`."""
        steps = self._view.rows.steps(self._view.selected)
        copy_text(self, path_text([step_text(*step) for step in steps]))

    # Leaving.

    def action_back(self) -> None:
        """Stop what is under way, else forget what was found, else go back."""
        if self._working.is_busy:
            self._working.stop()
        elif self._needle:
            self._find("")
            self.refresh_bindings()
        else:
            self.action_close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys for matches exist only while there are any."""
        if not super().check_action(action, parameters):
            return False
        return bool(self._hits) if action == "hit" else True
