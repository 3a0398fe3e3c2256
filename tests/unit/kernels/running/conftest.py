"""An empty runtime directory for each test, and connection files in it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import socket

import pytest

from tui.kernels.connection import ConnectionInfo, new_local

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter; the current directory is another empty one."""
    path = tmp_path / "runtime"
    path.mkdir()
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    return path


@pytest.fixture
def stale(runtime: Path) -> Write:
    """Writes a connection file of a kernel that is gone, some seconds old."""

    def write(name: str, age: float = 3600.0, directory: Path = runtime, **changes: object) -> Path:
        path = directory / name
        fields = json.loads(new_local("gone", curve=False).to_json())
        path.write_text(json.dumps({**fields, **changes}))
        written = time.time() - age
        os.utime(path, (written, written))
        return path

    return write


@pytest.fixture
def ports() -> Iterator[ConnectionInfo]:
    """The connection of a kernel that listens on its shell and iopub, and says nothing."""
    with socket() as shell, socket() as iopub:
        numbers = []
        for each in (shell, iopub):
            each.bind(("127.0.0.1", 0))
            each.listen()
            numbers.append(each.getsockname()[1])
        fields = json.loads(new_local("silent", curve=False).to_json())
        fields.update(shell_port=numbers[0], iopub_port=numbers[1])
        yield ConnectionInfo.from_json(json.dumps(fields))
