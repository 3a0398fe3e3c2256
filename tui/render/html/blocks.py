"""What a text with structure consists of: paragraphs, code, rules, tables, each with its margin."""

from __future__ import annotations

from dataclasses import dataclass

from tui.render.html.tables import Table
from tui.render.sgr import Run

DEEPEST = 16
"""Levels that are indented, lists and their items counted apart; those within are no further in."""


@dataclass(frozen=True, slots=True)
class Margin:
    """What stands to the left of a block's first line, and of others; `apart` is a gap above."""

    first: str = ""
    rest: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is wrapped between words; line feeds in it end lines."""

    margin: Margin
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that stay as they are, in the colours of `language` ("" is none)."""

    margin: Margin
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""

    margin: Margin


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table."""

    margin: Margin
    table: Table


Block = Paragraph | Verbatim | Rule | TableBlock


class Flow:
    """Gathers text and marks into blocks, in their order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._link_start = 0
        self._gap = False
        # What is open around a block: the beginning of its first line, of others, and whether the
        # first line was there.
        self._around: list[tuple[str, str]] = []
        self._begun: list[bool] = []

    def add(self, text: str, params: str = "") -> None:
        """Add text whose blanks have been made single ones."""
        if text.startswith(" ") and (not self._runs or self._runs[-1][0][-1:] in (" ", "\n")):
            text = text[1:]
        if text:
            self._runs.append((text, params))

    def add_verbatim(self, text: str, params: str = "") -> None:
        """Add text whose blanks and line feeds all count."""
        if text:
            self._runs.append((text, params))

    def begin_link(self) -> None:
        """What is added from here on is the text of a link."""
        self._link_start = len(self._runs)

    def end_link(self, url: str, params: str) -> None:
        """The link ends; where it leads is added unless "" or what its text says already."""
        text = "".join(text for text, _ in self._runs[self._link_start :]).strip()
        if url and url.partition("://")[2].rstrip("/") not in (
            text,
            text.partition("://")[2].rstrip("/"),
        ):
            self.add(f" ({url})" if text else url, params)

    def line(self) -> None:
        """The line ends here; the paragraph goes on."""
        if self._runs:
            self._runs.append(("\n", ""))

    def end(self, apart: bool = False) -> None:
        """End the paragraph; `apart` asks for a gap above the next block."""
        runs, self._runs = self._runs, []
        while runs and not runs[-1][0].strip():
            runs.pop()
        if runs:
            self.blocks.append(Paragraph(self._margin(), tuple(runs)))
        self._gap = self._gap or (apart and bool(self.blocks))

    def verbatim(self, text: str, language: str = "") -> None:
        """A block of lines that stay as they are."""
        if text:
            self.blocks.append(Verbatim(self._margin(), text, language))

    def rule(self) -> None:
        """A line across."""
        self.blocks.append(Rule(self._margin()))

    def table(self, table: Table) -> None:
        """A table."""
        self.blocks.append(TableBlock(self._margin(), table))

    def enter(self, first: str, rest: str) -> None:
        """Blocks from here on stand within something, whose first line begins with `first`."""
        self._around.append((first, rest))
        self._begun.append(False)

    def leave(self) -> None:
        """What was entered last ends."""
        self._around.pop()
        self._begun.pop()

    def _margin(self) -> Margin:
        first: list[str] = []
        for number, (mark, others) in enumerate(self._around[:DEEPEST]):
            first.append(others if self._begun[number] else mark)
            self._begun[number] = True
        apart, self._gap = self._gap, False
        return Margin("".join(first), "".join(rest for _, rest in self._around[:DEEPEST]), apart)
