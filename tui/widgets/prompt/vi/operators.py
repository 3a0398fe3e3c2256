"""What the operators of vi do to a range of text."""

from __future__ import annotations

from dataclasses import dataclass

from tui.model.completeness import INDENT
from tui.widgets.prompt.vi import words
from tui.widgets.prompt.vi.ranges import Range, text_of
from tui.widgets.prompt.vi.state import Copy, Effect, Location, Move, Register, Replace, View


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operator wants done, what it took, if anything, and whether typing follows."""

    effects: tuple[Effect, ...]
    taken: Register | None = None
    types: bool = False


def operate(view: View, operator: str, taken: Range, count: int = 1) -> Outcome:
    """What `operator` does to a range; `count` is how many levels `>` indents."""
    match operator:
        case "d":
            return Outcome((deletion(view, taken),), text_of(view, taken))
        case "c":
            return Outcome((_clearing(view, taken),), text_of(view, taken), types=True)
        case "y":
            return Outcome((Move(view.kept(taken.start)),), text_of(view, taken))
        case ">" | "<":
            return Outcome((_shifted(view, taken, count if operator == ">" else -count),))
        case _:
            return Outcome((cased(view, operator, taken),))


def deletion(view: View, taken: Range) -> Replace:
    """Take a range out; whole lines with one of their line ends."""
    if not taken.linewise:
        kept = view.lines[taken.start[0]][: taken.start[1]]
        rest = view.lines[taken.end[0]][taken.end[1] :]
        column = min(taken.start[1], max(len(kept) + len(rest) - 1, 0))
        return Replace(taken.start, taken.end, "", (taken.start[0], column))
    first, last = taken.start[0], taken.end[0]
    if last < view.last_row:
        cursor = first, words.first_column(view.lines[last + 1])
        return Replace((first, 0), (last + 1, 0), "", cursor)
    end = last, len(view.lines[last])
    if not first:
        return Replace((0, 0), end, "", (0, 0))
    above = view.lines[first - 1]
    return Replace((first - 1, len(above)), end, "", (first - 1, words.first_column(above)))


def _clearing(view: View, taken: Range) -> Replace:
    """Take a range out to type in its place; of lines the first one's indent stays."""
    if not taken.linewise:
        return Replace(taken.start, taken.end, "", taken.start)
    first, last = taken.start[0], taken.end[0]
    line = view.lines[first]
    indent = words.indent_of(line)
    return Replace((first, indent), (last, len(view.lines[last])), "", (first, indent))


def _shifted(view: View, taken: Range, levels: int) -> Replace:
    """Lines with more or less of an indent; empty ones stay as they are."""
    first, last = taken.start[0], taken.end[0]
    lines = [_indented(line, levels) for line in view.lines[first : last + 1]]
    cursor = first, words.first_column(lines[0])
    return Replace((first, 0), (last, len(view.lines[last])), "\n".join(lines), cursor)


def _indented(line: str, levels: int) -> str:
    if levels > 0:
        return INDENT * min(levels, 20) + line if line else line
    for _ in range(min(-levels, 20)):
        blanks = len(line) - len(line.lstrip(" "))
        line = line[1:] if line.startswith("\t") else line[min(blanks, len(INDENT)) :]
    return line


def cased(view: View, operator: str, taken: Range, cursor: Location | None = None) -> Replace:
    """A range in other letters: `g~` swaps, `gu` lowers, `gU` raises their case."""
    start, end = taken.start, taken.end
    if taken.linewise:
        start, end = (start[0], 0), (end[0], len(view.lines[end[0]]))
    text = text_of(view, Range(start, end)).text
    match operator:
        case "gu":
            text = text.lower()
        case "gU":
            text = text.upper()
        case _:
            text = text.swapcase()
    return Replace(start, end, text, view.kept(taken.start) if cursor is None else cursor)


def put(view: View, register: Register, times: int, *, before: bool) -> Replace | None:
    """Insert a text behind the cursor's character, or before it; whole lines beside its line."""
    if not register.text and not register.linewise:
        return None
    if register.linewise:
        return _put_lines(view, [register.text] * times, before=before)
    row, column = view.cursor
    line = view.lines[row]
    place = row, column if before else min(column + 1, len(line))
    text = register.text * times
    if "\n" in register.text:
        return Replace(place, place, text, place)
    return Replace(place, place, text, (row, place[1] + len(text) - 1))


def _put_lines(view: View, blocks: list[str], *, before: bool) -> Replace:
    row = view.cursor[0]
    text = "\n".join(blocks)
    column = words.first_column(text.partition("\n")[0])
    if before:
        return Replace((row, 0), (row, 0), f"{text}\n", (row, column))
    end = row, len(view.lines[row])
    return Replace(end, end, f"\n{text}", (row + 1, column))


def joined(view: View, first: int, last: int, *, spaced: bool = True) -> Replace | None:
    """Lines as one, with a space between, but not before a closing bracket."""
    last = min(last, view.last_row)
    if first >= last:
        return None
    line = view.lines[first]
    column = len(line)
    for row in range(first + 1, last + 1):
        below = view.lines[row].lstrip() if spaced else view.lines[row]
        column = len(line)
        gap = spaced and line and below and not line[-1].isspace() and below[0] != ")"
        line += f" {below}" if gap else below
    end = last, len(view.lines[last])
    return Replace((first, 0), end, line, (first, max(min(column, len(line) - 1), 0)))


def copied(register: Register) -> Copy:
    """What a register's text is on the clipboard."""
    return Copy(register.text + "\n" if register.linewise else register.text)
