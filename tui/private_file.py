"""Files that only their owner may read."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file in one step with mode 0600, so that nobody reads half of it; raises `OSError`.

    A directory that is missing is made with mode 0700.
    """
    make_private_directory(path.parent)
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def open_private_log(path: Path) -> int:
    """A descriptor that appends to a file of mode 0600; the caller closes it; raises `OSError`."""
    make_private_directory(path.parent)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def make_private_directory(path: Path) -> None:
    """Make a directory of mode 0700 unless it is there; raises `OSError`."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
