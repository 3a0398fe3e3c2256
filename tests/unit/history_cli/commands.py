"""`jtui history` in a process of its own, and a history for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pexpect

from tui.model.history.entry import HistoryEntry, Outcome
from tui.stores.history.store import HistoryStore

Jtui = Callable[..., subprocess.CompletedProcess[str]]

COMMAND = ("-m", "tui", "history")

ENTRIES = (
    HistoryEntry(
        "df.plot()", line=1, language="python", kernelspec="python3", started=1_600_000_000.5
    ),
    HistoryEntry(
        "plot(df)  # R",
        line=1,
        language="R",
        kernelspec="ir",
        started=1_700_000_000.0,
        outcome=Outcome.ERROR,
    ),
    HistoryEntry(
        "for f in *; do\n  rm $f\ndone",
        line=7,
        language="bash",
        kernelspec="bash",
        started=1_700_000_100.0,
        duration=2.5,
        outcome=Outcome.OK,
        cwd="/tmp",
    ),
)


def record(store: HistoryStore, *entries: HistoryEntry) -> None:
    """Write entries as jtui does, each kernel's in a session of its own."""
    store.record([(entry.kernelspec or "session", entry) for entry in entries])
    store.close()


def codes(store: HistoryStore) -> list[str]:
    """The texts of a history, oldest first."""
    return [entry.code for entry in store.entries()]


def on_terminal(environment: dict[str, str], *argv: str) -> pexpect.spawn[str]:
    """Start `jtui history` in a terminal."""
    return pexpect.spawn(
        sys.executable,
        [*COMMAND, *argv],
        env=environment,
        timeout=60,
        encoding="utf-8",
        dimensions=(24, 200),
    )


def status_of(child: pexpect.spawn[str]) -> int | None:
    """Wait for the end, and answer the exit status."""
    child.expect(pexpect.EOF)
    child.close()
    status: int | None = child.exitstatus
    return status
