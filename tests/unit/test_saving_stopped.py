"""A file that is being written when the user stops that: not there, or told as written."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from threading import Event

import pytest

from tui.saving import _stoppable
from tui.stores.notebooks import SeenFile, WritingStopped, save
from tui.wire.message import JsonObject

NOTEBOOK: JsonObject = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class Slow:
    """Writes a notebook that somebody stops before or after it has its name."""

    def __init__(self, path: Path, *, is_late: bool) -> None:
        self.begun = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._path = path
        self._is_late = is_late

    def __call__(self, *, stopped: Event) -> SeenFile:
        written = save(self._path, NOTEBOOK, stopped=stopped) if self._is_late else None
        self._loop.call_soon_threadsafe(self.begun.set)
        assert stopped.wait(60)
        return written or save(self._path, NOTEBOOK, stopped=stopped)


async def test_what_is_stopped_in_time_is_not_written(tmp_path: Path) -> None:
    slow = Slow(tmp_path / "a.ipynb", is_late=False)
    task = asyncio.get_running_loop().create_task(_stoppable(slow))
    await slow.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert os.listdir(tmp_path) == []  # noqa: PTH208


async def test_what_is_stopped_too_late_is_told_as_written(tmp_path: Path) -> None:
    slow = Slow(tmp_path / "a.ipynb", is_late=True)
    task = asyncio.get_running_loop().create_task(_stoppable(slow))
    await slow.begun.wait()
    task.cancel()
    assert (await task).path == tmp_path / "a.ipynb"
    assert (tmp_path / "a.ipynb").exists()


@pytest.mark.parametrize("replace", [True, False])
def test_of_a_file_that_is_not_wanted_any_more_nothing_is_left(
    tmp_path: Path, replace: bool
) -> None:
    file = tmp_path / "a.ipynb"
    seen = save(file, NOTEBOOK)
    before = file.read_bytes()
    stopped = Event()
    stopped.set()
    with pytest.raises(WritingStopped):
        save(file, {**NOTEBOOK, "metadata": {"a": 1}}, replace=replace, seen=seen, stopped=stopped)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
