"""What is drawn when there may be no colour at all: only bold, dim, underlined and reversed."""

from __future__ import annotations

from functools import lru_cache

from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_GREY = 8
_REVERSED = Style(reverse=True)
_DIM = Style(dim=True)


class Colourless(LineFilter):
    """Takes every colour away; what stands out by its background is reversed instead.

    It is made for screens whose own background is the terminal's: another one is a mark there. The
    grey that is beside the point becomes dim.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments without colours."""
        return [
            Segment(text, None if style is None else _colourless(style), control)
            for text, style, control in segments
        ]


@lru_cache(4096)
def _colourless(style: Style) -> Style:
    color, ground = style.color, style.bgcolor
    plain = style.without_color
    if style.meta:
        plain += Style.from_meta(style.meta)
    if ground is not None and ground.type is not ColorType.DEFAULT:
        plain += _REVERSED
    elif color is not None and color.number == _GREY and color.type is ColorType.STANDARD:
        plain += _DIM
    return plain
