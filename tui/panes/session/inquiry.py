"""One question to the kernel beside its cells, dropped when the user goes on to something else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from tui.errors import JtuiError
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.tasks import TaskOwner
from tui.wire.message import Message


class Say(Protocol):
    """Shows words to the user for a while, or, where it `stays`, until others come."""

    def __call__(self, words: str, stays: bool = False) -> None:
        """Show words, "" for none."""
        ...


PATIENCE = 0.7
"""Seconds without an answer after which the user is told that it is waited for."""


class Inquiry:
    """Asks one thing at a time and hands the reply on; a newer question drops the older one."""

    def __init__(self, session: KernelSession, kind: str, say: Say) -> None:
        self._session = session
        self._kind = kind
        self._say = say
        self._tasks = TaskOwner(kind)
        self._task: asyncio.Task[None] | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._said = False

    @property
    def would_wait(self) -> bool:
        """Whether the kernel can answer only when its cell has ended."""
        return self._session.side.would_wait

    @property
    def is_waiting(self) -> bool:
        """Whether a question waits for a busy kernel, which the user was told."""
        return self._said and self._task is not None and not self._task.done()

    def ask(self, request: Message, use: Callable[[Message], None], *, quietly: bool) -> bool:
        """Ask, and `use` the reply unless the question is dropped first.

        `quietly` says nothing of waiting and of failing: for what the user has not asked for; a
        kernel that cannot answer now is then not asked at all, which the answer `False` tells.
        """
        self.drop()
        if self.would_wait and quietly:
            return False
        if self.would_wait:
            self._tell_waiting()
        elif not quietly:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(PATIENCE, self._tell_waiting)
        self._task = self._tasks.start(self._ask(request, use, quietly), "question")
        return True

    def _tell_waiting(self) -> None:
        state = self._session.state
        reason = "has not answered yet" if state is KernelState.IDLE else f"is {state.value}"
        self._tell(f"The {self._kind} waits: the kernel {reason}", stays=True)

    async def close(self) -> None:
        """Forget the question for good."""
        self.drop()
        await self._tasks.cancel()

    def drop(self) -> None:
        """Forget the question: its answer is of no use any more."""
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._said:
            self._tell("")

    async def _ask(self, request: Message, use: Callable[[Message], None], quietly: bool) -> None:
        try:
            reply = await self._session.side.ask(self._kind, request)
        except JtuiError as error:
            self._end()
            if not quietly:
                self._tell(f"No {self._kind}: {error}")
            return
        self._end()
        use(reply)

    def _end(self) -> None:
        self._task = None
        self.drop()

    def _tell(self, words: str, stays: bool = False) -> None:
        self._said = stays
        self._say(words, stays)
