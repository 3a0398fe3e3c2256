"""The row of scopes: where is searched, and how many were found there."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.model.clean import clean

_LEAST_NAME = 4


class ScopeRow(Widget):
    """Names like tabs, of which one is active, and words at the right of them.

    Names give way to the words, to the same number of cells all of them.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "scopes--active",
        "scopes--other",
        "scopes--words",
    }
    DEFAULT_CSS = """
    ScopeRow {
        height: 1;
        background: $panel;
        & > .scopes--active { background: $primary; color: $background; text-style: bold; }
        &:ansi > .scopes--active {
            background: ansi_default; color: ansi_default; text-style: bold reverse;
        }
        & > .scopes--other { color: $foreground; background: $panel; }
        & > .scopes--words { color: $text-muted; background: $panel; }
    }
    """

    class Chosen(Message):
        """A scope was clicked, by its number."""

        def __init__(self, scope: int) -> None:
            super().__init__()
            self.scope = scope

    class WordsClicked(Message):
        """What stands at the right was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._active = 0
        self._words = ""

    def show(self, names: tuple[str, ...], active: int, words: str) -> None:
        """Show names of scopes, which are cleaned here, and words."""
        shown = tuple(clean(name) for name in names)
        if (shown, active, words) != (self._names, self._active, self._words):
            self._names, self._active, self._words = shown, active, words
            self.refresh()

    def _labels(self) -> list[str]:
        """The names as they are shown; the active one is between marks."""
        room = self.size.width - cell_len(self._words) - 2
        limit = max(map(len, self._names), default=0)
        labels = self._labels_of(limit)
        while sum(map(cell_len, labels)) > room and limit > _LEAST_NAME:
            limit -= 1
            labels = self._labels_of(limit)
        return labels

    def _labels_of(self, limit: int) -> list[str]:
        labels = []
        for number, name in enumerate(self._names):
            if len(name) > limit:
                name = f"{name[: limit - 1].rstrip()}…"
            labels.append(f"▸{name} " if number == self._active else f" {name} ")
        return labels

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"scopes--{name}")

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width = self.size.width
        active, other, words = (self._style(name) for name in ("active", "other", "words"))
        names = Strip(
            [
                Segment(label, active if number == self._active else other)
                for number, label in enumerate(self._labels())
            ]
        )
        right = f" {self._words} " if self._words else ""
        names = names.adjust_cell_length(max(0, width - cell_len(right)), words)
        return Strip([*names, Segment(right, words)]).adjust_cell_length(width, words)

    def on_click(self, event: events.Click) -> None:
        """Choose the scope under the pointer."""
        event.stop()
        end = 0
        for number, label in enumerate(self._labels()):
            end += cell_len(label)
            if event.x < end:
                self.post_message(self.Chosen(number))
                return
        if self._words and event.x >= self.size.width - cell_len(self._words) - 2:
            self.post_message(self.WordsClicked())
