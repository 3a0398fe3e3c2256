"""From HTML to blocks: each tag does what it does where it stands, closed or not."""

from __future__ import annotations

import re

from tui.model.clean import clean, is_safe_link
from tui.render.html.blocks import Flow
from tui.render.html.cells import TableCells
from tui.render.html.tokens import PlainCell, Tag, Tokens
from tui.render.palette import Palette
from tui.render.sgr import BOLD, ITALIC, STRIKE, UNDERLINE, dim_of, joined, syntax_of

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Blocks with a gap above and below, and those that just begin a line.
_APART = _HEADINGS | {"p", "ul", "ol", "dl", "blockquote", "hr", "figure", "details", "pre"}
_BLOCKS = _APART | {
    *("div", "li", "dt", "dd", "section", "article", "header", "footer", "main", "aside", "nav"),
    *("summary", "form", "fieldset", "address", "center", "body", "html", "head", "table"),
    *("tr", "caption", "figcaption"),
}
_LOOKS = {
    **dict.fromkeys(("b", "strong", "dt", "summary"), BOLD),
    **dict.fromkeys(("i", "em", "var", "cite", "dfn", "caption", "figcaption"), ITALIC),
    **dict.fromkeys(("u", "ins"), UNDERLINE),
    **dict.fromkeys(("s", "del", "strike"), STRIKE),
    **dict.fromkeys(_HEADINGS, BOLD),
    "h1": f"{BOLD};{UNDERLINE}",
}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_MEDIA = {"iframe": "page", "video": "video", "audio": "audio", "object": "object"}
_QUOTE = "▎ "
_STEP = "  "
# Elements within each other that are kept in mind; those within them change nothing.
_DEEPEST = 100


