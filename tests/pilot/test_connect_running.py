"""The panel's second page: kernels that run on this computer."""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.pilot.connect_app import (
    Console,
    console,
    dead_kernel,
    panel,
    running_kernel,
    runtime,
    until,
)
from tui.attaching import ConnectPage
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.states import KernelState
from tui.kernels.survivors import KernelFiles, record_kernel
from tui.screens.connect.screen import ConnectScreen
from tui.widgets.dialogs.choice import ChoiceDialog

__all__ = ["runtime"]


def state_of(app: Console, number: int = 0) -> str:
    return app.cells(1)[number] if len(app.rows.rows) > number else ""


async def test_a_kernel_of_others_is_attached_to_and_lives_on_when_its_tab_is_closed(
    runtime: Path,
) -> None:
    with running_kernel(runtime / "kernel-theirs.json") as process:
        async with console() as (app, pilot):
            await app.pick(ConnectPage.RUNNING)
            await until(pilot, lambda: state_of(app) == "idle")
            await until(pilot, lambda: app.state == "1 running")
            assert f"pid        {process.pid}" in app.details
            await pilot.press("enter")
            await until(pilot, lambda: len(app.console_screen.panes) == 2)
            pane = app.console_screen.pane
            assert pane is app.console_screen.panes[1]
            session = pane.session
            await until(pilot, lambda: session.state is KernelState.IDLE)
            session.execute("print(6 * 7)")
            await until(pilot, lambda: "42" in printed(app))
            # The list says where it is open, and Enter goes there.
            app.console_screen.show_tab(0)
            await app.pick(ConnectPage.RUNNING)
            await until(pilot, lambda: app.cells(2) == ["open in tab 2"])
            assert not app.panel.query_one("ConnectPanel").check_action("act", ("shut_down",))
            await pilot.press("enter")
            await until(pilot, lambda: app.console_screen.pane is pane)
            app.console_screen.action_close_tab()
            await until(pilot, lambda: len(app.console_screen.panes) == 1)
            assert not isinstance(app.screen, ChoiceDialog)
            assert process.poll() is None


def printed(app: Console) -> list[str]:
    return [line.strip() for line in app.text.splitlines()]


async def test_a_kernel_is_shut_down_only_after_a_question_that_says_what_it_is(
    runtime: Path,
) -> None:
    with running_kernel(runtime / "kernel-theirs.json") as process:
        async with panel(ConnectPage.RUNNING) as (app, pilot):
            await until(pilot, lambda: state_of(app) == "idle")
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
            assert f"Shut down python (pid {process.pid}), started just now?" in app.text
            await pilot.press("enter", "escape")
            await until(pilot, lambda: isinstance(app.screen, ConnectScreen))
            assert process.poll() is None
            await pilot.press("delete")
            await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
            await pilot.press("s")
            await until(pilot, lambda: process.poll() is not None)
            await until(pilot, lambda: "was shut down" in app.said)
            await until(pilot, lambda: app.state in ("", "0 running, 1 dead"))


async def test_a_kernel_that_an_earlier_jtui_left_is_on_top_and_can_be_ended(
    runtime: Path,
) -> None:
    files = KernelFiles(runtime, "left")
    with running_kernel(runtime / "kernel-new.json"), running_kernel(files.connection) as process:
        owner_gone(files, process.pid)
        async with panel(ConnectPage.RUNNING) as (app, pilot):
            await until(pilot, lambda: len(app.rows.rows) == 2 and "…" not in app.cells(1))
            assert app.cells(2)[0] == "earlier jtui"
            assert "An earlier jtui left it running: attach to it" in app.details
            assert app.cells(0)[0] == "mine"
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
            assert "An earlier jtui left it running." in app.text
            await pilot.press("s")
            await until(pilot, lambda: process.poll() is not None)
            await until(pilot, lambda: not files.record.exists())
            await until(
                pilot, lambda: isinstance(app.screen, ConnectScreen) and len(app.rows.rows) == 1
            )


def owner_gone(files: KernelFiles, pid: int) -> None:
    """A record as a jtui leaves it that was killed."""
    record_kernel(files, ProcessIdentity.of(pid), "mine")
    fields = json.loads(files.record.read_bytes())
    files.record.write_text(json.dumps(fields | {"owner_pid": 2**22 - 1, "owner_birth": "1"}))


