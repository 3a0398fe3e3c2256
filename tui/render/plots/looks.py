"""The colours and marks of series, from the palette of the theme."""

from __future__ import annotations

from rich.style import Style

from tui.render.palette import Palette
from tui.render.sgr import params_of

MARKS = "●◆▲■○◇△□"
"""Marks of points, one for each series."""

_CLASSES = ("function", "number", "string", "keyword", "error", "builtin", "class", "operator")
_ANSI = ("34", "33", "32", "35", "31", "36")
# Shades from little to much; beside colours they say it to those who see none.
SHADES = "░▒▓█"


def series_looks(palette: Palette) -> tuple[str, ...]:
    """SGR parameters that tell series apart, as many as the theme has clearly different ones."""
    styles = (palette.syntax.get(name) for name in _CLASSES)
    looks = (params_of(Style(color=style.color)) for style in styles if style is not None)
    return tuple(dict.fromkeys(filter(None, looks))) or _ANSI


def mark_of(number: int) -> str:
    """The mark of the points of a series."""
    return MARKS[number % len(MARKS)]
