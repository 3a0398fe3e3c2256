"""The first exchange with a kernel that ran before: it may be busy, or hold another key."""

from __future__ import annotations

import asyncio

from tui.errors import RequestError, RequestTimeout, TransportError
from tui.kernels.replies import PendingReplies
from tui.kernels.transport import KernelTransport
from tui.wire.message import Channel
from tui.wire.requests import Client, KernelInfo, decode_kernel_info, kernel_info_request

SOON = 1.0
"""Seconds in which a kernel at rest answers on shell."""
CONTROL = 3.0
"""Seconds in which a kernel that serves control beside its cells answers there."""
ASK_AGAIN_FIRST = 2.0
"""Seconds after which it is asked again on shell, doubled each time: a kernel that was restarted
behind a server has taken the first question with it."""
ASK_AGAIN_LAST = 120.0


async def ask_aside(
    transport: KernelTransport, replies: PendingReplies, client: Client
) -> KernelInfo | None:
    """The info of a busy kernel, asked for on control; `None` when it does not answer there.

    ipykernel serves control in a thread of its own. Raises `KernelGone` and `TransportClosed`.
    """
    request = kernel_info_request(client, Channel.CONTROL)
    try:
        return decode_kernel_info(await replies.ask(transport, request, CONTROL))
    except RequestTimeout:
        return None


async def ask_on_shell(
    transport: KernelTransport, replies: PendingReplies, client: Client
) -> KernelInfo | RequestError | TransportError:
    """The info as the kernel gives it when all that was asked before is done.

    What ends the waiting without one is the answer, so that nobody needs to look at it.
    """
    wait = ASK_AGAIN_FIRST
    while True:
        try:
            reply = await replies.ask(transport, kernel_info_request(client), wait)
        except RequestTimeout:
            wait = min(2 * wait, ASK_AGAIN_LAST)
        except (RequestError, TransportError) as error:
            return error
        else:
            return decode_kernel_info(reply)


ShellAnswer = asyncio.Task[KernelInfo | RequestError | TransportError]


async def answer_of(task: ShellAnswer) -> KernelInfo:
    """The info that a task asks for on shell; raises what ended the waiting."""
    answer = await asyncio.shield(task)
    if isinstance(answer, KernelInfo):
        return answer
    raise answer


async def within(task: ShellAnswer, seconds: float) -> KernelInfo | None:
    """The same, `None` when it takes longer; the task goes on then."""
    done, _ = await asyncio.wait([task], timeout=seconds)
    return await answer_of(task) if done else None
