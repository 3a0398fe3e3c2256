"""The connection files of a directory, read without trusting them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.model.clean import clean

LARGEST_FILE = 1_000_000
"""Bytes of a connection file at most."""
MOST_FILES = 20_000
"""How many files of a directory are looked at, the rest is left out."""
# What else Jupyter keeps in its runtime directory.
_SERVERS = ("jpserver-", "nbserver-")
_KERNEL = "kernel-"


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file says: `info`, or `problem`, a cleaned sentence.

    `written` is when it was written, in seconds since the epoch, 0.0 when not known.
    """

    path: Path
    written: float
    info: ConnectionInfo | None
    problem: str = ""


def read_directory(directory: Path) -> list[FileRead]:
    """The connection files in a directory, in no order, with broken ones; waits for the disk.

    Of files that are not called as those of kernels are, broken ones are left out: they are
    something else. One that is missing has none.
    """
    found = [read_file(path) for path in candidates(directory)]
    return [each for each in found if each.info or each.path.name.startswith(_KERNEL)]


def candidates(directory: Path) -> Iterator[Path]:
    """The files in a directory that by their names may be connection files."""
    try:
        with os.scandir(directory) as entries:
            for number, entry in enumerate(entries):
                if number == MOST_FILES:
                    return
                if entry.name.endswith(".json") and not entry.name.startswith((*_SERVERS, ".")):
                    yield directory / entry.name
    except OSError:
        return


def read_file(path: Path) -> FileRead:
    """Read a file, and say what is wrong with it."""
    written = 0.0
    try:
        written = path.stat().st_mtime
        return FileRead(path, written, read_connection(path))
    except OSError as error:
        return FileRead(path, written, None, f"It cannot be read: {error.strerror}.")
    except TransportError as error:
        return FileRead(path, written, None, str(error))


def read_connection(path: Path) -> ConnectionInfo:
    """The content of a connection file; raises `OSError`, or `TransportError` with the reason."""
    return ConnectionInfo.from_json(read_regular(path))


def read_regular(path: Path) -> bytes:
    """The bytes of a regular file; nothing else is opened.

    Raises `OSError`, or `TransportError` for what is no file or too large.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise TransportError(f"{clean(str(path))} is not a regular file.")
    # What has become a pipe since then must not hold the thread.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise TransportError(f"{clean(str(path))} is not a regular file.")
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise TransportError(
            f"{clean(str(path))} is larger than {LARGEST_FILE:,} bytes: no connection file."
        )
    return content
