"""Waiting for the end of a kernel process."""

from __future__ import annotations

import asyncio
import os

from tui.kernels.process import KernelProcess
from tui.kernels.process_tree import ProcessIdentity

POLL_INTERVAL = 0.25
"""Seconds between two looks where the system cannot wake us."""


async def death_of(process: KernelProcess) -> int:
    """Wait until a started process has ended; its return code as in `subprocess`."""
    while (returncode := process.poll()) is None:
        descriptor = _pidfd(process.pid)
        if descriptor is None:
            await asyncio.sleep(POLL_INTERVAL)
            continue
        try:
            await _readable(descriptor)
        finally:
            os.close(descriptor)
    return returncode


async def end_of(process: ProcessIdentity) -> None:
    """Wait until a process that somebody else started has ended."""
    while process.lives():
        descriptor = _pidfd(process.pid)
        if descriptor is None:
            await asyncio.sleep(POLL_INTERVAL)
            continue
        try:
            await _readable(descriptor)
        finally:
            os.close(descriptor)


async def dies_within(process: KernelProcess, seconds: float) -> bool:
    """Whether a process ends in the given time; returns as soon as that is known."""
    try:
        async with asyncio.timeout(seconds):
            await death_of(process)
    except TimeoutError:
        return process.poll() is not None
    return True


def _pidfd(pid: int) -> int | None:
    if not hasattr(os, "pidfd_open"):
        return None
    try:
        return os.pidfd_open(pid)
    except OSError:
        # An old Linux or a sandbox without it, or no descriptor is free.
        return None


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
