"""Entries as rows of the history's tables, and back."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import isfinite

from tui.model.history.entry import HEAD, HistoryEntry, Outcome, Source
from tui.model.history.query import fold

CELL_COLUMNS = (
    "session, line, language, kernelspec, cwd, started, duration, outcome, origin, "
    "code, folded, length, lines, digest"
)

# A head is cut as bytes: SQLite's substr() of a text ends at a NUL. A code point has 4 at most.
_HEAD_CODE = (
    f"CASE WHEN c.length <= {HEAD} THEN c.code"
    f" ELSE CAST(substr(CAST(c.code AS BLOB), 1, {4 * HEAD}) AS TEXT) END"
)

_ENTRY_COLUMNS = (
    "c.id, c.session, c.line, c.language, c.kernelspec, c.cwd, c.started, c.duration,"
    " c.outcome, c.length, c.lines"
)

WHOLE_ENTRY = f"c.code, {_ENTRY_COLUMNS}"
HEAD_ENTRY = f"{_HEAD_CODE}, {_ENTRY_COLUMNS}"
"""What `entry_of` takes, from `cells AS c`."""

_LARGEST = 2**63 - 1
_PIECE = 100_000

Cell = tuple[str | int | float | None, ...]


def storable(text: str) -> str:
    """`text` as SQLite can keep it: lone surrogates, which UTF-8 has no bytes for, are U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        # Two halves that belong together become the character they mean.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def digest_of(code: str) -> int:
    """63 bits by which inputs with the same text are found; `code` is storable."""
    return int.from_bytes(blake2b(code.encode(), digest_size=8).digest()) & _LARGEST


def cell_of(entry: HistoryEntry, session: int, origin: str) -> Cell:
    """The values of `CELL_COLUMNS`; numbers that SQLite has no room for are unknown."""
    code = storable(entry.code)
    folded = _folded(code)
    return (
        session,
        entry.line if 0 <= entry.line <= _LARGEST else 0,
        storable(entry.language),
        storable(entry.kernelspec),
        storable(entry.cwd),
        _finite(entry.started),
        _finite(entry.duration),
        entry.outcome.value,
        storable(origin),
        code,
        folded if folded != code else None,
        len(code),
        code.count("\n") + 1,
        digest_of(code),
    )


def _folded(code: str) -> str:
    """`fold(code)`, in pieces: Python's lock is held for each, and another thread draws."""
    pieces = (code[at : at + _PIECE] for at in range(0, len(code), _PIECE))
    return "".join(map(fold, pieces))


def _finite(seconds: float | None) -> float | None:
    return seconds if seconds is not None and isfinite(seconds) else None


def entry_of(row: Sequence[object]) -> HistoryEntry:
    """The entry of a row of `WHOLE_ENTRY` or `HEAD_ENTRY`, whatever a damaged file put there."""
    code = _text(row[0])
    length = _whole_number(row[10])
    return HistoryEntry(
        code[:HEAD] if len(code) < length else code,
        Source.STORE,
        _whole_number(row[1]),
        _whole_number(row[2]),
        _whole_number(row[3]),
        _text(row[4]),
        _text(row[5]),
        _text(row[6]),
        _seconds(row[7]),
        _seconds(row[8]),
        outcome_of(row[9]),
        length,
        _whole_number(row[11]),
    )


def outcome_of(value: object) -> Outcome:
    """The outcome that is written as `value`, whatever that is."""
    return _OUTCOMES.get(value, Outcome.UNKNOWN) if isinstance(value, str) else Outcome.UNKNOWN


_OUTCOMES: dict[str, Outcome] = {outcome.value: outcome for outcome in Outcome}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole_number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
