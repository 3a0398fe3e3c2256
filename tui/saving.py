"""What the application does to keep a tab as a file: a notebook, a script, a page of HTML."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from tui.connecting import ConnectingApp
from tui.errors import NotebookError
from tui.kernels.session import KernelSession
from tui.model.clean import clean
from tui.named_files import place_of
from tui.panes.session.pane import SessionPane
from tui.under_way import Stopped
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.text_entry import TextEntry

if TYPE_CHECKING:
    from tui.model.notebook import Notebook
    from tui.stores.notebooks import SeenFile

NOTEBOOK = ".ipynb"
"""What the names of notebooks end with."""
PAGES = (".html", ".htm")
"""What the names of pages end with."""
SHOWN = 5
"""File names that are told one by one."""

PIECE = 500
"""Cells that are taken from a transcript before keys get their turn."""
_NO_NAME = re.compile(r"[^\w.-]+")


@dataclass(slots=True)
class Document:
    """The file that a session is saved in, as it was last seen.

    `revision` is that of the transcript then. `opened` is the notebook that the session began
    with, `None` for none. `is_stopped` says that it is not saved by itself until the user does.
    """

    seen: SeenFile
    revision: int
    opened: Notebook | None = None
    is_stopped: bool = False


class SavingApp(ConnectingApp):
    """An application whose tabs can be saved; what writes files is imported with the first one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save as notebook", id="session.save", priority=True, show=False),
    ]

    _documents: dict[KernelSession, Document] | None = None
    # Of two at once the second has to know what the first has written.
    _one_save: asyncio.Lock | None = None

    @property
    def documents(self) -> dict[KernelSession, Document]:
        """What was saved or opened, of each session."""
        if self._documents is None:
            self._documents = {}
        return self._documents

    def unsaved(self, sessions: Iterable[KernelSession]) -> list[KernelSession]:
        """Those that were saved or opened, and have changed since."""
        documents = self.documents
        return [
            session
            for session in sessions
            if (document := documents.get(session)) is not None
            and session.transcript.revision != document.revision
        ]

    def file_names(self, sessions: Iterable[KernelSession]) -> str:
        """The names of their files, as words of a sentence."""
        names = [clean(self.documents[session].seen.path.name) for session in sessions]
        more = [f"{len(names) - SHOWN} more"] if len(names) > SHOWN else []
        return ", ".join([*names[:SHOWN], *more])

    def action_save(self) -> None:
        """Save the tab in view, the first time after asking where."""
        if (pane := self.console_screen.pane) is not None:
            document = self.documents.get(pane.session)
            self._save(pane, document.seen.path if document is not None else None)

    def action_save_as(self) -> None:
        """Save the tab in view under another name."""
        if (pane := self.console_screen.pane) is not None:
            self._save(pane, None)

    @work(name="save", exit_on_error=False)
    async def _save(self, pane: SessionPane, path: Path | None) -> None:
        path = path or await self._place_for(pane)
        if path is not None and (written := await self.save_session(pane.session, path)):
            pane.say(f"Saved as {clean(str(written))}.")

    async def _place_for(self, pane: SessionPane) -> Path | None:
        """Where the user wants it, `None` for nowhere."""
        document = self.documents.get(pane.session)
        if document is not None:
            shown = str(document.seen.path)
        else:
            shown = f"{_NO_NAME.sub('-', pane.title).strip('-.') or 'session'}.ipynb"
        question = "Save this tab as (.ipynb a notebook, .html a page, other endings a script)"
        answer = await self.push_screen_wait(TextEntry(question, shown))
        if not answer:
            return None
        try:
            return await asyncio.to_thread(place_of, answer, shown)
        except (RuntimeError, OSError) as error:
            self.complain(f"{clean(answer)} is no place for a file: {error}.")
            return None

    async def save_session(self, session: KernelSession, path: Path) -> Path | None:
        """Save a session, answering where; a file that is there only if the user says so.

        `None` when it was not saved, which the user knows then.
        """
        # 30 ms that no start waits for.
        from tui.stores.notebooks import AlreadyThere, ChangedOnDisk

        try:
            try:
                return await self._written(session, path)
            except (AlreadyThere, ChangedOnDisk) as error:
                choices = [Choice("replace", "Replace it", "r"), Choice("", "Cancel", "c")]
                dialog = ChoiceDialog(str(error), choices, preselect=False)
                if not await self.push_screen_wait(dialog):
                    return None
            return await self._written(session, path, replaces=True)
        except (NotebookError, Stopped) as error:
            self.complain(str(error))
            return None

    async def _written(self, session: KernelSession, path: Path, *, replaces: bool = False) -> Path:
        """Save a session and show that; a file that is written is written as a whole."""
        writing = self.write(session, path, replaces=replaces)
        return await self.shown(f"Saving {clean(path.name)}", writing)

    async def write(self, session: KernelSession, path: Path, *, replaces: bool = False) -> Path:
        """Save a session without a question, answering where; raises `NotebookError`."""
        if self._one_save is None:
            self._one_save = asyncio.Lock()
        async with self._one_save:
            document = self.documents.get(session)
            opened = document.opened if document is not None else None
            seen = document.seen if document is not None and not replaces else None
            revision = session.transcript.revision
            notebook = await self._notebook_of(session, opened)
            written = await _write(path, notebook, replace=replaces, seen=seen)
            # Of an opened notebook a script or a page is but another form.
            if opened is None or written.path.suffix.lower() == NOTEBOOK:
                self.documents[session] = Document(written, revision, opened)
        return written.path

    async def _notebook_of(self, session: KernelSession, opened: Notebook | None) -> dict[str, Any]:
        from tui.model.notebook import notebook_from, take_cells

        cells = []
        for place, cell in enumerate(take_cells(session.transcript), 1):
            cells.append(cell)
            if place % PIECE == 0:
                await asyncio.sleep(0)
        return await asyncio.to_thread(notebook_from, cells, session.spec, session.info, opened)


async def _write(
    path: Path, notebook: dict[str, Any], *, replace: bool, seen: SeenFile | None
) -> SeenFile:
    """Write a notebook in the form its name asks for; raises `NotebookError`."""
    from tui.stores.notebooks import save, save_html, save_script

    match path.suffix.lower():
        case ".ipynb":
            return await _stoppable(partial(save, path, notebook, replace=replace, seen=seen))
        case suffix if suffix in PAGES:
            return await save_html(path, notebook, replace=replace, seen=seen)
        case _:
            writing = partial(save_script, path, notebook, replace=replace, seen=seen)
            return await _stoppable(writing)


async def _stoppable(write: Callable[..., SeenFile]) -> SeenFile:
    """Write in a thread; when this is cancelled in time, there is nothing written.

    What has its name by then was saved, and is told as such.
    """
    from tui.stores.notebooks import WritingStopped

    stopped = threading.Event()
    writing = asyncio.get_running_loop().run_in_executor(None, partial(write, stopped=stopped))
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        stopped.set()
        try:
            return await writing
        except WritingStopped as error:
            raise asyncio.CancelledError from error
