"""Figures drawn, as plain lines."""

from __future__ import annotations

import re

from rich.cells import cell_len

from tui.render.palette import Palette
from tui.render.plots.figures import Figure
from tui.render.plots.text import figure_lines, plot_text
from tui.render.sgr import line_of
from tui.wire.message import Json

_SGR = re.compile(r"\x1b\[[0-9;]*m")


def plain(text: str) -> list[str]:
    """The lines of a text without its looks."""
    return [line.rstrip() for line in _SGR.sub("", text).split("\n")]


def drawn(figure: Figure, width: int = 60) -> list[str]:
    """A figure in lines, none of which is wider than it may be."""
    lines = plain("\n".join(line_of(runs) for runs in figure_lines(figure, width, Palette())))
    assert all(cell_len(line) <= width for line in lines), lines
    return lines


def plotted(mime: str, value: Json, width: int = 60) -> list[str]:
    """A figure in JSON in lines, without its last, which says what it is; none is too wide."""
    lines = plain(plot_text(mime, value, width, Palette()))
    assert all(cell_len(line) <= width for line in lines), lines
    return lines[:-1]


def braille(lines: list[str]) -> int:
    """How many cells have dots of lines or points in them."""
    return sum(0x2800 < ord(character) <= 0x28FF for line in lines for character in line)
