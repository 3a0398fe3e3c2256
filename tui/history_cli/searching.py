"""`jtui history search`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tui.errors import HistoryError
from tui.history_cli.options import UsageError, Words, read_words
from tui.history_cli.output import drop_output, has_colors, is_terminal, say
from tui.model.clean import clean, clean_code
from tui.model.history.entry import HistoryEntry, HistoryRow, Outcome
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import parse_query
from tui.model.history.since import SINCE_EXAMPLES, parse_since
from tui.stores.history.export import fields_of
from tui.stores.history.search import WINDOW, HistorySearch

FOUND, NOTHING_FOUND = 0, 1

_FLAGS = ("--errors", "--here", "--json", "--null")
_VALUED = ("--language", "--kernel", "--since", "--limit")
_LIMIT = 50
_LARGEST_LIMIT = 1_000_000


def run_search(argv: Sequence[str]) -> int:
    """Print what is found, best first; answers the exit status, as grep has it.

    Raises `HistoryError`, `UsageError`, and `OSError` for the output.
    """
    words = read_words(argv, _FLAGS, _VALUED)
    if {"--json", "--null"} <= words.flags:
        raise UsageError("--json and --null exclude each other.")
    limit = _limit(words)
    search = HistorySearch()
    # Of the newest that fit the best are printed, so more are looked for than printed.
    findings = search.search(
        parse_query(" ".join(words.operands)), _filters(words), limit=max(limit, WINDOW)
    )
    if findings.problem:
        raise HistoryError(findings.problem)
    try:
        _print(findings.rows[:limit], search, _writer(words))
    except BrokenPipeError:
        # Who reads has seen enough of what was found.
        drop_output()
        return FOUND
    if len(findings.rows) > limit and is_terminal(sys.stderr):
        say(f"{len(findings.rows) - limit:,} more found; --limit prints them.")
    return FOUND if findings.rows else NOTHING_FOUND


def _print(
    rows: Sequence[HistoryRow], search: HistorySearch, write: Callable[[HistoryRow], None]
) -> None:
    for row in rows:
        write(row if row.entry.is_whole else replace(row, entry=_whole(search, row.entry)))
    sys.stdout.flush()


def _limit(words: Words) -> int:
    value = words.values.get("--limit", str(_LIMIT))
    if not (value.isascii() and value.isdigit()) or not 0 < int(value[:9]) <= _LARGEST_LIMIT:
        raise UsageError(f"--limit needs a number from 1 to {_LARGEST_LIMIT:,}, not {value}.")
    return int(value[:9])


def _filters(words: Words) -> HistoryFilters:
    since = None
    if (value := words.values.get("--since")) is not None:
        since = parse_since(value, time.time())
        if since is None:
            raise UsageError(f"--since needs a date, not {value}: {SINCE_EXAMPLES}.")
    return HistoryFilters(
        errors="--errors" in words.flags,
        cwd=_here() if "--here" in words.flags else None,
        language=words.values.get("--language"),
        kernelspec=words.values.get("--kernel"),
        since=since,
    )


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError as error:
        raise HistoryError("This directory is not there any more.") from error


def _whole(search: HistorySearch, head: HistoryEntry) -> HistoryEntry:
    """The entry with all of its text; as it is when it was forgotten meanwhile."""
    return replace(head, code=search.code(head.entry_id) or head.code)


def _writer(words: Words) -> Callable[[HistoryRow], None]:
    if "--json" in words.flags:
        return _write_json
    if "--null" in words.flags:
        return _write_null
    style = "\x1b[2m{}\x1b[0m\n" if has_colors() else "{}\n"
    return lambda row: _write_block(row, style)


def _write_json(row: HistoryRow) -> None:
    sys.stdout.write(f"{json.dumps({**fields_of(row.entry), 'count': row.count})}\n")


def _write_null(row: HistoryRow) -> None:
    # A NUL within would end the input; no kernel takes one.
    sys.stdout.write(f"{row.entry.code.replace(chr(0), chr(0xFFFD))}\0")


def _write_block(row: HistoryRow, style: str) -> None:
    sys.stdout.write(style.format(clean(_head_line(row))))
    sys.stdout.write(f"{clean_code(row.entry.code).rstrip()}\n\n")


def _head_line(row: HistoryRow) -> str:
    """When and where an input was entered last, as a comment of most languages."""
    entry = row.entry
    parts = [
        _date(entry.started),
        entry.kernelspec or entry.language,
        "" if entry.outcome in (Outcome.OK, Outcome.UNKNOWN) else entry.outcome.value,
        f"{row.count:,} times" if row.count > 1 else "",
    ]
    return "# " + ", ".join(part for part in parts if part)


def _date(started: float | None) -> str:
    """The local time to the minute."""
    if started is None:
        return ""
    try:
        return f"{datetime.fromtimestamp(started).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return ""
