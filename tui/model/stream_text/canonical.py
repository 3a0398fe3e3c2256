"""Reading canonical text: its stretches of one look, its bare characters, its width, its cuts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from tui.model.stream_text.style import (
    ESCAPE,
    LINK_END,
    PLAIN,
    PLAIN_CODES,
    RESET,
    Style,
    advance,
    closer,
    style_of,
)

Segments = tuple[tuple[str, Style], ...]

_TAB = 8
# Longer lines are read afresh each time: a cache of them could hold hundreds of megabytes.
_CACHED_LENGTH = 2048
# A character that may take two columns, or that widens the one before it (U+FE0F).
_MAYBE_WIDE = "[\u1100-\u115f\u231a-\u23ff\u25fd-\u27bf\u2b1b-\u2b55\u2e80-\ud7ff\ue000-\U0010ffff]"


@cache
def _maybe_wide() -> re.Pattern[str]:
    """Made when it is needed: that takes 3 ms, which a start does not wait for."""
    return re.compile(_MAYBE_WIDE)


def segments(line: str) -> Segments:
    """The stretches of one canonical line in order, each with its look; none is empty."""
    if len(line) > _CACHED_LENGTH:
        return _read(line)
    return _read_cached(line)


def _read(line: str) -> Segments:
    if "\x1b" not in line:
        return ((line, PLAIN),) if line else ()
    return tuple((text, style_of(codes, link)) for text, codes, link, _ in _runs(line))


_read_cached = lru_cache(maxsize=4096)(_read)


def pen_runs(line: str) -> Iterator[tuple[str, str]]:
    """The stretches of one canonical line, each with its opener."""
    if "\x1b" not in line:
        if line:
            yield line, ""
        return
    for text, _, _, opener in _runs(line):
        yield text, opener


def _runs(line: str) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """Text, codes, link and opener of each stretch of `line`."""
    codes, sgr, link, link_escape, position = PLAIN_CODES, "", "", "", 0
    for found in ESCAPE.finditer(line):
        if found.start() > position:
            yield line[position : found.start()], codes, link, link_escape + sgr
        position = found.end()
        if found[1] is not None:
            codes, sgr = advance(codes, found[1])
        else:
            link = found[2]
            link_escape = found[0] if link else ""
    if position < len(line):
        yield line[position:], codes, link, link_escape + sgr


def plain_line(line: str) -> str:
    """Canonical text, of one line or many, without its escape sequences."""
    return ESCAPE.sub("", line) if "\x1b" in line else line


def widest(text: str, lines: Sequence[str] = ()) -> int:
    """Columns of the widest line of canonical `text`, or some more where wide characters may be.

    `lines` are those of the text where they are at hand already.
    """
    if "\x1b" in text or "\t" in text:
        text, lines = plain_line(text).expandtabs(_TAB), ()
    lines = lines or text.split("\n")
    if text.isascii() or (wide := _maybe_wide()).search(text) is None:
        return max(map(len, lines))
    return max(len(line) + len(wide.findall(line)) for line in lines)


def cut(line: str, at: int) -> tuple[str, str]:
    """Two canonical parts of one canonical line, the first some `at` code points long.

    An escape sequence is never cut: the first part ends before it, or after it if it closes a look.
    """
    if "\x1b" not in line:
        return line[:at], line[at:]
    sgr = link = ""
    for found in ESCAPE.finditer(line):
        escape = found.group()
        closes = escape in (RESET, LINK_END)
        if found.start() >= at and not closes:
            break
        if found.end() > at and not closes:
            at = found.start()
            break
        if found.start() > at:
            break
        at = max(at, found.end()) if closes else at
        if found[1] is not None:
            sgr = "" if closes else escape
        else:
            link = "" if closes else escape
    opener = link + sgr
    return line[:at] + closer(opener), opener + line[at:]
