"""The form in which the fields of a `kernel.json` are edited."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea

from tui.widgets.specs_forms.form_row import FormRow
from tui.widgets.specs_forms.word_choice import WordChoice
from tui.widgets.specs_forms.written import SpecField, WrittenField
from tui.widgets.still_input import StillInput

_LABELS: Mapping[SpecField, str] = {
    SpecField.DISPLAY_NAME: "Display name",
    SpecField.LANGUAGE: "Language",
    SpecField.ARGV: "Command",
    SpecField.ENV: "Variables",
    SpecField.INTERRUPT_MODE: "Interrupt by",
    SpecField.METADATA: "Metadata",
}
_PLACEHOLDERS: Mapping[SpecField, str] = {
    SpecField.DISPLAY_NAME: "how it is called in lists",
    SpecField.LANGUAGE: "such as python",
    SpecField.ARGV: "one argument per line",
    SpecField.ENV: "NAME=value, one per line",
    SpecField.METADATA: 'such as {"debugger": true}',
}
_LEAST_LINES, _MOST_LINES = 2, 8


class SpecForm(Vertical):
    """Fields with a sentence on each, and two buttons."""

    DEFAULT_CSS = """
    SpecForm {
        & > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & Static { height: auto; }
        & > .edit--title { text-style: bold; }
        & > .edit--path { color: $text-muted; margin-bottom: 1; max-height: 2; }
        & > .edit--problem {
            color: $text-warning; display: none; margin-bottom: 1; max-height: 6;
        }
        & > .edit--buttons { height: 1; margin-top: 1; }
        & Button { margin-right: 2; min-width: 11; }
    }
    """

    class Changed(Message):
        """Something else stands in a field."""

    class SaveWanted(Message):
        """The fields are to be written."""

    class CancelWanted(Message):
        """The form is to be left."""

    def __init__(self, title: str, path: str) -> None:
        """Title and path are cleaned."""
        super().__init__()
        self._path = path
        self._title = title
        self._problem = Static(markup=False, classes="edit--problem")
        self._mode = WordChoice(("signal", "message"))
        self._rows = {field: FormRow(_LABELS[field], self._control(field)) for field in SpecField}
        self._written: Mapping[SpecField, WrittenField] = {}
        self._save = Button(Content("Save"), variant="primary", compact=True, id="save")
        self._cancel = Button(Content("Cancel"), compact=True, id="cancel")

    def _control(self, field: SpecField) -> Widget:
        match field:
            case SpecField.INTERRUPT_MODE:
                return self._mode
            case SpecField.DISPLAY_NAME | SpecField.LANGUAGE:
                return StillInput(id=field.replace("_", "-"))
            case SpecField.ARGV | SpecField.ENV | SpecField.METADATA:
                return TextArea(compact=True, highlight_cursor_line=False, id=field)

    def compose(self) -> ComposeResult:
        """What is edited, the fields, the buttons."""
        yield Static(Content(self._title), classes="edit--title", markup=False)
        yield Static(Content(self._path), classes="edit--path", markup=False)
        yield self._problem
        with VerticalScroll(can_focus=False):
            yield from self._rows.values()
        with Horizontal(classes="edit--buttons"):
            yield self._save
            yield self._cancel

    def fill(
        self, fields: Mapping[SpecField, WrittenField], problem: str, *, can_save: bool
    ) -> None:
        """Show what a file has, with a problem of it as a whole or `""`, and take the focus.

        Every field is among `fields`. Where nothing can be saved, nothing can be typed either.
        """
        self._written = fields
        for field, each in fields.items():
            self._set(field, each)
            self.enable(field, can_save)
        self.complain(problem)
        self._save.disabled = not can_save
        first = self._rows[SpecField.DISPLAY_NAME].control if can_save else self._cancel
        self.screen.set_focus(first, scroll_visible=False)

    def complain(self, problem: str) -> None:
        """Show a problem of the file as a whole, `""` for none."""
        self._problem.update(Content(problem))
        self._problem.display = bool(problem)

    def enable(self, field: SpecField, can_save: bool) -> None:
        """Let a field be typed into, or only be read."""
        control = self._rows[field].control
        if isinstance(control, TextArea):
            # It can still be scrolled and copied from.
            control.read_only = not can_save
        else:
            control.disabled = not can_save

    def _set(self, field: SpecField, each: WrittenField) -> None:
        control = self._rows[field].control
        hint = _PLACEHOLDERS.get(field, "")
        if each.size:
            hint = f"{each.size:,} characters are too many to show; typing replaces them"
        if isinstance(control, Input):
            control.value, control.placeholder = each.text, hint
        elif isinstance(control, TextArea):
            control.text, control.placeholder = each.text, hint
            lines = each.text.count("\n") + 1
            control.styles.height = max(_LEAST_LINES, min(lines, _MOST_LINES))
        else:
            self._mode.chosen = each.text

    def text(self, field: SpecField) -> str:
        """What stands in a field."""
        control = self._rows[field].control
        if isinstance(control, Input):
            return control.value
        return control.text if isinstance(control, TextArea) else self._mode.chosen

    def is_touched(self, field: SpecField) -> bool:
        """Whether something else stands in a field than at first."""
        return self.text(field) != self._written[field].text

    def is_kept(self, field: SpecField) -> bool:
        """Whether what the file has in a field stays as it is."""
        each = self._written[field]
        return (each.is_as_in_file or bool(each.size)) and not self.is_touched(field)

    def is_mended(self, field: SpecField) -> bool:
        """Whether there still stands what was made of a value that is none for this field."""
        return not self._written[field].is_as_in_file and not self.is_touched(field)

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed that is not written yet."""
        return bool(self._written) and any(self.is_touched(field) for field in SpecField)

    def say(self, field: SpecField, problem: str, hint: str = "") -> None:
        """Show a sentence beside a field."""
        self._rows[field].say(problem, hint)

    def said(self, field: SpecField) -> str:
        """What is said beside a field."""
        return self._rows[field].note

    def go_to(self, field: SpecField) -> None:
        """Put the focus into a field."""
        self.screen.set_focus(self._rows[field].control)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another text is in a field."""
        event.stop()
        self.post_message(self.Changed())

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The same for those of several lines."""
        event.stop()
        self.post_message(self.Changed())

    def on_word_choice_chosen(self, event: WordChoice.Chosen) -> None:
        """The same for the interrupt mode."""
        event.stop()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field."""
        event.stop()
        self.screen.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save, or leave."""
        event.stop()
        self.post_message(self.SaveWanted() if event.button is self._save else self.CancelWanted())
