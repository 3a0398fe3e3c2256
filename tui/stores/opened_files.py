"""Files that are written only to be looked at in a viewer or browser."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from tui.paths import opened_dir
from tui.private_file import make_private_directory

KEPT = 24 * 3600.0
"""Seconds after which a file is removed, at the earliest: a viewer may read it again."""
_MOST = 10_000


def write_opened(name: str, data: bytes) -> Path:
    """Write a file that only its user can read; older ones are removed. Raises `OSError`.

    `name` is its beginning and its suffix; what makes it unique is put in between.
    """
    directory = opened_dir()
    make_private_directory(directory)
    _remove_old(directory)
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 (a name, not a path)
    path = directory / f"{stem}-{os.urandom(4).hex()}{suffix}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _remove_old(directory: Path) -> None:
    limit = time.time() - KEPT
    with suppress(OSError), os.scandir(directory) as entries:
        for _, entry in zip(range(_MOST), entries, strict=False):
            with suppress(OSError):
                if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < limit:
                    os.unlink(entry.path)  # noqa: PTH108
