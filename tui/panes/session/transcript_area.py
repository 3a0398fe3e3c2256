"""The upper part of a session's pane: the transcript, what lies over it, and the find bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.timer import Timer

from tui.model.cells import Block, Cell
from tui.model.changes import Change
from tui.panes.session.asking import Asking
from tui.render.highlight import SyntaxTheme
from tui.widgets.find_bar import FindBar
from tui.widgets.stdin_field import StdinField
from tui.widgets.transcript.view import TranscriptView

NEXT_QUESTION = 0.25
"""Seconds within which a debugger asks again; what is typed after an answer waits so long."""


class Layers(Container):
    """The transcript, and what lies over it."""

    BLANK = True
    DEFAULT_CSS = """
    Layers { height: 1fr; layers: base overlay; }
    """


class TranscriptArea(Vertical):
    """Shows the blocks of a session, finds text in them, and takes answers to its questions."""

    BLANK = True
    DEFAULT_CSS = """
    TranscriptArea {
        height: 1fr;
        & TranscriptView { layer: base; height: 1fr; }
    }
    """

    class Answered(Message):
        """The user answered the open question; `text` is `None` for end of file."""

        def __init__(self, text: str | None) -> None:
            super().__init__()
            self.text = text

    class Released(Message):
        """No further question came: typing goes on in the prompt, with the `held` keys first."""

        def __init__(self, held: Sequence[events.Key | events.Paste]) -> None:
            super().__init__()
            self.held = held

    class FollowingChanged(Message):
        """The end of the transcript came into view, or left it."""

    class LeaveWanted(Message):
        """Typing is to go on in the prompt."""

    def __init__(self, blocks: Sequence[Block], elapsed_after: float) -> None:
        super().__init__()
        self.view = TranscriptView(blocks, elapsed_after)
        self._field = StdinField()
        self._find = FindBar()
        self._asking = Asking(self.view, self._field)
        self._timer: Timer | None = None
        self._following = True

    def compose(self) -> ComposeResult:
        """The view with the field on a layer above it, and the find bar."""
        with Layers():
            yield self.view
            yield self._field
        yield self._find

    # Drawing.

    def take(self, changes: Iterable[Change]) -> None:
        """Draw changes of the model."""
        self.view.take(changes)

    def set_language(self, language: str, syntax: SyntaxTheme) -> None:
        """Set the language of the inputs and the styles of their highlighting."""
        self.view.set_language(language, syntax)

    # The question to the user.

    @property
    def question_field(self) -> StdinField | None:
        """The field to type the answer into, `None` while nothing is asked."""
        return self._field if self._asking.is_open else None

    def ask(self, cell: Cell | None) -> bool:
        """Follow the open question of `cell`; answers whether the focus has to follow it."""
        return self._asking.update(cell)

    def on_transcript_view_moved(self) -> None:
        """Keep the question's field over its line, and tell whether the end is in view."""
        self._asking.place()
        if self.view.following is not self._following:
            self._following = self.view.following
            self.post_message(self.FollowingChanged())

    def on_stdin_field_answered(self, event: StdinField.Answered) -> None:
        """Pass on the answer, and wait a moment for the next question."""
        event.stop()
        self._asking.remember(event.text)
        if not self.view.in_place:
            self.view.follow()
        self.post_message(self.Answered(event.text))
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(NEXT_QUESTION, self._release)

    def on_stdin_field_strayed(self, event: StdinField.Strayed) -> None:
        """Pass on what came to the field too late."""
        event.stop()
        self.post_message(self.Released([event.event]))

    def _release(self) -> None:
        if self._asking.is_open:
            return
        held = self._field.take_held()
        had_focus = self._field.has_focus
        self._asking.close()
        if had_focus or held:
            self.post_message(self.Released(held))

    # Finding.

    def open_find(self) -> None:
        """Begin to find."""
        self._find.open()

    def on_find_bar_changed(self, event: FindBar.Changed) -> None:
        """Mark what is found as one types."""
        event.stop()
        self._find.show_found(self.view.find(event.needle))

    def on_transcript_view_finding_went_on(self, event: TranscriptView.FindingWentOn) -> None:
        """Show how much was found meanwhile."""
        event.stop()
        self._find.show_found(event.found)

    def on_find_bar_step_wanted(self, event: FindBar.StepWanted) -> None:
        """Go to another match."""
        event.stop()
        self._find.show_found(self.view.step_match(event.step))

    def on_find_bar_closed(self, event: FindBar.Closed) -> None:
        """Stop finding."""
        event.stop()
        self.view.find("")
        self.post_message(self.LeaveWanted())
