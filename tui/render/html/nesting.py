"""Lists, quotations and terms within each other, closed or not."""

from __future__ import annotations

from tui.render.html.blocks import Flow
from tui.render.html.tokens import Tag

NESTED = frozenset({"ul", "ol", "li", "blockquote", "dl", "dt", "dd"})
"""The elements that indent what is in them, or belong to those that do."""

_QUOTE = "▎ "
_STEP = "  "
# Elements within each other that are kept in mind; those within them change nothing.
_DEEPEST = 100


class Nesting:
    """What the blocks of a flow stand within."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        # Names of elements; of lists the next number.
        self._within: list[tuple[str, int]] = []
        self._deeper = 0

    @property
    def lists(self) -> int:
        """How many lists there are around."""
        return sum(name in ("ul", "ol") for name, _ in self._within)

    def take(self, tag: Tag) -> None:
        """Do what the beginning or end of one of `NESTED` does."""
        name = tag.name
        if name in ("dt", "dl"):
            self._leave("dd", ("dl",))
            name = "" if name == "dt" else name
        elif name == "li":
            self._leave("li", ("ul", "ol"))
        elif name == "dd":
            self._leave("dd", ("dl",))
        if tag.ends:
            if name not in ("li", "dd"):
                self._leave(name, ())
        elif name:
            self._enter(tag)

    def _enter(self, tag: Tag) -> None:
        """Go into a list, item or quotation."""
        name = tag.name
        if len(self._within) >= _DEEPEST:
            self._deeper += 1
            return
        first = 1
        if name == "ol" and (start := tag.attribute("start")).isdecimal() and len(start) < 10:
            first = int(start)
        if name == "li":
            self._flow.enter(*self._marker())
        elif name == "blockquote":
            self._flow.enter(_QUOTE, _QUOTE)
        else:
            indent = _STEP if name == "dd" else ""
            self._flow.enter(indent, indent)
        self._within.append((name, first))

    def _marker(self) -> tuple[str, str]:
        """What the next item of the list begins with, and further lines of it."""
        for place in range(len(self._within) - 1, -1, -1):
            kind, number = self._within[place]
            if kind == "ol":
                self._within[place] = kind, number + 1
                marker = f"{number}. "
                return marker, " " * len(marker)
            if kind == "ul":
                break
        return "• ", _STEP

    def _leave(self, name: str, outside: tuple[str, ...]) -> None:
        """Leave the innermost of a name, and all within it, unless it is outside of `outside`."""
        if self._deeper:
            self._deeper -= 1
            return
        for place in range(len(self._within) - 1, -1, -1):
            kind = self._within[place][0]
            if kind in outside:
                return
            if kind == name:
                for _ in range(len(self._within) - place):
                    self._flow.leave()
                del self._within[place:]
                return
