"""Servers that answer what no Jupyter Server would."""

from __future__ import annotations

import gc
import json
import time
from dataclasses import replace

import pytest

from tests.unit.kernels.server.servers import Page, sending, serving
from tui.errors import LaunchError, TransportError
from tui.kernels.endpoints import ServerAddress
from tui.kernels.server import http
from tui.kernels.server.access import AccessRefused
from tui.kernels.server.client import KernelMissing, ServerClient
from tui.wire.message import Json

TOKEN = "very-secret-token"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


async def error_at(url: str) -> str:
    """What listing the server fails with."""
    client = ServerClient(ServerAddress(url, TOKEN))
    try:
        with pytest.raises(TransportError) as failed:
            await client.list()
    finally:
        await client.close()
    assert TOKEN not in str(failed.value) + repr(failed.value)
    return str(failed.value)


async def test_a_web_page_is_no_answer() -> None:
    async with serving(lambda page: page.write("<html>Hello")) as url:
        assert "it sent a web page where JSON is due" in await error_at(url)


@pytest.mark.parametrize("body", ["", "{", "[" * 90_000, "[" * 300_000, "x" * 200_000])
async def test_what_is_no_json_is_no_answer(body: str) -> None:
    async with serving(lambda page: page.write(body)) as url:
        assert "is no Jupyter Server" in await error_at(url)


@pytest.mark.parametrize("value", [None, 1, "x", [], [1, []], {"kernelspecs": {"x": [3]}}])
async def test_json_of_other_types_is_an_empty_list(value: Json) -> None:
    async with serving(lambda page: page.write(json.dumps(value))) as url:
        client = ServerClient(ServerAddress(url, TOKEN))
        listing = await client.list()
        assert (listing.specs, listing.kernels, listing.version) == ((), (), "")
        with pytest.raises(TransportError, match="cannot be understood"):
            await client.start("python3")
        with pytest.raises(TransportError, match="cannot be understood"):
            await client.kernel("some-kernel")
        await client.close()


async def test_an_error_of_the_server_is_quoted_cleaned_and_short() -> None:
    def fail(page: Page) -> None:
        page.set_status(500)
        page.write({"message": "Out of\x1b[31m memory" + "!" * 10_000})

    async with serving(fail) as url:
        text = await error_at(url)
    assert "answered 500 Internal Server Error: Out of␛[31m memory!!!" in text
    assert len(text) < 500


async def test_redirects_in_a_circle_end() -> None:
    async with serving(lambda page: page.redirect("/x/y")) as url:
        assert "without end" in await error_at(url)


async def test_a_redirect_within_the_server_is_followed_with_the_token() -> None:
    seen: list[str | None] = []

    def lead(page: Page) -> None:
        if page.request.path == "/api/kernelspecs":
            page.redirect("/moved")
        else:
            seen.append(page.request.headers.get("Authorization"))
            page.write("{}")

    async with serving(lead) as url:
        client = ServerClient(ServerAddress(url, TOKEN))
        await client.list()
        await client.close()
    assert seen[0] == f"token {TOKEN}"


async def test_a_token_is_never_taken_to_another_address() -> None:
    seen: list[str] = []

    def note(page: Page) -> None:
        seen.append(page.request.uri or "")

    async with serving(note) as other, serving(lambda page: page.redirect(other)) as url:
        text = await error_at(url)
    assert "does not follow to another address" in text
    assert seen == []


@pytest.mark.parametrize("target", ["http://[::1", "http://x:y/", "data:text/html,x"])
async def test_a_redirect_to_nonsense_is_not_followed(target: str) -> None:
    def lead(page: Page) -> None:
        page.set_status(302)
        page.set_header("Location", target)

    async with serving(lead) as url:
        assert "does not follow" in await error_at(url)


async def test_a_redirect_to_a_login_means_that_the_token_is_wrong() -> None:
    async with serving(lambda page: page.redirect("/hub/login?next=%2Fuser")) as url:
        client = ServerClient(ServerAddress(url, TOKEN))
        with pytest.raises(AccessRefused, match="refuses the token"):
            await client.list()
        await client.close()


async def test_a_body_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST_BODY", 100_000)
    for head in (b"\r\n", b"Content-Length: 999999999\r\n\r\n"):
        async with sending(HEAD + head + b"x" * 300_000, stays=True) as url:
            assert "more than is taken in" in await error_at(url) or "broke" in await error_at(url)


