"""The rows of a page, of which one is selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.render.rows import cells_of
from tui.widgets.connect.columns import GAP, MARGIN, Column, Widths, fit
from tui.widgets.connect.page import ConnectRow, Tone
from tui.widgets.history.line_view import LineView, component_style
from tui.widgets.specs.cells import broken, cut

_GAP = " " * GAP


class RowList(LineView, can_focus=False):
    """One line a row; words where there are none. Keys come from the field above."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(str(tone) for tone in Tone if tone),
        "connect--selected",
    }
    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        & > .connect--dim { color: $text-muted; }
        & > .connect--strong { color: $accent; text-style: bold; }
        & > .connect--good { color: $success; }
        & > .connect--busy { color: $warning; }
        & > .connect--bad { color: $error; }
        & > .connect--selected { background: $primary-muted; }
        &:ansi > .connect--selected { text-style: reverse; }
    }
    """

    class Moved(Message):
        """Another row is selected, or none."""

    class Picked(Message):
        """The selected row was clicked twice."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._wanted: Sequence[int] = ()
        self._rows: Sequence[ConnectRow] = ()
        self._words: Sequence[str] = ()
        self._selected = 0
        # Whether the user has gone to the selected row; otherwise the first one is selected.
        self._is_chosen = False
        self._styles: dict[str, Style] = {}
        self._strips: dict[int, Strip] = {}

    def on_mount(self) -> None:
        """Gather the styles."""
        self._restyle()

    def notify_style_update(self) -> None:
        """Theme or stylesheet changed."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def _restyle(self) -> None:
        styles = {name: component_style(self, name) for name in self.COMPONENT_CLASSES}
        styles[""] = self.rich_style
        if styles != self._styles:
            self._styles = styles
            self.redraw_all()

    # What is shown.

    def show(
        self, columns: Sequence[Column], wanted: Sequence[int], rows: Sequence[ConnectRow]
    ) -> None:
        """Show rows; a row that the user went to stays selected, or one near where that was."""
        before = self.selected
        self._columns, self._wanted = columns, wanted
        self._rows = rows
        if not self._is_chosen:
            self._selected = 0
        elif before is not None:
            kept = next((n for n, row in enumerate(rows) if row.key == before.key), None)
            self._selected = self._selected if kept is None else kept
        self._selected = max(0, min(self._selected, len(rows) - 1))
        self._settle()
        if (self.selected.key if self.selected else None) != (before.key if before else None):
            self.post_message(self.Moved())

    def select_key(self, key: str) -> None:
        """Select the row of a key, or the first where there is none."""
        self.select(next((n for n, row in enumerate(self._rows) if row.key == key), 0))

    def say(self, words: Sequence[str]) -> None:
        """Set the words that are shown where there are no rows."""
        if words != self._words:
            self._words = words
            if not self._rows:
                self._settle()

    @property
    def rows(self) -> Sequence[ConnectRow]:
        """The rows that are shown."""
        return self._rows

    @property
    def widths(self) -> Widths:
        """The widths of the columns."""
        return fit(self._columns, self._wanted, self.text_width)

    @property
    def selected(self) -> ConnectRow | None:
        """The selected row."""
        return self._rows[self._selected] if self._rows else None

    def redraw_all(self) -> None:
        """Draw all anew."""
        self._strips.clear()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the selected row in sight."""
        self._settle()

    def _settle(self) -> None:
        self.set_line_count(len(self._rows) or len(self._wrapped_words()) + 1)
        self.go_to(self.scroll_offset.y)
        if self._rows:
            self._bring_into_sight()
        self.redraw_all()

    # Moving.

    def select(self, number: int) -> None:
        """Select a row, or the one at the end where there is none of that number."""
        before = self._selected
        self._is_chosen = number != 0
        self._selected = max(0, min(number, len(self._rows) - 1))
        if self._selected != before:
            for each in (before, self._selected):
                self._strips.pop(each, None)
                self.redraw(each)
            self.post_message(self.Moved())
        if self._rows:
            self._bring_into_sight()

    def move(self, step: int) -> None:
        """Select the row so many below the selected one; above, where that is negative."""
        if self._rows:
            self.select(self._selected + step)
            self._is_chosen = True
        else:
            self.go_to(self.scroll_offset.y + step)

    def page(self, step: int) -> None:
        """Go on by what is in sight, less a line."""
        self.move(step * max(1, self.size.height - 1))

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
            self._is_chosen = True
            if event.chain == 2:
                self.post_message(self.Picked())

    # Drawing.

    def _wrapped_words(self) -> list[str]:
        room = max(2, self.text_width - 2 * MARGIN)
        return [part for line in self._words for part in broken(line, room)]

    def line(self, number: int, width: int) -> Strip | None:
        """A row, or one of the words."""
        if not self._rows:
            words = self._wrapped_words()
            if not 0 < number <= len(words):
                return None
            segment = Segment(f"{' ' * MARGIN}{words[number - 1]}", self._styles.get(Tone.QUIET))
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
        base = styles.get("", self.rich_style)
        is_selected = number == self._selected
        if is_selected:
            base += styles.get("connect--selected", Style.null())
        mark = "›" if is_selected else " "
        parts = [Segment(mark.ljust(MARGIN), base + styles.get(Tone.STRONG, Style.null()))]
        tones = row.tones or (Tone.PLAIN,) * len(row.cells)
        for text, tone, cells, column in zip(
            row.cells, tones, fit(self._columns, self._wanted, width), self._columns, strict=True
        ):
            if cells:
                # Colours are hard to read on that of the selection, and the words say the same.
                own = styles.get(tone) if tone and not is_selected else None
                shown = _placed(text, cells, column)
                parts += [Segment(shown, base + own if own else base), Segment(_GAP, base)]
        return Strip(parts).adjust_cell_length(width, base)


def _placed(text: str, cells: int, column: Column) -> str:
    if column.is_number and cells_of(text) < cells:
        return " " * (cells - cells_of(text)) + text
    return cut(text, cells, keeps_end=column.keeps_end)
