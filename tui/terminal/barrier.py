"""The last barrier before the terminal: nothing Textual draws as text can control it."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

MARK = "\ufffd"
"""Stands for one cell of what may not be written."""
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SAFE_LINK = re.compile(r"(?:https?|file|mailto):[\x21-\x7e]*", re.IGNORECASE)


def visible(text: str) -> str:
    """Return `text` with a mark for every character that controls a terminal."""
    return text if text.isprintable() else _FORBIDDEN.sub(MARK, text)


def _mark(match: re.Match[str]) -> str:
    # Textual has measured the line already; a mark wider than what it stands for would move
    # everything to the right of it.
    return MARK * cell_len(match.group())


@lru_cache(1024)
def _safe_style(style: Style) -> Style:
    return style if _SAFE_LINK.fullmatch(style.link or "") else style.update_link(None)


class ControlBarrier(LineFilter):
    """Replaces control characters, bidi overrides and lone surrogates in all text on its way out.

    The width of the line stays as it was: a character counted as one cell becomes a mark, one
    counted as none goes. Links stay when they are http, https, file or mailto in printable ASCII.
    Control segments are left alone; only code, never text, can make one.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` themselves when they are harmless, else a clean copy."""
        for segment in segments:
            if not segment.text.isprintable() or (segment.style and segment.style.link):
                return [self._clean(each) for each in segments]
        return segments

    @staticmethod
    def _clean(segment: Segment) -> Segment:
        text, style, control = segment
        if control is not None:
            return segment
        if not text.isprintable():
            text = _FORBIDDEN.sub(_mark, text)
        if style is not None and style.link:
            style = _safe_style(style)
        return Segment(text, style)
