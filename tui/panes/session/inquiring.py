"""A pane that asks its kernel beside the cells: completion, help, signatures of calls."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from tui.kernels.session import KernelSession
from tui.model.cells import Cell
from tui.model.clean import clean
from tui.model.help import HelpTopic, name_at
from tui.panes.session.inquiry import Inquiry
from tui.panes.session.split import Split
from tui.panes.session.transcript_area import TranscriptArea
from tui.panes.session.transcript_keys import TranscriptKeys
from tui.stores.pager_size import read_pager_size, write_pager_size
from tui.widgets.prompt.editor import PromptEditor
from tui.widgets.prompt.prompt import Prompt
from tui.wire.events import MimeBundle
from tui.wire.introspection import (
    complete_request,
    decode_completion,
    decode_inspection,
    inspect_request,
)
from tui.wire.message import Message as KernelMessage

if TYPE_CHECKING:
    from tui.widgets.pager.pager import Pager

TITLE_LENGTH = 60
_NAME = re.compile(r"%{0,2}[\w.:]+")
KEEP_DELAY = 0.3
"""Seconds without a further change after which the pager's size is written to disk."""
# Of the text around the cursor a name is looked for in.
_REACH = 200


class InquiringPane(TranscriptKeys):
    """Transcript and side pager over a prompt, with the questions that need no cell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "toggle_pager", "Help pager", id="pager.toggle", priority=True, show=False),
        Binding("escape", "close_pager", "Close the pager", id="pager.hide", show=False),
    ]

    class SourceWanted(Message, namespace="session_pane"):
        """A file is to be opened in the editor, at the line that reads `anchor`."""

        def __init__(self, session: KernelSession, path: str, line: int, anchor: str) -> None:
            super().__init__()
            self.session = session
            self.path = path
            self.line = line
            self.anchor = anchor

    class CopyWanted(Message, namespace="session_pane"):
        """A text is to be copied to the clipboard."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, session: KernelSession, area: TranscriptArea) -> None:
        super().__init__(area)
        self.session = session
        self._split = Split(area)
        self._prompt = Prompt()
        self._completion = Inquiry(session, "completion", self._say)
        self._help = Inquiry(session, "help", self._say)
        self._signature = Inquiry(session, "signature", self._say)
        self._size_read = False
        self._size_kept: Timer | None = None

    def _say(self, words: str, stays: bool = False) -> None:
        """Show words to the user for a while, or till others come; "" takes them away."""
        raise NotImplementedError

    def focus_input(self) -> None:
        """Give the focus to what waits for typing."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Follow the cursor of the prompt."""
        self.watch(self._prompt.editor, "selection", self._cursor_moved, init=False)

    async def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        for inquiry in (self._completion, self._help, self._signature):
            await inquiry.close()

    # Completion.

    def on_prompt_editor_completion_wanted(self, event: PromptEditor.CompletionWanted) -> None:
        """Ask the kernel what could follow."""
        event.stop()
        code, position = event.code, event.position

        def use(reply: KernelMessage) -> None:
            completion = decode_completion(reply, code, position)
            taken = event.editor.complete_with(
                code, position, completion, while_typing=event.while_typing
            )
            if not taken and not event.while_typing and not len(completion.matches):
                self._say("No completions")

        request = complete_request(self.session.client, code, position)
        self._completion.ask(request, use, quietly=event.while_typing)

    def _cursor_moved(self) -> None:
        """Drop a question that had to wait: it was about another place."""
        for inquiry in (self._completion, self._help):
            if inquiry.is_waiting:
                inquiry.drop()

    # Help.

    def on_prompt_editor_inspection_wanted(self, event: PromptEditor.InspectionWanted) -> None:
        """Show help on the name at the cursor."""
        event.stop()
        start = max(0, event.position - _REACH)
        around = event.code[start : event.position + _REACH]
        name = _name_in(around, event.position - start)
        self._inspect(event.code, event.position, event.detail, name)

    def on_pager_inspect_wanted(self, event: Pager.InspectWanted) -> None:
        """Show help on a name in the help."""
        event.stop()
        self._inspect(event.name, len(event.name), event.detail, event.name)

    def _inspect(self, code: str, position: int, detail: int, name: str) -> None:
        async def show(reply: KernelMessage) -> None:
            inspection = decode_inspection(reply)
            if inspection.found and inspection.data:
                await self._show(HelpTopic(name or "Help", inspection.data, name, detail))
            else:
                self._say(f"Nothing is known of {clean(name)}" if name else "No name is here")

        request = inspect_request(self.session.client, code, position, 1 if detail else 0)
        self._help.ask(request, lambda reply: self.call_next(show, reply), quietly=False)

    def show_page(self, cell: Cell, data: MimeBundle) -> None:
        """Show what the reply to a cell had paged."""
        lines = cell.code.strip().split("\n")
        title = next((line for line in lines if "?" in line), lines[0]).strip()
        name = title.strip("?; \t") if "?" in title else ""
        if not _NAME.fullmatch(name):
            name = ""
        topic = HelpTopic(title[:TITLE_LENGTH], data, name, 1 if "??" in title else 0)
        self.call_next(self._show, topic)

    async def _show(self, topic: HelpTopic) -> None:
        if not self._size_read:
            self._size_read = True
            self._split.share = await asyncio.to_thread(read_pager_size)
        await self._split.show(topic)

    # Signatures.

    def on_prompt_editor_tip_wanted(self, event: PromptEditor.TipWanted) -> None:
        """Ask for the signature of the call that is being typed."""
        event.stop()
        code, position = event.code, event.position

        def use(reply: KernelMessage) -> None:
            data = decode_inspection(reply).data
            event.editor.show_tip(code, position, HelpTopic("", data).text())

        request = inspect_request(self.session.client, code, position, 0)
        if not self._signature.ask(request, use, quietly=True):
            event.editor.forget_call()

    # The pager.

    @property
    def pager(self) -> Pager | None:
        """The pager while it is shown."""
        return self._split.pager

    @property
    def is_in_pager(self) -> bool:
        """Whether the pager has the focus."""
        return self.pager is not None and self.pager.has_focus_within

    def action_toggle_pager(self) -> None:
        """Show the pager and go there; from there, hide it."""
        if self.is_in_pager:
            self.action_close_pager()
        elif self._split.can_page:
            self._split.open()
            if (pager := self._split.pager) is not None:
                pager.take_focus()
        else:
            self._say("No help was shown yet: Shift+Tab or ? after a name shows it")

    def action_close_pager(self) -> None:
        """Hide the pager."""
        self._split.close()
        self.focus_input()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the pager and the menu come before those of the transcript."""
        if action == "close_pager":
            return self._split.pager is not None
        if action in ("page_up", "page_down", "scroll_top", "scroll_end"):
            return not self.is_in_pager and self._prompt.editor.menu is None
        return True

    def on_pager_closed(self, event: Pager.Closed) -> None:
        """Hide the pager."""
        event.stop()
        self.action_close_pager()

    def on_pager_leave_wanted(self, event: Pager.LeaveWanted) -> None:
        """Go on typing."""
        event.stop()
        self.focus_input()
        self.type_on(event.text)

    def type_on(self, text: str) -> None:
        """Have a character that was typed elsewhere go where typing goes on."""
        if text and (focused := self.screen.focused) is not None:
            focused.post_message(events.Key(text, text))

    def on_pager_copy_wanted(self, event: Pager.CopyWanted) -> None:
        """Copy from the help."""
        event.stop()
        self.post_message(self.CopyWanted(event.text))

    def on_pager_source_wanted(self, event: Pager.SourceWanted) -> None:
        """Open the file the help names."""
        event.stop()
        message = self.SourceWanted(self.session, event.path, event.line, event.anchor)
        self.post_message(message)

    def on_split_resized(self, event: Split.Resized) -> None:
        """Remember the size, once it stays as it is."""
        event.stop()
        if self._size_kept is not None:
            self._size_kept.stop()
        self._size_kept = self.set_timer(KEEP_DELAY, self._keep_size)

    async def _keep_size(self) -> None:
        await asyncio.to_thread(write_pager_size, self._split.share)


def _name_in(text: str, position: int) -> str:
    start = text.rfind("\n", 0, position) + 1
    line = text[start:].split("\n", 1)[0]
    return name_at(line, position - start)
