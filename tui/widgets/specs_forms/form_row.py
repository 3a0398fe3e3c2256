"""A row of a form: what is typed into beside its name, and a sentence about it below."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

LABEL_WIDTH = 15
"""Cells of the label."""


class FormRow(Vertical):
    """A label, a control and a note, which takes no room while it is empty."""

    DEFAULT_CSS = f"""
    FormRow {{
        height: auto;
        margin-bottom: 1;
        & > Horizontal {{ height: auto; }}
        & .form--label {{ width: {LABEL_WIDTH}; color: $text-muted; }}
        & .form--note {{
            height: auto; display: none; padding-left: {LABEL_WIDTH + 1}; color: $text-muted;
        }}
        & .form--note.-problem {{ color: $text-error; }}
        & Input, & Input:focus {{
            width: 1fr; height: 1; border: none; padding: 0 1; background: $panel;
        }}
        & TextArea, & TextArea:focus {{
            width: 1fr; border: none; padding: 0 1; background: $panel;
        }}
        & Input:focus, & TextArea:focus {{ background: $primary-muted 60%; }}
        & TextArea > .text-area--placeholder {{ color: $text-muted; }}
    }}
    """

    def __init__(self, label: str, control: Widget) -> None:
        super().__init__()
        self.control = control
        self._label = label
        self._note = Static(markup=False, classes="form--note")
        self._said = ("", "")

    def compose(self) -> ComposeResult:
        """Label and control over the note."""
        with Horizontal():
            yield Static(Content(self._label), classes="form--label", markup=False)
            yield self.control
        yield self._note

    def say(self, problem: str, hint: str = "") -> None:
        """Show a problem, else a hint, else nothing; both are cleaned."""
        if (problem, hint) == self._said:
            return
        self._said = (problem, hint)
        self._note.update(Content(problem or hint))
        self._note.set_class(bool(problem), "-problem")
        self._note.display = bool(problem or hint)

    @property
    def note(self) -> str:
        """What is said now, `""` for nothing."""
        problem, hint = self._said
        return problem or hint
