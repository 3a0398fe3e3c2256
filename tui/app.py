"""The application: tabs of session panes, and everything that concerns all of them."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import ctime
from typing import ClassVar

from textual import work
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.screen import Screen
from textual.theme import Theme
from textual.widgets import Footer, TextArea

from tui.commands import Command, all_commands, help_text
from tui.config import Settings
from tui.draft_keeping import DraftKeeper
from tui.errors import KernelspecError
from tui.external_editor import edited, editor_command
from tui.kernels.exits import plain_lines
from tui.kernels.launched import Launch
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.survivors import survivors
from tui.model.clean import clean
from tui.opening import SessionOpener
from tui.panes.session.pane import SessionPane
from tui.render.highlight import SyntaxTheme
from tui.screens.palette import SingleChoicePalette
from tui.stores.kernelspecs import find_kernelspecs
from tui.stores.themes import ThemeFile, choose_theme, load_themes
from tui.terminal.barrier import ControlBarrier
from tui.terminal.crash import CalmExit, report_crash
from tui.terminal.driver import TerminalDriver
from tui.terminal.limits import raise_file_limit
from tui.terminal.signals import TerminationWatch
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.kernel_picker import KernelChoice, KernelPicker
from tui.widgets.dialogs.reading import ReadingScreen
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.prompt.editor import PromptEditor
from tui.widgets.status_bar import StatusBar
from tui.widgets.tab_bar import TabBar

_log = logging.getLogger(__name__)

LOG_LINES = 5_000


class ConsoleApp(CalmExit[int]):
    """jtui on the screen."""

    TITLE = "jtui"
    DEFAULT_CSS = """
    ConsoleApp {
        & #panes { height: 1fr; }
        & Footer { background: $panel; }
        & ToastRack { dock: top; align: right top; margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", priority=True),
        Binding("ctrl+p", "command_palette", "Commands", id="app.palette", priority=True),
        Binding("ctrl+t", "new_tab", "New tab", id="session.new", priority=True),
        Binding(
            "alt+t",
            "new_tab_same",
            "New tab on this kernel",
            id="session.new_same",
            priority=True,
            show=False,
        ),
        *(
            Binding(
                f"alt+{number}",
                f"show_tab({number - 1})",
                f"Tab {number}",
                id=f"session.{number}",
                priority=True,
                show=False,
            )
            for number in range(1, 10)
        ),
        Binding(
            "ctrl+pagedown,alt+right",
            "step_tab(1)",
            "Next tab",
            id="session.next",
            priority=True,
            show=False,
        ),
        Binding(
            "ctrl+pageup,alt+left",
            "step_tab(-1)",
            "Tab before",
            id="session.previous",
            priority=True,
            show=False,
        ),
        Binding("alt+w", "close_tab", "Close tab", id="session.close", priority=True, show=False),
        Binding("ctrl+q,f10", "quit", "Quit", id="app.quit", priority=True),
    ]
    PALETTE_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("session.rename", "Rename tab", "", "rename_tab", "app"),
        Command("kernel.log", "Show the kernel's own output", "", "kernel_log", "app"),
        Command("kernel.shutdown", "Shut down the kernel", "", "shutdown_kernel", "app"),
        Command("kernels.left", "Kernels left running", "", "left_kernels", "app"),
        Command("transcript.show_all", "Bring back what was cleared", "", "show_all", "app"),
        Command("app.theme", "Change the theme", "", "change_theme", "app"),
    )

    def __init__(
        self, settings: Settings, launches: Sequence[Launch], watch: TerminationWatch
    ) -> None:
        # The toolkit's constructor reads the themes already.
        self._theme_files: dict[str, ThemeFile] = {}
        super().__init__(driver_class=TerminalDriver)
        self.settings = settings
        self._launches = launches
        self._watch = watch
        self._opener = SessionOpener(settings)
        self._panes: list[SessionPane] = []
        self._active = 0
        self._ending = False
        self._drafts = DraftKeeper(lambda: self._panes)
        self._tabs = TabBar()
        self._status = StatusBar()
        self._barrier = ControlBarrier()

    # Start and end.

    def compose(self) -> ComposeResult:
        """Tabs, panes, status, keys."""
        yield self._tabs
        yield Container(id="panes")
        yield self._status
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Open the first tabs."""
        self._watch.serve(asyncio.get_running_loop(), self._terminate)
        problems = [*self.settings.problems, *self._load_themes()]
        self.set_keymap(dict(self.settings.keymap))
        problems += self._unknown_actions()
        for launched in self._launches:
            await self._add_pane(self._opener.adopt(launched))
        self.show_tab(0)
        for problem in problems:
            self.notify(clean(problem), severity="warning", timeout=20, markup=False)
        self._look_back()

    @work(name="look back", exit_on_error=False)
    async def _look_back(self) -> None:
        """Bring back what an earlier jtui left: unsent prompts, and word of its kernels."""
        if await self._drafts.restore():
            self.notify("What you had typed last time is back in the prompt.", markup=False)
        if left := await asyncio.to_thread(survivors):
            runs = "A kernel still runs" if len(left) == 1 else f"{len(left)} kernels still run"
            self.notify(
                f"{runs} that an earlier jtui started: Ctrl+P, “Kernels left running”.",
                timeout=10,
                markup=False,
            )

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed."""
        event.stop()
        if isinstance(event.text_area, PromptEditor):
            self._drafts.note_change()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The toolkit's filters, and the barrier against control characters as the last."""
        return [*super().get_line_filters(), self._barrier]

    def _load_themes(self) -> list[str]:
        files, problems = load_themes()
        theme, problem = choose_theme(files, self.settings.theme)
        self._theme_files = files
        for file in files.values():
            self.register_theme(_textual_theme(file))
        self.theme = theme.name
        return [*problems, *([problem] if problem else [])]

    @property
    def available_themes(self) -> dict[str, Theme]:
        """jtui's own themes and the user's; the toolkit's have no colours for code."""
        every = super().available_themes
        return {name: theme for name, theme in every.items() if name in self._theme_files} or every

    def _watch_theme(self, theme_name: str) -> None:
        super()._watch_theme(theme_name)
        for pane in self._panes:
            pane.set_syntax(self._syntax)

    @property
    def _syntax(self) -> SyntaxTheme:
        file = self._theme_files.get(self.theme)
        return SyntaxTheme.parse(file.syntax) if file is not None else SyntaxTheme()

    def _unknown_actions(self) -> list[str]:
        known = {command.command_id for command in every_command()}
        return [
            f"JtuiApp.keymap: there is no action {name}; F1 lists them all."
            for name in self.settings.keymap
            if name not in known
        ]

    def _terminate(self, signal_name: str) -> None:
        _log.info("ending because of %s", signal_name)
        keep = self.settings.kernel.keep_kernels_on_exit
        self.run_worker(self._end(shut_down=not keep), name="end", exit_on_error=False)

    async def _end(self, shut_down: bool) -> None:
        """Leave jtui, its kernels ended or not."""
        if self._ending:
            return
        self._ending = True
        sessions = self.sessions
        if shut_down and any(self._is_ours(session) for session in sessions):
            self.notify("Shutting down the kernels…", timeout=30, markup=False)
        await self._drafts.finish(keep=self._watch.exit_code is not None)
        await asyncio.gather(*(self._end_session(each, shut_down) for each in sessions))
        self.exit(self._watch.exit_code or 0)

    async def _end_session(self, session: KernelSession, shut_down: bool) -> None:
        if shut_down and session.transport.owns_kernel:
            await session.shutdown()
        await session.close()

    def kill_kernels(self) -> None:
        """Kill every kernel jtui started, at once; safe in any thread."""
        for session in self.sessions:
            if session.transport.owns_kernel:
                session.transport.kill()

    # Sessions and panes.

    @property
    def sessions(self) -> list[KernelSession]:
        """Every session that is shown, each once."""
        return list({id(pane.session): pane.session for pane in self._panes}.values())

    @property
    def pane(self) -> SessionPane | None:
        """The pane in view."""
        return self._panes[self._active] if self._panes else None

    def _is_ours(self, session: KernelSession) -> bool:
        return session.transport.owns_kernel and session.state is not KernelState.DEAD

    async def _add_pane(self, session: KernelSession, shared: bool = False) -> None:
        title = self._free_title(clean(session.spec.display_name))
        pane = SessionPane(session, title, self.settings.transcript.show_elapsed_after)
        pane.display = False
        self._panes.append(pane)
        await self.query_one("#panes", Container).mount(pane)
        pane.set_syntax(self._syntax)
        pane.set_typing_aids(auto_close=self.settings.prompt.auto_close)
        if not shared:
            session.start()

    def _free_title(self, name: str) -> str:
        taken = {pane.title for pane in self._panes}
        title, number = name, 2
        while title in taken:
            title, number = f"{name} ({number})", number + 1
        return title

    def show_tab(self, index: int) -> None:
        """Bring a tab into view."""
        if not 0 <= index < len(self._panes):
            return
        self._active = index
        for place, pane in enumerate(self._panes):
            pane.display = place == index
            pane.show(place == index)
        self._refresh_frame()

    def _refresh_frame(self) -> None:
        """Draw tabs and status anew."""
        self._tabs.labels = tuple(pane.label for pane in self._panes)
        self._tabs.active = self._active
        if (pane := self.pane) is not None:
            self._status.status = pane.status(_shown_cwd())

    def on_session_pane_state_changed(self, event: SessionPane.StateChanged) -> None:
        """Something in a tab or the status bar is new."""
        event.stop()
        self._refresh_frame()

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.show_tab(event.index)

    def action_show_tab(self, index: int) -> None:
        """Show a tab by its place."""
        self.show_tab(index)

    def action_step_tab(self, step: int) -> None:
        """Show the next tab or the one before, around the ends."""
        if self._panes:
            self.show_tab((self._active + step) % len(self._panes))

    @work(name="new tab", exit_on_error=False)
    async def action_new_tab(self) -> None:
        """Pick a kernel and open it in a new tab."""
        kernelspecs = await asyncio.to_thread(find_kernelspecs)
        choices = [
            KernelChoice(spec.name, clean(spec.display_name), clean(spec.language))
            for _, spec in sorted(kernelspecs.specs.items())
        ]
        name = await self.push_screen_wait(KernelPicker(choices))
        if not name:
            return
        try:
            spec = kernelspecs.get(name)
        except KernelspecError as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        await self._add_pane(await self._opener.open(spec))
        self.show_tab(len(self._panes) - 1)

    @work(name="new tab on this kernel", exit_on_error=False)
    async def action_new_tab_same(self) -> None:
        """Open another tab on the session in view."""
        if (pane := self.pane) is not None:
            await self._add_pane(pane.session, shared=True)
            self.show_tab(len(self._panes) - 1)

    @work(name="rename", exit_on_error=False)
    async def action_rename_tab(self) -> None:
        """Give the tab another name."""
        if (pane := self.pane) is None:
            return
        title = await self.push_screen_wait(TextEntry("Name of this tab", pane.title))
        if title:
            pane.title = clean(title)
            self._refresh_frame()

    def on_session_pane_close_wanted(self, event: SessionPane.CloseWanted) -> None:
        """A pane is to be closed."""
        event.stop()
        self._close(event.pane, event.keep)

    def action_close_tab(self) -> None:
        """Close the tab in view."""
        if (pane := self.pane) is not None:
            self._close(pane)

    @work(name="close tab", exit_on_error=False)
    async def _close(self, pane: SessionPane, keep: bool | None = None) -> None:
        session = pane.session
        last = sum(each.session is session for each in self._panes) == 1
        if last and keep is None and self._is_ours(session):
            answer = await self._ask_close(pane.title)
            if not answer:
                return
            keep = answer == "keep"
        if pane not in self._panes:
            return
        if len(self._panes) == 1:
            await self._end(shut_down=not keep)
            return
        await self._remove(pane)
        if last:
            await self._end_session(session, shut_down=not keep)

    async def _ask_close(self, title: str) -> str:
        return await self.push_screen_wait(
            ChoiceDialog(
                f"{title}: what becomes of the kernel jtui started?",
                [
                    Choice("shut down", "Shut down the kernel", "s"),
                    Choice("keep", "Keep it running", "k"),
                    Choice("", "Cancel", "c"),
                ],
            )
        )

    async def _remove(self, pane: SessionPane) -> None:
        index = self._panes.index(pane)
        self._panes.remove(pane)
        if index < self._active or self._active >= len(self._panes):
            self._active -= 1
        self.show_tab(self._active)
        await pane.remove()

    async def action_quit(self) -> None:
        """Leave jtui, asking once what becomes of the kernels it started."""
        self._quit()

    @work(name="quit", exclusive=True, group="quit", exit_on_error=False)
    async def _quit(self) -> None:
        ours = [session for session in self.sessions if self._is_ours(session)]
        shut_down = True
        if ours:
            many = f"the {len(ours)} kernels" if len(ours) > 1 else "the kernel"
            choices = [
                Choice("shut down", f"Quit and shut down {many}", "s"),
                Choice("keep", f"Quit and keep {many} running", "k"),
                Choice("", "Stay", "c"),
            ]
            if self.settings.kernel.keep_kernels_on_exit:
                choices[:2] = reversed(choices[:2])
            answer = await self.push_screen_wait(
                ChoiceDialog(f"Quit jtui? What becomes of {many} it started?", choices)
            )
            if not answer:
                return
            shut_down = answer == "shut down"
        await self._end(shut_down)

    # The kernel of the pane in view.

    @work(name="restart", exclusive=True, group="restart", exit_on_error=False)
    async def on_session_pane_restart_wanted(self, event: SessionPane.RestartWanted) -> None:
        """Restart a kernel, asked first when something would be lost."""
        event.stop()
        pane = event.pane
        if pane.has_something_to_lose:
            answer = await self.push_screen_wait(
                ChoiceDialog(
                    f"Restart {pane.title}? What runs is ended and all variables are lost;"
                    " the transcript stays.",
                    [Choice("restart", "Restart", "r"), Choice("", "Cancel", "c")],
                )
            )
            if not answer:
                return
        pane.restart()

    @work(name="shutdown", exit_on_error=False)
    async def action_shutdown_kernel(self) -> None:
        """Shut down the kernel of the tab; the transcript stays."""
        if (pane := self.pane) is not None and pane.session.transport.owns_kernel:
            await pane.session.shutdown()

    @work(name="kernels left running", exit_on_error=False)
    async def action_left_kernels(self) -> None:
        """Show the kernels an earlier jtui left running, and end them if wished."""
        left = await asyncio.to_thread(survivors)
        if not left:
            self.notify("No kernel of an earlier jtui is running.", markup=False)
            return
        lines = [
            f"{clean(each.kernel_name)}, pid {each.process.pid}, since {ctime(each.started)}"
            for each in left
        ]
        answer = await self.push_screen_wait(
            ChoiceDialog(
                "\n".join(["Kernels of an earlier jtui that still run:", *lines]),
                [Choice("", "Leave them running", "l"), Choice("end", "Shut all down", "s")],
            )
        )
        if answer:
            for each in left:
                await asyncio.to_thread(each.kill)
            self.notify(f"Shut down {len(left)}.", markup=False)

    async def action_kernel_log(self) -> None:
        """Show what the kernel process wrote to its own stdout and stderr."""
        if (pane := self.pane) is None:
            return
        text = await asyncio.to_thread(pane.session.log_text)
        shown = plain_lines(text, LOG_LINES)
        title = f"{pane.title}: output of the kernel process"
        self.push_screen(ReadingScreen(title, shown or "(nothing yet)", at_end=True))

    def action_show_all(self) -> None:
        """Bring back what was cleared from the view."""
        if (pane := self.pane) is not None:
            pane.action_show_all()

    def on_session_pane_copy_wanted(self, event: SessionPane.CopyWanted) -> None:
        """Copy a text to the terminal's clipboard."""
        event.stop()
        self.copy_to_clipboard(event.text)
        lines = event.text.count("\n") + 1
        self.notify(f"Copied {lines} line{'s' if lines > 1 else ''}.", timeout=2, markup=False)

    def on_prompt_editor_external_editor_wanted(
        self, event: PromptEditor.ExternalEditorWanted
    ) -> None:
        """Edit the prompt's text in the user's own editor."""
        event.stop()
        try:
            with edited(event.code) as draft, self.suspend():
                finished = subprocess.run([*editor_command(), str(draft.path)], check=False)
        except OSError as error:
            problem = f"The editor {editor_command()[0]} cannot be run: {error.strerror}."
        else:
            if not finished.returncode:
                event.editor.replace_text(draft.text)
                return
            problem = f"The editor ended with exit code {finished.returncode}."
        self.notify(
            clean(f"{problem} The prompt is as it was."), severity="error", markup=False, timeout=8
        )

    # Commands and help.

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every command that can be given now."""
        focused = self.focused
        nodes: dict[str, DOMNode | None] = {"app": self, "pane": self.pane, "prompt": focused}
        for command in every_command():
            node = nodes.get(command.place)
            if node is None or (command.place == "prompt" and not isinstance(node, PromptEditor)):
                continue
            if command.command_id == "app.palette":
                continue
            yield SystemCommand(
                command.words, command.command_id, self._runner(command.action, node)
            )

    def _runner(self, action: str, node: DOMNode) -> Runner:
        return Runner(self, action, node)

    def action_command_palette(self) -> None:
        """Open the command palette."""
        if not isinstance(self.screen, SingleChoicePalette):
            self.push_screen(SingleChoicePalette(id="--command-palette"))

    def action_help(self) -> None:
        """Show all keys, first those of what has the focus."""
        places = {
            "PromptEditor": "prompt",
            "TranscriptView": "transcript",
            "StdinField": "question",
        }
        place = places.get(type(self.focused).__name__, "app")
        self.push_screen(ReadingScreen("jtui: keys", help_text(every_command(), place)))


def every_command() -> list[Command]:
    """Every command there is, each id once."""
    tops = ((ConsoleApp, "app"), (SessionPane, "pane"))
    return [*all_commands(*tops), *ConsoleApp.PALETTE_COMMANDS]


class Runner:
    """Runs an action on a node, from the palette."""

    def __init__(self, app: App[int], action: str, node: DOMNode) -> None:
        self._app = app
        self._action = action
        self._node = node

    async def __call__(self) -> None:
        """Run it."""
        await self._app.run_action(self._action, self._node)


def _textual_theme(file: ThemeFile) -> Theme:
    colors = file.colors
    return Theme(
        name=file.name,
        primary=colors["primary"],
        secondary=colors.get("secondary"),
        warning=colors.get("warning"),
        error=colors.get("error"),
        success=colors.get("success"),
        accent=colors.get("accent"),
        foreground=colors.get("foreground"),
        background=colors.get("background"),
        surface=colors.get("surface"),
        panel=colors.get("panel"),
        boost=colors.get("boost"),
        dark=file.dark,
        ansi=file.ansi,
        variables=dict(file.variables),
    )


def _shown_cwd() -> str:
    """The working directory with the home folder as `~`, cleaned."""
    try:
        cwd = Path.cwd()
    except OSError:
        return "(directory gone)"
    home = Path.home()
    if cwd.is_relative_to(home):
        return clean(str(Path("~") / cwd.relative_to(home)))
    return clean(str(cwd))


def run(settings: Settings, launches: Sequence[Launch]) -> int:
    """Show jtui until the user leaves; answers the exit code of the program."""
    raise_file_limit()
    app: ConsoleApp | None = None

    def last_resort() -> None:
        if settings.kernel.keep_kernels_on_exit:
            return
        if app is not None:
            app.kill_kernels()
        for launched in launches:
            if launched.process is not None:
                launched.process.kill_tree()

    watch = TerminationWatch(last_resort)
    watch.start()
    app = ConsoleApp(settings, launches, watch)
    app.run()
    if app.crash is not None:
        app.kill_kernels()
        log = settings.log_file or Path("(no log could be written)")
        sys.stderr.write(report_crash(app.crash, log) + "\n")
        return app.return_code or 1
    return watch.exit_code or app.return_value or 0
