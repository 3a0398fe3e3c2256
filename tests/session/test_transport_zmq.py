"""A connection over ZeroMQ to sockets that stand in for a kernel, so that they can misbehave."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
import zmq

from tests.session.real_kernels import PATIENCE, until
from tui.errors import TransportClosed, TransportError
from tui.kernels.connection import ConnectionInfo, new_local
from tui.kernels.transport import Arrival, Discarded, Exited
from tui.kernels.transports.zmq import ZmqConnection
from tui.wire.frames import Signer, pack
from tui.wire.message import Channel, Message
from tui.wire.requests import Client, input_reply, kernel_info_request

CLIENT = Client("session", "tester")
SOCKETS = {
    Channel.SHELL: zmq.ROUTER,
    Channel.CONTROL: zmq.ROUTER,
    Channel.STDIN: zmq.ROUTER,
    Channel.IOPUB: zmq.XPUB,
}


class Kernel:
    """The sockets of a kernel, without the kernel."""

    def __init__(self, info: ConnectionInfo, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        self.signer = Signer(info.key)
        self.sockets = {}
        for channel, kind in SOCKETS.items():
            socket = self.sockets[channel] = context.socket(kind)
            socket.linger = 0
            socket.sndhwm = 0
            socket.rcvtimeo = int(PATIENCE * 1000)
            if kind == zmq.ROUTER:
                socket.router_mandatory = True
            else:
                socket.xpub_verbose = True
            socket.bind(info.url(channel))

    async def subscribed(self) -> None:
        """Wait until the client listens to iopub."""
        assert await asyncio.to_thread(self.sockets[Channel.IOPUB].recv) == b"\x01"

    async def request(self, channel: Channel) -> list[bytes]:
        """The frames of the next request, with the client's identity first."""
        return await asyncio.to_thread(self.sockets[channel].recv_multipart)

    def publish(self, msg_type: str, count: int = 1, text: str = "") -> None:
        """Publish messages whose ids are their numbers."""
        socket = self.sockets[Channel.IOPUB]
        for number in range(count):
            header = {"msg_type": msg_type, "msg_id": str(number)}
            message = Message(Channel.IOPUB, header, {"text": text})
            socket.send_multipart(pack(message, self.signer, [b"topic"]))


@pytest.fixture
def info() -> ConnectionInfo:
    """A plain connection on loopback."""
    return new_local("test", curve=False)


@pytest.fixture
def kernel(info: ConnectionInfo) -> Iterator[Kernel]:
    """Sockets that listen where `info` says."""
    with zmq.Context() as context:
        kernel = Kernel(info, context)
        yield kernel
        for socket in kernel.sockets.values():
            socket.close()


@pytest.fixture
async def connection(info: ConnectionInfo, kernel: Kernel) -> AsyncIterator[ZmqConnection]:
    """A connection to `kernel` that is subscribed."""
    connection = ZmqConnection(info)
    connection.open()
    await kernel.subscribed()
    yield connection
    connection.close()


async def take(connection: ZmqConnection, enough: Callable[[list[Arrival]], bool]) -> list[Arrival]:
    """Everything that arrives until it is enough."""
    arrivals: list[Arrival] = []
    async with asyncio.timeout(PATIENCE):
        while not enough(arrivals):
            arrivals.extend(await connection.receive())
    return arrivals


def ids(arrivals: list[Arrival]) -> list[int]:
    return [int(each.msg_id) for each in arrivals if isinstance(each, Message)]


async def answer_of(connection: ZmqConnection) -> None:
    """Send an answer of the user, which is refused until stdin is connected."""

    def is_taken() -> bool:
        with suppress(TransportClosed):
            connection.send(input_reply(CLIENT, {}, "text"))
            return True
        return False

    await until(is_taken)


