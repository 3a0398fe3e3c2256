"""Keeps the prompts of all panes on disk while jtui runs, and brings back those left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from tui.model.clean import clean_code
from tui.panes.session.pane import SessionPane
from tui.stores.drafts import Draft, DraftFile, take_left_behind
from tui.tasks import TaskOwner

DELAY = 0.8


class DraftKeeper:
    """Writes the drafts of `panes` at most `DELAY` seconds after they changed.

    Drafts that found no empty prompt to go to are kept with the others.
    """

    def __init__(self, panes: Callable[[], Sequence[SessionPane]]) -> None:
        self._panes = panes
        self._file = DraftFile()
        self._homeless: list[Draft] = []
        self._tasks = TaskOwner("drafts")
        self._waiting = False

    def note_change(self) -> None:
        """A prompt has changed."""
        if not self._waiting:
            self._waiting = True
            self._tasks.start(self._write_soon(), "write")

    async def restore(self) -> list[SessionPane]:
        """Put what an earlier jtui left behind into empty prompts; answers whose they are."""
        restored: list[SessionPane] = []
        for draft in await asyncio.to_thread(take_left_behind):
            free = [pane for pane in self._panes() if not pane.draft]
            same = [pane for pane in free if pane.session.spec.name == draft.kernel]
            if not same:
                self._homeless.append(draft)
                continue
            same[0].draft = clean_code(draft.text)
            restored.append(same[0])
        # They are on no disk now.
        self.note_change()
        return restored

    @property
    def waiting(self) -> Sequence[str]:
        """The names of the kernels whose drafts wait for a tab, each once, not cleaned."""
        return [*dict.fromkeys(draft.kernel for draft in self._homeless)]

    def welcome(self, pane: SessionPane) -> bool:
        """Give a new pane the draft that waits for its kernel; whether there was one."""
        name = pane.session.spec.name
        draft = next((each for each in self._homeless if each.kernel == name), None)
        if draft is None or pane.draft:
            return False
        self._homeless.remove(draft)
        pane.draft = clean_code(draft.text)
        self.note_change()
        return True

    async def finish(self, keep: bool) -> None:
        """Write a last time, or with `keep` false forget this run's drafts."""
        await self._tasks.cancel()
        await asyncio.to_thread(self._file.write, self._drafts() if keep else self._homeless)

    async def _write_soon(self) -> None:
        await asyncio.sleep(DELAY)
        self._waiting = False
        await asyncio.to_thread(self._file.write, self._drafts())

    def _drafts(self) -> list[Draft]:
        own = [Draft(pane.session.spec.name, pane.draft) for pane in self._panes() if pane.draft]
        return own + self._homeless
