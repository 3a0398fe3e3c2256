"""ASCII in place of what the terminal's charset does not have: frames, marks, blocks, dots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from unicodedata import name, normalize

import regex
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.terminal.charset import Charset
from tui.terminal.placeholders import PLACEHOLDER

UNKNOWN = "?"
"""Stands for one cell of a character that has no other stand-in."""

_CLUSTER = regex.compile(r"\X")
# Each pair: a stand-in, and what it stands for.
_GROUPS = """
- ‐‑‒–—―−╌╍┄┅┈┉⁃─━╴╶╸╺╼╾▔▁
= ═
| ┆┇┊┋╎╏│┃╵╷╹╻╽╿║▌▍▎▏▐▕❘⏐
. ․‥▂▖▗·‧∙⋅
: ⋮∶⁞
_ ▃▄
" ▀▘▝“”„‟″
' ‘’‚‛′
# █▉▊▋▅▆▇▙▛▜▟▓▒■◼▪▮
+ ▚▞±✓✔
% ░⊘
@ ↻↺⟳
/ ╱⁄∕
\\ ╲
X ╳
x ×✗✘✕✖⨯
* •●◆◉★⭑◙⬤
o ○◌◦□◇◯⭘▫☐
> ›❯▸▶►→⇒⟩▹▷❱
< ‹❮◂◀◄←⇐⟨⌫◃◁❰
^ ↑▲▴△⇑
v ↓▼▾▽⇓
~ …⋯
! ⌁
$ ⏎↵⤶
"""
# As the eye takes them: dots in the upper half of a cell, in the lower, in both.
_BRAILLE, _UPPER, _LOWER = 0x2800, 0b0001_1011, 0b1110_0100
_MANY_DOTS = 6


def _frame_piece(character: str) -> str:
    """What stands for a character of a frame that is no straight line."""
    return "/" if "DIAGONAL" in name(character) else "+"


def _dots(pattern: int) -> str:
    if pattern.bit_count() >= _MANY_DOTS:
        return "#"
    upper, lower = bool(pattern & _UPPER), bool(pattern & _LOWER)
    return ":" if upper and lower else "'" if upper else "." if lower else " "


def _table() -> Mapping[str, str]:
    table = {chr(code): _frame_piece(chr(code)) for code in range(0x2500, 0x2580)}
    table |= {chr(_BRAILLE + pattern): _dots(pattern) for pattern in range(256)}
    table |= dict.fromkeys("\xa0\u2007\u202f\u2002\u2009\u200a\u205f\u3000", " ")
    for line in _GROUPS.split("\n"):
        stand_in, _, characters = line.partition(" ")
        table |= dict.fromkeys(characters, stand_in)
    return {character: text * cell_len(character) for character, text in table.items()}


TABLE = _table()
"""What jtui draws itself, and marks that are common in text, with stand-ins of the same width."""


class StandIns(LineFilter):
    """Replaces in text on its way out what a charset does not have; widths stay as they were.

    In a charset that has them all only frames and marks are replaced. The cells of a picture are
    left for what draws the picture.
    """

    def __init__(self, charset: Charset) -> None:
        super().__init__()
        self._charset = charset
        self._written = lru_cache(8192)(self._translated)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` themselves when they are ASCII, else a copy with stand-ins."""
        if all(segment.text.isascii() for segment in segments):
            return segments
        return [
            Segment(self.text(text), style, control) if control is None else segment
            for segment in segments
            for text, style, control in (segment,)
        ]

    def text(self, text: str) -> str:
        """A text of one line with stand-ins, as many cells wide."""
        return text if text.isascii() else self._written(text)

    def _translated(self, text: str) -> str:
        written = "".join(self._clusters(text))
        # What is measured as one need not be what is drawn as one.
        return written if cell_len(written) == cell_len(text) else UNKNOWN * cell_len(text)

    def _clusters(self, text: str) -> Iterator[str]:
        for match in _CLUSTER.finditer(text):
            cluster = match[0]
            if cluster.isascii() or PLACEHOLDER in cluster:
                yield cluster
            elif cluster in TABLE and not self._has_of_frames(cluster):
                yield TABLE[cluster]
            elif self._charset.has(whole := normalize("NFC", cluster)):
                yield cluster if self._charset.is_utf8 else whole
            else:
                yield UNKNOWN * cell_len(cluster)

    def _has_of_frames(self, character: str) -> bool:
        """Whether a character that has a stand-in is drawn all the same, as `·` in Latin-1."""
        return not self._charset.is_utf8 and self._charset.has(character)