async def test_each_channel_carries_requests_and_answers(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    await answer_of(connection)
    await kernel.request(Channel.STDIN)
    for channel in (Channel.SHELL, Channel.CONTROL, Channel.STDIN):
        request = replace(kernel_info_request(CLIENT), channel=channel)
        connection.send(request)
        identity, *frames = await kernel.request(channel)
        assert frames == pack(request, kernel.signer)
        answer = Message(channel, {"msg_id": "1"}, {}, parent=request.header)
        kernel.sockets[channel].send_multipart(pack(answer, kernel.signer, [identity]))
        assert await take(connection, bool) == [answer]


async def test_shell_and_stdin_share_an_identity_and_control_has_its_own(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    connection.send(kernel_info_request(CLIENT))
    await answer_of(connection)
    connection.send(replace(kernel_info_request(CLIENT), channel=Channel.CONTROL))
    shell, stdin, control = [
        (await kernel.request(channel))[0]
        for channel in (Channel.SHELL, Channel.STDIN, Channel.CONTROL)
    ]
    assert shell == stdin != control


async def test_a_request_waits_for_a_kernel_that_does_not_listen_yet(info: ConnectionInfo) -> None:
    connection = ZmqConnection(info)
    connection.open()
    try:
        connection.send(kernel_info_request(CLIENT))
        with zmq.Context() as context:
            late = Kernel(info, context)
            assert (await late.request(Channel.SHELL))[1:]
            for socket in late.sockets.values():
                socket.close()
    finally:
        connection.close()


async def test_a_backlog_comes_complete_in_order_and_in_slices(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    count = 20_000
    kernel.publish("stream", count)
    turns = 0

    def turn() -> None:
        nonlocal turns
        turns += 1
        asyncio.get_running_loop().call_soon(turn)

    asyncio.get_running_loop().call_soon(turn)
    seen: list[int] = []
    sizes, turns_between = [], []
    while len(seen) < count:
        before = turns
        batch = await asyncio.wait_for(connection.receive(), PATIENCE)
        seen.extend(ids(list(batch)))
        sizes.append(len(batch))
        turns_between.append(turns - before)
    assert seen == list(range(count))
    assert max(sizes) < count / 2
    assert min(turns_between[1:]) >= 1


async def test_an_answer_does_not_wait_for_the_end_of_a_flood(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    connection.send(kernel_info_request(CLIENT))
    identity, *_ = await kernel.request(Channel.SHELL)
    count = 50_000
    kernel.publish("stream", count)
    answer = Message(Channel.SHELL, {"msg_id": "1", "msg_type": "kernel_info_reply"}, {})
    kernel.sockets[Channel.SHELL].send_multipart(pack(answer, kernel.signer, [identity]))
    arrivals = await take(connection, lambda all_: answer in all_[-1:] or len(all_) > count)
    assert answer in arrivals
    assert len(arrivals) < count


async def test_an_arrival_right_after_a_send_is_not_overlooked(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    # Sending resets a socket's signal that something has come in.
    for number in range(200):
        reader = asyncio.create_task(take(connection, bool))  # noqa: TID251
        connection.send(kernel_info_request(CLIENT))
        identity, *_ = await kernel.request(Channel.SHELL)
        answer = Message(Channel.SHELL, {"msg_id": str(number)}, {})
        kernel.sockets[Channel.SHELL].send_multipart(pack(answer, kernel.signer, [identity]))
        connection.send(kernel_info_request(CLIENT))
        assert ids(await reader) == [number]
        await kernel.request(Channel.SHELL)


async def test_broken_messages_are_discarded_counted_and_the_rest_arrives(
    kernel: Kernel, connection: ZmqConnection, caplog: pytest.LogCaptureFixture
) -> None:
    iopub = kernel.sockets[Channel.IOPUB]
    kernel.publish("stream")
    for _ in range(100):
        iopub.send_multipart([b"no", b"delimiter"])
    stranger = Message(Channel.IOPUB, {"msg_id": "9"}, {})
    iopub.send_multipart(pack(stranger, Signer(b"another key")))
    iopub.send(b"")
    kernel.publish("status")
    with caplog.at_level(logging.WARNING):
        arrivals = await take(connection, lambda all_: len(all_) == 104)
    assert isinstance(arrivals[0], Message) and isinstance(arrivals[-1], Message)
    no_delimiter = Discarded(Channel.IOPUB, "It has no delimiter among its frames.")
    wrong_key = Discarded(Channel.IOPUB, "Its signature is wrong.", wrong_key=True)
    assert arrivals[1:-1] == [*[no_delimiter] * 100, wrong_key, no_delimiter]
    assert len(caplog.records) == 1


async def test_a_delivered_arrival_comes_after_the_messages_that_are_there(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    kernel.publish("stream", 5000)
    first = await connection.receive()
    exited = Exited(3)
    connection.deliver(exited)
    arrivals = [*first, *await take(connection, lambda all_: exited in all_)]
    assert arrivals[-1] is exited
    assert ids(arrivals) == list(range(len(arrivals) - 1))


async def test_after_reopening_nothing_of_before_arrives(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    kernel.publish("stream", 100)
    assert await connection.receive()
    kernel.publish("stream", 100)
    connection.deliver(Exited(None))
    connection.reopen()
    while await asyncio.to_thread(kernel.sockets[Channel.IOPUB].recv) != b"\x01":
        pass
    kernel.publish("status")
    (arrival,) = await take(connection, bool)
    assert isinstance(arrival, Message) and arrival.msg_type == "status"


async def test_a_disconnected_connection_sends_nothing_and_can_be_reopened(
    kernel: Kernel, connection: ZmqConnection
) -> None:
    connection.disconnect()
    with pytest.raises(TransportClosed):
        connection.send(kernel_info_request(CLIENT))
    connection.reopen()
    connection.send(kernel_info_request(CLIENT))
    assert await kernel.request(Channel.SHELL)


async def test_a_socket_that_zeromq_has_given_up_is_connected_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    info = new_local("test", curve=True)
    connection = ZmqConnection(info)
    connection.open()

    def is_given_up() -> bool:
        connection.send(kernel_info_request(CLIENT))
        if "given up" in caplog.text:
            return True
        # It may as well have found the stranger gone first, and tries again.
        connection.reopen()
        return False

    with zmq.Context() as context, context.socket(zmq.ROUTER) as stranger:
        # It speaks ZeroMQ, but unencrypted.
        stranger.bind(info.url(Channel.SHELL))
        try:
            await until(is_given_up)
            # The connection is open still: what is sent now can be lost, and is no error.
            connection.send(kernel_info_request(CLIENT))
        finally:
            connection.close()


async def test_a_close_ends_everything_with_its_reason(connection: ZmqConnection) -> None:
    reader = asyncio.create_task(connection.receive())  # noqa: TID251
    await asyncio.sleep(0)
    connection.close("The tunnel broke.")
    connection.close("Something else.")
    with pytest.raises(TransportClosed, match="tunnel"):
        await reader
    with pytest.raises(TransportClosed, match="tunnel"):
        connection.send(kernel_info_request(CLIENT))
    with pytest.raises(TransportClosed, match="tunnel"):
        connection.open()


async def test_a_large_message_arrives_whole(kernel: Kernel, connection: ZmqConnection) -> None:
    text = "x" * 50_000_000
    kernel.publish("stream", text=text)
    (message,) = await take(connection, bool)
    assert isinstance(message, Message) and message.content["text"] == text


async def test_a_connection_over_ipc_works(info: ConnectionInfo) -> None:
    with tempfile.TemporaryDirectory(prefix="jtui-") as directory:
        over_ipc = replace(info, transport="ipc", ip=f"{directory}/kernel")
        connection = ZmqConnection(over_ipc)
        with zmq.Context() as context:
            kernel = Kernel(over_ipc, context)
            connection.open()
            await kernel.subscribed()
            kernel.publish("status")
            assert len(await take(connection, bool)) == 1
            connection.close()
            for socket in kernel.sockets.values():
                socket.close()


async def test_an_address_that_zeromq_refuses_is_a_transport_error(info: ConnectionInfo) -> None:
    connection = ZmqConnection(replace(info, transport="ipc", ip="/" + "x" * 200))
    with pytest.raises(TransportError, match="No connection"):
        connection.open()
    connection.close()
