"""A pane that brings back earlier inputs: from the history panel, and with Up in the prompt."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.errors import HistoryError
from tui.kernels.own_inputs import language_of
from tui.model.clean import clean
from tui.panes.session.inquiring import InquiringPane
from tui.widgets.prompt.editor import PromptEditor

if TYPE_CHECKING:
    from tui.stores.history.search import HistorySearch

_log = logging.getLogger(__name__)

LARGEST_INPUT = 200_000
"""Characters that others may put into the prompt, which is made for less."""
AT_ONCE = 500
"""Inputs of earlier sessions that are read from disk at a time."""


class RememberingPane(InquiringPane):
    """Transcript, pager and prompt, with a way to what was entered before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f3", "open_history", "History", id="history.open", priority=True),
    ]

    class HistoryWanted(Message, namespace="session_pane"):
        """The history panel is to be opened for `pane`."""

        def __init__(self, pane: RememberingPane) -> None:
            super().__init__()
            self.pane = pane

    _earlier: HistorySearch | None = None
    _told = ""

    def action_open_history(self) -> None:
        """Open the history panel."""
        self.post_message(self.HistoryWanted(self))

    @property
    def draft(self) -> str:
        """What is in the prompt and not sent."""
        return self._prompt.editor.text

    @draft.setter
    def draft(self, text: str) -> None:
        self._prompt.editor.replace_text(text)

    def recall(self, code: str, runs: bool) -> None:
        """Put an input into the prompt, where undo brings the draft back, or run it."""
        if runs:
            self.run(code)
        elif len(code) > LARGEST_INPUT:
            self._say(f"This is too long for the prompt: {len(code):,} characters. F5 runs it")
        else:
            self._prompt.editor.replace_text(code)
        self.focus_input()

    def run(self, code: str) -> None:
        """Run code as if it had been entered."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Read what ghost text needs, where it is wanted: it does not ask the disk at a key."""
        self.forget_earlier()

    async def on_unmount(self) -> None:
        """Read no more of the history."""
        if self._earlier is not None:
            await asyncio.to_thread(self._earlier.close)

    def forget_earlier(self) -> None:
        """Read earlier inputs anew when they are next needed: some may have come, or gone."""
        self._prompt.editor.set_earlier((), complete=False)
        if self._prompt.editor.history_suggestions:
            self._read_newest()

    @work(name="newest inputs", exit_on_error=False)
    async def _read_newest(self) -> None:
        try:
            found = await asyncio.to_thread(self._earlier_inputs, "", 0)
        except HistoryError as error:
            self._tell(error)
        else:
            self._prompt.editor.set_earlier(found, len(found) < AT_ONCE)

    def on_prompt_editor_earlier_wanted(self, event: PromptEditor.EarlierWanted) -> None:
        """Read inputs of earlier sessions; the editor holds its keys until it has them."""
        event.stop()
        self._read_earlier(event)

    @work(name="earlier inputs", exit_on_error=False)
    async def _read_earlier(self, event: PromptEditor.EarlierWanted) -> None:
        found: list[str] = []
        try:
            found = await asyncio.to_thread(self._earlier_inputs, event.prefix, event.count)
        except HistoryError as error:
            self._tell(error)
        finally:
            complete = len(found) < AT_ONCE
            event.editor.add_earlier(event.prefix, found, complete=complete)

    def _tell(self, error: HistoryError) -> None:
        """Say what is wrong with the history, once for each kind of trouble."""
        _log.warning("earlier inputs: %s", error)
        if str(error) != self._told:
            self._told = str(error)
            self.notify(clean(str(error)), severity="warning", timeout=10, markup=False)

    def _earlier_inputs(self, prefix: str, known: int) -> list[str]:
        # 8 ms for sqlite, which no start waits for.
        from tui.stores.history.search import HistorySearch

        if self._earlier is None:
            self._earlier = HistorySearch()
        entries = self._earlier.earlier(prefix, language_of(self.session), limit=known + AT_ONCE)
        return [entry.code for entry in entries[known:]]
