"""Where the motions of vi lead from a location; `None` where there is no such place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from tui.widgets.prompt.vi import words
from tui.widgets.prompt.vi.state import LAST_COLUMN, Command, Location, Seek, View

OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}
_OTHER_WAY = {"f": "F", "F": "f", "t": "T", "T": "t"}


class Reach(Enum):
    """Which characters an operator takes of those a motion passes."""

    EXCLUSIVE = "not the last"
    INCLUSIVE = "also the last"
    LINES = "whole lines"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a motion leads; `column` is where `j` and `k` go on from, `None` for its own."""

    location: Location
    reach: Reach = Reach.EXCLUSIVE
    column: int | None = None


Motion = Callable[[View, Command], Target | None]


def target_of(
    view: View, command: Command, *, column: int | None = None, seek: Seek | None = None
) -> Target | None:
    """Where the motion that `command` names leads from the cursor.

    `column` is where `j` and `k` want to be, `seek` what `;` does again.
    """
    name = command.name
    if name in ("j", "k"):
        steps = command.times if name == "j" else -command.times
        return _vertical(view, steps, column)
    if name in _OTHER_WAY:
        return _seek(view, Seek(name, command.character), command.times, again=False)
    if name in (";", ","):
        if seek is None:
            return None
        kind = seek.kind if name == ";" else _OTHER_WAY[seek.kind]
        return _seek(view, Seek(kind, seek.character), command.times, again=True)
    return _MOTIONS[name](view, command)


def _vertical(view: View, steps: int, column: int | None) -> Target | None:
    row = view.cursor[0]
    if not 0 <= row + (1 if steps > 0 else -1) <= view.last_row:
        return None
    wanted = view.cursor[1] if column is None else column
    below = min(max(row + steps, 0), view.last_row)
    return Target(view.kept((below, wanted)), Reach.LINES, wanted)


def _seek(view: View, seek: Seek, times: int, *, again: bool) -> Target | None:
    row, column = view.cursor
    line, found = view.lines[row], column
    forward = seek.kind in "ft"
    # `;` after `t` would else find the character it stands before.
    skip = again and seek.kind in "tT"
    if forward:
        found += 1 if skip and line[column + 1 : column + 2] == seek.character else 0
    else:
        found -= 1 if skip and column and line[column - 1] == seek.character else 0
    for _ in range(times):
        found = (
            line.find(seek.character, found + 1)
            if forward
            else line.rfind(seek.character, 0, max(found, 0))
        )
        if found < 0:
            return None
    if seek.kind == "t":
        found -= 1
    elif seek.kind == "T":
        found += 1
    return Target((row, found), Reach.INCLUSIVE if forward else Reach.EXCLUSIVE)


def _left(view: View, command: Command) -> Target | None:
    row, column = view.cursor
    return Target((row, max(column - command.times, 0))) if column else None


def _right(view: View, command: Command) -> Target | None:
    row, column = view.cursor
    # An operator may take the last character, before which a motion stops.
    end = len(view.lines[row]) - (0 if command.operator else 1)
    return Target((row, min(column + command.times, end))) if column < end else None


def _line_start(view: View, _command: Command) -> Target:
    return Target((view.cursor[0], 0))


def _line_text(view: View, _command: Command) -> Target:
    row = view.cursor[0]
    return Target((row, words.first_column(view.lines[row])))


def _line_end(view: View, command: Command) -> Target | None:
    row = view.cursor[0] + command.times - 1
    if row > view.last_row:
        return None
    return Target((row, max(len(view.lines[row]) - 1, 0)), Reach.INCLUSIVE, LAST_COLUMN)


def _line_last_text(view: View, command: Command) -> Target:
    row = min(view.cursor[0] + command.times - 1, view.last_row)
    return Target((row, max(len(view.lines[row].rstrip()) - 1, 0)), Reach.INCLUSIVE)


def _column(view: View, command: Command) -> Target:
    return Target(view.kept((view.cursor[0], command.times - 1)), column=command.times - 1)


def _first_text(view: View, row: int) -> Target | None:
    if not 0 <= row <= view.last_row:
        return None
    return Target((row, words.first_column(view.lines[row])), Reach.LINES)


def _line_below(view: View, command: Command) -> Target | None:
    return _first_text(view, view.cursor[0] + command.times)


def _line_above(view: View, command: Command) -> Target | None:
    return _first_text(view, view.cursor[0] - command.times)


def _this_line(view: View, command: Command) -> Target | None:
    return _first_text(view, min(view.cursor[0] + command.times - 1, view.last_row))


def _top(view: View, command: Command) -> Target | None:
    return _first_text(view, min(command.times - 1, view.last_row))


def _bottom(view: View, command: Command) -> Target | None:
    row = view.last_row if command.count is None else min(command.count - 1, view.last_row)
    return _first_text(view, row)


