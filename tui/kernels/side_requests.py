"""Requests beside the cells: completion, inspection and history, also while a cell runs.

A kernel with subshells answers them on one of its own, made when first needed. Of any other they
wait here until its cell has ended: in the kernel's queue they could not be taken back.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from tui.errors import JtuiError, KernelGone, RequestError, RequestTimeout, TransportError
from tui.kernels.replies import PendingReplies
from tui.kernels.states import KernelState
from tui.tasks import TaskOwner
from tui.wire.message import Message
from tui.wire.subshells import (
    FEATURE,
    create_subshell_request,
    decode_subshell,
    delete_subshell_request,
    in_subshell,
    subshell_of,
)

if TYPE_CHECKING:
    from tui.kernels.session import KernelSession

_log = logging.getLogger(__name__)

SUBSHELL_TIME = 2.0
"""Seconds a kernel has to make a subshell or to end it."""


class SideRequests:
    """The side requests of one session; of each kind one is with the kernel at a time."""

    def __init__(self, session: KernelSession, replies: PendingReplies) -> None:
        self._session = session
        self._replies = replies
        self._tasks = TaskOwner("side requests")
        self._under_way: dict[str, asyncio.Task[Message | JtuiError]] = {}
        self._subshell = ""
        self._making: asyncio.Task[None] | None = None
        self._refused = self._closed = False

    @property
    def would_wait(self) -> bool:
        """Whether a request would have to wait for the kernel's cell to end."""
        return self._session.state is not KernelState.IDLE and not self._has_subshells

    async def ask(self, kind: str, request: Message) -> Message:
        """Make a request when the kernel can answer it, and wait for the reply.

        `kind` is what it is about: a second request of a kind waits for the first one's reply,
        so that a slow kernel is not given one for every key. Whoever has no more use for the
        answer cancels the call. Raises `RequestError` or `TransportError`.
        """
        subshell = await self._turn(kind)
        task = self._tasks.start(self._answer(in_subshell(request, subshell)), kind)
        self._under_way[kind] = task
        task.add_done_callback(lambda _: self._under_way.pop(kind, None))
        # Cancelled or not, the request stays the one under way until it is answered.
        await asyncio.wait([task])
        if task.cancelled():
            raise KernelGone("The session was closed.")
        answer = task.result()
        if isinstance(answer, JtuiError):
            raise answer
        return answer

    async def _turn(self, kind: str) -> str:
        while True:
            if (earlier := self._under_way.get(kind)) is not None:
                await asyncio.wait([earlier])
                continue
            subshell = await self._place()
            if kind not in self._under_way:
                return subshell

    async def _answer(self, request: Message) -> Message | JtuiError:
        limit = self._session.settings.side_timeout
        try:
            return await self._replies.ask(self._session.transport, request, limit)
        except RequestTimeout as error:
            if subshell_of(request) == self._subshell:
                # Somebody else may have restarted the kernel.
                self._subshell = ""
            return error
        except (RequestError, TransportError) as error:
            return error

    async def _place(self) -> str:
        """The subshell to ask, "" for the main shell, which is then at rest."""
        while True:
            state = self._session.state
            if self._closed:
                raise KernelGone("The session was closed.")
            if state is KernelState.IDLE:
                return ""
            if state in (KernelState.DEAD, KernelState.DISCONNECTED):
                raise KernelGone("The kernel is not there to answer.")
            if self._has_subshells and state in (KernelState.BUSY, KernelState.NEEDS_INPUT):
                if subshell := await self._made():
                    return subshell
                continue
            await self._session.changed()

    @property
    def _has_subshells(self) -> bool:
        # Kernels that wrap another one's class announce them and break when they are used.
        info = self._session.info
        offered = info is not None and info.implementation == "ipython"
        return offered and info is not None and FEATURE in info.features and not self._refused

    async def _made(self) -> str:
        if not self._subshell:
            if self._making is None:
                self._making = self._tasks.start(self._make(), "subshell")
            await asyncio.wait([self._making])
        return self._subshell

    async def _make(self) -> None:
        session = self._session
        request = create_subshell_request(session.client)
        try:
            reply = await self._replies.ask(session.transport, request, SUBSHELL_TIME)
        except (RequestError, TransportError) as error:
            # What the cell does may keep the whole kernel from answering: it is asked again.
            _log.warning("no subshell: %s", error)
        else:
            self._subshell = decode_subshell(reply)
            self._refused = not self._subshell
        self._making = None

    def forget(self) -> None:
        """Forget the subshell, also one that is being made: its kernel has ended."""
        self._subshell, self._refused = "", False
        if self._making is not None:
            self._making.cancel()
            self._making = None

    async def close(self) -> None:
        """End what is under way, and the subshell of a kernel that lives on."""
        self._closed = True
        await self._tasks.cancel()
        if not self._subshell:
            return
        subshell, self._subshell = self._subshell, ""
        request = delete_subshell_request(self._session.client, subshell)
        try:
            await self._replies.ask(self._session.transport, request, SUBSHELL_TIME)
        except (RequestError, TransportError) as error:
            _log.warning("the subshell was not deleted: %s", error)