async def test_dead_kernels_are_said_to_be_dead_and_cleaned_up_after_a_question_with_their_count(
    runtime: Path,
) -> None:
    for number in range(3):
        dead_kernel(runtime / f"kernel-{number}.json")
    (runtime / "kernel-broken.json").write_text("{")
    os.utime(runtime / "kernel-0.json", (time.time(), time.time()))
    async with panel(ConnectPage.RUNNING) as (app, pilot):
        await until(pilot, lambda: app.state == "0 running, 3 dead")
        assert app.cells(1) == ["dead", "dead", "dead", "broken"]
        await pilot.press("enter")
        await until(pilot, lambda: "This kernel is dead" in app.note)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "Remove the connection files of 3 kernels that are dead?" in app.text
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConnectScreen) and bool(app.said))
        assert "2 files were removed." in app.said
        await until(pilot, lambda: "less than a minute ago" in app.note)
        await until(pilot, lambda: len(app.rows.rows) == 2)
    assert names_in(runtime) == ["kernel-0.json", "kernel-broken.json"]


def names_in(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.glob("*.json"))


async def test_a_page_without_kernels_says_what_would_be_there(runtime: Path) -> None:
    async with panel(ConnectPage.RUNNING) as (app, pilot):
        await until(pilot, lambda: "No kernel runs here." in app.text)
        assert "Here are the kernels of this computer" in app.text
        dead_kernel(runtime / "kernel-new.json")
        await pilot.press("f5")
        await until(pilot, lambda: len(app.rows.rows) == 1)


async def test_names_of_kernels_reach_the_terminal_without_what_steers_it(runtime: Path) -> None:
    dead_kernel(runtime / "kernel-a.json", r"\u001b]0;x\u0007[@click=app.quit]x[/nope]")
    async with panel(ConnectPage.RUNNING) as (app, pilot):
        await until(pilot, lambda: state_of(app) == "dead")
        assert app.cells(0) == ["␛]0;x␇[@click=app.quit]x[/nope]"]
        assert "␛]0;x␇" in app.text
        assert "\x1b" not in app.text


async def test_closing_the_panel_ends_what_is_under_way(runtime: Path) -> None:
    with running_kernel(runtime / "kernel-theirs.json"):
        async with panel(ConnectPage.RUNNING) as (app, pilot):
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.console_screen)
            await until(pilot, lambda: not running_tasks("what to open", "what runs here"))


def running_tasks(*owners: str) -> list[str]:
    names = [task.get_name() for task in asyncio.all_tasks()]
    return [name for name in names if name.startswith(owners)]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_thousands_of_rows_are_shown_filtered_and_moved_in_without_holding_up_keys(
    runtime: Path, size: tuple[int, int]
) -> None:
    for number in range(2_000):
        dead_kernel(runtime / f"kernel-{number:04}.json", f"name-{number:04}")
    async with panel(ConnectPage.RUNNING, size) as (app, pilot):
        await until(pilot, lambda: app.state == "0 running, 2,000 dead")
        await pilot.press("end", "pageup", "home")
        took = await cpu_of(pilot, "down", "up", "end", "home")
        assert took < 0.2
        took = await cpu_of(pilot, *"1999")
        assert took < 0.4
        assert app.cells(0) == ["name-1999"]
        width, height = size
        assert all(len(line) == width for line in app.text.splitlines())
        assert len(app.text.splitlines()) == height


async def cpu_of(pilot: Pilot[int], *keys: str) -> float:
    begun = time.process_time()
    await pilot.press(*keys)
    return time.process_time() - begun


async def test_the_kernel_of_others_in_a_tab_is_shut_down_only_in_so_many_words(
    runtime: Path,
) -> None:
    with running_kernel(runtime / "kernel-theirs.json") as process:
        async with console() as (app, pilot):
            await app.pick(ConnectPage.RUNNING)
            await until(pilot, lambda: state_of(app) == "idle")
            await pilot.press("enter")
            await until(pilot, lambda: len(app.console_screen.panes) == 2)
            session = app.console_screen.panes[1].session
            await until(pilot, lambda: session.state is KernelState.IDLE)
            for key in ("escape", "s"):
                app.console_screen.action_shutdown_kernel()
                await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
                assert "jtui did not start this kernel." in app.text
                assert process.poll() is None
                await pilot.press(key)
                await until(pilot, lambda: app.screen is app.console_screen)
            await until(pilot, lambda: process.poll() is not None)
            await until(pilot, lambda: session.state is KernelState.DEAD)
