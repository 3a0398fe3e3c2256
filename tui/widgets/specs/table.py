"""The table of kernelspecs: a row for each, of which one is selected, below the heads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip

from tui.widgets.history.line_view import LineView, component_style
from tui.widgets.history.search_row import is_text
from tui.widgets.specs.cells import cut
from tui.widgets.specs.columns import (
    GAP,
    HEADS,
    MARGIN,
    Column,
    fit,
)
from tui.widgets.specs.heads import ColumnHeads
from tui.widgets.specs.row import SpecKey, SpecRow
from tui.widgets.specs.states import KnownStates, Tone

_GAP = " " * GAP
_TONES = {
    Tone.GOOD: "specs--good",
    Tone.BAD: "specs--bad",
    Tone.UNDER_WAY: "specs--mark",
    Tone.QUIET: "specs--dim",
}


class SpecRows(LineView, can_focus=True):
    """One line a kernelspec; words where there are none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "specs--dim",
        "specs--mark",
        "specs--good",
        "specs--bad",
        "specs--selected",
    }
    DEFAULT_CSS = """
    SpecRows {
        & > .specs--dim { color: $text-muted; }
        & > .specs--mark { color: $accent; text-style: bold; }
        & > .specs--good { color: $success; }
        & > .specs--bad { color: $error; }
        & > .specs--selected { background: $primary-muted 60%; }
        &:focus > .specs--selected { background: $primary-muted; }
        &:ansi > .specs--selected { text-style: bold; }
        &:ansi:focus > .specs--selected { text-style: reverse; }
    }
    """

    class Moved(Message):
        """Another kernelspec is selected, or none."""

    class Picked(Message):
        """The selected row was clicked twice."""

    class Typed(Message):
        """A character was typed that is bound to nothing."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, states: KnownStates, marked: Collection[SpecKey]) -> None:
        """`states` and `marked` are looked at whenever a row is drawn."""
        super().__init__()
        self._states = states
        self._marked = marked
        self._rows: Sequence[SpecRow] = ()
        self._wanted: tuple[int, ...] = (0,) * (len(HEADS) - 1)
        self._words: tuple[str, ...] = ()
        self._selected = 0
        self._styles: dict[str, Style] = {}
        self._strips: dict[int, Strip] = {}
        # The filter has been asked for; letters that were read with that are no keys any more.
        self._passes_on = False

    def on_mount(self) -> None:
        """Gather the styles."""
        self._restyle()

    def notify_style_update(self) -> None:
        """Theme, stylesheet or focus changed."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def _restyle(self) -> None:
        styles = {name: component_style(self, name) for name in self.COMPONENT_CLASSES}
        styles["base"] = self.rich_style
        if styles != self._styles:
            self._styles = styles
            self.redraw_all()

    # What is shown.

    def show(self, rows: Sequence[SpecRow], wanted: tuple[int, ...]) -> None:
        """Show rows; the selection stays on its kernelspec, or near where that was."""
        before = self.selected
        self._rows, self._wanted = rows, wanted
        if before is not None:
            kept = next((n for n, row in enumerate(rows) if row.key == before.key), None)
            self._selected = self._selected if kept is None else kept
        self._selected = max(0, min(self._selected, len(rows) - 1))
        self.set_line_count(len(rows))
        self.go_to(self.scroll_offset.y)
        self._bring_into_sight()
        self.redraw_all()
        # Rows are not compared: metadata can be nested deeper than a comparison goes.
        if self.selected is not before:
            self.post_message(self.Moved())

    def say(self, words: tuple[str, ...]) -> None:
        """Set the words that are shown where there are no rows."""
        if words != self._words:
            self._words = words
            if not self._rows:
                self.refresh()

    @property
    def rows(self) -> Sequence[SpecRow]:
        """The rows that are shown."""
        return self._rows

    @property
    def selected(self) -> SpecRow | None:
        """The selected row."""
        return self._rows[self._selected] if self._rows else None

    def redraw_all(self) -> None:
        """Draw all anew."""
        self._strips.clear()
        self.refresh()

    def redraw_row(self, number: int) -> None:
        """Draw a row anew."""
        self._strips.pop(number, None)
        self.redraw(number)

    def redraw_keys(self, keys: Collection[SpecKey]) -> None:
        """Draw the rows of some kernelspecs anew."""
        # What was not drawn need not be forgotten.
        for number in [*self._strips]:
            if self._rows[number].key in keys:
                self.redraw_row(number)

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
        self._selected = max(0, min(number, len(self._rows) - 1))
        if self._selected != before:
            self.redraw_row(before)
            self.redraw_row(self._selected)
            self.post_message(self.Moved())
        self._bring_into_sight()

    def move(self, step: int) -> None:
        """Select the row so many below the selected one; above, where that is negative."""
        self.select(self._selected + step)

    def page(self, step: int) -> None:
        """Go on by what is in sight, less a line."""
        rows, top = step * max(1, self.size.height - 1), self.scroll_offset.y
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
        if number < len(self._rows):
            self.select(number)
            if event.chain == 2:
                self.post_message(self.Picked())

    def on_key(self, event: events.Key) -> None:
        """Typing goes on in the filter."""
        if not event.character or not is_text(event):
            return
        active = self.screen.active_bindings.get(event.key)
        is_key = active is not None and active.enabled
        if self._passes_on or not is_key:
            event.stop()
            self._passes_on = True
            self.post_message(self.Typed(event.character))
        elif active is not None and active.binding.action == "filter":
            self._passes_on = True

    def on_blur(self) -> None:
        """What is typed from now on goes elsewhere by itself."""
        self._passes_on = False

    # Drawing.

    def line(self, number: int, width: int) -> Strip | None:
        """A row, or one of the words."""
        if not self._rows:
            if not 0 < number <= len(self._words):
                return None
            segment = Segment(f"  {self._words[number - 1]}", self._styles.get("specs--dim"))
            return Strip([segment]).adjust_cell_length(width, self.rich_style)
        if number >= len(self._rows):
            return None
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != width:
            if len(self._strips) > 4 * self.size.height + 64:
                self._strips.clear()
            strip = self._strips[number] = self._drawn(number, width)
        return strip

    def _drawn(self, number: int, width: int) -> Strip:
        row, styles = self._rows[number], self._styles
        base = styles.get("base", self.rich_style)
        is_selected, state = number == self._selected, self._states.of(row)
        if is_selected:
            base += styles.get("specs--selected", Style.null())
        marks = "".join(
            sign if holds else " "
            for sign, holds in (
                ("›", is_selected),
                ("●", row.key in self._marked),
                ("★", self._states.is_default(row) and state.words != "default"),
            )
        )
        parts = [Segment(marks.ljust(MARGIN), base + styles.get("specs--mark", Style.null()))]
        for (text, style_name), cells, column in zip(
            self._cells(row), fit(self._wanted, width), Column, strict=True
        ):
            if cells:
                # Colours are hard to read on that of the selection, and the words say the same.
                own = styles.get(style_name) if not is_selected else None
                shown = cut(text, cells, keeps_end=column is Column.PATH)
                parts += [Segment(shown, base + own if own else base), Segment(_GAP, base)]
        return Strip(parts).adjust_cell_length(width, base)

    def _cells(self, row: SpecRow) -> tuple[tuple[str, str], ...]:
        """The texts of a row's columns with their styles."""
        state = self._states.of(row)
        usable = row.entry.shadowed_by is None and row.entry.is_allowed
        plain = "" if usable else "specs--dim"
        return (
            (state.text, _TONES.get(state.tone, "")),
            (row.name, plain),
            (row.problem, "specs--bad") if row.problem else (row.display_name, plain),
            (row.language, plain),
            (row.where, "specs--dim"),
            (row.path, "specs--dim"),
        )


class SpecTable(Vertical):
    """The heads over the rows."""

    BLANK = True
    DEFAULT_CSS = """
    SpecTable { width: 1fr; height: 1fr; & > SpecRows { height: 1fr; } }
    """

    def __init__(self, rows: SpecRows, heads: ColumnHeads) -> None:
        super().__init__()
        self._heads = heads
        self._body = rows

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._heads
        yield self._body
