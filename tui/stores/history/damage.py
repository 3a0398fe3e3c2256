"""What is done about a damaged history: its index is made anew, or the file is set aside."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from tui.stores.history import words
from tui.stores.history.connection import open_reading, open_writing
from tui.stores.history.file_lock import file_lock
from tui.stores.history.troubles import StoreTrouble, Trouble, translated

_BESIDE = ("-wal", "-shm", "-journal")
_TABLES = ("sessions", "cells", "pending", "state")


def repair(path: Path, *, index: bool = True, looks_sound: bool = False) -> str:
    """Repair the history at `path` or set it aside, and say so in a sentence.

    "" means that nothing is found wrong with it, as when another jtui was sooner; if it is of no
    use all the same, `looks_sound` has the indices made anew. Raises `StoreTrouble` where
    nothing can be done, as for a history that only a newer jtui understands.
    """
    with file_lock(path, exclusive=True), translated(path):
        damage = _damage_of(path)
        if damage is None and not looks_sound:
            return ""
        if _is_sound_without_index(path, index=index):
            return f"The index of the history in {path} was damaged and is made anew."
        aside = _set_aside(path)
        with suppress(StoreTrouble, sqlite3.Error, OSError):
            # Whoever writes next tries again, and says what is wrong.
            open_writing(path, index=index).close()
        if damage is Trouble.FOREIGN:
            return (
                f"{path} belonged to another program."
                f" It is set aside as {aside} and a new history begun."
            )
        return (
            f"The history in {path} was damaged. It is set aside as {aside} and a new one begun;"
            f" `jtui history import {shlex.quote(str(aside))}` brings back what can be read of it."
        )


def _damage_of(path: Path) -> Trouble | None:
    """What keeps some of the file from being read; raises what is not damage."""
    try:
        with translated(path):
            connection = open_reading(path)
            if connection is None:
                return None
            with closing(connection):
                if _is_whole(connection) and _has_sound_index(connection):
                    return None
                return Trouble.DAMAGED
    except StoreTrouble as trouble:
        if trouble.is_damage:
            return trouble.trouble
        raise


def _is_whole(connection: sqlite3.Connection) -> bool:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not names.issuperset(_TABLES):
        return False
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def _has_sound_index(connection: sqlite3.Connection) -> bool:
    """Whether the index, if there is one, can be read from end to end."""
    if not words.can_index(connection) or not words.has_index(connection):
        return True
    try:
        words.check(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False
    return True


def _is_sound_without_index(path: Path, *, index: bool) -> bool:
    """Whether nothing else is damaged once all indices are made anew, which is done then."""
    try:
        connection = open_writing(path, index=False)
    except (sqlite3.DatabaseError, UnicodeDecodeError, StoreTrouble):
        return False
    with closing(connection):
        try:
            # Making indices takes long, and is of no use where cells cannot be read.
            connection.execute("SELECT sum(length(code)) FROM cells NOT INDEXED").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            if index and words.can_index(connection):
                words.rebuild(connection)
            connection.execute("REINDEX")
            if not _is_whole(connection):
                return False
            connection.execute("COMMIT")
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            return False
    return True


def _set_aside(path: Path) -> Path:
    """Give the file and those beside it another name."""
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    aside = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}-damaged-{stamp}-{number}{path.suffix}")
    # Without the database last what is beside it would be taken for the new one's, and removed.
    for end in _BESIDE:
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    path.rename(aside)
    return aside
