"""What `--existing` means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.kernels.running.conftest import Write
from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.running.files import read_connection
from tui.kernels.running.finding import find_connection_file


def test_a_name_is_found_in_the_runtime_directory(runtime: Path, stale: Write) -> None:
    path = stale("kernel-123.json")
    stale("kernel-1234.json", age=0)
    for text in ("kernel-123", "kernel-123.json", " kernel-123 ", str(path), "kernel-123.js?n"):
        found = find_connection_file(text)
        assert (found.file, found.info) == (path, read_connection(path))
        assert (found.process, found.title) == (None, "gone")


def test_a_part_of_the_name_is_enough(stale: Write) -> None:
    path = stale("kernel-4a7c-99.json")
    stale("kernel-5b.json", age=0)
    assert find_connection_file("4a7c").file == path
    assert find_connection_file("kernel-4a7c").file == path


def test_the_current_directory_comes_first(stale: Write) -> None:
    stale("kernel-1.json")
    here = stale("kernel-1.json", directory=Path.cwd())
    other = stale("any.name", directory=Path.cwd())
    assert find_connection_file("kernel-1").file == here
    assert find_connection_file("any.name").file == other
    assert find_connection_file("./any.name").file == other


def test_the_home_directory_can_be_meant(tmp_path: Path, stale: Write) -> None:
    path = stale("kernel-1.json", directory=tmp_path)
    assert find_connection_file("~/kernel-1.json").file == path


@pytest.mark.parametrize("text", ["", "kernel", "kernel-*", "*"])
def test_of_several_the_newest_counts_that_lives(
    runtime: Path, stale: Write, ports: ConnectionInfo, text: str
) -> None:
    stale("kernel-1.json", age=10)
    older = runtime / "kernel-2.json"
    older.write_text(ports.to_json())
    os.utime(older, (1_000_000_000, 1_000_000_000))
    stale("kernel-3.json", age=20)
    (runtime / "kernel-broken.json").write_text("{")
    found = find_connection_file(text)
    assert found.file == older
    assert found.process == ProcessIdentity.of(os.getpid())


def test_a_glob_may_have_a_directory(runtime: Path, ports: ConnectionInfo, stale: Write) -> None:
    path = runtime / "kernel-9.json"
    path.write_text(ports.to_json())
    stale("kernel-8.json")
    assert find_connection_file(f"{runtime}/*-[89].json").file == path


def test_when_none_lives_it_is_said(runtime: Path, stale: Write) -> None:
    stale("kernel-1.json")
    stale("kernel-2.json")
    with pytest.raises(TransportError, match="No kernel lives any more of the 2 connection files"):
        find_connection_file("")


def test_a_kernel_elsewhere_is_taken_where_none_lives_here(stale: Write) -> None:
    stale("kernel-1.json", age=1)
    far = stale("kernel-2.json", ip="192.0.2.7")
    assert find_connection_file("").file == far


def test_what_is_not_found_is_told_with_the_directory_and_the_nearest(
    runtime: Path, stale: Write
) -> None:
    stale("kernel-4a7c.json")
    stale("kernel-4a7d.json")
    with pytest.raises(TransportError) as raised:
        find_connection_file("kernl-4a7c")
    said = str(raised.value)
    assert "no connection file kernl-4a7c" in said
    assert str(runtime) in said
    assert "kernel-4a7c.json" in said


def test_without_any_file_it_is_said_where_there_is_none(runtime: Path) -> None:
    with pytest.raises(TransportError, match="there is no connection file in") as raised:
        find_connection_file("")
    assert str(runtime) in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "/nowhere/kernel.json",
        "/nowhere/*",
        "~nobody/kernel",
        "..",
        "/",
        "\x00",
        "x" * 5000,
        "x" * 1000,
        "\x1b[31mred",
        "[",
        "**",
        "\ud800",
        "/dev/zero",
        "/dev/stdin",
        "{}",
        "{ no json",
        "kernel-\n1",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_cannot_be_found_is_refused_in_a_clean_sentence(text: str) -> None:
    with pytest.raises(TransportError) as raised:
        find_connection_file(text)
    said = str(raised.value)
    assert said.endswith(".")
    assert said.isprintable()
    assert len(said) < 1000


def test_a_file_that_is_no_connection_file_is_said_to_be_none(runtime: Path) -> None:
    (runtime / "kernel-1.json").write_text("{}")
    with pytest.raises(TransportError, match=r"kernel-1.json: .* has no shell_port"):
        find_connection_file("kernel-1")
    os.mkfifo(runtime / "kernel-2.json")
    with pytest.raises(TransportError, match=r"kernel-2.json is not a regular file"):
        find_connection_file("kernel-2")


def test_pasted_text_knows_the_process_that_listens(ports: ConnectionInfo) -> None:
    found = find_connection_file(f"{ports.to_json()}\n\nPaste the above JSON into a file")
    assert (found.info, found.file) == (ports, None)
    assert found.process == ProcessIdentity.of(os.getpid())


def test_a_directory_is_said_to_be_one() -> None:
    with pytest.raises(TransportError, match="/ is a directory and no connection file"):
        find_connection_file("/")
