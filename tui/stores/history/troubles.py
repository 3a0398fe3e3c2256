"""What can be wrong with the history's file, each in a sentence for the user."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from tui.errors import HistoryError


class Trouble(Enum):
    """In which way the file cannot be used; the value says what it is and what to do next."""

    LOCKED = "The history in {path} is locked by another program; end it if it hangs."
    FULL = "The history in {path} cannot grow, the disk is full; make room there."
    READ_ONLY = "The history in {path} cannot be written; check who may write there."
    UNREACHABLE = "The history in {path} cannot be opened; check the path and its permissions."
    DISK = "The history in {path} cannot be read or written, the disk fails; check the disk."
    DAMAGED = "The history in {path} is damaged; it is set aside when the next input is kept."
    FOREIGN = "{path} belongs to another program; it is set aside when the next input is kept."
    NEWER = (
        "The history in {path} was written by a newer jtui; this one does not change it and "
        "keeps no inputs. Update jtui."
    )
    STOPPED = "The search in {path} was stopped."
    OTHER = "The history in {path} cannot be used: {detail}."


class StoreTrouble(HistoryError):  # noqa: N818
    """The file cannot be used; `trouble` says in which way."""

    def __init__(self, trouble: Trouble, path: Path, detail: str = "") -> None:
        super().__init__(trouble.value.format(path=path, detail=detail))
        self.trouble = trouble

    @property
    def is_damage(self) -> bool:
        """Whether the file is to be repaired or set aside."""
        return self.trouble in (Trouble.DAMAGED, Trouble.FOREIGN)


class Withdrawn(HistoryError):  # noqa: N818
    """Inputs were no longer to be written, and are not."""


# Primary result codes of SQLite (https://sqlite.org/rescode.html).
_BY_CODE = {
    3: Trouble.READ_ONLY,
    5: Trouble.LOCKED,
    6: Trouble.LOCKED,
    8: Trouble.READ_ONLY,
    9: Trouble.STOPPED,
    10: Trouble.DISK,
    11: Trouble.DAMAGED,
    13: Trouble.FULL,
    14: Trouble.UNREACHABLE,
    26: Trouble.DAMAGED,
}

# What SQLite does not call damage although the tables are no longer what they were.
_OF_DAMAGE = (
    "no such table",
    "no such column",
    "no such index",
    "table ",
    "invalid fts5 file format",
    "SQL logic error",
)

_BY_ERRNO = {
    errno.EACCES: Trouble.READ_ONLY,
    errno.EPERM: Trouble.READ_ONLY,
    errno.EROFS: Trouble.READ_ONLY,
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EIO: Trouble.DISK,
}


def trouble_of(error: sqlite3.Error, path: Path) -> StoreTrouble:
    """What an error of SQLite means for the user."""
    code = getattr(error, "sqlite_errorcode", 0)
    trouble = _BY_CODE.get(code & 0xFF, Trouble.OTHER)
    if str(error).startswith(_OF_DAMAGE):
        trouble = Trouble.DAMAGED
    return StoreTrouble(trouble, path, str(error).rstrip("."))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise the errors of SQLite and of the system in here as `StoreTrouble`."""
    try:
        yield
    except sqlite3.Error as error:
        raise trouble_of(error, path) from error
    except UnicodeDecodeError as error:
        # SQLite's message names what is damaged, in bytes that are no text.
        raise StoreTrouble(Trouble.DAMAGED, path) from error
    except OSError as error:
        trouble = _BY_ERRNO.get(error.errno or 0, Trouble.UNREACHABLE)
        raise StoreTrouble(trouble, path) from error
