"""Processes told apart for certain, and groups of them that are signalled together."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc/self/stat")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process, told apart from a later one with the same pid by when it was born.

    `birth` is only good for comparing; `""` when this system does not say.
    """

    pid: int
    birth: str

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity:
        """The identity of the process that has this pid now."""
        return cls(pid, _birth(pid))

    def lives(self) -> bool:
        """Whether it runs; one that has ended and only waits to be collected does not."""
        birth = _birth(self.pid)
        # Where births are told, none means that it has ended.
        known = bool(birth) or not _PROC.exists()
        return known and pid_is_taken(self.pid) and birth == self.birth

    def kill(self) -> None:
        """Kill it, unless it is gone."""
        if self.lives():
            try:
                os.kill(self.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


def pid_is_taken(pid: int) -> bool:
    """Whether a process with this pid exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def descendants(pid: int) -> tuple[ProcessIdentity, ...]:
    """The processes that descend from one, also those in sessions of their own.

    Empty where psutil is not installed. Takes some milliseconds.
    """
    try:
        # 22 ms, and only needed when a kernel ends.
        import psutil
    except ImportError:
        return ()
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return ()
    return tuple(ProcessIdentity.of(child.pid) for child in children)


def signal_group(group: int, number: signal.Signals) -> None:
    """Send a signal to a process group, if any of it is left."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass


def _birth(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        boot = _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return _birth_without_proc(pid)
    # The name in brackets can hold anything, so count from its end; field 22 is the start time.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else f"{boot} {fields[19]}"


def _birth_without_proc(pid: int) -> str:
    if _PROC.exists():
        return ""
    try:
        import psutil
    except ImportError:
        return ""
    try:
        process = psutil.Process(pid)
        ended = process.status() == psutil.STATUS_ZOMBIE
        return "" if ended else f"{process.create_time():.2f}"
    except psutil.Error:
        return ""
