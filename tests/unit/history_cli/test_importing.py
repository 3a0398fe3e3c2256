"""`jtui history import` as a user meets it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.unit.history_cli.commands import (
    ENTRIES,
    Jtui,
    codes,
    on_terminal,
    record,
    status_of,
)
from tests.unit.stores.history.foreign.reading import run_ipython
from tui.model.history.entry import HistoryEntry
from tui.stores.history.store import HistoryStore


def bash_history(home: Path, *lines: str) -> Path:
    """A file of bash with times, one every ten seconds from 1700000000."""
    path = home / ".bash_history"
    times = range(1_700_000_000, 1_800_000_000, 10)
    path.write_text("".join(f"#{at}\n{line}\n" for at, line in zip(times, lines, strict=False)))
    return path


def test_what_there_is_in_one_order_of_time(jtui: Jtui, store: HistoryStore, home: Path) -> None:
    record(store, *ENTRIES)
    bash_history(home, "first in bash", " hidden", "second in bash")
    sessions = home / ".local" / "share" / "xonsh" / "history_json"
    sessions.mkdir(parents=True)
    command = {"inp": "in xonsh\n", "ts": [1_700_000_005.0, 1_700_000_006.0], "rtn": 0}
    data = {"data": {"cmds": [command], "sessionid": "one"}}
    (sessions / "xonsh-one.json").write_text(json.dumps({"locs": [], **data}))
    run_ipython(home / ".ipython", "x = 1", "y = 2")
    done = jtui("import", "-y")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "5 inputs imported, 1 not to be kept.\n"
    assert codes(store) == [
        "first in bash",
        "in xonsh",
        "second in bash",
        "x = 1",
        "y = 2",
        *(entry.code for entry in ENTRIES),
    ]
    again = jtui("import", "-y")
    assert again.stdout == "0 inputs imported, 5 there already, 1 not to be kept.\n"
    assert len(codes(store)) == 8


def test_nobody_to_ask_is_said(jtui: Jtui, store: HistoryStore, home: Path) -> None:
    path = bash_history(home, "ls")
    done = jtui("import")
    assert done.returncode == 2
    assert done.stdout.split() == ["bash", "1", "input", str(path)]
    assert done.stderr == ("jtui: There is no terminal to ask at; -y imports without asking.\n")
    assert codes(store) == []


@pytest.mark.parametrize(
    ("answer", "said", "status", "imported"),
    [
        ("y\r", "1 input imported.", 0, ["ls"]),
        ("n\r", "Nothing was imported.", 1, []),
        ("\r", "Nothing was imported.", 1, []),
        ("\x04", "Nothing was imported.", 1, []),
        ("\x03", "", 130, []),
    ],
    ids=["yes", "no", "nothing", "end of file", "ctrl+c"],
)
def test_a_terminal_is_asked(
    environment: dict[str, str],
    home: Path,
    store: HistoryStore,
    answer: str,
    said: str,
    status: int,
    imported: list[str],
) -> None:
    bash_history(home, "ls")
    child = on_terminal(environment, "import")
    child.expect_exact("Import them? [y/N] ")
    child.send(answer)
    child.expect_exact(said)
    assert status_of(child) == status
    assert codes(store) == imported


def test_nothing_to_import(jtui: Jtui, home: Path) -> None:
    done = jtui("import")
    assert (done.returncode, done.stdout) == (0, "There is no history to import.\n")


def test_an_export_comes_back_into_another_home_only(
    jtui: Jtui, store: HistoryStore, home: Path
) -> None:
    bash_history(home, "ls", "ls")
    jtui("import", "-y")
    record(store, *ENTRIES)
    jtui("export", "out.jsonl")
    before = list(store.entries())
    done = jtui("import", "out.jsonl")
    assert (done.returncode, done.stdout) == (0, "0 inputs imported, 5 there already.\n")
    store.path.unlink()
    done = jtui("import", "out.jsonl", "out.jsonl")
    assert (done.returncode, done.stdout) == (0, "5 inputs imported.\n")
    after = list(store.entries())
    assert [(entry.code, entry.started, entry.outcome) for entry in after] == [
        (entry.code, entry.started, entry.outcome) for entry in before
    ]


def test_one_that_cannot_be_read_does_not_keep_the_others(
    jtui: Jtui, store: HistoryStore, home: Path
) -> None:
    bad = home / "history.sqlite"
    bad.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    good = bash_history(home, "ls")
    done = jtui("import", "history.sqlite", "nothing", good.name)
    assert (done.returncode, done.stdout) == (1, "1 input imported.\n")
    first, second = done.stderr.splitlines()
    assert first.startswith("jtui: history.sqlite is ")
    assert second == "jtui: There is no file nothing."
    assert codes(store) == ["ls"]
    done = jtui("import", "history.sqlite")
    assert (done.returncode, done.stdout) == (2, "")


def test_what_a_configuration_ignores_is_left_out(
    jtui: Jtui, store: HistoryStore, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "config").mkdir()
    config = tmp_path / "config" / "jupyter_tui_config.py"
    config.write_text("c.History.ignore = ['*password*']\n")
    path = bash_history(home, "ls", "mysql --password=x", "cd")
    done = jtui("import", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "2 inputs imported, 1 not to be kept.\n"
    assert codes(store) == ["ls", "cd"]


def test_junk_is_counted(jtui: Jtui, store: HistoryStore, home: Path) -> None:
    path = home / "junk"
    path.write_bytes(b"ls\n\0\0\n" + b"x" * 1_500_000 + b"\ncd \xff\n")
    done = jtui("import", "--kind", "bash", str(path))
    assert done.stdout == "2 inputs imported, 1 too long, 1 unreadable.\n"
    assert codes(store) == ["ls", "cd \ufffd"]


def test_a_text_that_is_no_history_is_taken_when_that_is_said(
    jtui: Jtui, store: HistoryStore, home: Path
) -> None:
    (home / "accounts").write_text(
        "root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n"
    )
    done = jtui("import", "-y", "accounts")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "jtui: accounts is no history that jtui knows;"
        " --kind bash takes its lines as inputs of bash.\n"
    )
    assert codes(store) == []
    done = jtui("import", "--kind", "bash", "accounts")
    assert (done.returncode, done.stdout) == (0, "2 inputs imported.\n")


def test_ctrl_c_while_it_imports_leaves_the_history_as_it_was(
    environment: dict[str, str], home: Path, store: HistoryStore
) -> None:
    record(store, *ENTRIES)
    path = home / "long_history"
    path.write_text("".join(f"echo {number}\n" for number in range(500_000)))
    child = on_terminal(environment, "import", str(path))
    child.expect(r"Imported [\d,]+ of about 500,000")
    child.kill(signal.SIGINT)
    assert status_of(child) == 130
    assert "Traceback" not in child.before
    assert codes(store) == [entry.code for entry in ENTRIES]
    record(store, HistoryEntry("later"))
    assert codes(store)[-1] == "later"
