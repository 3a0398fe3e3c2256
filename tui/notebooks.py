"""What the application does to open notebooks in tabs, and to save them by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from tui.errors import KernelspecError, NotebookError
from tui.kernels.session import KernelSession
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.saving import NOTEBOOK, Document, SavingApp
from tui.under_way import Stopped
from tui.widgets.dialogs.kernel_picker import KernelChoice, KernelPicker
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.key_names import key_on
from tui.wire.events import NoticeKind

if TYPE_CHECKING:
    from tui.notebook_files import LoadedNotebook, NotebookAtStart

LARGE = 5_000_000
"""Bytes of a file of which it is said that it is being opened."""


class NotebooksApp(SavingApp):
    """An application with notebooks in its tabs, each on a kernel of its own."""

    # Set when there is another time to wait; `None` while nothing is saved by itself.
    _autosave_changed: asyncio.Event | None = None

    unopened = ""
    """Why nothing could be shown at the start, "" if something was."""

    async def start_kernel(self, spec: KernelSpec) -> KernelSession:
        """A session on a kernel that is started now."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Save by itself what is to be."""
        self.take_autosave()

    def take_autosave(self) -> None:
        """Save by itself from now on as the settings say."""
        if self._autosave_changed is not None:
            self._autosave_changed.set()
        elif self.settings.saving.autosave > 0:
            self._autosave_changed = asyncio.Event()
            self._save_now_and_then(self._autosave_changed)

    # Opening.

    @work(name="open notebook", exit_on_error=False)
    async def action_open_notebook(self) -> None:
        """Open a notebook in a new tab."""
        answer = await self.push_screen_wait(TextEntry("Open the notebook (a path to an .ipynb)"))
        if answer:
            await self.open_notebook(Path(answer))

    @work(name="notebooks", exit_on_error=False)
    async def open_those_left(self, notebooks: Sequence[NotebookAtStart]) -> None:
        """Open notebooks of the command line that take longer, or whose kernel has to be picked."""
        for each in notebooks:
            problem = await self.open_notebook(each.path, each.loaded)
            if problem:
                self.unopened = problem
        if self.console_screen.panes:
            self.unopened = ""
        else:
            self.nothing_picked()

    async def open_notebook(self, path: Path, loaded: LoadedNotebook | None = None) -> str:
        """Open a notebook in a new tab, or go to the tab it is in; answers why not, "" if so."""
        try:
            if loaded is None:
                loaded = await self.shown(f"Opening {clean(path.name)}", self._load(path))
        except (NotebookError, Stopped) as error:
            self.complain(str(error))
            return str(error)
        for session, document in self.documents.items():
            if document.seen.path == loaded.seen.path:
                self.console_screen.show_session(session)
                return ""
        try:
            spec, words = await self._kernel_of(loaded)
        except Stopped as error:
            return str(error)
        if spec is None:
            return f"{path} was not opened: no kernel was picked for it."
        session = await self.start_kernel(spec)
        self.fill(session, loaded, words)
        await self.open_session(session)
        self.name_tab(session)
        return ""

    async def _load(self, path: Path) -> LoadedNotebook:
        # 30 ms that no start waits for.
        from tui.notebook_files import load
        from tui.stores.notebooks import check_file

        if (await asyncio.to_thread(check_file, path)).st_size > LARGE:
            self.notify(f"Opening {clean(path.name)} …", timeout=5, markup=False)
        return await asyncio.to_thread(load, path, self.settings.transcript.output_cap)

    async def _kernel_of(self, loaded: LoadedNotebook) -> tuple[KernelSpec | None, str]:
        """The kernelspec to run it on, and why it is not the one it names; asked for if need be."""
        from tui.stores.notebooks import kernel_for

        found, problem = await self.shown(
            "Asking which kernels there are", self.startable_kernelspecs()
        )
        if problem:
            self.complain(problem)
        match = kernel_for(loaded.notebook.kernel, found, self._default_kernel)
        if match.spec is not None:
            return match.spec, match.words
        name = clean(loaded.seen.path.name)
        picker = KernelPicker(f"{name}: which kernel? {match.words}")
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def note(picked: str | None) -> None:
            if not answer.done():
                answer.set_result(picked)

        await self.push_screen(picker, note)
        picker.offer(
            [
                KernelChoice(spec.name, clean(spec.display_name), clean(spec.language))
                for _, spec in sorted(found.specs.items())
            ]
        )
        try:
            return found.get(await answer or ""), match.words
        except KernelspecError:
            return None, ""

    def fill(self, session: KernelSession, loaded: LoadedNotebook, words: str) -> None:
        """Have the cells of a notebook in a session, which it is saved from, and say what is odd.

        `words` say why the kernel is not the one the notebook names, "" nothing.
        """
        for problem in (*loaded.notebook.problems, *([words] if words else [])):
            session.tell(NoticeKind.WARNING, problem)
        session.transcript.put_stored(loaded.cells)
        revision = session.transcript.revision
        self.documents[session] = Document(loaded.seen, revision, loaded.notebook)

    def name_tab(self, session: KernelSession) -> None:
        """Name the tab of a notebook after its file."""
        self.console_screen.name_tab(session, clean(self.documents[session].seen.path.name))

    # Saving.

    @work(name="autosave", exit_on_error=False)
    async def _save_now_and_then(self, changed: asyncio.Event) -> None:
        """Save what was opened or saved before and has changed, unasked and never over others."""
        while (seconds := self.settings.saving.autosave) > 0:
            changed.clear()
            try:
                async with asyncio.timeout(seconds):
                    await changed.wait()
            except TimeoutError:
                if self.settings.saving.autosave > 0:
                    await self.save_by_itself()
        self._autosave_changed = None

    async def save_by_itself(self) -> None:
        """Save each notebook that has a file; one that cannot be saved waits for the user."""
        for session in self.unsaved(list(self.documents)):
            document = self.documents.get(session)
            if document is None or document.is_stopped:
                continue
            path = document.seen.path
            if path.suffix.lower() != NOTEBOOK:
                continue
            try:
                await self.write(session, path)
            except NotebookError as error:
                document.is_stopped = True
                key = key_on(self.console_screen, "session.save", "Ctrl+S")
                self.complain(f"{error} It is not saved by itself until you save it ({key}).")

    async def save_all(self, sessions: Sequence[KernelSession]) -> bool:
        """Save each in its file; answers whether all were."""
        for session in sessions:
            document = self.documents.get(session)
            if document is not None and not await self.save_session(session, document.seen.path):
                return False
        return True

    def forget_document(self, session: KernelSession) -> None:
        """A session has ended."""
        self.documents.pop(session, None)
