"""A dialog with a question and a few answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.widgets.dialogs.dismissal import DismissedOnce

FRAME = 2
"""Rows of the frame."""
LEAST = 8
"""Rows in it from which on there is an empty one between the question and its answers."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its id, its words, and the key that picks it at once."""

    choice_id: str
    words: str
    key: str


class ChoiceDialog(ModalScreen[str], DismissedOnce[str]):
    """Asks once; the result is the id of the choice, `""` when the user backs out.

    With `preselect` false Enter answers only after a choice was marked.
    """

    DEFAULT_CSS = """
    ChoiceDialog {
        align: center middle;
        & > Vertical {
            width: 64;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            border: round $primary;
            background: $surface;
            padding: 0 1;
        }
        & Static { height: auto; margin-bottom: 1; }
        & OptionList, & OptionList:focus {
            height: auto; border: none; padding: 0; background: $surface;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back_out", "Cancel", id="dialog.cancel")
    ]

    def __init__(self, question: str, choices: Sequence[Choice], *, preselect: bool = True) -> None:
        super().__init__()
        self._preselect = preselect
        self._question = question
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The question over its answers, the first of them marked."""
        with Vertical():
            yield Static(Content(self._question), markup=False)
            yield OptionList(
                *(
                    Option(Content(f"{choice.key}  {choice.words}"), id=choice.choice_id)
                    for choice in self._choices
                ),
                markup=False,
            )

    def on_mount(self) -> None:
        """Mark no answer where Enter typed by chance would lose something."""
        if not self._preselect:
            self.query_one(OptionList).highlighted = None

    def on_resize(self, event: events.Resize) -> None:
        """Keep the answers in sight; the question has what they leave."""
        room = event.size.height - FRAME
        question, answers = self.query_one(Static), self.query_one(OptionList)
        is_tight = room < LEAST
        question.styles.margin = (0, 0, 0 if is_tight else 1, 0)
        question.styles.max_height = max(1, room - len(self._choices) - (0 if is_tight else 1))
        answers.styles.max_height = max(1, room - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen option."""
        event.stop()
        self.dismiss(event.option_id or "")

    def on_key(self, event: events.Key) -> None:
        """A choice's own key picks it."""
        for choice in self._choices:
            if event.key == choice.key:
                event.stop()
                self.dismiss(choice.choice_id)
                return

    def action_back_out(self) -> None:
        """Answer with nothing."""
        self.dismiss("")
