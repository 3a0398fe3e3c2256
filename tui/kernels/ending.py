"""Ending a kernel that somebody else started, without a session on it."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from tui.errors import TransportError
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.their_process import proven, send_signal
from tui.kernels.transports.existing import ExistingTransport
from tui.wire.message import Message
from tui.wire.requests import Client, new_id, shutdown_request

ENDS = 5.0
"""Seconds a process has to end that was asked to."""
LOOK = 0.05
ANSWERS = 3.0
"""Seconds a kernel has to say that it will end."""


async def end_kernel(kernel: ExistingKernel) -> None:
    """Ask a kernel to end and wait until it is gone; where that fails, SIGTERM to its process.

    Raises `TransportError` when it is still there. A kernel that was gone already is fine.
    """
    transport = ExistingTransport(kernel)
    # Who listens may be the end of a tunnel, which is not to be ended.
    process = await asyncio.to_thread(proven, kernel.process, kernel)
    try:
        await transport.open()
        transport.send(shutdown_request(Client(new_id(), "jtui"), restart=False))
        try:
            async with asyncio.timeout(ANSWERS):
                await _answered(transport)
        except TimeoutError:
            # It may be too busy, or refuse our key: `terminate` goes on from here.
            pass
        await transport.terminate()
        await _process_gone(process)
    finally:
        await transport.close()


async def _process_gone(process: ProcessIdentity | None) -> None:
    """Wait for the process's end, which comes a moment after that of the connection."""
    if process is None:
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(ENDS):
            await _while_lives(process)
        return
    send_signal(process, signal.SIGTERM)
    try:
        async with asyncio.timeout(ENDS):
            await _while_lives(process)
    except TimeoutError:
        raise TransportError(
            f"The kernel has closed its ports, but its process {process.pid} does not end."
        ) from None


async def _while_lives(process: ProcessIdentity) -> None:
    while process.lives():  # noqa: ASYNC110 - a process that is not ours tells nobody of its end
        await asyncio.sleep(LOOK)


async def _answered(transport: ExistingTransport) -> None:
    while True:
        for arrival in await transport.receive():
            if isinstance(arrival, Message) and arrival.msg_type == "shutdown_reply":
                return
