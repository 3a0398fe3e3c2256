"""The history of xonsh: a directory with a JSON file a session, or one SQLite database.

A file (`xonsh.lazyjson`) is `{"locs": ..., "data": {"cmds": [...], "sessionid": ...}}`; a command
has `inp`, `rtn` (exit status), `ts` (start and end, seconds since the epoch) and since 0.13 `cwd`.
The table `xonsh_history` has `inp`, `rtn`, `tsb`, `tse`, in later versions `sessionid` and `cwd`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry, Outcome
from tui.stores.history.foreign.databases import MAGIC, count_rows, opened, rows, tables
from tui.stores.history.foreign.kinds import Format, Imported, Losses, moment, text

TABLE = "xonsh_history"
FILES = "xonsh-*.json"
"""How the files of a directory are called."""

_LARGEST_FILE = 256_000_000
_COLUMNS = ("inp", "rtn", "tsb", "tse", "sessionid", "cwd")


def _read(path: Path, losses: Losses) -> Iterator[Imported]:
    if path.is_dir():
        yield from _read_directory(path, losses)
    elif _is_database(path):
        yield from _read_database(path, losses)
    else:
        yield from _read_file(path, losses)


def _count(path: Path) -> int:
    if not path.is_dir() and _is_database(path):
        return count_rows(path, TABLE)
    return sum(1 for _ in _read(path, Losses()))


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        raise HistoryError(f"{path} cannot be read: {error.strerror}.") from error


def _read_directory(path: Path, losses: Losses) -> Iterator[Imported]:
    """All sessions in order of time; they overlap, so all are read first, without outputs."""
    found: list[Imported] = []
    for file in sorted(path.glob(FILES)):
        try:
            found += _read_file(file, losses)
        except HistoryError as error:
            losses.problems.append(str(error))
    found.sort(key=lambda imported: imported[1].started or 0.0)
    yield from found


def _read_file(path: Path, losses: Losses) -> Iterator[Imported]:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise HistoryError(f"{path} is larger than {_LARGEST_FILE:,} bytes.")
        content = json.loads(path.read_bytes() or b'{"data": {"cmds": []}}')
    except OSError as error:
        raise HistoryError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise HistoryError(f"{path} is not valid JSON: {error}.") from error
    data = content.get("data", content) if isinstance(content, dict) else None
    commands = data.get("cmds") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(commands, list):
        raise HistoryError(f"{path} is no history of xonsh: it has no list of commands.")
    session = text(data.get("sessionid")) or path.stem.removeprefix("xonsh-")
    for line, command in enumerate(commands, 1):
        if not isinstance(command, dict) or not isinstance(command.get("inp"), str):
            losses.unreadable += 1
            continue
        times = command.get("ts")
        started, ended = times if isinstance(times, list) and len(times) == 2 else (None, None)
        values = {**command, "tsb": started, "tse": ended, "sessionid": session}
        yield from _entry(values, line)


def _read_database(path: Path, losses: Losses) -> Iterator[Imported]:
    with opened(path) as connection:
        found = tables(connection).get(TABLE, frozenset())
        if "inp" not in found:
            raise HistoryError(f"{path} is no history of xonsh: it has no table {TABLE}.")
        columns = [column for column in _COLUMNS if column in found]
        lines: dict[str, int] = {}
        for row in rows(connection, TABLE, columns, losses):
            values = dict(zip(columns, row, strict=True))
            session = text(values.get("sessionid"))
            lines[session] = lines.get(session, 0) + 1
            yield from _entry(values, lines[session])


def _entry(values: Mapping[str, object], line: int) -> Iterator[Imported]:
    """The one entry of a command, or none where nothing was typed."""
    code = text(values.get("inp")).rstrip()
    if not code:
        return
    started, ended = moment(values.get("tsb")), moment(values.get("tse"))
    status = values.get("rtn")
    yield (
        f"xonsh {text(values.get('sessionid'))}".rstrip(),
        HistoryEntry(
            code,
            line=line,
            language="xonsh",
            kernelspec="xonsh",
            cwd=text(values.get("cwd")),
            started=started,
            duration=ended - started if started and ended and ended >= started else None,
            outcome=(Outcome.ERROR if status else Outcome.OK)
            if isinstance(status, int)
            else Outcome.UNKNOWN,
        ),
    )


FORMAT = Format(_read, _count)
