"""Connection files on the disk, also hostile ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.kernels.running.conftest import Write
from tui.errors import TransportError
from tui.kernels.running.files import LARGEST_FILE, read_directory, read_regular


def test_a_directory_that_is_missing_has_none(tmp_path: Path) -> None:
    assert read_directory(tmp_path / "missing") == []


def test_only_connection_files_are_read(runtime: Path, stale: Write) -> None:
    stale("kernel-1.json")
    stale("of-my-own.json")
    for name in (
        "jpserver-1.json",
        "nbserver-1.json",
        "notes.json",
        "kernel-2.txt",
        ".kernel.json",
    ):
        (runtime / name).write_text("{}")
    found = read_directory(runtime)
    assert {each.path.name for each in found} == {"kernel-1.json", "of-my-own.json"}
    assert all(each.info is not None and not each.problem for each in found)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[]", "no JSON object"),
        (b"[" * 100_000, "not JSON"),
        (b"{}", "has no shell_port"),
        (b" " * (LARGEST_FILE + 1), "larger than 1,000,000 bytes"),
    ],
    ids=["empty", "half", "bytes", "list", "nested", "without keys", "huge"],
)
def test_a_broken_file_is_listed_with_the_reason(
    runtime: Path, content: bytes, problem: str
) -> None:
    (runtime / "kernel-1.json").write_bytes(content)
    (found,) = read_directory(runtime)
    assert found.info is None
    assert problem in found.problem


def test_what_is_no_file_is_not_opened(runtime: Path) -> None:
    os.mkfifo(runtime / "kernel-pipe.json")
    (runtime / "kernel-directory.json").mkdir()
    (runtime / "kernel-device.json").symlink_to("/dev/zero")
    (runtime / "kernel-nowhere.json").symlink_to(runtime / "nowhere")
    found = {each.path.stem: each.problem for each in read_directory(runtime)}
    for name in ("pipe", "directory", "device"):
        assert "not a regular file" in found[f"kernel-{name}"]
    assert "No such file" in found["kernel-nowhere"]


def test_names_are_cleaned_in_the_reason(tmp_path: Path) -> None:
    pipe = tmp_path / "kernel-\x1b[31m.json"
    os.mkfifo(pipe)
    with pytest.raises(TransportError) as raised:
        read_regular(pipe)
    assert "\x1b" not in str(raised.value)
