"""The row above a help: what it is about, and which of how many topics."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget


class TitleRow(Widget):
    """A title, which gives way to what stands at the right of it.

    It draws itself, so that a new count of matches lays nothing out anew.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"title-row--title", "title-row--facts"}
    DEFAULT_CSS = """
    TitleRow {
        height: 1;
        background: $panel;
        & > .title-row--title { color: $foreground; text-style: bold; }
        & > .title-row--facts { color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._topic = ""
        self._facts = ""

    @property
    def words(self) -> tuple[str, str]:
        """The title and what stands beside it."""
        return self._topic, self._facts

    def show(
        self, title: str, number: int, count: int, waiting: int, pinned: bool, found: str
    ) -> None:
        """Show a cleaned title, which of how many topics it is, and what was found in it."""
        facts = []
        if found:
            facts.append(found)
        if waiting:
            facts.append(f"{waiting} waiting")
        if pinned:
            facts.append("[pinned]")
        if count > 1:
            facts.append(f"{number}/{count}")
        words = (title, "  ".join(facts))
        if words != self.words:
            self._topic, self._facts = words
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width = self.size.width
        facts = f" {self._facts} " if self._facts else ""
        room = max(0, width - cell_len(facts))
        title = Strip(
            [Segment(f" {self._topic}", self.get_component_rich_style("title-row--title"))]
        )
        if title.cell_length > room:
            cut = title.crop(0, max(0, room - 1))
            title = Strip([*cut, Segment("…", self.rich_style)])
        title = title.adjust_cell_length(room, self.rich_style)
        beside = Segment(facts, self.get_component_rich_style("title-row--facts"))
        return Strip([*title, beside]).adjust_cell_length(width, self.rich_style)
