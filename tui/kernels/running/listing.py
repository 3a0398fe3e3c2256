"""The list of what runs here: the files at once, then what is found out about each."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tui.kernels.running.row import RunningKernel


async def list_running() -> AsyncIterator[tuple[RunningKernel, ...]]:
    """Every connection file in the runtime directory, in batches of rows that are new or changed.

    The first batch holds all of them, with what the files say. A row is known by its `file`; the
    last one that came of it counts. Living kernels are not disturbed. Closing the iterator ends
    everything under way.
    """
    yield ()


async def running_now() -> list[RunningKernel]:
    """The whole list, in order, once everything is known."""
    return []
