"""The lock beside the history's file, under which the file may be put elsewhere."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.private_file import make_private_directory
from tui.stores.history.troubles import StoreTrouble, Trouble

_PATIENCE = 10.0
_PAUSE = 0.01


@contextmanager
def file_lock(path: Path, *, exclusive: bool) -> Iterator[None]:
    """Hold the lock of the history at `path`: shared to write in it, exclusive to move it.

    Waits 10 s at most, then raises `StoreTrouble`. Where the file system knows no locks there
    is none.
    """
    try:
        make_private_directory(path.parent)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(path.with_suffix(".lock"), flags, 0o600)
    except OSError:
        # A directory that cannot be written: what is done under the lock says so better.
        yield
        return
    try:
        _wait(descriptor, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH, path)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, kind: int, path: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StoreTrouble(Trouble.LOCKED, path) from None
            time.sleep(_PAUSE)
        except OSError:
            return
        else:
            return
