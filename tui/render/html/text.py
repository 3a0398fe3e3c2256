"""Blocks as terminal text, and HTML as both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import assert_never

from tui.render.highlight import spans
from tui.render.html.blocks import Block, Paragraph, Rule, TableBlock, Verbatim
from tui.render.html.reader import HtmlReader
from tui.render.html.table_text import SHOWN_ROWS, most_moved, table_lines
from tui.render.html.tables import MOST_ROWS, Table
from tui.render.html.tokens import Tokens
from tui.render.palette import Palette
from tui.render.sgr import CUT, Run, dim_of, line_of, syntax_of, wrapped

MOST_LINES = 5_000
"""Lines of a text that are shown."""

# What takes some 0.3 s to be read and laid out: code points, tags and texts.
_MOST_TEXT = 500_000
_MOST_TOKENS = 100_000
# Blocks of a text whose tables are looked for.
_MOST_TABLES = 1_000
_RULE = "─"
_WIDEST_RULE = 60
# Code is coloured as far as that takes no more than some 0.1 s. Looking a language up that nobody
# knows takes 10 ms.
_MOST_COLOURED = 50_000
_MOST_LANGUAGES = 8
_LONGEST_LANGUAGE = 40


HINT = ": Enter on this output shows all"
"""What is said below a table that is not shown as a whole."""


def html_lines(html: str, width: int, palette: Palette) -> str:
    """HTML as terminal text for a width in cells: lines with SGR sequences, and none that is last.

    "" when nothing is to be seen of it, as of a mere script. For a thread: 10 kB take some
    milliseconds, nothing takes more than a second.
    """
    return moved_html(html, width, palette, 0)[0]


def moved_html(html: str, width: int, palette: Palette, moved: int) -> tuple[str, int]:
    """HTML as terminal text, tables in which were moved sideways by some columns.

    Answers by how many they were, which is no more than there are.
    """
    tokens = Tokens(html, _MOST_TEXT, _MOST_TOKENS)
    reader = HtmlReader(palette, SHOWN_ROWS)
    reader.read(tokens, MOST_LINES)
    blocks = reader.flow.blocks
    tables = [block.table for block in blocks if isinstance(block, TableBlock)] if moved else []
    moved = min(moved, max((most_moved(table, width) for table in tables), default=0))
    lines = block_lines(blocks, width, palette, moved, HINT)
    if tokens.left and len(lines) <= MOST_LINES:
        lines.append(left_note(tokens.left, "HTML", palette))
    return "\n".join(lines), moved


def html_tables(html: str) -> list[Table]:
    """The tables of HTML, as whole as `MOST_ROWS` and the like allow; one around others is none.

    For a thread: a table of 10,000 rows and ten columns takes 0.5 s.
    """
    reader = HtmlReader(Palette(), MOST_ROWS)
    reader.read(Tokens(html), _MOST_TABLES)
    return [block.table for block in reader.flow.blocks if isinstance(block, TableBlock)]


def left_note(count: int, what: str, palette: Palette) -> str:
    """The line that says how much of a text is not shown; `count` is in code points."""
    amount = f"{count / 1e6:,.1f} MB" if count >= 1e5 else f"{count / 1e3:,.1f} kB"
    return line_of([(f"{CUT} {amount} more of {what}", dim_of(palette))])


def block_lines(
    blocks: Sequence[Block], width: int, palette: Palette, moved: int = 0, hint: str = ""
) -> list[str]:
    """The lines of blocks for a width in cells; of more than `MOST_LINES` it says so.

    `moved` and `hint` are for tables, as in `table_lines`.
    """
    layout = _Layout(max(width, 1), palette, moved, hint)
    lines: list[str] = []
    for place, block in enumerate(blocks):
        if block.margin.apart and lines:
            lines.append(layout.gap(blocks[place - 1], block))
        lines += layout.lines(block)
        if len(lines) >= MOST_LINES:
            if len(lines) > MOST_LINES or place < len(blocks) - 1:
                note = f"{CUT} only {MOST_LINES:,} lines are shown"
                return [*lines[:MOST_LINES], line_of([(note, dim_of(palette))])]
            break
    return lines


class _Layout:
    """Lays out one block after the other."""

    def __init__(self, width: int, palette: Palette, moved: int, hint: str) -> None:
        self._moved = moved
        self._hint = hint
        self._width = width
        self._palette = palette
        self._dim = dim_of(palette)
        self._coloured = 0
        self._languages: set[str] = set()

    def lines(self, block: Block) -> Iterator[str]:
        """The lines of a block."""
        # Margins take a half of the width at most.
        half = self._width // 2
        first, rest = block.margin.first[:half], block.margin.rest[:half]
        room = self._width - max(len(first), len(rest))
        for number, runs in enumerate(self._inner(block, room)):
            margin = rest if number else first
            yield line_of([(margin, self._dim if margin.strip() else ""), *runs])

    def gap(self, above: Block, below: Block) -> str:
        """The empty line between two blocks, with the marks of what both are within."""
        both = takewhile(
            lambda pair: pair[0] == pair[1],
            zip(above.margin.rest, below.margin.first, strict=False),
        )
        within = "".join(mark for mark, _ in both)[: self._width // 2]
        return line_of([(within.rstrip(), self._dim)])

    def _inner(self, block: Block, width: int) -> list[list[Run]]:
        match block:
            case Paragraph():
                return wrapped(block.runs, width, MOST_LINES)
            case Verbatim():
                return self._code_lines(block)
            case Rule():
                return [[(_RULE * min(width, _WIDEST_RULE), self._dim)]]
            case TableBlock():
                moved = min(self._moved, most_moved(block.table, width)) if self._moved else 0
                return table_lines(block.table, width, self._palette, moved, self._hint)
            case _:
                assert_never(block)

    def _code_lines(self, block: Verbatim) -> list[list[Run]]:
        lines = block.text.split("\n", MOST_LINES)
        if not self._is_to_be_coloured(block):
            return [[(line, "")] for line in lines]
        found = spans(block.text, block.language)
        return [
            list(self._coloured_line(line, each)) for line, each in zip(lines, found, strict=False)
        ]

    def _is_to_be_coloured(self, block: Verbatim) -> bool:
        if not block.language or len(block.language) > _LONGEST_LANGUAGE:
            return False
        self._coloured += len(block.text)
        self._languages.add(block.language)
        return self._coloured <= _MOST_COLOURED and len(self._languages) <= _MOST_LANGUAGES

    def _coloured_line(self, line: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[Run]:
        end = 0
        for start, stop, name in spans:
            yield line[end:start], ""
            yield line[start:stop], syntax_of(self._palette, name)
            end = stop
        yield line[end:], ""
