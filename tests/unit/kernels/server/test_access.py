"""Tokens, passwords and certificates: what is sent, what is asked, what is kept."""

from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path

import pytest

from tests.unit.kernels.server.servers import Page, User, certificate, serving
from tui.errors import TransportError
from tui.kernels.endpoints import ServerAddress
from tui.kernels.server.access import CANCEL, TRUST, AccessRefused
from tui.kernels.server.client import ServerClient
from tui.kernels.server.tls import CertificateRefused
from tui.kernels.server.tokens import keep_token, kept_token, tokens_file

TOKEN = "right-token"


class TokenServer:
    """A server that wants a token, and remembers what was asked of it."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    def __call__(self, page: Page) -> None:
        """Answer one request."""
        self.requests.append(f"{page.request.method} {page.request.uri}")
        if page.request.headers.get("Authorization") == f"token {TOKEN}":
            page.write("{}")
        else:
            page.set_status(403)


async def test_a_token_that_is_missing_is_asked_for() -> None:
    user = User(TOKEN)
    async with serving(TokenServer()) as url:
        client = ServerClient(ServerAddress(url), user)
        listing = await client.list()
        await client.close()
    (question,) = user.questions
    assert question.is_secret and question.keep_words
    assert "wants a token or a password" in question.text
    assert listing.address.token == TOKEN
    assert not tokens_file().exists()


async def test_a_wrong_token_is_asked_for_anew_three_times_at_most() -> None:
    user = User("wrong-1", "wrong-2", "wrong-3", TOKEN, keep=True)
    server = TokenServer()
    async with serving(server) as url:
        client = ServerClient(ServerAddress(url, "wrong-0"), user)
        with pytest.raises(AccessRefused, match=r"refuses the token \(status 403\)") as refused:
            await client.list()
        await client.close()
    assert len(user.questions) == 3
    assert all("refuses this one" in question.text for question in user.questions)
    assert "wrong" not in str(refused.value).replace("it is wrong", "")
    assert not tokens_file().exists()
    assert not any("wrong" in request for request in server.requests)


async def test_who_backs_out_is_not_asked_again() -> None:
    user = User()
    async with serving(TokenServer()) as url:
        client = ServerClient(ServerAddress(url), user)
        with pytest.raises(AccessRefused, match="wants a token"):
            await client.list()
        await client.close()
    assert len(user.questions) == 1


async def test_several_requests_at_once_ask_once() -> None:
    user = User(TOKEN)
    async with serving(TokenServer()) as url:
        client = ServerClient(ServerAddress(url), user)
        await asyncio.gather(*(client.list() for _ in range(5)))
        await client.close()
    assert len(user.questions) == 1


async def test_a_token_is_kept_when_wished_and_used_the_next_time() -> None:
    async with serving(TokenServer()) as url:
        for user in (User("wrong", TOKEN, keep=True), User()):
            client = ServerClient(ServerAddress(url), user)
            await client.list()
            await client.close()
        assert user.questions == []
        assert kept_token(url) == TOKEN


async def test_a_kept_token_that_is_refused_is_asked_for() -> None:
    user = User(TOKEN, keep=True)
    async with serving(TokenServer()) as url:
        keep_token(url, "old-token")
        client = ServerClient(ServerAddress(url), user)
        await client.list()
        await client.close()
        assert kept_token(url) == TOKEN
    assert len(user.questions) == 1


async def test_a_given_token_goes_before_a_kept_one() -> None:
    async with serving(TokenServer()) as url:
        keep_token(url, "old-token")
        client = ServerClient(ServerAddress(url, TOKEN), User())
        await client.list()
        await client.close()


async def test_a_token_is_in_no_url_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    server = TokenServer()
    with caplog.at_level(logging.DEBUG):
        async with serving(server) as url:
            client = ServerClient(ServerAddress(url), User("wrong-token", TOKEN))
            await client.list()
            await client.close()
    assert not any("token" in request for request in server.requests)
    assert TOKEN not in caplog.text and "wrong-token" not in caplog.text


class PasswordServer:
    """A server with a password, as Jupyter Server does it; its cookie has a sign in it."""

    def __init__(self) -> None:
        self.posted = 0

    def __call__(self, page: Page) -> None:
        """Answer one request."""
        is_known = page.get_cookie("session-127-0-0-1") == "2|1:0|abc="
        has_xsrf = page.request.headers.get("X-XSRFToken") == "x123"
        if page.request.path == "/login" and page.request.method == "GET":
            page.set_cookie("_xsrf", "x123")
            page.write('<form><input name="password"></form>')
        elif page.request.path == "/login":
            self.posted += 1
            if page.get_body_argument("password") == "pass word" and has_xsrf:
                page.set_cookie("session-127-0-0-1", "2|1:0|abc=")
                page.redirect("/lab")
            else:
                page.set_status(401)
        elif not is_known or (page.request.method != "GET" and not has_xsrf):
            page.set_status(403)
        elif page.request.method == "POST":
            page.write({"id": "new-kernel"})
        else:
            page.write("{}")


async def test_a_password_opens_a_server_that_has_no_token() -> None:
    user = User("wrong", "pass word", keep=True)
    async with serving(PasswordServer()) as url:
        client = ServerClient(ServerAddress(url), user)
        await client.list()
        assert (await client.start()).kernel_id == "new-kernel"
        request = await client.access.socket_request("api/kernels/x/channels", 5)
        assert "session-127-0-0-1=2|1:0|abc=" in request.headers["Cookie"]
        assert kept_token(url) == "pass word"
        again = ServerClient(ServerAddress(url), User())
        await again.list()
        for each in (client, again):
            await each.close()
    assert len(user.questions) == 2


async def test_no_password_is_sent_where_nothing_asks_for_one() -> None:
    server = TokenServer()
    async with serving(server) as url:
        client = ServerClient(ServerAddress(url), User("wrong", TOKEN))
        await client.list()
        await client.close()
    assert not any(request.startswith("POST") for request in server.requests)


@pytest.mark.parametrize(
    ("url", "warns"),
    [("http://127.0.0.1:1/", False), ("https://host/", False), ("http://host/", True)],
)
def test_only_an_open_connection_to_another_computer_is_warned_of(url: str, warns: bool) -> None:
    warning = ServerClient(ServerAddress(url)).warning
    assert bool(warning) is warns
    assert not warns or "not encrypted" in warning


def context_with(files: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


async def test_a_self_signed_certificate_is_refused_and_the_token_not_sent(tmp_path: Path) -> None:
    server = TokenServer()
    async with serving(server, context_with(certificate(tmp_path))) as url:
        client = ServerClient(ServerAddress(url, TOKEN))
        with pytest.raises(CertificateRefused, match="self-signed certificate"):
            await client.list()
        await client.close()
    assert server.requests == []


async def test_a_certificate_authority_of_ones_own_is_trusted(tmp_path: Path) -> None:
    files = certificate(tmp_path)
    async with serving(TokenServer(), context_with(files)) as url:
        client = ServerClient(ServerAddress(url, TOKEN, ca_file=files[0]))
        await client.list()
        await client.close()


async def test_nothing_is_verified_on_explicit_wish(tmp_path: Path) -> None:
    files = certificate(tmp_path, "elsewhere.example.org")
    async with serving(TokenServer(), context_with(files)) as url:
        client = ServerClient(ServerAddress(url, TOKEN, verify=False))
        await client.list()
        await client.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "elsewhere.example.org"])
async def test_a_certificate_can_be_trusted_once(tmp_path: Path, host: str) -> None:
    user = User(TRUST)
    async with serving(TokenServer(), context_with(certificate(tmp_path, host))) as url:
        client = ServerClient(ServerAddress(url, TOKEN), user)
        await client.list()
        await client.list()
        await client.close()
    (question,) = user.questions
    assert question.choices == (TRUST, CANCEL)
    assert "SHA-256" in question.text


async def test_a_trusted_certificate_is_the_only_one_that_is(tmp_path: Path) -> None:
    user = User(TRUST)
    context = context_with(certificate(tmp_path))
    server = TokenServer()
    async with serving(server, context) as url:
        client = ServerClient(ServerAddress(url, TOKEN), user)
        await client.list()
        before = len(server.requests)
        (tmp_path / "other").mkdir()
        context.load_cert_chain(*certificate(tmp_path / "other"))
        with pytest.raises(CertificateRefused):
            await client.list()
        await client.close()
    assert len(server.requests) == before


async def test_a_certificate_that_is_not_trusted_ends_it(tmp_path: Path) -> None:
    for user in (User(CANCEL), User()):
        async with serving(TokenServer(), context_with(certificate(tmp_path))) as url:
            client = ServerClient(ServerAddress(url, TOKEN), user)
            with pytest.raises(CertificateRefused):
                await client.list()
            await client.close()
        assert len(user.questions) == 1


async def test_a_file_that_is_no_authority_is_said(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "none.pem"):
        client = ServerClient(ServerAddress("https://127.0.0.1:1/", ca_file=tmp_path / name))
        with pytest.raises(TransportError, match=f"{name} cannot be used"):
            await client.list()
