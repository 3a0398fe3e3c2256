"""What an operator works on: characters from one place to another, or whole lines."""

from __future__ import annotations

from dataclasses import dataclass

from tui.widgets.prompt.vi import words
from tui.widgets.prompt.vi.motions import Reach, Target
from tui.widgets.prompt.vi.state import Command, Location, Mode, Register, Span, View, ViState


@dataclass(frozen=True, slots=True)
class Range:
    """From `start` up to `end`; where it is `linewise`, the rows of both, both included.

    The cursor goes to `start` where the text stays.
    """

    start: Location
    end: Location
    linewise: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.linewise and self.start >= self.end


def text_of(view: View, taken: Range) -> Register:
    """The text in a range."""
    (first, start), (last, end) = taken.start, taken.end
    lines = view.lines
    if taken.linewise:
        return Register("\n".join(lines[first : last + 1]), linewise=True)
    if first == last:
        return Register(lines[first][start:end])
    return Register("\n".join((lines[first][start:], *lines[first + 1 : last], lines[last][:end])))


def range_to(view: View, command: Command, target: Target) -> Range:
    """What is between the cursor and where a motion leads."""
    start, end = sorted((view.cursor, target.location))
    if target.reach is Reach.LINES:
        return Range(start, end, linewise=True)
    if target.reach is Reach.INCLUSIVE:
        return Range(start, (end[0], min(end[1] + 1, len(view.lines[end[0]]))))
    if command.name in ("w", "W") and end[0] > start[0]:
        return _within_line(view, start, end)
    if end[0] > start[0] and end[1] == 0 and command.name not in ("0", "h", "l"):
        return _not_next_line(view, start, end)
    return Range(start, end)


def _within_line(view: View, start: Location, end: Location) -> Range:
    """By words over a line's end: what is not the next word, but its line's indent, stays."""
    if not view.lines[start[0]]:
        return Range(start, start, linewise=True)
    if end[1] > words.first_column(view.lines[end[0]]):
        return Range(start, end)
    if end == (view.last_row, len(view.lines[view.last_row])) and end[1]:
        return Range(start, end)
    row = end[0] - 1
    while row > start[0] and not view.lines[row].strip():
        row -= 1
    return Range(start, (row, len(view.lines[row])))


def _not_next_line(view: View, start: Location, end: Location) -> Range:
    """A motion to the beginning of a line takes no more than the line before (vi's `o_v`)."""
    if start[1] <= words.first_column(view.lines[start[0]]):
        return Range(start, (end[0] - 1, 0), linewise=True)
    return Range(start, (end[0] - 1, len(view.lines[end[0] - 1])))


def selected(view: View, state: ViState) -> Range:
    """What visual mode has selected, ends included."""
    start, end = sorted((state.anchor, state.head))
    if state.mode is Mode.VISUAL_LINES:
        start = start if state.head[0] < state.anchor[0] else (start[0], 0)
        return Range(start, end, linewise=True)
    return Range(start, _behind(view, end))


def span_of(taken: Range) -> Span:
    """How far a range reaches."""
    rows = taken.end[0] - taken.start[0]
    columns = taken.end[1] if rows else taken.end[1] - taken.start[1]
    return Span(rows, columns, taken.linewise)


def spanned(view: View, span: Span) -> Range:
    """A range like one before, from the cursor on."""
    row, column = view.cursor
    last = min(row + span.rows, view.last_row)
    if span.linewise:
        return Range((row, 0), (last, 0), linewise=True)
    end = span.columns if span.rows else column + span.columns
    return Range((row, column), (last, min(end, len(view.lines[last]))))


def _behind(view: View, location: Location) -> Location:
    """What follows a character: the next line behind a line's end."""
    row, column = location
    if column < len(view.lines[row]):
        return row, column + 1
    return (row + 1, 0) if row < view.last_row else (row, column)
