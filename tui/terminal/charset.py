"""In which characters the terminal is written to and read, decided without asking it anything."""

from __future__ import annotations

import codecs
import locale
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from unicodedata import east_asian_width

AsciiWish = Literal["auto", "always", "never"]
"""When frames and marks are drawn in ASCII; "auto" is where the locale is not UTF-8."""

_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
# Bytes that a terminal of eight bits takes for control characters, among them CSI and OSC.
_CONTROL = re.compile(rb"[\x00-\x1f\x7f-\x9f]")
# What switches between sets by sequences of its own.
_STATEFUL = ("iso2022", "hz", "utf_7", "utf_16", "utf_32", "punycode", "idna")
_PLAIN_NAMES = ("", "C", "POSIX")
_COERCED = ("C.UTF-8", "C.utf8")


@dataclass(frozen=True, slots=True)
class Charset:
    """The characters of a terminal: Python's name of the codec, and if frames are in ASCII."""

    codec: str = "utf-8"
    has_ascii_frames: bool = False

    @property
    def is_utf8(self) -> bool:
        """Whether every character can be written."""
        return self.codec == "utf-8"

    def encode(self, text: str) -> bytes:
        """The bytes of a text with sequences in it; what is not in the charset becomes `?`."""
        return text.encode(self.codec, errors="replace")

    @property
    def input_codec(self) -> str:
        """What bytes of the terminal are read by: where only ASCII is known, all that holds it."""
        return "utf-8" if self.codec == "ascii" else self.codec

    def has(self, text: str) -> bool:
        """Whether a text without control characters can be written, and controls nothing then."""
        return self.is_utf8 or all(_is_in(self.codec, character) for character in text)


@lru_cache(4096)
def _is_in(codec: str, character: str) -> bool:
    try:
        data = character.encode(codec)
    except UnicodeEncodeError:
        return False
    # Terminals of those charsets draw what has two bytes two cells wide, also a Greek letter.
    is_wide = east_asian_width(character) in "WF"
    return _CONTROL.search(data) is None and len(data) <= 1 + is_wide


UTF_8 = Charset()


def charset_of(environment: Mapping[str, str], wish: AsciiWish = "auto") -> Charset:
    """The charset of the terminal that a program with this environment runs in.

    A charset in the locale's name counts, whether that locale is installed or not: it is told by
    the terminal, often on another computer. The locale C is UTF-8 as Python has it, since many
    containers set no other, unless PYTHONCOERCECLOCALE or PYTHONUTF8 forbid that.
    """
    if wish == "never":
        return UTF_8
    codec = _codec(environment)
    return Charset(codec, has_ascii_frames=wish == "always" or codec != "utf-8")


def missing(charset: Charset, wish: AsciiWish = "auto") -> str:
    """What is to be told of a charset that is not UTF-8, and what to do about it; `""` nothing."""
    if charset.is_utf8:
        return ""
    setting = "" if wish == "always" else ", or --JtuiApp.ascii=never"
    return (
        f"The locale is not UTF-8 but {charset.codec.upper()}: frames and marks are drawn in ASCII,"
        " and what it does not have as ?. Where the terminal is UTF-8, set LANG=C.UTF-8"
        f"{setting}."
    )


def _codec(environment: Mapping[str, str]) -> str:
    name = _locale_name(environment)
    _, dot, rest = name.partition(".")
    told = _known(rest.partition("@")[0]) if dot else ""
    if told:
        return told
    if name in _PLAIN_NAMES[1:] and environment.get("PYTHONCOERCECLOCALE") == "0":
        return "ascii"
    # UTF-8 where Python has made that of the locale C.
    return _known(locale.getpreferredencoding(do_setlocale=False)) or "utf-8"


def _locale_name(environment: Mapping[str, str]) -> str:
    everything, language = environment.get("LC_ALL", ""), environment.get("LANG", "")
    if everything:
        return everything
    characters = environment.get("LC_CTYPE", "")
    if characters in _COERCED and "." in language:
        # Python sets it where the locale that is named is not installed.
        return language
    return characters or language


def _known(name: str) -> str:
    """Python's name of a codec that a terminal can be written in, `""` for none such."""
    try:
        codec = codecs.lookup(name).name
        # A codec from bytes to bytes is looked up as well; encoding with it fails.
        ascii_stays = f"{_PRINTABLE}\x1b".encode(codec) == f"{_PRINTABLE}\x1b".encode("ascii")
    except (LookupError, ValueError):
        return ""
    is_foreign = "escape" in codec or codec.replace("-", "_").startswith(_STATEFUL)
    return codec if ascii_stays and not is_foreign else ""
