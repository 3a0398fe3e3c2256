"""The first exchange with a kernel: who is there, and does its iopub reach us?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tui.errors import RequestTimeout
from tui.kernels.replies import PendingReplies
from tui.kernels.transport import KernelTransport
from tui.wire.message import Channel, Message
from tui.wire.requests import Client, KernelInfo, decode_kernel_info, kernel_info_request

ASK_AGAIN = 5.0
# What was asked first can be lost: a kernel that finds its ports taken gets others.
ASK_AGAIN_FIRST = 1.0
# The subscription is mostly a moment late, so the first waits are short: 0.03 s, doubled each time.
IOPUB_FIRST_WAIT = 0.03
IOPUB_WAIT = 0.25
IOPUB_TRIES = 11


async def shake_hands(
    transport: KernelTransport,
    replies: PendingReplies,
    client: Client,
    iopub_seen: asyncio.Event,
    on_silence: Callable[[], None],
    ask_again: float = ASK_AGAIN,
) -> KernelInfo:
    """Ask for the kernel's info until it answers and its iopub messages arrive.

    What a kernel publishes before the subscription reached it is lost (a ZeroMQ subscription
    is asynchronous), so the question is repeated until iopub is heard; a kernel that never
    publishes a status is taken as ready after some tries. `on_silence` is called each time a
    question stays unanswered, at last for `ask_again` seconds. Raises `KernelGone` and
    `TransportClosed`.
    """
    reply = await _first_reply(transport, replies, client, on_silence, ask_again)
    await hear_iopub(transport, client, iopub_seen)
    return decode_kernel_info(reply)


async def hear_iopub(
    transport: KernelTransport,
    client: Client,
    iopub_seen: asyncio.Event,
    channel: Channel = Channel.SHELL,
) -> None:
    """Ask a kernel that answers on a channel until its iopub is heard, or some times in vain.

    Raises `TransportClosed`.
    """
    for attempt in range(IOPUB_TRIES):
        try:
            async with asyncio.timeout(min(IOPUB_FIRST_WAIT * 2**attempt, IOPUB_WAIT)):
                await iopub_seen.wait()
            return
        except TimeoutError:
            transport.send(kernel_info_request(client, channel))


async def _first_reply(
    transport: KernelTransport,
    replies: PendingReplies,
    client: Client,
    on_silence: Callable[[], None],
    ask_again: float,
) -> Message:
    wait = min(ASK_AGAIN_FIRST, ask_again)
    while True:
        try:
            return await replies.ask(transport, kernel_info_request(client), wait)
        except RequestTimeout:
            on_silence()
            wait = min(2 * wait, ask_again)
