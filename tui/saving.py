"""What the application does to keep a tab as a file: a notebook, a script, a page of HTML."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from tui.connecting import ConnectingApp
from tui.errors import NotebookError
from tui.kernels.session import KernelSession
from tui.model.clean import clean
from tui.panes.session.pane import SessionPane
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.text_entry import TextEntry

if TYPE_CHECKING:
    from tui.stores.notebooks import SeenFile

PIECE = 500
"""Cells that are taken from a transcript before keys get their turn."""
_NO_NAME = re.compile(r"[^\w.-]+")


class SavingApp(ConnectingApp):
    """An application whose tabs can be saved; what writes files is imported with the first one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save as notebook", id="session.save", priority=True, show=False),
    ]

    # What was written of which session; it is not asked again where.
    _written: dict[int, SeenFile] | None = None

    def action_save(self) -> None:
        """Save the tab in view, the first time after asking where."""
        if (pane := self.console_screen.pane) is not None:
            self._save(pane, self._last_written(pane.session))

    def action_save_as(self) -> None:
        """Save the tab in view under another name."""
        if (pane := self.console_screen.pane) is not None:
            self._save(pane, None)

    def _last_written(self, session: KernelSession) -> SeenFile | None:
        return (self._written or {}).get(id(session))

    @work(name="save", exit_on_error=False)
    async def _save(self, pane: SessionPane, seen: SeenFile | None) -> None:
        session = pane.session
        path = seen.path if seen is not None else await self._place_for(pane)
        if path is None:
            return
        try:
            written = await self._written_to(session, path, seen)
        except NotebookError as error:
            self.complain(str(error))
            return
        if written is not None:
            self._written = {**(self._written or {}), id(session): written}
            pane.say(f"Saved as {clean(str(written.path))}.")

    async def _place_for(self, pane: SessionPane) -> Path | None:
        """Where the user wants it, `None` for nowhere."""
        name = _NO_NAME.sub("-", pane.title).strip("-.") or "session"
        question = "Save this tab as (.ipynb a notebook, .html a page, else a script)"
        answer = await self.push_screen_wait(TextEntry(question, f"{name}.ipynb"))
        if not answer:
            return None
        try:
            return _absolute(answer)
        except (RuntimeError, OSError) as error:
            self.complain(f"{answer} is no place for a file: {error}.")
            return None

    async def _written_to(
        self, session: KernelSession, path: Path, seen: SeenFile | None
    ) -> SeenFile | None:
        """Write it; a file that is there is replaced when the user says so. `None` if not."""
        # 30 ms that no start waits for.
        from tui.stores.notebooks import AlreadyThere, ChangedOnDisk

        notebook = await self._notebook_of(session)
        try:
            return await _write(path, notebook, replace=False, seen=seen)
        except (AlreadyThere, ChangedOnDisk) as error:
            choices = [Choice("replace", "Replace it", "r"), Choice("", "Cancel", "c")]
            dialog = ChoiceDialog(str(error), choices, preselect=False)
            if not await self.push_screen_wait(dialog):
                return None
        return await _write(path, notebook, replace=True, seen=None)

    async def _notebook_of(self, session: KernelSession) -> dict[str, Any]:
        from tui.model.notebook import notebook_from, take_cells

        cells = []
        for place, cell in enumerate(take_cells(session.transcript), 1):
            cells.append(cell)
            if place % PIECE == 0:
                await asyncio.sleep(0)
        return await asyncio.to_thread(notebook_from, cells, session.spec, session.info)


def _absolute(name: str) -> Path:
    return Path(name).expanduser().absolute()


async def _write(
    path: Path, notebook: dict[str, Any], *, replace: bool, seen: SeenFile | None
) -> SeenFile:
    """Write a notebook in the form its name asks for; raises `NotebookError`."""
    from tui.stores.notebooks import save, save_html, save_script

    match path.suffix.lower():
        case ".ipynb":
            return await asyncio.to_thread(save, path, notebook, replace=replace, seen=seen)
        case ".html" | ".htm":
            return await save_html(path, notebook, replace=replace, seen=seen)
        case _:
            return await asyncio.to_thread(save_script, path, notebook, replace=replace, seen=seen)
