"""The login of servers that have a password instead of a token."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from urllib.parse import urlencode

from tui.kernels.server.http import HttpClient, Request

MOST = 50
"""Cookies of one server that are kept."""
_COOKIE = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,200})=([\x21\x23-\x2b\x2d-\x3a\x3c-\x7e]{0,4000})"
)
_XSRF = "_xsrf"


class Cookies:
    """The cookies of one server, which are as secret as its password."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def take(self, lines: Iterable[str]) -> None:
        """Take in what a server has sent as `Set-Cookie`."""
        for line in lines:
            found = _COOKIE.match(line.replace('"', ""))
            if found is not None and (found[1] in self._values or len(self._values) < MOST):
                self._values[found[1]] = found[2]

    def clear(self) -> None:
        """Forget all of them."""
        self._values.clear()

    @property
    def xsrf(self) -> str:
        """What shows a server that a request is meant, "" for none."""
        return self._values.get(_XSRF, "")

    def headers(self, *, changing: bool) -> dict[str, str]:
        """The headers of a request; one that is `changing` something says that it is meant."""
        if not self._values:
            return {}
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self._values.items())}
        return headers | ({"X-XSRFToken": self.xsrf} if changing and self.xsrf else {})


async def log_in(
    http: HttpClient, url: str, password: str, cookies: Cookies, context: ssl.SSLContext | None
) -> bool:
    """Whether the server at `url` has let us in with a password; `cookies` are what it gave us.

    Where there is no page that asks for a password, none is sent. Raises `TransportError`.
    """
    cookies.clear()
    page = await http.fetch(Request("GET", f"{url}login"), context)
    if page.code != 200 or b'name="password"' not in page.body:
        return False
    cookies.take(page.cookies)
    form = urlencode({"password": password, _XSRF: cookies.xsrf}).encode("ascii")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    headers |= cookies.headers(changing=True)
    before = cookies.headers(changing=False)
    answer = await http.fetch(Request("POST", f"{url}login", headers, form), context)
    cookies.take(answer.cookies)
    if answer.code in (302, 303) and cookies.headers(changing=False) != before:
        return True
    cookies.clear()
    return False
