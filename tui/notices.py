"""Tells that work which took long is over, to users who look elsewhere."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from textual import events

from tui.config import Settings
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.model.cells import Author, Cell, CellState
from tui.screens.console import ConsoleScreen
from tui.tasks import TaskOwner
from tui.terminal.crash import CalmExit
from tui.terminal.notifying import Notifying, notification, notifying_of
from tui.widgets.transcript.block_layout import elapsed_text

PAUSE = 0.2
"""Seconds between two looks at a session, however many messages it gets."""
AT_ONCE = 0.02
"""Seconds within which the next cell of a queue is sent."""


@dataclass(frozen=True, slots=True)
class WorkEnded:
    """A kernel has come to rest, or asks something: in words, and whether it went wrong."""

    words: str
    failed: bool = False
    asks: bool = False


class Work:
    """The work of one kernel for the user, from its first cell until nothing waits any more."""

    def __init__(self, session: KernelSession, clock: Callable[[], float] = monotonic) -> None:
        self._session = session
        self._clock = clock
        self._since: float | None = None
        self._last: Cell | None = None

    @property
    def goes_on(self) -> bool:
        """Whether there was work when it was looked at last."""
        return self._since is not None

    def look(self, after: float) -> WorkEnded | None:
        """What came to an end since the last look, if that had lasted `after` seconds."""
        session = self._session
        running = [each for each in session.transcript.running if each.author is Author.OWN]
        asks = session.state is KernelState.NEEDS_INPUT
        if running:
            self._note_running(running[0])
        if (running or session.queue_length) and not asks:
            if self._since is None:
                self._since = self._clock()
            return None
        since, self._since = self._since, None
        if since is None or self._clock() - since < after or self._last is None:
            return None
        return _end_of(self._last, self._clock() - since, session.state)

    def _note_running(self, cell: Cell) -> None:
        """One that was not sent right behind the last one begins new work."""
        last, self._last = self._last, cell
        if last is None or last is cell or last.ended is None or cell.started is None:
            return
        if cell.started - last.ended > AT_ONCE:
            self._since = None


def _end_of(cell: Cell, seconds: float, state: KernelState) -> WorkEnded:
    name = "The cell" if cell.number is None else f"In [{cell.number}]"
    if state is KernelState.NEEDS_INPUT:
        return WorkEnded(f"{name} asks for input.", asks=True)
    if state is KernelState.DEAD:
        return WorkEnded("The kernel has died.", failed=True)
    failed = cell.state is not CellState.DONE
    end = "has failed" if failed else "is done"
    return WorkEnded(f"{name} {end} after {elapsed_text(seconds)}.", failed)


class NotifyingApp(CalmExit[int]):
    """An application that marks tabs, and rings or notifies, when work in them is over."""

    settings: Settings
    console_screen: ConsoleScreen

    def __init__(self, **options: Any) -> None:
        """As the toolkit's."""
        super().__init__(**options)
        self._watching_work = TaskOwner("notices")
        self._watched: dict[KernelSession, asyncio.Task[None]] = {}

    def follow_work(self, session: KernelSession) -> None:
        """Tell of work in a session from now on, if that is wanted."""
        if self.settings.notices.after > 0 and session not in self._watched:
            task = self._watching_work.start(self._watch_work(session), session.spec.name)
            self._watched[session] = task

    def leave_work(self, session: KernelSession) -> None:
        """Tell of it no more."""
        if (task := self._watched.pop(session, None)) is not None:
            task.cancel()

    async def _watch_work(self, session: KernelSession) -> None:
        work = Work(session)
        while True:
            went_on = work.goes_on
            ended = work.look(self.settings.notices.after)
            if ended is not None:
                self._tell(session, ended)
            elif work.goes_on and not went_on:
                self._mark(session, "")
            await session.changed()
            await asyncio.sleep(PAUSE if work.goes_on else 0)

    def _tell(self, session: KernelSession, ended: WorkEnded) -> None:
        panes = [each for each in self.console_screen.panes if each.session is session]
        if not panes or (self.app_focus and any(each.in_view for each in panes)):
            return
        if not ended.asks:
            self._mark(session, "failed" if ended.failed else "done")
        match self.settings.notices.how:
            case "terminal":
                way = notifying_of(os.environ)
            case "bell":
                way = Notifying.BELL
            case "none":
                return
        if self._driver is not None and not self.is_headless:
            self._driver.write(notification(way, panes[0].title, ended.words))

    def _mark(self, session: KernelSession, end: str) -> None:
        changed = False
        for pane in self.console_screen.panes:
            if pane.session is session and pane.end != end:
                pane.end, changed = end, True
        if changed:
            self.console_screen.refresh_frame()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """What is in view is seen now."""
        seen = [each for each in self.console_screen.panes_in_view if each.end]
        for pane in seen:
            pane.end = ""
        if seen:
            self.console_screen.refresh_frame()
