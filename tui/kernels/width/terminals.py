"""Terminals that a kernel has made for the program it wraps, as bash_kernel does for bash.

Nothing has to be run in the kernel for them to have another size.
"""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from pathlib import Path
from typing import Protocol, runtime_checkable

from tui.kernels.width.room import Room

_SIZE = struct.Struct("4H")
"""Lines, columns, and the same in pixels, which nobody sets."""
_USUAL = (24, 80)
"""Lines and columns of a terminal whose maker gave it no size, with pexpect."""


@runtime_checkable
class StartedHere(Protocol):
    """A transport to a kernel that is a process of this computer."""

    @property
    def pid(self) -> int:
        """The process, 0 for none."""
        ...


def fit_terminals(pid: int, room: Room, before: Room | None) -> None:
    """Give the terminals of a kernel's child processes the size of a room; blocks, never raises.

    Only those that have their usual size, or the one that was given last, which is `before`.
    """
    # 10 ms, in a thread, that only kernels of other languages need.
    import psutil

    own = (before.lines, before.columns) if before is not None else _USUAL
    try:
        children = [child.pid for child in psutil.Process(pid).children()]
    except psutil.Error:
        return
    names = {_terminal_of(child) for child in children}
    # One that is the kernel's own, or jtui's, is the user's.
    for name in names - {"", _terminal_of(pid), _terminal_of(os.getpid())}:
        _fit(name, room, (_USUAL, own))


def _terminal_of(pid: int) -> str:
    """The pseudo-terminal a process reads from, "" for none or where that cannot be seen."""
    try:
        # psutil looks only once which terminals there are.
        name = str(Path(f"/proc/{pid}/fd/0").readlink())
    except OSError:
        return ""
    return name if name.startswith("/dev/pts/") else ""


def _fit(name: str, room: Room, sizes: tuple[tuple[int, int], ...]) -> None:
    try:
        terminal = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return
    try:
        lines, columns, *_ = _SIZE.unpack(fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8)))
        if (lines, columns) in sizes:
            size = _SIZE.pack(room.lines, room.columns, 0, 0)
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
    except OSError:
        pass
    finally:
        os.close(terminal)
