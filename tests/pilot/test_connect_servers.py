"""The panel's third page: a real Jupyter Server, its kernels, its token."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.pilot.connect_app import PATIENCE, Console, console, panel, runtime, until
from tui.attaching import ConnectPage
from tui.kernels.endpoints import ServerAddress
from tui.kernels.states import KernelState
from tui.screens.connect.screen import ConnectScreen
from tui.stores.used_places import note_place, used_places
from tui.widgets.dialogs.choice import ChoiceDialog
from tui.widgets.dialogs.question import QuestionDialog

__all__ = ["runtime"]

pytest.importorskip("jupyter_server")
TOKEN = "a-secret-for-one-test"


@dataclass(frozen=True)
class Server:
    """A Jupyter Server that runs."""

    url: str

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Ask it something."""
        request = urllib.request.Request(
            f"{self.url}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.loads(response.read() or b"null")

    @property
    def kernels(self) -> list[dict[str, Any]]:
        """The kernels that it runs."""
        return list(self.call("GET", "api/kernels"))

    def open_notebook(self, path: str) -> str:
        """Start a kernel for a notebook; answers its id."""
        body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        return str(self.call("POST", "api/sessions", body)["kernel"]["id"])


@contextmanager
def running_server(directory: Path, **environment: str) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter_server", f"--ServerApp.port={port}"]
    command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", "--allow-root"]
    command += ["--no-browser", f"--ServerApp.root_dir={directory}"]
    process = subprocess.Popen(
        command,
        env=os.environ | {"JUPYTER_TOKEN": TOKEN} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(f"http://127.0.0.1:{port}/")
    try:
        for _ in range(int(PATIENCE / 0.05)):
            try:
                server.call("GET", "api")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture
def local(runtime: Path) -> Iterator[Server]:
    """A server of this computer."""
    with running_server(runtime.parent) as server:
        yield server


@pytest.fixture
def remote(runtime: Path) -> Iterator[Server]:
    """A server that leaves no file here."""
    elsewhere = runtime.parent / "elsewhere"
    with running_server(runtime.parent, JUPYTER_RUNTIME_DIR=str(elsewhere)) as server:
        yield server


def row_with(app: Console, words: str) -> str:
    rows = ["  ".join(row.cells) for row in app.rows.rows]
    return next((row for row in rows if words in row), "")


async def test_a_server_of_this_computer_is_found_and_what_it_has_is_acted_on(
    local: Server,
) -> None:
    kernel = local.open_notebook("fits.ipynb")
    async with console() as (app, pilot):
        await app.pick(ConnectPage.SERVERS)
        await until(pilot, lambda: "runs here" in row_with(app, ":"))
        assert "token      known" in app.details
        assert TOKEN not in app.text
        await pilot.press("enter")
        await until(pilot, lambda: "fits.ipynb" in row_with(app, kernel[:8]))
        assert "start" in row_with(app, "Python 3")
        # Interrupting and restarting is asked, too.
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "fits.ipynb uses it." in app.text
        await pilot.press("r")
        await until(pilot, lambda: "was restarted" in app.said)
        await until(
            pilot, lambda: isinstance(app.screen, ConnectScreen) and "1 running" in app.state
        )
        await pilot.press("enter")
        await until(pilot, lambda: len(app.console_screen.panes) == 2)
        session = app.console_screen.panes[1].session
        await until(pilot, lambda: session.state is KernelState.IDLE)
        assert "fits.ipynb" in app.console_screen.panes[1].title
        # It is where the notebook is, and is known to be open here.
        await app.pick(ConnectPage.SERVERS)
        await until(pilot, lambda: "runs here" in row_with(app, ":"))
        await pilot.press("enter")
        await until(pilot, lambda: "open in tab 2" in row_with(app, kernel[:8]))
        await pilot.press("escape", "escape")


async def test_a_kernel_is_started_on_a_server_and_another_one_shut_down_there(
    local: Server,
) -> None:
    local.open_notebook("old.ipynb")
    async with console() as (app, pilot):
        await app.pick(ConnectPage.SERVERS)
        await until(pilot, lambda: "runs here" in row_with(app, ":"))
        await pilot.press("enter")
        await until(pilot, lambda: "1 running" in app.state)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "Shut down" in app.text
        assert "old.ipynb uses it." in app.text
        await pilot.press("s")
        await until(pilot, lambda: local.kernels == [])
        await until(
            pilot, lambda: isinstance(app.screen, ConnectScreen) and "0 running" in app.state
        )
        await pilot.press(*"python", "enter")
        await until(pilot, lambda: len(app.console_screen.panes) == 2)
        session = app.console_screen.panes[1].session
        await until(pilot, lambda: session.state is KernelState.IDLE)
        assert len(local.kernels) == 1


async def test_a_typed_server_asks_for_its_token_and_says_when_it_is_wrong(
    remote: Server,
) -> None:
    async with panel(ConnectPage.SERVERS, text=remote.url) as (app, pilot):
        await until(pilot, lambda: "typed" in row_with(app, remote.url))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await pilot.press(*"wrong", "enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog) and "refuses" in app.text)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConnectScreen) and "403" in app.note)
        assert "wrong" not in app.text.replace("is wrong", "")
        # The page goes on.
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, QuestionDialog))
        await pilot.press(*TOKEN, "enter")
        await until(
            pilot, lambda: isinstance(app.screen, ConnectScreen) and "0 running" in app.state
        )
        assert app.note == ""
        await until(pilot, lambda: used_places("servers") == [remote.url])
        await pilot.press("escape")
        await until(pilot, lambda: "used before" in row_with(app, remote.url))


async def test_a_server_that_is_not_there_is_a_sentence_and_escape_goes_back(
    runtime: Path,
) -> None:
    note_place("servers", "http://127.0.0.1:9/")
    async with panel(ConnectPage.SERVERS) as (app, pilot):
        await until(pilot, lambda: "used before" in row_with(app, "127.0.0.1:9"))
        await pilot.press("enter")
        await until(pilot, lambda: "127.0.0.1:9" in app.note)
        await pilot.press("tab", "shift+tab")
        assert "127.0.0.1:9" in app.note
        await pilot.press("escape")
        await until(pilot, lambda: app.note == "" and "used before" in row_with(app, ":9"))
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("f")
        await until(pilot, lambda: used_places("servers") == [])
        await until(
            pilot,
            lambda: isinstance(app.screen, ConnectScreen) and "No Jupyter Server" in app.text,
        )


async def test_a_token_in_a_pasted_url_is_used_and_shown_nowhere_else(remote: Server) -> None:
    async with panel(ConnectPage.SERVERS, text=f"{remote.url}lab?token={TOKEN}") as (app, pilot):
        await until(pilot, lambda: "typed" in row_with(app, remote.url))
        await pilot.press("enter")
        await until(pilot, lambda: "0 running" in app.state)
        assert TOKEN not in app.text
        assert used_places("servers") == [remote.url]


async def test_the_panel_opens_on_a_server_that_was_named(remote: Server) -> None:
    async with console() as (app, pilot):
        await app.pick(ConnectPage.SERVERS, "", ServerAddress(remote.url, TOKEN))
        await until(pilot, lambda: "0 running" in app.state)
        assert "start" in row_with(app, "Python 3")


async def test_a_notebooks_kernel_is_shut_down_from_the_list_of_what_runs_here_by_its_server(
    local: Server,
) -> None:
    local.open_notebook("fits.ipynb")
    async with panel(ConnectPage.RUNNING) as (app, pilot):
        await until(pilot, lambda: "fits.ipynb" in row_with(app, "python3"))
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert "The notebook fits.ipynb uses it." in app.text
        await pilot.press("s")
        # The server would have started it again, had it ended behind its back.
        await until(pilot, lambda: local.kernels == [])
        await until(pilot, lambda: isinstance(app.screen, ConnectScreen) and not app.rows.rows)
