"""The writer: keeps what it is given in order, never blocks, and tells of trouble once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest

from tests.unit.stores.history.made import ask, codes_in, made, recorded
from tui.model.history.entry import HistoryEntry
from tui.model.history.ignoring import is_kept
from tui.stores.history import connection, rows, store, writer
from tui.stores.history.rows import Cell
from tui.stores.history.writer import HistoryWriter

AGAIN = "The history in {} is kept again; nothing is missing."
LOCKED = (
    "The history in {} is locked by another program; end it if it hangs."
    " Inputs wait in memory until then."
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jtui" / "history.sqlite"


@pytest.fixture(autouse=True)
def _runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def keeper(path: Path, told: list[str]) -> Iterator[HistoryWriter]:
    keeper = HistoryWriter(path, ("secret*", "%time ?"), told.append)
    yield keeper
    keeper.close(10)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program that writes and does not come to an end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def add(keeper: HistoryWriter, *codes: str) -> None:
    for key, entry in made(*codes):
        keeper.add(key, entry)


def test_what_is_added_is_kept_in_order(keeper: HistoryWriter, path: Path) -> None:
    codes = [f"input {number}" for number in range(500)]
    add(keeper, *codes)
    assert keeper.flush(30)
    assert codes_in(path) == codes
    add(keeper, "last")
    assert keeper.close(30)
    assert codes_in(path)[-1] == "last"


def test_nothing_is_done_before_the_first_input(path: Path) -> None:
    script = f"""
import sys, threading
from pathlib import Path
from tui.model.history.entry import HistoryEntry
from tui.stores.history.writer import HistoryWriter
keeper = HistoryWriter(Path({str(path)!r}), ("secret*",), print)
keeper.add("key", HistoryEntry(" x"))
assert keeper.flush(0) and keeper.close(0)
print("sqlite3" in sys.modules, threading.active_count())
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    assert ran.stdout == "False 1\n"
    assert not path.parent.exists()


def test_the_start_of_jtui_does_not_load_sqlite() -> None:
    script = "import sys, tui.cli, tui.app; print('sqlite3' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    assert ran.stdout == "False\n"


def test_what_is_ignored_is_not_kept(keeper: HistoryWriter, path: Path) -> None:
    add(keeper, "a", " begins with a blank", "secret word", "%time x", "", "b")
    assert keeper.flush(30)
    assert codes_in(path) == ["a", "b"]


def test_what_is_added_after_the_end_is_not_kept(
    keeper: HistoryWriter, path: Path, told: list[str]
) -> None:
    add(keeper, "a")
    assert keeper.close(30)
    add(keeper, "b")
    assert keeper.flush(0)
    assert codes_in(path) == ["a"]
    assert told == []


