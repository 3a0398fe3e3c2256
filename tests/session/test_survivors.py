"""Kernels that outlive their jtui, and what is left of those that did not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.session.real_kernels import program, until
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.survivors import living_kernels, survivors

# A program that starts a kernel, says so and waits for its end.
OWNER = """
import sys, time
from tui.kernels.launch import LaunchSettings, launch
from tui.model.kernelspec import KernelSpec
code = "import time; time.sleep(1000)"
process = launch(KernelSpec("sleeper", (sys.executable, "-c", code), "S", "none"), LaunchSettings())
if "keep" in sys.argv:
    process.mark_kept()
print(process.pid, flush=True)
time.sleep(1000)
"""


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter."""
    path = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    return path


def files_in(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


@contextmanager
def owner(*argv: str) -> Iterator[tuple[subprocess.Popen[str], ProcessIdentity]]:
    """A process that has started a kernel, and that kernel."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, *argv], stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdout is not None
        kernel = ProcessIdentity.of(int(process.stdout.readline()))
        try:
            yield process, kernel
        finally:
            process.kill()
            kernel.kill()


def edit(record: Path, **changes: Any) -> None:
    record.write_text(json.dumps(json.loads(record.read_text()) | changes))


def only_record(runtime: Path) -> Path:
    (record,) = (runtime / "jtui" / "kernels").iterdir()
    return record


def test_without_any_kernel_there_is_no_survivor() -> None:
    assert survivors() == []


@pytest.mark.parametrize(("argv", "kept"), [((), False), (("keep",), True)])
async def test_a_kernel_whose_jtui_was_killed_is_listed_and_can_be_killed(
    runtime: Path, argv: tuple[str, ...], kept: bool
) -> None:
    with owner(*argv) as (process, kernel):
        assert survivors() == []
        process.send_signal(signal.SIGKILL)
        process.wait()
        (survivor,) = survivors()
        assert (survivor.process, survivor.kernel_name, survivor.kept) == (kernel, "sleeper", kept)
        assert survivor.files.connection.exists()
        survivor.kill()
        await until(lambda: not kernel.lives(), 2.0)
        assert files_in(runtime) == []
        assert survivors() == []


async def test_the_files_of_a_kernel_that_died_later_are_removed(runtime: Path) -> None:
    with owner() as (process, kernel):
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(files_in(runtime)) == 3
        kernel.kill()
        await until(lambda: not kernel.lives(), 2.0)
        assert survivors() == []
        assert files_in(runtime) == []


def test_a_pid_that_was_used_again_is_no_survivor_and_is_not_killed(runtime: Path) -> None:
    with owner() as (process, kernel):
        process.send_signal(signal.SIGKILL)
        process.wait()
        edit(only_record(runtime), kernel_birth="another time")
        assert survivors() == []
        assert files_in(runtime) == []
        assert kernel.lives()


def test_a_jtui_whose_pid_was_used_again_is_gone(runtime: Path) -> None:
    with owner() as (_, kernel):
        edit(only_record(runtime), owner_birth="another time")
        assert [survivor.process for survivor in survivors()] == [kernel]


def test_records_of_another_computer_are_left_alone(runtime: Path) -> None:
    with owner() as (process, _):
        process.send_signal(signal.SIGKILL)
        process.wait()
        edit(only_record(runtime), host="elsewhere", kernel_birth="another time")
        assert survivors() == []
        assert len(files_in(runtime)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "[" * 100_000,
        "{}",
        '{"kernel_pid": 1, "kernel_birth": "", "started": 0}',
        '{"kernel_pid": -1, "kernel_birth": "", "started": 0}',
        '{"kernel_pid": "2", "kernel_birth": "", "started": 0}',
        '{"kernel_pid": 2, "kernel_birth": null, "started": 0}',
        '{"kernel_pid": 2, "kernel_birth": "", "started": "now"}',
    ],
)
def test_a_broken_record_is_removed(runtime: Path, text: str) -> None:
    path = runtime / "jtui" / "kernels" / "broken.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert survivors() == []
    assert not path.exists()


def test_the_kernels_of_a_running_jtui_are_no_survivors(runtime: Path) -> None:
    process = launch(program("import time; time.sleep(1000)"), LaunchSettings())
    try:
        assert survivors() == []
        assert len(files_in(runtime)) == 3
    finally:
        process.kill_tree()
        assert process.wait(10.0) is not None


async def test_kernels_of_any_jtui_are_counted_while_they_live(runtime: Path) -> None:
    assert living_kernels() == {}
    with owner() as (process, first), owner("keep") as (_, second):
        assert living_kernels() == {"sleeper": 2}
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert living_kernels() == {"sleeper": 2}
        before = files_in(runtime)
        first.kill()
        await until(lambda: not first.lives(), 2.0)
        assert living_kernels() == {"sleeper": 1}
        second.kill()
        await until(lambda: not second.lives(), 2.0)
        assert living_kernels() == {}
        assert files_in(runtime) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "elsewhere"},
        {"kernel_birth": "another time"},
        {"kernel_pid": "2"},
        {"kernel_name": ["sleeper"]},
    ],
    ids=["computer", "pid used again", "no pid", "no name"],
)
def test_records_that_tell_of_no_kernel_do_not_count(
    runtime: Path, changes: dict[str, Any]
) -> None:
    with owner():
        assert living_kernels() == {"sleeper": 1}
        edit(only_record(runtime), **changes)
        assert living_kernels() == {}
        only_record(runtime).write_text("[" * 100_000)
        assert living_kernels() == {}
        assert len(files_in(runtime)) == 3
