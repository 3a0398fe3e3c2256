"""What the processes of a client cost, its kernels apart, and their end."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

MARK = "JTUI_BENCHMARK"
"""The environment variable by which everything a run has started is found again."""
KERNEL = "ipykernel_launcher"
_TICK = os.sysconf("SC_CLK_TCK")
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
MEGABYTE = 1 << 20


class ClientProcesses:
    """A client with the processes it has started, without its kernels."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def cpu(self) -> float:
        """Seconds of processor time so far, of living processes, to 10 ms."""
        return sum(_cpu(pid) for pid in self._pids())

    def precise_cpu(self) -> float:
        """Seconds of processor time of the threads that live now, to the nanosecond."""
        return sum(_threads_cpu(pid) for pid in self._pids())

    def memory(self) -> float:
        """Resident memory now, in MB."""
        return sum(_resident(pid) for pid in self._pids()) / MEGABYTE

    def peak(self) -> float:
        """The most resident memory each had, in MB."""
        return sum(_peak(pid) for pid in self._pids()) / MEGABYTE

    def own_memory(self) -> float:
        """Resident memory of the client's first process, in MB: cheap to ask."""
        return _resident(self._pid) / MEGABYTE

    def kernels_cpu(self) -> list[float]:
        """Seconds of processor time each of its kernels has used so far."""
        return [_cpu(each.pid) for each in self._descendants() if _is_kernel(each)]

    def _descendants(self) -> list[psutil.Process]:
        try:
            return list(psutil.Process(self._pid).children(recursive=True))
        except psutil.Error:
            return []

    def _pids(self) -> list[int]:
        apart: set[int] = set()
        pids = [self._pid]
        for process in self._descendants():
            with suppress(psutil.Error):
                if process.ppid() in apart or _is_kernel(process):
                    apart.add(process.pid)
                else:
                    pids.append(process.pid)
        return pids


def end_marked(mark: str, limit: float = 10) -> None:
    """End by force every process that a run with this mark has started."""
    while left := list(_marked(mark)):
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        _, alive = psutil.wait_procs(left, timeout=limit)
        if alive:
            raise RuntimeError(f"processes that cannot be ended: {[each.pid for each in alive]}")


def _marked(mark: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == mark:
                yield process


def _is_kernel(process: psutil.Process) -> bool:
    try:
        return KERNEL in process.cmdline()
    except psutil.Error:
        return False


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK


def _threads_cpu(pid: int) -> float:
    nanoseconds = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError):
            nanoseconds += int(path.read_text().split()[0])
    return nanoseconds / 1e9


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _peak(pid: int) -> int:
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
