"""A screen to read a longer text on: logs and help."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from tui.widgets.dialogs.dismissal import DismissedOnce


class ReadingScreen(ModalScreen[None], DismissedOnce[None]):
    """Shows a cleaned text under a title; it can be scrolled, selected and copied."""

    DEFAULT_CSS = """
    ReadingScreen {
        background: $background;
        & > .reading--title {
            height: 1; padding: 0 1; background: $panel; color: $foreground; text-style: bold;
        }
        & > TextArea { border: none; padding: 0 1; background: $background; }
        & > TextArea:focus { border: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="reading.close", priority=True)
    ]

    def __init__(self, title: str, text: str, at_end: bool = False) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._at_end = at_end

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        # 2 ms of import that a start has no need of.
        from textual.widgets import Footer

        yield Static(Content(self._title), classes="reading--title", markup=False)
        area = TextArea(self._text, read_only=True, soft_wrap=True, show_cursor=False)
        yield area
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin at the end where the newest is there."""
        area = self.query_one(TextArea)
        area.focus()
        if self._at_end:
            area.move_cursor(area.document.end)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
