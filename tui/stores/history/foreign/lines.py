"""Files of lines, read one line at a time however long one of them is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tui.errors import HistoryError
from tui.stores.history.foreign.kinds import Losses


def read_lines(path: Path, losses: Losses, largest: int) -> Iterator[bytes]:
    """The lines of a file without their ends; those above `largest` bytes are counted only.

    Raises `HistoryError` when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            while line := file.readline(largest + 1):
                if len(line) > largest and not line.endswith(b"\n"):
                    losses.too_long += 1
                    while line and not line.endswith(b"\n"):
                        line = file.readline(largest)
                    continue
                yield line.removesuffix(b"\n")
    except OSError as error:
        raise HistoryError(f"{path} cannot be read: {error.strerror}.") from error
