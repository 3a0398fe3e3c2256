"""A search that takes long, is stopped, or has no usable file to look into."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.unit.stores.history.made import ask, codes_of, ended, made, opened, recorded
from tui.errors import HistoryError
from tui.model.history.entry import Findings, HistoryEntry, Outcome
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import parse_query
from tui.model.history.ranges import parse_ranges
from tui.stores.history import search as searching
from tui.stores.history.conditions import WHITE
from tui.stores.history.search import WINDOW, HistorySearch

NUMBER = 30_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of many entries: a tenth of them alike, every hundredth in R."""
    path = tmp_path_factory.mktemp("many") / "history.sqlite"
    entries = [
        (
            f"session {number // 100}",
            HistoryEntry(
                "again()" if number % 10 == 0 else f"entry {number}",
                line=number % 100,
                language="R" if number % 100 == 50 else "python",
                cwd="/rare" if number < 20 else "/usual",
                started=float(number),
                outcome=Outcome.ERROR if number % 2 else Outcome.OK,
            ),
        )
        for number in range(NUMBER)
    ]
    recorded(path, entries)
    return path


@pytest.fixture(params=[True, False], ids=["with index", "without index"])
def search(many: Path, request: pytest.FixtureRequest) -> Iterator[HistorySearch]:
    search = HistorySearch(many, index=request.param)
    yield search
    search.close()


def test_only_the_newest_are_found_each_text_once(search: HistorySearch) -> None:
    found = search.search(parse_query(""))
    assert (len(found.rows), found.more, found.complete) == (WINDOW, True, True)
    assert [row.entry.entry_id for row in found.rows[:3]] == [NUMBER, NUMBER - 1, NUMBER - 2]
    counts = {row.entry.code: row.count for row in found.rows}
    assert counts.pop("again()") == NUMBER // 10
    assert set(counts.values()) == {1}
    # All that are newer than the oldest are there.
    numbers = range(NUMBER - 1, 0, -1)
    unlike = [f"entry {number}" for number in numbers if number % 10][: WINDOW - 1]
    assert set(counts) == set(unlike)


