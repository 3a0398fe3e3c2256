"""Servers and hosts that were connected to before."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tui.stores.used_places import MOST, forget_place, note_place, used_places


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of places, which is not there."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    return tmp_path / "jtui" / "places.json"


def test_the_newest_comes_first_and_each_is_there_once(file: Path) -> None:
    for place in ("a", "b", "a"):
        note_place("servers", place)
    note_place("hosts", "h")
    assert used_places("servers") == ["a", "b"]
    assert used_places("hosts") == ["h"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_oldest_is_forgotten(file: Path) -> None:
    for number in range(MOST + 2):
        note_place("hosts", str(number))
    assert len(used_places("hosts")) == MOST
    assert "1" not in used_places("hosts")


def test_one_is_forgotten_when_that_is_wished(file: Path) -> None:
    note_place("servers", "a")
    note_place("servers", "b")
    forget_place("servers", "a")
    forget_place("servers", "never there")
    assert used_places("servers") == ["b"]


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "null", '{"servers": 1}', '{"servers": [1, null]}', "[" * 100_000]
)
def test_a_damaged_file_holds_nothing_and_is_written_anew(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    assert used_places("servers") == []
    note_place("servers", "a")
    assert used_places("servers") == ["a"]
