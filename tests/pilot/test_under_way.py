"""What takes longer than a moment is shown, and can be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.widgets import OptionList

from tests.fakes import until
from tui.errors import NotebookError
from tui.tasks import TaskOwner
from tui.under_way import ProgressApp, Stopped
from tui.widgets.dialogs.kernel_picker import KernelChoice, KernelPicker

TASKS = TaskOwner("test")


class Pane:
    """The part of a pane that says something, and what it said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)


class Tabs:
    """The screen with one tab, or none."""

    def __init__(self, pane: Pane | None) -> None:
        self.pane = pane


class Console(ProgressApp):
    """An application that is at something."""

    def __init__(self, pane: Pane | None) -> None:
        super().__init__()
        self.console_screen: Any = Tabs(pane)


@asynccontextmanager
async def running(pane: Pane | None) -> AsyncIterator[tuple[Console, Any]]:
    app = Console(pane)
    async with app.run_test() as pilot:
        yield app, pilot


async def value(of: int, when: asyncio.Event) -> int:
    """A value that comes when something else is so."""
    await when.wait()
    return of


async def test_what_is_quick_is_not_shown() -> None:
    pane, now = Pane(), asyncio.Event()
    now.set()
    async with running(pane) as (app, _):
        assert await app.shown("Looking", value(42, now)) == 42
        assert pane.said == []
        assert app.check_action("stop_task", ()) is False


async def test_what_takes_long_is_shown_until_it_is_done() -> None:
    pane, now = Pane(), asyncio.Event()
    async with running(pane) as (app, _):
        task = TASKS.start(app.shown("Looking", value(42, now)), "shown")
        await until(lambda: len(pane.said) > 1)
        assert pane.said[0] == "Looking: 1 s, Alt+K stops it"
        now.set()
        assert await task == 42
        assert pane.said[-1] == ""
        assert app.check_action("stop_task", ()) is False


async def test_a_key_stops_it() -> None:
    pane = Pane()
    async with running(pane) as (app, pilot):
        task = TASKS.start(app.shown("Looking", value(1, asyncio.Event())), "shown")
        await until(lambda: bool(pane.said))
        await pilot.press("alt+k")
        with pytest.raises(Stopped, match=r"Stopped: Looking\."):
            await task
        assert pane.said[-1] == ""


async def test_what_cannot_be_taken_back_is_not_stopped() -> None:
    pane, now = Pane(), asyncio.Event()
    async with running(pane) as (app, pilot):
        work = app.shown("Writing", value(7, now), can_stop=False)
        task = TASKS.start(work, "shown")
        await until(lambda: bool(pane.said))
        assert pane.said[0] == "Writing: 1 s"
        await pilot.press("alt+k")
        now.set()
        assert await task == 7


async def test_errors_are_those_of_the_work_and_cancelling_reaches_it() -> None:
    ended = asyncio.Event()

    async def fail() -> None:
        raise NotebookError("No room.")

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with running(None) as (app, _):
        with pytest.raises(NotebookError, match=r"No room\."):
            await app.shown("Writing", fail())
        task = TASKS.start(app.shown("Writing", wait()), "shown")
        await asyncio.wait([task], timeout=0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await ended.wait()


async def test_the_latest_of_several_is_shown() -> None:
    pane, first, second = Pane(), asyncio.Event(), asyncio.Event()
    async with running(pane) as (app, _):
        tasks = [
            TASKS.start(app.shown(words, value(at, done)), words)
            for at, (words, done) in enumerate((("First", first), ("Second", second)))
        ]
        await until(lambda: any(said.startswith("Second") for said in pane.said))
        second.set()
        assert await tasks[1] == 1
        count = len(pane.said)
        await until(lambda: len(pane.said) > count)
        assert pane.said[-1].startswith("First")
        first.set()
        assert await tasks[0] == 0


async def test_a_list_of_kernels_that_takes_long_says_so() -> None:
    picker = KernelPicker("Which?")
    async with running(None) as (app, pilot):
        picked: list[str | None] = []
        app.push_screen(picker, picked.append)
        await pilot.pause()
        listed = picker.query_one(OptionList)
        assert listed.option_count == 0
        await until(lambda: listed.option_count == 1)
        assert "Asking which kernels there are" in str(listed.get_option_at_index(0).prompt)
        # Neither keys nor Enter pick that, and what was typed counts when the list is there.
        await pilot.press("b", "enter")
        assert picker.is_current
        picker.offer([KernelChoice("python3", "Python 3", "python"), KernelChoice("b", "B", "c")])
        await until(lambda: picked == ["b"])