async def test_a_body_that_never_comes_is_waited_for_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with sending(HEAD + b"Content-Length: 10\r\n\r\n", stays=True) as url:
        client = ServerClient(ServerAddress(url, TOKEN))
        begun = time.monotonic()
        with pytest.raises(TransportError, match="does not answer in time"):
            await client.access.call("GET", "api", limit=0.2)
        assert time.monotonic() - begun < 5
        await client.close()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\xff\x00" * 100,
        b"HTTP/1.1 abc\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 5, 6\r\n\r\nhello",
        HEAD + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_what_is_no_http_is_said_to_be_none(data: bytes) -> None:
    async with sending(data) as url:
        text = await error_at(url)
    assert "is no HTTP" in text or "broke the connection off" in text
    gc.collect()


async def test_nothing_there_is_said() -> None:
    async with sending(b"") as url:
        pass
    assert "Nothing listens at 127.0.0.1" in await error_at(url)


async def test_tls_where_there_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "CONNECT_LIMIT", 0.3)
    async with serving(lambda page: page.write("{}")) as url:
        assert "Does it speak TLS" in await error_at(url.replace("http:", "https:"))
    async with sending(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        text = await error_at(url.replace("http:", "https:"))
        assert "TLS" in text


async def test_a_kernel_that_is_missing_is_told_from_a_server_that_is_away() -> None:
    def missing(page: Page) -> None:
        page.set_status(404)
        page.write({"message": "Kernel does not exist"})

    def no_server(page: Page) -> None:
        page.set_status(404)
        page.write("<html>404")

    for script, kind in ((missing, KernelMissing), (no_server, TransportError)):
        async with serving(script) as url:
            client = ServerClient(ServerAddress(url, TOKEN))
            with pytest.raises(TransportError) as failed:
                await client.kernel("some-kernel")
            assert type(failed.value) is kind
            await client.close()


async def test_a_gateway_that_lists_no_kernels_lists_its_kernelspecs() -> None:
    def gateway(page: Page) -> None:
        if page.request.path == "/api/kernelspecs":
            page.write({"default": "x", "kernelspecs": {"x": {"spec": {}}}})
        else:
            page.set_status(403)

    async with serving(gateway) as url:
        client = ServerClient(ServerAddress(url))
        listing = await client.list()
        await client.close()
    assert [spec.name for spec in listing.specs] == ["x"]
    assert "does not let its kernels be listed" in listing.problem


async def test_a_hub_without_ones_server_is_said_to_be_one() -> None:
    def hub(page: Page) -> None:
        page.set_header("X-JupyterHub-Version", "5.2")
        page.set_status(424 if "user" in page.request.path else 404)
        page.write({"message": "Not Found"})

    async with serving(hub) as url:
        for base in (url, f"{url}user/ann/"):
            assert "no server of yours runs at this address" in await error_at(base)
        client = ServerClient(ServerAddress(url))
        with pytest.raises(TransportError) as failed:
            await client.kernel("some-kernel")
        # The hub knows nothing of it, so it may still be there.
        assert not isinstance(failed.value, KernelMissing)
        await client.close()


async def test_a_kernel_that_does_not_start_is_said_with_the_reason() -> None:
    def refuse(page: Page) -> None:
        page.set_status(501)
        page.write({"message": "No such kernelspec"})

    async with serving(refuse) as url:
        client = ServerClient(ServerAddress(url))
        with pytest.raises(LaunchError, match="No such kernelspec"):
            await client.start("nope")
        await client.close()


@pytest.mark.parametrize("kernel_id", ["", "../../api/shutdown", "a/b", "a?b=c", "a\r\nX: y"])
async def test_an_id_that_leads_elsewhere_is_not_asked_for(kernel_id: str) -> None:
    seen: list[str] = []
    async with serving(lambda page: seen.append(page.request.path)) as url:
        client = ServerClient(ServerAddress(url))
        for method in (client.kernel, client.interrupt, client.restart, client.shut_down):
            with pytest.raises(TransportError, match="could have given"):
                await method(kernel_id)
        await client.close()
    assert seen == []


async def test_a_token_that_would_break_a_header_is_not_sent() -> None:
    seen: list[str] = []
    async with serving(lambda page: seen.append(page.request.path)) as url:
        client = ServerClient(replace(ServerAddress(url), token=f"{TOKEN}\r\nX-Evil: 1"))
        with pytest.raises(TransportError) as failed:
            await client.list()
        assert TOKEN not in str(failed.value)
        await client.close()
    assert seen == []
