"""The dialog a new tab's kernel is picked in."""

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
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.widgets.dialogs.dismissal import DismissedOnce
from tui.widgets.still_input import StillInput

SOON = 1.0
"""Seconds without a list after which it is said that it is waited for."""


@dataclass(frozen=True, slots=True)
class KernelChoice:
    """A kernelspec to pick, its texts cleaned."""

    name: str
    title: str
    language: str


class KernelPicker(ModalScreen[str], DismissedOnce[str]):
    """Lists kernelspecs, filtered as one types; the result is a name, `""` for none."""

    DEFAULT_CSS = """
    KernelPicker {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 100%;
            height: auto;
            max-height: 80%;
            border: round $primary;
            background: $surface;
            padding: 0 1;
        }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 16; border: none; padding: 0; background: $surface;
        }
        & Static { height: auto; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back_out", "Cancel", id="dialog.cancel"),
    ]

    def __init__(self, question: str = "New tab: which kernel?") -> None:
        super().__init__()
        self._question = question
        self._choices: Sequence[KernelChoice] | None = None
        self._submitted = False
        self._list = OptionList(markup=False)
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """Filter over list."""
        with Vertical():
            yield Static(Content(f"{self._question} Type to filter, Enter starts it."))
            yield StillInput(compact=True, placeholder="name or language")
            yield self._list

    def on_mount(self) -> None:
        """Say it when the list takes its time; whoever waits can leave."""
        self.set_timer(SOON, self._tell_waiting)

    def _tell_waiting(self) -> None:
        if self._choices is None:
            words = Content("Asking which kernels there are … Esc leaves.")
            self._list.add_option(Option(words, disabled=True))

    def offer(self, choices: Sequence[KernelChoice]) -> None:
        """List the kernels, which may come after the first keys were typed."""
        self._choices = choices
        self._fill(self.query_one(Input).value)
        if self._submitted:
            self._pick()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter the list."""
        event.stop()
        self._fill(event.value)

    def _fill(self, needle: str) -> None:
        if self._choices is None:
            return
        words = needle.lower().split()
        self._list.clear_options()
        for choice in self._choices:
            text = f"{choice.title} {choice.name} {choice.language}".lower()
            if all(word in text for word in words):
                line = f"{choice.title}  ({choice.name}, {choice.language})"
                self._list.add_option(Option(Content(line), id=choice.name))
        if self._list.option_count:
            self._list.highlighted = 0
        else:
            has = "No kernel has that." if words else "There is no kernelspec: F4 installs one."
            self._list.add_option(Option(Content(has), disabled=True))

    def on_key(self, event: events.Key) -> None:
        """Up and Down move in the list while the filter has the focus."""
        if event.key == "down":
            self._list.action_cursor_down()
        elif event.key == "up":
            self._list.action_cursor_up()
        else:
            return
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pick what is marked, as soon as there is a list."""
        event.stop()
        self._submitted = True
        if self._choices is not None:
            self._pick()

    def _pick(self) -> None:
        self._submitted = False
        if self._list.highlighted is not None:
            option = self._list.get_option_at_index(self._list.highlighted)
            self.dismiss(option.id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick what was clicked."""
        event.stop()
        self.dismiss(event.option_id or "")

    def action_back_out(self) -> None:
        """Pick nothing."""
        self.dismiss("")
