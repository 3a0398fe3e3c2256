"""The lines of an export: what is in them, and that nothing is lost on the way there and back."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry, Outcome
from tui.stores.history.export import (
    entry_of_line,
    export_file,
    export_lines,
    iso_time,
    moment_of,
)

ENTRY = HistoryEntry(
    "print('é')\n",
    session=7,
    line=3,
    language="python",
    kernelspec="python3",
    cwd="/tmp",
    started=1_700_000_000.5,
    duration=0.25,
    outcome=Outcome.OK,
)

seconds = st.none() | st.floats(0, 4e9)
texts = st.text(st.characters(codec="utf-8") | st.characters(categories=["Cs", "Cc"]))
entries = st.builds(
    HistoryEntry,
    code=texts.filter(lambda code: code.strip() != ""),
    session=st.integers(-(2**40), 2**40),
    line=st.integers(0, 2**31 - 1),
    language=texts,
    kernelspec=texts,
    cwd=texts,
    duration=seconds,
    outcome=st.sampled_from(Outcome),
)


def test_a_line_has_these_fields_in_this_order() -> None:
    (line,) = export_lines([ENTRY])
    assert line.endswith("}\n")
    assert list(json.loads(line).items()) == [
        ("code", "print('é')\n"),
        ("language", "python"),
        ("kernelspec", "python3"),
        ("cwd", "/tmp"),
        ("started", "2023-11-14T22:13:20.500000000Z"),
        ("duration", 0.25),
        ("outcome", "ok"),
        ("session", 7),
        ("line", 3),
    ]


@given(entries)
def test_what_is_read_is_what_was_written(entry: HistoryEntry) -> None:
    (line,) = export_lines([entry])
    assert line.isascii()
    assert line.count("\n") == 1
    assert line.rstrip("\n").isprintable()
    assert entry_of_line(line) == entry


@given(st.floats(946_684_800, 4_102_444_800))
def test_times_of_this_century_come_back_the_same(moment: float) -> None:
    text = iso_time(moment)
    assert text is not None
    assert moment_of(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-11-14T22:13:20Z", 1_700_000_000.0),
        ("2023-11-14T23:13:20.25+01:00", 1_700_000_000.25),
        ("2023-11-14T22:13:20", None),
        ("2023-13-14T22:13:20Z", None),
        ("1969-11-14T22:13:20Z", None),
        ("yesterday", None),
    ],
)
def test_times_of_other_programs(text: str, moment: float | None) -> None:
    assert moment_of(text) == moment


@pytest.mark.parametrize("moment", [-1.0, float("nan"), float("inf"), 1e300])
def test_what_is_no_time_is_unknown(moment: float) -> None:
    assert iso_time(moment) is None


def test_a_file_is_private_and_not_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert export_file([ENTRY, ENTRY], path) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    with pytest.raises(HistoryError, match=r"out\.jsonl exists already; -y overwrites it\."):
        export_file([], path)
    assert path.read_text() == before
    assert export_file([ENTRY], path, overwrite=True) == 1
    assert path.read_text() == before[: len(before) // 2]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_comes_while_another_is_written_stays(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"

    def entries_then_file() -> Iterator[HistoryEntry]:
        yield ENTRY
        path.write_text("mine")

    with pytest.raises(HistoryError, match="exists already"):
        export_file(entries_then_file(), path)
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[HistoryEntry]:
        yield ENTRY
        raise HistoryError("The history is damaged.")

    with pytest.raises(HistoryError, match="damaged"):
        export_file(failing(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    link, target = tmp_path / "link", tmp_path / "target"
    target.write_text("old")
    link.symlink_to(target)
    export_file([ENTRY], link, overwrite=True)
    assert link.is_symlink()
    assert entry_of_line(target.read_text()) == ENTRY


@pytest.mark.parametrize("name", ["no/such/directory", "", "a" * 300])
def test_where_nothing_can_be_written_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(HistoryError, match=r"(cannot be written: |is no regular file)"):
        export_file([ENTRY], tmp_path / name)
