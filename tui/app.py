"""The application: what concerns all tabs together, from the first to the last moment."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import TextArea
from textual.worker import Worker

from tui.attaching import Wanted
from tui.awaiting import AwaitedKernel
from tui.commands import Command, Runner, all_commands, can_be_given, help_text, rebound
from tui.config import Settings
from tui.crash_report import report_crash
from tui.draft_keeping import DraftKeeper
from tui.errors import KernelspecError, LaunchError
from tui.external_editor import EditorError, ExternalEditor, place_of, read_source
from tui.first_tab import FirstTabApp
from tui.garbage import GarbageCollection
from tui.kernels.launched import Launch
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.kernels.survivors import survivors
from tui.leaving import Leaving, answer_of
from tui.model.clean import clean, clean_code
from tui.model.kernelspec import KernelSpec
from tui.opening import SessionOpener
from tui.panes.session.pane import SessionPane
from tui.recording import HistoryRecorder
from tui.screens.console import ConsoleScreen
from tui.screens.palette import SingleChoicePalette
from tui.setting import SettingApp
from tui.stores.kernelspecs import Kernelspecs
from tui.tasks import TaskOwner
from tui.terminal.barrier import ControlBarrier
from tui.terminal.charset import charset_of, missing
from tui.terminal.driver import TerminalDriver
from tui.terminal.limits import raise_file_limit
from tui.terminal.signals import TerminationWatch
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.dismissal import FullPanel
from tui.widgets.dialogs.kernel_picker import KernelChoice, KernelPicker
from tui.widgets.dialogs.reading import ReadingScreen
from tui.widgets.key_names import key_on
from tui.widgets.prompt.editor import PromptEditor
from tui.wire.events import NoticeKind
from tui.worker_failures import FAILURE, failed

if TYPE_CHECKING:
    from tui.notebook_files import NotebookAtStart

_log = logging.getLogger(__name__)

DRAFT_IS_BACK = "What you had typed last time is back in the prompt."
UNOPENED = 2
"""The exit status when nothing that the command line names could be opened."""
SIGNAL_PATIENCE = 1.0
"""Seconds kernels have to end by themselves when a signal ends jtui, which must be quick."""


class ConsoleApp(SettingApp, FirstTabApp):
    """jtui on the screen."""

    TITLE = "jtui"
    # Not in DEFAULT_CSS, where the toolkit's own rule for the rack would win.
    CSS = """
    ToastRack { dock: top; align: right top; margin: 1 0 0 0; }
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
        Binding("ctrl+q,f10", "quit", "Quit", id="app.quit", priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        launches: Sequence[Launch | AwaitedKernel],
        watch: TerminationWatch,
        wanted: Wanted | None = None,
        notebooks: Sequence[NotebookAtStart] = (),
    ) -> None:
        """Show kernels that were launched, then those `wanted` to be attached to, and notebooks."""
        super().__init__(driver_class=TerminalDriver)
        self.settings = settings
        self.charset = charset_of(os.environ, settings.ascii)
        self.console_screen = ConsoleScreen(self._new_pane)
        self.console_screen.keeps_history = settings.history.store
        self._watch = watch
        self._editor = ExternalEditor(self, watch)
        self._opener = SessionOpener(settings)
        self._default_kernel = settings.default_kernel
        # Every session from before its kernel is shown until it is closed for good.
        self._sessions: dict[int, KernelSession] = {}
        # Of those that were closed: what becomes of their kernels was said.
        self._closings: dict[int, asyncio.Task[None]] = {}
        for launched in launches:
            self.console_screen.prepare(self._known(self.adopted(launched)))
        self._wanted = wanted
        for endpoint in wanted.endpoints if wanted is not None else ():
            self.console_screen.prepare(self._known(self._opener.attached(endpoint, self.ask)))
        self._left = [each for each in notebooks if not self._prepare_notebook(each)]
        self._tasks = TaskOwner("app")
        self._kernelspecs: Kernelspecs | None = None
        self._openings: set[asyncio.Task[KernelSession]] = set()
        self._drafts = DraftKeeper(lambda: self.console_screen.panes)
        self._ending = False
        self.kept: list[KernelSession] = []
        self._barrier = ControlBarrier()
        self._recorder = self.new_recorder() if settings.history.store else None
        # What was typed before there was a prompt; `None` when there is one.
        self._typed_early: list[events.Event] | None = []
        self._garbage = GarbageCollection()
        # Before the first styles are worked out, which would have to be done again.
        self._problems = [*settings.problems, *self.load_themes()]
        if unwritable := missing(self.charset, settings.ascii):
            self._problems.append(unwritable)

    def _prepare_notebook(self, notebook: NotebookAtStart) -> bool:
        """Have a notebook in the first frame, if it was read and its kernel started."""
        if notebook.loaded is None or notebook.launch is None:
            return False
        session = self._known(self._opener.adopt(notebook.launch))
        self.fill(session, notebook.loaded, notebook.words)
        self.console_screen.prepare(session)
        self.name_tab(session)
        return True

    def new_recorder(self) -> HistoryRecorder:
        """What keeps inputs, as the settings say."""

        def complain(problem: str) -> None:
            # The writer is a thread of its own.
            self.call_later(self.complain, problem)

        return HistoryRecorder(self.settings.history.ignore, complain)

    @property
    def last_words(self) -> str:
        """What the user is to be told when the screen is gone, "" nothing."""
        words = self._recorder.last_words if self._recorder is not None else ""
        return words or self.unopened

    # The beginning.

    def get_default_screen(self) -> ConsoleScreen:
        """The screen with the tabs."""
        return self.console_screen

    def on_mount(self) -> None:
        """Begin to listen to the kernels."""
        self.take_motion()
        self._watch.serve(asyncio.get_running_loop(), self._terminate)
        self.serve_pictures()
        self._problems += self.take_keymap()
        for session in self.open_sessions:
            self.name_keys(session)
        for pane in self.console_screen.panes:
            self.set_keys(pane.editor)
        for session in self.console_screen.sessions:
            self._listen_to(session)
        for problem in self._problems:
            _log.warning("%s", problem)
            if sessions := self.console_screen.sessions:
                # In the transcript they stay, and cover nothing.
                lines = (clean(line) for line in problem.split("\n"))
                sessions[0].tell(NoticeKind.WARNING, "\n".join(lines))
            else:
                self.complain(problem)
        self._look_back()
        if self._left:
            self.open_those_left(self._left)
        if self._wanted is not None and self._wanted.page is not None:
            self.pick_first(self._wanted)

    async def on_event(self, event: events.Event) -> None:
        """Keep keys and pastes that come before there is a prompt; the toolkit loses them."""
        if isinstance(event, events.InputEvent):
            self._garbage.note_input()
            self.last_input = monotonic()
        if self._typed_early is not None:
            if self.console_screen.focused is not None:
                await self.pass_on_early()
            elif isinstance(event, (events.Key, events.Paste)):
                self._typed_early.append(event)
                return
        if not self.goes_to_prompt(event):
            await super().on_event(event)

    async def on_console_screen_shown(self, event: ConsoleScreen.Shown) -> None:
        """There is a prompt."""
        event.stop()
        self._garbage.start()
        if self.console_screen.panes or self._wanted is None or self._wanted.page is None:
            await self.pass_on_early()

    async def pass_on_early(self) -> None:
        """There is something to type in: give it what was typed before."""
        typed, self._typed_early = self._typed_early or [], None
        for event in typed:
            await super().on_event(event)

    def forget_early(self) -> None:
        """What was typed before cannot be meant for what is there now."""
        self._typed_early = None

    def on_unmount(self) -> None:
        """Leave Python as it was."""
        self._garbage.stop()

    def _new_pane(self, session: KernelSession, title: str) -> SessionPane:
        pane = SessionPane(session, title, self.settings.transcript.show_elapsed_after)
        pane.set_typing_aids(self.settings.prompt)
        self.set_keys(pane.editor)
        pane.view.show_pictures(self.graphics)
        return pane

    def _known(self, session: KernelSession) -> KernelSession:
        self._sessions[id(session)] = session
        self.name_keys(session)
        return session

    def kernelspec_found(self, session: KernelSession) -> None:
        """The kernelspec of a session is another one from now on."""
        if self._recorder is not None:
            self._recorder.note(session)
        self.console_screen.rename_tabs_of(session)

    def _listen_to(self, session: KernelSession) -> None:
        """Start a session, from now on with its inputs kept."""
        if self._recorder is not None:
            self._recorder.follow(session)
        self.follow_work(session)
        session.start()
        self._tasks.start(self.note_used(session), "note of the kernel")

    async def _open(self, session: KernelSession) -> None:
        self._known(session)
        if self._ending:
            # It was being started when the end began.
            session.transport.kill()
            return
        await self.console_screen.add(session)
        self._listen_to(session)
        for pane in self.console_screen.panes:
            if pane.session is session and self._drafts.welcome(pane):
                self.notify(DRAFT_IS_BACK, markup=False)

    @work(name="look back", exit_on_error=False)
    async def _look_back(self) -> None:
        """Bring back what an earlier jtui left: unsent prompts, and word of its kernels."""
        if await self._drafts.restore():
            self.notify(DRAFT_IS_BACK, markup=False)
        if names := self._drafts.waiting:
            words = f"What you had typed for {', '.join(names[:5])} comes back in its next tab."
            self.notify(clean(words), markup=False)
        # Of those that were kept on purpose nobody needs to be told.
        if left := [each for each in await asyncio.to_thread(survivors) if not each.kept]:
            runs = "A kernel still runs" if len(left) == 1 else f"{len(left)} kernels still run"
            palette = key_on(self.console_screen, "app.palette", "Ctrl+P")
            self.notify(
                f"{runs} that an earlier jtui started: {palette}, “Kernels left running”.",
                timeout=10,
                markup=False,
            )

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is typed."""
        event.stop()
        if isinstance(event.text_area, PromptEditor):
            self._drafts.note_change()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something failed because of an error of jtui's own."""
        if failed(self, event):
            self.notify(FAILURE, severity="error", markup=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The barrier against control characters, then the toolkit's filters.

        The barrier comes first: a colour filter would take away the mark by which it knows the
        toolkit's own control segments.
        """
        return [self._barrier, *super().get_line_filters()]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No new tab and no quitting while a dialog asks something."""
        opening = ("new_tab", "new_tab_same", "kernelspecs", "settings", "open_notebook", "save")
        opens_something = action in (*opening, "quit")
        if not (opens_something and self.screen_stack and self.screen.is_modal):
            return super().check_action(action, parameters)
        # A panel over the whole screen asks nothing.
        return action == "quit" and isinstance(self.screen, FullPanel)

    # Tabs.

    def action_switch_kernel(self) -> None:
        """Pick another kernel for the tab in view; the transcript stays."""
        if (pane := self.console_screen.pane) is None:
            return

        def picked(name: str | None) -> None:
            # Nobody waits any more for what a configured class has.
            offering.cancel()
            if name:
                self._switch(pane, name)

        picker = KernelPicker(f"{pane.title}: another kernel in this tab.")
        # At once, so that what is typed next goes to it; the list comes when it was read.
        self.push_screen(picker, picked)
        offering = self._offer_kernels(picker)

    @work(name="switch kernel", exit_on_error=False)
    async def _switch(self, pane: SessionPane, name: str) -> None:
        if (spec := self._picked_spec(name)) is None or pane not in self.console_screen.panes:
            return
        if pane.has_something_to_lose:
            question = (
                f"{pane.title} ends and {clean(spec.display_name)} takes its place?"
                " What runs is ended and all variables are lost; the transcript stays."
            )
            choices = [Choice("switch", "Switch", "s"), Choice("", "Cancel", "c")]
            if not await self.push_screen_wait(ChoiceDialog(question, choices, preselect=False)):
                return
        if self._recorder is not None:
            self._recorder.note(pane.session)
        try:
            transport = await self._opener.launched(spec)
        except LaunchError as error:
            self.complain(f"{pane.title} goes on as it is. {error}")
            return
        await self._tasks.start(pane.session.replace_kernel(transport, spec), "switch")
        self.console_screen.rename_tabs_of(pane.session)

    def _picked_spec(self, name: str) -> KernelSpec | None:
        if self._kernelspecs is None:
            return None
        try:
            return self._kernelspecs.get(name)
        except KernelspecError as error:
            self.complain(str(error))
            return None

    @work(name="kernels to pick", exit_on_error=False)
    async def _offer_kernels(self, picker: KernelPicker) -> None:
        found, problem = await self.startable_kernelspecs()
        self._kernelspecs = found
        if problem:
            self.complain(problem)
        choices = [
            KernelChoice(spec.name, clean(spec.display_name), clean(spec.language))
            for _, spec in sorted(found.specs.items())
        ]
        if picker.is_running:
            picker.offer(choices)

    def nothing_picked(self) -> None:
        """Leave where there is no tab to go back to."""
        if not self.console_screen.panes:
            self.run_worker(self._end(shut_down=True), name="end", exit_on_error=False)

    def open_spec(self, spec: KernelSpec) -> None:
        """Start a kernel in a new tab."""
        self.run_worker(self._open_in_tab(spec), name="new tab", exit_on_error=False)

    async def _open_in_tab(self, spec: KernelSpec) -> None:
        await self.open_session(await self.start_kernel(spec))

    async def start_kernel(self, spec: KernelSpec) -> KernelSession:
        """A session on a kernel that is started now."""
        opening = self._tasks.start(self._opener.open(spec), "start of a kernel")
        self._openings.add(opening)
        try:
            return await asyncio.shield(opening)
        finally:
            self._openings.discard(opening)

    async def open_session(self, session: KernelSession) -> None:
        """Have a session in a tab of its own, which comes into view."""
        await self._open(session)
        self.console_screen.show_tab(len(self.console_screen.panes) - 1)

    def tabs_by_kernel(self) -> dict[str, list[str]]:
        """The titles of the tabs on each kernelspec, by its name."""
        titles: dict[str, list[str]] = {}
        for pane in self.console_screen.panes:
            titles.setdefault(pane.session.spec.name, []).append(pane.title)
        return titles

    async def action_new_tab_same(self) -> None:
        """Open another tab on the session in view."""
        screen = self.console_screen
        if (pane := screen.pane) is not None:
            await screen.add(pane.session)
            screen.show_tab(len(screen.panes) - 1)

    def on_session_pane_close_wanted(self, event: SessionPane.CloseWanted) -> None:
        """A pane is to be closed."""
        event.stop()
        self._close(event.pane, event.keep)

    @work(name="close tab", exit_on_error=False)
    async def _close(self, pane: SessionPane, keep: bool | None) -> None:
        screen, session = self.console_screen, pane.session
        last = sum(each.session is session for each in screen.panes) == 1
        unsaved = self.unsaved([session]) if last else []
        asks_kernel = last and keep is None and _is_ours(session)
        leaving = Leaving("Close", "the kernel" if asks_kernel else "", self.file_names(unsaved))
        if leaving.is_asked:
            question = "what becomes of the kernel jtui started?" if asks_kernel else "close it?"
            dialog = leaving.dialog(f"{pane.title}: {question}")
            if (answer := answer_of(await self.push_screen_wait(dialog))) is None:
                return
            if answer.saves and not await self.save_all(unsaved):
                return
            if asks_kernel:
                keep = answer.keeps
        if pane not in screen.panes:
            return
        if len(screen.panes) == 1:
            await self._end(shut_down=not keep)
            return
        last = sum(each.session is session for each in screen.panes) == 1
        await screen.remove_pane(pane)
        if last:
            # As a task of its own: the end of jtui must not cut it off.
            ending = self._end_session(session, shut_down=not keep)
            closing = self._tasks.start(ending, "end of a session")
            self._closings[id(session)] = closing
            closing.add_done_callback(lambda _: self._closings.pop(id(session), None))
            await asyncio.shield(closing)
        self._garbage.look_at_all_when_quiet()

    # The end.

    async def action_quit(self) -> None:
        """Leave jtui, asking once what becomes of the kernels it started."""
        self._quit()

    @work(name="quit", exit_on_error=False)
    async def _quit(self) -> None:
        ours = [session for session in self.open_sessions if _is_ours(session)]
        unsaved = self.unsaved(self.open_sessions)
        shut_down = True
        if self._ending or isinstance(self.screen, ChoiceDialog):
            return
        many = f"the {len(ours)} kernels" if len(ours) > 1 else "the kernel" if ours else ""
        keeps_first = self.settings.kernel.keep_kernels_on_exit
        leaving = Leaving("Quit", many, self.file_names(unsaved), keeps_first)
        if leaving.is_asked:
            question = f" What becomes of {many} it started?" if many else ""
            dialog = leaving.dialog(f"Quit jtui?{question}")
            if (answer := answer_of(await self.push_screen_wait(dialog))) is None:
                return
            if answer.saves and not await self.save_all(unsaved):
                return
            shut_down = not answer.keeps
        await self._end(shut_down)

    def _terminate(self, signal_name: str) -> None:
        _log.info("ending because of %s", signal_name)
        keep = self.settings.kernel.keep_kernels_on_exit
        end = self._end(shut_down=not keep, patience=SIGNAL_PATIENCE)
        self.run_worker(end, name="end", exit_on_error=False)

    async def _end(self, shut_down: bool, patience: float | None = None) -> None:
        """Leave jtui, its kernels ended or not; they have `patience` seconds to end themselves."""
        if self._ending:
            return
        self._ending = True
        # A task of the app's own, which no worker's end cancels.
        await asyncio.shield(self._tasks.start(self._leave(shut_down, patience), "end"))

    async def _leave(self, shut_down: bool, patience: float | None) -> None:
        # A kernel that is just being started ends like the others.
        for opening in list(self._openings):
            self._known(await opening)
        sessions = self.open_sessions
        if not shut_down:
            self.kept = [each for each in sessions if _is_ours(each)]
        if shut_down and any(_is_ours(session) for session in sessions):
            self.notify("Shutting down the kernels…", timeout=30, markup=False)
        await self._drafts.finish(keep=self._watch.exit_code is not None)
        if self._watch.exit_code is not None and self.settings.saving.autosave > 0:
            # Nobody was asked.
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self.save_by_itself()
        await self.end_trials()
        if closings := list(self._closings.values()):
            await asyncio.wait(closings, timeout=patience)
        ends = (self._end_session(each, shut_down, patience) for each in sessions)
        for problem in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(problem, BaseException):
                _log.error("a session did not end well", exc_info=problem)
        if self._recorder is not None:
            await self._recorder.finish()
        self.exit(self._watch.exit_code or 0)

    @property
    def open_sessions(self) -> list[KernelSession]:
        """Those whose end has not begun."""
        return [each for each in self._sessions.values() if id(each) not in self._closings]

    async def _end_session(
        self, session: KernelSession, shut_down: bool, patience: float | None = None
    ) -> None:
        if shut_down and session.transport.owns_kernel:
            await session.shutdown(patience)
        if self._recorder is not None:
            self._recorder.leave(session)
        self.leave_work(session)
        await session.close()
        self._sessions.pop(id(session), None)
        self.forget_document(session)

    def end_recorder(self, recorder: HistoryRecorder) -> None:
        """Have what it has noted written; it notes no more."""

        async def end() -> None:
            await recorder.finish()
            if recorder.last_words:
                self.complain(recorder.last_words)

        self._tasks.start(end(), "end of keeping inputs")

    def kill_kernels(self) -> None:
        """Kill every kernel jtui started, at once; safe in any thread."""
        for session in list(self._sessions.values()):
            if session.transport.owns_kernel:
                session.transport.kill()

    # The prompt in the user's own editor.

    def on_prompt_editor_external_editor_wanted(
        self, event: PromptEditor.ExternalEditorWanted
    ) -> None:
        """Edit the prompt's text in the user's own editor."""
        event.stop()
        self._edit_prompt(event.editor, event.code)

    @work(name="editor", exit_on_error=False)
    async def _edit_prompt(self, editor: PromptEditor, code: str) -> None:
        try:
            text = await self._editor.edit(code)
        except (EditorError, OSError) as error:
            self.complain(f"{error} The prompt is as it was.")
        else:
            editor.replace_text(clean_code(text))

    def on_session_pane_edit_wanted(self, event: SessionPane.EditWanted) -> None:
        """Edit a file for `%edit`, then run it as IPython does."""
        event.stop()
        if event.pane.session.transport.shares_files:
            self._edit_and_run(event)
        else:
            words = "is on the kernel's computer, which is remote: edit it there."
            self.complain(f"{event.filename} {words}")

    @work(name="editor", exit_on_error=False)
    async def _edit_and_run(self, event: SessionPane.EditWanted) -> None:
        path = Path(event.filename)
        try:
            await self._editor.open(path, event.line)
            text = await asyncio.to_thread(read_source, path)
        except (EditorError, OSError) as error:
            self.complain(f"{path} was not run. {error}")
        else:
            if event.runs:
                event.pane.run(clean_code(text))

    def on_session_pane_source_wanted(self, event: SessionPane.SourceWanted) -> None:
        """Open the file that help names, at the line it names or at the source's first line."""
        event.stop()
        if event.session.transport.shares_files:
            self._open_source(event)
        else:
            words = "is on the kernel's computer, which is remote: open it there."
            self.complain(f"{event.path} {words}")

    @work(name="editor", exit_on_error=False)
    async def _open_source(self, event: SessionPane.SourceWanted) -> None:
        try:
            path, line = await asyncio.to_thread(place_of, event.path, event.line, event.anchor)
            await self._editor.open(path, line)
        except (EditorError, OSError) as error:
            self.complain(f"{event.path} was not opened. {error}")

    def complain(self, problem: str) -> None:
        """Tell the user what went wrong."""
        self.notify(clean(problem), severity="error", markup=False, timeout=8)

    # Commands and help.

    def commands(self) -> list[Command]:
        """Every command there is."""
        return every_command()

    def command_nodes(self) -> Mapping[str, DOMNode | None]:
        """Where the commands of each place are run now."""
        pane = self.console_screen.pane
        return {
            "app": self,
            "tabs": self.console_screen,
            "pane": pane,
            "prompt": pane.editor if pane is not None else None,
            "transcript": pane.view if pane is not None else None,
            "pager": pane.pager if pane is not None else None,
        }

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every command that can be given now."""
        nodes = self.command_nodes()
        for command in every_command():
            node = nodes.get(command.place)
            if node is None or command.command_id == "app.palette":
                continue
            # Of the transcript much is for what is marked, and does nothing where nothing is.
            if command.place != "transcript" or can_be_given(command, node):
                runner = Runner(self, command.action, node)
                yield SystemCommand(command.words, command.command_id, runner)

    def action_command_palette(self) -> None:
        """Open the command palette."""
        if not isinstance(self.screen, SingleChoicePalette):
            self.push_screen(SingleChoicePalette(id="--command-palette"))

    def action_help(self) -> None:
        """Show all keys, first those of what has the focus."""
        if isinstance(self.screen, ReadingScreen):
            return
        places = {
            "PromptEditor": "prompt",
            "TranscriptView": "transcript",
            "StdinField": "question",
            "HelpView": "pager",
            "QueryInput": "history",
            "FoundList": "history",
            "SpecRows": "kernelspecs",
            "PageField": "connect",
            "TableView": "table",
            "JsonTreeView": "JSON tree",
            "SettingRows": "settings",
            "SettingsField": "settings",
            "ValueInput": "settings, typing",
            "Gallery": "figures",
        }
        place = places.get(type(self.focused).__name__, "prompt")
        commands = rebound(every_command(), self.keymap)
        text = help_text(commands, place, self.editing_mode, self.size.width)
        self.push_screen(ReadingScreen("jtui: keys", text))


PALETTE_COMMANDS = (
    Command("session.rename", "Rename tab", "", "rename_tab", "tabs"),
    Command("kernel.log", "Show the kernel's own output", "", "kernel_log", "tabs"),
    Command("kernel.shutdown", "Shut down the kernel", "", "shutdown_kernel", "tabs"),
    Command("kernel.switch", "Switch this tab to another kernel", "", "switch_kernel", "app"),
    Command("connect.attach", "Attach to a running kernel", "", "attach", "app"),
    Command("connect.server", "Connect to a server", "", "connect_server", "app"),
    Command("connect.ssh", "Kernel over ssh", "", "connect_ssh", "app"),
    Command("connect.engines", "Engines of a cluster", "", "connect_engines", "app"),
    Command("kernels.left", "Kernels left running", "", "attach", "app"),
    Command("transcript.show_all", "Bring back what was cleared", "", "show_all", "tabs"),
    Command(
        "transcript.hide_others",
        "Hide or show the cells of other clients",
        "",
        "hide_others",
        "pane",
    ),
    Command("transcript.view_last", "Open the last output large", "", "view_last", "app"),
    Command("gallery.open", "Browse figures", "", "open_gallery", "app"),
    Command("transcript.save_last", "Save the last output", "", "save_last", "app"),
    Command("transcript.open_last", "Open the last output in a viewer", "", "open_last", "app"),
    Command("notebook.open", "Open a notebook", "", "open_notebook", "app"),
    Command("session.save_as", "Save this tab under another name", "", "save_as", "app"),
    Command("app.theme", "Change the theme", "", "change_theme", "app"),
    Command("prompt.keys_vi", "Edit with vi keys", "", "edit_with('vi')", "app"),
    Command("prompt.keys_emacs", "Edit with emacs keys", "", "edit_with('emacs')", "app"),
    Command("prompt.keys_default", "Edit with the usual keys", "", "edit_with('default')", "app"),
)


def every_command() -> list[Command]:
    """Every command there is, each id once."""
    tops = ((ConsoleApp, "app"), (ConsoleScreen, "tabs"), (SessionPane, "pane"))
    return [*all_commands(*tops), *PALETTE_COMMANDS]


def _last_word(session: KernelSession) -> str:
    """What is said of a kernel that was kept, when the screen is gone."""
    name, transport = clean(session.spec.display_name), session.transport
    if transport.connection_file and not transport.where:
        return f"{name} goes on running: jtui --existing {transport.connection_file}"
    return f"{name} goes on running ({transport.where}): {transport.description}"


def _is_ours(session: KernelSession) -> bool:
    return session.transport.owns_kernel and session.state is not KernelState.DEAD


def run(
    settings: Settings,
    launches: Sequence[Launch | AwaitedKernel],
    watch: TerminationWatch,
    wanted: Wanted | None = None,
    notebooks: Sequence[NotebookAtStart] = (),
) -> int:
    """Show jtui until the user leaves; answers the exit code of the program."""
    raise_file_limit()
    app = ConsoleApp(settings, launches, watch, wanted, notebooks)
    kill_launched = watch.last_resort

    def last_resort() -> None:
        if not app.settings.kernel.keep_kernels_on_exit:
            app.kill_kernels()
            kill_launched()

    watch.last_resort = last_resort
    app.run()
    if app.crash is not None:
        last_resort()
        log = settings.log_file or Path("(no log could be written)")
        sys.stderr.write(report_crash(app.crash, log) + "\n")
        return app.return_code or 1
    if app.last_words:
        sys.stderr.write(f"{clean(app.last_words)}\n")
    for session in app.kept:
        sys.stdout.write(f"{_last_word(session)}\n")
    return watch.exit_code or app.return_value or (UNOPENED if app.unopened else 0)
