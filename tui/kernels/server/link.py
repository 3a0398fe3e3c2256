"""One websocket to a kernel on a server, watched for its end."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from tornado.httpclient import HTTPError, HTTPRequest
from tornado.iostream import StreamClosedError
from tornado.websocket import (
    WebSocketClientConnection,
    WebSocketClosedError,
    WebSocketError,
    websocket_connect,
)

from tui.errors import TransportClosed, TransportError
from tui.kernels.server.address import place_of
from tui.kernels.server.http import FAILURES, translated
from tui.kernels.server.inbox import Inbox
from tui.model.clean import clean
from tui.wire.message import Message
from tui.wire.websocket import V1_PROTOCOL, codec_for

LARGEST_MESSAGE = 1_000_000_000
"""Bytes of one message that are taken in."""
_TOO_BIG = 1009


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How a connection is made and watched; times in seconds.

    `opening` is for the server to open it, which waits for the kernel. Every `ping` without a
    sign of life it is asked for one, and after `silence` it counts as lost; when the computer has
    slept, after `silence_after_sleep`. `shortest` and `longest` are the pauses between tries.
    Every `look` the server is asked whether it still has the kernel, `first_look` after the kernel
    has said that it ends. `offers_v1` offers the newer protocol.
    """

    opening: float = 70.0
    ping: float = 10.0
    silence: float = 30.0
    silence_after_sleep: float = 5.0
    shortest: float = 0.5
    longest: float = 30.0
    goodbye: float = 0.5
    look: float = 20.0
    first_look: float = 0.25
    offers_v1: bool = True

    def pause(self, tries: int) -> float:
        """Seconds until the next try after so many in vain, spread so that not all come at once."""
        longest = min(self.longest, self.shortest * 2.0 ** min(tries, 30))
        return longest * random.uniform(0.5, 1.0)


class SocketRefused(TransportError):  # noqa: N818
    """The server does not open the websocket; `code` is its HTTP status, 0 for none."""

    def __init__(self, text: str, code: int = 0) -> None:
        super().__init__(text)
        self.code = code


