"""A kernel behind `ssh`: sockets of ZeroMQ through ports that one ssh process forwards."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import PurePosixPath

from tui.errors import LaunchError, TransportClosed, TransportError
from tui.kernels.endpoints import SshKernel
from tui.kernels.questions import Asker
from tui.kernels.ssh.host import shared_host
from tui.kernels.ssh.link import SshLink, within
from tui.kernels.transport import Arrival
from tui.model.clean import clean
from tui.tasks import TaskOwner
from tui.wire.message import Message

OBEYS = 5.0
"""Seconds a kernel that was attached to has to end itself, when that was asked for."""
LOG_AGE = 2.0
"""Seconds after which the log is read again when it is shown."""


class SshTransport:
    """The way to a kernel on another host; the methods are those of `KernelTransport`.

    A kernel that was attached to is never ended but by `terminate`; one that was started there is
    jtui's. Where it is not tried any more to connect, `restart` connects again.
    """

    def __init__(self, kernel: SshKernel, ask: Asker) -> None:
        self._kernel = kernel
        self._ask = ask
        self._link: SshLink | None = None
        self._tasks = TaskOwner(f"ssh kernel {clean(kernel.host)}")
        self._log_read = 0.0
        # One restart or shutdown at a time.
        self._ending = asyncio.Lock()
        self._is_closed = False

    @property
    def owns_kernel(self) -> bool:
        """Whether jtui starts the kernel there."""
        return bool(self._kernel.spec_name)

    @property
    def shares_files(self) -> bool:
        """Never."""
        return False

    @property
    def can_restart(self) -> bool:
        """Whether jtui started it, or it is given up and `restart` connects to it again."""
        return self.owns_kernel or (self._link is not None and self._link.given_up)

    @property
    def ends_by_request(self) -> bool:
        """Always true."""
        return True

    @property
    def interrupts_by_signal(self) -> bool:
        """Whether the kernelspec there says so; never for one that was attached to."""
        return self._link is not None and self._link.remote.interrupts_by_signal

    @property
    def where(self) -> str:
        """`ssh` and the host, cleaned."""
        return f"ssh {clean(self._kernel.host)}"

    @property
    def description(self) -> str:
        """The kernel's connection file there, or what was asked for, cleaned."""
        kernel = self._kernel
        pasted = kernel.info.kernel_name or "kernel" if kernel.info is not None else ""
        what = self._file or kernel.spec_name or kernel.file or pasted or "newest kernel"
        return clean(f"{what} on {kernel.host}")

    @property
    def connection_file(self) -> str:
        """The name of the connection file there, `""` where none is known."""
        return PurePosixPath(self._file).name

    @property
    def pid(self) -> int:
        """The kernel's process there, 0 when not known; who learns it otherwise may set it."""
        return self._link.remote.pid if self._link is not None else 0

    @pid.setter
    def pid(self, pid: int) -> None:
        if self._link is not None:
            self._link.remote.pid = pid

    async def open(self) -> None:
        """Begin to connect; raises `TransportError` for what is no host."""
        if self._link is None:
            self._join().begin()

    def send(self, message: Message) -> None:
        """Put a message on its way; raises `TransportClosed`."""
        if self._link is None:
            raise TransportClosed("There is no connection to the kernel yet.")
        self._link.send(message)

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals, with word of losses, returns and ends among them."""
        if self._link is None:
            raise TransportClosed("There is no connection to the kernel yet.")
        return await self._link.receive()

    def reconnect(self) -> bool:
        """Try at once to connect where the connection is lost; false where it is not.

        What becomes of it is among the arrivals; the kernel is left as it is.
        """
        return self._link is not None and self._link.try_now()

    async def signal_interrupt(self) -> None:
        """Send SIGINT to the kernel's process there; raises `TransportError`."""
        if self._link is None:
            raise TransportError("There is no connection to the kernel yet.")
        await self._link.remote.interrupt()

    async def restart(self) -> None:
        """Start the kernel anew there; raises `LaunchError`.

        Where it is not tried any more to connect, it connects, and the kernel is left as it is.
        """
        async with self._ending:
            try:
                link = self._link or self._join()
                if not self.can_restart:
                    raise LaunchError(
                        "jtui did not start this kernel: it can only be restarted where it was"
                        " started."
                    )
                link.is_ending = False
                await link.connect(anew=link.remote.was_started and not link.given_up)
            except TransportError as error:
                raise LaunchError(str(error)) from error

    async def terminate(self, patience: float | None = None) -> None:
        """See to it that the kernel ends; raises `TransportError` when it is still there."""
        link = self._link
        if link is None:
            return
        link.is_ending = True
        async with self._ending:
            if self.owns_kernel:
                link.leave_alone()
                await link.remote.end(patience)
            elif not await within(link.unlinked, OBEYS if patience is None else patience):
                raise TransportError(
                    "The kernel has not ended, although it was asked to. It can be ended where it"
                    f" runs, on {clean(self._kernel.host)}."
                )

    def kill(self) -> None:
        """Kill a kernel that jtui started, and leave the host; can be called from any thread."""
        if self._link is not None:
            self._link.is_ending = True
            self._link.remote.kill()
            self._link.drop()

    def log_text(self) -> str:
        """The end of what the kernel wrote to its stdout and stderr there, as read last."""
        link = self._link
        if link is None:
            return ""
        now = time.monotonic()
        if now - self._log_read > LOG_AGE and link.remote.was_started and not self._is_closed:
            self._log_read = now
            self._tasks.start(self._read_log(link), "log")
        return link.remote.log

    async def close(self) -> None:
        """Close the connection; a kernel that was not ended lives on there."""
        self._is_closed = True
        await self._tasks.cancel()
        if self._link is not None:
            await self._link.close()

    @property
    def _file(self) -> str:
        return self._link.remote.file if self._link is not None else ""

    def _join(self) -> SshLink:
        """The link, with its host; raises `TransportError` for what is no host."""
        self._link = SshLink(self._kernel, shared_host(self._kernel.host), self._ask)
        return self._link

    async def _read_log(self, link: SshLink) -> None:
        try:
            await link.remote.look()
        except TransportError:
            return
