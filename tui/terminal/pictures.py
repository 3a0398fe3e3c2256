"""The pictures the terminal is shown: what stands for them in a frame becomes what draws them."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len

from tui.terminal.placeholders import CELLS, MOST_PICTURES, PLACEHOLDER, Span, spans

LIMIT = 32_000_000
"""Bytes of all pictures together; those seen longest ago go first."""
_TOKEN = re.compile(rf"\x1b\[(\d+);(\d+)H|({CELLS.pattern})")
_ESCAPE = re.compile(r"\x1b(?:\[[0-9:;<=>?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[^\[\]])")
_LAST_MOVE = re.compile(r"\x1b\[\d+;\d+H\Z")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture, in cells: `row` and `column` of the picture, and how many of each."""

    row: int
    column: int
    rows: int
    columns: int


class TerminalPicture(Protocol):
    """What a terminal has to be sent of a picture; used by one thread at a time."""

    @property
    def size(self) -> int:
        """Bytes it takes here."""
        ...

    @property
    def sent_first(self) -> str:
        """What is sent once before it is shown, `""` nothing."""
        ...

    @property
    def sent_last(self) -> str:
        """What is sent when it is shown no more, `""` nothing."""
        ...

    def cells(self, span: Span) -> str:
        """What is written for a span in the place of its cells, as wide as it; takes no time."""
        ...

    def painted(self, area: Area) -> str:
        """What draws a part from the cursor's cell on, over what is written; `""` nothing.

        Where the cursor is afterwards does not matter, but the screen must not scroll while
        there is a line below.
        """
        ...


class BlankPicture:
    """What the ways to show pictures have in common: nothing is sent, blanks are written."""

    @property
    def size(self) -> int:
        """Nothing to speak of."""
        return 0

    @property
    def sent_first(self) -> str:
        """Nothing."""
        return ""

    @property
    def sent_last(self) -> str:
        """Nothing."""
        return ""

    def cells(self, span: Span) -> str:
        """Blanks."""
        return " " * (span.end - span.first)

    def painted(self, area: Area) -> str:
        """Nothing."""
        return ""


@dataclass(slots=True)
class _Placed:
    """A part of a picture on the screen; `x` and `y` from 0."""

    number: int
    x: int
    y: int
    row: int
    column: int
    rows: int
    columns: int


