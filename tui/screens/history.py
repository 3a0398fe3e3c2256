"""The screen of the history panel: it joins the panel with the finder and acts on what is found."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.worker import Worker

from tui.errors import HistoryError
from tui.kernels.own_inputs import session_key
from tui.kernels.session import KernelSession
from tui.model.clean import clean, clean_code
from tui.model.history.entry import Findings, HistoryEntry
from tui.model.history.query import literal_query
from tui.model.history.since import SINCE_EXAMPLES, parse_since
from tui.named_files import place_of
from tui.panes.history.finder import HistoryFinder, Scope, Wanted
from tui.panes.history.forgetting import Forgetting
from tui.render.highlight import SyntaxTheme
from tui.stores.history.search import HistorySearch
from tui.stores.scripts import write_script
from tui.tasks import TaskOwner
from tui.widgets.clipboard import copy_text
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.dismissal import FullPanel
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.history.panel import HistoryPanel
from tui.widgets.key_bar import KeyBar, hints_of
from tui.worker_failures import FAILURE, failed

SCOPES = ("this kernel", "all sessions of this kernel", "everything")
LONGEST_DRAFT = 200
"""Code points of a prompt's one line up to which the search begins with it."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Code that was picked: for the prompt or, with `runs`, to be run."""

    code: str
    runs: bool


