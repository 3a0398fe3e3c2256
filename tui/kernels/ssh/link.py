"""The link to a kernel on another host: made over its `ssh`, looked after, and made again."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import replace

from tui.errors import TransportClosed, TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import SshKernel
from tui.kernels.questions import Answer, Asker, Question
from tui.kernels.ssh.forwarding import forwarded
from tui.kernels.ssh.host import SshHost
from tui.kernels.ssh.master import Forward
from tui.kernels.ssh.remote import RemoteKernel
from tui.kernels.transport import Announced, Arrival, ConnectionLost, ConnectionRestored, Exited
from tui.kernels.transports.zmq import ZmqConnection
from tui.tasks import TaskOwner
from tui.wire.events import NoticeKind
from tui.wire.message import Message

FIRST_LINK = 4.0
"""Seconds after which it is said that nobody listens."""
SETTLING = 0.5
"""Seconds in which a lost link turns out to be a lost connection of ssh."""
FIRST_LOOK, LONGEST_LOOK = 0.5, 10.0
"""Seconds between two looks for a kernel that is away; they double."""
LINK = 2.0
"""Seconds that a link takes at most when somebody listens."""
_NEWS = Announced(NoticeKind.INFO, "")
_MISSED = (
    "What the kernel published while the connection was broken is lost: over ssh nothing is kept."
)
_NOWHERE = ConnectionInfo("ipc", "/nonexistent/kernel", 1, 2, 3, 4, 5, b"")


class SshLink:
    """The way to one kernel over a host that others may use as well.

    What the host tells (`kernels.ssh.host.HostUser`) becomes arrivals. `given_up` says that it is
    not tried any more until `connect` is called. `is_ending` says that the kernel's end is no news.
    """

    def __init__(self, kernel: SshKernel, host: SshHost, ask: Asker) -> None:
        self.remote = RemoteKernel(kernel, host)
        self.given_up = self.is_ending = False
        self.linked, self.unlinked = asyncio.Event(), asyncio.Event()
        self.unlinked.set()
        self._host = host
        self._asker = ask
        self._forwards: tuple[Forward, ...] = ()
        # As the kernel's host has it, and as it is forwarded.
        self._info = _NOWHERE
        self._connection = ZmqConnection(_NOWHERE, self._link_changed)
        # What is told besides messages; the connection only says when.
        self._news: deque[Arrival] = deque()
        self._tasks = TaskOwner(f"ssh link {host.shown}")
        self._work: asyncio.Task[None] | None = None
        self._is_connecting = self._has_sockets = False

    def begin(self) -> None:
        """Begin to connect; what becomes of it is among the arrivals."""
        self._host.join(self)
        self._go_on_with(self._begin())

    async def connect(self, *, anew: bool) -> None:
        """Connect again; `anew` a kernel that jtui started is ended and started before.

        Raises `TransportError`.
        """
        self._stop_work()
        self._host.join(self)
        self._is_connecting = True
        try:
            await self._host.connect(self)
            located = self.remote.restart() if anew else self.remote.locate(self.say)
            await self._link(await located)
        except TransportError:
            self.given_up = True
            raise
        finally:
            self._is_connecting = False
        self._go_on_with(self._attend())

    def try_now(self) -> bool:
        """Try at once to connect where the connection is lost; false where it is not.

        What becomes of it is among the arrivals.
        """
        if self.given_up:
            self.given_up = False
            self._go_on_with(self._resume_or_begin())
            return True
        return self._host.try_now()

    def send(self, message: Message) -> None:
        """Put a message on its way; raises `TransportClosed`."""
        if self._info is _NOWHERE:
            raise TransportClosed("There is no connection to the kernel yet.")
        self._connection.send(message)

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals, with word of losses, returns and ends among them."""
        told: list[Arrival] = []
        while not told:
            for arrival in await self._connection.receive():
                if arrival is _NEWS:
                    told.extend(self._news)
                    self._news.clear()
                else:
                    told.append(arrival)
        if any(isinstance(arrival, Exited) for arrival in told):
            self._disconnect()
        return told

    def leave_alone(self) -> None:
        """Look after the kernel no more."""
        self._stop_work()

    async def close(self) -> None:
        """Close it, and leave the host."""
        await self._tasks.cancel()
        self._connection.close()
        await self._host.leave(self, self._forwards)

    def drop(self) -> None:
        """Leave the host without waiting; can be called from any thread."""
        self._host.drop(self)

    # What the host tells.

    async def ask(self, question: Question) -> Answer | None:
        """Ask the user."""
        return await self._asker(question)

    def say(self, text: str) -> None:
        """Tell the user."""
        self._tell(Announced(NoticeKind.INFO, text))

    def host_lost(self, reason: str) -> None:
        """Wait for the host; the sockets stay, so that answers under way find us again."""
        self._stop_work()
        at = time.strftime("%H:%M:%S")
        host = self._host.shown
        self._tell(
            ConnectionLost(
                f"The connection to {host} is lost since {at}: {reason} jtui connects again."
            )
        )

    def host_restored(self) -> None:
        """Go on with the kernel."""
        if not self._is_connecting:
            self._go_on_with(self._resume())

    def host_given_up(self, reason: str) -> None:
        """Leave it to the user when to try again."""
        self._give_up(reason)

    # The link.

    def _go_on_with(self, work: Coroutine[object, object, None]) -> None:
        self._stop_work()
        self._work = self._tasks.start(work, "link")

    def _stop_work(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _tell(self, *arrivals: Arrival) -> None:
        if arrivals:
            self._news.extend(arrivals)
            self._connection.deliver(_NEWS)

    def _give_up(self, reason: str) -> None:
        self.given_up = True
        self._disconnect()
        self._tell(ConnectionLost(reason, given_up=True))

    def _disconnect(self) -> None:
        self._connection.disconnect()
        self._has_sockets = False
        self._link_changed(False)

    def _link_changed(self, stands: bool) -> None:
        now, before = (self.linked, self.unlinked) if stands else (self.unlinked, self.linked)
        now.set()
        before.clear()

    async def _begin(self) -> None:
        """Connect, find or start the kernel, and look after the link to it."""
        try:
            await self._host.connect(self)
        except TransportError as error:
            self._give_up(str(error))
            return
        try:
            await self._link(await self.remote.locate(self.say))
        except TransportError as error:
            self._failed(error)
            return
        self._tell(ConnectionRestored())
        await self._attend()

    async def _resume_or_begin(self) -> None:
        """Connect because the user wants it."""
        self._is_connecting = True
        try:
            await self._host.connect(self)
        except TransportError as error:
            self._give_up(str(error))
            return
        finally:
            self._is_connecting = False
        await self._resume()

    async def _resume(self) -> None:
        """Go on over a connection of ssh that was made anew."""
        if self._info is _NOWHERE:
            await self._begin()
            return
        try:
            if (exited := await self.remote.look()) is not None:
                self._tell(replace(exited, expected=self.is_ending))
                return
            await self._host.forward(self._forwards)
        except TransportError as error:
            self._failed(error)
            return
        self.given_up = False
        if not self._has_sockets:
            self._reopen(self._connection.info)
        await self._attend(ConnectionRestored(), Announced(NoticeKind.INFO, _MISSED))

    def _failed(self, error: TransportError) -> None:
        # Where the host is lost, it says so itself, and tries again.
        if self._host.is_up:
            self._give_up(str(error))

    async def _link(self, info: ConnectionInfo) -> None:
        """Forward the ports, and connect to them; raises `TransportError`."""
        base = self._host.directory / f"k{os.urandom(4).hex()}"
        forwards = forwarded(info, base)
        await self._host.forward(forwards)
        self._forwards, self._info = forwards, info
        self.given_up = False
        self._reopen(replace(info, transport="ipc", ip=str(base)))

    def _reopen(self, info: ConnectionInfo) -> None:
        self._link_changed(False)
        self._connection.reopen(info)
        self._has_sockets = True
        if self._news:
            self._connection.deliver(_NEWS)

    async def _attend(self, *restored: Arrival) -> None:
        """Tell of the kernel's end, of losses and returns, for as long as the host is there.

        `restored` is what to tell when the link stands.
        """
        patience = FIRST_LOOK if self.remote.was_started else FIRST_LINK
        while True:
            if await within(self.linked, patience):
                self._tell(*restored)
                restored, patience = (), FIRST_LOOK
                await self.unlinked.wait()
                # If it is ssh that has ended, this is cancelled.
                await asyncio.sleep(SETTLING)
                continue
            patience = min(2 * patience, LONGEST_LOOK)
            try:
                exited = await self.remote.look()
            except TransportError:
                continue
            if exited is not None:
                self._tell(replace(exited, expected=self.is_ending))
                return
            # One that was started is slow, and the session says so.
            if not self.remote.was_started:
                self._tell(ConnectionLost(self._nobody))
                restored = (ConnectionRestored(),)
                await self._wait_for_return()

    async def _wait_for_return(self) -> None:
        """Look for a kernel that is away, more and more seldom: each look goes to the host."""
        delay = FIRST_LOOK
        self._disconnect()
        while True:
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_LOOK)
            try:
                moved = await self.remote.moved(self._info)
                if moved is not None:
                    await self._link(moved)
            except TransportError:
                # The file is gone, or being written.
                moved = None
            if moved is None:
                self._reopen(self._connection.info)
            if await within(self.linked, LINK):
                return
            self._disconnect()

    @property
    def _nobody(self) -> str:
        return (
            f"The kernel at the other end of the connection to {self._host.shown} does not"
            " listen: it has ended, or its connection file is old. jtui goes on trying."
        )


async def within(event: asyncio.Event, seconds: float) -> bool:
    """Whether something happens in so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
