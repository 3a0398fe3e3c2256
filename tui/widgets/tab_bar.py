"""The row of tabs at the top, one for each open pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

MOST_CELLS = 28

# States are told by sign and word, never by colour alone.
BADGES = {
    "starting": "…",
    "idle": "",
    "busy": "●",
    "needs input": "?",
    "restarting": "↻",
    "dead": "✗",
    "disconnected": "⌁",
}
UNSEEN = "+"
# How work that took long has ended, until the tab is looked at.
ENDS = {"done": "✓", "failed": "!"}
MARKED = "◆"


@dataclass(frozen=True, slots=True)
class TabLabel:
    """What a tab shows: a cleaned title, the kernel's state, whether output is unseen, a mark.

    `end` is how work has ended that took long, one of `ENDS`, "" when that was seen.
    """

    title: str
    state: str = "idle"
    unseen: bool = False
    marked: bool = False
    end: str = ""

    def text(self, number: int) -> str:
        """The tab's words: ` 1 Python 3 ● `."""
        news = ENDS.get(self.end) or (UNSEEN if self.unseen else "")
        badge = BADGES.get(self.state, "") + news
        title = self.title
        if cell_len(title) > MOST_CELLS:
            title = set_cell_size(title, MOST_CELLS - 1).rstrip() + "…"
        first = f"{MARKED}{number}" if self.marked else str(number)
        words = [first, title, badge] if badge else [first, title]
        return f" {' '.join(words)} "


class TabBar(Widget):
    """Draws the tabs in one row; when they do not fit, those around the active one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-bar--tab", "tab-bar--active", "tab-bar--more"}
    DEFAULT_CSS = """
    TabBar {
        height: 1;
        background: $panel;
        & > .tab-bar--tab { color: $text-muted; background: $panel; }
        & > .tab-bar--active { color: $foreground; background: $background; text-style: bold; }
        & > .tab-bar--more { color: $text-muted; background: $panel; }
        &:ansi > .tab-bar--active { text-style: bold reverse; }
    }
    """

    labels: reactive[Sequence[TabLabel]] = reactive(())
    active: reactive[int] = reactive(0)

    class Chosen(Message):
        """A tab was clicked; `index` counts from 0."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def render_line(self, y: int) -> Strip:
        """The row of tabs."""
        tab = self.get_component_rich_style("tab-bar--tab")
        current = self.get_component_rich_style("tab-bar--active")
        more = self.get_component_rich_style("tab-bar--more")
        first, last = self._shown()
        segments: list[Segment] = []
        if first:
            segments.append(Segment("‹", more))
        for index in range(first, last):
            text = self.labels[index].text(index + 1)
            segments.append(Segment(text, current if index == self.active else tab))
        if last < len(self.labels):
            segments.append(Segment("›", more))
        return Strip(segments).extend_cell_length(self.size.width, more).crop(0, self.size.width)

    def _shown(self) -> tuple[int, int]:
        """The range of tabs that fit, the active one among them."""
        widths = [cell_len(label.text(index + 1)) for index, label in enumerate(self.labels)]
        room = self.size.width - 2
        first = last = min(self.active, max(len(widths) - 1, 0))
        used = 0
        while last < len(widths) and used + widths[last] <= room:
            used += widths[last]
            last += 1
        while first > 0 and used + widths[first - 1] <= room:
            first -= 1
            used += widths[first]
        return first, max(last, min(first + 1, len(widths)))

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the pointer."""
        first, last = self._shown()
        x = 1 if first else 0
        for index in range(first, last):
            x += cell_len(self.labels[index].text(index + 1))
            if event.x < x:
                self.post_message(self.Chosen(index))
                return
