"""Syntax highlighting: code and a language in, classes of characters by line out.

Pygments finds the tokens, jtui names them with the few classes of `SYNTAX_CLASSES`, and a theme
gives each class a style. Pygments is imported where it is used: with the IPython lexer it takes
45 ms of the start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.errors import StyleSyntaxError
from rich.style import Style

from tui.model.syntax import SYNTAX_CLASSES

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Token = tuple[str, ...]
"""A Pygments token type, such as `("Name", "Builtin")`."""

Span = tuple[int, int, str]
"""Start and end column (code points, end exclusive) in a line, and one of `SYNTAX_CLASSES`."""

HIGHLIGHT_LIMIT = 50_000
"""Code points above which code gets no spans: lexing them would take over 0.1 s."""

# Longest prefix wins; what is not here is "text".
_CLASS_BY_TOKEN = {
    "Keyword": "keyword",
    "Keyword.Constant": "constant",
    "Keyword.Type": "type",
    "Literal": "constant",
    "Literal.String": "string",
    "Literal.Number": "number",
    "Comment": "comment",
    "Comment.Preproc": "magic",
    "Comment.PreprocFile": "string",
    "Name.Function": "function",
    "Name.Function.Magic": "function",
    "Name.Class": "class",
    "Name.Exception": "class",
    "Name.Namespace": "class",
    "Name.Builtin": "builtin",
    "Name.Builtin.Pseudo": "builtin",
    "Name.Decorator": "decorator",
    "Name.Attribute": "variable",
    "Name.Variable": "variable",
    "Name.Constant": "constant",
    "Name.Label": "constant",
    "Name.Entity": "constant",
    "Name.Tag": "keyword",
    "Name.Type": "type",
    "Operator": "operator",
    "Operator.Word": "keyword",
    "Punctuation": "punctuation",
    "Error": "error",
    "Generic.Heading": "keyword",
    "Generic.Subheading": "keyword",
    "Generic.Prompt": "magic",
    "Generic.Error": "error",
}

LEXER_FAILURES = (
    ImportError,
    AttributeError,
    TypeError,
    ValueError,
    LookupError,
    RuntimeError,
    AssertionError,
    SyntaxError,
    OSError,
    re.error,
)
"""What a lexer from a plug-in has been seen to raise, when loaded or when run."""

_IPYTHON_NAMES = frozenset({"ipython", "ipython2", "ipython3", "ipythonconsole"})
_MAGIC_OPERATOR = re.compile(r"%%?|!!?|\?\??")
_CELL_MAGIC = re.compile(r"\s*%%(\w+)[^\n]*\n")

# Languages of the cell magics whose body is not Python.
_LANGUAGE_BY_MAGIC = {
    "bash": "bash",
    "cython": "cython",
    "html": "html",
    "javascript": "javascript",
    "js": "javascript",
    "julia": "julia",
    "latex": "latex",
    "markdown": "markdown",
    "octave": "octave",
    "perl": "perl",
    "r": "r",
    "ruby": "ruby",
    "script": "bash",
    "sh": "bash",
    "sql": "sql",
    "svg": "xml",
    "system": "bash",
    "sx": "bash",
    "writefile": "text",
}


@lru_cache(maxsize=64)
def lexer_for(language: str) -> Lexer | None:
    """The Pygments lexer for a lexer alias, a language's name, or a MIME type; `None` without one.

    Names are compared without case. The maps that come with Pygments are asked before its
    plug-ins, since a broken plug-in raises whatever it likes.
    """
    name = language.strip().lower()
    if not name or name == "text":
        return None
    if name in _IPYTHON_NAMES or name == "text/x-ipython":
        return _ipython_lexer()
    lexer = _known_lexer(name)
    if lexer is None and "/" in name:
        # MIME types Pygments does not list, such as `text/x-rsrc` and `application/x-julia`.
        lexer = _known_lexer(name.rsplit("/", 1)[1].removeprefix("x-").removesuffix("src"))
    return lexer or _plugin_lexer(name)


def _ipython_lexer() -> Lexer | None:
    from ipython_pygments_lexers import IPython3Lexer

    lexer: Lexer = IPython3Lexer(stripnl=False, ensurenl=False)
    return lexer


def _known_lexer(name: str) -> Lexer | None:
    from pygments.lexers import LEXERS, find_lexer_class

    for _module, title, aliases, _filenames, mimetypes in LEXERS.values():
        if name == title.lower() or name in aliases or name in mimetypes:
            lexer_class = find_lexer_class(title)
            return lexer_class(stripnl=False, ensurenl=False) if lexer_class else None
    return None


def _plugin_lexer(name: str) -> Lexer | None:
    from importlib.metadata import entry_points

    for entry in entry_points(group="pygments.lexers"):
        try:
            lexer_class = entry.load()
            if name in lexer_class.aliases or name == lexer_class.name.lower():
                lexer: Lexer = lexer_class(stripnl=False, ensurenl=False)
                return lexer
        except LEXER_FAILURES:
            continue
    return None


@lru_cache(maxsize=4096)
def _class_of(token: Token) -> str:
    if token[-1:] == ("Magic",) and token[0] != "Name":
        return "magic"
    for length in range(len(token), 0, -1):
        if (found := _CLASS_BY_TOKEN.get(".".join(token[:length]))) is not None:
            return found
    return "text"


@lru_cache(maxsize=256)
def spans(code: str, language: str) -> list[list[Span]]:
    """The spans of every line of `code`; lines end at a line feed, and there is one list for each.

    `language` is anything `lexer_for` takes. Characters without a span are plain text. Code above
    `HIGHLIGHT_LIMIT`, in an unknown language, or that the lexer fails on has no spans at all. The
    result is shared: do not change it.
    """
    empty: list[list[Span]] = [[] for _ in range(code.count("\n") + 1)]
    if len(code) > HIGHLIGHT_LIMIT or (lexer := lexer_for(language)) is None:
        return empty
    try:
        return _spans(lexer, language, code)
    except LEXER_FAILURES:
        return empty


def _spans(lexer: Lexer, language: str, code: str) -> list[list[Span]]:
    found: list[list[Span]] = [[] for _ in range(code.count("\n") + 1)]
    add_spans(_classified(lexer, language, code), found)
    return found


def add_spans(classified: Iterable[tuple[str, str]], lines: Sequence[list[Span]]) -> None:
    """Add the spans of classes and texts that follow each other to `lines`, from the first on."""
    row = column = 0
    for name, text in classified:
        first, *others = text.split("\n")
        column = _add(lines[row], column, first, name)
        for part in others:
            row += 1
            column = _add(lines[row], 0, part, name)


def cell_magic(code: str, language: str) -> tuple[int, str] | None:
    """Where the body of the cell magic that `code` begins with starts, and the body's language.

    `None` where there is no cell magic. The language "text" has no lexer.
    """
    if language.strip().lower() not in _IPYTHON_NAMES or not (magic := _CELL_MAGIC.match(code)):
        return None
    return magic.end(), _LANGUAGE_BY_MAGIC.get(magic[1].lower(), "ipython3")


def _classified(lexer: Lexer, language: str, code: str) -> Iterable[tuple[str, str]]:
    """The classes and texts of `code`; the body of a cell magic is in that magic's language."""
    if (magic := cell_magic(code, language)) is None:
        yield from _tokens(lexer, code)
        return
    start, body_language = magic
    yield "magic", code[:start]
    body = code[start:]
    body_lexer = lexer_for(body_language)
    yield from _tokens(body_lexer, body) if body_lexer else [("text", body)]


