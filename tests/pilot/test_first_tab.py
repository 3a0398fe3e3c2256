"""The first minute: picking the first kernel, installing one, the keys to begin with."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.pilot.connect_app import Console, runtime, type_at_once, until
from tests.pilot.specs_app import spec
from tests.unit.stores.kernelspecs.trees import install
from tui.attaching import ConnectPage, Wanted
from tui.config import HistorySettings, Settings
from tui.kernels.states import KernelState
from tui.screens.connect.screen import ConnectScreen
from tui.screens.installing.screen import InstallScreen
from tui.stores.used_places import note_place, used_places
from tui.terminal.signals import TerminationWatch
from tui.widgets.dialogs.choice import ChoiceDialog

__all__ = ["runtime"]

IPYTHON = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
PICK = Wanted(page=ConnectPage.NEW)
INSTALL = Wanted(page=ConnectPage.NEW, installs=True)


@pytest.fixture
def kernels(runtime: Path) -> Path:
    """The user's kernelspecs: two besides the one that comes with jtui."""
    directory = runtime.parent / "data" / "kernels"
    for name in ("analysis", "modelling"):
        install(directory, name, spec(argv=IPYTHON, display_name=name.title()))
    return directory


@asynccontextmanager
async def begun(
    wanted: Wanted, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Console, Pilot[int]]]:
    """jtui that has no tab yet."""
    watch = TerminationWatch(lambda: None)
    watch.start()
    app = Console(Settings(history=HistorySettings(store=False)), [], watch, wanted)
    try:
        async with app.run_test(size=size) as pilot:
            yield app, pilot
            for session in app.console_screen.sessions:
                await session.shutdown(0.0)
                await session.close()
    finally:
        app.kill_kernels()
        watch.stop()


async def picker(app: Console, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: isinstance(app.screen, ConnectScreen))
    await until(pilot, lambda: len(app.cells(1)) > 2)


async def test_the_kernel_used_last_is_on_top_and_enter_starts_it(kernels: Path) -> None:
    note_place("kernels", "analysis")
    note_place("kernels", "modelling")
    async with begun(PICK) as (app, pilot):
        await picker(app, pilot)
        assert app.cells(1)[:2] == ["modelling", "analysis"]
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(app.console_screen.panes) == 1)
        session = app.console_screen.panes[0].session
        assert session.spec.name == "analysis"
        await until(pilot, lambda: session.state is KernelState.IDLE)
        await until(pilot, lambda: used_places("kernels")[:2] == ["analysis", "modelling"])


async def test_without_any_used_the_python_of_jtui_is_on_top(kernels: Path) -> None:
    async with begun(PICK) as (app, pilot):
        await picker(app, pilot)
        assert app.cells(1)[0] == "python3"


async def test_what_is_typed_before_the_picker_is_there_goes_to_it(kernels: Path) -> None:
    async with begun(PICK) as (app, pilot):
        type_at_once(app, *"model")
        await until(pilot, lambda: isinstance(app.screen, ConnectScreen))
        await until(pilot, lambda: app.cells(1) == ["modelling"])


async def test_who_picks_no_kernel_leaves(kernels: Path) -> None:
    async with begun(PICK) as (app, pilot):
        await picker(app, pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_running or app._exit)


@pytest.mark.parametrize("size", [(120, 40), (60, 20), (20, 5)])
async def test_where_no_kernel_is_one_is_installed_or_nothing_stays(
    runtime: Path, size: tuple[int, int]
) -> None:
    async with begun(INSTALL, size) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        # The answer that Enter gives is in sight.
        await until(pilot, lambda: "i  Install" in app.text)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, InstallScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ConnectScreen))
        assert app.page.title == "Running here"
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_running or app._exit)


async def test_keys_to_begin_with_stand_in_an_empty_tab_until_something_is_entered(
    kernels: Path,
) -> None:
    async with begun(PICK) as (app, pilot):
        await picker(app, pilot)
        await pilot.press("enter")
        words = "Tab completes · Ctrl+R history · Ctrl+T new tab · F1 help"
        await until(pilot, lambda: words in app.text)
        session = app.console_screen.panes[0].session
        await until(pilot, lambda: session.state is KernelState.IDLE)
        assert words in app.text
        await pilot.press("1", "enter")
        await until(pilot, lambda: "Out[1]: 1" in app.text)
        assert words not in app.text


async def test_lists_that_are_empty_say_what_would_be_there(kernels: Path) -> None:
    async with begun(PICK) as (app, pilot):
        await picker(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.console_screen.panes) == 1)
        await app.run_action("switch_kernel")
        await until(pilot, lambda: "modelling" in app.text)
        await pilot.press(*"zzz")
        await until(pilot, lambda: "No kernel has that." in app.text)
        await pilot.press("enter", *["backspace"] * 3)
        await until(pilot, lambda: "modelling" in app.text)
