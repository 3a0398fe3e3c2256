"""Texts cut and broken by the cells they take."""

from __future__ import annotations

from collections.abc import Iterator

from tui.render.rows import cells_of


def cut(text: str, width: int, *, keeps_end: bool = False) -> str:
    """A cleaned text in exactly `width` cells, with an ellipsis where something was cut."""
    cells = cells_of(text)
    if cells > width:
        room = width - 1
        text = f"…{_last_cells(text, room)}" if keeps_end else f"{first_cells(text, room)}…"
        cells = cells_of(text)
    return text + " " * (width - cells)


def first_cells(text: str, width: int) -> str:
    """As much of the beginning as fits into `width` cells."""
    if text.isascii():
        return text[:width]
    taken = cells = 0
    for character in text:
        cells += cells_of(character)
        if cells > width:
            break
        taken += 1
    return text[:taken]


def _last_cells(text: str, width: int) -> str:
    if text.isascii():
        return text[len(text) - width :]
    return first_cells(text[::-1], width)[::-1]


def broken(text: str, width: int) -> Iterator[str]:
    """A line of text as rows of at most `width` cells, two at least, broken at a space or slash.

    Where there is none near its end, a row ends anywhere.
    """
    while len(row := first_cells(text, width)) < len(text):
        space = max(row.rfind(" "), row.rfind("/"))
        if text[len(row)] != " " and space > len(row) // 2:
            row = row[: space + 1]
        yield row
        text = text[len(row) :].removeprefix(" ")
    yield text
