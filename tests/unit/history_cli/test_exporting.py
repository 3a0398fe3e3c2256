"""`jtui history export` as a user meets it."""

from __future__ import annotations

import json
import os
import resource
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.history_cli.commands import (
    COMMAND,
    ENTRIES,
    Jtui,
    record,
)
from tui.model.history.entry import HistoryEntry
from tui.stores.history.store import HistoryStore


def test_all_entries_oldest_first(jtui: Jtui, store: HistoryStore) -> None:
    record(store, *ENTRIES)
    done = jtui("export")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["code"] for line in lines] == [entry.code for entry in ENTRIES]
    assert lines[2] == {
        "code": "for f in *; do\n  rm $f\ndone",
        "language": "bash",
        "kernelspec": "bash",
        "cwd": "/tmp",
        "started": "2023-11-14T22:15:00.000000000Z",
        "duration": 2.5,
        "outcome": "ok",
        "session": 3,
        "line": 7,
    }


def test_a_file_is_private_and_overwritten_only_with_y(
    jtui: Jtui, store: HistoryStore, home: Path
) -> None:
    record(store, *ENTRIES)
    done = jtui("export", "out.jsonl")
    assert (done.returncode, done.stdout) == (0, "3 inputs exported to out.jsonl.\n")
    file = home / "out.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == jtui("export").stdout
    file.write_text("mine")
    done = jtui("export", "out.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "jtui: out.jsonl exists already; -y overwrites it.\n"
    assert file.read_text() == "mine"
    assert jtui("export", "-y", "out.jsonl").returncode == 0
    assert len(file.read_text().splitlines()) == 3


def test_nothing_to_export_is_no_error(jtui: Jtui, tmp_path: Path) -> None:
    done = jtui("export")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "data").exists()


def test_memory_does_not_grow_with_the_history(
    environment: dict[str, str], home: Path, store: HistoryStore
) -> None:
    with closing(HistoryStore(store.path, index=False)) as big:
        record(big, *(HistoryEntry("x" * 3_000_000, line=line) for line in range(60)))
    limit = 130_000_000

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    done = subprocess.run(
        [sys.executable, *COMMAND, "export", "out"],
        env=environment,
        cwd=home,
        preexec_fn=bounded,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("60 inputs exported to out.\n", "")
    assert (home / "out").stat().st_size > limit


@pytest.mark.parametrize("command", ["export", "search"])
def test_a_reader_that_leaves_early_is_no_error(
    environment: dict[str, str], home: Path, store: HistoryStore, command: str
) -> None:
    record(store, HistoryEntry("x" * 300_000))
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, *COMMAND, command],
            env=environment,
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_said(environment: dict[str, str], home: Path, store: HistoryStore) -> None:
    record(store, *ENTRIES)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, *COMMAND, "export"],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr == "jtui: The output cannot be written: No space left on device.\n"
