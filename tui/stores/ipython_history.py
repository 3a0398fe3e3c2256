"""The history that IPython keeps in `history.sqlite`: forgetting inputs in it."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from tui.errors import HistoryError

_log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds to wait for an IPython that is writing."""


def default_ipython_history() -> Path:
    """The file of IPython's default profile; it may not exist."""
    directory = os.environ.get("IPYTHONDIR") or "~/.ipython"
    return Path(directory).expanduser() / "profile_default" / "history.sqlite"


def forget_in_ipython(path: Path, codes: Sequence[str]) -> int:
    """Take every input with one of these texts out of the file, with its output; answers how many.

    Texts are compared without the blanks around them. Raises `HistoryError`; nothing is
    forgotten then.
    """
    # 8 ms of import that a start has no need of.
    import sqlite3

    if not path.is_file():
        raise HistoryError(f"IPython's history {path} is not there; nothing was forgotten in it.")
    texts = [code.strip() for code in codes]
    try:
        address = f"{path.absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(address, timeout=PATIENCE, uri=True)
    except sqlite3.Error as error:
        raise _refused(path, error) from error
    try:
        # What is taken out is overwritten and not only unlinked.
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            places = [
                place
                for text in texts
                for place in connection.execute(
                    "SELECT session, line FROM history"
                    " WHERE trim(source_raw, char(32, 9, 10, 13)) = ?"
                    " OR trim(source, char(32, 9, 10, 13)) = ?",
                    (text, text),
                )
            ]
            for table in ("history", "output_history"):
                connection.executemany(
                    f"DELETE FROM {table} WHERE session = ? AND line = ?",
                    places,
                )
    except (sqlite3.Error, UnicodeEncodeError) as error:
        raise _refused(path, error) from error
    finally:
        connection.close()
    return len(set(places))


def _refused(path: Path, error: Exception) -> HistoryError:
    _log.warning("%s: %s", path, error)
    return HistoryError(
        f"Nothing was forgotten in IPython's history {path}: {error}."
        " Where an IPython is writing in it, try again."
    )
