"""`jtui history search` as a user meets it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pexpect
import pytest

from tests.unit.history_cli.commands import (
    COMMAND,
    ENTRIES,
    Jtui,
    on_terminal,
    record,
)
from tui.model.history.entry import HEAD, HistoryEntry
from tui.stores.history.store import HistoryStore


def test_the_best_come_first_each_with_a_head_line(jtui: Jtui, store: HistoryStore) -> None:
    record(store, *ENTRIES, ENTRIES[2])
    done = jtui("search", "f")
    assert (done.returncode, done.stderr) == (0, "")
    blocks = done.stdout.split("\n\n")
    assert sorted(blocks) == [
        "",
        "# 2020-09-13 12:26, python3\ndf.plot()",
        "# 2023-11-14 22:13, ir, error\nplot(df)  # R",
        "# 2023-11-14 22:15, bash, 2 times\nfor f in *; do\n  rm $f\ndone",
    ]


def test_without_words_the_newest_come_first(jtui: Jtui, store: HistoryStore) -> None:
    record(store, *ENTRIES)
    found = jtui("search", "--null", "--limit=2").stdout.split("\0")
    assert found == [ENTRIES[2].code, ENTRIES[1].code, ""]


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (["plot", "df"], [0, 1]),
        (["plot", "!R"], [0]),
        (["'plot(df)'"], [1]),
        (["'for", "f'"], [2]),
        (["/^f.r.*\n/"], [2]),
        (["plot", "--language", "R"], [1]),
        (["--kernel=python3"], [0]),
        (["--errors"], [1]),
        (["--since", "2023-11-14 22:14"], [2]),
        (["plot", "--since", "3000-01-01"], []),
        (["--", "--errors"], []),
        (["nothing"], []),
        (["DF"], []),
    ],
)
def test_words_and_filters(
    jtui: Jtui, store: HistoryStore, argv: Sequence[str], found: Sequence[int]
) -> None:
    record(store, *ENTRIES)
    done = jtui("search", "--null", *argv)
    assert (done.returncode, done.stderr) == (0 if found else 1, "")
    assert sorted(done.stdout.split("\0")[:-1]) == sorted(ENTRIES[at].code for at in found)


def test_who_reads_only_the_first_is_told_that_it_was_found(
    environment: dict[str, str], home: Path, store: HistoryStore
) -> None:
    # More than a pipe holds.
    record(store, *(HistoryEntry(f"plot({number})" + "#" * 9_000) for number in range(40)))
    with subprocess.Popen(
        [sys.executable, *COMMAND, "search", "plot"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        assert child.stdout.read(2) == b"# "
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 0


def test_here_is_the_working_directory(jtui: Jtui, store: HistoryStore, home: Path) -> None:
    record(store, *ENTRIES, HistoryEntry("here", cwd=str(home)))
    assert jtui("search", "--here", "--null").stdout == "here\0"


def test_json_has_the_fields_of_an_export_and_a_count(jtui: Jtui, store: HistoryStore) -> None:
    record(store, ENTRIES[2], ENTRIES[2])
    (exported, _) = jtui("export").stdout.splitlines()
    (line,) = jtui("search", "rm", "--json").stdout.splitlines()
    fields = json.loads(line)
    assert fields.pop("count") == 2
    assert fields == json.loads(exported)


def test_nothing_hostile_is_printed(jtui: Jtui, store: HistoryStore) -> None:
    code = "evil \x1b]0;title\x07 \x9b31m \u202e \0 end"
    record(store, HistoryEntry(code, kernelspec="\x1b[2Jk\n", language="\x1b"))
    done = jtui("search", "evil")
    assert done.stdout == ("# ␛[2Jk␊\nevil ␛]0;title␇ ‹U+009B›31m ‹U+202E› ␀ end\n\n")
    (line,) = jtui("search", "evil", "--json").stdout.splitlines()
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["code"] == code
    assert jtui("search", "evil", "--null").stdout == code.replace("\0", "\ufffd") + "\0"


def test_a_long_input_is_printed_whole(jtui: Jtui, store: HistoryStore) -> None:
    code = "x" * (3 * HEAD) + " end"
    record(store, HistoryEntry(code))
    assert jtui("search", "end", "--null").stdout == f"{code}\0"


def test_a_wrong_expression_is_said(jtui: Jtui, store: HistoryStore) -> None:
    record(store, *ENTRIES)
    done = jtui("search", "/a(/")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"jtui: .*\.\n", done.stderr)


def test_without_a_history_nothing_is_found_and_nothing_made(jtui: Jtui, tmp_path: Path) -> None:
    done = jtui("search", "x")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["search", "export"])
def test_a_damaged_history_is_said(jtui: Jtui, store: HistoryStore, command: str) -> None:
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(b"no database at all" * 999)
    done = jtui(command)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"jtui: .*{store.path}.*\.\n", done.stderr)


@pytest.mark.parametrize(
    ("more", "head"),
    [
        ({}, "\x1b[2m# 2023-11-14 22:13, ir, error\x1b[0m"),
        ({"NO_COLOR": "1"}, "# 2023-11-14 22:13, ir, error"),
        ({"TERM": "dumb"}, "# 2023-11-14 22:13, ir, error"),
    ],
    ids=["colours", "NO_COLOR", "dumb"],
)
def test_on_a_terminal_head_lines_are_dim(
    environment: dict[str, str],
    home: Path,
    store: HistoryStore,
    more: dict[str, str],
    head: str,
) -> None:
    record(store, *ENTRIES)
    child = on_terminal(environment | more, "search", "--errors")
    child.expect(pexpect.EOF)
    assert child.before == f"{head}\r\nplot(df)  # R\r\n\r\n"


def test_a_terminal_is_told_that_there_is_more(
    environment: dict[str, str], home: Path, store: HistoryStore
) -> None:
    record(store, *ENTRIES)
    child = on_terminal(environment, "search", "--limit", "1")
    child.expect(pexpect.EOF)
    assert child.before.endswith("\r\njtui: 2 more found; --limit prints them.\r\n")
