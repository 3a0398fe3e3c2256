"""The page on which a kernel gets its names and the commands are shown that would install it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from tui.widgets.specs_forms.form_row import FormRow
from tui.widgets.still_input import StillInput


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form begins with, cleaned; `None` for a name that is not asked.

    `title` says what is installed, in words that can follow a verb.
    """

    title: str
    facts: str
    name: str | None = None
    display_name: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of what stands in the form: sentences, cleaned, `""` for none.

    `problem` is what forbids the installation besides wrong names. `warning` says what it would
    replace. `commands` are quoted as for a shell; `effect` is what happens without any.
    """

    name_problem: str = ""
    name_hint: str = ""
    display_problem: str = ""
    problem: str = ""
    warning: str = ""
    note: str = ""
    commands: tuple[str, ...] = ()
    effect: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it can be installed like that."""
        return not (self.name_problem or self.display_problem or self.problem)


class InstallForm(Vertical):
    """Name, display name, commands, and two buttons."""

    DEFAULT_CSS = """
    InstallForm {
        & > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & Static { height: auto; }
        & .install--title { text-style: bold; }
        & .install--facts { color: $text-muted; margin-bottom: 1; }
        & .install--warning { color: $text-warning; margin-bottom: 1; display: none; }
        & .install--problem { color: $text-error; margin-bottom: 1; display: none; }
        & .install--note { color: $text-muted; margin-bottom: 1; display: none; }
        & .install--commands { background: $panel; padding: 0 1; display: none; }
        & > Horizontal { height: 1; margin-top: 1; }
        & Button { margin-right: 2; min-width: 11; }
        & Button.-muted { background: $panel; color: $text-muted; }
    }
    """

    class Changed(Message):
        """Something else stands in a field."""

    class InstallWanted(Message):
        """The commands are to be run."""

    class CancelWanted(Message):
        """Nothing is to be installed."""

    def __init__(self) -> None:
        super().__init__()
        self._title_line = Static(markup=False, classes="install--title")
        self._facts = Static(markup=False, classes="install--facts")
        self._name_input = StillInput(id="name")
        self._display_input = StillInput(id="display-name")
        self._name_row = FormRow("Name", self._name_input)
        self._display_row = FormRow("Display name", self._display_input)
        self._warning = Static(markup=False, classes="install--warning")
        self._problem = Static(markup=False, classes="install--problem")
        self._note = Static(markup=False, classes="install--note")
        self._heading = Static(markup=False)
        self._commands = Static(markup=False, classes="install--commands")
        self._install = Button(Content("Install"), variant="primary", compact=True, id="install")
        self._cancel = Button(Content("Cancel"), compact=True, id="cancel")

    def compose(self) -> ComposeResult:
        """The fields over what would be done, and the buttons."""
        with VerticalScroll(can_focus=False):
            yield self._title_line
            yield self._facts
            yield self._name_row
            yield self._display_row
            yield self._warning
            yield self._problem
            yield self._note
            yield self._heading
            yield self._commands
        with Horizontal():
            yield self._install
            yield self._cancel

    def begin(self, proposal: Proposal) -> None:
        """Fill the fields and take the focus."""
        self._title_line.update(Content(f"Install {proposal.title}"))
        self._facts.update(Content(proposal.facts))
        for row, field, value in (
            (self._name_row, self._name_input, proposal.name),
            (self._display_row, self._display_input, proposal.display_name),
        ):
            row.display = value is not None
            field.value = value or ""
        self.judge(Verdict())
        self.take_focus()

    def take_focus(self) -> None:
        """Be typed into, or let Enter reach the button where no name is asked."""
        first = self._name_input if self._name_row.display else self._install
        self.screen.set_focus(first, scroll_visible=False)

    @property
    def name_typed(self) -> str:
        """What stands in the name, without blanks at its ends."""
        return self._name_input.value.strip()

    @property
    def display_name_typed(self) -> str:
        """The same of the display name."""
        return self._display_input.value.strip()

    def judge(self, verdict: Verdict) -> None:
        """Say what is to be said of what stands in the fields."""
        self._name_row.say(verdict.name_problem, verdict.name_hint)
        self._display_row.say(verdict.display_problem)
        for static, words in (
            (self._warning, verdict.warning),
            (self._problem, verdict.problem),
            (self._note, verdict.note),
            (self._commands, "\n".join(f"$ {command}" for command in verdict.commands)),
        ):
            static.display = bool(words)
            static.update(Content(words))
        heading = "These commands are run:" if verdict.commands else verdict.effect
        self._heading.update(Content(heading))
        self._install.set_class(not verdict.is_good, "-muted")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Ask for another verdict."""
        event.stop()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field, from the last one to the button."""
        event.stop()
        goes_on = event.input is self._name_input and self._display_row.display
        self.screen.set_focus(self._display_input if goes_on else self._install)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Install, or not."""
        event.stop()
        wanted = self.InstallWanted if event.button is self._install else self.CancelWanted
        self.post_message(wanted())
