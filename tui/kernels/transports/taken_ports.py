"""A kernel that finds its ports taken when it starts: some say so and end, some say so and hang."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from tui.kernels.connection import PORT_NAMES, ConnectionInfo
from tui.kernels.process import KernelProcess

FIRST_LOOK = 0.25
"""Seconds until the first look at what a kernel has written; each look waits twice as long."""
LONGEST = 2.0
"""Seconds between two looks at most."""
LAST_CHANCE = 1.0
"""Seconds which a kernel that lacks a port has to end by itself, or to answer all the same."""
_TAKEN = re.compile(r"address (?:is )?(?:already )?in use|EADDRINUSE", re.IGNORECASE)


def says_taken(lines: Sequence[str]) -> bool:
    """Whether a kernel that has ended wrote of an address in use."""
    return any(_TAKEN.search(line) for line in lines)


def names_taken(lines: Sequence[str], connection: ConnectionInfo) -> bool:
    """Whether a kernel wrote of an address in use that is one of its own ports."""
    ports = "|".join(str(getattr(connection, name)) for name in PORT_NAMES)
    own = re.compile(rf"(?<!\d)(?:{ports})(?!\d)")
    return any(_TAKEN.search(line) and own.search(line) for line in lines)


async def hangs(process: KernelProcess, heard: asyncio.Event) -> bool:
    """Wait until a kernel is heard, or is found to hang because one of its ports was taken.

    Seen with ipykernel 7.4: without its iopub port it prints a traceback, and waits for ever in
    the end of its ZeroMQ context for a socket that nobody closes. Without its heartbeat port it
    works, though it prints the same.
    """
    interval, size = FIRST_LOOK, 0
    while not await _within(heard, interval):
        interval = min(2 * interval, LONGEST)
        before, size = size, process.log.size
        if size != before and names_taken(process.log.tail(), process.connection):
            return not await _within(heard, LAST_CHANCE)
    return False


async def _within(heard: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await heard.wait()
    except TimeoutError:
        return False
    return True
