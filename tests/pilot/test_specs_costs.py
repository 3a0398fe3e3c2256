"""5,000 kernelspecs: opening the screen and filtering them, by processor time."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from tests.pilot.specs_app import SpecsApp, isolate, opened, spec, until

COUNT = 5_000
OPEN = 0.5
KEY = 0.05


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels, of which there are many."""
    kernels = isolate(tmp_path, monkeypatch)
    for number in range(COUNT):
        path = kernels / f"spec{number:04}"
        path.mkdir()
        language = ("python", "R", "julia")[number % 3]
        fields = spec(display_name=f"Kernel {number}", language=language, metadata={"a": [1]})
        (path / "kernel.json").write_text(json.dumps(fields))
    return kernels


async def open_and_close(opening: list[float]) -> None:
    """Note how long it takes, from the start of the app, which is none of it, on."""
    app = SpecsApp()
    async with app.run_test(size=(120, 40)) as pilot:
        app.opened.dismiss(None)
        await until(pilot, lambda: app.ended)
        begun = time.process_time()
        app.open_again()
        await until(pilot, lambda: app.opened.is_mounted and "," in app.title_words())
        opening.append(time.process_time() - begun)
        assert len(app.names()) >= COUNT


async def test_they_open_and_are_filtered_at_once(kernels: Path) -> None:
    opening: list[float] = []
    keys: list[float] = []
    for _ in range(3):
        await open_and_close(opening)
    # Faults are looked for meanwhile, in threads that have their share of the time.
    app = SpecsApp()
    async with opened(app) as pilot:
        await pilot.press("slash")
        for key in ("4", "2", "space", "r", "backspace", "backspace"):
            begun = time.thread_time()
            await pilot.press(key)
            keys.append(time.thread_time() - begun)
        await until(pilot, lambda: 0 < len(app.names()) < COUNT)
    assert min(opening) < OPEN, opening
    assert sorted(keys)[len(keys) // 2] < KEY, keys


async def test_the_loop_is_not_held_while_they_are_read(kernels: Path) -> None:
    app = SpecsApp()
    longest = 0.0

    async def measure() -> None:
        nonlocal longest
        while True:
            begun = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - begun)

    async with opened(app) as pilot:
        measuring = asyncio.get_running_loop().create_task(measure())
        app.opened.reload()
        await until(pilot, lambda: "reading" not in app.title_words())
        measuring.cancel()
    assert 0 < longest < KEY
