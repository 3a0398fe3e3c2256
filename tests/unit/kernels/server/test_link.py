"""Websockets: opened, refused, flooded, silent, broken off."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tornado.httpclient import HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from tests.fakes import until
from tests.unit.kernels.server.servers import sending
from tui.errors import TransportClosed, TransportError
from tui.kernels.server import inbox as inbox_module
from tui.kernels.server import link as link_module
from tui.kernels.server.inbox import Inbox
from tui.kernels.server.link import Link, LinkSettings, SocketRefused
from tui.kernels.transport import Arrival, Discarded
from tui.wire.message import Channel, Message
from tui.wire.requests import Client, kernel_info_request
from tui.wire.websocket import V1_PROTOCOL, DefaultCodec, V1Codec

PATIENCE = 30.0
SETTINGS = LinkSettings(opening=5.0, ping=0.1, silence=0.5, goodbye=0.2)
CODEC = V1Codec()
Does = Callable[["Kernel"], Awaitable[None]]


class Kernel(WebSocketHandler):
    """The server's end of a websocket: does what the test says once it is open."""

    def initialize(self, does: Does) -> None:
        """Take what to do."""
        self.does = does
        self.received: list[str | bytes] = []

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Take the newer protocol where it is offered."""
        return V1_PROTOCOL if V1_PROTOCOL in subprotocols else None

    async def open(self, *_: str, **__: str) -> None:
        """Do it."""
        try:
            await self.does(self)
        except WebSocketClosedError:
            pass

    def on_message(self, message: str | bytes) -> None:
        """Send it back."""
        self.write_message(message, binary=isinstance(message, bytes))

    async def send(self, number: int, text: str = "") -> None:
        """Send a message whose id is its number."""
        header = {"msg_id": str(number), "msg_type": "stream"}
        message = Message(Channel.IOPUB, header, {"text": text})
        await self.write_message(CODEC.pack(message)[0], binary=True)


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes the garbage away afterwards: tornado complains of what it has not closed itself."""
    # What is logged is kept with its traceback, and so with the connection.
    monkeypatch.setattr(logging.getLogger("tornado.application"), "disabled", True)
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


async def nothing(_: Kernel) -> None:
    """Be silent."""


@asynccontextmanager
async def server_that(does: Does) -> AsyncIterator[str]:
    """The URL of a websocket."""
    server = HTTPServer(Application([(r"/(?:.*)", Kernel, {"does": does})]))
    (socket,) = bind_sockets(0, "127.0.0.1")
    server.add_sockets([socket])
    try:
        yield f"ws://127.0.0.1:{socket.getsockname()[1]}/x"
    finally:
        server.stop()
        await server.close_all_connections()


@asynccontextmanager
async def link_to(url: str, inbox: Inbox, settings: LinkSettings = SETTINGS) -> AsyncIterator[Link]:
    """A link that was started."""
    link = await Link.connect(HTTPRequest(url), inbox, settings)
    try:
        link.start()
        yield link
    finally:
        await link.close()


async def take(inbox: Inbox, count: int) -> list[Arrival]:
    arrivals: list[Arrival] = []
    async with asyncio.timeout(PATIENCE):
        while len(arrivals) < count:
            arrivals.extend(await inbox.receive())
    return arrivals


