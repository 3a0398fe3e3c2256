"""The keys that move in a pane's transcript, whatever in the pane has the focus."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.panes.session.transcript_area import TranscriptArea
from tui.widgets.transcript.view import TranscriptView


class TranscriptKeys(Vertical):
    """A pane with a transcript in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "find", "Find", id="transcript.find", priority=True, show=False),
        Binding("ctrl+l", "clear", "Clear view", id="transcript.clear", priority=True, show=False),
        Binding("pageup", "page_up", "Scroll up", id="transcript.up", priority=True, show=False),
        Binding(
            "pagedown", "page_down", "Scroll down", id="transcript.down", priority=True, show=False
        ),
        Binding(
            "ctrl+home",
            "scroll_top",
            "To the top",
            id="transcript.top",
            priority=True,
            show=False,
        ),
        Binding(
            "ctrl+end", "scroll_end", "To the end", id="transcript.end", priority=True, show=False
        ),
        Binding(
            "alt+up",
            "jump(-1)",
            "Cell above",
            id="transcript.previous_cell",
            priority=True,
            show=False,
        ),
        Binding(
            "alt+down",
            "jump(1)",
            "Cell below",
            id="transcript.next_cell",
            priority=True,
            show=False,
        ),
    ]

    def __init__(self, area: TranscriptArea) -> None:
        super().__init__()
        self._area = area
        self._view = area.view

    def action_page_up(self) -> None:
        """Scroll the transcript up by a page."""
        self._view.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll the transcript down by a page."""
        self._view.scroll_page_down(animate=False)

    def action_scroll_top(self) -> None:
        """Scroll to the top of the transcript."""
        self._view.scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        """Scroll to the end of the transcript, and follow it."""
        self._view.follow()

    def action_jump(self, step: int) -> None:
        """Jump to the next input above (-1) or below (1)."""
        self._view.jump(step)

    def action_clear(self) -> None:
        """Clear the view; the model keeps everything."""
        self._view.clear()

    def action_show_all(self) -> None:
        """Bring back what was cleared from the view."""
        self._view.show_all()

    def action_hide_others(self) -> None:
        """Hide the cells of other clients, or show them again."""
        self._view.hides_others = not self._view.hides_others

    def action_find(self) -> None:
        """Find a text in the transcript."""
        self._area.open_find()

    def say(self, words: str) -> None:
        """Show words in the status bar for some seconds."""
        raise NotImplementedError

    def on_transcript_view_told(self, event: TranscriptView.Told) -> None:
        """Say what the view tells."""
        event.stop()
        self.say(event.words)
