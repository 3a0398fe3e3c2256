"""Help that is terminal text: in colours, or overstruck as printers wanted it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.style import Style

from tui.model.help import overstruck
from tui.model.stream_text import StreamText
from tui.model.stream_text.pages import Page
from tui.render.help.lines import HelpLine, Line, verbatim
from tui.render.text import styled_pieces

PIECE = 65_536
"""Code points that are taken in one go: in a thread, other threads get their turn in between."""


def terminal_lines(text: str) -> list[HelpLine]:
    """The lines of a text as a terminal would show them."""
    stream = StreamText()
    for piece in _pieces(text):
        stream.write(overstruck(piece))
    stream.finish()
    return stream_lines(stream.frozen, stream.live_lines())


def stream_lines(frozen: Sequence[Page], live: Sequence[str]) -> list[HelpLine]:
    """The lines of a stream's frozen pages and of its live lines; for a thread, if it is long."""
    lines: list[HelpLine] = []
    for page in frozen:
        whole = page.text.endswith("\n")
        found = page.text.removesuffix("\n").split("\n")
        lines += found if whole else [*found[:-1], *_going_on(found[-1])]
    lines += live if live[-1] else live[:-1]
    return lines


def _going_on(line: str) -> list[Line]:
    """The part of a very long line that a page holds; the next page begins with the rest."""
    parts = verbatim(styled_pieces(line, Style.null()))
    return [*parts[:-1], replace(parts[-1], goes_on=True)]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end with a line, or at least not with a letter to be struck over."""
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + PIECE) + 1
        if end <= start:
            end = start + PIECE
            while end < len(text) and "\b" in text[end - 1 : end + 1]:
                end += 1
        yield text[start:end]
        start = end
