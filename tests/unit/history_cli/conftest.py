"""A home with nothing in it, and jtui run there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.history_cli.commands import COMMAND, Jtui
from tui.stores.history.store import HistoryStore


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables with nothing of the user's."""
    ours = ("XONSH", "XDG", "HISTFILE", "IPYTHONDIR", "NO_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "HOME": str(tmp_path / "home"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_CONFIG_PATH": "",
        "TERM": "xterm",
        "TZ": "UTC",
        # The commands run in the home, so the checkout is found by this.
        "PYTHONPATH": os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")]),
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The user's directory, empty."""
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def jtui(environment: dict[str, str], home: Path) -> Jtui:
    """Run `jtui history` to its end, without a terminal."""

    def run(*argv: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *COMMAND, *argv],
            env=environment | {"PWD": str(home)},
            cwd=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            encoding="utf-8",
        )

    return run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    """jtui's own history, with nothing in it."""
    with closing(HistoryStore(tmp_path / "data" / "jtui" / "history.sqlite")) as store:
        yield store
