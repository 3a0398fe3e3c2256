"""The main screen: tabs over the pane in view, status and keys below."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker

from tui.kernels.exits import plain_lines
from tui.kernels.session import KernelSession
from tui.model.clean import clean
from tui.panes.session.pane import SessionPane
from tui.render.highlight import SyntaxTheme, lexer_for
from tui.screens.tabbed import TabbedScreen
from tui.widgets.clipboard import copy_text
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.reading import ReadingScreen
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.key_bar import KeyBar, hints_of, keys_by_id
from tui.widgets.key_names import key_name
from tui.widgets.prompt.editor import PromptEditor
from tui.worker_failures import FAILURE, failed

LOG_LINES = 5_000
NO_LOG = """\
There is nothing yet.

Here is what the process of the kernel writes by itself: when it starts, when it crashes, and what
libraries write past the kernel. What cells print is in the transcript. A kernel that jtui has not
started writes elsewhere."""
LEAST_HEIGHT = 8
"""Rows from which on the keys stand at the bottom."""
LEAST_WITH_TABS = 6
"""Rows from which on the tabs stand at the top."""
FIRST_KEYS = (
    ("prompt.complete", "completes"),
    ("history.open", "history"),
    ("session.new", "new tab"),
    ("app.help", "help"),
)
"""The bindings one has to know, with what they do."""


class ConsoleScreen(TabbedScreen):
    """Shows sessions in tabs; `new_pane` makes the pane of a session under a title."""

    # Its widgets cover it, as with the containers in it: the toolkit need not work out, in every
    # frame and line by line, what cannot be seen.
    BLANK = True
    # The first tab gives the focus to its prompt; nothing else need have it before.
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+w", "close_tab", "Close tab", id="session.close", priority=True, show=False),
    ]

    class Shown(Message):
        """The first tab has the focus."""

    def __init__(self, new_pane: Callable[[KernelSession, str], SessionPane]) -> None:
        super().__init__()
        self.keeps_history = True
        self._new_pane = new_pane
        self._syntax = SyntaxTheme()
        self._colours_code = False
        self._is_styled = False
        self._keys = KeyBar()

    def compose(self) -> ComposeResult:
        """Tabs, panes, status, keys."""
        yield self._tabs
        with self._holder:
            yield from self._panes
        yield self._status
        yield self._keys

    def update_node_styles(self, animate: bool = True) -> None:
        """Work out the styles of all widgets anew, except when the screen is first shown.

        Then they have just been worked out, one widget after the other as they were mounted.
        """
        if self._is_styled:
            super().update_node_styles(animate)
        self._is_styled = True

    def on_mount(self) -> None:
        """Show the first tab."""
        self.bindings_updated_signal.subscribe(self, self._refresh_keys)
        self.show_tab(0)
        self.post_message(self.Shown())
        self.call_after_refresh(self._colour_code)

    def on_resize(self) -> None:
        """Where there are hardly any rows the prompt needs them more than the keys do."""
        is_low = self.size.height < LEAST_HEIGHT
        self._keys.display = not is_low
        self._tabs.display = self.size.height >= LEAST_WITH_TABS
        self._holder.set_class(is_low, "-low")
        super().on_resize()

    def prepare(self, session: KernelSession) -> None:
        """Add a pane on a session before the screen is shown, so that it is in the first frame."""
        name = clean(session.spec.display_name)
        same = [pane for pane in self._panes if pane.session is session]
        title = self._free_title(f"{same[0].title}, same kernel" if same else name)
        pane = self._new_pane(session, title)
        if self._colours_code:
            pane.set_syntax(self._syntax)
        pane.display = False
        self._panes.append(pane)

    async def add(self, session: KernelSession) -> None:
        """Add a pane on a session as the last tab, out of view."""
        self.prepare(session)
        await self._holder.mount(self._panes[-1])

    def name_tab(self, session: KernelSession, name: str) -> None:
        """Name the first tab of a session after something that is not its kernel."""
        pane = next((each for each in self._panes if each.session is session), None)
        if pane is not None:
            pane.title = ""
            pane.title, pane.is_named = self._free_title(name), True
            if self.is_mounted:
                self.refresh_frame()

    def show_session(self, session: KernelSession) -> None:
        """Bring the first tab of a session into view."""
        places = (at for at, pane in enumerate(self._panes) if pane.session is session)
        if (place := next(places, None)) is not None:
            self.show_tab(place)

    def rename_tabs_of(self, session: KernelSession) -> None:
        """Name the tabs of a session after its kernel, but for those the user has named."""
        first = ""
        for pane in self._panes:
            if pane.session is not session:
                continue
            pane.forget_earlier()
            if not pane.is_named:
                pane.title = ""
                name = f"{first}, same kernel" if first else clean(session.spec.display_name)
                pane.title = self._free_title(name)
            first = first or pane.title
        self.refresh_frame()

    def _free_title(self, name: str) -> str:
        taken = {pane.title for pane in self._panes}
        title, number = name, 2
        while title in taken:
            title, number = f"{name} ({number})", number + 1
        return title

    @property
    def syntax(self) -> SyntaxTheme:
        """The styles of highlighted code."""
        return self._syntax

    def set_syntax(self, syntax: SyntaxTheme) -> None:
        """Set the styles of highlighted code in every pane."""
        self._syntax = syntax
        if self._colours_code:
            for pane in self._panes:
                pane.set_syntax(syntax)

    @work(name="colours of code", exit_on_error=False)
    async def _colour_code(self) -> None:
        """Begin to highlight code: making a lexer takes 30 ms, too long before the first key."""
        for name in {name for pane in self._panes for name in pane.lexer_names()[:1]}:
            await asyncio.to_thread(lexer_for, name)
        self._colours_code = True
        self.set_syntax(self._syntax)

    def refresh_frame(self) -> None:
        """Show the tabs' labels and the status of the pane in view."""
        self._tabs.labels = tuple(pane.label for pane in self._panes)
        self._tabs.active = self._active
        self.head_panes()
        if (pane := self.pane) is not None:
            self._status.status = pane.status(_shown_cwd())

    def _refresh_keys(self, _: Screen[object]) -> None:
        """Show the keys that work now, of each action the first."""
        self._keys.hints = hints_of(self)
        self._hint_at_keys()

    def _hint_at_keys(self) -> None:
        """Name the keys to begin with in the panes in which nothing was entered yet."""
        fresh = [pane for pane in self.panes_in_view if pane.is_fresh]
        # Elsewhere other keys work.
        if fresh and self.app.screen is self and isinstance(self.focused, PromptEditor):
            keys = keys_by_id(self)
            named = [(key_name(keys[each]), words) for each, words in FIRST_KEYS if each in keys]
            for pane in fresh:
                pane.hint_at_keys(named)

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A key was clicked."""
        event.stop()
        self.app.simulate_key(event.key)

    def on_session_pane_state_changed(self, event: SessionPane.StateChanged) -> None:
        """Something in a tab or the status bar is new."""
        event.stop()
        self.refresh_frame()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something failed because of an error of jtui's own."""
        if failed(self, event):
            self.notify(FAILURE, severity="error", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Let typing go on in the pane after a click on nothing took the focus away."""
        if self.focused is None and (pane := self.pane) is not None:
            event.stop()
            pane.take_key(event)

    def action_close_tab(self) -> None:
        """Ask for the tab in view to be closed."""
        if (pane := self.pane) is not None:
            pane.post_message(SessionPane.CloseWanted(pane))

    @work(name="rename", exit_on_error=False)
    async def action_rename_tab(self) -> None:
        """Give the tab another name."""
        if (pane := self.pane) is None:
            return
        title = await self.app.push_screen_wait(TextEntry("Name of this tab", pane.title))
        if title:
            pane.title, pane.is_named = clean(title), True
            self.refresh_frame()

    @work(name="restart", exclusive=True, group="restart", exit_on_error=False)
    async def on_session_pane_restart_wanted(self, event: SessionPane.RestartWanted) -> None:
        """Restart a kernel, asked first when something would be lost."""
        event.stop()
        pane = event.pane
        if pane.has_something_to_lose:
            answer = await self.app.push_screen_wait(
                ChoiceDialog(
                    f"Restart {pane.title}? What runs is ended and all variables are lost;"
                    " the transcript stays.",
                    [Choice("restart", "Restart", "r"), Choice("", "Cancel", "c")],
                    preselect=False,
                )
            )
            if not answer:
                return
        pane.restart()

    @work(name="history", exit_on_error=False)
    async def on_session_pane_history_wanted(self, event: SessionPane.HistoryWanted) -> None:
        """Open the history over the tab; what is picked goes to the prompt, or is run."""
        event.stop()
        if self.app.screen is not self:
            return
        # 20 ms, with sqlite, that no start waits for.
        from tui.screens.history import HistoryScreen

        pane = event.pane
        panel = HistoryScreen.of(pane.session, pane.draft, self._syntax)
        panel.keeps = self.keeps_history
        picked = await self.app.push_screen_wait(panel)
        for each in self._panes:
            each.forget_earlier()
        if picked is not None and pane in self._panes:
            pane.recall(picked.code, picked.runs)

    @work(name="shutdown", exit_on_error=False)
    async def action_shutdown_kernel(self) -> None:
        """Shut down the kernel of the tab, after a question if others started it."""
        if (pane := self.pane) is None:
            return
        if not pane.session.transport.owns_kernel:
            question = (
                f"{pane.title}: jtui did not start this kernel. Shut it down for all who use it?"
                f" All its variables are lost.\n{pane.session.transport.description}"
            )
            choices = [Choice("end", "Shut it down for all", "s"), Choice("", "Cancel", "c")]
            if not await self.app.push_screen_wait(
                ChoiceDialog(question, choices, preselect=False)
            ):
                return
        await pane.session.shutdown()

    async def action_kernel_log(self) -> None:
        """Show what the kernel process wrote to its own stdout and stderr."""
        if (pane := self.pane) is None:
            return
        text = await asyncio.to_thread(pane.session.log_text)
        shown = plain_lines(text, LOG_LINES)
        title = f"{pane.title}: output of the kernel process"
        self.app.push_screen(ReadingScreen(title, shown or NO_LOG, at_end=True))

    def action_show_all(self) -> None:
        """Bring back what was cleared from the view."""
        if (pane := self.pane) is not None:
            pane.action_show_all()

    def on_session_pane_copy_wanted(self, event: SessionPane.CopyWanted) -> None:
        """Copy a text to the terminal's clipboard."""
        event.stop()
        copy_text(self, event.text)


def _shown_cwd() -> str:
    """The working directory with the home folder as `~`, cleaned."""
    try:
        cwd = Path.cwd()
        home = Path.home()
    except OSError:
        return "(directory gone)"
    except RuntimeError:
        # No home folder at all.
        return clean(str(cwd))
    if cwd.is_relative_to(home):
        return clean(str(Path("~") / cwd.relative_to(home)))
    return clean(str(cwd))
