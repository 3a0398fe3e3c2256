"""A kernel that somebody else started, reached by what its connection file says."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from tui.errors import LaunchError, TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.transport import Arrival, ConnectionLost, ConnectionRestored
from tui.kernels.transports.zmq import ZmqConnection
from tui.model.clean import clean
from tui.tasks import TaskOwner
from tui.wire.message import Channel, Message

_log = logging.getLogger(__name__)

FIRST_LINK = 2.0
"""Seconds after which it is said that nobody listens."""
LOOK = 1.0
"""Seconds between two looks at the connection file while the kernel is away."""
OBEYS = 5.0
"""Seconds a kernel has to end itself, when that was asked for."""


class ExistingTransport:
    """The way to a running kernel; the methods are those of `KernelTransport`.

    The kernel is never ended but by `terminate`. When its end of the connection goes, ZeroMQ goes
    on trying; a kernel restarted by its owner is there again under the same ports, or under what
    the connection file says then.
    """

    def __init__(self, kernel: ExistingKernel) -> None:
        self._kernel = kernel
        self._connection = ZmqConnection(kernel.info, self._link_changed)
        self._tasks = TaskOwner(f"existing {kernel.info.kernel_name}")
        self._is_open = self._stands = self._stood = False
        self._lost_told = False
        self._linked = asyncio.Event()
        self._unlinked = asyncio.Event()
        self._unlinked.set()
        # By which the kernel's process is known: its own session, in what it publishes.
        self._session = ""
        self.process: ProcessIdentity | None = kernel.process

    @property
    def owns_kernel(self) -> bool:
        """Never: closing leaves the kernel as it is."""
        return False

    @property
    def shares_files(self) -> bool:
        """Whether the kernel listens on this computer only."""
        info = self._kernel.info
        return self.process is not None or info.transport == "ipc"

    @property
    def can_restart(self) -> bool:
        """Never: who started the kernel restarts it."""
        return False

    @property
    def ends_by_request(self) -> bool:
        """Always: a `shutdown_request` is what everybody can send."""
        return True

    @property
    def interrupts_by_signal(self) -> bool:
        """Never at first: the signal is the way when an `interrupt_request` had no effect."""
        return False

    @property
    def where(self) -> str:
        """The host, or `attached` for a kernel of this computer."""
        info = self._kernel.info
        here = info.transport == "ipc" or info.host in ("127.0.0.1", "localhost", "::1")
        return "attached" if here or self.process is not None else clean(info.host)

    @property
    def description(self) -> str:
        """The connection file, or the address without the keys, cleaned."""
        file = self._kernel.file
        return clean(str(file)) if file is not None else clean(self._address)

    @property
    def connection_file(self) -> str:
        """The name of the connection file, `""` for a kernel known by its content only."""
        file = self._kernel.file
        return file.name if file is not None else ""

    @property
    def _address(self) -> str:
        return self._connection.info.url(Channel.SHELL)

    async def open(self) -> None:
        """Begin to connect; raises `TransportError` when that is impossible for ever."""
        if self._is_open:
            return
        self._is_open = True
        self._connection.open()
        self._tasks.start(self._watch(), "link")

    def send(self, message: Message) -> None:
        """Put a message on its way; raises `TransportClosed`."""
        self._connection.send(message)

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals, with word of losses and of another process among them."""
        arrivals = await self._connection.receive()
        told: list[Arrival] = []
        for arrival in arrivals:
            if isinstance(arrival, Message) and self._is_another_process(arrival):
                told.append(ConnectionRestored(same_kernel=False))
            told.append(arrival)
        return told

    def _is_another_process(self, message: Message) -> bool:
        """Whether a message shows that the kernel's process is not the one of before.

        Each process has a session id of its own; some kernels put the client's there instead.
        """
        if message.channel is not Channel.IOPUB or message.msg_type != "status":
            return False
        session = message.session
        if not session or session == message.parent_session:
            return False
        before, self._session = self._session, session
        return bool(before) and before != session

    async def signal_interrupt(self) -> None:
        """Send SIGINT to the kernel's process; raises `TransportError` where it is not known."""
        process = self.process
        if process is None or not process.lives():
            raise TransportError(
                "The kernel does not obey an interrupt request, and its process is not known here:"
                " it can only be interrupted where it was started."
            )
        try:
            os.kill(process.pid, signal.SIGINT)
        except OSError as error:
            raise TransportError(
                f"The kernel's process {process.pid} cannot be interrupted: {error.strerror}."
            ) from error

    async def restart(self) -> None:
        """Impossible; raises `LaunchError`."""
        raise LaunchError(
            "jtui did not start this kernel: it can only be restarted where it was started."
        )

    async def terminate(self, patience: float | None = None) -> None:
        """Wait until the kernel has obeyed the `shutdown_request`; then SIGTERM where possible.

        Raises `TransportError` when it is still there.
        """
        if await self._gone_within(OBEYS if patience is None else patience):
            return
        if self.process is not None and self.process.lives():
            os.kill(self.process.pid, signal.SIGTERM)
            if await self._gone_within(OBEYS):
                return
        raise TransportError(
            "The kernel has not ended, although it was asked to. It can be ended where it runs."
        )

    async def _gone_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._unlinked.wait()
        except TimeoutError:
            return False
        return True

    def kill(self) -> None:
        """Nothing: the kernel is not jtui's."""

    def log_text(self) -> str:
        """Nothing: its output goes where it was started."""
        return ""

    async def close(self) -> None:
        """Close the connection; the kernel lives on."""
        await self._tasks.cancel()
        self._connection.close()

    # The link.

    def _link_changed(self, stands: bool) -> None:
        if stands:
            self._linked.set()
            self._unlinked.clear()
        else:
            self._linked.clear()
            self._unlinked.set()

    async def _watch(self) -> None:
        """Tell of losses and returns, for as long as the connection is open."""
        try:
            async with asyncio.timeout(FIRST_LINK):
                await self._linked.wait()
        except TimeoutError:
            self._connection.deliver(ConnectionLost(self._nobody_there()))
            await self._wait_for_return()
            self._connection.deliver(ConnectionRestored(same_kernel=True))
        while True:
            await self._unlinked.wait()
            self._connection.deliver(ConnectionLost(self._gone()))
            await self._wait_for_return()
            known = self.process is None or self.process.lives()
            self._connection.deliver(ConnectionRestored(same_kernel=known))
            if not known:
                self._session, self.process = "", None

    async def _wait_for_return(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK):
                    await self._linked.wait()
                    return
            except TimeoutError:
                if (info := await asyncio.to_thread(self._changed_info)) is not None:
                    _log.info("the connection file of %s has changed", self.description)
                    self._connection.reopen(info)

    def _changed_info(self) -> ConnectionInfo | None:
        """What the connection file says now, `None` when it says nothing new."""
        file = self._kernel.file
        if file is None:
            return None
        info = read_info(file)
        return info if info is not None and info != self._connection.info else None

    def _nobody_there(self) -> str:
        return (
            f"Nobody listens at {clean(self._address)}: the kernel has ended, or its connection"
            " file is old. jtui goes on trying."
        )

    def _gone(self) -> str:
        at = time.strftime("%H:%M:%S")
        if self.process is not None and not self.process.lives():
            return f"The kernel has ended at {at}. When it is started again, jtui goes on with it."
        return f"The connection to the kernel is lost since {at}. jtui goes on trying."


def read_info(file: Path) -> ConnectionInfo | None:
    """What a connection file says, `None` when it is not there or makes no sense."""
    try:
        return ConnectionInfo.from_json(file.read_bytes())
    except (OSError, TransportError):
        return None
