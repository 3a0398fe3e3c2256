"""The transport of a kernel whose kernelspec has to be found first, which may take long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tui.errors import JtuiError, LaunchError, TransportClosed
from tui.kernels.transport import KernelTransport
from tui.kernels.transports.late import LateTransport
from tui.model.kernelspec import KernelSpec
from tui.tasks import TaskOwner


class AwaitedTransport(LateTransport):
    """Stands for a kernel while `find` looks for its kernelspec and until `start` has launched it.

    Opening it takes as long as that; ending it, or cancelling that, ends the search at once.
    """

    def __init__(
        self,
        find: Callable[[], Awaitable[KernelSpec]],
        start: Callable[[KernelSpec], KernelTransport],
        name: str,
    ) -> None:
        super().__init__(self._required, TransportClosed("There is no kernel yet."), name)
        self._find = find
        self._start_spec = start
        self._problem = ""
        self._tasks = TaskOwner("awaited kernel")
        self._search: asyncio.Task[None] | None = None
        self._one = asyncio.Lock()

    async def open(self) -> None:
        """Find and launch the kernel, and connect; raises `LaunchError`."""
        async with self._one:
            if self._kernel is None:
                await self._bring()
            await super().open()

    async def restart(self) -> None:
        """Look for the kernel again, or restart it; of one that is being opened wait for that."""
        is_opening = self._one.locked()
        async with self._one:
            if is_opening:
                if self._kernel is None:
                    raise LaunchError(self._problem)
            elif self._kernel is None:
                await self._bring()
            else:
                await self._kernel.restart()

    async def terminate(self, patience: float | None = None) -> None:
        """End the search, and the kernel if there is one."""
        await self._tasks.cancel()
        await super().terminate(patience)

    async def close(self) -> None:
        """End the search, with a kernel it has just launched, and close the connection."""
        is_searching = self._search is not None and not self._search.done()
        await self._tasks.cancel()
        if is_searching:
            await super().terminate(0)
        await super().close()

    async def _bring(self) -> None:
        """Have a kernel; raises `LaunchError`, and `TransportClosed` when that was ended."""
        self._problem = ""
        self._search = self._tasks.start(self._find_and_launch(), "search")
        try:
            await asyncio.wait([self._search])
        finally:
            self._search.cancel()
        if self._search.cancelled():
            raise TransportClosed("The kernel was not started.")
        if self._problem:
            raise LaunchError(self._problem)

    async def _find_and_launch(self) -> None:
        try:
            spec = await self._find()
            launching = asyncio.get_running_loop().run_in_executor(None, self._start_spec, spec)
            try:
                self._kernel = await asyncio.shield(launching)
            except asyncio.CancelledError:
                # It cannot be stopped half-way; who cancels ends what it has launched.
                while not launching.done():
                    with suppress(asyncio.CancelledError):
                        await asyncio.wait([launching])
                self._kernel = launching.result()
                raise
        except JtuiError as error:
            self._problem = str(error)
