"""What a kernel process writes to its own stdout and stderr, in a file of bounded size."""

from __future__ import annotations

import os
from pathlib import Path

from tui.private_file import open_private_log

LIMIT = 10_000_000
"""Bytes from which on the file is cut."""
KEPT = 65_536
"""Bytes of its end that remain when it is cut."""


class KernelLog:
    """The log file of one kernel.

    It is a file and no pipe: a pipe would break when jtui ends and the kernel stays.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._start = 0
        self._removed: bytes | None = None

    def open(self) -> int:
        """A descriptor for a process that starts now; the caller closes it; raises `OSError`.

        What is already in the file belongs to earlier runs, so `tail` leaves it out.
        """
        descriptor = open_private_log(self.path)
        self._start = os.fstat(descriptor).st_size
        self._removed = None
        return descriptor

    def text(self, limit: int = KEPT) -> str:
        """The last `limit` bytes as text, of all runs; not cleaned."""
        return self._end(limit, 0).decode("utf-8", "replace")

    def tail(self, lines: int = 20) -> tuple[str, ...]:
        """The last lines of this run, without blank ones at the end; not cleaned."""
        text = self._end(KEPT, self._start).decode("utf-8", "replace").rstrip()
        return tuple(text.split("\n")[-lines:]) if text else ()

    @property
    def size(self) -> int:
        """Bytes of the file, 0 when there is none."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def trim(self) -> None:
        """Cut the file down to the last `KEPT` bytes; waits for the disk.

        The kernel goes on writing meanwhile (it appends); what it writes in between the two
        steps is lost.
        """
        try:
            end = self._end(KEPT, 0)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
            try:
                os.ftruncate(descriptor, 0)
                os.write(descriptor, end)
            finally:
                os.close(descriptor)
        except OSError:
            return
        self._start = 0

    def remove(self) -> None:
        """Delete the file; its end can still be read from here."""
        if self._removed is None:
            self._removed = self._end(KEPT, 0)
        self.path.unlink(missing_ok=True)

    def _end(self, limit: int, start: int) -> bytes:
        if self._removed is not None:
            return self._removed[-limit:]
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(start, size - limit, 0))
                return file.read(limit)
        except OSError:
            return b""
