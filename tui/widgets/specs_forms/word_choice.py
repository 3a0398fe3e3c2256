"""A choice of a few words, all of them in sight, of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

_GAP = "   "


class WordChoice(Widget, can_focus=True):
    """Words in one row; `chosen` is one of them, or `""` for none."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    WordChoice { width: 1fr; height: 1; padding: 0 1; background: $panel; }
    WordChoice:focus { background: $primary-muted 60%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,down", "step(1)", "Next choice", show=False, id="edit_spec.next"),
        Binding("left,up", "step(-1)", "Choice before", show=False, id="edit_spec.previous"),
    ]

    chosen: reactive[str] = reactive("")

    class Chosen(Message):
        """Another word was chosen."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self._words = tuple(words)

    def render_line(self, y: int) -> Strip:
        """The words, the chosen one marked."""
        style = self.rich_style
        segments = [
            Segment(
                f"{'●' if word == self.chosen else '○'} {word}{_GAP}",
                style + Style(bold=True) if word == self.chosen else style,
            )
            for word in self._words
        ]
        return Strip(segments).adjust_cell_length(self.size.width, style)

    def action_step(self, step: int) -> None:
        """Choose the next word, or the one before, around the ends."""
        if self.chosen in self._words:
            place = self._words.index(self.chosen) + step
        else:
            place = 0 if step > 0 else -1
        self._choose(self._words[place % len(self._words)])

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the pointer."""
        end = self.gutter.left
        for word in self._words:
            end += cell_len(f"● {word}{_GAP}")
            if event.x < end:
                self._choose(word)
                return

    def _choose(self, word: str) -> None:
        if not self.disabled and word != self.chosen:
            self.chosen = word
            self.post_message(self.Chosen())
