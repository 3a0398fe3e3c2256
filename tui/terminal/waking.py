"""An event that a thread can wait for together with a terminal."""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import suppress

_MUCH = 4096


class WakingEvent(threading.Event):
    """A `threading.Event` with a descriptor that is readable while it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        weakref.finalize(self, _close, self._read, self._write)

    def fileno(self) -> int:
        """The descriptor to wait at."""
        return self._read

    def set(self) -> None:
        """Set it, and wake who waits at the descriptor."""
        if not self.is_set():
            super().set()
            os.write(self._write, b"\0")

    def clear(self) -> None:
        """Reset it."""
        with suppress(BlockingIOError):
            while os.read(self._read, _MUCH):
                pass
        super().clear()


def _close(*descriptors: int) -> None:
    for each in descriptors:
        os.close(each)
