"""A history that is damaged: set aside or repaired, and whatever is entered next is kept."""

from __future__ import annotations

import random
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.stores.history.made import ask, codes_in, codes_of, made, recorded
from tui.errors import HistoryError
from tui.model.history.query import parse_query
from tui.stores.history.damage import repair
from tui.stores.history.keeping import Keeping
from tui.stores.history.kept import Kept
from tui.stores.history.search import HistorySearch
from tui.stores.history.store import HistoryStore

NUMBER = 3_000
ASIDE = re.compile(r"history-damaged-\d{8}-\d{6}(-\d+)?\.sqlite")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "history.sqlite"
    recorded(path, made(*(f"entry {number} of some words" for number in range(NUMBER))))
    return path


def set_aside(path: Path) -> list[Path]:
    return [each for each in path.parent.iterdir() if ASIDE.fullmatch(each.name)]


def overwrite(path: Path, start: float, length: int = 12_288, data: bytes = b"\xa5") -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(int(size * start))
        file.write((data * length)[:length])


def truncate(path: Path, length: int) -> None:
    with path.open("r+b") as file:
        file.truncate(length)


def replace_by_another(path: Path) -> None:
    path.unlink()
    ask(path, "CREATE TABLE other(x)")
    path.chmod(0o600)


def keep(path: Path, code: str) -> list[str]:
    """Keep an input, which must not fail; what the user is told."""
    told: list[str] = []
    keeping = Keeping(path, told.append)
    assert keeping.keep(made(code)) is Kept.WRITTEN
    keeping.close()
    return told


def assert_sound(path: Path) -> None:
    assert ask(path, "PRAGMA integrity_check") == "ok"
    ask(path, "INSERT INTO words(words) VALUES('integrity-check')")
    assert path.stat().st_mode & 0o777 == 0o600


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "text instead of a database": lambda path: path.write_text("no database\n" * 900),
    "binary junk": lambda path: path.write_bytes(random.Random(1).randbytes(100_000)),
    "a broken header": lambda path: overwrite(path, 0, 60),
    "a broken first page": lambda path: overwrite(path, 0.0001, 4_000),
    "half of the file": lambda path: truncate(path, path.stat().st_size // 2),
    "one page of the file": lambda path: truncate(path, 4096),
    "less than a page": lambda path: truncate(path, 1_000),
    "zeros": lambda path: overwrite(path, 0, path.stat().st_size, b"\0"),
    "another program's database": replace_by_another,
    "a table that is missing": lambda path: ask(path, "DROP TABLE cells"),
    "a schema that is no text": lambda path: path.write_bytes(
        path.read_bytes().replace(b"TABLE cells(", b"\xff\x81BLE cells(")
    ),
}


