"""From HTML to blocks: each tag does what it does where it stands, closed or not."""

from __future__ import annotations

import re

from tui.model.clean import clean, is_safe_link
from tui.render.html.blocks import Flow
from tui.render.html.cells import TableCells
from tui.render.html.nesting import NESTED, Nesting
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


class HtmlReader:
    """Reads tokens of HTML into a `Flow`; its tables have at most `most_rows` rows each."""

    def __init__(self, palette: Palette, most_rows: int, flow: Flow | None = None) -> None:
        self.flow = flow or Flow()
        self._most_rows = most_rows
        self._looks = _LOOKS | dict.fromkeys(_CODE, syntax_of(palette, "string"))
        self._dim = dim_of(palette)
        self._open: dict[str, int] = {}
        self._params = ""
        self._nesting = Nesting(self.flow)
        self._link: str | None = None
        # The text within `pre` and the language of it.
        self._verbatim: list[str] | None = None
        self._language = ""
        self._table: TableCells | None = None

    def read(self, tokens: Tokens, most_blocks: int) -> None:
        """Read all of them, or as many as make so many blocks."""
        self.take_all(tokens, most_blocks)
        self.finish()

    def take_all(self, tokens: Tokens, most_blocks: int) -> None:
        """Read tokens after which others may come; no more than make so many blocks."""
        for token in tokens:
            if len(self.flow.blocks) > most_blocks:
                break
            if isinstance(token, str):
                self.text(token)
            elif isinstance(token, PlainCell):
                self._plain_cell(token)
            else:
                self.take(token)
            if self._table is not None and self._table.is_full:
                self._table.grid.more_rows += tokens.skip_rows()

    def finish(self) -> None:
        """End whatever has not ended."""
        self._end_code()
        self._end_table()
        self.flow.end()

    def literal(self, text: str) -> None:
        """Text whose blanks and line feeds all count."""
        if self._verbatim is not None or (self._table is not None and "\n" not in text):
            self.text(text)
        elif self._table is not None:
            self._table.lines(text)
        else:
            self.flow.add_verbatim(clean(text, newlines=True).expandtabs(), self._params)

    def verbatim(self, text: str, language: str) -> None:
        """A block of code; in a table, lines of the cell."""
        self._begin_code(Tag("pre", False, ""))
        self._language = language
        self.text(text)
        self._end_code()

    def text(self, text: str) -> None:
        """Text as it stands between tags, its references resolved."""
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
        self.text(cell.text)
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
        nested = name in ("ul", "ol") and self._nesting.lists > int(tag.ends)
        self.flow.end(apart=name in _APART and not nested)
        if name in ("dd", "dl"):
            self._switch("dt", 0)
        if name in NESTED:
            self._nesting.take(tag)
        elif name == "hr" and not tag.ends:
            self.flow.rule()
            self.flow.end(apart=True)
        if name in _LOOKS:
            # One ends where the next begins.
            self._switch(name, 0 if tag.ends else 1)

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
            self.text("\n")

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
