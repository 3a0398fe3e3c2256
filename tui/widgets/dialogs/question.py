"""A dialog for what the way to a kernel asks: a password, a token, whether to trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.widgets.dialogs.dismissal import DismissedOnce
from tui.widgets.still_input import StillInput

REST = 0.7
"""Seconds without a key after which somebody who was typing has seen the dialog."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the user answered, and whether it may be kept."""

    text: str
    keep: bool = False


class TickBox(Static, can_focus=True):
    """A box before words, ticked with Space or the mouse."""

    DEFAULT_CSS = """
    TickBox { height: auto; }
    TickBox:focus { background: $primary-muted; }
    TickBox:ansi:focus { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "Tick", show=False)]

    is_ticked = reactive(False)

    def __init__(self, words: str) -> None:
        super().__init__(markup=False)
        self._words = words

    def render(self) -> Content:
        """Box and words."""
        return Content(f"[{'x' if self.is_ticked else ' '}] {self._words}")

    def action_tick(self) -> None:
        """Tick it, or take the tick away."""
        self.is_ticked = not self.is_ticked

    def on_click(self) -> None:
        """The same with the mouse."""
        self.action_tick()


class QuestionDialog(ModalScreen[Given | None], DismissedOnce[Given | None]):
    """Asks for a line, or for one of some choices; the result is `None` when the user backs out.

    All texts are cleaned. With `keep_words` there is a box to tick that the answer may be kept.
    """

    DEFAULT_CSS = """
    QuestionDialog {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            border: round $primary;
            background: $surface;
            padding: 0 1;
        }
        & .question--title { height: auto; text-style: bold; }
        & VerticalScroll { height: auto; max-height: 12; }
        & VerticalScroll > Static { height: auto; margin-bottom: 1; }
        & Input { margin-bottom: 1; background: $panel; }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 8; border: none; padding: 0; background: $surface;
        }
        & .question--keys { height: 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back_out", "Cancel", id="dialog.cancel", priority=True),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("enter", "answer", "Answer", show=False),
        Binding("pagedown", "scroll_text(1)", "Text down", show=False),
        Binding("pageup", "scroll_text(-1)", "Text up", show=False),
    ]
    # What is typed for the dialog below must not become a password.
    AUTO_FOCUS = ""

    def __init__(
        self,
        title: str,
        text: str,
        *,
        is_secret: bool = False,
        choices: Sequence[str] = (),
        keep_words: str = "",
        waits_for_rest: bool = False,
    ) -> None:
        """With `waits_for_rest` it takes no key until none has come for a moment."""
        super().__init__()
        self._rest: Timer | None = None
        self._waits = waits_for_rest
        self._title = title
        self._text = text
        self._is_secret = is_secret
        self._choices = tuple(choices)
        self._keep_words = keep_words
        self._is_withdrawn = False

    def compose(self) -> ComposeResult:
        """Title, text, field or choices, box, keys."""
        with Vertical():
            yield Static(Content(self._title), classes="question--title", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(Content(self._text), markup=False)
            if self._choices:
                options = (Option(Content(f"{n}  {each}")) for n, each in self._numbered())
                yield OptionList(*options, markup=False)
            else:
                yield StillInput(password=self._is_secret, compact=True)
            if self._keep_words:
                yield TickBox(self._keep_words)
            yield Static(Content(self._key_words()), classes="question--keys", markup=False)

    def _numbered(self) -> list[tuple[int, str]]:
        return [*enumerate(self._choices, 1)]

    def _key_words(self) -> str:
        box = " · Tab, Space tick the box" if self._keep_words else ""
        return f"Enter answer · Esc back out{box}"

    def on_mount(self) -> None:
        """Take the keys, or wait until nobody types for what was in view before."""
        if not self._waits:
            self._take_keys()
            return
        for widget in self.query("Input, OptionList, TickBox"):
            widget.disabled = True
        self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._begin)

    def _begin(self) -> None:
        self._waits = False
        for widget in self.query("Input, OptionList, TickBox"):
            widget.disabled = False
        self._take_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While it waits for rest, it can only be backed out of."""
        return not self._waits or action == "back_out"

    def _take_keys(self) -> None:
        """Mark no choice where Enter typed by chance would trust somebody."""
        if self._choices:
            options = self.query_one(OptionList)
            options.highlighted = None
            options.focus()
        else:
            self.query_one(Input).focus()

    def on_key(self, event: events.Key) -> None:
        """The number of a choice picks it."""
        if self._waits:
            event.stop()
            self._wait_for_rest()
            return
        for number, words in self._numbered():
            if event.key == str(number) and isinstance(self.focused, OptionList):
                event.stop()
                self._answer(words)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen option."""
        event.stop()
        self._answer(self._choices[event.option_index])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the line."""
        event.stop()
        self._answer(event.value)

    def action_answer(self) -> None:
        """Answer with the line, from the box below it."""
        for field in self.query(Input):
            self._answer(field.value)

    def action_scroll_text(self, step: int) -> None:
        """Scroll the text by a page."""
        text = self.query_one(VerticalScroll)
        text.scroll_relative(y=step * max(1, text.size.height - 1), animate=False)

    def _answer(self, text: str) -> None:
        keeps = bool(self._keep_words) and self.query_one(TickBox).is_ticked
        self.dismiss(Given(text, keeps))

    def action_back_out(self) -> None:
        """Answer with nothing."""
        self.dismiss(None)

    def withdraw(self) -> None:
        """Go away, as soon as nothing lies over it: nobody waits for the answer any more."""
        self._is_withdrawn = True
        if self.is_attached:
            self.dismiss(None)

    def on_screen_resume(self) -> None:
        """Go away when the question was withdrawn meanwhile."""
        if self._is_withdrawn:
            self.dismiss(None)
