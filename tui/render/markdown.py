"""Markdown as terminal text: its tokens become what their HTML would, without being written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from tui.render.html.reader import HtmlReader
from tui.render.html.table_text import SHOWN_ROWS
from tui.render.html.text import MOST_LINES, block_lines, left_note
from tui.render.html.tokens import Tag, Tokens, hidden_element
from tui.render.palette import Palette

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MOST_MARKDOWN = 60_000
"""Code points that are read: the oddest of them take 0.8 s."""

Math = Callable[[str], str]
"""From a formula with its dollar signs to the text for it, of one line or several."""

_DEEPEST = 20
_LONGEST_FORMULA = 2_000
# Dollar signs that are tried as the end of a formula.
_MOST_ENDS = 4


def markdown_lines(text: str, width: int, palette: Palette, math: Math | None = None) -> str:
    """Markdown as terminal text for a width in cells: lines with SGR sequences.

    Formulas stay as they are without `math`, which may answer any text. For a thread: 40 kB take
    some 0.1 s.
    """
    left = 0
    if len(text) > MOST_MARKDOWN:
        end = text.rfind("\n", 0, MOST_MARKDOWN) + 1 or MOST_MARKDOWN
        text, left = text[:end], len(text) - end
    reader = HtmlReader(palette, SHOWN_ROWS)
    _Walk(reader, math).blocks(_parser().parse(text))
    reader.finish()
    lines = block_lines(reader.flow.blocks, width, palette)
    if left and len(lines) <= MOST_LINES:
        lines.append(left_note(left, "Markdown", palette))
    return "\n".join(lines)


class _Walk:
    """Walks over tokens and does with each what a reader of HTML would do."""

    def __init__(self, reader: HtmlReader, math: Math | None) -> None:
        self._reader = reader
        self._math = math

    def blocks(self, tokens: Sequence[Token]) -> None:
        """The tokens of a whole text."""
        reader = self._reader
        for token in tokens:
            match token.type:
                case "inline":
                    self._inline(token.children or [])
                case "fence" | "code_block":
                    reader.verbatim(token.content, _language(token.info))
                case "html_block":
                    reader.take_all(Tokens(token.content), MOST_LINES)
                case _ if token.tag and not token.hidden:
                    reader.take(_tag(token))

    def _inline(self, tokens: Sequence[Token]) -> None:
        reader = self._reader
        # The element nothing of which is to be seen that has begun, as scripts do.
        hidden = ""
        for token in tokens:
            if token.type == "html_inline" and (name := hidden_element(token.content)):
                hidden = "" if hidden == name else hidden or name
            if hidden:
                continue
            match token.type:
                case "text" | "text_special":
                    reader.text(token.content)
                case "softbreak":
                    reader.text(" ")
                case "code_inline":
                    reader.take(Tag("code", False, ""))
                    reader.literal(token.content.replace("\n", " "))
                    reader.take(Tag("code", True, ""))
                case "html_inline":
                    reader.take_all(Tokens(token.content), MOST_LINES)
                case "math":
                    self._formula(token.content)
                case "image":
                    reader.take(Tag("img", False, f'alt="{escape(token.content)}"'))
                case _ if token.tag:
                    reader.take(_tag(token))

    def _formula(self, formula: str) -> None:
        reader = self._reader
        shown = self._math(formula) if self._math is not None else formula
        if "\n" not in shown.strip("\n"):
            reader.literal(shown.strip("\n"))
            return
        # What has been laid out in lines stands by itself.
        reader.take(Tag("br", False, ""))
        reader.literal(shown.strip("\n"))
        reader.take(Tag("br", False, ""))


def _tag(token: Token) -> Tag:
    attributes = " ".join(f'{name}="{escape(str(value))}"' for name, value in token.attrs.items())
    return Tag(token.tag, token.nesting < 0, attributes)


def _language(info: str) -> str:
    """The language that the first line of a fence names: `python`, `{python}`, `{.python}`."""
    words = info.replace(",", " ").strip("{} ").split()
    return words[0].strip("{}.") if words else ""


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # 40 ms, which only those need who are shown Markdown. It comes with Rich.
    from markdown_it import MarkdownIt

    options = {"html": True, "linkify": False, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "math", _find_formula)
    return parser


def _find_formula(state: StateInline, silent: bool) -> bool:
    """A rule for the parser: `$x$` and `$$x$$`, in which nothing else is Markdown.

    As in Pandoc, a single dollar sign has something right behind it where a formula begins, and
    right before it where it ends, with no digit behind.
    """
    start, text = state.pos, state.src
    if text[start] != "$":
        return False
    end = _formula_end(text, start, min(state.posMax, start + _LONGEST_FORMULA))
    if not end:
        return False
    if not silent:
        state.push("math", "", 0).content = text[start:end]
    state.pos = end
    return True


def _formula_end(text: str, start: int, most: int) -> int:
    """Where the formula that begins with the dollar sign at `start` ends; 0 when it does not."""
    if text.startswith("$$", start):
        end = text.find("$$", start + 2, most)
        return end + 2 if end > start + 2 else 0
    if start + 1 >= most or text[start + 1].isspace():
        return 0
    end = start
    for _ in range(_MOST_ENDS):
        end = text.find("$", end + 1, most)
        if end < 0:
            return 0
        if end > start + 1 and not text[end - 1].isspace() and text[end - 1] != "\\":
            return 0 if text[end + 1 : end + 2].isdecimal() else end + 1
    return 0
