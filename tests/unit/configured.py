"""Configuration directories of a test's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration directory, with nothing in it."""
    directory = tmp_path / "config"
    directory.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(directory))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "")
    return directory


def own(config: Path) -> Path:
    """The file that jtui writes."""
    return config / "jupyter_tui_config.json"


def written(config: Path) -> Any:
    """What is in that file."""
    return json.loads(own(config).read_text())
