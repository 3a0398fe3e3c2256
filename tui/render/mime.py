"""Which text stands for a MIME bundle in a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from tui.model.clean import REPLACEMENT, clean
from tui.render.pictures.drawing import MIMES
from tui.wire.decode import text_of
from tui.wire.events import MimeBundle
from tui.wire.message import Json, JsonObject

_TEXT_TYPES = ("text/plain", "text/markdown", "text/latex")
_OBJECT = re.compile(r"<IPython\.core\.display\.\w+ object>")
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_HTML_LIMIT = 1_000_000
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
# Comments; scripts and styles with what is in them; tags; declarations. Whatever is not closed ends
# somewhere all the same, so that each character is looked at about once: the library's parser
# takes 12 s for 40 kB of unclosed tags, and raises on some declarations.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<hidden>script|style)\b.*?(?:</(?P=hidden)\b[^>]*>?|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*)(?:[^'\"<>]+|\"[^\"]*\"|'[^']*')*>?"
    r"|<[!?][^>]*>?",
    re.DOTALL | re.IGNORECASE,
)
# Python refuses to read numbers of very many digits.
_HUGE_REFERENCE = re.compile(r"&#\d{8,};?")


def representations(data: MimeBundle) -> tuple[str, ...]:
    """The MIME types of a bundle that can be shown, best first.

    Pictures come before texts, a table and Markdown before plain words. HTML without a table comes
    after them, unless the words are those of IPython that say nothing.
    """
    plain, html = text_of_value(data.get("text/plain")), text_of_value(data.get("text/html"))
    rich = [mime for mime in ("text/markdown", *_json_types(data)) if mime in data]
    rest = ["text/plain"] if plain is not None else []
    says_nothing = plain is None or _OBJECT.fullmatch(plain.strip()) is not None
    if html is not None:
        (rich if says_nothing or _TABLE.search(html) else rest).append("text/html")
    if "text/latex" in data:
        (rich if says_nothing else rest).append("text/latex")
    pictures = [mime for mime in MIMES if mime in data]
    return (*pictures, *rich, *rest)


def _json_types(data: MimeBundle) -> list[str]:
    """The types that hold JSON to be read, not instructions for a browser."""
    return [mime for mime in data if mime == "application/json" or mime == "application/geo+json"]


def display_text(data: MimeBundle, metadata: JsonObject) -> str:
    """The text to show for a bundle: its plain text, else other text, else what it holds."""
    for mime in _TEXT_TYPES:
        if (text := text_of_value(data.get(mime))) is not None:
            return text
    html = text_of_value(data.get("text/html"))
    if html is not None:
        return html_text(html[:_HTML_LIMIT])
    return "\n".join(_describe(mime, value, metadata) for mime, value in data.items())


def text_of_value(value: Json) -> str | None:
    """A text, which may be in lines; `None` for what is none."""
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
        extent = f", {text_of(details['width'])} x {text_of(details['height'])}"
    amount = f", {size / 1000:,.1f} kB" if size else ""
    return clean(f"[{mime}{extent}{amount}]")


def html_text(html: str) -> str:
    """The words of an HTML fragment, one line a block, table cells apart by tabs."""
    parts: list[str] = []
    end = 0
    for found in _MARKUP.finditer(html):
        parts.append(_words(html[end : found.start()]))
        end = found.end()
        name = (found["name"] or "").lower()
        if not name or found["end"]:
            continue
        if name in _BREAKS:
            parts.append("\n")
        elif name in ("td", "th"):
            parts.append("\t")
    parts.append(_words(html[end:]))
    lines = "".join(parts).split("\n")
    kept = [re.sub(r"[ \r\f\v]+", " ", line).replace(" \t", "\t").strip() for line in lines]
    return "\n".join(line for line in kept if line)


def _words(text: str) -> str:
    """Text between tags, its character references resolved; its line breaks are no breaks."""
    return unescape(_HUGE_REFERENCE.sub(REPLACEMENT, text)).replace("\n", " ")
