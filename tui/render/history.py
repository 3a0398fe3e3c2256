"""Earlier inputs as rows of a list: what of an input is shown in one row, and its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from math import isfinite

from rich.segment import Segment
from rich.style import Style

from tui.model.clean import clean, clean_code
from tui.model.history.entry import HEAD, HistoryEntry, HistoryRow, Outcome
from tui.model.history.query import HistoryQuery
from tui.render.highlight import Span, spans
from tui.render.rows import NO_STYLE, Piece, cells_of

Marks = tuple[tuple[int, int], ...]
"""Where matches begin and end (code points)."""

LEXED = 500
"""Code points of a line from its beginning that are coloured."""

_LATER = "⋮ "
_CUT = "…"
_MOST_PER_CELL = 4
"""Code points that are looked at for each cell of a row: some take no room."""
_BEFORE = 8
"""Cells that are left before a match which the beginning of a long line must give way to."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_OLD = 60 * _DAY
"""Seconds from which on a month says more than a number of days."""

_WIDEST_NUMBER = 12
_WIDEST_LANGUAGE = 6
_NARROW = 48
"""Cells below which a row has room for marks and code only."""

_SHORT_LANGUAGES = {
    "python": "py",
    "julia": "jl",
    "javascript": "js",
    "typescript": "ts",
    "octave": "oct",
    "scilab": "sci",
    "haskell": "hs",
    "ruby": "rb",
    "rust": "rs",
    "bash": "sh",
}


