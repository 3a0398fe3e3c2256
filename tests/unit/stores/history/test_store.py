"""The store: what is written is there, in order, for its owner only, until it is forgotten."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.unit.stores.history.made import ask, codes_in, codes_of, made, opened, recorded
from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry, Outcome
from tui.model.history.query import parse_query
from tui.stores.history import connection
from tui.stores.history.search import HistorySearch
from tui.stores.history.store import HistoryStore, Keyed

SECRET = "token = '☃☄★-2718'"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jtui" / "history.sqlite"


def found(path: Path, query: str, *, index: bool = True) -> list[str]:
    search = HistorySearch(path, index=index)
    try:
        return codes_of(search.search(parse_query(query)))
    finally:
        search.close()


def bytes_beside(path: Path) -> bytes:
    """All files of the history, read by another process: closing them here would unlock them."""
    script = "import sys, pathlib\nfor each in pathlib.Path(sys.argv[1]).iterdir():\n"
    script += " sys.stdout.buffer.write(each.read_bytes())"
    run = [sys.executable, "-c", script, str(path.parent)]
    return subprocess.run(run, stdout=subprocess.PIPE, check=True, timeout=60).stdout


def test_an_entry_comes_back_as_it_was(path: Path) -> None:
    entry = HistoryEntry(
        "x = 1\ny\n",
        line=7,
        language="python",
        kernelspec="python3",
        cwd="/home",
        started=1_700_000_000.123456,
        duration=0.25,
        outcome=Outcome.ERROR,
    )
    recorded(path, [("key", entry)])
    (read,) = HistoryStore(path).entries()
    assert read == HistoryEntry(
        "x = 1\ny\n",
        entry_id=1,
        session=1,
        line=7,
        language="python",
        kernelspec="python3",
        cwd="/home",
        started=1_700_000_000.123456,
        duration=0.25,
        outcome=Outcome.ERROR,
        length=8,
        lines=3,
    )


ODD = {
    "a NUL": ("a\0b\0", "a\0b\0"),
    "control characters": ("\x1b[31m\x07\r\n\x7f", "\x1b[31m\x07\r\n\x7f"),
    "all bytes": ("".join(map(chr, range(256))), "".join(map(chr, range(256)))),
    "a lone surrogate": ("a\ud800b\udcff", "a\ufffdb\ufffd"),
    "halves of a character": ("\ud83d\ude00", "😀"),
    "noncharacters": ("\ufffe\uffff\U0010ffff", "\ufffe\uffff\U0010ffff"),
    "quotes and wildcards": ("'\"%_*;--\\", "'\"%_*;--\\"),
}


@pytest.mark.parametrize(("code", "kept"), ODD.values(), ids=ODD)
def test_odd_texts_are_kept_and_found(path: Path, code: str, kept: str) -> None:
    recorded(path, made("other", code, key=code, language=code, kernelspec=code, cwd=code))
    assert codes_in(path) == ["other", kept]
    search = HistorySearch(path)
    (row,) = search.search(parse_query("!other")).rows
    search.close()
    entry = row.entry
    assert [entry.code, entry.language, entry.kernelspec, entry.cwd] == [kept] * 4


def test_numbers_that_no_database_holds_are_unknown(path: Path) -> None:
    odd = HistoryEntry("x", line=2**80, started=float("inf"), duration=float("nan"))
    recorded(path, [("key", odd)])
    (read,) = HistoryStore(path).entries()
    assert (read.line, read.started, read.duration) == (0, None, None)


def test_everything_is_for_the_owner_only(path: Path) -> None:
    with opened(path) as store:
        store.record(made("x"))
        files = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
        names = ("", "-wal", "-shm")
        assert files == {f"history.sqlite{end}": 0o600 for end in names} | {"history.lock": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_is_made_before_something_is_kept(path: Path) -> None:
    with opened(path) as store:
        assert list(store.entries()) == []
    assert found(path, "x") == []
    assert not path.parent.exists()


def test_sessions_are_told_apart_by_their_keys(path: Path) -> None:
    recorded(path, [*made("a", key="k"), *made("b", key="l"), *made("c", key="k")])
    recorded(path, made("d", key="l"))
    assert [entry.session for entry in HistoryStore(path).entries()] == [1, 2, 1, 2]


def test_imported_entries_come_before_all_others_and_once(path: Path) -> None:
    recorded(path, made("own"))
    with opened(path) as store:
        assert store.add_older(made("b", "b", "c"), "bash") == (3, 0)
        assert store.add_older(made("a", "b", "c"), "bash") == (1, 2)
        assert store.add_older(made("b"), "xonsh") == (1, 0)
        assert store.add_older(made("b", "c"), "bash") == (0, 2)
        store.record(made("newest"))
    assert codes_in(path) == ["b", "a", "b", "b", "c", "own", "newest"]
    ids = [entry.entry_id for entry in HistoryStore(path).entries()]
    assert ids[-2:] == [1, 2]
    assert ids == sorted(set(ids))
    assert found(path, "") == ["newest", "own", "c", "b", "a"]


def test_an_import_that_breaks_off_leaves_nothing(path: Path) -> None:
    def broken() -> Iterator[Keyed]:
        yield from made("a", "b")
        raise OSError("the file ends here")

    with opened(path) as store:
        with pytest.raises(OSError, match="the file ends here"):
            store.add_older(broken(), "bash")
        assert codes_in(path) == []
        assert store.add_older(made("a", "b"), "bash") == (2, 0)


def test_ids_are_not_used_again(path: Path) -> None:
    with opened(path) as store:
        store.add_older(made("old"), "bash")
        store.record(made("a", "b"))
        before = [entry.entry_id for entry in store.entries()]
        assert store.forget(before) == 3
        store.add_older(made("old"), "bash")
        store.record(made("c"))
        after = [entry.entry_id for entry in store.entries()]
    assert set(before) & set(after) == set()
    assert after[-1] == 3


@pytest.mark.parametrize("index", [True, False])
def test_forgetting_takes_all_of_one_text_or_single_entries(path: Path, index: bool) -> None:
    with opened(path, index=index) as store:
        store.record(made("a", "b", "a", "c", "a"))
        assert store.forget([1], duplicates=False) == 1
        assert codes_in(path) == ["b", "a", "c", "a"]
        assert store.forget([3, 4, 4, 77]) == 3
        assert codes_in(path) == ["b"]
        assert store.forget_codes(["b", "nothing"]) == 1
        assert store.forget([3]) == 0
    assert found(path, "") == []


def test_what_is_forgotten_is_in_no_file(path: Path) -> None:
    others = made(*(f"other input {number}" for number in range(500)))
    with opened(path) as store:
        for _ in range(3):
            store.record([*others, *made(SECRET)])
        store.add_older(made(SECRET), "bash")
        # The trigram of the index, and with it the whole text.
        assert "☃☄★".encode() in bytes_beside(path)
        assert SECRET.encode() in bytes_beside(path)
        assert store.forget_codes([SECRET]) == 4
        assert SECRET.encode() not in bytes_beside(path)
        assert "☃☄".encode() not in bytes_beside(path)
    assert found(path, "'input 499") == ["other input 499"]


def has_traces(store: HistoryStore) -> bool:
    return store.leaves_traces


@contextmanager
def read_by_another(path: Path) -> Iterator[None]:
    """Another program that reads, and does not come to an end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM cells").fetchone()
        yield


