"""An app with a prompt and a kernel that is a table: it answers at once, or when it is told to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.pilot import Pilot

from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.widgets.prompt.editor import PromptEditor
from tui.wire.introspection import Completion, Matches
from tui.wire.message import Json

OS = ["pardir", "path", "pathconf", "pathconf_names", "pathsep", "popen", "putenv"]


class CompletionApp(PromptApp):
    """Completes the name before the cursor from `names`, as IPython does; `helps` are by callee."""

    def __init__(self, names: Sequence[str] = OS, *, at_once: bool = True) -> None:
        super().__init__()
        self.names = list(names)
        self.kind = "function"
        self.signature = "(path, name)"
        self.helps: dict[str, str] = {}
        self.at_once = at_once
        self.waiting: list[PromptEditor.CompletionWanted] = []
        self.inspections: list[int] = []
        self.tips: list[PromptEditor.TipWanted] = []

    def on_prompt_editor_completion_wanted(self, event: PromptEditor.CompletionWanted) -> None:
        self.waiting.append(event)
        if self.at_once:
            self.reply()

    def on_prompt_editor_inspection_wanted(self, event: PromptEditor.InspectionWanted) -> None:
        self.inspections.append(event.detail)

    def on_prompt_editor_tip_wanted(self, event: PromptEditor.TipWanted) -> None:
        self.tips.append(event)
        callee = re.search(r"\w*\Z", event.code[: event.position])
        plain_help = self.helps.get(callee[0], "") if callee else ""
        self.editor.show_tip(event.code, event.position, plain_help)

    def reply(self) -> bool:
        """Answer the oldest question; true when it came to something."""
        event = self.waiting.pop(0)
        return self.editor.complete_with(
            event.code,
            event.position,
            self.completion(event.code, event.position),
            while_typing=event.while_typing,
        )

    def completion(self, code: str, cursor: int) -> Completion:
        """What this kernel answers."""
        start = cursor
        while start and (code[start - 1].isalnum() or code[start - 1] == "_"):
            start -= 1
        texts = [name for name in self.names if name.startswith(code[start:cursor])]
        fields: list[Json] = [
            {"text": text, "type": self.kind, "signature": self.signature} for text in texts
        ]
        return Completion(start, cursor, Matches(texts, fields))

    def lines(self) -> list[str]:
        """What stands on the screen."""
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    @property
    def shown(self) -> list[str]:
        """The texts of the matches that fit, if a menu is open."""
        menu = self.editor.menu
        return [] if menu is None else [menu.text(place) for place in range(len(menu))]

    @property
    def selected(self) -> str:
        """The text of the selected match; "" for none."""
        menu = self.editor.menu
        return "" if menu is None or menu.selected is None else menu.text(menu.selected)


async def typed(pilot: Pilot[None], app: PromptApp, text: str) -> None:
    """Send all of `text` at once, and wait until everything it led to was done."""
    type_in(app, text)
    await settle(pilot)
