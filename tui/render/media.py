"""What a terminal cannot show, said in one line: sound, films, pages in frames, widgets, files."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Mapping

from tui.model.clean import clean, is_safe_link
from tui.wire.decode import text_of
from tui.wire.message import Json

WIDGET = "application/vnd.jupyter.widget-view+json"
_LONGEST_TYPE = 100
_LONGEST_URL = 300
_LONGEST_SOURCE = 1_000
# Base64 that is decoded to see how long a sound is: its header stands at the beginning.
_HEADER = 4096
_WAVES = frozenset({"audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"})
_NAMES = {
    "application/javascript": "JavaScript, which a terminal does not run",
    "application/vnd.bokehjs_exec.v0+json": "a Bokeh figure, which needs a browser",
    "application/vnd.bokehjs_load.v0+json": "BokehJS, which needs a browser",
    "application/vnd.holoviews_exec.v0+json": "a HoloViews figure, which needs a browser",
    "application/vnd.holoviews_load.v0+json": "HoloViews, which needs a browser",
}
# Elements that show what is not text, their sources, and what hides text from view.
_MEDIA = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<hidden>script|style|title)\b.*?(?:</(?P=hidden)\b[^>]*+>?|\Z)"
    r"|<(?P<framed>iframe|object|audio|video)\b(?P<about>(?:[^'\"<>]++|\"[^\"]*+\"|'[^']*+')*+)>?"
    r"(?P<inner>.*?)(?:</(?P=framed)\b[^>]*+>?|\Z)"
    r"|<(?P<single>img|embed)\b(?P<rest>(?:[^'\"<>]++|\"[^\"]*+\"|'[^']*+')*+)>?",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(?:[^'\"<>]++|\"[^\"]*+\"|'[^']*+')*+>?")
_SOURCE = re.compile(r"\b(?:src|data)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++))", re.I)
_TYPE = re.compile(r"data:([\w.+-]+/[\w.+-]+)?[^,]{0,100},", re.IGNORECASE)
_KINDS = {
    "iframe": "page",
    "object": "object",
    "embed": "object",
    "audio": "audio",
    "video": "video",
    "img": "image",
}
# What folium and others put before a frame for JupyterLab.
_TRUST = "Make this Notebook Trusted to load map: File -> Trust Notebook"
_MOST_HTML = 100_000_000
_MOST_LINES = 100
_MOST_WORDS = 10_000


def describe(mime: str, value: Json, details: Json = None) -> str:
    """What data of a type are: the type, how large and, of sound, how long; one clean line.

    `details` are the metadata of the type.
    """
    if (words := _NAMES.get(mime)) is not None:
        return f"[{words}]"
    parts = [mime[:_LONGEST_TYPE]]
    if isinstance(details, Mapping) and {"width", "height"} <= details.keys():
        parts.append(f"{text_of(details['width'])} x {text_of(details['height'])}")
    if (seconds := _seconds(mime, value)) is not None:
        parts.append(f"{seconds:,.1f} s")
    if size := _size(mime, value):
        parts.append(f"{size / 1000:,.1f} kB")
    return clean(f"[{', '.join(parts)}]")


def widget_note(plain: str | None) -> str:
    """The words of a widget, which only a browser can operate."""
    note = "\x1b[2m[a widget, which a terminal cannot operate]\x1b[22m"
    if plain is None or not plain.strip():
        return note
    lines = plain.rstrip("\n")
    return f"{lines}\n{note}" if "\n" in lines else f"{lines} {note}"


def unread_latex(source: str) -> str:
    """LaTeX that is no formula, as it is, and that it is none; of a long one the beginning."""
    shown, rest = source[:_LONGEST_SOURCE].strip(), len(source) - _LONGEST_SOURCE
    more = f"… {rest:,} more characters" if rest > 0 else ""
    gap = "\n" if "\n" in shown else " "
    return f"{shown}{more}{gap}\x1b[2m[LaTeX that cannot be laid out]\x1b[22m"


def media_lines(html: str) -> list[str] | None:
    """Lines for HTML that is nothing but sound, films, frames or pictures; `None` for other HTML.

    Nothing of it is fetched: a URL is shown as text, and what is in the HTML by type and size.
    """
    if len(html) > _MOST_HTML:
        return None
    lines: list[str] = []
    words: list[str] = []
    end = length = 0
    for found in _MEDIA.finditer(html):
        words.append(html[end : found.start()])
        length += len(words[-1])
        end = found.end()
        if found["framed"] or found["single"]:
            lines.append(_medium(found))
        if len(lines) > _MOST_LINES or length > _MOST_WORDS:
            return None
    if not lines or len(html) - end > _MOST_WORDS:
        return None
    words.append(html[end:])
    text = _TAG.sub("", "".join(words)).replace("&gt;", ">").strip()
    return lines if text in ("", _TRUST) else None


def _medium(found: re.Match[str]) -> str:
    name = found["framed"] or found["single"]
    kind = _KINDS[name.lower()]
    about = found["about"] or found["rest"] or ""
    source = _SOURCE.search(about) or _SOURCE.search(found["inner"] or "")
    url = next(filter(None, source.groups()), "") if source is not None else ""
    if (data := _TYPE.match(url)) is not None:
        mime = data[1] or "text/plain"
        return describe(mime.lower(), url[data.end() :])
    if "srcdoc" in about.lower():
        return f"[a page in a frame, {len(about) / 1000:,.1f} kB, which needs a browser]"
    if is_safe_link(url) and len(url) <= _LONGEST_URL:
        return f"[{kind}: {clean(url)}]"
    return f"[{kind}]"


def _size(mime: str, value: Json) -> int:
    """Bytes, as far as they are plain from how long the text is; 0 for what is none."""
    if isinstance(value, list):
        length = sum(len(part) for part in value if isinstance(part, str))
    else:
        length = len(value) if isinstance(value, str) else 0
    is_text = mime.startswith("text/") or mime.endswith(("+xml", "json", "javascript"))
    return length if is_text else length * 3 // 4  # base64


def _seconds(mime: str, value: Json) -> float | None:
    """How long a sound is, from the header of a WAVE file; `None` when that is not known."""
    if mime not in _WAVES or not isinstance(value, str):
        return None
    text = value[:_HEADER]
    try:
        data = base64.b64decode(text[: len(text) // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        return None
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    place, rate = 12, 0
    while place + 8 <= len(data):
        name, length = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        if name == b"fmt " and place + 20 <= len(data):
            rate = struct.unpack_from("<I", data, place + 16)[0]
        elif name == b"data":
            # A stream says a length that it does not have.
            size = min(length, len(value) * 3 // 4)
            return size / rate if rate else None
        place += 8 + length + length % 2
    return None
