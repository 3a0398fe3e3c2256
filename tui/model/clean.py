"""Text from outside made safe to show: what steers a terminal or misleads the eye becomes marks.

A terminal obeys control characters and a reader believes what is shown, so a name, prompt or
message that a kernel, server or file has sent passes through here before it reaches the screen.
"""

from __future__ import annotations

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_LINK_LENGTH = 2048

# C0 without tab and newline, DEL, C1; Arabic letter mark; zero-width space, the marks, embeddings,
# overrides and isolates of bidirectional text; line and paragraph separator; word joiner and other
# invisible operators; lone surrogates; byte order mark; annotation and tag characters.
# ZWNJ, ZWJ and variation selectors are missing on purpose: Indic scripts and emoji need them.
HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""The characters that are never shown as they are, as the inside of a regular expression's set."""

_HIDDEN = re.compile(f"[{HIDDEN}]")
_HIDDEN_OR_BREAK = re.compile(f"[{HIDDEN}\t\n]")
_SAFE_LINK = re.compile(r"(?:https?|file)://[^\s\x00-\x20]+", re.IGNORECASE)


def mark(char: str) -> str:
    """The visible form of one hidden character: `␛`, `‹U+202E›`, or U+FFFD for a lone surrogate."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if 0xD800 <= code <= 0xDFFF:
        return REPLACEMENT
    return f"‹U+{code:04X}›"


def _mark_found(found: re.Match[str]) -> str:
    return mark(found.group())


def clean(text: str, *, newlines: bool = False) -> str:
    """`text` with every hidden character made a visible mark; a clean text comes back as it is.

    With `newlines`, line feeds and tabs stay; without, the answer is always a single line.
    """
    hidden = _HIDDEN if newlines else _HIDDEN_OR_BREAK
    if hidden.search(text) is None:
        return text
    return hidden.sub(_mark_found, text)


def clean_code(text: str) -> str:
    """`text` cleaned as source code: line feeds and tabs stay, CRLF and CR become line feeds."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean(text, newlines=True)


def is_safe_link(url: str) -> bool:
    """Whether `url` may be given to the terminal as a link: http, https or file, clean and short.

    At most 2048 code points, with no white space and nothing that `clean` would mark.
    """
    return (
        len(url) <= _LINK_LENGTH
        and _SAFE_LINK.fullmatch(url) is not None
        and _HIDDEN_OR_BREAK.search(url) is None
    )
