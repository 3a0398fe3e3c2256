"""The transport of a kernel that could not be launched yet: a restart tries again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from tui.errors import TransportClosed, TransportError
from tui.kernels.transport import Arrival, KernelTransport
from tui.wire.message import Message


class LateTransport:
    """Stands for a kernel until `start` has launched it; the methods are `KernelTransport`'s.

    `error` is why the first launch failed, raised by `open`; `command` is what was tried.
    """

    def __init__(
        self, start: Callable[[], KernelTransport], error: TransportError, command: str
    ) -> None:
        self._start = start
        self._error = error
        self._command = command
        self._kernel: KernelTransport | None = None

    @property
    def owns_kernel(self) -> bool:
        """True once there is a kernel."""
        return self._kernel is not None

    @property
    def shares_files(self) -> bool:
        """As the kernel has it."""
        return self._kernel is not None and self._kernel.shares_files

    @property
    def can_restart(self) -> bool:
        """True: a restart tries to launch."""
        return True

    @property
    def ends_by_request(self) -> bool:
        """True."""
        return True

    @property
    def where(self) -> str:
        """Empty, as with every kernel jtui starts on this computer."""
        return ""

    @property
    def interrupts_by_signal(self) -> bool:
        """As the kernel has it."""
        return self._kernel is not None and self._kernel.interrupts_by_signal

    @property
    def description(self) -> str:
        """The command that was tried, not cleaned."""
        return self._command

    @property
    def connection_file(self) -> str:
        """The kernel's connection file, `""` while there is no kernel."""
        return "" if self._kernel is None else self._kernel.connection_file

    async def open(self) -> None:
        """Connect; raises the launch's error while there is no kernel."""
        await self._required().open()

    def send(self, message: Message) -> None:
        """Send to the kernel; raises `TransportClosed` while there is none."""
        if self._kernel is None:
            raise TransportClosed(str(self._error))
        self._kernel.send(message)

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the kernel's arrivals."""
        return await self._required().receive()

    def reconnect(self) -> bool:
        """False: the kernel is started here, so its connection is not lost without it."""
        return False

    async def signal_interrupt(self) -> None:
        """Interrupt the kernel."""
        await self._required().signal_interrupt()

    async def restart(self) -> None:
        """Launch at last, or restart what was launched; raises `LaunchError`."""
        if self._kernel is None:
            self._kernel = await asyncio.to_thread(self._start)
        else:
            await self._kernel.restart()

    async def terminate(self, patience: float | None = None) -> None:
        """End the kernel if there is one."""
        if self._kernel is not None:
            await self._kernel.terminate(patience)

    def kill(self) -> None:
        """Kill the kernel if there is one."""
        if self._kernel is not None:
            self._kernel.kill()

    def log_text(self) -> str:
        """The kernel's log, empty while there is none."""
        return "" if self._kernel is None else self._kernel.log_text()

    async def close(self) -> None:
        """Close the connection if there is one."""
        if self._kernel is not None:
            await self._kernel.close()

    def _required(self) -> KernelTransport:
        if self._kernel is None:
            raise self._error
        return self._kernel
