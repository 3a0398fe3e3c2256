"""What the commands of vi's normal mode do."""

from __future__ import annotations

from dataclasses import replace

from tui.widgets.prompt.vi import words
from tui.widgets.prompt.vi.motions import Target, target_of
from tui.widgets.prompt.vi.objects import object_of
from tui.widgets.prompt.vi.operators import (
    Outcome,
    cased,
    copied,
    joined,
    operate,
    put,
)
from tui.widgets.prompt.vi.parsing import MOTIONS, SEEKS
from tui.widgets.prompt.vi.ranges import Range, range_to
from tui.widgets.prompt.vi.state import (
    LARGEST_INSERT,
    Ask,
    Change,
    Command,
    Effect,
    Mode,
    Move,
    OpenLine,
    Recall,
    Register,
    Replace,
    Seek,
    Step,
    Undo,
    View,
    ViState,
    Wish,
)

_SHORT = {
    "x": ("d", "l"),
    "X": ("d", "h"),
    "s": ("c", "l"),
    "S": ("c", "line"),
    "D": ("d", "$"),
    "C": ("c", "$"),
    "Y": ("y", "line"),
}
WISHES = {
    "enter": Ask.RUN,
    "/": Ask.SEARCH,
    "?": Ask.SEARCH,
    ":": Ask.PALETTE,
    "K": Ask.INSPECT,
}


def execute(state: ViState, command: Command, view: View) -> Step:
    """What a command does, with the cursor of `view` on a character."""
    if command.name in _SHORT and not command.operator:
        operator, motion = _SHORT[command.name]
        command = replace(command, operator=operator, name=motion)
    if command.operator:
        return _operated(state, command, view)
    if command.name in MOTIONS or command.name in SEEKS:
        return _moved(state, command, view)
    return _simple(replace(state, column=None), command, view)


# Motions.


def _moved(state: ViState, command: Command, view: View) -> Step:
    state, target = found(state, command, view)
    if target is not None:
        return Step(state, (Move(view.kept(target.location)),))
    row = view.cursor[0]
    if command.name == "k" and not row:
        return Step(state, (Recall(command.times),))
    if command.name == "j" and row == view.last_row:
        return Step(state, (Recall(-command.times),))
    return Step(state)


def found(state: ViState, command: Command, view: View) -> tuple[ViState, Target | None]:
    """Where a motion leads, and what is known then."""
    target = target_of(view, command, column=state.column, seek=state.seek)
    column = None if target is None else target.column
    seek = Seek(command.name, command.character) if command.name in SEEKS else state.seek
    return replace(state, column=column, seek=seek), target


# Operators.


def _operated(state: ViState, command: Command, view: View) -> Step:
    state, taken = _range(state, command, view)
    if taken is None or (taken.is_empty and command.operator not in ("c", "<", ">")):
        return Step(replace(state, column=None))
    # A count says how far, which the range has; only visual mode indents by it.
    outcome = operate(view, command.operator, taken)
    return concluded(state, command, outcome)


def concluded(state: ViState, command: Command, outcome: Outcome) -> Step:
    """What is known after an operator: what it took, and what `.` does."""
    effects = outcome.effects
    if outcome.taken is not None and command.register != "_":
        state = replace(state, register=outcome.taken)
        if command.register == "+":
            effects = (*effects, copied(outcome.taken))
    if outcome.types:
        return Step(_typing(state, command), effects)
    change = state.change if command.operator == "y" else Change(command)
    return Step(replace(state, mode=Mode.NORMAL, column=None, change=change), effects)


def _range(state: ViState, command: Command, view: View) -> tuple[ViState, Range | None]:
    row, column = view.cursor
    line = view.lines[row]
    if command.name == "line":
        last = min(row + command.times - 1, view.last_row)
        if command.operator[0] == "g":
            column = words.first_column(view.lines[row])
        return state, Range((row, column), (last, 0), linewise=True)
    if command.name[0] in "ia" and len(command.name) == 2:
        return state, object_of(view, command)
    on_word = column < len(line) and not line[column].isspace()
    if command.operator == "c" and command.name in ("w", "W") and on_word:
        return state, _rest_of_words(view, command)
    state, target = found(state, command, view)
    if target is None:
        stays = command.operator == "c" and (command.name == "h" or not line)
        return state, Range(view.cursor, view.cursor) if stays else None
    return state, range_to(view, command, target)


def _rest_of_words(view: View, command: Command) -> Range:
    """`cw` on a word leaves the blanks behind it."""
    location = view.cursor[0], view.cursor[1] - 1
    for _ in range(command.times):
        following = words.next_end(view.lines, location, big=command.name == "W")
        if following is None:
            break
        location = following
    return Range(view.cursor, (location[0], location[1] + 1))


def _typing(state: ViState, command: Command, mode: Mode = Mode.INSERT) -> ViState:
    return replace(state, mode=mode, opened=command, column=None, replaced=())


# All others.


def _simple(state: ViState, command: Command, view: View) -> Step:
    name = command.name
    if name in WISHES:
        return Step(state, (Wish(WISHES[name]),))
    if name in ("u", "ctrl+r"):
        return Step(state, (Undo(command.times if name == "u" else -command.times),))
    if name in ("v", "V"):
        mode = Mode.VISUAL if name == "v" else Mode.VISUAL_LINES
        return Step(replace(state, mode=mode, anchor=view.cursor, head=view.cursor))
    if name in "iIaAoOR":
        return _typed(state, command, view)
    effect = _changed(state, command, view)
    if effect is None:
        return Step(state)
    return Step(replace(state, change=Change(command)), (effect,))


def _typed(state: ViState, command: Command, view: View) -> Step:
    """Begin to type."""
    row, column = view.cursor
    line = view.lines[row]
    effect: Effect
    match command.name:
        case "o" | "O":
            effect = OpenLine(above=command.name == "O")
        case "I":
            effect = Move((row, words.indent_of(line)))
        case "A":
            effect = Move((row, len(line)))
        case "a":
            effect = Move((row, min(column + 1, len(line))))
        case _:
            effect = Move(view.cursor)
    mode = Mode.REPLACE if command.name == "R" else Mode.INSERT
    return Step(_typing(state, command, mode), (effect,))


def _changed(state: ViState, command: Command, view: View) -> Replace | None:
    """The change that a command without an operator makes; `None` where it cannot."""
    row, column = view.cursor
    line, times = view.lines[row], command.times
    match command.name:
        case "J" | "gJ":
            last = row + max(times, 2) - 1
            return joined(view, row, last, spaced=command.name == "J")
        case "~":
            end = min(column + times, len(line))
            cursor = row, max(min(end, len(line) - 1), 0)
            taken = Range(view.cursor, (row, end))
            return None if taken.is_empty else cased(view, "g~", taken, cursor)
        case "r":
            return _overwritten(view, command)
        case _:
            register = register_of(state, command, view)
            times = min(times, max(LARGEST_INSERT // max(len(register.text), 1), 1))
            return put(view, register, times, before=command.name == "P")


def _overwritten(view: View, command: Command) -> Replace | None:
    row, column = view.cursor
    end = column + command.times
    if end > len(view.lines[row]):
        return None
    if command.character == "\n":
        return Replace(view.cursor, (row, end), "\n", (row + 1, 0))
    return Replace(view.cursor, (row, end), command.character * command.times, (row, end - 1))


def register_of(state: ViState, command: Command, view: View) -> Register:
    """The register that a command names: the clipboard for `+`."""
    if command.register == "_":
        return Register()
    if command.register != "+":
        return state.register
    text = view.clipboard
    return Register(text.removesuffix("\n"), linewise=text.endswith("\n"))
