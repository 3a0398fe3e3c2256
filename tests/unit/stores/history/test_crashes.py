"""What is written stays: writers killed at any moment, several at once, and a disk that is full."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.unit.stores.history.made import ask, codes_in

ROUNDS = 200


def test_nothing_that_was_written_is_lost_when_writers_are_killed(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "tests.unit.stores.history.crashing", str(tmp_path), str(ROUNDS)]
    ran = subprocess.run(run, stdout=subprocess.PIPE, check=True, timeout=100)
    report = json.loads(ran.stdout)
    assert report["wrong"] == []
    assert report["killed"] == ROUNDS
    assert report["written"] > 5 * ROUNDS


WRITE = """
import sys
from pathlib import Path
from tui.model.history.entry import HistoryEntry
from tui.stores.history.store import HistoryStore
sys.stdin.readline()
store = HistoryStore(Path(sys.argv[1]), index=sys.argv[2] != "2")
for number in range(200):
    store.record([(sys.argv[2], HistoryEntry(f"{sys.argv[2]} {number}"))])
store.close()
"""


def test_several_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "history.sqlite"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(path), str(name)], stdin=subprocess.PIPE, text=True
        )
        for name in range(3)
    ]
    for each in started:
        each.communicate("\n", timeout=60)
        assert each.returncode == 0
    codes = codes_in(path)
    assert sorted(codes) == sorted(f"{name} {number}" for name in range(3) for number in range(200))
    for name in range(3):
        own = [code for code in codes if code.startswith(f"{name} ")]
        assert own == [f"{name} {number}" for number in range(200)]
    assert ask(path, "PRAGMA integrity_check") == "ok"


# The limit on the size of files is what a full disk is to a process of its own.
FILL = """
import resource, sys
from pathlib import Path
from tui.model.history.entry import HistoryEntry
from tui.stores.history.store import HistoryStore
from tui.stores.history.writer import HistoryWriter
path, told = Path(sys.argv[1]), []
writer = HistoryWriter(path, (), told.append)
writer.add("one", HistoryEntry("before"))
assert writer.flush(30)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
for number in range(8):
    writer.add("one", HistoryEntry(f"number {number} " + "x" * 99_000))
    writer.flush(30)
print(told[0])
print(len(list(HistoryStore(path).entries())) < 9)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
writer.add("one", HistoryEntry("after"))
print(writer.close(30), len(told), told[1])
print([entry.code[:8] for entry in HistoryStore(path).entries()])
"""


def test_what_finds_no_room_waits_until_there_is_some(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    run = [sys.executable, "-c", FILL, str(path)]
    ran = subprocess.run(run, stdout=subprocess.PIPE, check=True, text=True, timeout=100)
    complaint, is_less, again, entries = ran.stdout.splitlines()
    assert complaint == (
        f"The history in {path} cannot be read or written, the disk fails; check the disk."
        " Inputs wait in memory until then."
    )
    assert is_less == "True"
    assert again == f"True 2 The history in {path} is kept again; nothing is missing."
    assert entries == str(["before", *(f"number {number}" for number in range(8)), "after"])
    assert ask(path, "PRAGMA integrity_check") == "ok"
