"""The syntax spans of a text that is being edited, without making the typing wait for them."""

from __future__ import annotations

from collections.abc import Sequence

from tui.render.highlight import HIGHLIGHT_LIMIT, Span, spans

# Up to here the whole text is lexed when a line of it is drawn: 10 ms on two cores.
_LINES_AT_ONCE = 100
_CHARACTERS_AT_ONCE = 4_000


class Colours:
    """The spans of each line: exact while the text is short, else those of its last reading."""

    def __init__(self) -> None:
        self._text = ""
        self._language = ""
        self._lines: Sequence[list[Span]] | None = None
        self._remembered: dict[str, list[Span]] = {}

    def change(self, text: str, language: str) -> bool:
        """Take the text as it is now; true when `read` should follow once the typing pauses."""
        if language != self._language:
            self._remembered = {}
        self._text, self._language, self._lines = text, language, None
        return not self._is_short() and len(text) <= HIGHLIGHT_LIMIT

    def read(self, text: str, language: str) -> list[list[Span]]:
        """The spans of all lines of `text`; slow, and safe to call in a thread."""
        return spans(text, language)

    def settle(self, text: str, lines: list[list[Span]]) -> bool:
        """Keep what `read` found in `text`; false when the text has changed meanwhile."""
        if text != self._text:
            return False
        self._lines = lines
        self._remembered = dict(zip(text.split("\n"), lines, strict=True))
        return True

    def line(self, row: int, line: str) -> Sequence[Span]:
        """The spans of line number `row`, which reads `line`."""
        if self._lines is None:
            if not self._is_short():
                return self._remembered.get(line, ())
            self._lines = spans(self._text, self._language)
        return self._lines[row] if row < len(self._lines) else ()

    def _is_short(self) -> bool:
        return len(self._text) <= _CHARACTERS_AT_ONCE and self._text.count("\n") < _LINES_AT_ONCE
