"""The list of settings: one line each under the heads of their sections, one of them selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.render.rows import cells_of
from tui.widgets.history.line_view import LineView, component_style
from tui.widgets.history.search_row import is_text
from tui.widgets.settings.late_keys import action_of, passed_on, take
from tui.widgets.settings.row import Mark, SectionHead, SettingRow
from tui.widgets.specs.cells import broken, cut

MARGIN = 4
"""Cells of the marks before a name."""
GAP = 2
SOURCE = 14
"""Cells of the words on where a value is from."""
ROOM_FOR_SOURCE = 56
"""Cells of a line from which on they stand there."""


class SettingRows(LineView, can_focus=True):
    """Draws lines; words where there are none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "settings--head",
        "settings--dim",
        "settings--mark",
        "settings--changed",
        "settings--bad",
        "settings--selected",
    }
    DEFAULT_CSS = """
    SettingRows {
        width: 1fr; height: 1fr;
        & > .settings--head { color: $accent; text-style: bold; }
        & > .settings--dim { color: $text-muted; }
        & > .settings--mark { color: $accent; text-style: bold; }
        & > .settings--changed { text-style: bold; }
        & > .settings--bad { color: $text-error; text-style: bold; }
        & > .settings--selected { background: $primary-muted 60%; }
        &:focus > .settings--selected { background: $primary-muted; }
        &:ansi > .settings--selected { text-style: bold; }
        &:ansi:focus > .settings--selected { text-style: reverse; }
    }
    """

    class Moved(Message):
        """Another setting is selected, or none."""

    class Picked(Message):
        """The selected setting was clicked twice."""

    class Typed(Message):
        """A character was typed that is bound to nothing."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def __init__(self, edit: Callable[[], None]) -> None:
        """`edit` is called when the selected setting is to be changed."""
        super().__init__()
        self._edit = edit
        self._lines: Sequence[SectionHead | SettingRow] = ()
        # The numbers of the lines that are settings.
        self._places: Sequence[int] = ()
        self._words = ""
        self._selected = 0
        self._name_width = 0
        self._styles: dict[str, Style] = {}
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
        styles[""] = self.rich_style
        if styles != self._styles:
            self._styles = styles
            self.refresh()

    # What is shown.

    def show(self, lines: Sequence[SectionHead | SettingRow], words: str) -> None:
        """Show lines, or `words` where there are none; the selection stays on its setting."""
        before = self.selected
        self._lines, self._words = lines, words
        self._places = [n for n, line in enumerate(lines) if isinstance(line, SettingRow)]
        if before is not None:
            keys = [row.key for row in self.rows]
            self._selected = keys.index(before.key) if before.key in keys else 0
        self._selected = max(0, min(self._selected, len(self._places) - 1))
        self._name_width = max((cells_of(row.name) for row in self.rows), default=0)
        self._settle()
        if self.selected != before:
            self.post_message(self.Moved())

    @property
    def rows(self) -> list[SettingRow]:
        """The settings that are shown."""
        return [line for line in self._lines if isinstance(line, SettingRow)]

    @property
    def selected(self) -> SettingRow | None:
        """The selected setting."""
        if not self._places:
            return None
        line = self._lines[self._places[self._selected]]
        return line if isinstance(line, SettingRow) else None

    def on_resize(self, event: events.Resize) -> None:
        """Keep the selected setting in sight."""
        self._settle()

    def _settle(self) -> None:
        self.set_line_count(len(self._lines))
        self.go_to(self.scroll_offset.y)
        self._bring_into_sight()
        self.refresh()

    # Moving.

    def select(self, number: int) -> None:
        """Select a setting, or the one at the end where there is none of that number."""
        before = self._selected
        self._selected = max(0, min(number, len(self._places) - 1))
        if self._selected != before:
            self.redraw(self._places[before], self._places[self._selected])
            self.post_message(self.Moved())
        self._bring_into_sight()

    def select_key(self, key: str) -> None:
        """Select a setting by its name, if it is there."""
        for number, row in enumerate(self.rows):
            if row.key == key:
                self.select(number)

    def move(self, step: int) -> None:
        """Select the setting so many below the selected one; above, where that is negative."""
        self.select(self._selected + step)

    def page(self, step: int) -> None:
        """Go on by what is in sight, less a line."""
        self.select(self._selected + step * max(1, self.size.height - 2))

    def go_to_end(self, step: int) -> None:
        """Select the first (-1) or the last (1) setting."""
        self.select(0 if step < 0 else len(self._places) - 1)

    def _bring_into_sight(self) -> None:
        height = self.size.height
        if not (height and self._places):
            return
        line, top = self._places[self._selected], self.scroll_offset.y
        # With a setting its head, where it is the first below that.
        first = line - 1 if line and isinstance(self._lines[line - 1], SectionHead) else line
        if first < top:
            self.go_to(first)
        elif line >= top + height:
            self.go_to(line - height + 1)

    def on_click(self, event: events.Click) -> None:
        """Select the setting under the pointer; a second click picks it."""
        event.prevent_default()
        number = self.scroll_offset.y + event.y
        if number in self._places:
            self.select(self._places.index(number))
            if event.chain == 2:
                self.post_message(self.Picked())

    def on_key(self, event: events.Key) -> None:
        """Typing goes on in the filter."""
        if passed_on(self, event):
            return
        action = action_of(self, event)
        if action == "edit":
            take(event)
            self._edit()
        elif event.character and is_text(event):
            if self._passes_on or not action:
                event.stop()
                self._passes_on = True
                self.post_message(self.Typed(event.character))
            elif action == "filter":
                self._passes_on = True

    def on_blur(self) -> None:
        """What is typed from now on goes elsewhere by itself."""
        self._passes_on = False

    # Drawing.

    def line(self, number: int, width: int) -> Strip | None:
        """A head, a setting, or a line of the words."""
        if not self._lines:
            words = list(broken(self._words, max(2, width - 4))) if self._words else []
            if not 0 < number <= len(words):
                return None
            segment = Segment(f"  {words[number - 1]}", self._styles.get("settings--dim"))
            return Strip([segment]).adjust_cell_length(width, self.rich_style)
        if number >= len(self._lines):
            return None
        line = self._lines[number]
        if isinstance(line, SectionHead):
            return self._drawn_head(line, width)
        return self._drawn(line, number == self._places[self._selected], width)

    def _style(self, name: str) -> Style:
        return self._styles.get("", self.rich_style) + self._styles.get(name, Style.null())

    def _drawn_head(self, head: SectionHead, width: int) -> Strip:
        parts = [
            Segment(f" {head.name} ", self._style("settings--head")),
            Segment(f" {head.prose}", self._style("settings--dim")),
        ]
        return Strip(parts).adjust_cell_length(width, self._style(""))

    def _drawn(self, row: SettingRow, is_selected: bool, width: int) -> Strip:
        base = self._style("settings--selected" if is_selected else "")

        def style(name: str) -> Style:
            # Colours are hard to read on that of the selection, and the words say the same.
            own = self._styles.get(name, Style.null())
            return base + (own.without_color if is_selected else own)

        is_changed = Mark.CHANGED in row.marks
        is_bad = Mark.OVERRULED in row.marks
        name_width = min(self._name_width, max(8, (width - MARGIN) * 9 // 20))
        source = SOURCE if width >= ROOM_FOR_SOURCE else 0
        value = max(1, width - MARGIN - name_width - GAP - (source + GAP if source else 0))
        # Each sign has a column of its own.
        signs = "".join(
            sign if holds else " "
            for sign, holds in (
                ("›", is_selected),
                (Mark.CHANGED, is_changed),
                (Mark.OVERRULED, is_bad),
            )
        )
        parts = [
            Segment(signs.ljust(MARGIN), style("settings--bad" if is_bad else "settings--mark")),
            Segment(cut(row.name, name_width), base),
            Segment(" " * GAP, base),
            Segment(cut(row.value, value), style("settings--changed") if is_changed else base),
        ]
        if source:
            parts += [
                Segment(" " * GAP, base),
                Segment(cut(row.source, source), style("settings--dim")),
            ]
        return Strip(parts).adjust_cell_length(width, base)
