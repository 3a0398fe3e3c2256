"""HTML taken apart into tags and text, whatever state it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from tui.model.clean import REPLACEMENT

MOST_HTML = 1_000_000
"""Code points of HTML that are looked at."""

# Comments; elements nothing of which is to be seen; tags; declarations. Whatever is not closed ends
# somewhere all the same, and each character is looked at about once.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<hidden>script|style|title|template|iframe|object|svg|noframes|select)(?=[\s/>])"
    r".*?(?:</(?P=hidden)\b[^>]*>?|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*)(?P<rest>(?:[^'\"<>]+|\"[^\"]*\"|'[^']*')*)>?"
    r"|<[!?][^>]*>?",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,32})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_LONGEST_ATTRIBUTES = 4096
# Python refuses to read numbers of very many digits.
_HUGE_REFERENCE = re.compile(r"&#\d{8,};?")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; `name` is in small letters, `rest` what stands after it, attributes mostly."""

    name: str
    ends: bool
    rest: str

    def attribute(self, name: str) -> str:
        """The value of an attribute, "" for none."""
        for found in _ATTRIBUTE.finditer(self.rest[:_LONGEST_ATTRIBUTES]):
            if found[1].lower() == name:
                return words(found[2] or found[3] or found[4] or "")
        return ""


def tokens(html: str) -> Iterator[Tag | str]:
    """The tags of an HTML text, and the texts between them with their references resolved."""
    html = html[:MOST_HTML]
    end = 0
    for found in _MARKUP.finditer(html):
        if found.start() > end:
            yield words(html[end : found.start()])
        end = found.end()
        if found["name"]:
            yield Tag(found["name"].lower(), bool(found["end"]), found["rest"])
    if end < len(html):
        yield words(html[end:])


def words(text: str) -> str:
    """Text between tags, its character references resolved."""
    return unescape(_HUGE_REFERENCE.sub(REPLACEMENT, text)) if "&" in text else text
