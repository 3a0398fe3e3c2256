"""What a modern terminal answers to the questions programs ask it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CELL_WIDTH, CELL_HEIGHT = 9, 18
"""Pixels of one cell."""

_QUESTION = re.compile(
    rb"\x1b\[(?P<csi>[?>=]?[0-9;]*(?:\$p|[cnuqt]))"
    rb"|\x1b\[(?P<mode>[?>=<][0-9;]*[hlu])"
    rb"|\x1b\](?P<colour>(?:4;[0-9]+|1[0-2]));\?(?:\x07|\x1b\\)"
    rb"|\x1bP(?P<dcs>\+q|\$q)[^\x1b]*\x1b\\"
)
_COLOURS = {b"10": "d0d0/d0d0/d0d0", b"11": "1c1c/1c1c/1c1c", b"12": "ffff/ffff/ffff"}
_KNOWN_MODES = {b"1004", b"2004", b"2026", b"2048"}
_FIXED = {
    b"c": b"\x1b[?62;22c",
    b"0c": b"\x1b[?62;22c",
    b">c": b"\x1b[>1;4000;0c",
    b">0c": b"\x1b[>1;4000;0c",
    b"5n": b"\x1b[0n",
    b">q": b"\x1bP>|Terminal 1.0\x1b\\",
    b">0q": b"\x1bP>|Terminal 1.0\x1b\\",
}


@dataclass
class Answers:
    """The state of the terminal that questions are about."""

    columns: int
    rows: int
    brackets_paste: bool = False
    reports_size: bool = False
    keyboard_flags: int = 0

    def to(self, data: bytes) -> Iterator[bytes | None]:
        """Answer the questions in whole sequences; None stands for the cursor's position."""
        for match in _QUESTION.finditer(data):
            if match["csi"] is not None:
                yield from self._to_csi(match["csi"])
            elif match["mode"] is not None:
                yield from self._set(match["mode"])
            elif match["colour"] is not None:
                colour = _COLOURS.get(match["colour"], "8080/8080/8080")
                yield b"\x1b]%b;rgb:%b\x1b\\" % (match["colour"], colour.encode())
            else:
                yield b"\x1bP0+r\x1b\\" if match["dcs"] == b"+q" else b"\x1bP0$r\x1b\\"

    def size_report(self) -> bytes:
        """The report of mode 2048: rows, columns and pixels."""
        height, width = self.rows * CELL_HEIGHT, self.columns * CELL_WIDTH
        return b"\x1b[48;%d;%d;%d;%dt" % (self.rows, self.columns, height, width)

    def _to_csi(self, body: bytes) -> Iterator[bytes | None]:
        if body in _FIXED:
            yield _FIXED[body]
        elif body in (b"6n", b"?6n"):
            yield None
        elif body == b"?u":
            yield b"\x1b[?%du" % self.keyboard_flags
        elif body.endswith(b"$p"):
            mode = body.strip(b"?$p")
            yield b"\x1b[?%b;%d$y" % (mode, 2 if mode in _KNOWN_MODES else 0)
        elif body == b"14t":
            yield b"\x1b[4;%d;%dt" % (self.rows * CELL_HEIGHT, self.columns * CELL_WIDTH)
        elif body == b"16t":
            yield b"\x1b[6;%d;%dt" % (CELL_HEIGHT, CELL_WIDTH)
        elif body == b"18t":
            yield b"\x1b[8;%d;%dt" % (self.rows, self.columns)
        elif body.endswith(b"u"):
            yield from self._set(body)

    def _set(self, body: bytes) -> Iterator[bytes]:
        on = body.endswith(b"h")
        if body[-1:] in b"hl":
            modes = body[1:-1].split(b";")
            if b"2004" in modes:
                self.brackets_paste = on
            if b"2048" in modes:
                self.reports_size = on
                if on:
                    yield self.size_report()
        elif body.startswith((b">", b"=")):
            self.keyboard_flags = int(body[1:-1].split(b";")[0] or b"0")
        elif body.startswith(b"<"):
            self.keyboard_flags = 0
