"""The one place that tells the control sequences in a terminal's text from the text."""

from __future__ import annotations

import re

from tui.model.clean import HIDDEN

STRING_LENGTH = 65_536
"""Code points of an OSC, DCS, APC, PM or SOS string; what is longer is taken for text."""

_CONTROL = "\x00-\x1f\x7f-\x9f"
_CSI = "\\[[0-?]{0,256}+[ -/]{0,16}+"
_STRING = f"[\\]PX^_][^{_CONTROL}]{{0,{STRING_LENGTH}}}+"
_END = "(?:\x07|\x1b\\\\)"

SGR, CURSOR, LINK, DROPPED, RETURNS, BACKSPACES, SILENT = 1, 3, 4, 5, 6, 7, 8
"""What a token is: its `lastindex`. One with none is a lone control or otherwise hidden character.

SGR: group 1 holds the parameters. CURSOR: group 2 holds the parameters, 3 the final letter. LINK:
group 4 holds the URL. RETURNS and BACKSPACES: the whole match is a run of them.
"""

# The set in front lets the engine look for the next token at the speed of a plain scan.
TOKEN = re.compile(
    f"[{HIDDEN}](?:(?<=\x1b)(?:"
    r"\[([0-9;:]{0,256}+)m"
    r"|\[([0-9;]{0,256}+)([A-GJK])"
    f"|\\]8;[^;{_CONTROL}]{{0,256}}+;([^{_CONTROL}]{{0,{STRING_LENGTH}}}+){_END}"
    f"|({_CSI}[@-~]|{_STRING}{_END}|[ -/]{{1,4}}+[0-~]|[0-OQ-WYZ\\\\`-~])"
    ")|(?<=\r)(\r*)|(?<=\b)([\b]*)|(?<=[\x07\x0f])())?"
)

SHOWN_ASCII = b"\t\n" + bytes(range(0x20, 0x7F))
"""The ASCII characters that begin no token."""

# From here it pays to look first whether there are tokens at all.
_LONG = 256

_UNFINISHED = re.compile(f"\x1b(?:{_CSI}|[ -/]{{0,4}}+|{_STRING}\x1b?)")
_OPEN_STRING = re.compile(f"\x1b{_STRING}")
_ANY_CONTROL = re.compile(f"[{_CONTROL}]")


def is_plain(text: str) -> bool:
    """Whether a long ASCII text holds no token: told ten times as fast as by looking for one.

    False where it cannot be told so.
    """
    if len(text) < _LONG or not text.isascii():
        return False
    return not text.encode("ascii").translate(None, SHOWN_ASCII)


class Unfinished:
    """What has come of a control sequence whose end has not come yet."""

    __slots__ = ("_length", "_parts", "_string")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._string = False

    def complete(self, text: str) -> str:
        """What was held back and `text`, but for a sequence cut at the end; CRLF as LF."""
        if self._parts:
            length = self._length + len(text)
            if self._string and length <= STRING_LENGTH and not _ANY_CONTROL.search(text):
                # Not looked at again from its start: a string may come in very many pieces.
                self._parts.append(text)
                self._length = length
                return ""
            text = self.take() + text
        end = _complete_length(text)
        if end < len(text):
            self._hold(text[end:])
            text = text[:end]
        return text.replace("\r\n", "\n") if "\r" in text else text

    def _hold(self, rest: str) -> None:
        # Of returns in a row one is enough.
        self._parts = [rest.lstrip("\r") or "\r"]
        self._length = len(rest)
        self._string = _OPEN_STRING.fullmatch(rest) is not None

    def take(self) -> str:
        """What is held back, which is then forgotten."""
        rest = "".join(self._parts)
        self._parts, self._length, self._string = [], 0, False
        return rest


def _complete_length(text: str) -> int:
    """Code points of `text` before the return or unfinished escape sequence that it ends with."""
    if text.endswith("\r"):
        return len(text.rstrip("\r"))
    lowest = max(0, len(text) - STRING_LENGTH - 3)
    last = text.rfind("\x1b", lowest)
    if last < 0:
        return len(text)
    if last == len(text) - 1:
        # Perhaps the first half of a string's end.
        before = text.rfind("\x1b", lowest, last)
        if before >= 0 and _OPEN_STRING.fullmatch(text, before, last):
            return before
    return last if _UNFINISHED.fullmatch(text, last) else len(text)
