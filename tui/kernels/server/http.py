"""Requests to a server's REST interface: bounded, and every failure said in words.

Importing this imports tornado's client (30 ms), so it is for those who talk to a server.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import responses
from typing import Any
from urllib.parse import urljoin, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest
from tornado.httputil import HTTPInputError
from tornado.iostream import StreamBufferFullError, UnsatisfiableReadError

from tui.errors import TransportError
from tui.kernels.server.address import place_of
from tui.kernels.server.tls import CertificateRefused
from tui.model.clean import clean
from tui.wire.message import Json

LARGEST_BODY = 20_000_000
"""Bytes of an answer that are taken in."""
LARGEST_HEADER = 100_000
MOST_REDIRECTS = 5
CONNECT_LIMIT = 10.0
"""Seconds in which a connection has to be made."""
AT_ONCE = 100_000
"""Bytes of JSON up to which it is parsed on the event loop: some 1 ms."""
FAILURES = (
    *(HTTPError, HTTPInputError, StreamBufferFullError, UnsatisfiableReadError),
    *(OSError, ValueError, KeyError, AssertionError),
)
"""What tornado raises for a connection that fails, or an answer that is none."""
_SAID = 300
# What a hub answers for its own pages and for servers that do not run.
_NO_SERVER = frozenset((404, 424, 503))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `limit` is the seconds in which the whole answer has to be there.

    `headers` may hold secrets.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    limit: float = 10.0

    def for_tornado(self, context: ssl.SSLContext | None) -> HTTPRequest:
        """The request as tornado wants it, which follows nothing and unpacks nothing."""
        return HTTPRequest(
            self.url,
            method=self.method,
            headers=dict(self.headers),
            body=self.body,
            connect_timeout=CONNECT_LIMIT,
            request_timeout=self.limit,
            follow_redirects=False,
            decompress_response=False,
            user_agent="jtui",
            ssl_options=context,
            allow_nonstandard_methods=True,
        )


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of a server, of any status; `location` is where a redirect leads, else "".

    `is_hub` says that a JupyterHub has answered, which has no kernels itself.
    """

    url: str
    code: int
    body: bytes = field(repr=False)
    location: str = field(default="", repr=False)
    cookies: tuple[str, ...] = field(default=(), repr=False)
    is_hub: bool = False

    @property
    def wants_login(self) -> bool:
        """Whether the server does not know us: 401, 403, or on to its page for a login."""
        path = urlsplit(self.location).path
        is_login = path.rstrip("/").endswith(("/login", "/authorize", "/oauth_login"))
        return self.code in (401, 403) or is_login


class HttpClient:
    """Sends requests of one event loop; `close` ends those under way."""

    def __init__(self) -> None:
        self._client: AsyncHTTPClient | None = None

    async def fetch(self, request: Request, context: ssl.SSLContext | None) -> Response:
        """The answer, whatever its status; redirects within the server are followed.

        Raises `TransportError` with a sentence, `CertificateRefused` among them.
        """
        if self._client is None:
            self._client = AsyncHTTPClient(
                force_instance=True,
                max_buffer_size=LARGEST_BODY,
                max_body_size=LARGEST_BODY,
                max_header_size=LARGEST_HEADER,
            )
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._fetch_once(self._client, request, context)
            if not response.location or response.wants_login or request.method != "GET":
                return response
            target = response.location
            if _origin(target) != _origin(request.url):
                raise TransportError(
                    f"{place_of(request.url)} sends on to {place_of(target)}, and jtui does not"
                    " follow to another address. Open that one, if you trust it."
                )
            request = Request("GET", target, request.headers, None, request.limit)
        raise TransportError(f"{place_of(request.url)} sends from one page to another without end.")

    async def _fetch_once(
        self, client: AsyncHTTPClient, request: Request, context: ssl.SSLContext | None
    ) -> Response:
        try:
            async with asyncio.timeout(request.limit + 1.0):
                answer = await client.fetch(request.for_tornado(context), raise_error=False)
        except TimeoutError:
            raise TransportError(_in_words(request.url, TimeoutError())) from None
        except FAILURES as error:
            raise translated(request.url, error) from None
        if answer.code == 599 or (
            answer.error is not None and not isinstance(answer.error, HTTPError)
        ):
            raise translated(request.url, answer.error) from None
        location = answer.headers.get("Location", "") if answer.code in _REDIRECTS else ""
        return Response(
            url=request.url,
            code=answer.code,
            body=answer.body or b"",
            location=_joined(request.url, location) if location else "",
            cookies=tuple(answer.headers.get_list("Set-Cookie")),
            is_hub="X-JupyterHub-Version" in answer.headers,
        )

    def close(self) -> None:
        """Close; the next `fetch` opens anew."""
        if self._client is not None:
            self._client.close()
            self._client = None


