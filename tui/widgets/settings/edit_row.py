"""The row in which a value is typed, with a sentence about it below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.widgets.history.search_row import LONGEST, QueryInput
from tui.widgets.settings.keys import FIELD_BINDINGS
from tui.widgets.settings.late_keys import action_of, passed_on, take
from tui.widgets.settings.row import SettingRow


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a typed text, or else what there is to know about it; cleaned."""

    problem: str = ""
    remark: str = ""


Check = Callable[[str, str], Verdict]
"""Judges a text that is typed for the setting of a name, quickly."""


class ValueInput(QueryInput):
    """The field."""

    BINDINGS: ClassVar[list[BindingType]] = FIELD_BINDINGS

    def __init__(self, end: Callable[[bool], None]) -> None:
        """`end` is called at Enter (true) and Escape, before the next key is looked at."""
        super().__init__()
        self._end = end

    def on_key(self, event: events.Key) -> None:
        """Leave what is typed after the end to what has the focus then."""
        if passed_on(self, event):
            return
        if (action := action_of(self, event)) in ("take", "leave"):
            take(event)
            self._end(action == "take")

    def action_take(self) -> None:
        """Have the text taken."""
        self._end(True)

    def action_leave(self) -> None:
        """Leave all as it was."""
        self._end(False)


class EditRow(Vertical):
    """Name, field and sentence; shown while a value is typed."""

    BLANK = True
    DEFAULT_CSS = """
    EditRow {
        height: auto; max-height: 5; display: none; background: $surface;
        & > Horizontal { height: 1; }
        & .edit-row--name { width: auto; max-width: 50%; color: $accent; text-style: bold; }
        & ValueInput, & ValueInput:focus { width: 1fr; background: $panel; }
        & ValueInput:focus { background-tint: transparent; }
        & > .edit-row--note { height: auto; max-height: 4; padding: 0 1; color: $text-muted; }
        & > .edit-row--note.-problem { color: $text-error; }
    }
    """

    class Submitted(Message):
        """A text that is right is to be the value of a setting."""

        def __init__(self, key: str, text: str) -> None:
            super().__init__()
            self.key = key
            self.text = text

    class Left(Message):
        """The field was left."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check
        self._label = Static(markup=False, classes="edit-row--name")
        self._note = Static(markup=False, classes="edit-row--note")
        self.field = ValueInput(self._end)
        self._key = self._hint = ""
        self._back: Widget | None = None
        self.verdict = Verdict()

    def compose(self) -> ComposeResult:
        """The field beside the name, over the sentence."""
        with Horizontal():
            yield self._label
            yield self.field
        yield self._note

    @property
    def note(self) -> str:
        """The sentence that is shown."""
        verdict = self.verdict
        if verdict.problem:
            return f"✗ {verdict.problem}"
        return f"! {verdict.remark}" if verdict.remark else self._hint

    def edit(self, row: SettingRow, back: Widget) -> None:
        """Have the value of a setting typed; the focus goes `back` at the end."""
        self._key, self._hint, self._back = row.key, row.hint, back
        self._label.update(Content(f" {row.name} = "))
        self._label.styles.width = cell_len(row.name) + 4
        with self.field.prevent(Input.Changed):
            self.field.value = row.text
            self.field.placeholder = ""
        self.field.action_end()
        self.display = True
        self._judge()
        self.screen.set_focus(self.field, scroll_visible=False)

    @staticmethod
    def can_hold(text: str) -> bool:
        """Whether a text can be edited in it."""
        return len(text) <= LONGEST and text.isprintable()

    def _judge(self) -> None:
        self.verdict = self._check(self._key, self.field.value)
        self._note.set_class(bool(self.verdict.problem), "-problem")
        self._note.update(Content(self.note))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Check what is typed."""
        event.stop()
        if self._key:
            self._judge()

    def _end(self, is_set: bool) -> None:
        """Ask for the value unless it is wrong, and be gone."""
        if not self._key:
            return
        if is_set:
            self._judge()
            if self.verdict.problem:
                self.app.bell()
                return
            self.post_message(self.Submitted(self._key, self.field.value))
        self._key = ""
        self.display = False
        self.screen.set_focus(self._back, scroll_visible=False)
        self.post_message(self.Left())
