"""Ending a kernel that somebody else started, without a session on it."""

from __future__ import annotations

import asyncio

from tui.kernels.endpoints import ExistingKernel
from tui.kernels.transports.existing import ExistingTransport
from tui.wire.message import Message
from tui.wire.requests import Client, new_id, shutdown_request

ANSWERS = 3.0
"""Seconds a kernel has to say that it will end."""


async def end_kernel(kernel: ExistingKernel) -> None:
    """Ask a kernel to end and wait until it is gone; where that fails, SIGTERM to its process.

    Raises `TransportError` when it is still there. A kernel that was gone already is fine.
    """
    transport = ExistingTransport(kernel)
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
    finally:
        await transport.close()


async def _answered(transport: ExistingTransport) -> None:
    while True:
        for arrival in await transport.receive():
            if isinstance(arrival, Message) and arrival.msg_type == "shutdown_reply":
                return
