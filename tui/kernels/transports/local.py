"""A kernel that jtui started on this computer."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from tui.errors import LaunchError, TransportError
from tui.kernels.connection import new_local
from tui.kernels.death import death_of, dies_within
from tui.kernels.log_watch import LogWatch
from tui.kernels.process import KernelProcess
from tui.kernels.transport import Arrival, Exited
from tui.kernels.transports.taken_ports import hangs, says_taken
from tui.kernels.transports.zmq import ZmqConnection
from tui.model.kernelspec import KernelSpec
from tui.tasks import TaskOwner
from tui.wire.message import Message

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EndingLimits:
    """Seconds that each step towards a kernel's end may take.

    `restart` and `shutdown` are for the kernel to obey the caller's `shutdown_request`, the next
    two for it to obey SIGTERM. `killed` is for the system to remove it after SIGKILL, and
    `last_words` for messages that are under way when it dies.
    """

    restart: float = 1.0
    shutdown: float = 2.0
    restart_term: float = 2.0
    shutdown_term: float = 1.0
    killed: float = 3.0
    last_words: float = 0.1


class LocalTransport:
    """A kernel process and the connection to it; the methods are those of `KernelTransport`.

    `close` leaves a kernel alive that `terminate` has not ended, and records it as kept.
    """

    def __init__(
        self, process: KernelProcess, spec: KernelSpec, limits: EndingLimits | None = None
    ) -> None:
        self.process = process
        self._spec = spec
        self._limits = limits or EndingLimits()
        self._connection = ZmqConnection(process.connection)
        self._tasks = TaskOwner(f"kernel {spec.name}")
        self._log_watch = LogWatch(process.log, self._tasks)
        self._life: asyncio.Task[None] | None = None
        # One restart or shutdown at a time.
        self._ending = asyncio.Lock()
        self._terminating = False
        self._ports_changed = False
        # Whether the process that runs now has said anything.
        self._heard = asyncio.Event()

    @property
    def pid(self) -> int:
        """The kernel's process, 0 before its first start."""
        return self.process.pid

    @property
    def owns_kernel(self) -> bool:
        """Always true."""
        return True

    @property
    def shares_files(self) -> bool:
        """Always true."""
        return True

    @property
    def can_restart(self) -> bool:
        """Always true."""
        return True

    @property
    def ends_by_request(self) -> bool:
        """Always true."""
        return True

    @property
    def where(self) -> str:
        """Always empty: the kernel is a process of this jtui."""
        return ""

    @property
    def interrupts_by_signal(self) -> bool:
        """Whether the kernelspec's `interrupt_mode` is `signal`."""
        return self._spec.interrupt_mode == "signal"

    @property
    def description(self) -> str:
        """The kernel's command line, cleaned."""
        return self.process.invocation.command

    @property
    def connection_file(self) -> str:
        """The name of the kernel's connection file in Jupyter's runtime directory."""
        return self.process.files.connection.name

    async def open(self) -> None:
        """Connect and begin to watch the process, once; raises `TransportError`."""
        if self._life is not None:
            return
        self._connection.open()
        self._life = self._tasks.start(self._watch(), "life")
        self._log_watch.start()

    def send(self, message: Message) -> None:
        """Put a message on its way; raises `TransportClosed`, also when the kernel has ended."""
        self._connection.send(message)
        self._log_watch.stir()

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals; after an `Exited` it waits for a restart or the close."""
        arrivals = await self._connection.receive()
        if not self._heard.is_set() and any(isinstance(each, Message) for each in arrivals):
            self._heard.set()
        if any(isinstance(arrival, Exited) for arrival in arrivals):
            # Nobody listens any more: the sockets would try to reconnect for ever.
            self._connection.disconnect()
        return arrivals

    def reconnect(self) -> bool:
        """False: there is no connection that could be lost without the kernel."""
        return False

    async def signal_interrupt(self) -> None:
        """Send SIGINT to the kernel's process group; raises `TransportError` when it has ended."""
        if self.process.poll() is not None:
            raise TransportError("The kernel has ended, so there is nothing to interrupt.")
        self.process.signal(signal.SIGINT)

    async def restart(self) -> None:
        """End what is left of the kernel and start it anew; raises `LaunchError`."""
        async with self._ending:
            self._terminating = False
            if self._life is not None:
                # This end is no news to the caller.
                self._life.cancel()
            await self._end(self._limits.restart, self._limits.restart_term)
            self._connection.disconnect()
            if self._terminating:
                raise LaunchError("The kernel is being shut down, so it is not started again.")
            self._ports_changed = False
            self._begin_life()

    async def terminate(self, patience: float | None = None) -> None:
        """See to it that the kernel and all it has started end; its files are removed."""
        self._terminating = True
        obey = self._limits.shutdown if patience is None else patience
        async with self._ending:
            await self._end(obey, self._limits.shutdown_term)
            await asyncio.to_thread(self.process.cleanup)

    def kill(self) -> None:
        """Kill the kernel and all it has started; can be called from any thread."""
        self._terminating = True
        self.process.kill_tree()
        self.process.cleanup()

    def log_text(self) -> str:
        """The last 64 KiB of what the kernel wrote to its stdout and stderr, not cleaned."""
        return self.process.log.text()

    async def close(self) -> None:
        """Close the connection; a kernel that lives is recorded as kept, for `survivors`."""
        self._log_watch.stop()
        await self._tasks.cancel()
        self._connection.close()
        if self._terminating:
            # After a `kill` nobody has waited for it yet.
            await dies_within(self.process, self._limits.killed)
        if self.process.poll() is None and not self._terminating:
            await asyncio.to_thread(self.process.mark_kept)
        else:
            await asyncio.to_thread(self.process.cleanup)

    async def _end(self, obey: float, obey_term: float) -> None:
        process = self.process
        # Once it is dead, nothing tells which processes were its.
        others = await asyncio.to_thread(process.descendants)
        # A stopped kernel obeys nothing but this.
        process.signal(signal.SIGCONT)
        if not await dies_within(process, obey):
            process.signal(signal.SIGTERM)
            await dies_within(process, obey_term)
        await asyncio.to_thread(process.kill_tree, others)
        if not await dies_within(process, self._limits.killed):
            _log.error("kernel process %d could not be killed", process.pid)

    def _begin_life(self) -> None:
        self._heard.clear()
        self.process.start()
        self._connection.reopen(self.process.connection)
        self._life = self._tasks.start(self._watch(), "life")

    async def _watch(self) -> None:
        start = self._tasks.start(self._watch_start(), "start")
        try:
            returncode = await death_of(self.process)
        finally:
            start.cancel()
        # What it sent last is perhaps still on its way through the system.
        await asyncio.sleep(self._limits.last_words)
        tail = self.process.log.tail()
        if returncode and self._may_change_ports() and says_taken(tail):
            try:
                await self._start_on_other_ports()
                return
            except TransportError as error:
                tail = (*tail, str(error))
        self._connection.deliver(Exited(returncode, tail, expected=self._terminating))

    async def _watch_start(self) -> None:
        """Kill a kernel that hangs because a port was taken: its end is where it gets others."""
        if not await hangs(self.process, self._heard):
            return
        async with self._ending:
            if self._may_change_ports():
                _log.warning("the kernel %s hangs, because a port was taken", self._spec.name)
                await asyncio.to_thread(self.process.kill_tree)

    def _may_change_ports(self) -> bool:
        """Whether the kernel is still to say its first word, and has its first ports."""
        return not (self._terminating or self._ports_changed or self._heard.is_set())

    async def _start_on_other_ports(self) -> None:
        async with self._ending:
            if self._terminating:
                return
            _log.warning("the kernel %s found its ports taken; it gets others", self._spec.name)
            self._ports_changed = True
            old = self.process.connection
            self.process.connection = new_local(old.kernel_name, curve=bool(old.curve_publickey))
            self._begin_life()
