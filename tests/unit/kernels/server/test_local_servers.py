"""Servers on this computer: which of the files in the runtime directory are believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.kernels.server.local import LARGEST, local_servers


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def write(path: Path, **changed: object) -> None:
    fields = {"url": "http://127.0.0.1:8888/", "pid": os.getpid(), "token": "abc"}
    path.write_text(json.dumps({**fields, **changed}))


def test_a_server_of_a_living_process_is_found_with_its_token(runtime: Path) -> None:
    write(runtime / "jpserver-1.json", root_dir="/home/\x1bx")
    (server,) = local_servers()
    assert server.address.url == "http://127.0.0.1:8888/"
    assert server.address.token == "abc"
    assert (server.pid, server.root_dir) == (os.getpid(), "/home/␛x")
    assert "abc" not in repr(server)


def test_servers_of_the_old_notebook_are_found(runtime: Path) -> None:
    write(runtime / "nbserver-1.json", notebook_dir="/work")
    assert [server.root_dir for server in local_servers()] == ["/work"]


def test_the_same_address_is_listed_once_as_its_newest_file_says(runtime: Path) -> None:
    for number in range(3):
        path = runtime / f"jpserver-{number}.json"
        write(path, token=f"t{number}")
        os.utime(path, (number, number))
    assert [server.address.token for server in local_servers()] == ["t2"]


def test_a_server_at_any_host_is_at_this_one(runtime: Path) -> None:
    write(runtime / "jpserver-1.json", url="http://0.0.0.0:9/lab/")
    assert [server.address.url for server in local_servers()] == ["http://127.0.0.1:9/lab/"]


def test_a_server_whose_process_has_ended_is_left_out_and_its_file_stays(runtime: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    write(runtime / "jpserver-1.json", pid=process.pid)
    assert local_servers() == []
    assert (runtime / "jpserver-1.json").exists()


@pytest.mark.parametrize("pid", [0, -1, None, "1", True, 2**80, 1.5, []])
def test_a_pid_of_nonsense_is_left_out(runtime: Path, pid: object) -> None:
    write(runtime / "jpserver-1.json", pid=pid)
    assert local_servers() == []


@pytest.mark.parametrize("url", [None, 3, "", "ftp://x/", "http://me:pw@host/", "http://a|b/"])
def test_an_address_of_nonsense_is_left_out(runtime: Path, url: object) -> None:
    write(runtime / "jpserver-1.json", url=url)
    assert local_servers() == []


def test_files_of_nonsense_are_left_out(runtime: Path) -> None:
    (runtime / "jpserver-1.json").write_bytes(b"\xff\xfe{")
    (runtime / "jpserver-2.json").write_text("[" * 90_000)
    (runtime / "jpserver-3.json").write_text("[]")
    (runtime / "jpserver-4.json").mkdir()
    (runtime / "jpserver-5.json").symlink_to(runtime / "nowhere")
    os.mkfifo(runtime / "jpserver-6.json")
    write(runtime / "jpserver-7.json", root_dir="x" * LARGEST)
    write(runtime / "jpserver-8.json", token="a\r\nX-Evil: 1")
    write(runtime / "other.json")
    assert local_servers() == []


def test_a_runtime_directory_that_is_missing_has_no_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "none"))
    assert local_servers() == []
