"""The text of a cell in the room its column has."""

from __future__ import annotations

from tui.render.needle import lowered
from tui.render.rows import cells_of
from tui.render.sgr import cut

LINE_END = "⏎"


def fitted(text: str, width: int, right: bool) -> str:
    """A text in exactly `width` cells, cut with `…`; line feeds in it become signs."""
    if len(text) <= width and text.isascii() and "\n" not in text:
        return text.rjust(width) if right else text.ljust(width)
    # Each character takes a cell at least, but for some that join others.
    is_cut = len(text) > 4 * width + 8
    if is_cut:
        text = text[: 4 * width + 8]
    if "\n" in text:
        text = text.replace("\n", LINE_END)
    if is_cut and cells_of(text) <= width:
        text += " "
    shown = cut(text, width)
    blanks = " " * (width - cells_of(shown))
    return f"{blanks}{shown}" if right else f"{shown}{blanks}"


def place_in(shown: str, needle: str) -> int:
    """Where in what is shown of a cell a text begins, -1 for nowhere; capitals matter if typed."""
    if needle == needle.lower():
        shown = lowered(shown)
    return shown.find(needle)
