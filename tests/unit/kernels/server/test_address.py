"""Addresses of servers as they are typed and pasted."""

from __future__ import annotations

import pytest

from tui.errors import TransportError
from tui.kernels.server.address import is_loopback, parse_server, place_of

HUB = "https://hub.example.org"


@pytest.mark.parametrize(
    ("text", "url", "token"),
    [
        ("http://host:8888/", "http://host:8888/", ""),
        ("http://host:8888", "http://host:8888/", ""),
        ("  https://host/\n", "https://host/", ""),
        ("HTTP://HOST:8888/", "http://host:8888/", ""),
        ("http://host:8888/?token=abc", "http://host:8888/", "abc"),
        ("http://host:8888/lab?token=abc", "http://host:8888/", "abc"),
        ("http://host:8888/lab/tree/work/x.ipynb?token=abc&reset", "http://host:8888/", "abc"),
        ("http://host:8888/tree#notebooks", "http://host:8888/", ""),
        ("http://host:8888/base/notebooks/lab/x.ipynb", "http://host:8888/base/", ""),
        ("http://host:8888//base///lab", "http://host:8888/base/", ""),
        ("http://host/b%20ase/lab", "http://host/b%20ase/", ""),
        ("http://host/%2e%2e/x", "http://host/%2e%2e/x/", ""),
        (f"{HUB}/user/ann/lab/tree/x.ipynb", f"{HUB}/user/ann/", ""),
        (f"{HUB}/user/lab/lab", f"{HUB}/user/lab/", ""),
        (f"{HUB}/user/ann@example.org/gpu/lab", f"{HUB}/user/ann@example.org/gpu/", ""),
        (f"{HUB}/hub/user/ann/", f"{HUB}/user/ann/", ""),
        ("[I ServerApp] http://127.0.0.1:8889/lab?token=abc", "http://127.0.0.1:8889/", "abc"),
        ("http://[::1]:8888/lab", "http://[::1]:8888/", ""),
        ("localhost", "http://localhost:8888/", ""),
        ("localhost/base/", "http://localhost:8888/base/", ""),
        ("127.0.0.1:9000/lab", "http://127.0.0.1:9000/", ""),
        ("host.example.org", "https://host.example.org/", ""),
        ("host.example.org:8888/lab?token=abc", "https://host.example.org:8888/", "abc"),
        ("http://host/?token=", "http://host/", ""),
    ],
)
def test_a_text_becomes_a_base_and_a_token(text: str, url: str, token: str) -> None:
    address = parse_server(text)
    assert (address.url, address.token) == (url, token)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "http://",
        "http:///lab",
        "ftp://host/",
        "file:///home/x/jpserver-1-open.html",
        "http://host:99999/",
        "http://host:x/",
        "http://[::1/",
        "http://host/?token=secret%20x",
        "http://ho\x1bst/",
        "http://me:secret@host/",
        "https://secret@host/lab",
        "javascript:alert(1)",
        "http://host|x/",
    ],
)
def test_what_is_no_address_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(TransportError) as refused:
        parse_server(text)
    assert "secret" not in str(refused.value)


def test_a_token_stays_out_of_what_is_printed() -> None:
    assert "hidden" not in repr(parse_server("http://host/?token=hidden"))


def test_a_base_is_not_reduced() -> None:
    assert parse_server("http://host/lab/", is_base=True).url == "http://host/lab/"


def test_the_place_is_host_and_port() -> None:
    assert place_of("http://host:8888/base/") == "host:8888"


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://localhost:1/", True),
        ("http://127.0.0.2/", True),
        ("http://[::1]:8888/", True),
        ("http://host.example.org/", False),
        ("http://localhost.example.org/", False),
        ("http://127.0.0.1.example.org/", False),
    ],
)
def test_this_computer_is_told_from_others(url: str, is_here: bool) -> None:
    assert is_loopback(url) is is_here
