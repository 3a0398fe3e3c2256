"""Marks over rows: what is found, what is selected."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style

from tui.render.rows import Row


def restyled(segments: list[Segment], start: int, end: int, style: Style) -> list[Segment]:
    """The segments with `style` over the characters from `start` up to `end`."""
    result: list[Segment] = []
    place = 0
    for segment in segments:
        text, own, _ = segment
        size = len(text)
        low, high = max(start - place, 0), min(end - place, size)
        if low >= high:
            result.append(segment)
        else:
            base = own or Style.null()
            parts = ((text[:low], own), (text[low:high], base + style), (text[high:], own))
            result.extend(Segment(part, look) for part, look in parts if part)
        place += size
    return result


def cut(row: Row, start: int, end: int | None) -> Row:
    """The row with only its characters from `start` up to `end` (`None`: to the last)."""
    return Row((Segment(row.text[start:end]),), (), row.wraps and end is None)
