"""What is known of an entry beside its code, in words."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

from tui.model.clean import clean
from tui.model.history.entry import HistoryEntry, HistoryRow, Outcome
from tui.render.history import local_time, number_words

_LONGEST = 300
"""Code points of a name that are looked at."""

_OUTCOMES = {
    Outcome.ERROR: "✗ error",
    Outcome.ABORTED: "aborted",
    Outcome.LOST: "kernel died",
    Outcome.CANCELLED: "not run",
}


def facts(row: HistoryRow) -> tuple[str, ...]:
    """What the head of a preview says of an entry, cleaned; what matters most comes first."""
    entry = row.entry
    said = (
        number_words(entry),
        when_words(entry.started),
        _OUTCOMES.get(entry.outcome, ""),
        duration_words(entry.duration),
        f"ran {row.count:,} times" if row.count > 1 else "",
        clean((entry.kernelspec or entry.language)[:_LONGEST]),
        folder_words(entry.cwd),
    )
    return tuple(words for words in said if words)


def output_label(entry: HistoryEntry) -> str:
    """What stands before an output."""
    return f"Out[{entry.line}]: " if entry.line else "Out: "


def when_words(started: float | None) -> str:
    """Date and time, local, to the minute; "" where it is not known."""
    when = local_time(started) if started is not None else None
    return f"{when:%Y-%m-%d %H:%M}" if when is not None else ""


def day_words(since: float) -> str:
    """A date, local, with the time unless it is midnight."""
    when = local_time(since)
    if when is None:
        return "?"
    return f"{when:%Y-%m-%d}" if (when.hour, when.minute) == (0, 0) else f"{when:%Y-%m-%d %H:%M}"


def duration_words(seconds: float | None) -> str:
    """How long something took: `350 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`; "" for unknown."""
    if seconds is None or not isfinite(seconds) or seconds < 0:
        return ""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole // 60 % 60} min"


def folder_words(cwd: str) -> str:
    """A folder with the home folder as `~`, cleaned."""
    cwd = cwd[:_LONGEST]
    try:
        home = str(Path.home())
    except RuntimeError:
        # There is no home folder.
        return clean(cwd)
    if cwd == home or cwd.startswith(f"{home}/"):
        cwd = f"~{cwd[len(home) :]}"
    return clean(cwd)
