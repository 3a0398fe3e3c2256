"""Terminal-like output: the only place where escape sequences are interpreted.

A `StreamText` takes a stdout or stderr, a `text/plain` result or a traceback as the kernel sends
it, and keeps *canonical text*: lines where only SGR sequences and safe OSC 8 links remain.

It honours CR, LF, BS and TAB, SGR, links, the cursor moves A to G, and erasing with K and J. Where
it differs from a terminal: lines do not wrap; the cursor goes back over the last 200 lines only,
and not before the frozen beginning of a line of more than 64 thousand code points; down stops at
the last line; erased cells have no background; erasing below takes the lines away; `CSI 2 J` and
`CSI 3 J` take the live lines away, frozen ones stay; absolute positions (`H`, `f`) are ignored.
Other sequences are dropped whole, BEL and SI silently; other control characters, bidi overrides and
the like become the marks of `tui.model.clean`.
"""

from __future__ import annotations

from tui.model.stream_text.canonical import Segments, plain_line, segments
from tui.model.stream_text.pages import Page
from tui.model.stream_text.stream import CAP, StreamText
from tui.model.stream_text.style import PLAIN, Colour, Style

__all__ = [
    "CAP",
    "PLAIN",
    "Colour",
    "Page",
    "Segments",
    "StreamText",
    "Style",
    "plain_line",
    "segments",
]
