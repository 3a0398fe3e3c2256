"""Outputs as files: what is written when one is saved, or opened in a viewer or browser."""

from __future__ import annotations

import base64
import binascii
import html
import json
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, Output, StreamOutput
from tui.model.stream_text import StreamText, plain_line
from tui.render.mime import display_text, representations, text_of_value
from tui.render.plots.embedded import embedded_plot
from tui.render.plots.page import browser_page
from tui.render.plots.types import is_plot
from tui.render.registry import error_text, question_text
from tui.wire.message import Json

SCHEMES = ("http", "https")
"""The schemes of URLs that are given to a browser."""

_SUFFIXES = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/latex": ".tex",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "application/javascript": ".js",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
_SAME_SUFFIX = {".jpeg": ".jpg", ".htm": ".html"}
_MEDIA = ("audio/", "video/")
_LONGEST_URL = 2_000
# HTML that is nothing but one frame, film or link, of which the source is what there is to see.
_ONE_ELEMENT = re.compile(
    r"\s*<(iframe|video|audio|a)\b(?P<about>(?:[^'\"<>]+|\"[^\"]*\"|'[^']*')*)>"
    r"(?:(?!</?\1\b).){0,2000}</\1>\s*(?:<br\s*/?>)?\s*",
    re.DOTALL | re.IGNORECASE,
)
_SOURCE = re.compile(r"\b(?:src|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
# A page may do what it likes within its frame: it has no origin there, cannot go anywhere, and
# reads no files. What is in it was made by the kernel, which need not be the user's own.
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>jtui</title>
<style>html, body, iframe {{ margin: 0; border: 0; width: 100%; height: 100% }}
iframe {{ display: block }}</style></head>
<body><iframe sandbox="allow-scripts" srcdoc="{content}"></iframe></body></html>
"""


# What shows SVG may be a browser, which runs the scripts of an SVG file, but never those of a
# picture in a page; nor does it load there what the SVG refers to.
_PICTURE_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>jtui</title></head>
<body><img alt="image/svg+xml" src="data:image/svg+xml;base64,{content}"></body></html>
"""


class NoFileError(ValueError):
    """An output cannot be made a file; the text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """What is written, and the suffix that its name ends with, such as `.png`."""

    suffix: str
    data: bytes


Taken = Output | tuple[str, ...]
"""An output that changes no more; of a stream the parts of its canonical text."""


def taken(output: Output) -> Taken:
    """An output as it is now, to be made a file of in a thread. Quick, as no text is copied."""
    if isinstance(output, StreamOutput):
        # The pages come first: asking for them moves lines from the live ones to them.
        pages = tuple(page.text for page in output.text.frozen)
        return (*pages, "\n".join(output.text.live_lines()))
    return replace(output)


def suffixes_of(output: Output, mime: str = "") -> list[str]:
    """The suffixes of what an output can be saved as, that of `mime` or of what is shown first."""
    if not isinstance(output, DisplayOutput):
        return [".txt"]
    shown = [mime] if mime in output.data else []
    mimes = [*shown, *representations(output.data), *output.data]
    suffixes = [_suffix(each) for each in mimes]
    if any(is_plot(each) for each in mimes):
        suffixes.append(".html")
    return list(dict.fromkeys([*suffixes, ".txt"]))


def file_of(output: Taken, mime: str = "", suffix: str = "") -> OutputFile:
    """An output as a file in the form that a suffix asks for, else in that of `mime`.

    A suffix that means nothing here gets what is shown. Takes its time where there is much; raises
    `NoFileError`.
    """
    match output:
        case tuple():
            return OutputFile(".txt", _encoded(plain_line(part) for part in output))
        case StreamOutput():
            return file_of(taken(output))
        case ErrorOutput():
            return OutputFile(".txt", _encoded([_plain(error_text(output))]))
        case InputOutput():
            return OutputFile(".txt", _encoded([_plain(question_text(output))]))
        case DisplayOutput():
            return _displayed(output, mime, _SAME_SUFFIX.get(suffix.lower(), suffix.lower()))


def page_of(output: Taken, mime: str = "") -> OutputFile:
    """An output as a viewer or browser shows it best; raises `NoFileError`."""
    if isinstance(output, DisplayOutput):
        mimes = [*([mime] if mime in output.data else []), *representations(output.data)]
        for each in mimes:
            value = output.data[each]
            if is_plot(each) and (page := browser_page(each, value)) is not None:
                return _sandboxed(page)
            if each == "text/html":
                text = text_of_value(value) or ""
                plot = embedded_plot(text)
                page = browser_page(*plot) if plot is not None else None
                return _sandboxed(page or text)
            if each == "image/svg+xml":
                return _picture_page(text_of_value(value) or "")
            break
        else:
            # Sound and film, which are only described here. Nothing else is: it could be run.
            media = (each for each in output.data if each.startswith(_MEDIA))
            mime = next((each for each in media if each in _SUFFIXES), "")
    return file_of(output, mime)


def url_of(output: Output, mime: str = "") -> str:
    """The URL that an output is nothing but, if a browser may be given it; else `""`."""
    if not isinstance(output, DisplayOutput):
        return ""
    text = text_of_value(output.data.get("text/html")) if mime in ("", "text/html") else None
    if (
        text is not None
        and len(text) < 10 * _LONGEST_URL
        and (found := _ONE_ELEMENT.fullmatch(text))
    ):
        source = _SOURCE.search(found["about"])
        if source is not None:
            return safe_url(html.unescape(source[1] or source[2] or ""))
    words = text_of_value(output.data.get("text/plain")) if mime in ("", "text/plain") else None
    return (
        safe_url((words or "").strip().strip("'\"")) if words and len(words) < _LONGEST_URL else ""
    )


def safe_url(url: str) -> str:
    """The URL if it has one of the `SCHEMES`, a host, and nothing odd; else `""`."""
    if not url.isascii() or not url.isprintable() or len(url) > _LONGEST_URL:
        return ""
    # A browser takes a backslash for a slash, and so another host for the URL's.
    if " " in url or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in SCHEMES and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return url if is_good else ""


def _displayed(output: DisplayOutput, mime: str, suffix: str) -> OutputFile:
    shown = next(iter(representations(output.data)), "")
    mime = mime if mime in output.data else shown
    if suffix and suffix != _suffix(mime):
        wanted = [each for each in output.data if _suffix(each) == suffix]
        if wanted:
            mime = wanted[0]
        elif suffix == ".html" and is_plot(mime):
            page = browser_page(mime, output.data[mime])
            if page is not None:
                return OutputFile(".html", page.encode())
        elif suffix == ".txt" or not mime:
            mime = "text/plain"
    if mime not in output.data:
        return OutputFile(".txt", _encoded([_plain(display_text(output.data, output.metadata))]))
    return OutputFile(_suffix(mime), _data(mime, output.data[mime]))


def _data(mime: str, value: Json) -> bytes:
    text = text_of_value(value)
    if text is None or (mime.endswith("json") and not isinstance(value, str)):
        try:
            return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode(errors="replace")
        except RecursionError:
            raise NoFileError("It is nested too deeply to be written.") from None
    if mime.startswith("text/") or mime.endswith(("json", "xml", "javascript")):
        plain = _plain(text) if mime == "text/plain" else text
        return _encoded([plain])
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NoFileError(f"What the kernel sent as {mime[:60]} is no base64 text.") from None


def _suffix(mime: str) -> str:
    if not mime:
        return ".txt"
    if mime in _SUFFIXES:
        return _SUFFIXES[mime]
    if mime.endswith("json"):
        return ".json"
    return mimetypes.guess_extension(mime) or (".txt" if mime.startswith("text/") else ".bin")


def _plain(text: str) -> str:
    """A text as the screen has it, without colours; it ends with a line."""
    stream = StreamText()
    stream.write(text)
    return stream.plain()


def _encoded(parts: Iterable[str]) -> bytes:
    data = "".join(parts).encode("utf-8", "replace")
    return data if not data or data.endswith(b"\n") else data + b"\n"


def _sandboxed(page: str) -> OutputFile:
    content = html.escape(page, quote=True)
    return OutputFile(".html", _PAGE.format(content=content).encode("utf-8", "replace"))


def _picture_page(svg: str) -> OutputFile:
    content = base64.b64encode(svg.encode("utf-8", "replace")).decode()
    return OutputFile(".html", _PICTURE_PAGE.format(content=content).encode())
