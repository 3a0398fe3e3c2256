"""Addresses of servers, as they are typed or pasted."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qs, quote, urlsplit

from tui.errors import TransportError
from tui.kernels.endpoints import ServerAddress
from tui.model.clean import clean

USUAL_PORT = 8888
LONGEST = 8_000
"""Characters of a pasted text that are looked at."""
_IN_TEXT = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"[\w.-]{1,253}|\[[0-9A-Fa-f:.]+(?:%25[\w.-]+)?\]")
_AS_IT_IS = "%@:!$&()*+,;=~-._"
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
# Where the pages of a server's front ends begin; what is before is its base.
_PAGE = re.compile(
    "lab|tree|notebooks|nbclassic|retro|doc|edit|view|files|terminals|consoles?|api|login|logout"
    "|voila"
)


def parse_server(text: str, *, is_base: bool = False) -> ServerAddress:
    """The server that a typed or pasted text names, with the token that its URL carries.

    A URL of a page there (`http://host:8888/lab/tree/x.ipynb?token=...`) is reduced to the base,
    unless it `is_base` already. Without a scheme this computer is http, any other https. Raises
    `TransportError` with a sentence, which quotes nothing of the text: it may hold a token.
    """
    text = text[:LONGEST].strip()
    found = _IN_TEXT.search(text)
    url = found.group() if found is not None else text
    if _SCHEME.match(url) is None:
        url = _with_scheme(url)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        raise TransportError("The server's address is no URL: its host or port is wrong.") from None
    if parts.scheme not in ("http", "https"):
        raise TransportError("A server's address begins with http:// or https://.")
    if "@" in parts.netloc:
        raise TransportError(
            "The server's address holds a user name or password; leave it out."
            " What the server wants is asked for."
        )
    name = host.rpartition(":")[0] if port is not None or host.endswith(":") else host
    if _HOST.fullmatch(name) is None:
        raise TransportError("The server's address has no valid host in it.")
    place = name.lower() if port is None else f"{name.lower()}:{port}"
    return ServerAddress(
        f"{parts.scheme}://{place}{_base_path(parts.path, is_base)}",
        _token_in(parts.query) or _token_in(parts.fragment),
    )


def valid_token(token: str) -> str:
    """The token without blanks around it; raises `TransportError` for what can be none."""
    token = token.strip()
    if token and _TOKEN.fullmatch(token) is None:
        raise TransportError("The token is none: it has blanks or signs that no token has.")
    return token


def place_of(url: str) -> str:
    """The host and port of a server's URL, cleaned."""
    return clean(urlsplit(url).netloc)


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this computer."""
    return _is_here(urlsplit(url).hostname or "")


def is_encrypted(url: str) -> bool:
    """Whether what travels to the URL is."""
    return urlsplit(url).scheme == "https"


def _with_scheme(text: str) -> str:
    try:
        parts = urlsplit(f"//{text}")
        is_here, has_port = _is_here(parts.hostname or ""), parts.port is not None
    except ValueError:
        # Said by the caller.
        return f"https://{text}"
    if is_here and not has_port:
        return f"http://{parts.netloc}:{USUAL_PORT}{text[len(parts.netloc) :]}"
    return f"{'http' if is_here else 'https'}://{text}"


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _base_path(path: str, is_base: bool) -> str:
    """The path before the page of a front end, with a slash at its end."""
    names = [name for name in path.split("/") if name]
    if names[:2] == ["hub", "user"]:
        # What leads a browser on to the user's own server.
        names = names[1:]
    # A user's name may be that of a page.
    first = 2 if names[:1] == ["user"] else 0
    for index in range(first, 0 if is_base else len(names)):
        if _PAGE.fullmatch(names[index]):
            names = names[:index]
            break
    whole = "".join(f"/{quote(name, safe=_AS_IT_IS)}" for name in names)
    return f"{whole}/"


def _token_in(query: str) -> str:
    try:
        tokens = parse_qs(query, max_num_fields=100).get("token", [""])
        return valid_token(tokens[0])
    except ValueError:
        return ""
