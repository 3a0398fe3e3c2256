"""What the application does to show an output over the whole screen, and to save tables of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from tui.errors import NotebookError
from tui.model.cells import Cell
from tui.model.clean import clean
from tui.model.outputs import DisplayOutput, InputOutput, Output
from tui.notebooks import NotebooksApp
from tui.under_way import Stopped
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.text_entry import TextEntry

if TYPE_CHECKING:
    from tui.panes.session.pane import SessionPane
    from tui.screens.data.table import TableScreen

_REACH = 1_000
"""Blocks among which the last output is looked for."""


class LargeOutputsApp(NotebooksApp):
    """An application that shows tables, JSON and texts large."""

    def action_view_last(self) -> None:
        """Show the output of the marked cell large, or else the last one there is."""
        pane = self.console_screen.pane
        output = last_output(pane) if pane is not None else None
        if pane is not None and (output is None or not self.show_large(output)):
            pane.say("There is no table, JSON or text to be shown large.")

    def show_large(self, output: Output, mime: str | None = None) -> bool:
        """Show an output large, in the representation `mime`; answers whether it can be.

        Pictures cannot, which have a gallery of their own.
        """
        if isinstance(output, InputOutput):
            return False
        # 30 ms that no start waits for.
        from tui.screens.data.opening import screen_for

        screen = screen_for(output, mime, self.console_screen.syntax)
        if screen is not None:
            self.push_screen(screen)
        return screen is not None

    def on_table_screen_save_wanted(self, event: TableScreen.SaveWanted) -> None:
        """Save rows of a table."""
        event.stop()
        self._save_table(event)

    @work(name="save table", exit_on_error=False)
    async def _save_table(self, event: TableScreen.SaveWanted) -> None:
        rows = f"{len(event.order):,} row{'' if len(event.order) == 1 else 's'}"
        name = await self.push_screen_wait(TextEntry(f"Save {rows} as CSV", event.file_name))
        if not name:
            return
        try:
            written = await self._write_table(event, _absolute(name))
        except (RuntimeError, OSError) as error:
            self.complain(f"{name} is no place for a file: {error}.")
        except (NotebookError, Stopped) as error:
            self.complain(str(error))
        else:
            if written is not None:
                words = f"Saved {rows} as {clean(str(written))}."
                self.notify(words, timeout=4, markup=False)

    async def _write_table(self, event: TableScreen.SaveWanted, path: Path) -> Path | None:
        """Write it; over a file that is there only if the user says so. `None` if not."""
        from tui.model.tables.csv_text import write_csv
        from tui.model.tables.progress import Progress
        from tui.stores.notebooks.writing import AlreadyThere, write_file

        making = asyncio.to_thread(write_csv, event.sheet, event.order, Progress())
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


def _absolute(name: str) -> Path:
    return Path(name).expanduser().absolute()


def last_output(pane: SessionPane) -> Output | None:
    """What was displayed last in the marked cell, or in all; else printed. `None` for nothing."""
    blocks, marked = pane.session.transcript.blocks, pane.view.cursor
    near = blocks[-_REACH:] if marked is None else blocks[marked : marked + 1]
    for block in reversed(near):
        outputs = block.outputs if isinstance(block, Cell) else []
        readable = [each for each in outputs if not isinstance(each, InputOutput)]
        displayed = [each for each in readable if isinstance(each, DisplayOutput)]
        if readable:
            return (displayed or readable)[-1]
    return None
