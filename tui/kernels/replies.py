"""Requests that wait for their reply, matched by the id of the request."""

from __future__ import annotations

import asyncio

from tui.errors import KernelGone, RequestTimeout
from tui.kernels.transport import KernelTransport
from tui.wire.message import Message


class PendingReplies:
    """One future for each request on its way; a reply nobody waits for any more is dropped."""

    def __init__(self) -> None:
        self._futures: dict[str, asyncio.Future[Message]] = {}

    async def ask(self, transport: KernelTransport, request: Message, timeout: float) -> Message:
        """Send a request and wait at most `timeout` seconds for its reply.

        Raises `RequestTimeout`, `KernelGone` when the kernel ends meanwhile, or
        `TransportClosed`.
        """
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._futures[request.msg_id] = future
        try:
            transport.send(request)
            async with asyncio.timeout(timeout):
                return await future
        except TimeoutError:
            text = f"The kernel did not answer {request.msg_type} within {timeout:g} s."
            raise RequestTimeout(text) from None
        finally:
            self._futures.pop(request.msg_id, None)

    def settle(self, reply: Message) -> bool:
        """Give a reply to whoever waits for it; false when nobody does."""
        future = self._futures.pop(reply.parent_id, None)
        if future is None or future.done():
            return False
        future.set_result(reply)
        return True

    def fail_all(self, reason: str) -> None:
        """Fail every waiting request with `KernelGone`."""
        for future in self._futures.values():
            if not future.done():
                future.set_exception(KernelGone(reason))
        self._futures.clear()
