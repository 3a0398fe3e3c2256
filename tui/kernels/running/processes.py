"""The processes of kernels: found by their command lines, and what they use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Programs that open a connection file of a kernel that somebody else started.
_CLIENT_OPTION = "--existing"


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """What the system says of a process.

    `began` is in seconds since the epoch, `memory` in bytes, `used` in seconds of a processor,
    `at` when that was read, by the same clock as `began`. `is_stopped` says that it was halted by a
    signal or a debugger, `is_working` that it computes at this moment.
    """

    began: float
    memory: int
    used: float
    at: float
    is_stopped: bool
    is_working: bool

    def load_since(self, earlier: ProcessFacts) -> float | None:
        """Percent of one processor used between two readings, `None` when they are too close."""
        seconds = self.at - earlier.at
        return 100.0 * max(0.0, self.used - earlier.used) / seconds if seconds > SHORTEST else None


SHORTEST = 0.05
"""Seconds that two readings must be apart for a load to mean anything."""


def facts_of(pid: int, at: float) -> ProcessFacts | None:
    """What a process does and uses now, `None` when it is gone or not ours to see.

    `at` is the time, in seconds since the epoch.
    """
    try:
        # 22 ms, and not needed for the first tab.
        import psutil
    except ImportError:
        return None
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times, status = process.cpu_times(), process.status()
            return ProcessFacts(
                began=float(process.create_time()),
                memory=int(process.memory_info().rss),
                used=float(times.user + times.system),
                at=at,
                is_stopped=status in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP),
                is_working=status in (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP),
            )
    except (psutil.Error, OSError):
        return None


def holders(files: Iterable[Path]) -> Mapping[Path, int]:
    """The processes of this user that were started with one of the files; some milliseconds.

    Of several, such as a shell that started the kernel, it is the youngest. Other clients, which
    are given the file with `--existing`, do not count.
    """
    try:
        import psutil
    except ImportError:
        return {}
    wanted = _spellings(files)
    if not wanted:
        return {}
    found: dict[Path, tuple[float, int]] = {}
    own = os.getuid() if hasattr(os, "getuid") else None
    for process in psutil.process_iter(["cmdline", "uids", "create_time"]):
        facts = process.info
        uids = facts["uids"]
        if own is not None and uids is not None and uids.effective != own:
            continue
        for file in _files_in(facts["cmdline"] or (), wanted):
            born = (float(facts["create_time"] or 0.0), int(process.pid))
            found[file] = max(found.get(file, born), born)
    return {file: pid for file, (_, pid) in found.items()}


def _spellings(files: Iterable[Path]) -> dict[str, Path]:
    """The files by how a command line may name them."""
    wanted: dict[str, Path] = {}
    directories: dict[Path, str] = {}
    for file in files:
        if file.parent not in directories:
            # Once each: a thousand files would take 50 ms.
            directories[file.parent] = os.path.realpath(file.parent)
        wanted[str(file)] = file
        wanted[f"{directories[file.parent]}{os.sep}{file.name}"] = file
    return wanted


def _files_in(words: Iterable[Any], wanted: Mapping[str, Path]) -> list[Path]:
    found = []
    before = ""
    for word in words:
        option, _, value = str(word).rpartition("=")
        if _CLIENT_OPTION not in (before, option) and value in wanted:
            found.append(wanted[value])
        before = word
    return found
