"""Code written to a file of the user's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.stores.scripts import write_script


def test_a_script_ends_with_a_line_break_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_script(tmp_path / "a.py", "x = 'ü'")
    assert (tmp_path / "a.py").read_text("utf-8") == "x = 'ü'\n"
    assert os.listdir(tmp_path) == ["a.py"]  # noqa: PTH208


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    path.write_text("old")
    path.chmod(0o750)
    write_script(path, "new\n")
    assert path.read_text() == "new\n"
    assert path.stat().st_mode & 0o777 == 0o750


def test_a_symlink_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text("old")
    (tmp_path / "link.py").symlink_to("real.py")
    write_script(tmp_path / "link.py", "new")
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "new\n"


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_script(tmp_path / "no" / "a.py", "x")


def test_half_a_character_does_not_lose_the_rest(tmp_path: Path) -> None:
    write_script(tmp_path / "a.py", "a\ud800b")
    assert (tmp_path / "a.py").read_text() == "a?b\n"
