"""Which connection file is meant, found by the script in a shell that is here."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from socket import socket

import pytest

from tui.errors import TransportError
from tui.kernels.connection import new_local
from tui.kernels.ssh.remote_files import MOST, find_remote_file

Write = Callable[..., Path]


async def run(text: str, seconds: float) -> str:
    process = await asyncio.create_subprocess_exec(
        "sh", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    async with asyncio.timeout(seconds):
        output, _ = await process.communicate(text.encode())
    return output.decode("utf-8", "replace")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory of connection files, with a space in its name."""
    path = tmp_path / "run time"
    path.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    for name in ("JUPYTER_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def write(runtime: Path) -> Write:
    """Writes a connection file of so many seconds ago, of a kernel that is gone."""

    def write(name: str, age: float = 0.0, port: int = 0, directory: Path = runtime) -> Path:
        path = directory / name
        info = new_local(name, curve=False).to_json()
        if port:
            info = info.replace('"shell_port": ', f'"shell_port": {port}, "was": ')
        path.write_text(info)
        at = time.time() - age
        os.utime(path, (at, at))
        return path

    return write


async def test_the_newest_counts_whose_kernel_listens(write: Write) -> None:
    with socket() as listens:
        listens.bind(("127.0.0.1", 0))
        listens.listen()
        port = listens.getsockname()[1]
        write("kernel-old.json", 100.0, port)
        wanted = write("kernel-mid.json", 50.0, port)
        write("kernel-new.json")
        found = await find_remote_file(run, "", "box")
    assert found.path == str(wanted)
    assert found.info.shell_port == port


@pytest.mark.parametrize(
    "name", ["odd name.json", "-rf.json", "*.json", "$(touch x).json", "'.json"]
)
async def test_a_file_of_any_name_is_found_by_it(write: Write, name: str) -> None:
    path = write(f"{name}.json")
    assert (await find_remote_file(run, name, "box")).path == str(path)
    assert (await find_remote_file(run, str(path), "box")).path == str(path)
    assert (await find_remote_file(run, path.name, "box")).path == str(path)


async def test_a_path_in_the_home_directory_is_found(write: Write, tmp_path: Path) -> None:
    path = write("mine.json", directory=tmp_path)
    assert (await find_remote_file(run, "~/mine.json", "box")).path == str(path)
    assert (await find_remote_file(run, "mine", "box")).path == str(path)
    assert (await find_remote_file(run, "~/m*.json", "box")).path == str(path)


async def test_of_many_files_only_the_newest_are_looked_at(write: Write) -> None:
    for number in range(MOST + 5):
        write(f"kernel-{number}.json", float(number))
    with pytest.raises(TransportError) as error:
        await find_remote_file(run, "", "box")
    assert str(error.value).startswith(
        f"No kernel lives any more of the {MOST} connection files on box in "
    )


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff" * 100, b'{"shell_port": 1}'])
async def test_what_is_wrong_with_a_file_is_said(runtime: Path, content: bytes) -> None:
    (runtime / "bad.json").write_bytes(content)
    with pytest.raises(TransportError) as error:
        await find_remote_file(run, "bad", "box")
    assert "bad.json on box: The connection file" in str(error.value)


async def test_a_pipe_is_not_waited_for(runtime: Path) -> None:
    os.mkfifo(runtime / "kernel-pipe.json")
    with pytest.raises(TransportError, match="No kernel runs on box"):
        await find_remote_file(run, "", "box")


@pytest.mark.parametrize("wanted", ["a\nb", "a\0b", "x" * 5000])
async def test_what_is_no_name_is_not_sent(wanted: str) -> None:
    async def never(text: str, seconds: float) -> str:
        raise AssertionError

    with pytest.raises(TransportError, match="no name of a connection file"):
        await find_remote_file(never, wanted, "box")
