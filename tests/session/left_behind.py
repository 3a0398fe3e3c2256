"""Finding the processes that a test has left behind, whatever has become of their parents."""

from __future__ import annotations

import os

import psutil

MARK = "JTUI_TEST_MARK"
"""The variable that processes of a test inherit."""


def new_mark() -> str:
    """A value of `MARK` for one test."""
    return os.urandom(8).hex()


def marked(mark: str) -> list[psutil.Process]:
    """The processes that were started with this mark and live on."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark:
                found.append(process)
        except psutil.Error:
            continue
    # The system takes a moment to remove what was killed.
    return list(psutil.wait_procs(found, timeout=2.0)[1])
