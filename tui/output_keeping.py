"""What the application does to save an output, or to show it outside of the terminal."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from tui.errors import NotebookError
from tui.model.cells import Cell
from tui.model.clean import clean
from tui.model.outputs import Output
from tui.named_files import place_of
from tui.notebooks import NotebooksApp
from tui.under_way import Stopped
from tui.viewer import ViewerError, show
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.transcript.view import TranscriptView

if TYPE_CHECKING:
    from tui.render.output_files import OutputFile


class OutputKeepingApp(NotebooksApp):
    """An application whose outputs can be saved and opened; what does it is imported then."""

    def on_transcript_view_output_save_wanted(self, event: TranscriptView.OutputSaveWanted) -> None:
        """Save an output."""
        event.stop()
        self.save_output(event.cell, event.output, event.mime)

    def on_transcript_view_output_open_wanted(self, event: TranscriptView.OutputOpenWanted) -> None:
        """Show an output outside of the terminal."""
        event.stop()
        self.open_output(event.cell, event.output, event.mime)

    @work(name="save output", exit_on_error=False)
    async def save_output(self, cell: Cell | None, output: Output, mime: str = "") -> None:
        """Save an output in the form that its name's suffix asks for, after asking for the name."""
        # 10 ms that no start waits for.
        from tui.render.output_files import NoFileError, file_of, suffixes_of, taken

        suffixes = suffixes_of(output, mime)
        more = f" (also {', '.join(suffixes[1:6])})" if len(suffixes) > 1 else ""
        name = f"{_name(cell, output)}{suffixes[0]}"

        now = taken(output)

        def make(path: Path) -> bytes:
            try:
                return file_of(now, mime, path.suffix).data
            except NoFileError as error:
                raise NotebookError(clean(f"{path} was not written. {error}")) from error

        await self.keep(f"Save this output as{more}", name, make)

    async def keep(self, question: str, name: str, make: Callable[[Path], bytes]) -> None:
        """Write a file where the user says, `name` being proposed; `make` runs in a thread.

        `make` raises `NotebookError` or `Stopped` when nothing is to be written.
        """
        answer = await self.push_screen_wait(TextEntry(question, name))
        if not answer:
            return
        try:
            path = await asyncio.to_thread(place_of, answer, name)
            written = await self._kept(path, make)
        except (RuntimeError, OSError) as error:
            self.complain(f"{clean(answer)} is no place for a file: {error}.")
        except (NotebookError, Stopped) as error:
            self.complain(str(error))
        else:
            if written is not None:
                self.notify(f"Saved as {clean(str(written))}.", timeout=4, markup=False)

    async def _kept(self, path: Path, make: Callable[[Path], bytes]) -> Path | None:
        """Write it; over a file that is there only if the user says so. `None` if not."""
        from tui.stores.notebooks.writing import AlreadyThere, write_file

        making = asyncio.to_thread(make, path)
        data = await self.shown(f"Saving {clean(path.name)}", making)
        try:
            seen = await asyncio.to_thread(write_file, path, data)
        except AlreadyThere:
            choices = [Choice("replace", "Replace it", "r"), Choice("", "Cancel", "c")]
            dialog = ChoiceDialog(f"{clean(str(path))} exists.", choices, preselect=False)
            if not await self.push_screen_wait(dialog):
                return None
            seen = await asyncio.to_thread(write_file, path, data, replace=True)
        return seen.path

    @work(name="open output", exit_on_error=False)
    async def open_output(self, cell: Cell | None, output: Output, mime: str = "") -> None:
        """Show an output in the system's viewer or browser."""
        from tui.render.output_files import NoFileError, page_of, taken, url_of
        from tui.stores.opened_files import write_opened

        where = url_of(output, mime)
        try:
            if not where:
                file: OutputFile = await asyncio.to_thread(page_of, taken(output), mime)
                name = f"{_name(cell, output)}{file.suffix}"
                where = str(await asyncio.to_thread(write_opened, name, file.data))
            await show(where)
        except NoFileError as error:
            self.complain(str(error))
        except OSError as error:
            self.complain(f"It could not be written for a viewer: {error.strerror}.")
        except ViewerError as error:
            tail = f" It is in {clean(where)}; s saves it elsewhere." if os.sep == where[:1] else ""
            self.complain(f"{clean(str(error))}{tail or f' The address: {clean(where)}'}")
        else:
            self.notify(f"Opened {clean(where)}.", timeout=4, markup=False)


def _name(cell: Cell | None, output: Output) -> str:
    """A name for the file of an output, without a suffix: `cell-12`, `cell-12-2`."""
    if cell is None:
        return "output"
    number = cell.number if cell.number is not None else 0
    places = [place for place, each in enumerate(cell.outputs, 1) if each is output]
    return f"cell-{number}-{places[0]}" if places and len(cell.outputs) > 1 else f"cell-{number}"
