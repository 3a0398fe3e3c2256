"""An app with a prompt in it, and ways to send keys as a terminal does."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Static

from tui.widgets.prompt.editor import Decision, PromptEditor
from tui.widgets.prompt.prompt import Prompt


class PromptApp(App[None]):
    """A pane's worth of room with a prompt in it, which keeps what the editor asks for.

    What is `on_disk`, inputs of earlier sessions, newest first, is answered `page` many at a
    time: as soon as it is asked for, or with `disk_waits` only by `read_disk`.
    """

    CSS = "#room { height: 1fr; }"

    def __init__(self, language: str = "ipython3", decision: Decision | None = None) -> None:
        super().__init__()
        self.asked: list[PromptEditor.Request] = []
        self.prompt = Prompt()
        self.prompt.language = language
        self.decision = decision
        self.on_disk: Sequence[str] = ()
        self.page = 500
        self.disk_waits = False
        self.earlier_wanted: list[PromptEditor.EarlierWanted] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="room")
            yield self.prompt

    def on_mount(self) -> None:
        self.editor.focus()

    @property
    def editor(self) -> PromptEditor:
        return self.prompt.editor

    def on_prompt_editor_completeness_wanted(self, event: PromptEditor.CompletenessWanted) -> None:
        self.asked.append(event)
        if self.decision is not None:
            event.editor.decide(self.decision)

    def on_prompt_editor_earlier_wanted(self, event: PromptEditor.EarlierWanted) -> None:
        self.earlier_wanted.append(event)
        if not self.disk_waits:
            self.read_disk()

    def read_disk(self) -> None:
        """Answer what was asked last."""
        wanted = self.earlier_wanted[-1]
        matching = [entry for entry in self.on_disk if entry.startswith(wanted.prefix)]
        found = matching[wanted.count : wanted.count + self.page]
        wanted.editor.add_earlier(wanted.prefix, found, complete=len(found) < self.page)

    def on_prompt_editor_submitted(self, event: PromptEditor.Submitted) -> None:
        self.asked.append(event)

    def on_prompt_editor_completion_wanted(self, event: PromptEditor.CompletionWanted) -> None:
        self.asked.append(event)

    def on_prompt_editor_inspection_wanted(self, event: PromptEditor.InspectionWanted) -> None:
        self.asked.append(event)

    def on_prompt_editor_external_editor_wanted(
        self, event: PromptEditor.ExternalEditorWanted
    ) -> None:
        self.asked.append(event)

    def on_prompt_editor_close_wanted(self, event: PromptEditor.CloseWanted) -> None:
        self.asked.append(event)

    def on_prompt_editor_clear_or_interrupt_wanted(
        self, event: PromptEditor.ClearOrInterruptWanted
    ) -> None:
        self.asked.append(event)

    def named(self) -> list[tuple[str, str]]:
        """What was asked for, as names and codes."""
        return [(type(event).__name__, event.code) for event in self.asked]


def type_in(app: PromptApp, text: str) -> None:
    """Send `text` as a terminal does that has it all in one read."""
    names = {"\r": "enter", "\n": "ctrl+j", "\t": "tab", "\x7f": "backspace", " ": "space"}
    for character in text:
        app.post_message(events.Key(names.get(character, character), character))


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every message sent so far was handled, also those that these led to."""
    for _ in range(5):
        await pilot.pause()