def _tokens(lexer: Lexer, code: str) -> Iterable[tuple[str, str]]:
    # Rules of some lexers, those for magics among them, need the line feed that ends the line.
    return classes(lexer.get_tokens_unprocessed(code + "\n"), code)


def classes(tokens: Iterable[tuple[int, Token, str]], code: str) -> Iterable[tuple[str, str]]:
    """The classes and texts of a lexer's tokens, cut where `code` ends.

    `tokens` may begin at the start of any line.
    """
    before, before_start = "", 0
    for start, token, text in tokens:
        name = _class_of(token)
        # The IPython lexer calls the marks of a magic operators and the magic's name a keyword.
        if name in ("operator", "keyword"):
            if _MAGIC_OPERATOR.fullmatch(text):
                if _starts_line(code, start):
                    name = "magic"
            elif (
                name == "keyword"
                and _MAGIC_OPERATOR.fullmatch(before)
                and _starts_line(code, before_start)
            ):
                name = "magic"
        before, before_start = text, start
        yield name, text[: len(code) - start]


def _starts_line(code: str, position: int) -> bool:
    return not code[code.rfind("\n", 0, position) + 1 : position].strip()


def _add(line: list[Span], column: int, text: str, name: str) -> int:
    end = column + len(text)
    if line and line[-1][1:] == (column, name):
        line[-1] = (line[-1][0], end, name)
    elif text and name != "text":
        line.append((column, end, name))
    return end


@dataclass(frozen=True, slots=True)
class SyntaxTheme:
    """The style of each syntax class; a class without one is drawn as plain text."""

    styles: Mapping[str, Style] = field(default_factory=dict)

    @classmethod
    def parse(cls, table: Mapping[str, str]) -> SyntaxTheme:
        """The theme of a `[syntax]` table, which maps classes to Rich styles (`bold #c678dd`).

        Raises `ValueError`, naming the key, for an unknown class or a style that cannot be read.
        """
        styles: dict[str, Style] = {}
        for name, definition in table.items():
            if name not in SYNTAX_CLASSES:
                raise ValueError(f"syntax.{name} is not one of {', '.join(SYNTAX_CLASSES)}")
            try:
                styles[name] = Style.parse(definition)
            except StyleSyntaxError as error:
                raise ValueError(f"syntax.{name}: {error}") from error
        return cls(styles)

    def style(self, name: str) -> Style | None:
        """The style of the syntax class `name`, or `None` when it is drawn as plain text."""
        return self.styles.get(name)


DEFAULT_SYNTAX_THEME = SyntaxTheme.parse(
    {
        "keyword": "magenta",
        "string": "green",
        "number": "cyan",
        "comment": "italic bright_black",
        "function": "blue",
        "class": "yellow",
        "builtin": "cyan",
        "operator": "magenta",
        "decorator": "yellow",
        "type": "yellow",
        "constant": "cyan",
        "error": "red",
        "magic": "bold yellow",
    }
)
"""The terminal's own sixteen colours, until a theme says otherwise."""
