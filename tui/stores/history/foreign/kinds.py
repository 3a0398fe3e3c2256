"""What a history file is, what one entry of it is, and what of it could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tui.model.history.entry import HistoryEntry

Imported = tuple[str, HistoryEntry]
"""The key of the entry's session, the same whenever and from wherever it is read, and the entry."""


class Kind(StrEnum):
    """What wrote a history file; the values are what the command line calls them."""

    IPYTHON = "ipython"
    XONSH = "xonsh"
    BASH = "bash"
    ZSH = "zsh"
    JTUI = "jtui"
    JSONL = "jsonl"


@dataclass(slots=True)
class Losses:
    """What could not be taken from a file, filled while it is read.

    `too_long` are inputs above the limit of their kind, `unreadable` lines or rows that are
    broken, `repeated` entries that an earlier file has too; `problems` are sentences about more
    than single ones, not cleaned.
    """

    too_long: int = 0
    unreadable: int = 0
    repeated: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is read.

    `read` gives the entries in the order in which they were entered and notes in `Losses` what is
    skipped; `count` says quickly how many there are, more or less. Both take disk time and raise
    `HistoryError` when the file as a whole cannot be read.
    """

    read: Callable[[Path, Losses], Iterator[Imported]]
    count: Callable[[Path], int]


def is_moment(value: object) -> bool:
    """Whether a value read somewhere can be seconds since the epoch, up to the year 9999."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 < value < 253_402_300_800
    )


def moment(value: object) -> float | None:
    """Seconds since the epoch if `value` can be that, else `None`."""
    return float(value) if isinstance(value, int | float) and is_moment(value) else None


def text(value: object) -> str:
    """A value that should be text, as text; what sqlite kept as bytes is decoded, `None` is ""."""
    match value:
        case str():
            return value
        case bytes():
            return value.decode("utf-8", "replace")
        case None:
            return ""
        case _:
            return str(value)


def number(value: object) -> int:
    """A value that should be a number not below zero and below 2**31; 0 when it is none."""
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0
