"""The history files of bash and zsh: lines, with times where the shell was told to keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tui.model.history.entry import HistoryEntry
from tui.stores.history.foreign.kinds import Format, Imported, Losses, moment
from tui.stores.history.foreign.lines import read_lines

LARGEST_LINE = 1_000_000
"""Bytes of a line; longer ones are skipped and counted."""

TIMED_ZSH = re.compile(rb": (\d{1,12}):(\d{1,9});")
"""How a line begins in a file of zsh with EXTENDED_HISTORY: the start and the seconds it took."""

_TIME = re.compile(rb"#(\d{9,12})\s*")
_META = re.compile(rb"\x83(.)", re.DOTALL)


def _read_bash(path: Path, losses: Losses) -> Iterator[Imported]:
    """Every line is an entry; after a line `#1700000000` all lines up to the next such are one.

    That is how bash reads a file it wrote with HISTTIMEFORMAT set (`read_history_range`).
    """
    started: float | None = None
    timed: list[bytes] = []
    for line in read_lines(path, losses, LARGEST_LINE):
        if b"\0" in line:
            losses.unreadable += 1
        elif (time := _TIME.fullmatch(line)) is not None:
            yield from _entry("bash", b"\n".join(timed), started)
            started, timed = moment(int(time[1])), []
        elif started is None:
            yield from _entry("bash", line, None)
        else:
            timed.append(line)
    yield from _entry("bash", b"\n".join(timed), started)


def _read_zsh(path: Path, losses: Losses) -> Iterator[Imported]:
    """A line is an entry, and goes on in the next where it ends in a backslash (`readhistline`)."""
    lines: list[bytes] = []
    for line in read_lines(path, losses, LARGEST_LINE):
        if b"\0" in line:
            losses.unreadable += 1
            continue
        lines.append(line.removesuffix(b"\\"))
        if line.endswith(b"\\"):
            continue
        yield from _zsh_entry(b"\n".join(lines))
        lines = []
    yield from _zsh_entry(b"\n".join(lines))


def _zsh_entry(code: bytes) -> Iterator[Imported]:
    # Bytes that have a meaning within zsh are written as 0x83 and the byte with one bit turned.
    code = _META.sub(lambda found: bytes([found[1][0] ^ 0x20]), code)
    if (time := TIMED_ZSH.match(code)) is None:
        return _entry("zsh", code, None)
    duration = float(time[2])
    return _entry("zsh", code[time.end() :], moment(int(time[1])), duration)


def _entry(
    shell: str, code: bytes, started: float | None, duration: float | None = None
) -> Iterator[Imported]:
    """The one entry of a command, or none where nothing was typed."""
    source = code.decode("utf-8", "replace")
    if source.strip():
        yield (
            shell,
            HistoryEntry(
                source, language=shell, kernelspec=shell, started=started, duration=duration
            ),
        )


BASH = Format(_read_bash, lambda path: sum(1 for _ in _read_bash(path, Losses())))
ZSH = Format(_read_zsh, lambda path: sum(1 for _ in _read_zsh(path, Losses())))
