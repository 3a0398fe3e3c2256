"""JSON as terminal text: laid out in lines, coloured, and folded where there is too much of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tui.model.clean import clean
from tui.render.palette import Palette
from tui.render.rows import cells_of
from tui.render.sgr import CUT, Run, dim_of, line_of, styled, syntax_of
from tui.wire.message import Json

MOST_LINES = 10_000
"""Lines that are shown."""

MOST_TEXT = 1_000_000
"""Code points that are shown, more or less."""

DEEPEST = 20
"""Levels that are shown; what is within them is folded."""

SHOWN_LINES = 60
"""Lines that are shown of what is not to be expanded."""
SHOWN_ITEMS = 12
"""Items that are shown of each list and object where not all lines are."""
SHOWN_LEVELS = 4
"""Levels that are shown there."""

_STEP = 2
_LONGEST_STRING = 1_000
_LONGEST_KEY = 200
# Items of a list or object that may stand in one line.
_MOST_BESIDE = 40
# Python writes no integer of more digits.
_LARGEST_INT = 10**1000


@dataclass(frozen=True, slots=True)
class _Item:
    """What a list or object holds: its name, `None` in a list, and whether it is the last one."""

    name: str | None
    value: Json
    is_last: bool


def json_lines(value: Json, width: int, palette: Palette, root: str | None = None) -> str:
    """A JSON value as terminal text: lines with SGR sequences, none after the last one.

    Lists and objects without others in them stand in one line if it is not wider than `width`
    (cells). `root` is a name for the whole. For a thread: 10,000 lines take some 50 ms.
    """
    writer = _Writer(width, palette)
    lines, is_all = _taken(writer.lines(value, root), MOST_LINES)
    if not is_all:
        note = f"{CUT} more: only {len(lines):,} lines are shown"
        lines.append(styled(note, dim_of(palette)))
    return "\n".join(lines)


def json_outline(value: Json, width: int, palette: Palette, details: Json = None) -> str:
    """A JSON value as terminal text in not many lines: of a larger one what it is made of.

    `details` is the metadata of its output: `expanded` asks for all lines, `root` is a name for
    the whole, as in JupyterLab. For a thread.
    """
    told = details if isinstance(details, dict) else {}
    root = told.get("root")
    name = root if isinstance(root, str) and root not in ("", "root") else None
    if told.get("expanded") is True:
        return json_lines(value, width, palette, name)
    lines, is_all = _taken(_Writer(width, palette).lines(value, name), SHOWN_LINES)
    if is_all:
        return "\n".join(lines)
    writer = _Writer(width, palette, SHOWN_ITEMS, SHOWN_LEVELS)
    lines, _ = _taken(writer.lines(value, name), SHOWN_LINES)
    note = f"{CUT} not all of {_amount(value)}: Enter on this output opens the tree"
    return "\n".join([*lines, styled(note, dim_of(palette))])


def _taken(lines: Iterator[str], most: int) -> tuple[list[str], bool]:
    """The first lines, and whether these are all."""
    taken: list[str] = []
    length = 0
    for line in lines:
        if len(taken) >= most or length > MOST_TEXT:
            return taken, False
        taken.append(line)
        length += len(line)
    return taken, True


def _amount(value: Json) -> str:
    if not isinstance(value, dict | list):
        return "it"
    what = "key" if isinstance(value, dict) else "item"
    return f"{len(value):,} {what}{'s' * (len(value) != 1)}"


class _Writer:
    """Writes values in the colours of a palette."""

    def __init__(
        self, width: int, palette: Palette, items: int | None = None, levels: int = DEEPEST
    ) -> None:
        """`items` of each list and object are written, `None` all; within so many `levels`."""
        self._items = items
        self._levels = levels
        self._width = width
        self._dim = dim_of(palette)
        self._key = syntax_of(palette, "keyword")
        self._string = syntax_of(palette, "string")
        self._number = syntax_of(palette, "number")
        self._constant = syntax_of(palette, "constant")

    def lines(self, value: Json, root: str | None = None) -> Iterator[str]:
        """The lines of a value, which has the name `root`, if any."""
        # The lists and objects that are open: what is left of each, and how it ends.
        left: list[tuple[Iterator[_Item], int, str]] = []
        item = _Item(root, value, True)
        while True:
            margin = " " * (_STEP * len(left))
            comma = "" if item.is_last else ","
            name = self._name(item)
            room = self._width - len(margin) - len(comma) - _width(name)
            line = self._line(item.value, room, len(left))
            if line is not None:
                yield f"{margin}{line_of(name)}{line_of(line)}{comma}"
            else:
                opener, closer = "{}" if isinstance(item.value, dict) else "[]"
                yield f"{margin}{line_of(name)}{opener}"
                left.append(self._opened(item.value, f"{closer}{comma}"))
            while left and (following := next(left[-1][0], None)) is None:
                _, more, end = left.pop()
                margin = " " * (_STEP * len(left))
                if more:
                    words = styled(f"{CUT} {more:,} more", self._dim)
                    yield f"{margin}{' ' * _STEP}{words}"
                yield margin + end
            if not left or following is None:
                return
            item = following

    def _opened(self, value: Json, end: str) -> tuple[Iterator[_Item], int, str]:
        """The items that are written of a list or object, how many more it has, and its end."""
        size = len(value) if isinstance(value, dict | list) else 0
        more = max(size - self._items, 0) if self._items is not None else 0
        return islice(_items(value), size - more), more, end

    def _name(self, item: _Item) -> list[Run]:
        if item.name is None:
            return []
        return [*self._quoted(item.name, _LONGEST_KEY, self._key), (": ", "")]

    def _quoted(self, text: str, most: int, params: str) -> list[Run]:
        """A string of JSON; of a longer one as much as is shown, and how much that is not."""
        runs = [(clean(json.dumps(text[:most], ensure_ascii=False)), params)]
        if len(text) > most:
            runs.append((f"{CUT} {len(text) - most:,} more characters", self._dim))
        return runs

    def _line(self, value: Json, room: int, depth: int) -> list[Run] | None:
        """A value in one line; `None` for a list or object that is to be opened."""
        if not isinstance(value, dict | list):
            return self._scalar(value)
        opener, closer = "{}" if isinstance(value, dict) else "[]"
        if not value:
            return [(opener + closer, "")]
        if (line := self._beside(value, room)) is not None:
            return [(opener, ""), *line, (closer, "")]
        if depth < self._levels:
            return None
        what = "key" if isinstance(value, dict) else "item"
        count = f"{CUT} {len(value):,} {what}{'s' * (len(value) > 1)}"
        return [(opener, ""), (count, self._dim), (closer, "")]

    def _beside(self, value: Json, room: int) -> list[Run] | None:
        """The items of a list or object side by side; `None` when that is too much for one line."""
        line: list[Run] = []
        used = len("[]")
        for number, item in enumerate(_items(value)):
            if number >= _MOST_BESIDE or (isinstance(item.value, dict | list) and item.value):
                return None
            inner = self._line(item.value, 0, DEEPEST) or []
            part = [*self._name(item), *inner, ("" if item.is_last else ", ", "")]
            line += part
            used += _width(part)
            if used > room:
                return None
        return line

    def _scalar(self, value: str | float | None) -> list[Run]:
        match value:
            case str():
                return self._quoted(value, _LONGEST_STRING, self._string)
            case None | bool():
                return [(json.dumps(value), self._constant)]
            case int() if not -_LARGEST_INT < value < _LARGEST_INT:
                return [(f"{CUT} an integer of {value.bit_length():,} bits", self._dim)]
            case _:
                # As Python writes them: NaN and Infinity, too.
                return [(json.dumps(value), self._number)]


def _items(value: Json) -> Iterator[_Item]:
    if isinstance(value, dict):
        last = len(value) - 1
        for number, (name, item) in enumerate(value.items()):
            yield _Item(name, item, number == last)
    elif isinstance(value, list):
        last = len(value) - 1
        for number, item in enumerate(value):
            yield _Item(None, item, number == last)


def _width(runs: list[Run]) -> int:
    return sum(cells_of(text) for text, _ in runs)
