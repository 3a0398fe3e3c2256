"""Terminals that a kernel has made for the program it wraps, as bash_kernel does for bash.

Nothing has to be run in the kernel for them to have another size.
"""

from __future__ import annotations

import fcntl
import os
import struct
import termios
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
        names = {child.terminal() for child in psutil.Process(pid).children()}
        # One that the kernel shares with jtui is the user's.
        names -= {None, psutil.Process(pid).terminal(), psutil.Process().terminal()}
    except (psutil.Error, OSError):
        return
    for name in names:
        if name:
            _fit(name, room, (_USUAL, own))


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
