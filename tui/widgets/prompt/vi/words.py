"""Words in lines of text: where the next begins, where one ends; no look goes far."""

from __future__ import annotations

from collections.abc import Sequence

from tui.widgets.prompt.vi.state import Location

REACH = 20_000
"""Characters, or lines, that are looked at for one word, bracket or quote."""


def kind(character: str, *, big: bool) -> int:
    """0 for a blank, 1 for a character of a word, 2 for a sign; `big` words are all but blanks."""
    if character.isspace():
        return 0
    return 1 if big or character.isalnum() or character == "_" else 2


def run_end(line: str, column: int, *, big: bool) -> int:
    """Where the run of characters of one kind ends that `column` is in; the column behind it."""
    here, limit = kind(line[column], big=big), min(len(line), column + REACH)
    while column < limit and kind(line[column], big=big) == here:
        column += 1
    return column


def run_start(line: str, column: int, *, big: bool) -> int:
    """Where the run of characters of one kind begins that `column` is in."""
    here, limit = kind(line[column], big=big), max(0, column - REACH)
    while column > limit and kind(line[column - 1], big=big) == here:
        column -= 1
    return column


def blank_end(line: str, column: int) -> int:
    """The column of the first character from `column` on that is no blank, or the line's end."""
    return len(line) - len(line[column:].lstrip()) if column < len(line) else len(line)


def indent_of(line: str) -> int:
    """How many blanks a line begins with."""
    return len(line) - len(line.lstrip())


def first_column(line: str) -> int:
    """The column of the first character that is no blank, of the last blank where all are."""
    return min(indent_of(line), max(len(line) - 1, 0))


def next_start(lines: Sequence[str], location: Location, *, big: bool) -> Location | None:
    """Where the next word begins; an empty line is one; `None` behind the last."""
    row, column = location
    line = lines[row]
    if column < len(line) and not line[column].isspace():
        column = run_end(line, column, big=big)
    for below in range(row, min(len(lines), row + REACH)):
        line = lines[below]
        if below > row:
            column = 0
            if not line:
                return below, 0
        column = blank_end(line, column)
        if column < len(line):
            return below, column
    return None


def next_end(lines: Sequence[str], location: Location, *, big: bool) -> Location | None:
    """The last character of this word, or of the next when that is where the location is."""
    row, column = location[0], location[1] + 1
    for below in range(row, min(len(lines), row + REACH)):
        line = lines[below]
        column = blank_end(line, column if below == row else 0)
        if column < len(line):
            return below, run_end(line, column, big=big) - 1
    return None


def previous_start(lines: Sequence[str], location: Location, *, big: bool) -> Location | None:
    """Where this word begins, or the one before when that is where the location is."""
    row, column = location
    for above in range(row, max(-1, row - REACH), -1):
        line = lines[above]
        before = line[:column] if above == row else line
        column = len(before.rstrip())
        if column:
            return above, run_start(line, column - 1, big=big)
        if above < row and not line:
            return above, 0
    return None


def previous_end(lines: Sequence[str], location: Location, *, big: bool) -> Location | None:
    """The last character of the word before."""
    row, column = location
    line = lines[row]
    if column < len(line) and not line[column].isspace():
        column = run_start(line, column, big=big)
    for above in range(row, max(-1, row - REACH), -1):
        line = lines[above]
        before = line[:column] if above == row else line
        end = len(before.rstrip())
        if end:
            return above, end - 1
        if above < row and not line:
            return above, 0
    return None
