"""The prompt's editor: Enter asks first whether the code is complete, other keys ask for more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.model.completeness import is_surely_complete, unclosed
from tui.widgets.prompt.keyed_area import KeyedArea

if TYPE_CHECKING:
    from tui.wire.introspection import Completion, Detail

_TRAILING_BLANK_LINES = re.compile(r"(?:\n[ \t]*)+\Z")


@dataclass(frozen=True, slots=True)
class Complete:
    """The decision that the code can be run."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """The decision that the code goes on, with a line that begins with the blanks `indent`."""

    indent: str = ""


Decision = Complete | Incomplete


class PromptEditor(KeyedArea):
    """Edits the next cell, and says when it is to be run.

    On Enter it posts `CompletenessWanted` and waits: until `decide` is called, whatever is typed
    or pasted is kept and then taken in order. So whoever handles the message must always decide,
    and whoever handles `EarlierWanted` must always call `add_earlier`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "run", "Run", id="prompt.run"),
        Binding("ctrl+j,alt+enter,shift+enter", "newline", "New line", id="prompt.newline"),
        Binding("f5,ctrl+enter", "force_run", "Run as it is", show=False, id="prompt.force_run"),
        Binding("tab", "complete", "Complete, or indent", show=False, id="prompt.complete"),
        Binding(
            "shift+tab", "inspect", "Documentation, or dedent", show=False, id="prompt.inspect"
        ),
        Binding("f2", "external_editor", "Editor", show=False, id="prompt.external_editor"),
        Binding("ctrl+d", "close", "Close when empty", show=False, id="prompt.close"),
        Binding(
            "ctrl+c",
            "clear_or_interrupt",
            "Interrupt or clear",
            show=False,
            id="prompt.clear_or_interrupt",
        ),
    ]

    @dataclass
    class Request(Message):
        """Something the editor asks for, with its text.

        `position` is where the cursor is in `code`, in code points.
        """

        editor: PromptEditor
        code: str
        position: int

        @property
        def control(self) -> PromptEditor:
            """The editor that asks."""
            return self.editor

    @dataclass
    class CompletenessWanted(Request):
        """Enter was pressed at the end of `code`: the editor waits for `decide`."""

    @dataclass
    class Submitted(Request):
        """`code` is to be run; it is not blank, and it is gone from the editor."""

    @dataclass
    class CompletionWanted(Request):
        """Completion at `position` is asked for: `complete_with` takes the answer.

        `while_typing` says that the user did not ask.
        """

        while_typing: bool = False

    @dataclass
    class InspectionWanted(Request):
        """Documentation of the name at `position` is asked for; a `detail` of 1 is its source.

        That is asked for when the key is pressed again, with no other between.
        """

        detail: Detail = 0

    @dataclass
    class TipWanted(Request):
        """The plain help of the name that ends at `position` is asked for: see `show_tip`."""

    @dataclass
    class EarlierWanted(Message):
        """Up needs inputs of earlier sessions that begin with `prefix`, below the newest `count`.

        The editor waits for `add_earlier`.
        """

        editor: PromptEditor
        prefix: str
        count: int

        @property
        def control(self) -> PromptEditor:
            """The editor that asks."""
            return self.editor

    @dataclass
    class ExternalEditorWanted(Request):
        """`code` is to be edited in the user's own editor; `replace_text` takes the result."""

    @dataclass
    class CloseWanted(Request):
        """Ctrl+D on an empty prompt: the session is to be closed."""

    @dataclass
    class ClearOrInterruptWanted(Request):
        """Ctrl+C: others decide whether to copy, to interrupt, to clear or to give a hint."""

        has_selection: bool

        @property
        def has_text(self) -> bool:
            """Whether there is anything to clear."""
            return bool(self.code)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._deciding = False
        # Whether this key, and the one before it, asked for an inspection.
        self._inspects = self._inspected = False

    @property
    def deciding(self) -> bool:
        """Whether the editor waits for `decide`."""
        return self._deciding

    @property
    def is_waiting(self) -> bool:
        """Whether the editor waits for `decide` or `add_earlier`."""
        return self._deciding or super().is_waiting

    def decide(self, decision: Decision) -> None:
        """Answer the last `CompletenessWanted`; without an open one nothing happens."""
        if self._deciding:
            self.call_next(self._settle, decision)

    async def _settle(self, decision: Decision) -> None:
        """Do what was decided, then take the held keys, up to the next Enter that asks."""
        if not self._deciding:
            return
        self._deciding = False
        match decision:
            case Complete():
                self._submit()
            case Incomplete(indent):
                self.insert_newline(indent)
        await self.take_held()

    async def take_key(self, event: events.Key) -> None:
        """Take a key, and note whether it asked for an inspection."""
        self._inspected, self._inspects = self._inspects, False
        await super().take_key(event)

    def complete_with(
        self, code: str, position: int, completion: Completion, *, while_typing: bool = False
    ) -> bool:
        """Take the answer to `CompletionWanted`, unless a key before it waits."""
        if self.is_waiting:
            return False
        return super().complete_with(code, position, completion, while_typing=while_typing)

    def want_completion(self, *, while_typing: bool) -> None:
        """Ask for completion at the cursor."""
        code, position = self.text, self.position
        self.post_message(self.CompletionWanted(self, code, position, while_typing))

    def want_tip(self, callee_end: int) -> None:
        """Ask for the plain help of the name that ends at `callee_end`."""
        self.post_message(self.TipWanted(self, self.text, callee_end))

    def want_earlier(self, prefix: str, count: int) -> None:
        """Ask for inputs of earlier sessions that begin with `prefix`, but the newest `count`."""
        self.post_message(self.EarlierWanted(self, prefix, count))

    def copy_selection(self) -> str:
        """Copy the selected text to the clipboard, and return it; "" when nothing is selected."""
        selected = self.selected_text
        if selected:
            self.app.copy_to_clipboard(selected)
        return selected

    def action_run(self) -> None:
        """Ask whether the code is complete, unless it surely is; above its last line, a new line.

        So it is inside of a pair. With a match selected in the menu, take that.
        """
        if self.take_selected() or not self.text.strip():
            return
        on_last_line = self.cursor_location[0] == self.document.line_count - 1
        if not on_last_line or self._inside_pair():
            self.insert_newline()
        elif is_surely_complete(self.text, self.typed_language):
            self._submit()
        else:
            self._deciding = True
            self._post(self.CompletenessWanted)

    def _inside_pair(self) -> bool:
        """Whether the cursor is where code goes on before a closer that came by itself."""
        row, column = self.cursor_location
        after = self.document.get_line(row)[column:].strip()
        # Behind a quote the text is as good as complete; a closing bracket says nothing of that.
        if not after or (after.strip(")]}") and after not in ('"""', "'''")):
            return False
        return unclosed(self.get_text_range((0, 0), (row, column)), self.typed_language) != ()

    def action_newline(self) -> None:
        """Begin a new line."""
        self.insert_newline()

    def action_force_run(self) -> None:
        """Submit the code, complete or not."""
        if self.text.strip():
            self._submit()

    def take_code(self) -> str:
        """Take the code out of the editor; "" when it is blank, which stays."""
        if not self.text.strip():
            return ""
        code = _TRAILING_BLANK_LINES.sub("", self.text)
        self.clear_text()
        # The cell may define it anew.
        self.forget_call()
        return code

    def _submit(self) -> None:
        code = self.take_code()
        self.post_message(self.Submitted(self, code, len(code)))

    def action_complete(self) -> None:
        """Go on in the menu; indent in leading blanks and over lines; else ask for completion."""
        if self.extend_or_move():
            return
        if self.in_leading_blank() or self.spans_lines():
            self.indent_lines()
        else:
            self.want_completion(while_typing=False)

    def action_inspect(self) -> None:
        """Go back in the menu; dedent in leading blanks and over lines; else inspect."""
        if self.move_in_menu(-1):
            return
        if self.in_leading_blank() or self.spans_lines():
            self.dedent_lines()
            return
        self.inspect()

    def inspect(self) -> None:
        """Ask for documentation of the name at the cursor; asked twice in a row, for the source."""
        self._inspects = True
        detail: Detail = 1 if self._inspected else 0
        self.post_message(self.InspectionWanted(self, self.text, self.position, detail))

    def action_external_editor(self) -> None:
        """Ask for the user's own editor."""
        self._post(self.ExternalEditorWanted)

    def action_close(self) -> None:
        """Ask to close the session when there is no text, else delete to the right."""
        if self.text:
            self.action_delete_right()
        else:
            self._post(self.CloseWanted)

    def action_clear_or_interrupt(self) -> None:
        """Leave to others what Ctrl+C means now."""
        code, position = self.text, self.position
        selected = not self.selection.is_empty
        self.post_message(self.ClearOrInterruptWanted(self, code, position, selected))

    def _post(self, request: type[Request]) -> None:
        self.post_message(request(self, self.text, self.position))
