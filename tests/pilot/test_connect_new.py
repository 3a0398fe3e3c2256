"""The panel's first page: a new kernel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.pilot.connect_app import (
    Console,
    console,
    panel,
    runtime,
    type_at_once,
    until,
)
from tests.pilot.specs_app import spec
from tests.unit.stores.kernelspecs.trees import install
from tui.attaching import ConnectPage
from tui.kernels.states import KernelState
from tui.screens.connect.screen import ConnectScreen
from tui.widgets.connect.panel import ConnectPanel

__all__ = ["runtime"]

IPYTHON = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.fixture
def kernels(runtime: Path) -> Path:
    """The user's kernelspecs: two."""
    directory = runtime.parent / "data" / "kernels"
    install(directory, "analysis", spec(argv=IPYTHON, display_name="Analysis"))
    install(directory, "stats", spec(argv=["R"], display_name="Stats", language="R"))
    return directory


async def new_tab(app: Console, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: len(app.console_screen.panes) == 2)
    session = app.console_screen.panes[1].session
    await until(pilot, lambda: session.state is KernelState.IDLE)


async def test_keys_of_one_read_open_the_panel_filter_and_start_the_kernel(kernels: Path) -> None:
    async with console() as (app, pilot):
        type_at_once(app, "ctrl+t", *"analy", "enter")
        await new_tab(app, pilot)
        pane = app.console_screen.pane
        assert pane is not None
        assert pane.session.spec.name == "analysis"
        assert app.screen is app.console_screen


async def test_what_is_typed_filters_by_name_display_name_and_language(kernels: Path) -> None:
    async with panel(ConnectPage.NEW) as (app, pilot):
        await until(pilot, lambda: "Stats" in app.cells(0))
        assert app.focused is app.field
        await pilot.press("r", "space", "s", "t", "a")
        assert app.cells(0) == ["Stats"]
        assert "command    R" in app.details
        await pilot.press(*"zz")
        assert app.cells(0) == []
        assert "Nothing here has “r stazz”." in app.text
        await pilot.press("enter", "escape")
        await until(pilot, lambda: app.screen is app.console_screen)
        assert len(app.console_screen.panes) == 1


async def test_enter_after_a_filter_changed_in_the_same_read_takes_the_row_that_is_left(
    kernels: Path,
) -> None:
    async with panel(ConnectPage.NEW) as (app, pilot):
        await until(pilot, lambda: "Stats" in app.cells(0))
        await pilot.press("down")
        type_at_once(app, *"anal", "enter")
        await new_tab(app, pilot)
        assert app.console_screen.panes[1].session.spec.name == "analysis"


async def test_the_same_keys_go_round_the_pages_and_back(runtime: Path) -> None:
    async with panel(ConnectPage.NEW) as (app, pilot):
        titles = []
        for key in ("ctrl+t", "tab", "right", "ctrl+t", "tab", "shift+tab", "left"):
            await pilot.press(key)
            titles.append(app.page.title)
        assert titles == [
            *("Running here", "Servers", "ssh", "Engines", "New kernel", "Engines", "ssh")
        ]


async def test_each_page_keeps_what_was_typed_in_it(kernels: Path) -> None:
    async with panel(ConnectPage.NEW) as (app, pilot):
        await until(pilot, lambda: "Stats" in app.cells(0))
        await pilot.press("s", "t", "a", "tab", "x", "shift+tab")
        assert (app.field.value, app.cells(0)) == ("sta", ["Stats"])
        # With text in it, arrows move in the filter.
        await pilot.press("left")
        assert app.page.title == "New kernel"
        assert app.field.cursor_position == 2


async def test_the_palette_opens_the_panel_on_a_page_and_turns_the_page_of_an_open_one(
    runtime: Path,
) -> None:
    async with console() as (app, pilot):
        for action, title in (("attach", "Running here"), ("connect_server", "Servers")):
            await app.run_action(action)
            await until(pilot, lambda title=title: app.page.title == title)  # type: ignore[misc]
        await app.run_action("connect_ssh")
        assert app.page.title == "ssh"
        await app.run_action("connect_engines")
        assert app.page.title == "Engines"
        assert sum(isinstance(each, ConnectScreen) for each in app.screen_stack) == 1
        await until(pilot, lambda: "There is no ipyparallel cluster." in app.text)


async def test_enter_before_the_page_began_to_read_counts(kernels: Path) -> None:
    async with panel(ConnectPage.RUNNING) as (app, pilot):
        parts = app.panel.query_one(ConnectPanel)
        # Without a turn of the event loop between them: nobody has told the page that it is shown.
        parts.show_page(0)
        assert not app.page.has_begun
        parts.action_act("open")
        await until(pilot, lambda: len(app.console_screen.panes) == 2)
