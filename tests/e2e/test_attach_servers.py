"""Kernels on a Jupyter Server, in a terminal: its token is nowhere to be seen."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.harness import Jtui
from tests.session.jupyter_servers import TOKEN, JupyterServer, jupyter_server
from tests.stopping import stop_process

pytestmark = pytest.mark.e2e


@pytest.fixture
def server(tmp_path: Path) -> Iterator[JupyterServer]:
    """A server in a directory of its own."""
    directory = tmp_path / "server"
    directory.mkdir()
    with jupyter_server(directory) as running:
        yield running


def shown_anywhere(jtui: Jtui, secret: str) -> list[str]:
    """The places where a secret stands that it must not stand in."""
    places = [f"on the screen: {line}" for line in jtui.lines if secret in line]
    for process in psutil.process_iter(["pid", "cmdline"]):
        words = process.info["cmdline"] or []
        if process.pid != os.getpid() and any(secret in word for word in words):
            places.append(f"process list: {words[:4]}")
    places += [
        str(path)
        for path in jtui.directory.rglob("*")
        if path.is_file()
        and not path.is_relative_to(jtui.directory / "server")
        and secret.encode() in path.read_bytes()
    ]
    return places


def test_a_kernel_is_started_there_and_its_token_is_nowhere(
    jtui: Jtui, server: JupyterServer
) -> None:
    secret = "another-token-of-this-test"
    directory = jtui.directory / "server" / "second"
    directory.mkdir()
    with jupyter_server(directory, token=secret) as running:
        # The server's own command line shows it; only jtui's may not.
        mine = running.process.pid
        url = f"{running.address.url}?token={secret}"
        jtui.start("--server", url, "--kernel", "python3", "--debug", size=(100, 30))
        jtui.wait_for(f"127.0.0.1:{running.port} │ idle")
        jtui.enter("6 * 7")
        jtui.wait_for("Out[1]: 42")
        found = [
            place
            for place in shown_anywhere(jtui, secret)
            if not place.startswith("process list") or str(mine) not in place
        ]
        found = [place for place in found if "jupyter_server" not in place]
        assert found == []
        jtui.press("ctrl+q")
        jtui.wait_for("Quit and shut down the kernel")
        jtui.press("s")
        assert jtui.wait_exit() == 0


def test_a_wrong_token_is_asked_for_again(jtui: Jtui, server: JupyterServer) -> None:
    jtui.start(
        "--server", server.address.url, "--token", "wrong", "--kernel", "python3", size=(100, 30)
    )
    jtui.wait_for("token")
    jtui.settle()
    jtui.type(TOKEN)
    jtui.settle()
    assert TOKEN not in jtui.text
    jtui.press("enter")
    jtui.wait_for(f"127.0.0.1:{server.port} │ idle")
    jtui.enter("6 * 7")
    jtui.wait_for("Out[1]: 42")


def test_a_server_that_stops_and_goes_on(jtui: Jtui, server: JupyterServer) -> None:
    url = f"{server.address.url}?token={TOKEN}"
    jtui.start("--server", url, "--kernel", "python3", size=(100, 30))
    jtui.wait_for(f"127.0.0.1:{server.port} │ idle")
    jtui.enter("import time; time.sleep(1); 'before'")
    stop_process(server.process.pid)
    jtui.type("draft")
    jtui.wait_for(lambda: jtui.draft == ["draft"])
    os.kill(server.process.pid, signal.SIGCONT)
    jtui.wait_for("Out[1]: 'before'")


def test_what_a_server_has_is_picked_from(jtui: Jtui, server: JupyterServer) -> None:
    jtui.start("--server", f"{server.address.url}?token={TOKEN}", size=(100, 30))
    jtui.wait_for("new, default")
    jtui.type("python3")
    jtui.press("enter")
    jtui.wait_for(f"127.0.0.1:{server.port} │ idle")
    jtui.enter("6 * 7")
    jtui.wait_for("Out[1]: 42")


def test_who_picks_nothing_leaves(jtui: Jtui, server: JupyterServer) -> None:
    jtui.start("--server", f"{server.address.url}?token={TOKEN}", size=(100, 30))
    jtui.wait_for("new, default")
    jtui.press("escape")
    jtui.wait_for("known from")
    jtui.press("escape")
    assert jtui.wait_exit() == 0
