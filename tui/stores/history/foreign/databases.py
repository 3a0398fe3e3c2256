"""Databases of other programs, opened so that neither they nor their programs notice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from tui.errors import HistoryError
from tui.stores.history.foreign.kinds import Losses, text

MAGIC = b"SQLite format 3\0"
"""What every file of sqlite that is not empty begins with."""

Row = tuple[object, ...]

_PATIENCE = 2.0
_PIECE_ROWS = 1_000
_PIECE_SIZE = 4_000_000
_MOST_DAMAGES = 2_000
_LARGEST_ROWID = 2**62
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOTADB}
# The last where a damaged file has bytes that are no text in what SQLite says of it.
_FAILURES = (sqlite3.Error, UnicodeDecodeError)
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write; whatever goes wrong with it is raised as `HistoryError`."""
    try:
        with closing(
            # What reads an iterator may be another thread than what began it.
            sqlite3.connect(_uri(path), uri=True, timeout=_PATIENCE, check_same_thread=False)
        ) as connection:
            connection.text_factory = _decoded
            yield connection
    except _FAILURES as error:
        raise HistoryError(_sentence(path, error)) from error


def tables(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The columns of every table, by its name."""
    names = [
        text(row[0])
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    columns = "SELECT name FROM pragma_table_info(?)"
    return {
        name: frozenset(text(row[0]) for row in connection.execute(columns, (name,)))
        for name in names
    }


def count_rows(path: Path, table: str) -> int:
    """How many rows a table has that can be read; raises `HistoryError`."""
    with opened(path) as connection:
        try:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        except _FAILURES as error:
            if _code(error) not in _DAMAGE:
                raise
        return sum(1 for _ in rows(connection, table, ("rowid",), Losses()))


def rows(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], losses: Losses
) -> Iterator[Row]:
    """The rows of a table in the order in which they were inserted, around what is damaged.

    They are read in pieces, between which the owner of the database can write. What is damaged is
    counted as unreadable, and said.
    """
    select = (
        f"SELECT rowid, {', '.join(columns)} FROM {table}"
        " WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
    )
    ranges = [_rowids(connection, table)]
    damages = 0
    while ranges:
        low, high = ranges.pop()
        piece, damaged = _piece(connection, select, low, high)
        for row in piece:
            yield row[1:]
        if piece:
            low = int(str(piece[-1][0]))
        if not damaged:
            if piece and low < high:
                ranges.append((low, high))
            continue
        damages += 1
        if damages == 1:
            losses.problems.append(f"Some of the table {table} is damaged and cannot be read.")
        if damages > _MOST_DAMAGES:
            losses.problems.append(f"The table {table} is too damaged to be read to its end.")
            return
        if high - low <= 1:
            losses.unreadable += 1
            continue
        middle = (low + high) // 2
        ranges += [(middle, high), (low, middle)]


def _piece(
    connection: sqlite3.Connection, select: str, low: int, high: int
) -> tuple[list[Row], bool]:
    """Some of the rows above `low` up to `high`, and whether damage is what ended them."""
    piece: list[Row] = []
    size = 0
    last = low
    # Closing ends the statement, and with it the lock that keeps others from writing.
    with closing(connection.cursor()) as cursor:
        try:
            for row in cursor.execute(select, (low, high)):
                # Damage can put any numbers in any order, and a tree into itself.
                rowid = int(str(row[0]))
                if not last < rowid <= high:
                    return piece, True
                last = rowid
                piece.append(row)
                size += sum(len(value) for value in row if isinstance(value, str | bytes))
                if len(piece) >= _PIECE_ROWS or size >= _PIECE_SIZE:
                    break
        except _FAILURES as error:
            if _code(error) not in _DAMAGE:
                raise
            return piece, True
    return piece, False


def _rowids(connection: sqlite3.Connection, table: str) -> tuple[int, int]:
    """What all rowids lie above, and up to where; wide where damage hides it."""
    try:
        row = connection.execute(f"SELECT min(rowid), max(rowid) FROM {table}").fetchone()
    except _FAILURES as error:
        if _code(error) not in _DAMAGE:
            raise
        return -_LARGEST_ROWID, _LARGEST_ROWID
    return (0, 0) if row[0] is None else (int(row[0]) - 1, int(row[1]))


def _uri(path: Path) -> str:
    """The file as sqlite opens it for reading only.

    With a write-ahead log a reader makes files beside it, unless it says that nobody writes; where
    no log is there, nobody does.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    log = path.with_name(f"{path.name}-wal")
    return uri if not _has_log_mode(path) or log.exists() else f"{uri}&immutable=1"


def _has_log_mode(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            header = file.read(20)
    except OSError as error:
        raise HistoryError(f"{path} cannot be read: {error.strerror}.") from error
    return header[18:20] == b"\2\2"


def _decoded(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _code(error: sqlite3.Error | UnicodeDecodeError) -> int:
    """The primary code of an error; 0 when SQLite gave none."""
    if isinstance(error, UnicodeDecodeError):
        return sqlite3.SQLITE_CORRUPT
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _sentence(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> str:
    code = _code(error)
    if code in _BUSY:
        return f"{path} is locked by another program; try again when that has ended."
    if code == sqlite3.SQLITE_NOTADB:
        return f"{path} is no SQLite database, or an encrypted one."
    if code in _DAMAGE:
        return f"{path} is damaged."
    if code == sqlite3.SQLITE_READONLY:
        return (
            f"{path} was left in the middle of a write, which only its own program can end: "
            "open it there once."
        )
    return f"{path} cannot be read: {error}."
