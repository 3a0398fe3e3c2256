"""Files for viewers: private, never over another, and not for ever."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from tui.paths import opened_dir
from tui.stores.opened_files import KEPT, write_opened


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime directory with nothing in it."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def test_only_its_user_can_read_it_and_each_has_a_name_of_its_own() -> None:
    first, second = write_opened("cell-1.png", b"a"), write_opened("cell-1.png", b"b")
    assert first != second and first.suffix == ".png" and first.name.startswith("cell-1-")
    assert (first.read_bytes(), second.read_bytes()) == (b"a", b"b")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_old_ones_are_removed_and_links_left_alone(tmp_path: Path) -> None:
    old, new = write_opened("old.txt", b""), write_opened("new.txt", b"")
    outside = tmp_path / "outside"
    outside.write_text("")
    link = opened_dir() / "link"
    link.symlink_to(outside)
    past = time.time() - KEPT - 60
    os.utime(old, (past, past))
    os.utime(outside, (past, past))
    write_opened("third.txt", b"")
    assert not old.exists()
    assert new.exists() and link.is_symlink() and outside.exists()