async def json_of(response: Response) -> Json:
    """The JSON in an answer; raises `TransportError` when it is something else."""
    try:
        if len(response.body) <= AT_ONCE:
            value: Json = json.loads(response.body)
            return value
        return await asyncio.to_thread(_parsed_aside, response.body)
    except (ValueError, RecursionError):
        kind = "a web page" if response.body.lstrip()[:1] == b"<" else "something else"
        raise TransportError(
            f"What answers at {place_of(response.url)} is no Jupyter Server:"
            f" it sent {kind} where JSON is due."
        ) from None


def refusal(response: Response) -> str:
    """What a server says about a request it has not fulfilled: a cleaned sentence."""
    said = ""
    if len(response.body) <= AT_ONCE:
        try:
            value = json.loads(response.body)
        except (ValueError, RecursionError):
            value = None
        message = value.get("message") or value.get("reason") if isinstance(value, dict) else None
        said = clean(message[:_SAID]).strip() if isinstance(message, str) else ""
    name = responses.get(response.code, "")
    said = said if said and said != name else ""
    if response.is_hub and response.code in _NO_SERVER:
        return (
            f"{place_of(response.url)} is a JupyterHub, and no server of yours runs at this address"
            f" (status {response.code}). Start it there; its address ends with /user/NAME/."
        )
    how = f"{place_of(response.url)} answered {response.code} {name}".rstrip()
    return f"{how}: {said}" if said else f"{how}."


def translated(url: str, error: BaseException | None) -> TransportError:
    """An error of a connection as a sentence."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return CertificateRefused(url, clean(error.verify_message))
    return TransportError(_in_words(url, error))


def _in_words(url: str, error: BaseException | None) -> str:
    place = place_of(url)
    match error:
        case TimeoutError():
            return _too_late(url)
        case socket.gaierror():
            return f"There is no host {place}, or its name cannot be looked up now."
        case ConnectionRefusedError():
            return f"Nothing listens at {place}."
        case ssl.SSLError():
            return f"{place} does not speak TLS as jtui does. Is its address http:// ?"
        case OSError() if not error.strerror:
            return f"{place} broke the connection off."
        case OSError():
            return f"{place} cannot be reached: {clean(error.strerror or '')}."
        case HTTPError() if "imeout" in str(error):
            return _too_late(url)
        case HTTPError():
            return f"{place} broke the connection off. Is its address https:// ?"
        case _:
            return f"What {place} answers is no HTTP, or more than is taken in."


def _too_late(url: str) -> str:
    place = place_of(url)
    if urlsplit(url).scheme in ("https", "wss"):
        # One without TLS waits for the end of what it takes for a request.
        return f"{place} does not answer in time. Does it speak TLS, or is its address http:// ?"
    return f"{place} does not answer in time."


def _parsed_aside(body: bytes) -> Json:
    # With a function of Python's, the parser lets other threads run in between.
    value: Json = json.loads(body, object_pairs_hook=lambda pairs: dict(pairs))
    return value


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, parts.hostname, port
    except ValueError:
        return "", None, None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return "//"


def encoded(body: Any) -> bytes:
    """A body as JSON."""
    return json.dumps(body).encode("ascii")
