"""Which files are removed, and which stay."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.kernels.running.conftest import Write
from tui.kernels.connection import ConnectionInfo
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.running.cleaning import CleanUp, clean_up, is_shared
from tui.kernels.running.files import read_connection
from tui.kernels.running.listing import read_rows, running_now
from tui.kernels.running.row import RunningKernel
from tui.private_file import write_private


def dead(path: Path) -> RunningKernel:
    return RunningKernel(path, read_connection(path), state="dead")


async def test_files_of_dead_kernels_go(runtime: Path, stale: Write) -> None:
    for number in range(3):
        stale(f"kernel-{number}.json")
    (runtime / "kernel-broken.json").write_text("{")
    rows = await running_now()
    assert [row.state for row in rows] == ["dead", "dead", "dead", "broken"]
    assert clean_up(rows) == CleanUp(3)
    assert [row.file.name for row in read_rows()] == ["kernel-broken.json"]


def test_only_dead_ones_go(stale: Write) -> None:
    path = stale("kernel-1.json")
    for state in ("unknown", "alive", "busy", "unanswering", "starting", "elsewhere", "broken"):
        assert clean_up([replace(dead(path), state=state)]) == CleanUp(0)
    assert path.exists()


def problem_of(row: RunningKernel) -> str:
    """The one problem of a file that stays."""
    cleaned = clean_up([row])
    assert cleaned.removed == 0
    assert os.path.lexists(row.file)
    (problem,) = cleaned.problems
    return problem


def test_one_that_lives_again_stays(runtime: Path, stale: Write, ports: ConnectionInfo) -> None:
    path = stale("kernel-1.json", **json.loads(ports.to_json()))
    assert "may live" in problem_of(dead(path))


def test_a_young_one_stays(stale: Write) -> None:
    path = stale("kernel-1.json", age=5)
    assert "less than a minute ago" in problem_of(dead(path))


def test_one_that_was_written_anew_stays(stale: Write) -> None:
    row = dead(stale("kernel-1.json"))
    stale("kernel-1.json")
    assert "written anew" in problem_of(row)


def test_one_outside_the_runtime_directory_stays(stale: Write) -> None:
    path = stale("kernel-1.json", directory=Path.cwd())
    assert "not in the runtime directory" in problem_of(dead(path))


def test_one_of_another_computer_stays(stale: Write) -> None:
    path = stale("kernel-1.json", ip="192.0.2.7")
    assert "may live" in problem_of(dead(path))


def test_a_link_stays(runtime: Path, stale: Write) -> None:
    path = stale("other.json", directory=Path.cwd())
    link = runtime / "kernel-1.json"
    link.symlink_to(path)
    assert "no regular file" in problem_of(dead(link))
    assert path.exists()


def test_one_that_is_gone_already_is_told(stale: Write) -> None:
    row = dead(stale("kernel-1.json"))
    row.file.unlink()
    (problem,) = clean_up([row]).problems
    assert "No such file" in problem


def test_one_that_a_server_counts_on_stays(stale: Write) -> None:
    row = replace(dead(stale("kernel-1.json")), server_url="http://127.0.0.1:8888/")
    assert "Jupyter Server" in problem_of(row)


@pytest.mark.parametrize(
    ("host", "owner", "problem"),
    [
        (socket.gethostname(), os.getpid(), "running jtui"),
        ("elsewhere", os.getpid(), "another computer"),
        (socket.gethostname(), 0, ""),
    ],
    ids=["a jtui that runs", "another computer", "a jtui that is gone"],
)
def test_one_that_a_jtui_has_started_stays_while_that_runs(
    runtime: Path, stale: Write, host: str, owner: int, problem: str
) -> None:
    path = stale("kernel-1.json")
    record = runtime / "jtui" / "kernels" / "1.json"
    gone = ProcessIdentity(2**22 + 1, "never")
    fields = {
        "host": host,
        "kernel_pid": gone.pid,
        "kernel_birth": gone.birth,
        "owner_pid": owner,
        "owner_birth": ProcessIdentity.of(owner).birth,
        "kernel_name": "python3",
        "started": 1.0,
    }
    write_private(record, json.dumps(fields))
    if problem:
        (row,) = read_rows()
        assert row.owner == ("this" if problem == "running jtui" else "")
        assert row.state == ("unknown" if problem == "running jtui" else "elsewhere")
        assert problem in problem_of(dead(path))
    else:
        assert clean_up([dead(path)]) == CleanUp(1)
        assert not record.exists()


def test_names_are_cleaned_in_problems(stale: Write) -> None:
    assert "\x1b" not in problem_of(dead(stale("kernel-\x1b[31m.json", age=0)))


def test_a_local_directory_is_not_shared(tmp_path: Path) -> None:
    assert not is_shared(tmp_path)
