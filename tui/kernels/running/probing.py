"""Asking a kernel that lives who it is, with short questions that it can leave unanswered.

Nothing is subscribed to, nothing is run: one echo on the heartbeat, one `kernel_info_request`, and
of an IPython kernel what it uses.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui.errors import BrokenMessage, TransportError
from tui.kernels.connection import ConnectionInfo
from tui.tasks import TaskOwner
from tui.wire.frames import Signer, pack, unpack
from tui.wire.message import Channel, Json, Message
from tui.wire.requests import (
    Client,
    KernelInfo,
    decode_kernel_info,
    kernel_info_request,
    new_id,
)

LIMIT = 1.0
"""Seconds that a kernel has for an answer."""
LARGEST_ANSWER = 1_000_000
"""Bytes of one frame of an answer at most; ZeroMQ drops the connection that sends more."""
_OTHERS = 20
"""How many messages that are no answer are passed over."""
_ECHO = b"jtui"
_IPYTHON = "ipython"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a kernel says it uses: `memory` in bytes, `cpu` in percent of one processor.

    `pid` is `None` for a process of another computer; each is `None` when it does not say.
    """

    pid: int | None = None
    cpu: float | None = None
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a kernel answered: `info` and `usage` are `None` without an answer.

    `echoed` says that its heartbeat came back, which many kernels leave to their idle moments.
    """

    echoed: bool
    info: KernelInfo | None = None
    usage: Usage | None = None


async def ask(info: ConnectionInfo, limit: float = LIMIT) -> Answers:
    """Ask a kernel; each question has `limit` seconds. Raises `TransportError`."""
    client = Client(new_id(), "jtui")
    tasks = TaskOwner("questions to a running kernel")
    try:
        echo = tasks.start(_echoed(info, limit), "heartbeat")
        reply = await _asked(info, kernel_info_request(client), limit)
        kernel = decode_kernel_info(reply) if reply is not None else None
        usage = None
        if kernel is not None and kernel.implementation == _IPYTHON:
            request = client.message(Channel.CONTROL, "usage_request", {})
            answer = await _asked(info, request, limit)
            usage = _usage(answer) if answer is not None else None
        return Answers(kernel is not None or await echo, kernel, usage)
    finally:
        await tasks.cancel()


async def _echoed(info: ConnectionInfo, limit: float) -> bool:
    line = _Line(info, None)
    try:
        async with asyncio.timeout(limit):
            return await line.exchange([_ECHO]) == [_ECHO]
    except TimeoutError:
        return False
    finally:
        line.close()


async def _asked(info: ConnectionInfo, request: Message, limit: float) -> Message | None:
    """The reply to a request, `None` when none comes in time."""
    signer = Signer(info.key, info.signature_scheme)
    line = _Line(info, request.channel)
    try:
        async with asyncio.timeout(limit):
            frames = await line.exchange(pack(request, signer))
            for _ in range(_OTHERS):
                try:
                    reply = unpack(request.channel, frames, signer)
                except BrokenMessage:
                    reply = None
                if reply is not None and reply.parent_id == request.msg_id:
                    return reply
                frames = await line.receive()
    except TimeoutError:
        pass
    finally:
        line.close()
    return None


def _usage(message: Message) -> Usage:
    content = message.content
    pid, cpu, memory = (content.get(name) for name in ("pid", "kernel_cpu", "kernel_memory"))
    is_here = content.get("hostname") == socket.gethostname()
    return Usage(
        pid if is_here and type(pid) is int and 1 < pid < 2**31 else None,
        _number(cpu),
        int(_number(memory) or 0) or None,
    )


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # More than any computer has; the comparison leaves out what is not a number, too.
    return float(value) if 0 <= value < 2**60 else None


class _Line:
    """One socket to a kernel, to its heartbeat without `channel`; raises `TransportError`."""

    def __init__(self, info: ConnectionInfo, channel: Channel | None) -> None:
        # 36 ms, and not needed for the first tab.
        import zmq

        from tui.kernels.transports.zmq import _context

        self._no_wait = int(zmq.NOBLOCK)
        self._failure = zmq.ZMQError
        self._again = zmq.Again
        self._arrived = asyncio.Event()
        self._descriptor = -1
        self._socket = _context().socket(zmq.REQ if channel is None else zmq.DEALER)
        try:
            self._connect(info, channel)
        except (zmq.ZMQError, ValueError) as error:
            self.close()
            raise TransportError(f"No connection to {info.host} can be made: {error}.") from error

    def _connect(self, info: ConnectionInfo, channel: Channel | None) -> None:
        import zmq

        self._socket.linger = 0
        self._socket.maxmsgsize = LARGEST_ANSWER
        self._socket.ipv6 = ":" in info.host
        if info.curve_publickey:
            self._socket.curve_publickey, self._socket.curve_secretkey = zmq.curve_keypair()
            self._socket.curve_serverkey = info.curve_publickey.encode("ascii")
        if channel is None:
            # The heartbeat carries no messages and so is no channel.
            info, channel = replace(info, control_port=info.hb_port), Channel.CONTROL
        else:
            self._socket.routing_id = os.urandom(16).hex().encode("ascii")
        self._socket.connect(info.url(channel))
        self._descriptor = int(self._socket.FD)
        asyncio.get_running_loop().add_reader(self._descriptor, self._arrived.set)

    async def exchange(self, frames: Sequence[bytes | memoryview]) -> list[bytes]:
        """Send, and wait for what comes next."""
        try:
            self._socket.send_multipart(frames, self._no_wait)
        except self._failure as error:
            raise TransportError(f"The question could not be sent: {error}.") from error
        return await self.receive()

    async def receive(self) -> list[bytes]:
        """The frames of the next message."""
        while True:
            self._arrived.clear()
            try:
                return list(self._socket.recv_multipart(self._no_wait))
            except self._again:
                await self._arrived.wait()
            except self._failure as error:
                raise TransportError(f"No answer can be read: {error}.") from error

    def close(self) -> None:
        """Close the socket; what was not sent yet is dropped."""
        if self._descriptor >= 0:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            self._descriptor = -1
        self._socket.close(linger=0)
