"""Access to a server: its token, password and certificate, asked for where they are missing."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import replace
from urllib.parse import urlsplit

from tornado.httpclient import HTTPRequest

from tui.errors import TransportError
from tui.kernels.endpoints import ServerAddress
from tui.kernels.questions import Asker, Question, nobody_to_ask
from tui.kernels.server.address import is_encrypted, is_loopback, place_of, valid_token
from tui.kernels.server.http import HttpClient, Request, Response, encoded
from tui.kernels.server.login import Cookies, log_in
from tui.kernels.server.tls import (
    CertificateRefused,
    certificate_of,
    context_for_one,
    context_of,
    fingerprint,
)
from tui.kernels.server.tokens import keep_token, kept_token
from tui.model.clean import clean
from tui.wire.message import Json

_log = logging.getLogger(__name__)

MOST_QUESTIONS = 3
"""How often a token is asked for before the server counts as closed to us."""
LIMIT = 10.0
"""Seconds in which a server has to answer."""
TRUST, CANCEL = "Trust it this once", "Cancel"
KEEP_WORDS = "Keep it for next time, in a file that only you can read"


class AccessRefused(TransportError):  # noqa: N818
    """The server wants a token or password, and none that it takes was given."""


class ServerAccess:
    """Sends requests with what proves who we are, and asks the user for what is missing.

    The token travels in the header `Authorization` only, and to this server only. A token that
    was typed is kept, when that is wished, as soon as the server has accepted it.
    """

    def __init__(self, address: ServerAddress, ask: Asker = nobody_to_ask) -> None:
        self.address = address
        self._ask = ask
        self._http = HttpClient()
        self._context: ssl.SSLContext | None = None
        self._cookies = Cookies()
        # A token that may be a password as well, until that was tried.
        self._maybe_password = ""
        self._to_keep = ""
        self._questions = 0
        # Counts what has changed, so that of two requests that fail only one asks.
        self._changes = 0
        self._prepared = asyncio.Event()
        self._asking = asyncio.Lock()

    @property
    def warning(self) -> str:
        """That token and code can be read on their way, "" where they cannot."""
        if is_encrypted(self.address.url) or is_loopback(self.address.url):
            return ""
        return (
            f"The connection to {place_of(self.address.url)} is not encrypted (http): whoever is"
            " on the way can read the token, the code and its output."
        )

    async def call(
        self, method: str, path: str, body: Json = None, *, limit: float = LIMIT, asks: bool = True
    ) -> Response:
        """The answer to a request, `path` being relative to the server's base.

        With `asks`, the user is asked for what the server misses; else, and when that was in vain,
        it raises `AccessRefused` or `CertificateRefused`. Raises `TransportError` for no answer.
        """
        await self._prepare()
        data = None if method in ("GET", "DELETE") else encoded({} if body is None else body)
        while True:
            changes = self._changes
            headers = self._headers(changing=method != "GET")
            request = Request(method, f"{self.address.url}{path}", headers, data, limit)
            try:
                response = await self._http.fetch(request, self._context)
            except CertificateRefused as error:
                if not asks:
                    raise
                await self._ask_for_trust(error, changes)
                continue
            if not response.wants_login:
                await self._keep()
                self._questions = 0
                return response
            if not asks:
                raise AccessRefused(self._refused(response))
            await self._ask_for_access(response, changes)

    async def socket_request(self, path: str, limit: float) -> HTTPRequest:
        """The request that opens a websocket."""
        await self._prepare()
        url = f"ws{self.address.url.removeprefix('http')}{path}"
        request = Request("GET", url, self._headers(changing=False), None, limit)
        return request.for_tornado(self._context)

    def headers(self) -> dict[str, str]:
        """What proves who we are, for a request that changes something. Secret."""
        return self._headers(changing=True)

    @property
    def context(self) -> ssl.SSLContext | None:
        """How the server's certificate is checked, `None` without encryption."""
        return self._context

    def close(self) -> None:
        """End what is under way."""
        self._http.close()

    async def _prepare(self) -> None:
        if self._prepared.is_set():
            return
        async with self._asking:
            if self._prepared.is_set():
                return
            if is_encrypted(self.address.url):
                self._context = await asyncio.to_thread(
                    context_of, self.address.ca_file, self.address.verify
                )
            token = valid_token(self.address.token)
            if not token:
                token = self._maybe_password = await asyncio.to_thread(kept_token, self.address.url)
            self._take_token(token)
            self._prepared.set()

    def _headers(self, *, changing: bool) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if self.address.token:
            headers["Authorization"] = f"token {self.address.token}"
        if changing:
            headers["Content-Type"] = "application/json"
        return headers | self._cookies.headers(changing=changing)

    def _take_token(self, token: str) -> None:
        try:
            self.address = replace(self.address, token=valid_token(token))
        except TransportError:
            # It can still be a password.
            self.address = replace(self.address, token="")

    async def _ask_for_access(self, response: Response, changes: int) -> None:
        async with self._asking:
            if changes != self._changes:
                return
            password, self._maybe_password = self._maybe_password, ""
            if password and await log_in(
                self._http, self.address.url, password, self._cookies, self._context
            ):
                self.address = replace(self.address, token="")
                self._changes += 1
                return
            self._to_keep = ""
            if self._questions >= MOST_QUESTIONS:
                raise AccessRefused(self._refused(response))
            answer = await self._ask(self._question(response))
            if answer is None or not answer.text.strip():
                raise AccessRefused(self._refused(response))
            self._questions += 1
            self._changes += 1
            self._cookies.clear()
            self._maybe_password = answer.text.strip()
            self._to_keep = self._maybe_password if answer.keep else ""
            self._take_token(self._maybe_password)

    def _question(self, response: Response) -> Question:
        place = place_of(self.address.url)
        lines = [f"The Jupyter Server at {place} wants a token or a password."]
        if self.address.token or self._questions:
            lines = [f"{place} refuses this one ({_status(response)}). Another token or password?"]
        lines.append("`jupyter server list` shows the token, on a hub its page Token does.")
        if self.warning:
            lines.append(self.warning)
        return Question("Token", "\n".join(lines), is_secret=True, keep_words=KEEP_WORDS)

    def _refused(self, response: Response) -> str:
        place = place_of(self.address.url)
        if self.address.token:
            return f"{place} refuses the token ({_status(response)}): it is wrong, or not enough."
        return f"{place} wants a token or a password ({_status(response)})."

    async def _ask_for_trust(self, error: CertificateRefused, changes: int) -> None:
        async with self._asking:
            if changes != self._changes:
                return
            certificate = await certificate_of(self.address.url)
            text = (
                f"The certificate of {place_of(self.address.url)} is not trusted:"
                f" {clean(error.reason)}.\nWhoever is on the way could read token and code."
                f" Its SHA-256 fingerprint is\n{fingerprint(certificate)}"
            )
            answer = await self._ask(Question("Certificate", text, choices=(TRUST, CANCEL)))
            if answer is None or answer.text != TRUST:
                raise error
            context = context_for_one(certificate)
            if self._context is not None and self._context.check_hostname is False:
                # It was trusted already and is refused all the same.
                raise error
            self._context = context
            self._changes += 1

    async def _keep(self) -> None:
        secret, self._to_keep = self._to_keep, ""
        if secret:
            try:
                await asyncio.to_thread(keep_token, self.address.url, secret)
            except OSError as error:
                _log.warning("the token could not be kept: %s", error.strerror)


def _status(response: Response) -> str:
    if response.code in (401, 403):
        return f"status {response.code}"
    return f"it sends on to {clean(urlsplit(response.location).path)[:80]}"