Find = Callable[..., "Location | None"]


def _by_words(find: Find, reach: Reach, *, big: bool, last: bool) -> Motion:
    """A motion by words; where there are no more, to the end of the text that side."""

    def motion(view: View, command: Command) -> Target | None:
        location, end = view.cursor, _text_end(view, last=last, operated=bool(command.operator))
        for _ in range(command.times):
            found = find(view.lines, location, big=big)
            if found is None:
                return Target(end, reach) if view.cursor != end else None
            location = found
        return Target(location, reach)

    return motion


def _text_end(view: View, *, last: bool, operated: bool) -> Location:
    if not last:
        return 0, 0
    row = view.last_row
    # An exclusive motion stands on the last character, and an operator takes that as well.
    return row, max(len(view.lines[row]) - (0 if operated else 1), 0)


def _to_end(view: View, command: Command, *, big: bool) -> Target | None:
    location = view.cursor
    for _ in range(command.times):
        found = words.next_end(view.lines, location, big=big)
        if found is None:
            end = view.last_row, max(len(view.lines[view.last_row]) - 1, 0)
            stays = end == view.cursor and not command.operator
            return None if stays else Target(end, Reach.INCLUSIVE)
        location = found
    return Target(location, Reach.INCLUSIVE)


def _small_end(view: View, command: Command) -> Target | None:
    return _to_end(view, command, big=False)


def _big_end(view: View, command: Command) -> Target | None:
    return _to_end(view, command, big=True)


def _paragraph(view: View, command: Command) -> Target | None:
    """The blank line behind the next text, or the end of all."""
    row, step = view.cursor[0], 1 if command.name == "}" else -1
    lines, last = view.lines, view.last_row
    for _ in range(command.times):
        limit = words.REACH
        while 0 <= row <= last and not lines[row].strip() and limit:
            row, limit = row + step, limit - 1
        while 0 <= row <= last and lines[row].strip() and limit:
            row, limit = row + step, limit - 1
    if row < 0:
        target = 0, 0
    elif row > last:
        # An operator takes the last character as well.
        target = last, max(len(lines[last]) - (0 if command.operator else 1), 0)
    else:
        target = row, 0
    return Target(target) if target != view.cursor else None


def _partner(view: View, command: Command) -> Target | None:
    """The partner of the first bracket from the cursor on in its line; with a count a share."""
    if command.count is not None:
        row = (min(command.count, 100) * len(view.lines) + 99) // 100 - 1
        return _first_text(view, row)
    row, column = view.cursor
    line = view.lines[row]
    for place in range(column, min(len(line), column + words.REACH)):
        if line[place] in OPENERS:
            found = seek_bracket(view.lines, (row, place), line[place], forward=True)
        elif line[place] in CLOSERS:
            found = seek_bracket(view.lines, (row, place), CLOSERS[line[place]], forward=False)
        else:
            continue
        return None if found is None else Target(found, Reach.INCLUSIVE)
    return None


def seek_bracket(
    lines: Sequence[str], start: Location, opener: str, *, forward: bool
) -> Location | None:
    """Where brackets of one kind, counted from the one at `start` on, come out even."""
    closer = OPENERS.get(opener, ">")
    ups, downs = (opener, closer) if forward else (closer, opener)
    (row, column), step, depth, left = start, 1 if forward else -1, 0, words.REACH
    while 0 <= row < len(lines) and left > 0:
        line = lines[row]
        columns = range(column, len(line)) if forward else range(column, -1, -1)
        for place in columns[:left]:
            depth += (line[place] == ups) - (line[place] == downs)
            if depth == 0:
                return row, place
        left -= len(columns) + 1
        row += step
        column = 0 if forward or row < 0 else len(lines[row]) - 1
    return None


_MOTIONS: dict[str, Motion] = {
    "h": _left,
    "l": _right,
    "0": _line_start,
    "^": _line_text,
    "$": _line_end,
    "g_": _line_last_text,
    "|": _column,
    "+": _line_below,
    "-": _line_above,
    "_": _this_line,
    "gg": _top,
    "G": _bottom,
    "w": _by_words(words.next_start, Reach.EXCLUSIVE, big=False, last=True),
    "W": _by_words(words.next_start, Reach.EXCLUSIVE, big=True, last=True),
    "b": _by_words(words.previous_start, Reach.EXCLUSIVE, big=False, last=False),
    "B": _by_words(words.previous_start, Reach.EXCLUSIVE, big=True, last=False),
    "ge": _by_words(words.previous_end, Reach.INCLUSIVE, big=False, last=False),
    "gE": _by_words(words.previous_end, Reach.INCLUSIVE, big=True, last=False),
    "e": _small_end,
    "E": _big_end,
    "{": _paragraph,
    "}": _paragraph,
    "%": _partner,
}
