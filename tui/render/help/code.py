"""Code in help: examples, and whole sources with numbers before their lines."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from tui.model.clean import clean_code
from tui.model.help import without_looks
from tui.render.help.lines import HelpLine, Line, text_of, verbatim
from tui.render.help.styles import HelpStyles
from tui.render.help.terminal import terminal_lines
from tui.render.highlight import HIGHLIGHT_LIMIT, Span, spans
from tui.render.rows import Piece
from tui.render.text import styled_pieces

_PLAIN = Style.null()

# Names of languages in fences that Pygments knows by other ones.
_LANGUAGES = {"jldoctest": "jlcon", "julia-repl": "jlcon", "repl": "jlcon", "doctest": "pycon"}
# How an example begins that shows a prompt.
_PROMPTS = {">>> ": "pycon", "julia> ": "jlcon", "In [": "ipythonconsole"}


def source_lines(source: str, language: str, styles: HelpStyles) -> list[HelpLine]:
    """A source highlighted anew, with numbers; one too long for that keeps its own colours."""
    if len(source) > HIGHLIGHT_LIMIT * 4:
        return _numbered([_own_pieces(line) for line in terminal_lines(source)])
    code = clean_code(without_looks(source)).rstrip("\n")
    if len(code) > HIGHLIGHT_LIMIT:
        return _numbered([_own_pieces(line) for line in terminal_lines(source.rstrip("\n"))])
    return _numbered(_highlighted(code, language, styles))


def example_lines(
    code: str, language: str, styles: HelpStyles, indent: int, default: str = ""
) -> list[HelpLine]:
    """An example as it stands in prose; `language` may be "" or a name from a fence.

    Without one it is told by the prompts in the example, else it is in the language `default`.
    """
    name = language.strip().lower()
    name = _LANGUAGES.get(name, name)
    if not name:
        start = code.lstrip()[:8]
        prompted = (each for prompt, each in _PROMPTS.items() if start.startswith(prompt))
        name = next(prompted, default)
    lines: list[HelpLine] = []
    for pieces in _highlighted(code, name, styles):
        lines += verbatim([(text, styles.code + style) for text, style in pieces], "", indent)
    return lines


def _own_pieces(line: HelpLine) -> list[Piece]:
    return styled_pieces(line, _PLAIN) if isinstance(line, str) else [(text_of(line), _PLAIN)]


def _numbered(lines: Sequence[Sequence[Piece]]) -> list[HelpLine]:
    digits = max(3, len(str(len(lines))))
    numbered: list[HelpLine] = []
    for number, pieces in enumerate(lines, 1):
        numbered += verbatim(pieces, f"{number:>{digits}}  ")
    return numbered


def _highlighted(code: str, language: str, styles: HelpStyles) -> list[list[Piece]]:
    lexed = spans(code, language)
    return [
        _pieces(line, found, styles) for line, found in zip(code.split("\n"), lexed, strict=True)
    ]


def _pieces(line: str, found: Sequence[Span], styles: HelpStyles) -> list[Piece]:
    pieces: list[Piece] = []
    end = 0
    for start, stop, name in found:
        if start > end:
            pieces.append((line[end:start], _PLAIN))
        pieces.append((line[start:stop], styles.syntax.get(name, _PLAIN)))
        end = stop
    if end < len(line):
        pieces.append((line[end:], _PLAIN))
    return pieces


def is_numbered(line: HelpLine) -> bool:
    """Whether a line is one of a source."""
    return isinstance(line, Line) and bool(line.gutter)
