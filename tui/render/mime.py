"""Which text stands for a MIME bundle in a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from tui.model.clean import clean
from tui.wire.events import MimeBundle
from tui.wire.message import Json, JsonObject

_TEXT_TYPES = ("text/plain", "text/markdown", "text/latex")
_HTML_LIMIT = 1_000_000
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})


def display_text(data: MimeBundle, metadata: JsonObject) -> str:
    """The text to show for a bundle: its plain text, else other text, else what it holds."""
    for mime in _TEXT_TYPES:
        if (text := _text(data.get(mime))) is not None:
            return text
    html = _text(data.get("text/html"))
    if html is not None:
        return html_text(html[:_HTML_LIMIT])
    return "\n".join(_describe(mime, value, metadata) for mime, value in data.items())


def _text(value: Json) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(item for item in value if isinstance(item, str))
    return None


def _describe(mime: str, value: Json, metadata: JsonObject) -> str:
    size = len(value) if isinstance(value, str) else 0
    if isinstance(value, str) and not mime.startswith("text/") and not mime.endswith("+xml"):
        size = size * 3 // 4  # base64
    details = metadata.get(mime)
    extent = ""
    if isinstance(details, Mapping) and {"width", "height"} <= details.keys():
        extent = f", {details['width']} x {details['height']}"
    amount = f", {size / 1000:,.1f} kB" if size else ""
    return clean(f"[{mime}{extent}{amount}]")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag in _BREAKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))


def html_text(html: str) -> str:
    """The words of an HTML fragment, one line a block, table cells apart by tabs."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = "".join(words.parts).split("\n")
    kept = [re.sub(r"[ \r\f\v]+", " ", line).replace(" \t", "\t").strip() for line in lines]
    return "\n".join(line for line in kept if line)
