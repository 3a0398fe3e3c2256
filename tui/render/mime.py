"""Which representations of a MIME bundle a terminal shows, and which text stands for it."""

from __future__ import annotations

import re
from html import unescape

from tui.model.clean import REPLACEMENT
from tui.render.media import WIDGET, describe, unread_latex, widget_note
from tui.render.pictures import formulas
from tui.render.pictures.drawing import MIMES
from tui.render.plots.types import embeds_plot, is_plot
from tui.wire.events import MimeBundle
from tui.wire.message import Json, JsonObject

_TEXT_TYPES = ("text/plain", "text/markdown", "text/latex")
# What Python says of an object that says nothing of itself, IPython's and Altair's among them.
_NAME_ONLY = re.compile(
    r"<[\w.<>]+(?: object)?(?: at 0x[0-9A-Fa-f]+)?>|(?:altair|alt)\.\w+\(\.\.\.\)"
)
_LONGEST_NAME = 300
_CALL = re.compile(r"[A-Za-z_][\w.]*\(")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
# HTML that is a list: R's lists and vectors, which may have tables in them.
_LIST = re.compile(r"\s*+(?:<style\b[^<]*+</style>\s*+)?<[dou]l\b", re.IGNORECASE)
_JSON_TYPES = ("application/json", "application/geo+json")
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


def representations(data: MimeBundle, draws_formulas: bool = False) -> tuple[str, ...]:
    """The MIME types of a bundle that can be shown, best first.

    Pictures come before figures that are drawn in characters, and these before texts; a table and
    Markdown before plain words. Other HTML comes after those, unless they say nothing. A bundle
    with LaTeX is a formula (see `_of_formula`) or a value of R: of that plain words are best but
    for a data frame. Of a widget there is nothing but words on it.
    """
    plain, html = text_of_value(data.get("text/plain")), text_of_value(data.get("text/html"))
    is_silent = plain is None or _is_name_only(plain)
    has_latex = "text/latex" in data
    pictures = [mime for mime in MIMES if mime in data]
    rich = [mime for mime in data if is_plot(mime)]
    if WIDGET in data and not pictures and not rich:
        return ()
    if has_latex and not rich and not {"text/html", "text/markdown"} & data.keys():
        return _of_formula(plain, is_silent, pictures, draws_formulas)
    rest = ["text/plain"] if plain is not None else []
    if html is not None:
        is_best = is_silent or embeds_plot(html) or _is_table(html)
        (rich if is_best else rest).append("text/html")
    if "text/markdown" in data:
        (rest if has_latex and not is_silent else rich).append("text/markdown")
    rich += [mime for mime in data if mime in _JSON_TYPES]
    if has_latex:
        (rich if is_silent else rest).append("text/latex")
    if is_silent and len(data) > 1 and not pictures and not rich:
        return ()
    if has_latex and not is_silent and "text/html" not in data:
        return (*rich, *rest[:1], *pictures, *rest[1:])
    return (*pictures, *rich, *rest)


def _of_formula(
    plain: str | None, is_silent: bool, pictures: list[str], draws_formulas: bool
) -> tuple[str, ...]:
    """The representations of a formula: a picture drawn here, words, other pictures.

    Plain words that are laid out in lines are better than the LaTeX, which is better than one line.
    """
    drawn = [formulas.MIME] if draws_formulas else []
    if plain is None:
        words = ["text/latex"]
    elif _is_laid_out(plain):
        words = ["text/plain", "text/latex"]
    else:
        words = ["text/latex", "text/plain"]
    return (*drawn, *pictures, *words) if is_silent else (*drawn, *words, *pictures)


def _is_laid_out(plain: str) -> bool:
    """Whether plain words are a formula in lines, and not code such as sympy's `Matrix([`."""
    first, _, rest = plain.strip().partition("\n")
    return bool(rest) and not (_CALL.match(first) and first.count("(") > first.count(")"))


def says_nothing(data: MimeBundle) -> bool:
    """Whether the plain words of a bundle are only the name of what it is, or there are none."""
    plain = text_of_value(data.get("text/plain"))
    return plain is None or _is_name_only(plain)


def _is_name_only(plain: str) -> bool:
    if len(plain) > _LONGEST_NAME:
        return False
    return _NAME_ONLY.fullmatch(_COLOURS.sub("", plain).strip()) is not None


def _is_table(html: str) -> bool:
    return _TABLE.search(html) is not None and _LIST.match(html) is None


def display_text(data: MimeBundle, metadata: JsonObject) -> str:
    """The text to show for a bundle: its plain text, else other text, else what it holds."""
    plain = text_of_value(data.get("text/plain"))
    if WIDGET in data:
        return widget_note(plain)
    if plain is not None and _is_name_only(plain):
        # A name is only shown when there is nothing else.
        others = {mime: value for mime, value in data.items() if mime != "text/plain"}
        return (others and display_text(others, metadata)) or plain
    for mime in _TEXT_TYPES:
        if (text := text_of_value(data.get(mime))) is not None:
            return text
    html = text_of_value(data.get("text/html"))
    if html is not None:
        return html_text(html[:_HTML_LIMIT])
    return "\n".join(describe(mime, value, metadata.get(mime)) for mime, value in data.items())


def stand_in_text(data: MimeBundle, metadata: JsonObject) -> str:
    """The text to show for a bundle when nothing better in it could be drawn."""
    text = display_text(data, metadata)
    is_source = text and text == text_of_value(data.get("text/latex"))
    return unread_latex(text) if is_source else text


def text_of_value(value: Json) -> str | None:
    """A text, which may be in lines; `None` for what is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(item for item in value if isinstance(item, str))
    return None


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
