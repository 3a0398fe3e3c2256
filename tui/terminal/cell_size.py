"""How many pixels a cell of the terminal has, as far as the system knows."""

from __future__ import annotations

import fcntl
import struct
import sys
import termios
from typing import NamedTuple

_MOST = 200
"""Pixels in one direction: what is more is no size of a cell."""


class CellSize(NamedTuple):
    """Pixels of a cell."""

    width: int
    height: int


USUAL_CELL = CellSize(10, 20)
"""What is taken where nothing is known: most cells are twice as high as wide."""


def cell_size() -> CellSize | None:
    """The size of a cell of the terminal this process runs in; `None` where it is not told."""
    for stream in (sys.__stderr__, sys.__stdout__, sys.__stdin__):
        try:
            if stream is not None and stream.isatty():
                return cell_size_of(stream.fileno())
        except (OSError, ValueError):
            continue
    return None


def cell_size_of(terminal: int) -> CellSize | None:
    """The size of a cell of the terminal behind a descriptor; raises `OSError` if it is none.

    Terminals that do not know, or do not tell, leave the size in pixels at 0. Some count their
    margin, so what a division leaves over is theirs.
    """
    answer = fcntl.ioctl(terminal, termios.TIOCGWINSZ, b"\0" * 8)
    rows, columns, width, height = struct.unpack("HHHH", answer)
    if not (rows and columns):
        return None
    size = CellSize(width // columns, height // rows)
    return size if 2 <= size.width <= _MOST and 2 <= size.height <= _MOST else None
