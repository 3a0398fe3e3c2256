"""Markdown help as lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from tui.render.help.anyline import AnyLine
from tui.render.help.html import html_lines
from tui.render.help.styles import HelpStyles
from tui.render.help.terminal import terminal_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MOST_MARKDOWN = 200_000
"""Code points that are read as Markdown: what is longer is shown as it is written."""

_DEEPEST = 20
_ADMONITION = re.compile(r'!!! +(\w+)(?: +"([^"]*)")?[ \t]*')


def markdown_lines(text: str, styles: HelpStyles, language: str = "") -> list[AnyLine]:
    """A Markdown text as lines; `language` is that of code that names none.

    HTML in it is shown as text. 40 kB take some 0.1 s: for a thread.
    """
    if len(text) > MOST_MARKDOWN:
        return [*terminal_lines(text)]
    return html_lines(_parser().render(_without_admonitions(text)), styles, language)


def _without_admonitions(text: str) -> str:
    """The text with Julia's admonitions (`!!! note "Title"`, indented below) as quotations."""
    if "!!!" not in text:
        return text
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        if (begun := _ADMONITION.fullmatch(line)) is not None:
            inside = True
            lines += [f"> **{begun[2] or begun[1].capitalize()}**", ">"]
        elif inside and (line.startswith("    ") or not line.strip()):
            lines.append(f"> {line[4:]}")
        else:
            if inside:
                lines.append("")
            inside = False
            lines.append(line)
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # 60 ms, which only those need who read such a help. It comes with Rich.
    from markdown_it import MarkdownIt

    options = {"html": False, "linkify": False, "maxNesting": _DEEPEST}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