class HistoryScreen(ModalScreen[Recalled | None], FullPanel[Recalled | None]):
    """Finds earlier inputs; the result is what was picked, `None` when nothing was."""

    BLANK = True
    DEFAULT_CSS = """
    HistoryScreen {
        background: $background;
        layout: vertical;
        & > HistoryPanel { height: 1fr; }
    }
    """

    def __init__(
        self,
        finder: HistoryFinder,
        forgetting: Forgetting,
        draft: str,
        syntax: SyntaxTheme,
    ) -> None:
        super().__init__()
        self._finder = finder
        self._forgetting = forgetting
        self._panel = HistoryPanel()
        self._keys = KeyBar()
        self._tasks = TaskOwner("history panel")
        self._search: asyncio.Task[None] | None = None
        self._preview: asyncio.Task[None] | None = None
        self._asked: HistoryPanel.SearchWanted | None = None
        self._last = Findings()
        self._last_scope = -1
        panel = self._panel
        panel.scopes = SCOPES
        panel.scope = Scope.KERNEL if finder.has_inputs else Scope.EVERYTHING
        panel.here = finder.cwd
        panel.language_filter = finder.language
        panel.syntax_theme = syntax
        if len(draft) <= LONGEST_DRAFT and "\n" not in draft.strip():
            panel.query_text = literal_query(draft.strip())

    @classmethod
    def of(cls, session: KernelSession, draft: str, syntax: SyntaxTheme) -> HistoryScreen:
        """The screen for a session, which begins to search for a `draft` of one line."""
        try:
            cwd = str(Path.cwd())
        except OSError:
            cwd = ""
        key = session_key(session, session.transcript.life)
        finder = HistoryFinder(session, HistorySearch(), key, cwd)
        return cls(finder, Forgetting(session), draft, syntax)

    @property
    def keeps(self) -> bool:
        """Whether jtui keeps what is entered."""
        return self._panel.keeps

    @keeps.setter
    def keeps(self, keeps: bool) -> None:
        self._panel.keeps = keeps

    def compose(self) -> ComposeResult:
        """The panel over the keys that work in it."""
        yield self._panel
        yield self._keys

    def on_mount(self) -> None:
        """Name the keys."""
        self.bindings_updated_signal.subscribe(self, self._refresh_keys)

    async def on_unmount(self) -> None:
        """Nobody waits for what is still searched."""
        await self._tasks.cancel()
        await self._finder.close()

    def _refresh_keys(self, _: Screen[object]) -> None:
        self._keys.hints = hints_of(self)

    # Searching.

    def on_history_panel_search_wanted(self, event: HistoryPanel.SearchWanted) -> None:
        """Search anew."""
        event.stop()
        self._asked = event
        self._start()

    def _start(self) -> None:
        if self._search is not None:
            self._search.cancel()
        if self._asked is not None:
            self._search = self._tasks.start(self._find(self._asked), "search")

    async def _find(self, asked: HistoryPanel.SearchWanted) -> None:
        task = asyncio.current_task()
        words = asked.text, Scope(asked.scope), asked.filters, asked.folded
        # The package for expressions is imported with the first one.
        is_quick = "/" not in asked.text
        wanted = Wanted.of(*words) if is_quick else await asyncio.to_thread(Wanted.of, *words)
        query = wanted.query

        def show(findings: Findings) -> None:
            if self._search is task and self.is_mounted:
                self._last, self._last_scope = findings, asked.scope
                self._panel.show(findings, query)

        findings = await self._finder.find(wanted, show)
        if query.problem:
            # While an expression is typed it is often wrong for a moment.
            last = self._last if self._last_scope == asked.scope else Findings()
            findings = replace(last, problem=query.problem)
        show(findings)

    def on_history_panel_preview_wanted(self, event: HistoryPanel.PreviewWanted) -> None:
        """Show an input as a whole."""
        event.stop()
        if self._preview is not None:
            self._preview.cancel()
        self._preview = self._tasks.start(self._show_whole(event.entry), "preview")

    async def _show_whole(self, entry: HistoryEntry) -> None:
        try:
            code = await self._finder.code(entry)
            output = await self._finder.output(entry)
        except HistoryError as error:
            self._complain(str(error))
            return
        self._panel.show_preview(entry.key, code, output)

    # Acting.

    def on_history_panel_taken(self, event: HistoryPanel.Taken) -> None:
        """Leave with the inputs picked, as one cell."""
        event.stop()
        self._take(event.entries, event.runs)

    @work(name="take", exit_on_error=False)
    async def _take(self, entries: Sequence[HistoryEntry], runs: bool) -> None:
        if (code := await self._code_of(entries)) is not None:
            self.dismiss(Recalled(code, runs))

    async def _code_of(self, entries: Sequence[HistoryEntry]) -> str | None:
        """The inputs one below the other, cleaned; `None` when they cannot be read."""
        try:
            codes = [await self._finder.code(entry) for entry in entries]
        except HistoryError as error:
            self._complain(str(error))
            return None
        return "\n".join(clean_code(code).rstrip("\n") for code in codes)

    def on_history_panel_copy_wanted(self, event: HistoryPanel.CopyWanted) -> None:
        """Copy inputs."""
        event.stop()
        self._copy(event.entries)

    @work(name="copy", exit_on_error=False)
    async def _copy(self, entries: Sequence[HistoryEntry]) -> None:
        if (code := await self._code_of(entries)) is not None:
            copy_text(self, code)

    def on_history_panel_save_wanted(self, event: HistoryPanel.SaveWanted) -> None:
        """Save inputs as a script."""
        event.stop()
        self._save(event.entries)

    @work(name="save", exit_on_error=False)
    async def _save(self, entries: Sequence[HistoryEntry]) -> None:
        if (code := await self._code_of(entries)) is None:
            return
        many = "1 input" if len(entries) == 1 else f"{len(entries)} inputs"
        proposed = f"history{self._finder.file_extension}"
        name = await self.app.push_screen_wait(TextEntry(f"Save {many} as", proposed))
        if not name:
            return
        try:
            path, is_there = await asyncio.to_thread(_place_of, name, proposed)
            if is_there and not await self._may_replace(path):
                return
            await asyncio.to_thread(write_script, path, code)
        except (OSError, RuntimeError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self._complain(f"{name} was not written: {reason}.")
        else:
            self._say(f"Saved {many} as {path}.")

    async def _may_replace(self, path: Path) -> bool:
        choices = [Choice("replace", "Replace it", "r"), Choice("", "Cancel", "c")]
        dialog = ChoiceDialog(f"{clean(str(path))} exists.", choices, preselect=False)
        answer = await self.app.push_screen_wait(dialog)
        return answer != ""

    def on_history_panel_forget_wanted(self, event: HistoryPanel.ForgetWanted) -> None:
        """Forget inputs, after asking."""
        event.stop()
        self._forget(event.entries)

    @work(name="forget", exit_on_error=False)
    async def _forget(self, entries: Sequence[HistoryEntry]) -> None:
        many = "this input" if len(entries) == 1 else f"these {len(entries)} inputs"
        choices = [Choice("own", "Forget in what jtui keeps", "f")]
        if self._forgetting.reaches_ipython:
            choices.append(Choice("both", "Forget there and in IPython's own history", "i"))
        choices.append(Choice("", "Cancel", "c"))
        words = f"Forget {many}, wherever the same was entered? This cannot be undone."
        answer = await self.app.push_screen_wait(ChoiceDialog(words, choices, preselect=False))
        if not answer:
            return
        try:
            codes = [await self._finder.code(entry) for entry in entries]
            outcome = await self._forgetting.forget(codes, in_ipython=answer == "both")
        except HistoryError as error:
            self._complain(str(error))
        else:
            self._say(outcome)
        self._panel.search_again()

    # Filters that are asked for.

    def on_history_panel_since_wanted(self, event: HistoryPanel.SinceWanted) -> None:
        """Ask since when."""
        event.stop()
        self._ask_since()

    @work(name="since", exit_on_error=False)
    async def _ask_since(self) -> None:
        answer = await self.app.push_screen_wait(TextEntry(f"Since when? {SINCE_EXAMPLES}"))
        if not answer:
            return
        since = parse_since(answer, time.time())
        if since is None:
            self._complain(f"“{answer}” is no date: {SINCE_EXAMPLES}.")
        else:
            self._panel.filters = replace(self._panel.filters, since=since)

    def on_history_panel_closed(self, event: HistoryPanel.Closed) -> None:
        """Go back with nothing changed."""
        event.stop()
        self.dismiss(None)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something failed because of an error of jtui's own."""
        if failed(self, event):
            self.notify(FAILURE, severity="error", markup=False)

    def _say(self, words: str) -> None:
        self.notify(clean(words), timeout=4, markup=False)

    def _complain(self, problem: str) -> None:
        self.notify(clean(problem), severity="error", timeout=8, markup=False)


def _place_of(name: str, proposed: str) -> tuple[Path, bool]:
    """The path of a name as it was typed, and whether something is there."""
    path = place_of(name, proposed)
    return path, path.exists()
