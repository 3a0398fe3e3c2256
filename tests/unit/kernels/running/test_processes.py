"""Processes that were started with a connection file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.session.real_kernels import until
from tests.stopping import stop_process
from tui.kernels.running.processes import facts_of, holders

Start = Callable[..., subprocess.Popen[bytes]]
SLEEP = "import time; time.sleep(1000)"


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a Python program with words on its command line."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*words: str, code: str = SLEEP) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", code, *words])
        running.append(process)
        # A process is there a moment before its command line.
        latest = time.monotonic() + 30
        while not psutil.Process(process.pid).cmdline() and time.monotonic() < latest:
            time.sleep(0.001)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()


@pytest.mark.parametrize("words", [["-f", "{}"], ["--f={}"], ["--IPKernelApp.connection_file={}"]])
def test_a_process_with_the_file_is_found(start: Start, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "kernel-1.json"
    process = start(*(word.format(file) for word in words))
    assert holders([file, tmp_path / "kernel-2.json"]) == {file: process.pid}


def test_a_file_behind_a_link_is_the_same(start: Start, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "link"
    link.symlink_to(real)
    process = start(str(real / "kernel-1.json"))
    assert holders([link / "kernel-1.json"]) == {link / "kernel-1.json": process.pid}


@pytest.mark.parametrize("words", [["--existing", "{}"], ["--existing={}"]])
def test_other_clients_do_not_count(start: Start, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "kernel-1.json"
    start(*(word.format(file) for word in words))
    assert holders([file]) == {}


def test_of_several_the_youngest_counts(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "kernel-1.json"
    start(str(file))
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}, *sys.argv])"
    launcher = start(str(file), code=code)
    assert holders([file])[file] >= launcher.pid


async def test_what_a_process_does_is_told(start: Start) -> None:
    process = start(code="while True: pass")
    began = time.time()
    before = facts_of(process.pid, began)
    assert before is not None
    assert before.memory > 100_000
    assert abs(before.began - began) < 60
    assert before.load_since(before) is None

    def load() -> float:
        now = facts_of(process.pid, time.time())
        assert now is not None
        assert before is not None
        return now.load_since(before) or 0.0

    await until(lambda: load() > 5.0)
    stop_process(process.pid)

    def is_stopped() -> bool:
        now = facts_of(process.pid, time.time())
        return now is not None and now.is_stopped and not now.is_working

    await until(is_stopped)


def test_a_process_that_is_gone_has_no_facts(start: Start) -> None:
    process = start()
    process.kill()
    process.wait()
    assert facts_of(process.pid, time.time()) is None
    assert facts_of(os.getpid(), time.time()) is not None
