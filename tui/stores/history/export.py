"""The history as JSON lines, one object an input, oldest first.

The fields, all of which are always there:

- `code`: the input as it was entered
- `language`, `kernelspec`, `cwd`: text, "" where unknown
- `started`: the start in UTC as ISO 8601 with nine decimals, null where unknown
- `duration`: seconds, null where unknown
- `outcome`: ok, error, aborted, lost, cancelled, or "" where unknown
- `session`, `line`: numbers of the session, below zero where it was imported, and of the input in
  it, 0 where unknown

Everything beyond ASCII is escaped, so a line shown in a terminal does nothing to it.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry, Outcome

_LATEST = 253_402_300_800
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,12})?(Z|[+-]\d\d:\d\d)")


def fields_of(entry: HistoryEntry) -> dict[str, str | int | float | None]:
    """An entry as the object of its line."""
    return {
        "code": entry.code,
        "language": entry.language,
        "kernelspec": entry.kernelspec,
        "cwd": entry.cwd,
        "started": None if entry.started is None else iso_time(entry.started),
        "duration": _finite(entry.duration),
        "outcome": entry.outcome.value,
        "session": entry.session,
        "line": entry.line,
    }


def export_lines(entries: Iterable[HistoryEntry]) -> Iterator[str]:
    """The lines of entries, each with its line feed."""
    for entry in entries:
        yield f"{json.dumps(fields_of(entry))}\n"


def export_file(entries: Iterable[HistoryEntry], path: Path, *, overwrite: bool = False) -> int:
    """Write entries to a file of mode 0600, which is there when it is whole; gives how many.

    Raises `HistoryError` when it is there already and may not be overwritten, or cannot be written.
    """
    try:
        # A link stays a link to what is written.
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise HistoryError(f"{path} is no regular file.")
        if target.exists() and not overwrite:
            raise FileExistsError
        return _write(entries, target, overwrite=overwrite)
    except FileExistsError as error:
        raise HistoryError(f"{path} exists already; -y overwrites it.") from error
    except OSError as error:
        raise HistoryError(f"{path} cannot be written: {error.strerror}.") from error


def _write(entries: Iterable[HistoryEntry], path: Path, *, overwrite: bool) -> int:
    draft = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    count = 0
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            for line in export_lines(entries):
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        _put(draft, path, overwrite=overwrite)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _put(draft: Path, path: Path, *, overwrite: bool) -> None:
    """Give a finished file its name; raises `FileExistsError` rather than overwrite unasked."""
    if not overwrite:
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            raise
        except OSError:
            # Some file systems have no links; there only the check at the beginning is left.
            pass
        else:
            return
    draft.replace(path)


def entry_of_line(line: str | bytes) -> HistoryEntry | None:
    """The entry of a line that was exported; `None` when it is none."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry_of(fields) if isinstance(fields, dict) else None


def entry_of(fields: Mapping[str, object]) -> HistoryEntry | None:
    """The entry with these fields, of which only `code` is needed; wrong ones are unknown."""
    code = fields.get("code")
    if not isinstance(code, str) or not code.strip():
        return None
    started = fields.get("started")
    return HistoryEntry(
        code,
        session=_number(fields.get("session")),
        line=max(_number(fields.get("line")), 0),
        language=_text(fields.get("language")),
        kernelspec=_text(fields.get("kernelspec")),
        cwd=_text(fields.get("cwd")),
        started=moment_of(started) if isinstance(started, str) else _seconds(started),
        duration=_seconds(fields.get("duration")),
        outcome=_OUTCOMES.get(_text(fields.get("outcome")), Outcome.UNKNOWN),
    )


def iso_time(moment: float) -> str | None:
    """Seconds since the epoch as UTC, exact enough to be read back the same; `None` if none."""
    if not 0 <= moment < _LATEST:
        return None
    whole, decimals = f"{moment:.9f}".split(".")
    return f"{datetime.fromtimestamp(int(whole), UTC):%Y-%m-%dT%H:%M:%S}.{decimals}Z"


def moment_of(text: str) -> float | None:
    """Seconds since the epoch of a time in ISO 8601 with its zone; `None` when it is none."""
    if (found := _TIME.fullmatch(text)) is None:
        return None
    try:
        whole = datetime.fromisoformat(found[1] + found[3].replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError):
        return None
    return float(f"{int(whole)}{found[2] or ''}") if whole >= 0 else None


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and abs(value) < 2**53 else 0


def _seconds(value: object) -> float | None:
    """Seconds, which are never below zero; `None` when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LATEST else None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