class PictureShelf:
    """Pictures by their numbers, of bounded size; safe in any thread.

    `on_missing` is called, in the thread that writes frames, when one was to be drawn that is
    not here any more.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        """`limit` is in bytes."""
        self.on_missing: Callable[[], None] | None = None
        self._limit = limit
        self._lock = threading.Lock()
        self._number = 0
        self._pictures: OrderedDict[int, TerminalPicture] = OrderedDict()
        # Those the terminal was sent the beginning of.
        self._sent: set[int] = set()
        # Numbers whose pictures went, as long as nobody has missed them.
        self._gone: set[int] = set()
        # What nobody wants any more; found out by the garbage collection in any thread.
        self._unwanted: deque[int] = deque()
        self._farewells: list[str] = []

    def __len__(self) -> int:
        return len(self._pictures)

    @property
    def size(self) -> int:
        """Bytes of all pictures."""
        with self._lock:
            return self._size()

    def new_number(self) -> int:
        """A number no picture has; where they run out the oldest are used again."""
        with self._lock:
            self._number = self._number % (MOST_PICTURES - 1) + 1
            self._drop(self._number)
            self._gone.discard(self._number)
            return self._number

    def put(self, number: int, picture: TerminalPicture) -> None:
        """Have a picture shown wherever its number is."""
        with self._lock:
            self._drop_unwanted()
            self._drop(number)
            self._pictures[number] = picture
            self._gone.discard(number)
            self._shrink({number})

    def has(self, number: int) -> bool:
        """Whether a picture is here."""
        return number in self._pictures

    def drop(self, number: int) -> None:
        """Nobody shows a picture any more; may be called by the garbage collection."""
        self._unwanted.append(number)

    def lost(self) -> None:
        """The terminal has forgotten all it was sent."""
        with self._lock:
            self._sent.clear()
            self._farewells.clear()

    def farewell(self) -> str:
        """What has the terminal forget everything."""
        with self._lock:
            words = self._farewells
            words += [self._pictures[each].sent_last for each in self._sent & {*self._pictures}]
            self._sent.clear()
            self._farewells = []
        return "".join(words)

    def concerns(self, text: str) -> bool:
        """Whether a frame has to go through `frame`."""
        return PLACEHOLDER in text or bool(self._unwanted or self._farewells)

    def frame(self, text: str, lines: int) -> str:
        """A frame with what draws the pictures in it; `lines` are those of the screen.

        The last line stays free of pictures that are painted: terminals scroll the screen there.
        """
        with self._lock:
            self._drop_unwanted()
            known = dict(self._pictures)
        written, placed = _written(text, known)
        numbers = dict.fromkeys(each.number for each in placed)
        head = self._noted(numbers)
        painted = "".join(_paint(each, known, lines) for each in _joined(placed))
        with self._lock:
            self._shrink({*numbers})
        if painted:
            end = _LAST_MOVE.search(written[-16:])
            place = len(written) - (len(end[0]) if end else 0)
            rest = written[place:]
            inner = painted if rest else f"\x1b7{painted}\x1b8"
            written = f"{written[:place]}{inner}{rest}"
        return f"{head}{written}"

    def _noted(self, numbers: Iterable[int]) -> str:
        """Note that pictures are drawn; answers what is to be sent before."""
        with self._lock:
            words, self._farewells = self._farewells, []
            is_missing = False
            for number in numbers:
                if (picture := self._pictures.get(number)) is None:
                    is_missing = is_missing or number in self._gone
                    self._gone.discard(number)
                    continue
                self._pictures.move_to_end(number)
                if picture.sent_first and number not in self._sent:
                    self._sent.add(number)
                    words.append(picture.sent_first)
        if is_missing and self.on_missing is not None:
            self.on_missing()
        return "".join(words)

    def _size(self) -> int:
        return sum(picture.size for picture in self._pictures.values())

    def _shrink(self, kept: set[int]) -> None:
        """Drop the pictures drawn longest ago while there is too much, but none of those kept."""
        size = self._size()
        for number in [*self._pictures]:
            if size <= self._limit:
                return
            if number not in kept:
                size -= self._pictures[number].size
                self._drop(number)

    def _drop_unwanted(self) -> None:
        while self._unwanted:
            self._drop(self._unwanted.popleft())

    def _drop(self, number: int) -> None:
        if (picture := self._pictures.pop(number, None)) is None:
            return
        self._gone.add(number)
        if number in self._sent:
            self._sent.discard(number)
            self._farewells.append(picture.sent_last)


def _written(text: str, pictures: dict[int, TerminalPicture]) -> tuple[str, list[_Placed]]:
    """A frame with something else for each cell of a picture, and where those are."""
    parts: list[str] = []
    placed: list[_Placed] = []
    x = y = done = counted = 0
    for token in _TOKEN.finditer(text):
        row, column, cells = token.groups()
        if cells is None:
            x, y, counted = int(column) - 1, int(row) - 1, token.end()
            continue
        parts.append(text[done : token.start()])
        x += cell_len(_ESCAPE.sub("", text[counted : token.start()]))
        done = counted = token.end()
        for span in spans(cells):
            width = span.end - span.first
            picture = pictures.get(span.number)
            parts.append(" " * width if picture is None else picture.cells(span))
            placed.append(_Placed(span.number, x, y, span.row, span.first, 1, width))
            x += width
    parts.append(text[done:])
    return "".join(parts), placed


def _joined(placed: list[_Placed]) -> list[_Placed]:
    """Parts that lie side by side, and one below the other, as one each."""
    lines: list[_Placed] = []
    for part in placed:
        last = lines[-1] if lines else part
        if (last.number, last.y, last.row, last.x + last.columns, last.column + last.columns) == (
            *(part.number, part.y, part.row, part.x, part.column),
        ):
            last.columns += part.columns
        else:
            lines.append(part)
    blocks: dict[tuple[int, int, int, int, int, int], _Placed] = {}
    for part in lines:
        key = (part.number, part.x, part.column, part.columns, part.y, part.row)
        if (above := blocks.pop(key, None)) is None:
            above = part
        else:
            above.rows += 1
        blocks[(*key[:4], part.y + 1, part.row + 1)] = above
    return [*blocks.values()]


def _paint(part: _Placed, pictures: dict[int, TerminalPicture], lines: int) -> str:
    rows = min(part.rows, lines - 1 - part.y)
    picture = pictures.get(part.number)
    if picture is None or rows < 1:
        return ""
    sequence = picture.painted(Area(part.row, part.column, rows, part.columns))
    return f"\x1b[{part.y + 1};{part.x + 1}H{sequence}" if sequence else ""
