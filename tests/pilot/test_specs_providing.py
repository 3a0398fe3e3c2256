"""The kernelspecs' screen with a configured class that takes long, fails, or leaves kernels out."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from tests.pilot.specs_app import SpecsApp, isolate, opened, spec, until
from tests.unit.stores.kernelspecs.providers import (
    MODULE,
    eventually,
    is_running,
    noted,
    write_classes,
)
from tests.unit.stores.kernelspecs.trees import install
from tui.stores.kernelspecs.settings import SpecSettings


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels."""
    return isolate(tmp_path, monkeypatch)


@pytest.fixture
def pids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the classes note their processes."""
    return write_classes(tmp_path, monkeypatch)


def living(pids: Path) -> list[int]:
    return [pid for pid in noted(pids) if is_running(pid)]


def app_with(name: str) -> SpecsApp:
    return SpecsApp(SpecSettings(manager_class=f"{MODULE}.{name}"))


async def test_closing_the_screen_kills_a_class_that_hangs_at_once(
    kernels: Path, pids: Path
) -> None:
    install(kernels, "mine", spec())
    app = app_with("Hanging")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: len(living(pids)) == 2)
        assert "reading" in app.title_words()
        # What is on the disk is there, and keys work.
        await until(pilot, lambda: "mine" in app.names())
        await pilot.press("slash", *"mine", "tab")
        await until(pilot, lambda: app.names() == ["mine"])
        app.opened.dismiss(None)
        await until(pilot, lambda: not living(pids))
        app.open_again()
        await until(pilot, lambda: len(living(pids)) == 2)
        assert len(noted(pids)) == 4


async def test_the_end_of_the_application_kills_it_as_well(kernels: Path, pids: Path) -> None:
    app = app_with("Hanging")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: len(living(pids)) == 2)
        app.exit()
    await eventually(lambda: not living(pids), seconds=5.0)


async def test_reading_again_asks_again_with_one_process_at_a_time(
    kernels: Path, pids: Path
) -> None:
    app = app_with("Hanging")
    async with app.run_test(size=(120, 40)) as pilot:
        for times in (1, 2, 3):
            await until(pilot, lambda times=times: len(noted(pids)) == 2 * times)  # type: ignore[misc]
            assert set(living(pids)) <= set(noted(pids)[-2:])
            install(kernels, f"new{times}", spec())
            app.opened.reload()
            await until(pilot, lambda times=times: f"new{times}" in app.names())  # type: ignore[misc]


async def test_what_the_class_leaves_out_is_marked_and_not_started(
    kernels: Path, pids: Path
) -> None:
    install(kernels, "a", spec())
    install(kernels, "b", spec())
    app = app_with("Filtering")
    async with opened(app) as pilot:
        line = app.lines()[app.names().index("b")]
        assert "⊘ not allowed" in line
        assert "not allowed" not in app.lines()[app.names().index("a")]
        app.panel.select("b")
        await pilot.press("enter")
        await until(pilot, lambda: "b is not started" in app.said)
        assert app.started is None


async def test_without_a_process_to_be_had_the_screen_has_what_is_on_the_disk(
    kernels: Path, pids: Path
) -> None:
    install(kernels, "mine", spec())
    app = app_with("Specs")
    async with opened(app) as pilot:
        assert "default" in app.names()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        # One more for the directories, and none for a process.
        free = os.open(os.devnull, os.O_RDONLY)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, hard))
        try:
            app.opened.reload()
            await until(pilot, lambda: "no process can be started" in app.said)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        await until(pilot, lambda: "reading" not in app.title_words())
        assert "mine" in app.names() and "default" not in app.names()