@pytest.mark.parametrize("break_it", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_set_aside_and_said(
    path: Path, break_it: Callable[[Path], object]
) -> None:
    break_it(path)
    before = path.read_bytes()
    (told,) = keep(path, "new")
    (aside,) = set_aside(path)
    if break_it is replace_by_another:
        assert told == (
            f"{path} belonged to another program."
            f" It is set aside as {aside} and a new history begun."
        )
    else:
        assert told == (
            f"The history in {path} was damaged. It is set aside as {aside} and a new one begun;"
            f" `jtui history import {aside}` brings back what can be read of it."
        )
    assert aside.read_bytes() == before
    assert codes_in(path) == ["new"]
    assert_sound(path)


@pytest.mark.parametrize("break_it", UNREADABLE.values(), ids=UNREADABLE)
def test_a_search_that_meets_damage_says_it_and_goes_on(
    path: Path, break_it: Callable[[Path], object]
) -> None:
    break_it(path)
    search = HistorySearch(path)
    (told,) = {search.search(parse_query("entry 7")).problem}
    assert re.search(r"(was damaged|to another program)\. It is set aside as", told)
    assert len(set_aside(path)) == 1
    assert search.search(parse_query("entry 7")).problem == ""
    assert keep(path, "entry 77") == []
    assert codes_of(search.search(parse_query("entry 7"))) == ["entry 77"]
    search.close()


@pytest.mark.parametrize("place", range(40))
def test_damage_in_the_middle_stops_nobody(path: Path, place: int) -> None:
    overwrite(path, 0.01 + place / 41, 8_192, b"\xa5\x00\xff\x17")
    told = keep(path, "new entry")
    search = HistorySearch(path)
    problems = {search.search(parse_query(text)).problem for text in ("", "entry 2", "zzz", "e")}
    try:
        list(HistoryStore(path).entries())
    except HistoryError as error:
        problems.add(str(error))
    told += [problem for problem in problems if problem]
    told += [search.search(parse_query(text)).problem for text in ("entry", "'some words")]
    search.close()
    assert all("damaged" in each for each in filter(None, told))
    repair(path)
    told += keep(path, "newest entry")
    assert codes_in(path)[-1] == "newest entry"
    assert repair(path) == ""
    if not set_aside(path):
        # Then everything must be there.
        found = codes_in(path)
        assert len(found) == NUMBER + 2


DAMAGED_INDEX = {
    "most of it is missing": "DELETE FROM words_data WHERE id > 10",
    "its structure is missing": "DELETE FROM words_data WHERE id = 10",
    "its averages are missing": "DELETE FROM words_data WHERE id = 1",
    "its settings are missing": "DELETE FROM words_config",
    "a table of it is missing": "DROP TABLE words_data",
    "another table of it is missing": "DROP TABLE words_idx",
}


@pytest.mark.parametrize("sql", DAMAGED_INDEX.values(), ids=DAMAGED_INDEX)
def test_a_damaged_index_is_made_anew_and_nothing_else(path: Path, sql: str) -> None:
    ask(path, sql)
    told = keep(path, "entry 2999 again")
    search = HistorySearch(path)
    told += filter(None, [search.search(parse_query("entry 2999")).problem])
    assert len(codes_of(search.search(parse_query("entry 2999")))) == 2
    search.close()
    assert set(told) <= {f"The index of the history in {path} was damaged and is made anew."}
    assert len(told) == 1 or "id = 1" in sql
    assert keep(path, "newest") == []
    assert len(codes_in(path)) == NUMBER + 2
    assert set_aside(path) == []
    assert_sound(path)


def test_the_command_that_is_told_can_be_pasted_into_a_shell(tmp_path: Path) -> None:
    path = tmp_path / "my $(files)" / "history.sqlite"
    path.parent.mkdir()
    path.write_text("no database\n" * 900)
    command = repair(path).split("`")[1]
    assert shlex.split(command) == ["jtui", "history", "import", str(*set_aside(path))]


def test_what_was_beside_the_database_goes_with_it(path: Path) -> None:
    store = HistoryStore(path)
    store.record(made("in the log"))
    wal = path.with_name(path.name + "-wal").read_bytes()
    assert b"in the log" in wal
    with path.open("r+b") as file:
        file.write(b"\0" * 100)
    # Whoever opens it anew meets the damage; the first one goes on in the new file.
    assert "set aside" in repair(path)
    (aside,) = set_aside(path)
    assert aside.with_name(aside.name + "-wal").read_bytes() == wal
    store.record(made("afterwards"))
    store.close()
    assert codes_in(path) == ["afterwards"]


KEEP = """
import sys
from pathlib import Path
from tui.model.history.entry import HistoryEntry
from tui.stores.history.keeping import Keeping
sys.stdin.readline()
keeping = Keeping(Path(sys.argv[1]), print)
for number in range(5):
    keeping.keep([("key", HistoryEntry(f"{sys.argv[2]} {number}"))])
keeping.close()
"""


def test_several_that_meet_damage_set_it_aside_once(path: Path) -> None:
    path.write_text("no database\n" * 900)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", KEEP, str(path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = [each.communicate(timeout=60)[0] for each in started]
    assert "".join(told).count("set aside") == 1
    assert len(set_aside(path)) == 1
    expected = [f"{number} {entry}" for number in range(4) for entry in range(5)]
    assert sorted(codes_in(path)) == expected


def test_files_set_aside_in_one_second_have_different_names(path: Path) -> None:
    for _ in range(3):
        path.write_text("no database\n" * 900)
        assert "set aside" in repair(path)
    assert len(set_aside(path)) == 3


def test_a_newer_history_is_neither_repaired_nor_set_aside(path: Path) -> None:
    ask(path, "PRAGMA user_version = 7")
    before = path.read_bytes()
    told: list[str] = []
    keeping = Keeping(path, told.append)
    assert keeping.keep(made("x")) is Kept.NEVER
    with pytest.raises(HistoryError, match="newer jtui"):
        repair(path)
    assert len(told) == 1
    assert path.read_bytes() == before
    assert set_aside(path) == []


def test_an_empty_file_is_a_history_that_has_not_begun(path: Path) -> None:
    path.write_bytes(b"")
    search = HistorySearch(path)
    assert codes_of(search.search(parse_query("x"))) == []
    assert keep(path, "x") == []
    assert codes_of(search.search(parse_query("x"))) == ["x"]
    search.close()


def test_a_sound_history_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as reader:
        assert reader.execute("SELECT count(*) FROM cells").fetchone() == (NUMBER,)
        assert repair(path) == ""
    assert len(codes_in(path)) == NUMBER