def test_a_locked_history_is_waited_for_and_told_once(
    keeper: HistoryWriter, path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WRITER_PATIENCE", 0.05)
    recorded(path, made("before"))
    with locked(path):
        add(keeper, "a")
        assert not keeper.flush(0.5)
        add(keeper, "b")
        assert not keeper.flush(0.5)
        waiting = Thread(target=keeper.flush, args=(60,))
        waiting.start()
    waiting.join()
    assert codes_in(path) == ["before", "a", "b"]
    assert told == [LOCKED.format(path), AGAIN.format(path)]


def test_what_cannot_be_written_is_not_waited_for(
    keeper: HistoryWriter, path: Path, told: list[str]
) -> None:
    path.parent.write_text("a file, no directory")
    for code in ("a", "b", "c"):
        add(keeper, code)
        assert not keeper.flush(600)
    assert len(told) == 1
    assert told[0].startswith(f"The history in {path} cannot be opened")
    path.parent.unlink()
    add(keeper, "d")
    assert keeper.flush(60)
    assert codes_in(path) == ["a", "b", "c", "d"]
    assert told[1:] == [AGAIN.format(path)]


def test_what_cannot_be_written_is_tried_again_by_itself(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "FIRST_PAUSE", 0.02)
    is_kept = Event()

    def complain(text: str) -> None:
        if text == AGAIN.format(path):
            is_kept.set()

    keeper = HistoryWriter(path, (), complain)
    path.parent.write_text("a file, no directory")
    add(keeper, "a")
    assert not keeper.flush(60)
    path.parent.unlink()
    assert is_kept.wait(60)
    assert codes_in(path) == ["a"]
    assert keeper.close(60)


def test_when_too_much_waits_the_oldest_are_lost_and_that_is_told(
    keeper: HistoryWriter, path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    monkeypatch.setattr(writer, "LARGEST", 1_000)
    path.parent.write_text("a file, no directory")
    for code in ("a", "b", "c", "d", "e"):
        add(keeper, code)
        assert not keeper.flush(60)
    path.parent.unlink()
    add(keeper, "x" * 990)
    assert keeper.flush(60)
    assert codes_in(path) == ["d", "e", "x" * 990]
    add(keeper, "y" * 1_001, "z")
    assert keeper.flush(60)
    assert codes_in(path)[3:] == ["z"]
    lost = [each for each in told if "could not keep in time" in each]
    assert sum(int(each.rstrip(".").rpartition(" ")[2]) for each in lost) == 4


def test_a_newer_history_gets_nothing_and_that_is_told_once(
    keeper: HistoryWriter, path: Path, told: list[str]
) -> None:
    recorded(path, made("theirs"))
    ask(path, "PRAGMA user_version = 2")
    for code in ("a", "b"):
        add(keeper, code)
        assert not keeper.flush(60)
    assert told == [
        f"The history in {path} was written by a newer jtui; this one does not change it and"
        " keeps no inputs. Update jtui."
    ]
    assert ask(path, "SELECT count(*) FROM cells") == 1


def test_a_damaged_history_is_set_aside_and_everything_kept(
    keeper: HistoryWriter, path: Path, told: list[str]
) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_text("no database\n" * 900)
    add(keeper, "a", "b")
    assert keeper.flush(60)
    assert codes_in(path) == ["a", "b"]
    assert len(told) == 1
    assert "was damaged. It is set aside as" in told[0]


def test_junk_is_kept(keeper: HistoryWriter, path: Path, told: list[str]) -> None:
    junk = ["".join(map(chr, range(start, start + 400))) for start in range(1, 70_000, 397)]
    keeper.add("\ud800\0", HistoryEntry(junk[-1], line=-5, language="\0", duration=float("inf")))
    add(keeper, *junk)
    assert keeper.flush(60)
    assert len(codes_in(path)) == len(junk) + 1
    assert told == []


def test_an_input_that_cannot_be_kept_is_dropped_and_all_others_kept(
    keeper: HistoryWriter, path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cell_of(entry: HistoryEntry, session: int, origin: str) -> Cell:
        if entry.code.startswith("huge"):
            raise MemoryError
        return rows.cell_of(entry, session, origin)

    monkeypatch.setattr(store, "cell_of", cell_of)
    recorded(path, made("before"))
    with locked(path):
        # So that they are taken together.
        add(keeper, "a", "huge", "b", "huge too", "c")
        assert not keeper.flush(0.1)
    assert keeper.flush(60)
    add(keeper, "d")
    assert keeper.close(60)
    assert codes_in(path) == ["before", "a", "b", "c", "d"]
    assert told.count("An input cannot be kept in the history; the log says why.") == 1


def test_who_cannot_be_told_loses_nothing(path: Path) -> None:
    def complain(text: str) -> None:
        raise RuntimeError(text)

    keeper = HistoryWriter(path, (), complain)
    path.parent.mkdir(mode=0o700)
    path.write_text("no database\n" * 900)
    add(keeper, "a")
    assert keeper.flush(60)
    add(keeper, "b")
    assert keeper.close(60)
    assert codes_in(path) == ["a", "b"]


def test_patterns_are_left_to_the_thread(
    keeper: HistoryWriter, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def in_some_thread(code: str, ignored: Sequence[str]) -> bool:
        threads.append(current_thread())
        return is_kept(code, ignored)

    monkeypatch.setattr(writer, "is_kept", in_some_thread)
    add(keeper, "a", "secret", " b", "\n")
    assert keeper.flush(60)
    assert codes_in(path) == ["a"]
    assert threads
    assert current_thread() not in threads
