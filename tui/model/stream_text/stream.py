"""One terminal-like output stream, from pieces of text cut anywhere to canonical lines."""

from __future__ import annotations

import re

from tui.model.clean import clean, is_safe_link, mark
from tui.model.stream_text.canonical import plain_line
from tui.model.stream_text.pages import Page, Pages
from tui.model.stream_text.style import PLAIN_CODES, advance, link_opener
from tui.model.stream_text.tokens import (
    BACKSPACES,
    CURSOR,
    LINK,
    RETURNS,
    SGR,
    TOKEN,
    Unfinished,
    is_plain,
)
from tui.model.stream_text.window import Window

CAP = 100_000_000


class StreamText:
    """The text of one stream, as a terminal would show it, in frozen pages and live lines.

    Canonical text is lines in which only SGR sequences and safe OSC 8 links remain, each line
    beginning and ending in the default look. The whole is `frozen` pages, then the live lines, 456
    at most, over the last 200 of which the cursor can still go. `cap` is how many code points of
    frozen text are kept: beyond that the oldest pages are dropped. `revision` grows with every
    change.
    """

    __slots__ = ("_codes", "_link", "_pages", "_pen", "_sgr", "_unfinished", "_window", "revision")

    def __init__(self, cap: int = CAP) -> None:
        self.revision = 0
        self._pages = Pages(cap)
        self._window = Window(self._pages)
        self._unfinished = Unfinished()
        self._reset_look()

    def _reset_look(self) -> None:
        self._codes = PLAIN_CODES
        self._sgr = self._link = self._pen = ""

    @property
    def frozen(self) -> list[Page]:
        """The pages that are kept, which never change; to be read only."""
        self._window.settle()
        return self._pages.kept

    @property
    def first_page(self) -> int:
        """Pages gone from the head, by the cap or by `clear`: the number of page `frozen[0]`."""
        self._window.settle()
        return self._pages.first

    @property
    def dropped(self) -> int:
        """Code points of canonical text that the cap has dropped since the start or `clear`."""
        self._window.settle()
        return self._pages.dropped

    def write(self, text: str) -> None:
        """Take the next piece of text as the kernel sent it."""
        text = self._unfinished.complete(text)
        if not text:
            return
        self.revision += 1
        put = self._window.put
        if is_plain(text):
            put(text, self._pen)
            return
        position = 0
        for token in TOKEN.finditer(text):
            start = token.start()
            if start > position:
                put(text[position:start], self._pen)
            position = token.end()
            if token.lastindex == SGR:
                self._codes, self._sgr = advance(self._codes, token[1])
                self._pen = self._link + self._sgr
            else:
                self._obey(token)
        if position < len(text):
            put(text[position:], self._pen)

    def _obey(self, token: re.Match[str]) -> None:
        """Do what a token other than SGR asks for; what is not known is dropped or made a mark."""
        match token.lastindex:
            case None:
                self._window.put(mark(token[0]), self._pen)
            case int(kind) if kind == RETURNS:
                self._window.carriage_return()
            case int(kind) if kind == BACKSPACES:
                self._window.move_columns(-len(token[0]))
            case int(kind) if kind == CURSOR:
                self._move(token[2].split(";")[0], token[3])
            case int(kind) if kind == LINK:
                self._link = link_opener(token[4]) if is_safe_link(token[4]) else ""
                self._pen = self._link + self._sgr
            case _:
                pass

    def _move(self, parameter: str, final: str) -> None:
        """Obey `CSI parameter final`, one of A to G, J and K."""
        how = int(parameter[-9:] or "0")
        count = max(1, how)
        window = self._window
        match final:
            case "A" | "F":
                window.move_rows(-count)
            case "B" | "E":
                window.move_rows(count)
            case "C":
                window.move_columns(count)
            case "D":
                window.move_columns(-count)
            case "G":
                window.to_column(count - 1)
            case "K":
                window.erase_in_line(how)
            case "J" if how == 0:
                window.erase_below()
            case "J" if how in (2, 3):
                window.clear()
        if final in "EF":
            window.carriage_return()

    def finish(self) -> None:
        """No more text comes for now: what is held back of an unfinished sequence becomes marks."""
        if rest := self._unfinished.take().removesuffix("\r"):
            self.revision += 1
            self._window.put(clean(rest, newlines=True), self._pen)

    def live_lines(self) -> list[str]:
        """The canonical text of each line after the frozen pages, at least one.

        The last is "" if the text ends with a line feed. If the last frozen page does not end with
        one, the first live line goes on with the line of that page.
        """
        return self._window.lines()

    def ansi(self) -> str:
        """The whole canonical text."""
        return "".join(page.text for page in self.frozen) + "\n".join(self.live_lines())

    def plain(self) -> str:
        """The whole text without looks and links."""
        return plain_line(self.ansi())

    @property
    def is_empty(self) -> bool:
        """Whether there is no text, neither kept nor dropped."""
        return not self.dropped and not self.frozen and self.live_lines() == [""]

    @property
    def ends_with_newline(self) -> bool:
        """Whether the canonical text ends with a line feed."""
        live = self.live_lines()
        if live[-1]:
            return False
        return len(live) > 1 or bool(self.frozen and self.frozen[-1].text.endswith("\n"))

    def clear(self) -> None:
        """Forget the text, the look in force and what was dropped; the revision grows."""
        self.revision += 1
        self._pages.clear()
        self._window.clear()
        self._unfinished.take()
        self._reset_look()
