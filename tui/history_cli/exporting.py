"""`jtui history export`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tui.history_cli.options import UsageError, read_words
from tui.history_cli.output import count_of
from tui.model.clean import clean
from tui.stores.history.export import export_file, export_lines
from tui.stores.history.store import HistoryStore


def run_export(argv: Sequence[str]) -> int:
    """Write all inputs to a file or to the output; answers the exit status.

    Raises `HistoryError`, `UsageError`, and `OSError` for the output.
    """
    words = read_words(argv, flags=["--yes"], valued=[])
    if len(words.operands) > 1:
        raise UsageError("There can be one file only.")
    entries = HistoryStore().entries()
    if not words.operands or words.operands[0] == "-":
        sys.stdout.writelines(export_lines(entries))
        return 0
    path = Path(words.operands[0])
    count = export_file(entries, path, overwrite="--yes" in words.flags)
    sys.stdout.write(f"{count_of(count)} exported to {clean(str(path))}.\n")
    return 0
