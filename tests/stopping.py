"""Processes that are halted, as Ctrl+Z does."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 30.0
STOPPED = "T"


def stop_process(pid: int) -> None:
    """Halt a process and wait until none of its threads runs.

    One thread takes the signal and tells the others: on a busy machine these run on for a while,
    long enough for the I/O thread of a kernel to greet who connects.
    """
    os.kill(pid, signal.SIGSTOP)
    deadline = time.monotonic() + PATIENCE
    while set(thread_states(pid)) != {STOPPED}:
        assert time.monotonic() < deadline, f"process {pid} goes on: {thread_states(pid)}"
        time.sleep(0.005)


def thread_states(pid: int) -> list[str]:
    """What each thread of a process does, as proc(5) has it: `S` waits, `R` runs, `T` is halted."""
    states = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # It has just ended.
            # The name, in parentheses, may hold anything.
            states.append((thread / "stat").read_text().rpartition(")")[2].split()[0])
    return states
