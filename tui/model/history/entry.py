"""One earlier input, and a row of what a search has found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HEAD = 4_000
"""Code points of an input that a search of the store gives; the whole of it is read when needed."""


class Source(StrEnum):
    """Where an entry was read, which is where it can be forgotten."""

    STORE = "jtui"
    KERNEL = "kernel"
    TRANSCRIPT = "transcript"


class Outcome(StrEnum):
    """How an input ended; `UNKNOWN` also where nobody has kept it."""

    OK = "ok"
    ERROR = "error"
    ABORTED = "aborted"
    LOST = "lost"
    CANCELLED = "cancelled"
    UNKNOWN = ""


EntryKey = tuple[Source, int, int, int]
"""What tells entries apart: source, the store's number or a place, session and line."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One input that was entered once; nothing in it is cleaned.

    `code` may be the first `HEAD` code points of an input of `length` code points and `lines`
    lines; 0 of either means that `code` is all. `started` is seconds since the epoch, `duration`
    seconds; `None` is unknown. `session` is the number its source gave the session, 0 the
    kernel's present one; `line` is the execution count, 0 unknown. `entry_id` is the store's
    number, or the place in a transcript, else 0.
    `output` is the result as text.
    """

    code: str
    source: Source = Source.STORE
    entry_id: int = 0
    session: int = 0
    line: int = 0
    language: str = ""
    kernelspec: str = ""
    cwd: str = ""
    started: float | None = None
    duration: float | None = None
    outcome: Outcome = Outcome.UNKNOWN
    length: int = 0
    lines: int = 0
    output: str = ""

    @property
    def key(self) -> EntryKey:
        """What tells it from all others, whatever was searched for."""
        return self.source, self.entry_id, self.session, self.line

    @property
    def is_whole(self) -> bool:
        """Whether `code` is all of the input."""
        return self.length <= len(self.code)

    @property
    def line_count(self) -> int:
        """How many lines the whole input has, at least 1."""
        return self.lines or self.code.count("\n") + 1


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One row of findings: the newest entry with its text, and how many there are with it."""

    entry: HistoryEntry
    count: int = 1


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search has found so far, best first.

    `complete` says that the search has ended, `more` that it found more than it was to give, and
    `problem` in a sentence, not cleaned, what kept it from looking; "" nothing.
    """

    rows: tuple[HistoryRow, ...] = ()
    complete: bool = True
    more: bool = False
    problem: str = ""
