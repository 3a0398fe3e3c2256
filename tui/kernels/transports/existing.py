"""A kernel that somebody else started, reached by what its connection file says."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from tui.errors import LaunchError, TransportError
from tui.kernels.death import end_of
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.reach import Reach, reach, seconds_asleep, why_gone, why_not_there
from tui.kernels.their_process import listening, proven, read_info, send_signal, told
from tui.kernels.transport import Arrival, ConnectionLost, ConnectionRestored
from tui.kernels.transports.zmq import ZmqConnection
from tui.model.clean import clean
from tui.tasks import TaskOwner
from tui.wire.message import Channel, Message
from tui.wire.requests import Client, new_id, usage_request

_log = logging.getLogger(__name__)

FIRST_LOOK = 1.0
"""Seconds after which it is looked whether anybody listens at all."""
FIRST_LINK = 2.0
"""Seconds after which it is said that nobody has greeted us."""
SETTLES = 0.1
"""Seconds after a loss before it is looked what became of the kernel."""
ENDS = 1.0
"""Seconds a process may take to end after it has closed its sockets."""
LOOK = 1.0
"""Seconds between two looks at the connection file while the kernel is away."""
ASLEEP_LOOK = 15.0
"""Seconds between two looks whether the computer has slept."""
ASLEEP = 5.0
"""Seconds of sleep after which it is asked whether the kernel is still there."""
FINDS = 5
"""How often the process of a kernel that was restarted is looked for."""
OBEYS = 5.0
"""Seconds a kernel has to end itself, when that was asked for."""
OBEYS_UNSEEN = 12.0
"""The same of one whose process is not known, so that nothing else can be done; bash takes 10."""
TELLS = 1.0
"""Seconds a kernel has to tell which process it is."""


class ExistingTransport:
    """The way to a running kernel; the methods are those of `KernelTransport`.

    The kernel is never ended but by `terminate`. When its end of the connection goes, ZeroMQ goes
    on trying; a kernel restarted by its owner is there again under the same ports, or under what
    the connection file says then. `asleep` tells for how many seconds the computer has slept.
    """

    def __init__(
        self, kernel: ExistingKernel, asleep: Callable[[], float] = seconds_asleep
    ) -> None:
        self._kernel = kernel
        self._asleep = asleep
        self._connection = ZmqConnection(kernel.info, self._link_changed)
        self._tasks = TaskOwner(f"existing {kernel.info.kernel_name}")
        self._is_open = self._was_linked = False
        self._linked = asyncio.Event()
        self._unlinked = asyncio.Event()
        self._unlinked.set()
        self._usage: asyncio.Future[Message] | None = None
        self._usage_id = ""
        # Set once it is certain.
        self.process: ProcessIdentity | None = None

    @property
    def owns_kernel(self) -> bool:
        """Never: closing leaves the kernel as it is."""
        return False

    @property
    def shares_files(self) -> bool:
        """Whether the kernel is known to run on this computer."""
        return self.process is not None or self._kernel.info.transport == "ipc"

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
        return self._kernel.info.url(Channel.SHELL)

    async def open(self) -> None:
        """Begin to connect; raises `TransportError` when that is impossible for ever."""
        if self._is_open:
            return
        self._is_open = True
        self._connection.open()
        self._tasks.start(self._watch_link(), "link")
        await self._know(self._kernel.process)
        if self.process is None:
            self._tasks.start(self._watch_sleep(), "sleep")

    def send(self, message: Message) -> None:
        """Put a message on its way; raises `TransportClosed`.

        While the connection is lost it is dropped: it could reach another kernel later.
        """
        if self._was_linked and not self._linked.is_set():
            _log.info("a %s was dropped: the connection is lost", message.msg_type)
            return
        self._connection.send(message)

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals, with word of losses and returns among them."""
        arrivals = await self._connection.receive()
        if self._usage is not None:
            self._take_usage(self._usage, arrivals)
        return arrivals

    def reconnect(self) -> bool:
        """False: ZeroMQ tries all the time."""
        return False

    async def signal_interrupt(self) -> None:
        """Send SIGINT to the kernel's process; raises `TransportError` where it is not known."""
        process = await self._certain_process()
        if process is None:
            raise TransportError(
                "The kernel does not obey an interrupt request, and its process is not known here:"
                " it can only be interrupted where it was started."
            )
        send_signal(process, signal.SIGINT)

    async def restart(self) -> None:
        """Impossible; raises `LaunchError`."""
        raise LaunchError(
            "jtui did not start this kernel: it can only be restarted where it was started."
        )

    async def terminate(self, patience: float | None = None) -> None:
        """Wait until the kernel has obeyed the `shutdown_request`; then SIGTERM where possible.

        Raises `TransportError` when it is still there, or cannot be reached.
        """
        was_linked, process = self._linked.is_set(), self.process
        if not was_linked and process is None:
            if await reach(self._kernel.info) is Reach.REFUSED:
                return
            raise TransportError(
                "The kernel cannot be reached now, so it could not be asked to end."
            )
        own_measure = OBEYS if process is not None else OBEYS_UNSEEN
        if await self._gone_within(own_measure if patience is None else patience):
            return
        if (process := await self._certain_process()) is not None:
            send_signal(process, signal.SIGTERM)
            if await self._gone_within(OBEYS):
                return
        raise TransportError(
            "The kernel has not ended, although it was asked to. It can be ended where it runs."
        )

    async def _gone_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                if self.process is not None:
                    await end_of(self.process)
                else:
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

    # The process.

    async def _know(self, claimed: ProcessIdentity | None) -> None:
        """Note the kernel's process, if it is certain that this is it, and wait for its end."""
        self.process = await asyncio.to_thread(proven, claimed, self._kernel)
        if self.process is not None:
            self._tasks.start(self._watch_process(self.process), "process")

    async def _find_process(self) -> None:
        """Find the process that has taken the place of the known one."""
        for _ in range(FINDS):
            found = await asyncio.to_thread(listening, self._kernel)
            await self._know(found)
            if self.process is not None:
                return
            # A kernel opens its ports one after the other.
            await asyncio.sleep(LOOK)

    async def _watch_process(self, process: ProcessIdentity) -> None:
        await end_of(process)
        try:
            async with asyncio.timeout(LOOK):
                await self._unlinked.wait()
        except TimeoutError:
            # A child of it holds its sockets: nobody answers at the other end any more.
            with suppress(TransportError):
                self._connection.reopen()
            self._link_changed(False)

    async def _certain_process(self) -> ProcessIdentity | None:
        """The kernel's process on this computer, of which it is asked when it is not known."""
        if self.process is not None:
            return self.process if self.process.lives() else None
        request = usage_request(Client(new_id(), "jtui"))
        self._usage_id = request.msg_id
        self._usage = asyncio.get_running_loop().create_future()
        try:
            self.send(request)
            async with asyncio.timeout(TELLS):
                reply = await self._usage
        except (TimeoutError, TransportError):
            return None
        finally:
            self._usage = None
        return await asyncio.to_thread(told, reply, self._kernel)

    def _take_usage(self, usage: asyncio.Future[Message], arrivals: Sequence[Arrival]) -> None:
        # What it publishes about the question names it as well.
        answers = [each for each in arrivals if isinstance(each, Message) and _is_reply(each)]
        replies = [each for each in answers if each.parent_id == self._usage_id]
        if replies and not usage.done():
            usage.set_result(replies[0])

    # The link.

    def _link_changed(self, stands: bool) -> None:
        if stands:
            self._was_linked = True
            self._linked.set()
            self._unlinked.clear()
        else:
            self._linked.clear()
            self._unlinked.set()

    async def _watch_link(self) -> None:
        """Tell of losses and returns, for as long as the connection is open."""
        if (problem := await self._missed()) is not None:
            self._connection.deliver(ConnectionLost(problem))
            await self._return()
        while True:
            await self._unlinked.wait()
            # A process that ends closes its sockets one after the other.
            await asyncio.sleep(SETTLES)
            met = await reach(self._kernel.info)
            has_ended = await self._has_ended(met)
            reason = why_gone(has_ended, met)
            self._connection.deliver(ConnectionLost(reason, kernel_ended=has_ended))
            await self._return()

    async def _has_ended(self, met: Reach) -> bool:
        """Whether the kernel's process is known to have ended."""
        if self.process is None:
            return False
        if met is Reach.REFUSED:
            # It has closed its sockets; on a busy machine its end is seen somewhat later.
            with suppress(TimeoutError):
                async with asyncio.timeout(ENDS):
                    await end_of(self.process)
        return not self.process.lives()

    async def _missed(self) -> str | None:
        """Why the kernel is not there at first, `None` when it is."""
        for seconds in (FIRST_LOOK, FIRST_LINK - FIRST_LOOK):
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._linked.wait()
                    return None
            met = await reach(self._kernel.info)
            if met is Reach.REFUSED:
                break
        return why_not_there(self._address, met)

    async def _return(self) -> None:
        """Wait until the kernel is there again, and say whether it may be the same."""
        is_same = not await self._wait_for_link()
        process = self.process
        if process is not None and not process.lives():
            is_same, self.process = False, None
        self._connection.deliver(ConnectionRestored(same_kernel=is_same))
        if process is not None and not is_same:
            self._tasks.start(self._find_process(), "find process")

    async def _wait_for_link(self) -> bool:
        """Wait for the link; answers whether it is by what the connection file says now."""
        has_moved = False
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._linked.wait()
                    return has_moved
            file = self._kernel.file
            info = await asyncio.to_thread(read_info, file) if file is not None else None
            if info is None or info == self._kernel.info:
                continue
            _log.info("the connection file of %s has changed", self.description)
            self._kernel, has_moved = replace(self._kernel, info=info), True
            try:
                self._connection.reopen(info)
            except TransportError as error:
                # It may be corrected in the file.
                _log.warning("no connection to %s: %s", self.description, error)

    async def _watch_sleep(self) -> None:
        """After a sleep of the computer have the session ask whether the kernel is still there.

        What is sent then has the system find out when the connection is not.
        """
        slept = self._asleep()
        while True:
            await asyncio.sleep(ASLEEP_LOOK)
            before, slept = slept, self._asleep()
            if slept - before > ASLEEP and self._linked.is_set():
                _log.info("slept for %.0f s", slept - before)
                self._connection.deliver(ConnectionRestored())


def _is_reply(message: Message) -> bool:
    return message.channel is Channel.CONTROL and message.msg_type == "usage_reply"
