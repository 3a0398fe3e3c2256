"""The prompt: `In [n]:` and the editor for the next cell beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tui.render.highlight import DEFAULT_SYNTAX_THEME, SyntaxTheme
from tui.widgets.prompt.editor import PromptEditor

if TYPE_CHECKING:
    from tui.widgets.completion.menu import CompletionList
    from tui.widgets.prompt.asking_area import AskingArea
    from tui.widgets.prompt.completing_area import CompletingArea
    from tui.widgets.prompt.keyed_area import KeyedArea
    from tui.widgets.prompt.popups import Popups


class PromptLabel(Static):
    """The words `In [n]:`, with the number that the next cell will get.

    With the number of a cell that is `edited` they are `Edit [n]:`.
    """

    number: reactive[int] = reactive(1)
    edited: reactive[str] = reactive("", layout=True)

    def watch_number(self, old: int, new: int) -> None:
        """Take another width, which lays out the whole screen, only where it is another."""
        if len(str(old)) != len(str(new)):
            self.refresh(layout=True)

    def render(self) -> Content:
        """The label's one line."""
        return Content(f"Edit [{self.edited}]: " if self.edited else f"In [{self.number}]: ")


class Prompt(Horizontal):
    """The row, or rows, at the bottom of a pane in which the next cell is written."""

    DEFAULT_CSS: ClassVar[str] = """
    Prompt {
        height: auto;
        max-height: 50%;
        border-top: solid $foreground 20%;
        border-title-align: right;
        border-title-color: $text-muted;
        background: $background;
    }
    Prompt PromptLabel {
        width: auto;
        height: 1;
        color: $success;
        text-style: bold;
    }
    Prompt.-busy PromptLabel {
        color: $text-muted;
    }
    Prompt PromptEditor, Prompt PromptEditor:focus {
        width: 1fr;
        height: auto;
        max-height: 100%;
        padding: 0;
        border: none;
        background: $background;
        scrollbar-size-vertical: 1;
    }
    Prompt PromptEditor.-bar-cursor > .text-area--cursor {
        color: $foreground;
        background: $background;
        text-style: underline;
    }
    Prompt PromptEditor:ansi > .text-area--suggestion {
        text-style: dim;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end_editing", "Enter as new", id="prompt.end_editing"),
    ]

    class EditingEnded(Message):
        """What is in the prompt is not to take the place of a cell."""

    number: reactive[int] = reactive(1)
    """The execution count that the next cell will get."""

    editing: reactive[str] = reactive("")
    """The number of the cell whose place the prompt's code takes, a blank for none, "" if none."""

    language: reactive[str] = reactive("")
    """The kernel's language, as `render.highlight.lexer_for` takes it."""

    syntax_theme: reactive[SyntaxTheme] = reactive(DEFAULT_SYNTAX_THEME)
    """The colours of the code."""

    busy: reactive[bool] = reactive(False, toggle_class="-busy")
    """Whether the kernel runs something, so that a submitted cell would wait."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.label = PromptLabel()
        self.editor = PromptEditor()
        self._popups: Popups | None = None

    def compose(self) -> ComposeResult:
        """The label, then the editor."""
        yield self.label
        yield self.editor

    def watch_number(self, number: int) -> None:
        """Show the new number."""
        self.label.number = number

    def watch_editing(self, editing: str) -> None:
        """Say which cell it is."""
        self.label.edited = editing
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to leave while no cell is edited."""
        return bool(self.editing) if action == "end_editing" else True

    def action_end_editing(self) -> None:
        """Leave the cell as it is."""
        self.post_message(self.EditingEnded())

    def watch_language(self, language: str) -> None:
        """Edit in the new language."""
        self.editor.code_language = language

    def watch_syntax_theme(self, theme: SyntaxTheme) -> None:
        """Draw in the new colours."""
        self.editor.syntax_theme = theme

    def on_mount(self) -> None:
        """Say what keys mean."""
        self._show_keys()

    def on_keyed_area_shown_changed(self, event: KeyedArea.ShownChanged) -> None:
        """Say what keys mean now."""
        event.stop()
        self._show_keys()

    def _show_keys(self) -> None:
        # A string would be markup, and what was typed may look like it.
        shown = self.editor.keys_shown
        self.border_title = Content(shown) if shown else None

    # What lies beside the line being typed; there is nothing of it before it is first shown.

    def on_completing_area_menu_changed(self, event: CompletingArea.MenuChanged) -> None:
        """Draw the menu."""
        event.stop()
        self._draw_popups()

    def on_asking_area_tip_changed(self, event: AskingArea.TipChanged) -> None:
        """Draw the tip."""
        event.stop()
        self._draw_popups()

    def on_completion_list_picked(self, event: CompletionList.Picked) -> None:
        """Take the match that was clicked."""
        event.stop()
        self.editor.pick(event.place)

    def on_resize(self) -> None:
        """Have what lies beside the cursor's line follow it."""
        if self._popups is not None:
            self.call_after_refresh(self._popups.draw)

    def _draw_popups(self) -> None:
        if self._popups is None:
            # 6 ms of a start, in which there are no popups yet.
            from tui.widgets.prompt.popups import Popups

            self._popups = Popups(self, self.editor)
        self._popups.draw()
