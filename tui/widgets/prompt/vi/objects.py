"""The text objects of vi: a word, what is between quotes or brackets, a paragraph."""

from __future__ import annotations

from tui.widgets.prompt.vi import words
from tui.widgets.prompt.vi.motions import CLOSERS, OPENERS, seek_bracket
from tui.widgets.prompt.vi.ranges import Range
from tui.widgets.prompt.vi.state import Command, Location, View

_BRACKETS = {"b": "(", "B": "{", ">": "<", "<": "<"} | {each: each for each in OPENERS} | CLOSERS


def object_of(view: View, command: Command) -> Range | None:
    """What the text object that `command` names covers; `None` where there is none."""
    around, kind = command.name[0] == "a", command.name[1]
    if kind in "wW":
        return _word(view, command.times, around=around, big=kind == "W")
    if kind == "p":
        return _paragraph(view, command.times, around=around)
    if kind in _BRACKETS:
        return _brackets(view, _BRACKETS[kind], command.times, around=around)
    return _quotes(view, kind, around=around)


def _word(view: View, times: int, *, around: bool, big: bool) -> Range | None:
    row, column = view.on
    line = view.lines[row]
    if not line:
        return Range((row, 0), (row, 0))
    start = words.run_start(line, column, big=big)
    on_blank, end = line[column].isspace(), start
    for _ in range(min(times, len(line))):
        if end >= len(line):
            break
        end = words.run_end(line, end, big=big)
        if around and end < len(line) and (on_blank or line[end].isspace()):
            # The blanks behind belong to it; where it begins on blanks, the word behind those.
            end = words.run_end(line, end, big=big)
    if around and not on_blank and not line[end - 1].isspace():
        # Without blanks behind, those before are taken.
        before = len(line[:start].rstrip())
        start = before if before else start
    return Range((row, start), (row, end))


def _paragraph(view: View, times: int, *, around: bool) -> Range:
    lines, last = view.lines, view.last_row
    first = row = view.cursor[0]
    blank = not lines[first].strip()
    while first > max(0, row - words.REACH) and (not lines[first - 1].strip()) == blank:
        first -= 1
    blocks, end = times * (2 if around else 1), row
    for block in range(blocks):
        if block and end > last:
            break
        here = not lines[min(end, last)].strip()
        limit = end + words.REACH
        while end <= min(last, limit) and (not lines[end].strip()) == here:
            end += 1
    if around and end > last and not blank and lines[last].strip():
        # Nothing blank behind: what is blank before goes along.
        while first > 0 and not lines[first - 1].strip():
            first -= 1
    return Range((first, 0), (min(end - 1, last), 0), linewise=True)


def _brackets(view: View, opener: str, times: int, *, around: bool) -> Range | None:
    row, column = view.on
    line = view.lines[row]
    closer = OPENERS.get(opener, ">")
    start: Location | None = (row, column)
    if line[column : column + 1] != opener:
        start = _unclosed(view, (row, column), opener, closer)
    for _ in range(times - 1):
        start = None if start is None else _unclosed(view, start, opener, closer)
    end = None if start is None else seek_bracket(view.lines, start, opener, forward=True)
    if start is None or end is None or end < (row, column):
        return None
    if around:
        return Range(start, (end[0], end[1] + 1))
    return _inside(view, (start[0], start[1] + 1), end)


def _unclosed(view: View, before: Location, opener: str, closer: str) -> Location | None:
    """The last opener before a location that has no closer before it."""
    (row, end), depth, left = before, 0, words.REACH
    while row >= 0 and left > 0:
        line = view.lines[row]
        for place in range(end - 1, max(-1, end - 1 - left), -1):
            if line[place] == closer:
                depth += 1
            elif line[place] == opener:
                if not depth:
                    return row, place
                depth -= 1
        left -= end + 1
        row -= 1
        end = len(view.lines[row]) if row >= 0 else 0
    return None


def _inside(view: View, start: Location, end: Location) -> Range:
    """Between brackets; the lines between, where the brackets have lines of their own."""
    if start[0] == end[0]:
        return Range(start, end)
    opens_line = not view.lines[start[0]][start[1] :].strip()
    closes_line = not view.lines[end[0]][: end[1]].strip()
    if opens_line and closes_line and end[0] - start[0] > 1:
        return Range((start[0] + 1, 0), (end[0] - 1, 0), linewise=True)
    return Range(start, end)


def _quotes(view: View, quote: str, *, around: bool) -> Range | None:
    """Between the quotes the cursor is in, or else the next behind it in the line."""
    row, column = view.on
    line = view.lines[row][: column + words.REACH]
    places: list[int] = []
    place = 0
    while place < len(line):
        if line[place] == "\\" and len(places) % 2:
            place += 1
        elif line[place] == quote:
            places.append(place)
        place += 1
    for start, end in zip(places[::2], places[1::2], strict=False):
        if end >= column:
            if not around:
                return Range((row, start + 1), (row, end))
            behind = words.blank_end(line, end + 1)
            if behind == end + 1:
                start = len(line[:start].rstrip())
            return Range((row, start), (row, behind))
    return None
