"""Hands every input that has ended to the history that jtui keeps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tui.kernels.own_inputs import entry_of, language_of, session_key
from tui.kernels.session import KernelSession
from tui.model.cells import Author, Cell
from tui.model.changes import BlockAdded, BlocksRearranged, CellStateChanged, Feed
from tui.model.history.entry import Source
from tui.stores.history.writer import HistoryWriter
from tui.tasks import TaskOwner

_log = logging.getLogger(__name__)

PAUSE = 0.05
"""Seconds between two looks at a session, however many messages it gets."""
LAST_WORDS = 3.0
"""Seconds that the disk has at the end of jtui."""


class HistoryRecorder:
    """Follows sessions and notes each input of the user's own when it ends, whatever its end.

    Inputs that one of the `ignored` patterns matches are not kept; `complain` is told, in any
    thread, what is wrong with the disk.
    """

    def __init__(self, ignored: Sequence[str], complain: Callable[[str], None]) -> None:
        self._writer = HistoryWriter(None, ignored, complain)
        self._tasks = TaskOwner("history")
        # What the user is to be told when the screen is gone.
        self.last_words = ""
        self._followed: dict[KernelSession, _Followed] = {}

    def follow(self, session: KernelSession, *, only_new: bool = False) -> None:
        """Note the inputs of `session` until `leave` is called; none there is yet if `only_new`."""
        followed = self._followed[session] = _Followed(session)
        if only_new:
            cells = (each for each in session.transcript.blocks if isinstance(each, Cell))
            followed.noted.update(cell.cell_id for cell in cells)
        followed.note_run = lambda cell: self._note(followed, cell)
        session.before_again.append(followed.note_run)
        followed.task = self._tasks.start(self._follow(followed), session.spec.name)

    def ignore(self, patterns: Sequence[str]) -> None:
        """Keep no inputs from now on that one of these patterns matches."""
        self._writer.ignore(patterns)

    def leave(self, session: KernelSession) -> None:
        """Note what has not been noted, also an input that has not ended, and follow no more."""
        if (followed := self._followed.pop(session, None)) is None:
            return
        if followed.task is not None:
            followed.task.cancel()
        session.transcript.unsubscribe(followed.feed)
        if followed.note_run is not None:
            session.before_again.remove(followed.note_run)
        for block in session.transcript.blocks:
            if isinstance(block, Cell):
                self._note(followed, block)

    def note(self, session: KernelSession) -> None:
        """Note at once what has ended: the session's kernel is about to be another."""
        if (followed := self._followed.get(session)) is not None:
            followed.note_kernel()
            self._note_all(followed)

    async def finish(self) -> None:
        """Wait until all is on disk, or the disk has had its time."""
        await self._tasks.cancel()
        if not await asyncio.to_thread(self._writer.close, LAST_WORDS):
            _log.warning("the last inputs were not written to the history")
            self.last_words = "The last inputs could not be kept; the log says why."
        elif (path := self._writer.waiting_file) is not None:
            self.last_words = (
                f"The last inputs could not be written to the history and wait in {path};"
                " the next jtui takes them in."
            )

    async def _follow(self, followed: _Followed) -> None:
        session, feed = followed.session, followed.feed
        while True:
            followed.note_kernel()
            for change in feed.take():
                if isinstance(change, BlocksRearranged):
                    self._note_all(followed)
                elif isinstance(change, BlockAdded | CellStateChanged):
                    self._note_ended(followed, change.block)
            await session.changed()
            await asyncio.sleep(PAUSE)

    def _note_all(self, followed: _Followed) -> None:
        for place in range(len(followed.session.transcript.blocks)):
            self._note_ended(followed, place)

    def _note_ended(self, followed: _Followed, place: int) -> None:
        block = followed.session.transcript.blocks[place]
        if isinstance(block, Cell) and block.state.is_end:
            self._note(followed, block)

    def _note(self, followed: _Followed, cell: Cell) -> None:
        if cell.author is not Author.OWN or not cell.was_entered or cell.cell_id in followed.noted:
            return
        followed.noted.add(cell.cell_id)
        entry = entry_of(followed.session, cell, _cwd())
        # A cell that was lost when the kernel was replaced is seen only after that.
        language, kernelspec = followed.kernels.get(cell.life, (entry.language, entry.kernelspec))
        entry = replace(entry, source=Source.STORE, language=language, kernelspec=kernelspec)
        self._writer.add(session_key(followed.session, cell.life), entry)


class _Followed:
    """One session that is followed, with the ids of the cells that are noted.

    `kernels` holds language and kernelspec of each of its lives.
    """

    def __init__(self, session: KernelSession) -> None:
        self.session = session
        self.feed: Feed = session.transcript.subscribe()
        self.noted: set[str] = set()
        self.kernels: dict[int, tuple[str, str]] = {}
        self.task: asyncio.Task[None] | None = None
        # Notes a run that another of the same cell is about to follow.
        self.note_run: Callable[[Cell], None] | None = None

    def note_kernel(self) -> None:
        """Note what the kernel is in its present life."""
        session = self.session
        self.kernels[session.transcript.life] = language_of(session), session.spec.name


def _cwd() -> str:
    try:
        return str(Path.cwd())
    except OSError:
        return ""
