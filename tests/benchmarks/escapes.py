"""Escape sequences in what a program writes: cutting whole ones off, leaving them out."""

from __future__ import annotations

import re

_STRING = rb"\x1b[\]P_X^][^\x07\x1b]*(?:\x07|\x1b\\)"
_SEQUENCE = re.compile(_STRING + rb"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]+[0-~]|\x1b[0-Z\\^-~]")
# What pyte would show as text or take for something else.
_NOT_FOR_SCREEN = re.compile(_STRING + rb"|\x1b\[[<>=][0-?]*[ -/]*[@-~]|\x1b\[\?[0-9;]*[u$]p?")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[ -/]*)\Z")
_OPENERS = (b"\x1b]", b"\x1bP", b"\x1b_", b"\x1bX", b"\x1b^")
_LONGEST = 8192
"""Bytes from the end in which the beginning of an unfinished sequence is looked for."""


class Splitter:
    """Takes a stream in pieces and gives it back in pieces that cut no escape sequence."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """Add a piece; answers what is complete by now."""
        data = self._rest + data
        cut = _unfinished_at(data)
        self._rest = data[cut:]
        return data[:cut]


def plain(data: bytes) -> bytes:
    """Leave out every escape sequence."""
    return _SEQUENCE.sub(b"", data) if b"\x1b" in data else data


def for_screen(data: bytes) -> bytes:
    """Leave out what pyte does not know."""
    return _NOT_FOR_SCREEN.sub(b"", data)


def _unfinished_at(data: bytes) -> int:
    start = max(0, len(data) - _LONGEST)
    opened = max(data.rfind(opener, start) for opener in _OPENERS)
    if opened >= 0 and not (b"\x07" in data[opened:] or b"\x1b\\" in data[opened:]):
        return opened
    unfinished = _UNFINISHED.search(data, max(0, len(data) - 64))
    return unfinished.start() if unfinished else len(data)
