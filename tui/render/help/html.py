"""HTML help as lines: headings, paragraphs, lists, code, tables. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rich.style import Style

from tui.model.clean import clean, is_safe_link
from tui.render.help.anyline import AnyLine
from tui.render.help.code import example_lines
from tui.render.help.lines import prose, verbatim
from tui.render.help.styles import HelpStyles
from tui.render.help.tables import Cell, table_rows
from tui.render.help.tags import Tag, tokens
from tui.render.rows import Piece

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Blocks with a blank line before and after them, and those that just begin a line.
_APART = _HEADINGS | {"p", "ul", "ol", "dl", "blockquote", "table", "hr", "figure", "details"}
_BLOCKS = _APART | {
    *("div", "li", "dt", "dd", "section", "article", "header", "footer", "main", "aside", "nav"),
    *("summary", "form", "fieldset", "address", "center", "caption", "body", "html", "head"),
}
_INLINE = {
    "b": Style(bold=True),
    "strong": Style(bold=True),
    "dt": Style(bold=True),
    "caption": Style(italic=True),
    "i": Style(italic=True),
    "em": Style(italic=True),
    "var": Style(italic=True),
    "cite": Style(italic=True),
    "dfn": Style(italic=True),
    "u": Style(underline=True),
    "ins": Style(underline=True),
    "s": Style(strike=True),
    "del": Style(strike=True),
    "strike": Style(strike=True),
}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_STEP = 2
_DEEPEST = 8
_RULE = "─" * 40


class HtmlLines:
    """Builds the lines of an HTML text from its tags, in their order and whether closed or not."""

    def __init__(self, styles: HelpStyles, language: str) -> None:
        """`language` is that of code that names none."""
        self.lines: list[AnyLine] = []
        self._styles = styles
        self._language = language
        self._pieces: list[Piece] = []
        self._open: Counter[str] = Counter()
        self._link = ""
        self._lists: list[int | None] = []
        self._quotes = 0
        # Whether it is what is told (`dd`) of a term.
        self._told = False
        self._marker = ""
        self._gap = False
        # The language of the code within `pre`, `None` outside of any.
        self._code: str | None = None
        # Tables within a table are laid out as part of its cells.
        self._tables = 0
        self._rows: list[list[Cell]] = []

    def feed(self, html: str) -> list[AnyLine]:
        """The lines of an HTML text."""
        for token in tokens(html):
            if isinstance(token, str):
                self._add(token)
            elif self._code is not None:
                self._in_code(token)
            elif not self._in_table(token):
                self._take(token)
        if self._code is not None:
            self._end_code()
        if self._tables:
            self._end_table()
        self._end_line()
        return self.lines

    # Text.

    def _style(self) -> Style:
        style = Style.null()
        for name, count in self._open.items():
            if count > 0 and name in _INLINE:
                style += _INLINE[name]
            elif count > 0 and name in _CODE:
                style += self._styles.code
            elif count > 0 and name in _HEADINGS:
                style += self._styles.heading
        if self._link:
            style += self._styles.link
            if is_safe_link(self._link):
                style += Style(link=self._link)
        return style

    def _add(self, text: str) -> None:
        if self._code is not None:
            self._pieces.append((text, Style.null()))
            return
        text = clean(_SPACE.sub(" ", text))
        pieces = self._target()
        if pieces is None:
            return
        if text.startswith(" ") and (not pieces or pieces[-1][0][-1:] in (" ", "\n", "")):
            text = text[1:]
        if text:
            pieces.append((text, self._style()))

    def _target(self) -> list[Piece] | None:
        """Where text goes: the cell of a table, nothing between the cells, or the line."""
        if not self._tables:
            return self._pieces
        return self._rows[-1][-1].pieces if self._rows and self._rows[-1] else None

    @property
    def _indent(self) -> int:
        return _STEP * min(len(self._lists) + self._quotes + self._told, _DEEPEST)

    def _end_line(self, apart: bool = False) -> None:
        """End the line that is being written, if there is one; with a gap before the next block."""
        pieces, self._pieces = self._pieces, []
        if pieces and pieces[-1][0].endswith(" "):
            pieces[-1] = (pieces[-1][0].rstrip(), pieces[-1][1])
        if any(text for text, _ in pieces):
            self._put(prose(pieces, self._marker, max(self._indent, len(self._marker))))
            self._marker = ""
        self._gap = self._gap or apart

    def _put(self, lines: Sequence[AnyLine]) -> None:
        if self._gap and self.lines:
            self.lines.append("")
        self._gap = False
        self.lines += lines

    # Tags.

    def _take(self, tag: Tag) -> None:
        name = tag.name
        if name in _BLOCKS:
            # The lists within a list are no paragraphs of their own.
            nested = name in ("ul", "ol") and len(self._lists) > int(tag.ends)
            self._end_line(apart=name in _APART and not nested)
        match name:
            case "br" if not self._pieces:
                self._gap = True
            case "br":
                self._end_line()
            case "hr":
                self._put(verbatim([(_RULE, self._styles.dim)], "", self._indent))
                self._gap = True
            case "pre" if not tag.ends:
                self._end_line(apart=True)
                self._code = _language_of(tag)
            case "ul" | "ol":
                self._list(tag)
            case "li" if not tag.ends:
                self._item()
            case "blockquote":
                self._quotes = max(0, self._quotes + (-1 if tag.ends else 1))
            case "dt" | "dd" | "dl":
                # Seldom closed: one ends where the next begins.
                self._told = name == "dd" and not tag.ends
            case "img":
                self._add(f"[{tag.attribute('alt') or 'image'}]")
            case "a":
                self._link = "" if tag.ends else tag.attribute("href")
            case _ if name in _INLINE or name in _CODE or name in _HEADINGS:
                self._switch(tag)
        if name == "dt":
            self._switch(tag)

    def _switch(self, tag: Tag) -> None:
        if tag.name in _HEADINGS or tag.name == "dt":
            # One ends where the next begins.
            self._open[tag.name] = 0 if tag.ends else 1
            return
        self._open[tag.name] = max(0, self._open[tag.name] + (-1 if tag.ends else 1))

    def _list(self, tag: Tag) -> None:
        self._marker = ""
        if not tag.ends:
            start = tag.attribute("start")
            first = int(start) if start.isdecimal() and len(start) < 10 else 1
            self._lists.append(first if tag.name == "ol" else None)
        elif self._lists:
            self._lists.pop()

    def _item(self) -> None:
        if not self._lists:
            self._marker = "• "
            return
        number = self._lists[-1]
        self._marker = "• " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    # Code.

    def _in_code(self, tag: Tag) -> None:
        if tag.name == "pre" and tag.ends:
            self._end_code()
        elif tag.name == "code" and not tag.ends:
            self._code = _language_of(tag) or self._code
        elif tag.name == "br":
            self._pieces.append(("\n", Style.null()))

    def _end_code(self) -> None:
        code = "".join(text for text, _ in self._pieces)
        code = clean(code.replace("\r\n", "\n"), newlines=True)
        code = code.removeprefix("\n").rstrip()
        pieces, self._pieces = self._target(), []
        language, self._code = self._code or "", None
        if self._tables:
            if pieces is not None:
                pieces.append((f"\n{code}\n", self._styles.code))
        elif code:
            indent = self._indent + _STEP
            self._put(example_lines(code, language, self._styles, indent, self._language))
        self._gap = True

    # Tables.

    def _in_table(self, tag: Tag) -> bool:
        """Take a tag that belongs to a table; answers whether it does."""
        name = tag.name
        if name == "table":
            if not tag.ends:
                if not self._tables:
                    self._end_line(apart=True)
                self._tables += 1
            elif self._tables:
                self._tables -= 1
                if not self._tables:
                    self._end_table()
            return True
        if not self._tables:
            return False
        if self._tables == 1 and name == "tr" and not tag.ends:
            self._rows.append([])
        elif self._tables == 1 and name in ("td", "th") and not tag.ends:
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append(Cell(is_heading=name == "th"))
        elif name in _BLOCKS or name in ("br", "td", "th", "tr"):
            self._break_in_cell()
        else:
            return name in ("tbody", "thead", "tfoot", "colgroup", "col")
        return True

    def _break_in_cell(self) -> None:
        pieces = self._target()
        if pieces and not pieces[-1][0].endswith("\n"):
            pieces.append(("\n", Style.null()))

    def _end_table(self) -> None:
        rows, self._rows, self._tables = self._rows, [], 0
        if lines := table_rows(rows, self._styles, self._indent):
            self._put(lines)
        self._gap = True


def _language_of(tag: Tag) -> str:
    """The language that the class of a `pre` or `code` names, "" for none."""
    for name in tag.attribute("class").split():
        for prefix in ("language-", "lang-", "sourceCode-", "highlight-"):
            if name.startswith(prefix):
                return name.removeprefix(prefix)
    return ""


def html_lines(html: str, styles: HelpStyles, language: str = "") -> list[AnyLine]:
    """An HTML text as lines; `language` is that of code that names none."""
    return HtmlLines(styles, language).feed(html)