@dataclass(frozen=True, slots=True)
class RowLook:
    """The styles of a row's parts, and of code by class, over the background of the row.

    `match` goes over the style of what matches.
    """

    text: Style = NO_STYLE
    dim: Style = NO_STYLE
    mark: Style = NO_STYLE
    error: Style = NO_STYLE
    match: Style = NO_STYLE
    classes: Mapping[str, Style] = field(default_factory=dict)

    def over(self, base: Style) -> RowLook:
        """The same over a style."""
        return RowLook(
            base + self.text,
            base + self.dim,
            base + self.mark,
            base + self.error,
            self.match,
            {name: base + self.text + style for name, style in self.classes.items()},
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns before the code in cells; 0 for one that is not there."""

    age: int = 0
    number: int = 0
    language: int = 0

    @classmethod
    def of(cls, rows: Sequence[HistoryRow], now: float) -> Columns:
        """Columns with room for all of `rows` at a time, in seconds since the epoch."""
        entries = [row.entry for row in rows]
        started = [entry.started for entry in entries if entry.started is not None]
        age = 0
        if started:
            age = 7 if now - min(started) >= _OLD else 3
        number = max((len(number_words(entry)) for entry in entries), default=0)
        languages = {entry.language for entry in entries}
        language = 0
        if len(languages) > 1:
            language = max(cells_of(language_word(each)) for each in languages)
        return cls(age, min(number, _WIDEST_NUMBER), language)

    def wider(self, other: Columns) -> Columns:
        """Columns as wide as those of both."""
        return Columns(
            max(self.age, other.age),
            max(self.number, other.number),
            max(self.language, other.language),
        )

    def within(self, width: int) -> Columns:
        """The columns that leave room for code in a row of `width` cells."""
        if width < _NARROW:
            return Columns()
        if width < _NARROW + 12:
            return Columns(self.age, 0, self.language)
        return self


@dataclass(frozen=True, slots=True)
class ShownLine:
    """The line of an input that a row shows, cleaned, and its matches.

    `later` says that it is not the first, of which nothing matches.
    """

    text: str
    marks: Marks = ()
    later: bool = False


def lexer_name(language: str) -> str:
    """What `lexer_for` is asked for an entry's language."""
    return "ipython3" if language == "python" else language


def shown_line(entry: HistoryEntry, query: HistoryQuery | None) -> ShownLine:
    """The first line that is not blank, or, if nothing matches in that, the first that matches.

    Without a query nothing is marked.
    """
    code = clean_code(entry.code[:HEAD])
    found = query.spans(code) if query is not None else []
    start, end = _first_line(code)
    later = False
    if found and not any(first < end and last > start for first, last in found):
        start = code.rfind("\n", 0, found[0][0] + 1) + 1
        end = _end_of_line(code, start)
        later = True
    line = code[start:end]
    text = line.lstrip()
    start += len(line) - len(text)
    text = text.rstrip().replace("\t", " ")
    marks = tuple(
        (max(first - start, 0), min(last - start, len(text)))
        for first, last in found
        if first - start < len(text) and last > start
    )
    return ShownLine(text, marks, later)


def _first_line(code: str) -> tuple[int, int]:
    """Where the first line that is not blank begins and ends."""
    start = code.rfind("\n", 0, len(code) - len(code.lstrip())) + 1
    return start, _end_of_line(code, start)


def _end_of_line(code: str, start: int) -> int:
    end = code.find("\n", start)
    return len(code) if end < 0 else end


def line_spans(line: str, language: str) -> tuple[Span, ...]:
    """The syntax classes of a line by itself, or of its beginning."""
    return tuple(spans(line[:LEXED], lexer_name(language))[0])


def pieces(
    text: str, classes: Sequence[Span], marks: Sequence[tuple[int, int]], look: RowLook
) -> list[Piece]:
    """A line in the colours of its classes, with its matches marked."""
    styles: list[Piece] = []
    place = 0
    for start, end, name in classes:
        if start > place:
            styles.append((text[place:start], look.text))
        styles.append((text[start:end], look.classes.get(name, look.text)))
        place = end
    if place < len(text):
        styles.append((text[place:], look.text))
    return _marked(styles, marks, look.match) if marks else styles


def _marked(parts: Sequence[Piece], marks: Sequence[tuple[int, int]], look: Style) -> list[Piece]:
    """The pieces with `look` over the characters of `marks`, which are in order."""
    marked: list[Piece] = []
    place, waiting = 0, iter(marks)
    start, end = next(waiting)
    for text, style in parts:
        stop = place + len(text)
        while place < stop:
            while end <= place:
                start, end = next(waiting, (1 << 60, 1 << 61))
            until = min(stop, end if start <= place else start)
            part = text[len(text) - (stop - place) : len(text) - (stop - until)]
            marked.append((part, style + look if start <= place else style))
            place = until
    return marked


def fitted(line: ShownLine, classes: Sequence[Span], width: int, look: RowLook) -> list[Piece]:
    """The pieces of a line that fit into `width` cells, with its first match among them."""
    text, marks = line.text, line.marks
    if len(text) <= _MOST_PER_CELL * width and cells_of(text) <= width:
        return pieces(text, classes, marks, look)
    first = 0
    if marks and cells_of(text[: min(marks[0][1], _MOST_PER_CELL * width)]) > width - 1:
        first = _start_near(text, *marks[0], width)
    room = width - 1 - (1 if first else 0)
    last = _end_within(text, first, room)
    cut_marks = [(max(a, first) - first, min(b, last) - first) for a, b in marks]
    cut_marks = [(a, b) for a, b in cut_marks if a < b]
    cut_spans = [
        (max(a, first) - first, min(b, last) - first, name)
        for a, b, name in classes
        if a < last and b > first
    ]
    parts = pieces(text[first:last], cut_spans, cut_marks, look)
    before = [(_CUT, look.dim)] if first else []
    after = [(_CUT, look.dim)] if last < len(text) else []
    return [*before, *parts, *after]


def _start_near(text: str, start: int, end: int, width: int) -> int:
    """From where on to show a text so that what stands from `start` to `end` is in sight."""
    room = min(_BEFORE, width - 2 - cells_of(text[start : min(end, start + width)]))
    while start > 0 and (room := room - cells_of(text[start - 1])) >= 0:
        start -= 1
    return start


def _end_within(text: str, first: int, room: int) -> int:
    """Where a text that begins at `first` has to end so that it takes `room` cells at most."""
    shown = text[first : first + max(0, room)]
    if cells_of(shown) == len(shown) or room <= 0:
        return first + len(shown)
    last, end = first, min(len(text), first + _MOST_PER_CELL * room)
    while last < end and (room := room - cells_of(text[last])) >= 0:
        last += 1
    return last


def row_segments(
    row: HistoryRow,
    line: ShownLine,
    classes: Sequence[Span],
    columns: Columns,
    width: int,
    look: RowLook,
    *,
    now: float,
    marked: bool,
    selected: bool,
) -> list[Segment]:
    """A row of `width` cells at most; `classes` are those of the line's beginning."""
    entry = row.entry
    columns = columns.within(width)
    is_error = entry.outcome is Outcome.ERROR
    head = [
        Segment("▸" if selected else " ", look.mark),
        Segment("●" if marked else " ", look.mark),
        Segment("✗ " if is_error else "  ", look.error),
    ]
    facts = _facts(entry, columns, now)
    tail = _tail(row)
    room = width - 4 - len(facts) - len(tail) - (len(_LATER) if line.later else 0)
    if facts:
        head.append(Segment(facts, look.dim))
    if line.later:
        head.append(Segment(_LATER, look.mark))
    parts = fitted(line, classes, max(1, room), look)
    code = [Segment(text, style) for text, style in parts]
    if tail:
        used = sum(cells_of(text) for text, _ in parts)
        code.append(Segment(" " * (room - used) + tail, look.dim))
    return head + code


def _facts(entry: HistoryEntry, columns: Columns, now: float) -> str:
    facts = ""
    if columns.age:
        facts += age_words(entry.started, now).rjust(columns.age)[: columns.age] + " "
    if columns.number:
        facts += number_words(entry).rjust(columns.number)[: columns.number] + " "
    if columns.language:
        word = language_word(entry.language)
        facts += word + " " * (columns.language - cells_of(word)) + " "
    return facts


def _tail(row: HistoryRow) -> str:
    """What stands at the right edge: how many further lines, and how often it was entered."""
    further = row.entry.line_count - 1
    words = f" +{further:,}" if further > 0 else ""
    return f"{words} ×{row.count:,}" if row.count > 1 else words


def age_words(started: float | None, now: float) -> str:
    """How long ago that was: `40s`, `3m`, `2h`, `5d`, `2026-01`; "" where it is not known."""
    if started is None or not isfinite(started):
        return ""
    age = max(0, int(now - started))
    if age < _MINUTE:
        return f"{age}s"
    if age < _HOUR:
        return f"{age // _MINUTE}m"
    if age < _DAY:
        return f"{age // _HOUR}h"
    if age < _OLD:
        return f"{age // _DAY}d"
    when = local_time(started)
    return f"{when:%Y-%m}" if when is not None else ""


def local_time(started: float) -> datetime | None:
    """The local time of seconds since the epoch; `None` for what is no time."""
    try:
        return datetime.fromtimestamp(started).astimezone()
    except (OverflowError, ValueError, OSError):
        return None


def number_words(entry: HistoryEntry) -> str:
    """The line of an entry: `[12]`, `8/12` in another session, "" where it is not known."""
    if not entry.line:
        return ""
    return f"{entry.session}/{entry.line}" if entry.session else f"[{entry.line}]"


@lru_cache(maxsize=256)
def language_word(language: str) -> str:
    """A language in six cells at most, cleaned."""
    word = clean(_SHORT_LANGUAGES.get(language.lower(), language)[:_WIDEST_LANGUAGE])
    return word[: _end_within(word, 0, _WIDEST_LANGUAGE)]
