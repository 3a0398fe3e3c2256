"""What stands on the screen as it reaches the terminal, and how far its colours are apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.color import Color as RichColor
from rich.color import ColorType
from rich.segment import Segment
from textual.app import App
from textual.color import Color

AA = 4.5
"""The least contrast of text in the Web Content Accessibility Guidelines, level AA."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stretch of text on the screen, with the colours it is drawn in; `row` is from 0."""

    text: str
    row: int
    color: str
    ground: str

    @property
    def contrast(self) -> float:
        """From 1 for none to 21."""
        return contrast(self.color, self.ground)


def luminance(color: Color) -> float:
    """The relative luminance of the guidelines."""
    channels = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 for none to 21."""
    lights = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def segments(app: App[Any]) -> Iterator[tuple[int, int, Segment]]:
    """All of the screen as the terminal gets it: row, column, and what begins there."""
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        column = 0
        for segment in strip:
            yield row, column, segment
            column += segment.cell_length


def texts(app: App[Any]) -> list[Drawn]:
    """Everything on the screen that is read: letters and digits, in true colours.

    What lies below a dialog is not read, and darkened for that.
    """
    found = []
    for row, column, segment in segments(app):
        style = segment.style
        if style is None or not any(map(str.isalnum, segment.text)):
            continue
        if app.screen.is_modal and app.screen.get_widget_at(column, row)[0] is app.screen:
            continue
        colors = [_hex(style.color), _hex(style.bgcolor)]
        if style.reverse:
            colors.reverse()
        found.append(Drawn(segment.text, row, *colors))
    return found


def _hex(color: RichColor | None) -> str:
    assert color is not None
    assert color.type is ColorType.TRUECOLOR, color
    assert color.triplet is not None
    return color.triplet.hex