def test_traces_that_a_reader_keeps_in_the_files_go_with_the_next_input(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WRITER_PATIENCE", 0.05)
    with opened(path) as store:
        store.record(made("before", SECRET))
        with read_by_another(path):
            assert store.forget_codes([SECRET]) == 1
            assert has_traces(store)
            store.record(made("while it reads"))
            assert has_traces(store)
            assert SECRET.encode() in bytes_beside(path)
        # It is left to whoever writes next.
        with opened(path) as other:
            other.record(made("after it"))
            assert not has_traces(other)
            assert "☃☄".encode() not in bytes_beside(path)
        store.record(made("last"))
        assert not has_traces(store)
    assert codes_in(path) == ["before", "while it reads", "after it", "last"]


def test_traces_go_when_the_store_is_closed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WRITER_PATIENCE", 0.05)
    with opened(path) as store, opened(path) as other:
        other.record(made(SECRET, SECRET))
        with read_by_another(path):
            assert store.forget([1], duplicates=True) == 2
            assert has_traces(store)
        store.close()
        # The other one still has the file open, so that SQLite itself does nothing.
        assert not has_traces(store)
        assert "☃☄".encode() not in bytes_beside(path)


def test_nothing_is_left_when_nobody_reads(path: Path) -> None:
    with opened(path) as store:
        store.record(made(SECRET))
        assert store.forget([1]) == 1
        assert not has_traces(store)


def test_what_is_forgotten_without_an_index_leaves_it_with_the_next_who_has_one(
    path: Path,
) -> None:
    recorded(path, made(SECRET, "stays"))
    with opened(path, index=False) as store:
        assert store.forget_codes([SECRET]) == 1
        assert has_traces(store)
    assert found(path, "'☃☄★") == []
    assert found(path, "stays") == ["stays"]
    with opened(path) as store:
        store.record(made("new"))
        assert not has_traces(store)
    assert "☃☄".encode() not in bytes_beside(path)
    assert found(path, "'☃☄★") == []
    assert sorted(found(path, "!zzz")) == ["new", "stays"]


def test_what_was_kept_without_an_index_is_found_and_indexed_later(path: Path) -> None:
    recorded(path, made("first words"), index=False)
    recorded(path, made("second words"))
    recorded(path, made("third words"), index=False)
    for index in (True, False):
        assert len(found(path, "words", index=index)) == 3
    assert ask(path, "SELECT count(*) FROM pending") == 1
    recorded(path, made("fourth words"))
    assert ask(path, "SELECT count(*) FROM pending") == 0
    assert len(found(path, "words")) == 4


def test_a_large_import_is_indexed_at_once(path: Path) -> None:
    with opened(path) as store:
        store.add_older(made(*(f"input {number}" for number in range(12_000))), "bash")
    assert ask(path, "SELECT count(*) FROM pending") == 0
    assert found(path, "put 7777") == ["input 7777"]


def test_an_entry_of_ten_megabytes_is_kept_and_found(path: Path) -> None:
    huge = "x" * 5_000_000 + "\nneedle É" + "y" * 5_000_000
    recorded(path, made(huge, "small"))
    search = HistorySearch(path)
    (row,) = search.search(parse_query("needle é")).rows
    assert (row.entry.length, len(row.entry.code), row.entry.lines) == (len(huge), 4_000, 2)
    assert search.code(row.entry.entry_id) == huge
    assert [entry.code for entry in search.earlier("xx", "")] == [huge]
    search.close()


def test_a_file_that_was_removed_is_made_anew(path: Path) -> None:
    with opened(path) as store:
        store.record(made("lost"))
        search = HistorySearch(path)
        assert codes_of(search.search(parse_query(""))) == ["lost"]
        for each in path.parent.iterdir():
            each.unlink()
        store.record(made("new"))
        assert codes_of(search.search(parse_query(""))) == ["new"]
        search.close()
    assert codes_in(path) == ["new"]


def test_a_path_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = HistoryStore(tmp_path / "file" / "history.sqlite")
    with pytest.raises(HistoryError, match=r"history\.sqlite cannot be opened; check the path"):
        store.record(made("x"))
