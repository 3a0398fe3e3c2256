"""Drafts on disk: found when their process is gone, left alone while it lives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tui.stores.drafts import Draft, DraftFile, take_left_behind

DRAFTS = [Draft("python3", "x = 1\ny"), Draft("bash", "ls")]
WRITE_AND_DIE = """
import os, sys
from pathlib import Path
from tui.stores.drafts import Draft, DraftFile
DraftFile(Path(sys.argv[1])).write([Draft("python3", "unsent")])
os.kill(os.getpid(), 9)
"""


def test_drafts_of_a_killed_process_are_taken_once(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(tmp_path)], timeout=60)
    assert ran.returncode == -9
    assert take_left_behind(tmp_path) == [Draft("python3", "unsent")]
    assert list(tmp_path.iterdir()) == []
    assert take_left_behind(tmp_path) == []


def test_drafts_of_a_living_process_are_left_alone(tmp_path: Path) -> None:
    file = DraftFile(tmp_path)
    file.write(DRAFTS)
    assert take_left_behind(tmp_path) == []
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    file.write([])
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "1-a.json").write_text("{nonsense")
    (tmp_path / "2-b.json").write_text('[{"kernel": "k", "text": "t"}]')
    assert take_left_behind(tmp_path) == [Draft("k", "t")]


def test_a_directory_that_cannot_be_written_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    DraftFile(tmp_path / "file" / "drafts").write(DRAFTS)
