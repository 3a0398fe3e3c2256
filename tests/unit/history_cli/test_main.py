"""`jtui history` as such: its help, mistakes, closed streams."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.history_cli.commands import (
    COMMAND,
    ENTRIES,
    Jtui,
    record,
)
from tui.stores.history.store import HistoryStore


@pytest.mark.parametrize("command", ["", "search", "export", "import"])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_fits_a_terminal(jtui: Jtui, command: str, option: str) -> None:
    done = jtui(*command.split(), option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: jtui history {command or 'COMMAND'}")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert len(done.stdout.splitlines()) <= 35


@pytest.mark.parametrize(
    ("argv", "said", "command"),
    [
        ("", "jtui history needs a command: search, export or import.", ""),
        ("serch x", "There is no command history serch. Did you mean search?", ""),
        ("--limit 3", "There is no command history --limit.", ""),
        ("search --lmit 3", "There is no option --lmit. Did you mean --limit?", " search"),
        ("search x --limit", "--limit needs a value.", " search"),
        ("search --limit=0", "--limit needs a number from 1 to 1,000,000, not 0.", " search"),
        ("search --limit ٣", "--limit needs a number from 1 to 1,000,000, not ٣.", " search"),
        ("search --errors=1", "--errors takes no value.", " search"),
        ("search --since soon", "--since needs a date, not soon: 2026-11-01,", " search"),
        ("search --json --null", "--json and --null exclude each other.", " search"),
        ("search -x", "There is no option -x.", " search"),
        ("export a b", "There can be one file only.", " export"),
        ("export --json", "There is no option --json.", " export"),
        ("import --kind bash", "--kind says what a PATH is, and there is none.", " import"),
        ("import x --kind sh", "There is no kind sh; there are ipython, xonsh, bash", " import"),
        ("search \x1b[31m -\x1b", "There is no option -␛.", " search"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    jtui: Jtui, argv: str, said: str, command: str
) -> None:
    done = jtui(*argv.split())
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(f"jtui: {said}")
    assert second == f"Run jtui history{command} -h for the options."


@pytest.mark.parametrize("closed", "120", ids=["output", "error output", "input"])
def test_a_standard_stream_that_is_closed(
    environment: dict[str, str],
    home: Path,
    store: HistoryStore,
    closed: str,
) -> None:
    record(store, *ENTRIES)
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {closed}>&-', "sh", sys.executable, *COMMAND, "search", "rm"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert ("rm $f" in done.stdout) == (closed != "1")
