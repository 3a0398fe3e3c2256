"""The syntax spans of a text that is being edited, without making the typing wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic

from tui.render.highlight import HIGHLIGHT_LIMIT, cell_magic, lexer_for, spans
from tui.widgets.prompt.lexed_lines import LexedLines, LineSpans
from tui.widgets.prompt.line_lexer import rules_of

# What is lexed at once when a line is drawn: 7 ms on two cores. The rest follows in slices.
_CHARACTERS_AT_ONCE = 4_000
_LINES_AT_ONCE = 100
_SLICE = 2_000
_BETWEEN_SLICES = 0.01
# Seconds without a change after which a text is read whole, and after which what may be wrong is
# looked at once more.
_PAUSE = 0.15
_LONG_PAUSE = 1.0


class WholeText:
    """The spans of lines in a language whose lexer only takes whole texts.

    Exact while the text is short, else those of the last reading, line by line.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._text = ""
        self._remembered: dict[str, LineSpans] = {}
        self.spans: list[LineSpans] = []
        """What is known of each line."""
        self.is_finished = False
        """Whether the whole text has been read."""

    def take(self, lines: Sequence[str]) -> None:
        """Take the lines as they are now."""
        self._text = "\n".join(lines)
        self.is_finished = len(lines) <= _LINES_AT_ONCE and len(self._text) <= _CHARACTERS_AT_ONCE
        if self.is_finished:
            self.spans = [tuple(each) for each in spans(self._text, self._language)]
        else:
            self.spans = [self._remembered.get(line, ()) for line in lines]

    async def read(self) -> None:
        """Read the whole text in a thread, unless it changes meanwhile."""
        text = self._text
        found = await asyncio.to_thread(spans, text, self._language)
        if text == self._text:
            self.spans = [tuple(each) for each in found]
            self._remembered = dict(zip(text.split("\n"), self.spans, strict=True))
            self.is_finished = True


class Colours:
    """The spans of each line: exact near the last change, and everywhere once the typing pauses."""

    def __init__(self) -> None:
        self._lines: Sequence[str] = ()
        self._language = ""
        self._is_stale = False
        self._changed_at = 0.0
        # The body is all but a cell magic at the beginning, which may give it another language.
        self._head: list[LineSpans] = []
        self._body_language = ""
        self._body: LexedLines | WholeText | None = None

    def change(self, lines: Sequence[str], language: str) -> None:
        """Take the lines as they are now; nothing is lexed until a line is asked for."""
        self._lines, self._language, self._is_stale = lines, language, True
        self._changed_at = monotonic()

    def line(self, row: int) -> LineSpans:
        """The spans of line number `row`."""
        if self._is_stale:
            self._is_stale = False
            self._look_anew()
        if row < len(self._head):
            return self._head[row]
        row -= len(self._head)
        return self._body.spans[row] if self._body and row < len(self._body.spans) else ()

    @property
    def wait(self) -> float | None:
        """Seconds after which to call `advance`; `None` when all that was drawn is exact."""
        match self._body:
            case LexedLines(is_finished=False):
                return _BETWEEN_SLICES
            case LexedLines(is_unsure=True):
                pause = _LONG_PAUSE
            case WholeText(is_finished=False):
                pause = _PAUSE
            case _:
                return None
        return max(0.0, self._changed_at + pause - monotonic())

    async def advance(self) -> None:
        """Get on with what was put off, unless the text has just changed again."""
        if self.wait != 0.0 and self.wait != _BETWEEN_SLICES:
            return
        match self._body:
            case LexedLines(is_finished=False) as body:
                body.advance(_SLICE)
            case LexedLines() as body:
                body.begin_again()
            case WholeText() as body:
                await body.read()

    def _look_anew(self) -> None:
        lines, language = self._lines, self._language
        self._head = []
        if sum(map(len, lines)) + len(lines) - 1 > HIGHLIGHT_LIMIT:
            self._body = None
            return
        first = next((row for row, line in enumerate(lines) if line.strip()), len(lines))
        if first + 1 < len(lines):
            head = "\n".join(lines[: first + 1]) + "\n"
            if (magic := cell_magic(head, language)) is not None:
                language = magic[1]
                self._head = [()] * first + [((0, len(lines[first]), "magic"),)]
        if self._body is None or language != self._body_language:
            self._body, self._body_language = _reader(language), language
        if self._body is not None:
            self._body.take(lines[len(self._head) :])
        if isinstance(self._body, LexedLines) and not self._body.is_finished:
            self._body.advance(_CHARACTERS_AT_ONCE)


def _reader(language: str) -> LexedLines | WholeText | None:
    """What finds the spans of lines in `language`; `None` without a lexer for it."""
    if (lexer := rules_of(language)) is not None:
        return LexedLines(lexer)
    return WholeText(language) if lexer_for(language) is not None else None
