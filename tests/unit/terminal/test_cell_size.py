"""The size of a cell, as the terminal tells the system."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
from pathlib import Path

import pytest

from tui.terminal.cell_size import CellSize, cell_size_of


@pytest.mark.parametrize(
    ("told", "size"),
    [
        ((24, 80, 800, 480), CellSize(10, 20)),
        ((40, 80, 804, 804), CellSize(10, 20)),
        ((24, 80, 0, 0), None),
        ((24, 80, 800, 0), None),
        ((0, 0, 800, 480), None),
        ((24, 80, 65535, 65535), None),
        ((24, 80, 80, 24), None),
    ],
)
def test_the_size_of_a_cell(told: tuple[int, int, int, int], size: CellSize | None) -> None:
    master, slave = pty.openpty()
    try:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *told))
        assert cell_size_of(slave) == size
    finally:
        os.close(master)
        os.close(slave)


def test_what_is_no_terminal_is_an_error() -> None:
    with Path(os.devnull).open() as file, pytest.raises(OSError):
        cell_size_of(file.fileno())