class HtmlReader:
    """Reads tokens of HTML into a `Flow`; its tables have at most `most_rows` rows each."""

    def __init__(self, palette: Palette, most_rows: int, flow: Flow | None = None) -> None:
        self.flow = flow or Flow()
        self._most_rows = most_rows
        self._looks = _LOOKS | dict.fromkeys(_CODE, syntax_of(palette, "string"))
        self._dim = dim_of(palette)
        self._open: dict[str, int] = {}
        self._params = ""
        # What is indented: "ul", "ol", "li", "blockquote", "dd"; of lists the next number.
        self._within: list[tuple[str, int]] = []
        self._deeper = 0
        self._link: str | None = None
        # The text within `pre` and the language of it.
        self._verbatim: list[str] | None = None
        self._language = ""
        self._table: TableCells | None = None

    def read(self, tokens: Tokens, most_blocks: int) -> None:
        """Read all of them, or as many as make so many blocks."""
        for token in tokens:
            if len(self.flow.blocks) > most_blocks:
                break
            if isinstance(token, str):
                self._text(token)
            elif isinstance(token, PlainCell):
                self._plain_cell(token)
            else:
                self.take(token)
            if self._table is not None and self._table.is_full:
                self._table.grid.more_rows += tokens.skip_rows()
        self._end_code()
        self._end_table()
        self.flow.end()

    def _text(self, text: str) -> None:
        if self._verbatim is not None:
            self._verbatim.append(text)
        elif self._table is not None:
            self._table.text(text)
        else:
            self.flow.add(clean(_SPACE.sub(" ", text)), self._params)

    def _plain_cell(self, cell: PlainCell) -> None:
        if self._table is not None and self._verbatim is None:
            self._table.plain_cell(cell)
            return
        self.take(Tag(cell.name, False, cell.rest))
        self._text(cell.text)
        self.take(Tag(cell.name, True, ""))

    def take(self, tag: Tag) -> None:
        """Do what a tag does."""
        name = tag.name
        if self._verbatim is not None:
            self._in_code(tag)
        elif name == "pre" and not tag.ends:
            self._begin_code(tag)
        elif name == "table":
            self._at_table(tag)
        elif self._table is not None:
            self._table.take(tag)
        elif name in _BLOCKS:
            self._block(tag)
        else:
            self._inline(tag)

    # Blocks.

    def _block(self, tag: Tag) -> None:
        name = tag.name
        lists = sum(kind in ("ul", "ol") for kind, _ in self._within)
        nested = name in ("ul", "ol") and lists > int(tag.ends)
        self.flow.end(apart=name in _APART and not nested)
        if name in ("ul", "ol", "blockquote", "dd", "li", "dt", "dl"):
            self._indent(tag)
        elif name == "hr" and not tag.ends:
            self.flow.rule()
            self.flow.end(apart=True)
        if name in _LOOKS:
            # One ends where the next begins.
            self._switch(name, 0 if tag.ends else 1)

    def _indent(self, tag: Tag) -> None:
        name = tag.name
        if name in ("dd", "dl"):
            self._switch("dt", 0)
        if name in ("dt", "dl"):
            self._leave("dd", ("dl",))
            name = "" if name == "dt" else name
        elif name == "li":
            self._leave("li", ("ul", "ol"))
        elif name == "dd":
            self._leave("dd", ("dl",))
        if tag.ends:
            if name not in ("li", "dd"):
                self._leave(name, ())
        elif name:
            self._enter(tag)

    def _enter(self, tag: Tag) -> None:
        """Go into a list, item or quotation."""
        name = tag.name
        if len(self._within) >= _DEEPEST:
            self._deeper += 1
            return
        first = 1
        if name == "ol" and (start := tag.attribute("start")).isdecimal() and len(start) < 10:
            first = int(start)
        if name == "li":
            self.flow.enter(*self._marker())
        elif name == "blockquote":
            self.flow.enter(_QUOTE, _QUOTE)
        else:
            indent = _STEP if name == "dd" else ""
            self.flow.enter(indent, indent)
        self._within.append((name, first))

    def _marker(self) -> tuple[str, str]:
        """What the next item of the list begins with, and further lines of it."""
        for place in range(len(self._within) - 1, -1, -1):
            kind, number = self._within[place]
            if kind == "ol":
                self._within[place] = kind, number + 1
                marker = f"{number}. "
                return marker, " " * len(marker)
            if kind == "ul":
                break
        return "• ", _STEP

    def _leave(self, name: str, outside: tuple[str, ...]) -> None:
        """Leave the innermost of a name, and all within it, unless it is outside of `outside`."""
        if self._deeper:
            self._deeper -= 1
            return
        for place in range(len(self._within) - 1, -1, -1):
            kind = self._within[place][0]
            if kind in outside:
                return
            if kind == name:
                for _ in range(len(self._within) - place):
                    self.flow.leave()
                del self._within[place:]
                return

    # Within a line.

    def _inline(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            self.flow.line()
        elif name == "img":
            self.flow.add(shown_picture(tag), self._dim)
        elif name in _MEDIA and not tag.ends:
            self.flow.add(_shown_media(tag), self._dim)
        elif name == "a":
            self._at_link(tag)
        elif name in self._looks:
            self._switch(name, self._open.get(name, 0) + (-1 if tag.ends else 1))

    def _switch(self, name: str, count: int) -> None:
        """How many of an element are open now; changes the look."""
        if count > 0:
            self._open[name] = count
        else:
            self._open.pop(name, None)
        self._look()

    def _look(self) -> None:
        looks = [self._looks.get(name, "") for name in self._open]
        if self._link is not None:
            looks.append(UNDERLINE)
        self._params = joined(*dict.fromkeys(looks))

    def _at_link(self, tag: Tag) -> None:
        """Begin or end a link; where it leads is said when its text does not say so."""
        if self._link is not None:
            self.flow.end_link(self._link, self._dim)
            self._link = None
        if not tag.ends:
            url = tag.attribute("href").strip()
            self._link = url if is_web_link(url) else ""
            self.flow.begin_link()
        self._look()

    # Code.

    def _begin_code(self, tag: Tag) -> None:
        if self._table is None:
            self.flow.end(apart=True)
        self._verbatim = []
        self._language = _language_of(tag)

    def _in_code(self, tag: Tag) -> None:
        if tag.name == "pre" and tag.ends:
            self._end_code()
        elif tag.name == "code" and not tag.ends:
            self._language = _language_of(tag) or self._language
        elif tag.name == "br":
            self._text("\n")

    def _end_code(self) -> None:
        if self._verbatim is None:
            return
        code = "".join(self._verbatim).replace("\r\n", "\n").removeprefix("\n").rstrip()
        self._verbatim = None
        if self._table is not None:
            self._table.lines(code)
            return
        self.flow.verbatim(clean(code, newlines=True).expandtabs(), self._language)
        self.flow.end(apart=True)

    # Tables.

    def _at_table(self, tag: Tag) -> None:
        """A table begins or ends; one within another makes that other just a frame."""
        self._end_table()
        if not tag.ends:
            self.flow.end(apart=True)
            self._table = TableCells(self._most_rows)

    def _end_table(self) -> None:
        if self._table is None:
            return
        table = self._table.table()
        self._table = None
        if table is not None:
            self.flow.table(table)
        self.flow.end(apart=True)


def is_web_link(url: str) -> bool:
    """Whether a URL may be shown as where a link leads."""
    return url[:4].lower() == "http" and is_safe_link(url)


def shown_picture(tag: Tag) -> str:
    """What stands for a picture: what it shows, else that it is one."""
    alt = _SPACE.sub(" ", tag.attribute("alt")).strip()
    return clean(f"[{alt or 'image'}]")


def _shown_media(tag: Tag) -> str:
    url = tag.attribute("src") or tag.attribute("data")
    return f"[{_MEDIA[tag.name]}: {url}]" if is_web_link(url) else f"[{_MEDIA[tag.name]}]"


def _language_of(tag: Tag) -> str:
    """The language that the class of a `pre` or `code` names, "" for none."""
    for name in tag.attribute("class").split():
        for prefix in ("language-", "lang-", "highlight-"):
            if name.startswith(prefix):
                return name.removeprefix(prefix)
    return ""
