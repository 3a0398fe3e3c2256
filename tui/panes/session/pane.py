"""The pane of one session: what the user types goes to the kernel, what it says is drawn."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar, assert_never

from rich.cells import cell_len
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker

from tui.config import PromptSettings
from tui.kernels.own_inputs import language_of
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.watch import EnteredPayload, Watch
from tui.kernels.width.room import Room
from tui.model.cells import Cell, CellState
from tui.model.clean import clean, clean_code
from tui.model.completeness import looks_complete
from tui.panes.session.in_place import InPlacePane
from tui.panes.session.remembering import LARGEST_INPUT
from tui.panes.session.transcript_area import TranscriptArea
from tui.render.highlight import SyntaxTheme, lexer_for
from tui.widgets.key_names import key_on
from tui.widgets.pane_title import PaneTitle
from tui.widgets.prompt.editor import Complete, Incomplete, PromptEditor
from tui.widgets.status_bar import Status
from tui.widgets.tab_bar import TabLabel
from tui.widgets.transcript.view import TranscriptView
from tui.wire.payloads import Edit, Exit, NextInput, Page, Payload
from tui.worker_failures import FAILURE, failed

# Seconds between two drawings of a pane in view, between two of which the later shows what a cell
# ended with, and between two looks at a pane that is hidden.
FRAME = 1 / 60
LAST_FRAME = 1 / 120
HIDDEN_FRAME = 0.2
GATHER = 0.01
"""Seconds a drawing waits for a cell that runs to end: most are drawn once, with their results."""
REST = 5.0
"""How many times as long as a frame took is nothing drawn of a flood afterwards."""
LONGEST_FRAME = 0.5
HINT_TIME = 5.0
FRAME_ROWS = 4
"""Rows of tabs, least prompt, status and keys."""
# IPython does not tell of the option by which the edited code is not run.
_ONLY_EDITS = re.compile(r"\s*%?(?:edit|ed)\s(?:.*\s)?-\w*x")
HINT_GAP = " · "


class SessionPane(InPlacePane):
    """Transcript over prompt for one session; several panes may show the same session."""

    BLANK = True
    DEFAULT_CSS = """
    SessionPane {
        height: 1fr;
        & > Prompt { min-height: 2; max-height: 50%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "interrupt", "Interrupt", id="kernel.interrupt", priority=True),
        Binding(
            "f7,ctrl+full_stop",
            "restart",
            "Restart",
            id="kernel.restart",
            priority=True,
        ),
        Binding("f8", "run_cancelled", "Run cancelled", id="queue.run_cancelled", priority=True),
        Binding(
            "ctrl+c",
            "copy_or_interrupt",
            "Copy or interrupt",
            id="transcript.copy_or_interrupt",
            show=False,
        ),
    ]

    class StateChanged(Message):
        """Tab and status bar of this pane have something new to show."""

        def __init__(self, pane: SessionPane) -> None:
            super().__init__()
            self.pane = pane

    class CloseWanted(Message):
        """The user wants to close this pane; `keep` says of the kernel, `None` is to be asked."""

        def __init__(self, pane: SessionPane, keep: bool | None = None) -> None:
            super().__init__()
            self.pane = pane
            self.keep = keep

    class EditWanted(Message):
        """A file of the kernel's is to be edited; with `runs` what is in it is run afterwards."""

        def __init__(self, pane: SessionPane, filename: str, line: int, runs: bool) -> None:
            super().__init__()
            self.pane = pane
            self.filename = filename
            self.line = line
            self.runs = runs

    class RestartWanted(Message):
        """The user wants to restart the kernel; `pane` asks first when something would be lost."""

        def __init__(self, pane: SessionPane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, session: KernelSession, title: str, elapsed_after: float = 1.0) -> None:
        area = TranscriptArea(session.transcript.blocks, elapsed_after)
        super().__init__(session, area)
        self.title = title
        if session.transcript.is_notebook:
            self.note_notebook()
        # Whether the user gave that name.
        self.is_named = False
        self.is_marked = False
        self._head = PaneTitle()
        self._head.display = False
        self.unseen = False
        self.end = ""
        """How work that took long has ended, as a tab has it, until that was seen."""
        self.in_view = False
        self._syntax: SyntaxTheme | None = None
        self._watch: Watch = session.watch()
        self._watch.room = self._room
        self._available = (False, False)
        self._words = ""
        self._hint_timer: Timer | None = None
        self._put_off: list[EnteredPayload] = []
        self._label_shown: TabLabel | None = None

    def compose(self) -> ComposeResult:
        """Transcript over prompt."""
        yield self._head
        yield self._split
        yield self._prompt

    def on_mount(self) -> None:
        """Begin to draw."""
        self._prompt.editor.entries = self._entries
        self._draw_changes()

    async def on_unmount(self) -> None:
        """End the watch; the session lives on."""
        self.session.unwatch(self._watch)

    # What the tab and the status bar show.

    @property
    def label(self) -> TabLabel:
        """The tab's label."""
        state = self.session.state.value
        return TabLabel(self.title, state, self.unseen, self.is_marked, self.end)

    def head(self, number: int | None, active: bool = False) -> None:
        """Show the tab's label with its number over the pane, or with `None` nothing."""
        self._head.display = number is not None
        if number is not None:
            self._head.words = self.label.text(number)
            self._head.active = active

    def status(self, cwd: str) -> Status:
        """The status bar's content; `cwd` is the client's, cleaned."""
        session, where = self.session, self.session.transport.where
        return Status(
            kernel=clean(session.spec.display_name) + (f" · {where}" if where else ""),
            state=session.state.value,
            count=session.transcript.execution_count,
            queued=session.queue_length,
            dropped=session.discarded,
            cwd=cwd,
            hint=self._words or ("" if self._view.following else self._scrolled),
        )

    @property
    def _scrolled(self) -> str:
        return f"scrolled up, {key_on(self.screen, 'transcript.end', 'Ctrl+End')} goes to the end"

    def hint_at_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Name keys, and what they do, in a line while nothing was entered; as many as fit."""
        if not self.is_fresh:
            return
        words = [f"{key} {deed}" for key, deed in keys]
        while words and cell_len(line := f" {HINT_GAP.join(words)}") >= self._view.size.width > 0:
            words.pop()
        self._view.hint = line if words else ""

    @property
    def is_fresh(self) -> bool:
        """Whether there is no cell yet."""
        return not any(isinstance(block, Cell) for block in self.session.transcript.blocks)

    @property
    def editor(self) -> PromptEditor:
        """The prompt's editor."""
        return self._prompt.editor

    @property
    def view(self) -> TranscriptView:
        """The view of the transcript."""
        return self._view

    def _room(self) -> Room | None:
        width, height = self._view.scrollable_content_region.size
        if width <= 0 and self.is_attached:
            # Not in view yet: it will be alone there, as far as is known.
            width = self.app.size.width - self._view.scrollbar_size_vertical
            height = self.app.size.height - FRAME_ROWS
        return Room.of(width, max(height, 1))

    def set_syntax(self, syntax: SyntaxTheme) -> None:
        """Set the styles of highlighted code."""
        self._syntax = syntax
        self._refresh_language()

    def set_typing_aids(self, aids: PromptSettings) -> None:
        """Set how the prompt helps while typing."""
        editor = self._prompt.editor
        editor.spec_language = language_of(self.session)
        editor.auto_close = aids.auto_close
        editor.auto_indent = aids.auto_indent
        editor.complete_while_typing = aids.complete_while_typing
        editor.signature_tips = aids.signature_tips
        editor.history_suggestions = aids.history_suggestions

    def show(self, in_view: bool, focus: bool = True) -> None:
        """Come into view, with or without the focus, or leave it."""
        self.in_view = in_view
        if in_view:
            self.unseen = False
            self.end = ""
            # Inputs of other tabs may have come.
            self.forget_earlier()
            # Now and not with the next frame: a question must be there to take the focus.
            self._draw()
            if focus:
                self.focus_input()

    def take_key(self, event: events.Key) -> None:
        """Take a key that came while nothing had the focus."""
        self.focus_input()
        if (focused := self.screen.focused) is not None:
            focused.post_message(event.copy())

    def focus_input(self) -> None:
        """Give the focus to what waits for typing: the question's field, else the prompt."""
        widget = self._area.question_field or self._prompt.editor
        # `focus()` would do it only after the keys that are already waiting.
        self.screen.set_focus(widget, scroll_visible=False)

    # Drawing.

    @work(name="drawer", exit_on_error=False)
    async def _draw_changes(self) -> None:
        drawn, pause = 0.0, FRAME
        while True:
            await self._watch.wait()
            if self.in_view:
                await self._gather(drawn, pause)
                begun = time.monotonic()
                if self._draw():
                    await self._on_screen()
                    drawn = time.monotonic()
                    # On a machine that is short of processors a flood is drawn less often, so that
                    # keys get their turn.
                    pause = max(FRAME, REST * (drawn - begun))
            else:
                self._look_without_drawing()
                await asyncio.sleep(HIDDEN_FRAME)

    def _look_without_drawing(self) -> None:
        self._take_payloads()
        self.unseen = self.unseen or bool(self._watch.feed)
        if self.label != self._label_shown:
            self._label_shown = self.label
            self.post_message(self.StateChanged(self))

    async def _on_screen(self) -> None:
        """Wait until what was drawn is on its way to the terminal."""
        shown = asyncio.Event()
        self.call_after_refresh(shown.set)
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_FRAME):
                await shown.wait()

    async def _gather(self, drawn: float, pause: float) -> None:
        """Wait for more to draw at once, for `pause` seconds since the last drawing at `drawn`."""
        begun = time.monotonic()
        while True:
            if self.session.state is KernelState.BUSY:
                end = max(begun + GATHER, drawn + pause)
            else:
                end = drawn + LAST_FRAME
            left = end - time.monotonic()
            if left <= 0:
                return
            await self._watch.wait(left)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Go on after an error of jtui's own in something it did for this pane."""
        if failed(self, event):
            self.notify(FAILURE, severity="error", markup=False)
            if event.worker.name == "drawer":
                self.set_timer(1.0, self._draw_changes)

    def _draw(self) -> bool:
        """Draw what changed; answers whether the transcript did."""
        changes = self._watch.feed.take()
        if changes and self._view.hint and not self.is_fresh:
            self._view.hint = ""
        if changes:
            self._area.take(changes)
        self._take_payloads()
        self._prompt.number = self.session.next_number
        self._prompt.busy = self.session.state is KernelState.BUSY
        self._refresh_language()
        changed = self._area.ask(self.session.asking_cell)
        if changed and self.has_focus_within:
            self.focus_input()
        self.post_message(self.StateChanged(self))
        available = self._available_actions()
        if available != self._available:
            self._available = available
            self.refresh_bindings()
        return bool(changes)

    def _take_payloads(self) -> None:
        taken = [*self._put_off, *self._watch.take_payloads()]
        # An editor would take the terminal from under the fingers of who is typing elsewhere.
        self._put_off = []
        for cell, payload in taken:
            if isinstance(payload, Edit) and not self.in_view:
                self._put_off.append((cell, payload))
            else:
                self._act_on(cell, payload)

    def _act_on(self, cell: Cell, payload: Payload) -> None:
        """Do what the reply to a cell asks of the front end."""
        match payload:
            case Page(data):
                if data:
                    self.show_page(cell, data)
            case NextInput(text):
                self._put_into_prompt(text)
            case Exit(keep_kernel):
                self.post_message(self.CloseWanted(self, keep_kernel))
            case Edit(filename, line):
                runs = not _ONLY_EDITS.match(cell.code)
                self.post_message(self.EditWanted(self, filename, line, runs))
            case _:
                assert_never(payload)

    def _put_into_prompt(self, text: str) -> None:
        if len(text) > LARGEST_INPUT:
            self._say(f"The text for the prompt is too long: {len(text):,} characters")
        else:
            self._prompt.editor.replace_text(clean_code(text))

    def _available_actions(self) -> tuple[bool, bool]:
        """Whether there is something to interrupt, and whether there are cancelled cells."""
        session = self.session
        waits = session.queue_length > 0 and session.state is not KernelState.DEAD
        runs = bool(session.transcript.running) or waits
        return runs, session.cancelled_count > 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        if action == "interrupt":
            return self._available[0]
        if action == "run_cancelled":
            return self._available[1]
        return super().check_action(action, parameters)

    def _refresh_language(self) -> None:
        # Keys come sooner than colours.
        self._prompt.editor.spec_language = language_of(self.session)
        if self._syntax is None:
            # Before the first frame: making a lexer takes longer than drawing it.
            return
        language = next((name for name in self.lexer_names() if lexer_for(name) is not None), "")
        self._prompt.language = language
        self._prompt.syntax_theme = self._syntax
        self._split.set_language(language, self._syntax)

    def lexer_names(self) -> Sequence[str]:
        """The names to look for a highlighter under, best first."""
        if (info := self.session.info) is not None:
            return info.lexer
        language = self.session.spec.language
        # As most kernels of it say later: another lexer would be made for the first moment.
        return ("ipython3", language) if language == "python" else (language,)

    # Entering code.

    def _entries(self) -> list[str]:
        blocks = self.session.transcript.blocks
        cells = (block for block in blocks if isinstance(block, Cell) and block.code)
        # What a file brought was not entered.
        return [cell.code for cell in cells if cell.state is not CellState.STORED]

    def run(self, code: str) -> None:
        """Run code as if it had been entered: without the line break a file ends with."""
        self._end_editing()
        self._execute(code.rstrip("\n"))

    def on_prompt_editor_submitted(self, event: PromptEditor.Submitted) -> None:
        """Run what was entered."""
        event.stop()
        if not self._run_edited(event.code):
            self._execute(event.code)

    def _execute(self, code: str) -> None:
        if code.strip():
            self._words = ""
            self._view.follow()
            self.session.execute(code, self._watch)

    def on_prompt_editor_completeness_wanted(self, event: PromptEditor.CompletenessWanted) -> None:
        """Decide what Enter does, asking the kernel when it can answer."""
        event.stop()
        self._decide(event.code)

    @work(name="completeness", exit_on_error=False)
    async def _decide(self, code: str) -> None:
        try:
            await self._ask_and_decide(code)
        except BaseException:
            # The editor holds every key until it is told.
            self._prompt.editor.decide(Complete())
            raise

    async def _ask_and_decide(self, code: str) -> None:
        answer = await self.session.completeness(code)
        match answer.status:
            case "incomplete":
                self._prompt.editor.decide(Incomplete(answer.indent))
            case "unknown":
                complete, indent = looks_complete(code, self._prompt.language)
                decision = Complete() if complete else Incomplete(indent)
                self._prompt.editor.decide(decision)
            case "complete" | "invalid":
                self._prompt.editor.decide(Complete())

    def on_transcript_view_code_wanted(self, event: TranscriptView.CodeWanted) -> None:
        """Put a cell's code into the prompt; undo brings the draft back."""
        event.stop()
        self._end_editing()
        self._prompt.editor.replace_text(event.code)
        self._leave_transcript()

    def on_transcript_view_copy_wanted(self, event: TranscriptView.CopyWanted) -> None:
        """Copy a cell."""
        event.stop()
        self.post_message(self.CopyWanted(event.text))

    def on_transcript_view_leave_wanted(self, event: TranscriptView.LeaveWanted) -> None:
        """Go on typing in the prompt."""
        event.stop()
        self._leave_transcript()
        self.type_on(event.text)

    def _leave_transcript(self) -> None:
        self._view.cursor = None
        self.focus_input()

    # Answering the kernel.

    def on_transcript_area_answered(self, event: TranscriptArea.Answered) -> None:
        """Send an answer to the kernel."""
        event.stop()
        self.session.answer(event.text)

    def on_transcript_area_released(self, event: TranscriptArea.Released) -> None:
        """Go on in the prompt with what was typed behind the last answer."""
        event.stop()
        self.focus_input()
        for held in event.held:
            # A fresh one: the field has stopped the event it held.
            again = events.Paste(held.text) if isinstance(held, events.Paste) else held.copy()
            self._prompt.editor.post_message(again)

    def on_transcript_area_following_changed(self, event: TranscriptArea.FollowingChanged) -> None:
        """Show whether the end is in view."""
        event.stop()
        self.post_message(self.StateChanged(self))

    def on_transcript_area_leave_wanted(self, event: TranscriptArea.LeaveWanted) -> None:
        """Go on typing."""
        event.stop()
        self.focus_input()

    def on_stdin_field_interrupt_wanted(self) -> None:
        """Copy what is selected, else interrupt instead of answering."""
        if selected := self.screen.get_selected_text():
            self.post_message(self.CopyWanted(selected))
            self.screen.clear_selection()
        else:
            self.action_interrupt()

    # The kernel.

    def on_prompt_editor_clear_or_interrupt_wanted(
        self, event: PromptEditor.ClearOrInterruptWanted
    ) -> None:
        """Ctrl+C: copy what is selected, else interrupt what runs, else clear the prompt."""
        event.stop()
        editor = self._prompt.editor
        if editor.selected_text and not self.screen.get_selected_text():
            self.post_message(self.CopyWanted(editor.selected_text))
        elif not self._copied_or_interrupted():
            self._clear_or_hint()

    def action_copy_or_interrupt(self) -> None:
        """Ctrl+C outside of the prompt."""
        if not self._copied_or_interrupted():
            self._clear_or_hint()

    def _copied_or_interrupted(self) -> bool:
        selected = self.screen.get_selected_text()
        if selected:
            self.post_message(self.CopyWanted(selected))
            self.screen.clear_selection()
        elif self.session.transcript.running or self.session.queue_length:
            self.action_interrupt()
        else:
            return False
        return True

    def _clear_or_hint(self) -> None:
        if self._prompt.editor.text:
            self._end_editing()
            self._prompt.editor.clear_text()
        else:
            closes = key_on(self.screen, "prompt.close", "Ctrl+D")
            quits = key_on(self.screen, "app.quit", "Ctrl+Q")
            self._say(f"Nothing runs: {closes} closes the tab, {quits} quits")

    def say(self, words: str) -> None:
        """Show words in the status bar for some seconds."""
        self._say(words)

    def _say(self, words: str, stays: bool = False) -> None:
        """Show words in the status bar, for some seconds unless they stay; "" takes them away."""
        self._words = words
        self.post_message(self.StateChanged(self))
        if self._hint_timer is not None:
            self._hint_timer.stop()
            self._hint_timer = None
        if words and not stays:
            self._hint_timer = self.set_timer(HINT_TIME, self._end_hint)

    def action_hide_others(self) -> None:
        """Hide the cells of other clients, or show them again, and say which."""
        super().action_hide_others()
        hidden = self._view.hides_others
        self.say(f"Cells of other clients are {'hidden' if hidden else 'shown'} in this tab.")

    def _end_hint(self) -> None:
        self._hint_timer = None
        self._say("")

    def action_interrupt(self) -> None:
        """Interrupt what runs."""
        self.session.request_interrupt()

    def action_restart(self) -> None:
        """Restart the kernel, asked first where something would be lost."""
        self.post_message(self.RestartWanted(self))

    @property
    def has_something_to_lose(self) -> bool:
        """Whether a restart would lose a running cell or what cells have defined."""
        session = self.session
        if session.state in (KernelState.DEAD, KernelState.DISCONNECTED):
            # One that is out of reach is only tried to be reached.
            return False
        if not session.transport.can_restart:
            return False
        return bool(session.transcript.running) or session.transcript.execution_count is not None

    def restart(self) -> None:
        """Restart the kernel now."""
        self.session.request_restart()

    def action_run_cancelled(self) -> None:
        """Run the cells of the last cancelled queue."""
        if self.session.run_cancelled(self._watch):
            self._view.follow()

    def on_prompt_editor_close_wanted(self, event: PromptEditor.CloseWanted) -> None:
        """Close the pane."""
        event.stop()
        self.post_message(self.CloseWanted(self))