class Link:
    """An open websocket, whose frames go to an inbox from `start` on.

    `connect` makes one; `ended` waits for its end, and `close` ends it.
    """

    def __init__(
        self, connection: WebSocketClientConnection, url: str, inbox: Inbox, settings: LinkSettings
    ) -> None:
        self._connection = connection
        self._place = place_of(url)
        self._inbox = inbox
        self._settings = settings
        self.codec = codec_for(connection.selected_subprotocol)
        protocol = connection.protocol
        self._stream: Any = getattr(protocol, "stream", None)
        if self._stream is not None:
            # A message may be larger than tornado reads into memory otherwise.
            self._stream.max_buffer_size = LARGEST_MESSAGE + 1_000_000
        # What came before `start`.
        self._early: list[str | bytes] | None = []
        self._end = asyncio.Event()
        self._reason = ""
        self._is_closed = False
        self._heard = time.monotonic()
        self._buffered = 0

    @classmethod
    async def connect(cls, request: HTTPRequest, inbox: Inbox, settings: LinkSettings) -> Link:
        """Open a websocket; raises `SocketRefused` or another `TransportError`."""
        links: list[Link] = []
        early: list[str | bytes | None] = []

        def on_message(data: str | bytes | None) -> None:
            if links:
                links[0]._on_frame(data)
            else:
                early.append(data)

        opening = websocket_connect(
            request,
            on_message_callback=on_message,
            max_message_size=LARGEST_MESSAGE,
            subprotocols=[V1_PROTOCOL] if settings.offers_v1 else None,
        )
        connection = await _opened(opening, request.url, settings.opening + 5.0)
        link = cls(connection, request.url, inbox, settings)
        links.append(link)
        # Frames answered with something to wait for make tornado wait before it reads on, which
        # the callback cannot.
        connection.on_message = link._on_frame  # type: ignore[assignment]
        connection.on_pong = link._on_pong  # type: ignore[method-assign]
        for data in early:
            link._on_frame(data)
        return link

    def start(self) -> None:
        """Let the frames into the inbox, those that have come already first."""
        early, self._early = self._early or [], None
        for data in early:
            self._inbox.put(data, self.codec)

    def send(self, message: Message) -> None:
        """Put a message on its way; raises `TransportClosed`."""
        data, is_binary = self.codec.pack(message)
        try:
            sent = self._connection.write_message(data, binary=is_binary)
        except (WebSocketClosedError, StreamClosedError):
            raise TransportClosed(f"The connection to {self._place} is lost.") from None
        sent.add_done_callback(_noted)

    async def ended(self) -> str:
        """Wait for the end, asking for a sign of life now and then; why it ended, cleaned."""
        settings = self._settings
        limit = usual = max(settings.silence - settings.ping, 0.0)
        look, wall = time.monotonic(), time.time()
        # When it was first asked of what it has not answered yet.
        asked: float | None = None
        while not await self._ends_within(min(settings.ping, limit)):
            earlier, look = look, time.monotonic()
            earlier_wall, wall = wall, time.time()
            if asked is not None and self._heard_since(asked):
                asked, limit = None, usual
            if (wall - earlier_wall) - (look - earlier) > settings.ping:
                # Asleep meanwhile: most likely the connection is no more.
                asked, limit = None, settings.silence_after_sleep
            if asked is None:
                asked = look
            elif look - asked >= limit:
                self._finish(f"{self._place} gives no sign of life.")
            self._ping()
        return self._reason

    async def _ends_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._end.wait()
        except TimeoutError:
            return self._end.is_set()
        return True

    async def close(self) -> None:
        """End it; nothing arrives from it any more."""
        self._is_closed = True
        self._early = None
        self._connection.close(1000)
        await self._ends_within(self._settings.goodbye)
        self.abort()

    def abort(self) -> None:
        """End it without a word to the server."""
        self._is_closed = True
        self._connection.close()
        if self._stream is not None:
            self._stream.close()

    def _heard_since(self, moment: float) -> bool:
        # The parts of a long message are signs of life, too; tornado shows them here only.
        earlier, self._buffered = self._buffered, getattr(self._stream, "_read_buffer_size", 0)
        if self._buffered != earlier or self._inbox.is_full:
            self._heard = time.monotonic()
        return self._heard >= moment

    def give_up(self, reason: str) -> None:
        """Let it count as ended."""
        self._finish(reason)

    def _ping(self) -> None:
        try:
            self._connection.ping(b"")
        except (WebSocketClosedError, StreamClosedError):
            self._finish(f"The connection to {self._place} is lost.")

    def _on_pong(self, data: bytes) -> None:
        self._heard = time.monotonic()

    def _on_frame(self, data: str | bytes | None) -> Awaitable[None] | None:
        if data is None:
            self._finish(self._closing_words())
            return None
        self._heard = time.monotonic()
        if self._early is not None:
            self._early.append(data)
            return None
        return None if self._is_closed else self._inbox.put(data, self.codec)

    def _closing_words(self) -> str:
        code, reason = self._connection.close_code, self._connection.close_reason
        if code == _TOO_BIG:
            return f"{self._place} broke off: a message was larger than it takes in."
        if reason:
            return f"{self._place} broke off: {clean(reason[:200])}."
        return f"The connection to {self._place} is lost."

    def _finish(self, reason: str) -> None:
        if not self._end.is_set():
            self._reason = reason
            self._end.set()


async def _opened(
    opening: Awaitable[WebSocketClientConnection], url: str, limit: float
) -> WebSocketClientConnection:
    """The connection once it is open; one that nobody waits for any more is closed."""
    assert isinstance(opening, asyncio.Future)
    try:
        async with asyncio.timeout(limit):
            return await asyncio.shield(opening)
    except HTTPError as error:
        if 300 <= error.code < 599:
            text = f"{place_of(url)} does not open the way to the kernel (status {error.code})."
            raise SocketRefused(text, error.code) from None
        raise translated(url, error) from None
    except WebSocketError:
        raise SocketRefused(f"{place_of(url)} opens no websocket.") from None
    except StreamClosedError as error:
        raise translated(url, error.real_error or error) from None
    except FAILURES as error:
        raise translated(url, error) from None
    finally:
        if not opening.done() or opening.cancelled():
            opening.add_done_callback(_closed_again)


def _closed_again(opening: asyncio.Future[WebSocketClientConnection]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _noted(sent: asyncio.Future[None]) -> None:
    """A message that could not be written is known by the end of the connection."""
    if not sent.cancelled():
        sent.exception()
