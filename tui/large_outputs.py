"""What the application does to show an output over the whole screen, and to save tables of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from tui.model.cells import Cell
from tui.model.outputs import InputOutput, Output
from tui.output_keeping import OutputKeepingApp
from tui.widgets.transcript.shown import last_place

if TYPE_CHECKING:
    from tui.panes.session.pane import SessionPane
    from tui.screens.data.table import TableScreen
    from tui.screens.gallery import GalleryScreen
    from tui.widgets.transcript.view import TranscriptView

_REACH = 1_000
"""Blocks among which the last output is looked for."""


class LargeOutputsApp(OutputKeepingApp):
    """An application that shows tables, JSON and texts large."""

    def action_view_last(self) -> None:
        """Show the marked output large, or that of the marked cell, or the last one there is."""
        if (pane := self.console_screen.pane) is None:
            return
        from tui.widgets.gallery.figures import picture_mime

        found = last_output(pane)
        output = found[1] if found is not None else None
        if output is not None and (mime := picture_mime(output, pane.view.graphics)):
            self._open_gallery(pane, (output, mime))
        elif output is None or not self.show_large(output):
            pane.say("There is no output to be shown large.")

    def action_save_last(self) -> None:
        """Save the output of the marked cell, or else the last one there is."""
        self._with_last("saved", self.save_output)

    def action_open_last(self) -> None:
        """Show that output outside of the terminal."""
        self._with_last("opened", self.open_output)

    def _with_last(self, done: str, deed: Callable[[Cell | None, Output], object]) -> None:
        if (pane := self.console_screen.pane) is None:
            return
        if (found := last_output(pane)) is None:
            pane.say(f"There is no output that could be {done}.")
        else:
            deed(*found)

    def on_transcript_view_output_view_wanted(self, event: TranscriptView.OutputViewWanted) -> None:
        """Show the marked output large: a picture among the figures of the tab."""
        event.stop()
        if (pane := self.console_screen.pane) is None:
            return
        from tui.widgets.gallery.figures import is_picture

        if is_picture(event.output, event.mime, pane.view.graphics):
            self._open_gallery(pane, (event.output, event.mime))
        elif not self.show_large(event.output, event.mime or None):
            pane.say("This output cannot be shown larger.")

    def action_open_gallery(self) -> None:
        """Browse the figures of the tab: from the one that is marked, or else from the newest."""
        if (pane := self.console_screen.pane) is not None:
            found = pane.view.marked
            self._open_gallery(pane, (found[1], "") if found is not None else None)

    def _open_gallery(self, pane: SessionPane, at: tuple[Output, str] | None) -> None:
        # 30 ms that no start waits for.
        from tui.screens.gallery import GalleryScreen

        self.push_screen(GalleryScreen(pane.session.transcript, pane.view.graphics, at))

    def on_gallery_screen_cell_wanted(self, event: GalleryScreen.CellWanted) -> None:
        """Show the cell of a figure in the transcript."""
        event.stop()
        event.gallery.dismiss(None)
        pane = self.console_screen.pane
        if pane is not None and pane.session.transcript is event.gallery.transcript:
            pane.view.reveal(event.cell, event.output)

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
        from tui.model.tables.csv_text import write_csv
        from tui.model.tables.progress import Progress

        rows = f"{len(event.order):,} row{'' if len(event.order) == 1 else 's'}"

        def make(_: Path) -> bytes:
            return write_csv(event.sheet, event.order, Progress())

        await self.keep(f"Save {rows} as CSV", event.file_name, make)


def last_output(pane: SessionPane) -> tuple[Cell, Output] | None:
    """What is marked, or was displayed last in the marked cell, or in all; else printed.

    It comes with its cell; `None` for nothing.
    """
    if (found := pane.view.marked) is not None:
        return found
    blocks, marked = pane.session.transcript.blocks, pane.view.cursor
    near = blocks[-_REACH:] if marked is None else blocks[marked : marked + 1]
    for block in reversed(near):
        if isinstance(block, Cell) and (place := last_place(block.outputs)) is not None:
            return block, block.outputs[place]
    return None
