"""HTML taken apart into tags and texts in one pass, whatever state it is in.

The parsers of libraries are not for this: selectolax takes 23 s for 100,000 nested elements, the
standard one 12 s for 40 kB of tags that do not end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from tui.model.clean import REPLACEMENT

MOST_TEXT = 4_000_000
"""Code points that are looked at; those of hidden elements and of rows just counted are free."""

MOST_TOKENS = 300_000
"""Tags and texts that are looked at: some 0.4 s of them."""

_ATTRIBUTES = r"(?:[^'\"<>]++|\"[^\"]*+\"|'[^']*+')*+"
# A cell with nothing but text in it, as most are; tags; where a comment begins; declarations.
# Whatever is not closed ends somewhere all the same, so each character is looked at about once.
_MARKUP = re.compile(
    rf"<(?:(?P<cell>t[dh])(?P<about>\s{_ATTRIBUTES})?>(?P<text>[^<]*+)</(?P=cell)>\s*"
    rf"|(?P<end>/?)(?P<name>[a-z][^\s/<>]*+)(?P<rest>{_ATTRIBUTES})>?"
    r"|(?P<comment>!--)"
    r"|[!?][^>]*+>?)",
    re.IGNORECASE,
)
# Elements nothing of which is to be seen, or that hold what is not HTML.
_HIDDEN = {
    name: re.compile(rf"</{name}\b[^>]*+>?", re.IGNORECASE)
    for name in (
        *("script", "style", "title", "template", "iframe", "object", "svg", "noframes", "select"),
        *("audio", "video", "canvas", "textarea"),
    )
}
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,32})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_LONGEST_ATTRIBUTES = 4096
_ROW_OR_TABLE = re.compile(r"<(?:tr\b|(/?table)\b)", re.IGNORECASE)
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
        return attribute_in(self.rest, name)


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A `td` or `th` with nothing but text in it, and its end."""

    name: str
    rest: str
    text: str


def attribute_in(rest: str, name: str) -> str:
    """The value of an attribute in what stands after a tag's name, "" for none."""
    for found in _ATTRIBUTE.finditer(rest[:_LONGEST_ATTRIBUTES]):
        if found[1].lower() == name:
            return resolved(found[2] or found[3] or found[4] or "")
    return ""


def resolved(text: str) -> str:
    """Text between tags, its character references resolved."""
    return unescape(_HUGE_REFERENCE.sub(REPLACEMENT, text)) if "&" in text else text


def hidden_element(tag: str) -> str:
    """The name of the element that a tag begins or ends; "" when it is one that is to be seen."""
    found = _MARKUP.match(tag)
    name = (found["name"] or "").lower() if found else ""
    return name if name in _HIDDEN else ""


class Tokens:
    """The tags and texts of an HTML text, one after the other; `place` is how far it has come."""

    def __init__(
        self, html: str, most_text: int = MOST_TEXT, most_tokens: int = MOST_TOKENS
    ) -> None:
        """`most_text` counts code points, `most_tokens` tags and texts."""
        self._html = html
        self._most_text = most_text
        self._most_tokens = most_tokens
        self._free = 0
        self._count = 0
        self.place = 0

    @property
    def left(self) -> int:
        """Code points that are not looked at because there were too many before them."""
        return len(self._html) - self.place

    def __iter__(self) -> Iterator[Tag | PlainCell | str]:
        """Texts have their references resolved."""
        html, most = self._html, self._most_text
        while self._count < self._most_tokens and self.place - self._free < self._most_text:
            start = self.place
            found = _MARKUP.search(html, start, start + most)
            end = found.start() if found else min(len(html), start + most)
            self._count += 1
            if end > start:
                self.place = end
                yield resolved(html[start:end])
            if found is None:
                return
            self.place = found.end()
            if (cell := found["cell"]) is not None:
                yield PlainCell(cell.lower(), found["about"] or "", resolved(found["text"]))
            elif (name := found["name"]) is not None:
                tag = Tag(name.lower(), bool(found["end"]), found["rest"])
                closed = tag.name == "svg" and tag.rest.endswith("/")
                if not tag.ends and tag.name in _HIDDEN and not closed:
                    self._skip_hidden(tag.name)
                yield tag
            elif found["comment"]:
                self._skip_to(html.find("-->", self.place - 2), 3)

    def _skip_hidden(self, name: str) -> None:
        found = _HIDDEN[name].search(self._html, self.place)
        self._skip_to(found.start() if found else -1, len(found[0]) if found else 0)

    def _skip_to(self, start: int, length: int) -> None:
        """Go on behind the end of a hidden part; what does not end hides all the rest."""
        end = start + length if start >= 0 else len(self._html)
        self._free += end - self.place
        self.place = end

    def skip_rows(self) -> int:
        """Go on where the table ends, or another one begins; answers how many rows were between."""
        rows = 0
        end = len(self._html)
        for found in _ROW_OR_TABLE.finditer(self._html, self.place):
            if found[1]:
                end = found.start()
                break
            rows += 1
        self._free += end - self.place
        self.place = end
        return rows
