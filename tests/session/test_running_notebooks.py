"""The notebooks of kernels that run here, from a real Jupyter Server."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.session.real_kernels import PATIENCE, until
from tests.stopping import stop_process
from tui.kernels.running.cleaning import clean_up
from tui.kernels.running.listing import running_now
from tui.kernels.running.notebooks import local_notebooks
from tui.kernels.running.row import RunningKernel

TOKEN = "a-token-for-this-test"


@dataclass(frozen=True)
class Server:
    """A Jupyter Server that runs."""

    url: str
    process: subprocess.Popen[bytes]

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

    def start_notebook(self, path: str) -> str:
        """Open a notebook and answer the id of its kernel."""
        kernel = {"name": "python3"}
        session = self.call(
            "POST",
            "api/sessions",
            {"path": path, "name": path, "type": "notebook", "kernel": kernel},
        )
        return str(session["kernel"]["id"])


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Directories of Jupyter for the test alone."""
    for name in ("runtime", "config", "data", "ipython"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    return tmp_path / "runtime"


@pytest.fixture
def server(tmp_path: Path, runtime: Path) -> Iterator[Server]:
    """A Jupyter Server on loopback; it and its kernels are gone afterwards."""
    if importlib.util.find_spec("jupyter_server") is None:
        pytest.skip("jupyter_server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = tmp_path / "notebooks"
    root.mkdir()
    options = {
        "ip": "127.0.0.1",
        "port": port,
        "port_retries": 0,
        "open_browser": False,
        "allow_root": True,
        "root_dir": root,
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter_server", f"--IdentityProvider.token={TOKEN}"),
            *(f"--ServerApp.{name}={value}" for name, value in options.items()),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    started = Server(f"http://127.0.0.1:{port}/", process)
    try:
        _wait_for(started)
        yield started
    finally:
        _end(started)


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.call("GET", "api/status")
        except OSError:
            assert server.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def _end(server: Server) -> None:
    server.process.send_signal(signal.SIGCONT)
    with suppress(OSError):
        for kernel in server.call("GET", "api/kernels"):
            with suppress(OSError):
                server.call("DELETE", f"api/kernels/{kernel['id']}")
    server.process.kill()
    server.process.wait()


async def rows_when_known(count: int) -> list[RunningKernel]:
    """The list, once all kernels listen."""
    async with asyncio.timeout(PATIENCE):
        while True:
            rows = await running_now()
            if sum(row.state in ("idle", "busy") for row in rows) == count:
                return rows


async def test_a_kernel_is_listed_with_its_notebook(server: Server, runtime: Path) -> None:
    kernel_id = await asyncio.to_thread(server.start_notebook, "work/first.ipynb")
    (row,) = await rows_when_known(1)
    assert row.file == runtime / f"kernel-{kernel_id}.json"
    assert (row.notebook, row.server_url) == ("work/first.ipynb", server.url)
    assert (row.kernel_name, row.language, row.state) == ("python3", "python", "idle")
    assert row.endpoint().title == "first.ipynb"
    assert TOKEN not in repr(row)


async def test_a_file_that_the_server_counts_on_is_not_removed(
    server: Server, runtime: Path
) -> None:
    await asyncio.to_thread(server.start_notebook, "first.ipynb")
    (row,) = await rows_when_known(1)
    assert row.pid is not None
    # The server is halted, so that it does not start the kernel again.
    stop_process(server.process.pid)
    process = row.endpoint().process
    assert process is not None
    process.kill()
    await until(lambda: not process.lives())
    os.utime(row.file, (1_000_000_000, 1_000_000_000))
    found = await asyncio.to_thread(clean_up, [replace(row, state="dead", pid=None)])
    assert found.removed == 0
    assert row.file.exists()


async def test_a_server_that_hangs_does_not_hold_up_the_list(server: Server) -> None:
    await asyncio.to_thread(server.start_notebook, "first.ipynb")
    await rows_when_known(1)
    stop_process(server.process.pid)
    began = time.monotonic()
    (row,) = await running_now()
    assert (row.state, row.notebook) == ("idle", "")
    assert time.monotonic() - began < 10.0


def change_token(runtime: Path) -> None:
    """Write another token into the file that the server has left."""
    (file,) = runtime.glob("jpserver-*.json")
    fields = json.loads(file.read_text())
    file.write_text(json.dumps({**fields, "token": "wrong"}))


async def test_a_wrong_token_and_a_stranger_leave_the_list_without_names(
    server: Server, runtime: Path
) -> None:
    kernel_id = await asyncio.to_thread(server.start_notebook, "first.ipynb")
    await rows_when_known(1)
    assert kernel_id in await local_notebooks()
    change_token(runtime)
    assert await local_notebooks() == {}
    (row,) = await running_now()
    assert (row.state, row.notebook) == ("idle", "")
