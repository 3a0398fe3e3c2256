"""A connection to a kernel over ZeroMQ sockets, read without threads and without loss.

A message costs some 10 µs here, and a wake-up of the event loop 100. The sockets are plain ones:
with those of `zmq.asyncio` a message would cost ten times as much. Messages that nobody has taken
yet wait in ZeroMQ, which drops none of them (its receive limit is lifted): a kernel would not wait,
it drops what finds no room.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import zmq

from tui.errors import BrokenMessage, TransportClosed, TransportError, WrongSignature
from tui.kernels.connection import ConnectionInfo
from tui.kernels.transport import Arrival, Discarded
from tui.kernels.transports.link import LinkWatch
from tui.kernels.transports.turns import Gathering, turns_of_loop, work_clock
from tui.wire.frames import Frame, Signer, pack, unpack
from tui.wire.message import Channel, Message

_log = logging.getLogger(__name__)

OTHERS_SLICE = 0.001
"""Seconds that each channel gets even when the slice is used up."""
LARGE = 100_000
"""Bytes of a frame from which on it is read where ZeroMQ has it."""
RECONNECT_MS = 30
"""How often a socket tries again while the kernel does not listen yet."""
KEEPALIVE_IDLE = 20
KEEPALIVE_INTERVAL = 5
"""Seconds of silence after which the other host is asked, and between the further times."""
KEEPALIVE_TRIES = 4
MOST_UNACKNOWLEDGED_MS = 30_000
STDIN_WAIT = 1.0
"""Seconds the first answer is held for while stdin is not connected."""
STDIN_LOOK = 0.003
WARNING_INTERVAL = 10.0
"""Seconds between two warnings about discarded messages of one connection."""
# Outputs come before the reply and the question that follow them, where they are there already.
_ORDER = (Channel.IOPUB, Channel.CONTROL, Channel.STDIN, Channel.SHELL)
_NOBLOCK = int(zmq.NOBLOCK)
_KIND = {
    Channel.SHELL: zmq.DEALER,
    Channel.CONTROL: zmq.DEALER,
    Channel.STDIN: zmq.DEALER,
    Channel.IOPUB: zmq.SUB,
}


class ZmqConnection:
    """The four sockets to one kernel. All methods are called from one event loop.

    iopub is connected first, but a subscription takes its time: what the kernel publishes before
    is lost. So ask again until an answer has come over iopub, too.
    """

    def __init__(
        self, info: ConnectionInfo, link_changed: Callable[[bool], None] | None = None
    ) -> None:
        """`link_changed` is told whether the kernel's end is there, at every change."""
        self.info = info
        self._link_changed = link_changed
        self._link: LinkWatch | None = None
        self._signer = Signer(info.key, info.signature_scheme)
        self._sockets: dict[Channel, zmq.Socket[bytes]] = {}
        self._descriptors: list[int] = []
        # Channels that may hold messages; only those are asked.
        self._readable: set[Channel] = set()
        self._arrived = asyncio.Event()
        self._injected: deque[Arrival] = deque()
        self._closed = ""
        self._gathering = Gathering()
        # When the last batch was begun, in processor time; 0.0 for none.
        self._begun = 0.0
        self._awaits_stdin = True
        self._stdin_deadline = 0.0
        self._discarded = _DiscardLog()

    def open(self) -> None:
        """Connect the sockets, which goes on in the background; raises `TransportError`."""
        if self._closed:
            raise TransportClosed(self._closed)
        try:
            with _translated(self.info):
                self._connect()
        except TransportError:
            self.disconnect()
            raise
        self._awaits_stdin, self._stdin_deadline = True, 0.0
        loop = asyncio.get_running_loop()
        for channel, socket in self._sockets.items():
            descriptor = int(socket.FD)
            loop.add_reader(descriptor, self._signalled, channel)
            self._descriptors.append(descriptor)
        self._look_everywhere()

    def _connect(self) -> None:
        identity = os.urandom(16).hex().encode("ascii")
        for channel in _ORDER:
            # The kernel finds a client's stdin by the identity of its shell.
            shared = channel in (Channel.SHELL, Channel.STDIN)
            name = identity if shared else os.urandom(16).hex().encode("ascii")
            socket = self._sockets[channel] = _prepared(self.info, channel, name)
            if channel is Channel.SHELL and self._link_changed is not None:
                # Before it connects: what it does before it is watched is never told.
                self._link = LinkWatch(socket, self._link_changed)
            socket.connect(self.info.url(channel))

    def reopen(self, info: ConnectionInfo | None = None) -> None:
        """Connect anew, so that nothing of before arrives any more; raises `TransportError`."""
        self.disconnect()
        self._injected.clear()
        if info is not None:
            self.info = info
            self._signer = Signer(info.key, info.signature_scheme)
        self.open()

    def send(self, message: Message) -> None:
        """Put a message on its way; it waits in ZeroMQ until the kernel listens.

        ZeroMQ tries again for ever where nobody listens, but may give a socket up when what listens
        on its port is no kernel of this kind. Then this connects anew.
        Raises `TransportClosed` when the connection is closed or the kernel has ended.
        """
        if message.channel not in self._sockets:
            raise TransportClosed(self._closed or "The kernel has ended.")
        frames = pack(message, self._signer)
        try:
            if not self._sent(message.channel, frames):
                _log.warning("ZeroMQ has given up a kernel's %s; connecting anew", message.channel)
                self.disconnect()
                self.open()
                # Given up again at once, it is lost like all that was said to a stranger.
                self._sent(message.channel, frames)
        except (zmq.ZMQError, TransportError) as error:
            raise TransportClosed(f"The message could not be sent: {error}.") from error
        # Sending may have used up the signal that something came in.
        self._readable.add(message.channel)
        self._arrived.set()

    def _sent(self, channel: Channel, frames: Sequence[Frame]) -> bool:
        try:
            self._sockets[channel].send_multipart(frames, _NOBLOCK)
        except zmq.Again:
            if channel is Channel.STDIN:
                # It is writable only while it is connected.
                raise
            return False
        return True

    def deliver(self, arrival: Arrival) -> None:
        """Have `receive` answer with `arrival` after every message that has come already."""
        self._injected.append(arrival)
        self._look_everywhere()

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals, in order; see `KernelTransport.receive`."""
        turns, begun = turns_of_loop(), self._begun
        if begun:
            turns.note(work_clock() - begun)
        while not self._closed:
            self._arrived.clear()
            if self._readable:
                if rest := self._gathering.rest(time.monotonic()):
                    await asyncio.sleep(rest)
                # Under a flood there is always more; keys and drawing need their turn.
                await turns.wait(at_once=not self._begun)
                self._begun = work_clock()
                if batch := self._take(turns.left):
                    self._gathering.taken(len(batch), time.monotonic())
                    return batch
            self._begun = 0.0
            if self._injected:
                return [self._injected.popleft()]
            await self._arrived.wait()
        raise TransportClosed(self._closed)

    def disconnect(self) -> None:
        """Close the sockets; `receive` goes on waiting for what may be delivered otherwise."""
        if self._descriptors:
            loop = asyncio.get_running_loop()
            for descriptor in self._descriptors:
                loop.remove_reader(descriptor)
        self._descriptors.clear()
        if self._link is not None:
            self._link.close()
            self._link = None
        for socket in self._sockets.values():
            socket.close(linger=0)
        self._sockets.clear()
        self._readable.clear()

    def close(self, reason: str = "The connection was closed.") -> None:
        """Close for good: whoever waits in `receive` gets `TransportClosed` with the reason."""
        if not self._closed:
            self.disconnect()
            self._closed = reason
            self._arrived.set()

    def _look_everywhere(self) -> None:
        self._readable.update(self._sockets)
        self._arrived.set()

    def _signalled(self, channel: Channel) -> None:
        # ZeroMQ's descriptor says "look at me", once. Asking for the events resets it.
        if int(self._sockets[channel].EVENTS) & zmq.POLLIN:
            self._readable.add(channel)
            self._arrived.set()

    def _take(self, seconds: float) -> list[Arrival]:
        batch: list[Arrival] = []
        end = time.perf_counter() + seconds
        for channel in _ORDER:
            if channel in self._readable and (channel is not Channel.SHELL or self._can_be_asked()):
                self._drain(channel, batch, max(end, time.perf_counter() + OTHERS_SLICE))
        return batch

    def _can_be_asked(self) -> bool:
        """Whether the kernel's questions reach us, or have been waited for long enough.

        A kernel that answers on shell may have no connection to our stdin yet, and a question it
        asked then would be lost: its first answer is held until the connection is there.
        """
        if not self._awaits_stdin:
            return True
        now = time.monotonic()
        if not self._stdin_deadline:
            self._stdin_deadline = now + STDIN_WAIT
        connected = int(self._sockets[Channel.STDIN].EVENTS) & zmq.POLLOUT
        if connected or now > self._stdin_deadline:
            self._awaits_stdin = False
            return True
        asyncio.get_running_loop().call_later(STDIN_LOOK, self._arrived.set)
        return False

    def _drain(self, channel: Channel, batch: list[Arrival], end: float) -> None:
        receive = self._sockets[channel].recv
        frames: list[Frame]
        while True:
            frames = []
            more = True
            try:
                while more:
                    frame = receive(_NOBLOCK, False)
                    # A large one is not copied.
                    frames.append(frame.bytes if len(frame) < LARGE else frame.buffer)
                    more = frame.more
            except zmq.Again:
                self._readable.discard(channel)
                return
            try:
                batch.append(unpack(channel, frames, self._signer))
            except BrokenMessage as error:
                discarded = Discarded(channel, str(error), isinstance(error, WrongSignature))
                self._discarded.note(discarded)
                batch.append(discarded)
            if time.perf_counter() > end:
                return


class _DiscardLog:
    """Warns of discarded messages, but not of each one in a flood of them."""

    def __init__(self) -> None:
        self._count = 0
        self._next = 0.0

    def note(self, discarded: Discarded) -> None:
        self._count += 1
        now = time.monotonic()
        if now >= self._next:
            _log.warning(
                "discarded %d message(s), the last on %s: %s",
                self._count,
                discarded.channel,
                discarded.reason,
            )
            self._count = 0
            self._next = now + WARNING_INTERVAL


@cache
def _context() -> zmq.Context[zmq.Socket[bytes]]:
    # One for all kernels: each has a thread and descriptors of its own.
    return zmq.Context()


def _prepared(info: ConnectionInfo, channel: Channel, identity: bytes) -> zmq.Socket[bytes]:
    socket = _context().socket(_KIND[channel])
    try:
        socket.linger = 0
        socket.rcvhwm = 0
        socket.sndhwm = 0
        socket.reconnect_ivl = RECONNECT_MS
        socket.ipv6 = ":" in info.host
        socket.routing_id = identity
        if info.curve_publickey:
            # A client is anybody who knows the kernel's public key; its own pair is for once.
            socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()
            socket.curve_serverkey = info.curve_publickey.encode("ascii")
        if info.transport == "tcp":
            _notice_silence(socket, info)
        if channel is Channel.IOPUB:
            socket.subscribe(b"")
        if channel is Channel.STDIN:
            # So that it is writable only while it is connected.
            socket.immediate = True
    except BaseException:
        socket.close(linger=0)
        raise
    return socket


def _notice_silence(socket: zmq.Socket[bytes], info: ConnectionInfo) -> None:
    """Have the system find out that a host has gone without a word, as after a sleep.

    It is the other system that answers, not the kernel, which may be as busy as it likes.
    """
    socket.tcp_keepalive = 1
    socket.tcp_keepalive_idle = KEEPALIVE_IDLE
    socket.tcp_keepalive_intvl = KEEPALIVE_INTERVAL
    socket.tcp_keepalive_cnt = KEEPALIVE_TRIES
    if not info.host.startswith("127.") and info.host not in ("localhost", "::1"):
        # While something is on its way there are no keep-alives, and 15 minutes are waited.
        socket.set(zmq.TCP_MAXRT, MOST_UNACKNOWLEDGED_MS)


@contextmanager
def _translated(info: ConnectionInfo) -> Iterator[None]:
    if info.curve_publickey and not zmq.has("curve"):
        raise TransportError("This ZeroMQ library was built without CurveZMQ encryption.")
    try:
        yield
    except (zmq.ZMQError, ValueError) as error:
        raise TransportError(f"No connection to {info.host} can be made: {error}.") from error
