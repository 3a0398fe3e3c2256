"""Connections to the history's database: one kind that writes and one that only reads."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from tui.private_file import make_private_directory
from tui.stores.history import schema, words
from tui.stores.history.troubles import StoreTrouble, Trouble

WRITER_PATIENCE = 5.0
_READER_PATIENCE = 0.5

# Caches are small (in KiB): the system caches the file as well, and a panel has 150 MB.
_CACHE = "PRAGMA cache_size = -2000"
_LARGEST_WAL = 4_000_000

Identity = tuple[int, int]


def identity_of(path: Path) -> Identity | None:
    """What tells the file at `path` from another put there later; `None` without one."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def open_writing(path: Path, *, index: bool = True) -> sqlite3.Connection:
    """A connection that writes; file, directory and tables are made if missing.

    The caller holds the file's lock. Raises `sqlite3.Error`, `OSError` and `StoreTrouble`.
    """
    make_private_directory(path.parent)
    _create_private(path)
    connection = sqlite3.connect(
        path, timeout=WRITER_PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        _check_version(connection, path)
        _set_up(connection)
        connection.execute("BEGIN IMMEDIATE")
        if schema.version_of(connection) == 0:
            schema.create(connection)
        if index and words.can_index(connection):
            words.prepare(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _create_private(path: Path) -> None:
    """Make an empty file of mode 0600, which SQLite gives the files beside it as well."""
    # Only a new one: closing a file that is there ends all locks this process has on it.
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with suppress(FileExistsError):
        os.close(os.open(path, flags, 0o600))


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute(_CACHE)
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        # Gives another mode where there can be no WAL, as on network file systems.
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {_LARGEST_WAL}").fetchone()


def empty_log(connection: sqlite3.Connection, *, patient: bool) -> bool:
    """Move all of the log into the database; whether nobody who reads there kept it from that.

    A `patient` one waits for them as for other writers.
    """
    patience = int(WRITER_PATIENCE * 1_000)
    connection.execute(f"PRAGMA busy_timeout = {patience if patient else 0}").fetchone()
    try:
        # Says that it was kept from it in its row only.
        row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}").fetchone()
    return not row[0]


def open_reading(path: Path) -> sqlite3.Connection | None:
    """A connection that reads and never writes; `None` when there is nothing to read.

    Raises `sqlite3.Error` and `StoreTrouble`.
    """
    if not path.exists():
        return None
    try:
        return _open_reading(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if _is_writable(path.parent) or error.sqlite_errorcode & 0xFF not in _WITHOUT_WAL:
            raise
        # The files beside it cannot be made; nobody else can write either.
        return _open_reading(path, "mode=ro&immutable=1")


# SQLITE_READONLY and SQLITE_CANTOPEN.
_WITHOUT_WAL = (8, 14)


def _open_reading(path: Path, options: str) -> sqlite3.Connection | None:
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?{options}",
        uri=True,
        timeout=_READER_PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute(_CACHE)
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.text_factory = _decode
        if _check_version(connection, path) == 0:
            connection.close()
            return None
    except BaseException:
        connection.close()
        raise
    return connection


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _is_writable(directory: Path) -> bool:
    return os.access(directory, os.W_OK | os.X_OK)


def _check_version(connection: sqlite3.Connection, path: Path) -> int:
    version = schema.version_of(connection)
    if version is None:
        raise StoreTrouble(Trouble.FOREIGN, path)
    if version > schema.VERSION:
        raise StoreTrouble(Trouble.NEWER, path)
    return version
