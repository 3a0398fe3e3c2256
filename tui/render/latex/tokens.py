"""LaTeX source as tokens, and what is read of them character by character."""

from __future__ import annotations

import re

from tui.render.latex.boxes import LatexError

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|%[^\n]*(?:\n[ \t]*)?|[ \t\n\r]+|.", re.DOTALL)
_DEEPEST = 40
_LONGEST_OPTION = 300
_DIMENSION = re.compile(r"\s*[-+]?[\d.]+\s*(?:pt|em|ex|cm|mm|in|mu|px|\\baselineskip)\s*\Z")


def tokens_of(source: str) -> list[str]:
    """Commands, white space, single characters; comments are left out."""
    return [token for token in _TOKEN.findall(source) if not token.startswith("%")]


class Tokens:
    """A place among tokens, and how many things it is within."""

    def __init__(self, source: str) -> None:
        """At the beginning."""
        self._tokens = tokens_of(source)
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> str:
        """The next one; `""` at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    @property
    def previous(self) -> str:
        """The one taken last; `""` before the first."""
        return self._tokens[self._at - 1] if self._at else ""

    def after(self, count: int) -> str:
        """The token that comes so many after the next one; `""` past the end."""
        place = self._at + count
        return self._tokens[place] if place < len(self._tokens) else ""

    def take(self) -> str:
        """The next token, which is passed; raises `LatexError` at the end."""
        token = self.token
        if not token:
            raise LatexError("it ends too early")
        self._at += 1
        return token

    def skip_space(self) -> bool:
        """Pass white space; whether there was any."""
        start = self._at
        while self.token.isspace():
            self._at += 1
        return self._at > start

    @property
    def visible(self) -> str:
        """The next token that is no white space; `""` at the end."""
        count = 0
        while self.after(count).isspace():
            count += 1
        return self.after(count)

    def skip(self, token: str) -> bool:
        """Pass a token behind white space, if it is there."""
        place = self._at
        self.skip_space()
        if self.token == token:
            self._at += 1
            return True
        self._at = place
        return False

    def expect(self, token: str) -> None:
        """Pass a token; raises `LatexError` if it is another one."""
        if self.take() != token:
            raise LatexError(f"{token} is missing")

    def enter(self) -> None:
        """One thing deeper; raises `LatexError` where that is too deep."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise LatexError("it is nested too deeply")

    def leave(self) -> None:
        """One thing less deep."""
        self._depth -= 1

    def word_length(self) -> int:
        """How many letters are next."""
        count = 0
        while len(token := self.after(count)) == 1 and token.isalpha():
            count += 1
        return count

    def braced(self) -> str:
        """The source of an argument in braces; raises `LatexError` without them."""
        self.skip_space()
        self.expect("{")
        parts: list[str] = []
        depth = 1
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if not depth:
                return "".join(parts)
            parts.append(token)

    def optional(self) -> str | None:
        """The source of an argument in square brackets; `None` without one."""
        place = self._at
        if not self.skip("["):
            return None
        parts: list[str] = []
        depth = 0
        while (token := self.token) and (token != "]" or depth) and len(parts) < _LONGEST_OPTION:
            depth += (token == "{") - (token == "}")
            if depth < 0:
                break
            parts.append(self.take())
        if self.token != "]":
            self._at = place
            return None
        self.take()
        return "".join(parts)

    def skip_dimension(self) -> None:
        """Pass the `[2pt]` that may stand behind a line break, and its star."""
        if self.token == "*":
            self.take()
        place = self._at
        if self.token == "[":
            words = self.optional()
            if words is None or not _DIMENSION.match(words):
                self._at = place

    def has_outside_braces(self, wanted: frozenset[str]) -> bool:
        """Whether one of some tokens is to come that is in no braces."""
        depth = 0
        for token in self._tokens[self._at :]:
            depth += (token == "{") - (token == "}")
            if not depth and token in wanted:
                return True
        return False
