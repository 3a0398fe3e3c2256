"""What takes longer than a moment is shown in the status bar and can be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from time import monotonic
from typing import Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType

from tui.errors import JtuiError
from tui.screens.console import ConsoleScreen
from tui.terminal.crash import CalmExit
from tui.widgets.key_names import key_on

SOON = 1.0
"""Seconds that something may take before it is shown."""
STEP = 0.5
"""Seconds between two times that are shown."""
T = TypeVar("T")


class Stopped(JtuiError):  # noqa: N818 - a decision and no error
    """The user has stopped what was under way."""


@dataclass(slots=True, eq=False)
class _UnderWay:
    words: str
    task: asyncio.Task[Any]
    can_stop: bool
    begun: float
    is_stopped: bool = False


class ProgressApp(CalmExit[int]):
    """An application that tells what it is at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "alt+k",
            "stop_task",
            "Stop what is under way",
            id="app.stop_task",
            priority=True,
            show=False,
        ),
    ]

    console_screen: ConsoleScreen
    # The latest last; those that are shown.
    _under_way: tuple[_UnderWay, ...] = ()

    async def shown(self, words: str, work: Coroutine[Any, Any, T], *, can_stop: bool = True) -> T:
        """The outcome of `work`; while that takes its time, `words` are shown, cleaned before.

        What cannot be taken back is not stopped by the user. Raises `Stopped` when it was, and
        whatever the work does.
        """
        # This call owns it, and takes what it raises.
        task = asyncio.get_running_loop().create_task(work, name=words)
        current = _UnderWay(words, task, can_stop, monotonic())
        try:
            await asyncio.wait([task], timeout=SOON)
            if not task.done():
                self._under_way = (*self._under_way, current)
                self.refresh_bindings()
            while not task.done():
                self._say(current)
                await asyncio.wait([task], timeout=STEP)
        finally:
            # When whoever waits is cancelled, so is the work.
            task.cancel()
            if current in self._under_way:
                self._under_way = tuple(each for each in self._under_way if each is not current)
                self._say(None)
                self.refresh_bindings()
        if current.is_stopped and task.cancelled():
            raise Stopped(f"Stopped: {words}.")
        return task.result()

    def _say(self, current: _UnderWay | None) -> None:
        if (pane := self.console_screen.pane) is None:
            return
        if current is None:
            pane.say("")
        elif current is self._under_way[-1]:
            key = key_on(self.screen_stack[0], "app.stop_task", "Alt+K") if self._can_stop else ""
            stops = f", {key} stops it" if key else ""
            pane.say(f"{current.words}: {monotonic() - current.begun:.0f} s{stops}")

    @property
    def _can_stop(self) -> bool:
        return bool(self._under_way) and self._under_way[-1].can_stop

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to stop only while something is shown that can be."""
        if action == "stop_task":
            return self._can_stop
        return super().check_action(action, parameters)

    def action_stop_task(self) -> None:
        """Stop what is shown as under way."""
        if self._can_stop:
            current = self._under_way[-1]
            current.is_stopped = True
            current.task.cancel()