def time_passes(seconds: float) -> Callable[[], bool]:
    """Holds after so many seconds."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def ids(arrivals: list[Arrival]) -> list[int]:
    return [int(each.msg_id) for each in arrivals if isinstance(each, Message)]


@pytest.mark.parametrize(("offers", "codec"), [(True, V1Codec), (False, DefaultCodec)])
async def test_messages_go_both_ways(offers: bool, codec: type) -> None:
    request = kernel_info_request(Client("session", "tester"))
    inbox = Inbox()
    settings = replace(SETTINGS, offers_v1=offers)
    async with server_that(nothing) as url, link_to(url, inbox, settings) as link:
        assert isinstance(link.codec, codec)
        link.send(request)
        assert await take(inbox, 1) == [request]


async def test_what_comes_at_once_waits_for_the_start() -> None:
    async def greet(kernel: Kernel) -> None:
        await kernel.send(1)
        await kernel.send(2)

    inbox = Inbox()
    async with server_that(greet) as url:
        link = await Link.connect(HTTPRequest(url), inbox, SETTINGS)
        await until(lambda: len(link._early or ()) == 2)
        assert not inbox._items
        link.start()
        assert ids(await take(inbox, 2)) == [1, 2]
        await link.close()


async def test_a_flood_arrives_whole_and_waits_with_the_sender_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox_module, "MOST_FRAMES", 1000)
    count, sent = 50_000, []

    async def flood(kernel: Kernel) -> None:
        for number in range(count):
            await kernel.send(number, "x" * 500)
            sent.append(number)

    inbox = Inbox()
    async with server_that(flood) as url, link_to(url, inbox):
        # Nobody reads: all the rooms on the way fill up.
        await until(lambda: inbox.is_full)
        seen = -1
        while seen != len(sent):
            seen = len(sent)
            await until(time_passes(0.05))
        assert len(inbox._items) <= 1000
        assert len(sent) < count
        assert ids(await take(inbox, count)) == list(range(count))


async def test_broken_frames_are_discarded_one_by_one() -> None:
    async def babble(kernel: Kernel) -> None:
        for data in (b"", b"\xff" * 100, "text", '{"a": 1}', b"\x06" + b"\0" * 55):
            await kernel.write_message(data, binary=isinstance(data, bytes))
        await kernel.send(7)

    inbox = Inbox()
    async with server_that(babble) as url, link_to(url, inbox) as link:
        arrivals = await take(inbox, 6)
        assert [type(each) for each in arrivals] == [Discarded] * 5 + [Message]
        assert not link._end.is_set()


async def test_a_message_that_is_too_large_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "LARGEST_MESSAGE", 1000)

    async def boast(kernel: Kernel) -> None:
        await kernel.send(1, "x" * 2000)

    async with server_that(boast) as url, link_to(url, Inbox()) as link:
        async with asyncio.timeout(PATIENCE):
            assert "is lost" in await link.ended()


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [
        (1000, None, "is lost"),
        (1009, None, "larger than it takes in"),
        (4000, "culled\x1b[2J", "broke off: culled␛[2J"),
    ],
)
async def test_why_the_server_closed_is_said(code: int, reason: str | None, words: str) -> None:
    async def close(kernel: Kernel) -> None:
        kernel.close(code, reason)

    async with server_that(close) as url, link_to(url, Inbox()) as link:
        async with asyncio.timeout(PATIENCE):
            assert words in await link.ended()
        with pytest.raises(TransportClosed):
            link.send(kernel_info_request(Client("session", "tester")))


async def test_a_long_message_that_comes_slowly_is_a_sign_of_life() -> None:
    payload = json.dumps({"text": "x" * 300})
    data = DefaultCodec().pack(Message(Channel.IOPUB, {"msg_id": "1"}, {"text": payload}))[0]
    frame = b"\x81\x7e" + len(data).to_bytes(2, "big") + data

    async def drip(kernel: Kernel) -> None:
        stream = kernel.ws_connection.stream  # type: ignore[union-attr]
        assert stream is not None
        for index in range(len(frame)):
            await stream.write(frame[index : index + 1])
            # So that it takes several times what a silence may.
            await until(time_passes(2.5 * SETTINGS.silence / len(frame)))

    inbox = Inbox()
    settings = replace(SETTINGS, offers_v1=False)
    async with server_that(drip) as url, link_to(url, inbox, settings) as link:
        ending = asyncio.get_running_loop().create_task(link.ended())
        assert ids(await take(inbox, 1)) == [1]
        assert not ending.done()
        ending.cancel()


async def test_after_sleep_silence_is_noticed_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = LinkSettings(ping=0.05, silence=1000.0, silence_after_sleep=0.1, goodbye=0.1)
    real = time.time

    async def deaf(kernel: Kernel) -> None:
        # What it is sent stays unread.
        await asyncio.Event().wait()

    async with server_that(deaf) as url, link_to(url, Inbox(), settings) as link:
        ending = asyncio.get_running_loop().create_task(link.ended())
        await until(lambda: link._heard < time.monotonic() - 0.1)
        monkeypatch.setattr(time, "time", lambda: real() + 3600)
        async with asyncio.timeout(PATIENCE):
            assert "no sign of life" in await ending


HEAD = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 403),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404),
        (b"HTTP/1.1 302 Found\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n", 302),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 0),
    ],
)
async def test_a_refusal_is_told_with_its_status(answer: bytes, code: int) -> None:
    async with sending(answer) as url:
        with pytest.raises(SocketRefused) as refused:
            await Link.connect(HTTPRequest(url.replace("http", "ws")), Inbox(), SETTINGS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hello\r\n",
        HEAD + b"\r\n",
        HEAD + b"Sec-WebSocket-Accept: wrong\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    ],
)
@pytest.mark.usefixtures("collected")
async def test_a_handshake_of_nonsense_fails(answer: bytes) -> None:
    async with sending(answer) as url:
        with pytest.raises(TransportError):
            await Link.connect(HTTPRequest(url.replace("http", "ws")), Inbox(), SETTINGS)


async def test_a_server_that_never_opens_it_is_not_waited_for_for_ever() -> None:
    settings = replace(SETTINGS, opening=0.2)
    async with sending(b"", stays=True) as url:
        request = HTTPRequest(url.replace("http", "ws"), request_timeout=settings.opening)
        with pytest.raises(TransportError, match="in time"):
            await Link.connect(request, Inbox(), settings)


async def test_a_link_that_nobody_waits_for_any_more_is_closed() -> None:
    opened: list[Kernel] = []

    async def note(kernel: Kernel) -> None:
        opened.append(kernel)

    async with server_that(note) as url:
        connecting = asyncio.get_running_loop().create_task(
            Link.connect(HTTPRequest(url), Inbox(), SETTINGS)
        )
        await asyncio.sleep(0)
        connecting.cancel()
        await until(lambda: bool(opened) and opened[0].ws_connection is None)


def test_pauses_grow_to_a_limit_and_differ() -> None:
    settings = LinkSettings()
    for tries, longest in ((0, 0.5), (1, 1.0), (3, 4.0), (6, 30.0), (10_000, 30.0)):
        pauses = {settings.pause(tries) for _ in range(50)}
        assert longest / 2 <= min(pauses) <= max(pauses) <= longest
        assert len(pauses) > 1
