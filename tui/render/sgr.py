"""Text in the looks of SGR sequences, put together here and wrapped between words.

What is built here goes to a `StreamText` as if a kernel had sent it; its text has to be clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.color import ColorType
from rich.style import Style

from tui.render.palette import Palette
from tui.render.rows import cells_of

Run = tuple[str, str]
"""A text and the parameters of the SGR sequence it is shown in, "" for none."""

BOLD, ITALIC, UNDERLINE, STRIKE = "1", "3", "4", "9"
CUT = "…"

_ATTRIBUTES = (("bold", BOLD), ("dim", "2"), ("italic", ITALIC), ("underline", UNDERLINE))
# The blanks a line may be broken at, each with the word before it.
_WORD = re.compile(r"[^ ]*+ *+")


def params_of(style: Style | None) -> str:
    """The SGR parameters of a style; its background is not among them."""
    if style is None:
        return ""
    params = [code for name, code in _ATTRIBUTES if getattr(style, name)]
    color = style.color
    if color is not None and color.type is not ColorType.DEFAULT:
        if color.type is ColorType.TRUECOLOR and color.triplet is not None:
            params.append(f"38;2;{color.triplet.red};{color.triplet.green};{color.triplet.blue}")
        elif color.number is not None:
            params.append(f"38;5;{color.number}")
    return ";".join(params)


def dim_of(palette: Palette) -> str:
    """The SGR parameters for what is beside the point."""
    return params_of(palette.dim) or "2"


def syntax_of(palette: Palette, name: str) -> str:
    """The SGR parameters of one of `SYNTAX_CLASSES`."""
    return params_of(palette.syntax.get(name))


def joined(*params: str) -> str:
    """SGR parameters that hold together."""
    return ";".join(filter(None, params))


def styled(text: str, params: str) -> str:
    """A text of one line in one look."""
    return f"\x1b[{params}m{text}\x1b[0m" if params and text else text


def line_of(runs: Iterable[Run]) -> str:
    """Runs as terminal text."""
    return "".join(styled(text, params) for text, params in runs)


def cut(text: str, width: int) -> str:
    """A text of one line in at most `width` cells, its end replaced by `…` if it has more."""
    # A character takes a cell at least, but for some that join others.
    near = text[: 4 * width + 8]
    if len(near) == len(text) and cells_of(text) <= width:
        return text
    return near[: _fitting(near, 0, width - 1)] + CUT if width > 0 else ""


def _fitting(text: str, start: int, room: int) -> int:
    """Where what fits into so many cells ends, of a text from `start` on."""
    end = min(start + max(room, 0), len(text))
    if cells_of(text[start:end]) == end - start:
        # What joins the last one takes no cell.
        while end < len(text) and cells_of(text[end]) == 0:
            end += 1
        return end
    end = start
    while end < len(text) and (room := room - cells_of(text[end])) >= 0:
        end += 1
    return end


def wrapped(runs: Iterable[Run], width: int, most: int) -> list[list[Run]]:
    """Runs as lines of at most `width` cells, broken at blanks; longer words within themselves.

    A line feed ends a line. There is always one line, and not many more than `most`.
    """
    lines: list[list[Run]] = [[]]
    column = 0
    for text, params in _words(runs):
        if len(lines) > most:
            break
        if text == "\n":
            lines.append([])
            column = 0
            continue
        word = text.rstrip(" ")
        size = cells_of(word)
        if column and column + size > width:
            lines.append([])
            column = 0
        if size > width:
            *full, text = _broken(text, min(len(word), most * width), width)
            for part in full:
                lines[-1].append((part, params))
                lines.append([])
            size = cells_of(text.rstrip(" "))
        lines[-1].append((text, params))
        column += size + len(text) - len(text.rstrip(" "))
    return [_trimmed(line) for line in lines]


def _words(runs: Iterable[Run]) -> Iterable[Run]:
    """The words with the blanks after them, and the line feeds; blanks alone are a word, too."""
    for text, params in runs:
        for number, line in enumerate(text.split("\n")):
            if number:
                yield "\n", ""
            for word in _WORD.findall(line):
                if word:
                    yield word, params


def _broken(text: str, length: int, width: int) -> list[str]:
    """A word, up to `length` code points, in parts of at most `width` cells, a character at least.

    What comes after it stays with the last part.
    """
    parts: list[str] = []
    start = 0
    while (end := max(_fitting(text, start, width), start + 1)) < length:
        parts.append(text[start:end])
        start = end
    return [*parts, text[start:]]


def _trimmed(line: Sequence[Run]) -> list[Run]:
    """A line without the blanks at its end, neighbours of one look in one run."""
    kept: list[Run] = []
    for text, params in line:
        if kept and kept[-1][1] == params:
            kept[-1] = kept[-1][0] + text, params
        else:
            kept.append((text, params))
    while kept and not (text := kept[-1][0].rstrip(" ")):
        kept.pop()
    if kept:
        kept[-1] = kept[-1][0].rstrip(" "), kept[-1][1]
    return kept
