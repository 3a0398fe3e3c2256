"""What runs here as lines of text, for the command line."""

from __future__ import annotations

import time
from collections.abc import Sequence

from tui.kernels.running.row import RunningKernel, in_order
from tui.model.clean import clean

_HEADING = ("KERNEL", "STATE", "SINCE", "PID", "CPU", "MEMORY", "CLIENTS", "FILE")
_WIDEST_NAME = 30
_SHOWN = 300
_DAY = 86_400
# Of the columns, those that hold numbers.
_NUMBERS = frozenset((3, 4, 5, 6))


def running_lines(rows: Sequence[RunningKernel], now: float) -> list[str]:
    """A table of the rows, cleaned, with a heading; `now` is in seconds since the epoch.

    Below a row stand its notebook, what is wrong with it, and that it outlived its jtui.
    """
    if not rows:
        return ["No kernel runs here."]
    ordered = in_order(rows)
    table = [_HEADING, *(_cells(row, now) for row in ordered)]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(_HEADING))]
    lines = [_line(_HEADING, widths)]
    for row, cells in zip(ordered, table[1:], strict=True):
        lines.append(_line(cells, widths))
        lines.extend(f"  {remark}" for remark in _remarks(row))
    return lines


def _cells(row: RunningKernel, now: float) -> tuple[str, ...]:
    name = clean(row.kernel_name or row.language or "-")
    return (
        name if len(name) <= _WIDEST_NAME else f"{name[: _WIDEST_NAME - 1]}…",
        row.state,
        since_words(row.since, now),
        "-" if row.pid is None else str(row.pid),
        "-" if row.cpu is None else f"{row.cpu:.0f} %",
        "-" if row.memory is None else memory_words(row.memory),
        "-" if row.clients is None else str(row.clients),
        clean(row.file.name),
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell.rjust(width) if column in _NUMBERS else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _remarks(row: RunningKernel) -> list[str]:
    remarks = []
    if row.notebook:
        remarks.append(clean(f"notebook {row.notebook} of {row.server_url}")[:_SHOWN])
    if row.survivor is not None:
        why = "kept when its jtui ended" if row.survivor.kept else "its jtui has ended"
        remarks.append(why)
    if row.owner:
        remarks.append("open in a jtui")
    if row.problem:
        remarks.append(clean(row.problem)[:_SHOWN])
    return remarks


def since_words(since: float, now: float) -> str:
    """A time for people, local: of today the hour, else the date; "-" when it is not known."""
    if not 0 < since < 2**33:
        return "-"
    local = time.localtime(since)
    if 0 <= now - since < _DAY / 2 or local[:3] == time.localtime(now)[:3]:
        return time.strftime("%H:%M:%S", local)
    return time.strftime("%Y-%m-%d %H:%M", local)


def memory_words(amount: int) -> str:
    """Bytes in MB, or in GB from a thousand MB on."""
    megabytes = amount / 1_000_000
    return f"{megabytes:.0f} MB" if megabytes < 1000 else f"{megabytes / 1000:.1f} GB"
