"""The first exchange with a kernel that ran before: it may be busy, or hold another key."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tui.errors import RequestTimeout
from tui.kernels.replies import PendingReplies
from tui.kernels.transport import KernelTransport
from tui.wire.message import Channel
from tui.wire.requests import Client, KernelInfo, decode_kernel_info, kernel_info_request

SOON = 1.0
"""Seconds in which a kernel at rest answers on shell."""
CONTROL = 3.0
"""Seconds in which a kernel that serves control beside its cells answers there."""
FOR_EVER = 86_400.0 * 365


async def ask_aside(
    transport: KernelTransport, replies: PendingReplies, client: Client
) -> KernelInfo | None:
    """The info of a busy kernel, asked for on control; `None` when it does not answer there.

    ipykernel serves control in a thread of its own. Raises `KernelGone` and `TransportClosed`.
    """
    request = replace(kernel_info_request(client), channel=Channel.CONTROL)
    try:
        return decode_kernel_info(await replies.ask(transport, request, CONTROL))
    except RequestTimeout:
        return None


async def ask_on_shell(
    transport: KernelTransport, replies: PendingReplies, client: Client
) -> KernelInfo:
    """The info as the kernel gives it when all that was asked before is done."""
    return decode_kernel_info(await replies.ask(transport, kernel_info_request(client), FOR_EVER))


async def within(task: asyncio.Task[KernelInfo], seconds: float) -> KernelInfo | None:
    """The result of a task, `None` when it takes longer; it goes on then."""
    done, _ = await asyncio.wait([task], timeout=seconds)
    return task.result() if done else None
