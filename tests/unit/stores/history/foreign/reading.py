"""What is at a path, as the tests of every kind ask for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tui.model.history.entry import HistoryEntry
from tui.stores.history.foreign.kinds import Kind
from tui.stores.history.imports import HistoryFile, files_at

IPYTHON = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for code in sys.argv[1:]:
    shell.run_cell(code, store_history=True, silent=False)
shell.history_manager.end_session()
"""


def run_ipython(directory: Path, *codes: str) -> Path:
    """Let a real IPython run cells in a session of its own; gives its history."""
    subprocess.run(
        [sys.executable, "-c", IPYTHON, *codes],
        env={**os.environ, "IPYTHONDIR": str(directory)},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    return directory / "profile_default" / "history.sqlite"


def at(path: Path, kind: Kind | None = None) -> HistoryFile:
    """The one history at a path."""
    (file,) = files_at(path, kind)
    return file


def entries_of(file: HistoryFile) -> list[HistoryEntry]:
    """The entries of a file."""
    return [entry for _, entry in file.entries()]


def codes_of(file: HistoryFile) -> list[str]:
    """The texts of a file's entries."""
    return [entry.code for _, entry in file.entries()]
