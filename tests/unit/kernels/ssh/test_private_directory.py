"""The directory of sockets."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tui.kernels.ssh.private_directory import (
    LONGEST,
    new_private_directory,
    remove_private_directory,
)


@pytest.mark.parametrize("parent", ["a b", "p%h", "$x", "x" * LONGEST, "missing"])
def test_a_directory_that_is_no_good_for_sockets_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, parent: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / parent
    if parent != "missing":
        path.mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(path))
    directory = new_private_directory()
    try:
        assert not directory.is_relative_to(path)
        assert len(os.fsencode(directory)) <= LONGEST
        assert directory.stat().st_mode & 0o777 == 0o700
        (directory / "file").touch()
    finally:
        remove_private_directory(directory)
    assert not directory.exists()


def test_the_directory_for_temporary_files_is_used_where_it_is_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        assert new_private_directory().parent == Path(short)
