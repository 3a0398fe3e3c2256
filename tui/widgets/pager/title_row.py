"""The row above a help: what it is about, and which of how many topics."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static


class TitleRow(Horizontal):
    """A title, which gives way to what stands at the right of it."""

    DEFAULT_CSS = """
    TitleRow {
        height: 1;
        background: $panel;
        & > Static { height: 1; padding: 0 1; text-wrap: nowrap; }
        & > .title-row--title { width: 1fr; text-style: bold; text-overflow: ellipsis; }
        & > .title-row--facts { width: auto; color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = Static(Content(""), classes="title-row--title", markup=False)
        self._facts = Static(Content(""), classes="title-row--facts", markup=False)
        self._shown: tuple[str, str] = ("", "")

    def compose(self) -> ComposeResult:
        """Title and facts."""
        yield self._title
        yield self._facts

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
        if words != self._shown:
            self._shown = words
            self._title.update(Content(words[0]))
            self._facts.update(Content(words[1]))
