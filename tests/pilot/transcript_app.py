"""An app with a transcript view in it, and a transcript that a test writes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tui.model.transcript import Transcript
from tui.render import code as code_module
from tui.render import rows as rows_module
from tui.render import text as text_module
from tui.widgets.transcript.view import TranscriptView
from tui.wire.events import (
    CellSent,
    CellSubmitted,
    CodeEchoed,
    DataDisplayed,
    ExecuteReplied,
    KernelEvent,
    Origin,
    StatusReported,
    StreamName,
    StreamWritten,
)

PATIENCE = 60.0
"""Seconds for what takes one or two when nothing else is going on."""


class Book:
    """A transcript, written by hand."""

    def __init__(self) -> None:
        self.transcript = Transcript("me")
        self.feed = self.transcript.subscribe()
        self._cells = 0

    def apply(self, *events: KernelEvent) -> None:
        """Apply events, all at the same time."""
        for event in events:
            self.transcript.apply(event, 0.0)

    def begin(self, code: str) -> str:
        """A cell that runs; answers its id."""
        self._cells += 1
        cell = f"cell {self._cells}"
        self.apply(
            CellSubmitted(cell, code),
            CellSent(cell),
            CodeEchoed(Origin(cell), code, self._cells),
        )
        return cell

    def write(self, cell: str, text: str, name: StreamName = "stdout") -> None:
        """Print text in a cell."""
        self.apply(StreamWritten(Origin(cell), name, text))

    def result(self, cell: str, text: str) -> None:
        """The value of a cell."""
        self.apply(DataDisplayed(Origin(cell), {"text/plain": text}, {}, None, True, 1))

    def end(self, cell: str) -> None:
        """The end of a cell."""
        self.apply(ExecuteReplied(Origin(cell), "ok", None), StatusReported(Origin(cell), "idle"))

    def cell(self, code: str, text: str = "") -> str:
        """A cell that ran and printed a text; answers its id."""
        cell = self.begin(code)
        self.write(cell, text)
        self.end(cell)
        return cell


class TranscriptApp(App[None]):
    """A transcript view with all the room there is, which keeps what the view asks for."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.view = TranscriptView(book.transcript.blocks)
        self.asked: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_transcript_view_code_wanted(self, event: TranscriptView.CodeWanted) -> None:
        self.asked.append(event)

    def on_transcript_view_run_wanted(self, event: TranscriptView.RunWanted) -> None:
        self.asked.append(event)

    def on_transcript_view_copy_wanted(self, event: TranscriptView.CopyWanted) -> None:
        self.asked.append(event)

    def on_transcript_view_leave_wanted(self, event: TranscriptView.LeaveWanted) -> None:
        self.asked.append(event)

    def lines(self) -> list[str]:
        """What stands on the screen."""
        view = self.view
        return [view.render_line(line).text.rstrip() for line in range(view.size.height)]

    async def draw(self, pilot: Pilot[None]) -> None:
        """Draw what was written since, in one go as a pane does, and let it come to the screen."""
        self.view.take(self.book.feed.take())
        await pilot.pause()

    async def scroll(self, pilot: Pilot[None], line: int) -> None:
        """Scroll the view so that a line is at its top."""
        self.view.scroll_to(y=line, animate=False)
        await pilot.pause()


async def finished(view: TranscriptView) -> None:
    """Wait until a view has measured and searched everything, also on a busy machine."""
    async with asyncio.timeout(PATIENCE):
        while view.is_unfinished:  # noqa: ASYNC110 - no one event tells of it
            await asyncio.sleep(0.001)


async def settled(app: TranscriptApp, pilot: Pilot[None]) -> None:
    """Wait until everything is measured and searched, and what moved by it is drawn."""
    await finished(app.view)
    await pilot.pause()


class Work:
    """How often lines were laid out."""

    def __init__(self) -> None:
        self.wraps = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Count the lines that are wrapped into rows, whatever the time that takes."""
    work = Work()
    wrap = rows_module.wrap

    def counting(*arguments: object) -> object:
        work.wraps += 1
        return wrap(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        for module in (code_module, text_module):
            patched.setattr(module, "wrap", counting)
        yield work