def test_a_search_goes_on_where_a_text_comes_often(search: HistorySearch) -> None:
    found = search.search(parse_query("again"), limit=2_000)
    assert [(row.entry.code, row.count) for row in found.rows] == [("again()", NUMBER // 10)]
    found = search.search(parse_query("again"), folded=False, limit=NUMBER)
    ids = [row.entry.entry_id for row in found.rows]
    assert sorted(ids) == list(range(1, NUMBER, 10))
    assert (found.more, found.complete) == (False, True)


@pytest.mark.parametrize("words", ["", "entry", "e", "entry !7", "/y [0-9]+$/"])
def test_every_filter_narrows_and_counts(search: HistorySearch, words: str) -> None:
    for filters, left in (
        (HistoryFilters(cwd="/rare"), 20),
        (HistoryFilters(since=NUMBER - 30.0), 30),
        (HistoryFilters(language="R", since=NUMBER - 1_000.0), 10),
        (HistoryFilters(errors=True, cwd="/rare"), 10),
        (HistoryFilters(kernelspec="none"), 0),
    ):
        unfolded = search.search(parse_query(words), filters, folded=False)
        assert all(filters.passes(row.entry) for row in unfolded.rows)
        folded = search.search(parse_query(words), filters)
        assert sum(row.count for row in folded.rows) == len(unfolded.rows)
        if not words:
            assert len(unfolded.rows) == left


def test_what_there_is_comes_while_a_search_goes_on(path: Path) -> None:
    # Each of the texts that have no match takes all the time an expression may take.
    slow = [text for number in range(8) for text in (f"fine {number}", "a" * 40 + str(number))]
    recorded(path, made(*slow))
    search = HistorySearch(path)
    reports: list[Findings] = []
    found = search.search(parse_query("/fine|(a|aa)+[bc]/"), report=reports.append)
    assert len(reports) >= 2
    assert not any(report.complete for report in reports)
    sizes = [len(report.rows) for report in reports]
    assert sizes == sorted(set(sizes))
    assert sizes[0] >= 1
    assert found.complete
    assert set(codes_of(found)) == {f"fine {number}" for number in range(8)}

    reports.clear()

    def stopping(report: Findings) -> None:
        reports.append(report)
        search.stop()

    found = search.search(parse_query("/fine|(a|aa)+[bc]/"), report=stopping)
    assert (len(reports), found) == (1, reports[0])
    assert len(codes_of(search.search(parse_query("fine")))) == 8
    search.close()


def test_a_search_is_stopped_from_another_thread_in_the_middle_of_sqlite(path: Path) -> None:
    # White space takes long to cut off.
    recorded(path, made("newest", *(f"x{number}" + "\u3000" * 400_000 for number in range(20))))
    search = HistorySearch(path)
    answers: list[Findings] = []
    thread = Thread(target=lambda: answers.append(search.search(parse_query("y$"))))
    thread.start()
    while thread.is_alive():
        search.stop()
        thread.join(0.01)
    (found,) = answers
    assert (found.rows, found.complete, found.problem) == ((), False, "")
    assert search.code(1) == "newest"
    search.close()


def test_a_search_that_waits_for_its_turn_is_stopped_as_well(
    search: HistorySearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FIRST_REPORT", 0)
    is_held, is_free = Event(), Event()
    answers: list[Findings] = []

    def hold(_: Findings) -> None:
        is_held.set()
        assert is_free.wait(60)

    def wait() -> None:
        answers.append(search.search(parse_query("entry")))

    first = Thread(target=search.search, args=(parse_query("again"),), kwargs={"report": hold})
    first.start()
    assert is_held.wait(60)
    second = Thread(target=wait)
    second.start()
    while not waits_in(second, "reading"):
        second.join(0.01)
    second.join(0.01)
    search.stop()
    is_free.set()
    first.join()
    second.join()
    assert answers == [Findings(complete=False)]
    assert len(search.search(parse_query("entry 1")).rows) == WINDOW


def waits_in(thread: Thread, function: str) -> bool:
    """Whether a thread is in a function of this name, and in nothing that it calls."""
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and frame.f_code.co_name == function


def test_stopping_when_nothing_runs_is_no_harm(search: HistorySearch) -> None:
    search.stop()
    assert search.code(2) == "entry 1"
    assert len(search.search(parse_query("entry 1")).rows) == WINDOW


def test_pages_of_earlier_inputs_follow_each_other(search: HistorySearch) -> None:
    first = search.earlier("entry 2", "python", limit=300)
    second = search.earlier("entry 2", "python", limit=300, before=first[-1].entry_id)
    ids = [entry.entry_id for entry in first + second]
    assert ids == sorted(ids, reverse=True)
    assert len({entry.code for entry in first + second}) == 600
    assert first[0].code == "entry 29999"
    assert search.earlier("Entry", "python") == []


def test_white_space_is_what_python_takes_for_it() -> None:
    assert set(WHITE) == {letter for letter in map(chr, range(sys.maxunicode)) if letter.isspace()}


def test_the_entries_of_a_session_come_in_order(search: HistorySearch) -> None:
    found = search.of_session("session 3")
    assert [row.entry.line for row in found.rows] == list(range(100))
    assert search.of_session("none") == Findings()


# What ran, was cancelled, or ran without being counted, in the order it was entered.
INPUTS = (
    ("first", 1, Outcome.OK),
    ("cancelled", 0, Outcome.CANCELLED),
    ("uncounted", 0, Outcome.OK),
    ("second", 2, Outcome.ERROR),
    ("cancelled when counted", 3, Outcome.CANCELLED),
    ("lost", 0, Outcome.LOST),
)
RAN = ["first", "uncounted", "second", "cancelled when counted", "lost"]


@pytest.mark.parametrize(
    ("ranges", "codes"),
    [
        ("1/", RAN),
        ("~1/", RAN),
        ("1-", RAN),
        ("1/1-~0/", RAN + RAN),
        ("1-2", ["first", "second"]),
        ("1/1-2", ["first", "second"]),
        ("2-", ["second", "cancelled when counted"]),
        ("1/2-~0/1", ["second", "cancelled when counted", "first"]),
    ],
)
def test_whole_sessions_have_what_was_not_counted_where_it_was_entered(
    path: Path, ranges: str, codes: list[str]
) -> None:
    for key in ("before", "present"):
        recorded(
            path,
            [(key, HistoryEntry(code, line=line, outcome=out)) for code, line, out in INPUTS],
        )
    search = HistorySearch(path)
    spans = parse_ranges(ranges)
    assert spans is not None
    assert codes_of(search.of_ranges(spans, "present")) == codes
    search.close()


def test_an_entry_that_was_forgotten_has_no_text(path: Path) -> None:
    recorded(path, made("x"))
    search = HistorySearch(path)
    assert search.code(1) == "x"
    with opened(path) as store:
        store.forget([1])
    assert search.code(1) == ""
    search.close()


# Files that cannot be used.


def problem(path: Path) -> str:
    search = HistorySearch(path)
    try:
        found = search.search(parse_query("x"))
        assert found.rows == ()
        with pytest.raises(HistoryError) as raised:
            search.code(1)
        assert str(raised.value) == search.of_session("one").problem == found.problem
        return found.problem
    finally:
        search.close()


def test_another_who_writes_stops_no_search(path: Path) -> None:
    recorded(path, made("x"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM cells")
        search = HistorySearch(path)
        assert codes_of(search.search(parse_query("x"))) == ["x"]
        search.close()


def test_a_file_that_is_locked_as_a_whole_is_said(path: Path) -> None:
    recorded(path, made("x"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        told = f"The history in {path} is locked by another program; end it if it hangs."
        assert problem(path) == told
    search = HistorySearch(path)
    assert codes_of(search.search(parse_query("x"))) == ["x"]
    search.close()


def test_the_history_of_a_newer_jtui_is_left_alone(path: Path) -> None:
    recorded(path, [("one", ended("x", Outcome.OK))])
    ask(path, "PRAGMA user_version = 2")
    before = path.read_bytes()
    assert "was written by a newer jtui" in problem(path)
    with opened(path) as store, pytest.raises(HistoryError, match="Update jtui"):
        store.record(made("y"))
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} <= {path.name, "history.lock"}


# Root may read and write anywhere, so it becomes nobody once all is imported.
LOOK = """
import os, sys
from pathlib import Path
from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry
from tui.model.history.query import parse_query
from tui.stores.history.search import HistorySearch
from tui.stores.history.store import HistoryStore
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
found = HistorySearch(path).search(parse_query("x"))
print([row.entry.code for row in found.rows], found.problem)
try:
    HistoryStore(path).record([("k", HistoryEntry("y"))])
except HistoryError as error:
    print(error)
print([entry.code for entry in HistoryStore(path).entries()])
"""


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A directory that other users can get to."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield directory
    directory.chmod(0o755)
    shutil.rmtree(directory)


@pytest.mark.parametrize("directory_mode", [0o555, 0o755])
@pytest.mark.parametrize("has_wal", [False, True])
def test_what_may_only_be_read_is_searched(
    elsewhere: Path, directory_mode: int, has_wal: bool
) -> None:
    path = elsewhere / "history.sqlite"
    with opened(path) as store:
        store.record(made("x"))
        if not has_wal:
            store.close()
        for each in elsewhere.iterdir():
            each.chmod(0o444)
        elsewhere.chmod(directory_mode)
        script = [sys.executable, "-c", LOOK, str(path)]
        ran = subprocess.run(script, stdout=subprocess.PIPE, text=True, timeout=60)
        found, refused, listed = ran.stdout.splitlines()
    assert found == "['x'] "
    assert refused == f"The history in {path} cannot be written; check who may write there."
    assert listed == "['x']"
