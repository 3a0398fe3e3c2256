"""What the commands of vi's visual modes do."""

from __future__ import annotations

import re
from dataclasses import replace

from tui.widgets.prompt.vi import normal
from tui.widgets.prompt.vi.objects import object_of
from tui.widgets.prompt.vi.operators import Outcome, joined, operate
from tui.widgets.prompt.vi.ranges import Range, selected, span_of, spanned, text_of
from tui.widgets.prompt.vi.state import (
    LARGEST_INSERT,
    Command,
    Effect,
    Mode,
    Move,
    Register,
    Replace,
    Step,
    View,
    ViState,
    Wish,
)

# What keys are as operators, and those that take whole lines of whatever is selected.
_AS_OPERATOR = {
    "x": "d",
    "X": "d",
    "D": "d",
    "s": "c",
    "S": "c",
    "R": "c",
    "C": "c",
    "Y": "y",
    "~": "g~",
    "u": "gu",
    "U": "gU",
}
_WHOLE_LINES = frozenset("XDSRCYJ><")


def execute(state: ViState, command: Command, view: View) -> Step:
    """What a command does to what is selected; the cursor of `view` is its head."""
    if command.name == "selection":
        # A repetition begins where the selection did.
        if command.operator in _WHOLE_LINES:
            state = replace(state, mode=Mode.VISUAL_LINES)
        taken = selected(view, state)
        return _operated(state, command, replace(view, cursor=view.kept(taken.start)), taken)
    match command.name:
        case "o":
            return Step(replace(state, anchor=state.head, head=state.anchor, column=None))
        case "v" | "V":
            return _toggled(state, command, view)
        case name if name in normal.WISHES:
            return Step(state, (Wish(normal.WISHES[name]),))
        case name if name[0] in "ia":
            return _object(state, command, view)
    state, target = normal.found(state, command, view)
    if target is None:
        return Step(state)
    return Step(replace(state, head=view.kept(target.location)))


def repeat(state: ViState, command: Command, view: View) -> Step:
    """Do to as much text from the cursor on what was done to a selection."""
    assert command.span is not None
    return _operated(state, command, view, spanned(view, command.span))


def _toggled(state: ViState, command: Command, view: View) -> Step:
    mode = Mode.VISUAL if command.name == "v" else Mode.VISUAL_LINES
    if mode is state.mode:
        return Step(replace(state, mode=Mode.NORMAL), (Move(view.kept(state.head)),))
    return Step(replace(state, mode=mode))


def _object(state: ViState, command: Command, view: View) -> Step:
    taken = object_of(view, command)
    if taken is None or taken.is_empty:
        return Step(state)
    if taken.linewise:
        state = replace(state, mode=Mode.VISUAL_LINES, anchor=taken.start, head=taken.end)
        return Step(replace(state, column=None))
    row, column = taken.end
    head = (row, column - 1) if column else (row - 1, len(view.lines[row - 1]))
    return Step(replace(state, anchor=taken.start, head=head, column=None))


def _operated(state: ViState, command: Command, view: View, taken: Range) -> Step:
    key = command.operator
    command = replace(command, span=span_of(taken))
    state = replace(state, mode=Mode.NORMAL)
    effects: tuple[Effect, ...]
    if key in ("J", "r", "p", "P"):
        effect, register = _changed(state, command, view, taken)
        effects = (Move(view.cursor),) if effect is None else (effect,)
        outcome = Outcome(effects, register)
        return normal.concluded(state, command, outcome)
    operator = _AS_OPERATOR.get(key, key)
    outcome = operate(view, operator, taken, command.times)
    return normal.concluded(state, replace(command, operator=operator), outcome)


def _changed(
    state: ViState, command: Command, view: View, taken: Range
) -> tuple[Replace | None, Register | None]:
    """What takes the selection's place, and what goes into the register."""
    first, last = taken.start[0], taken.end[0]
    if command.operator == "J":
        return joined(view, first, max(last, first + 1)), None
    start, end = taken.start, taken.end
    if taken.linewise:
        start, end = (first, 0), (last, len(view.lines[last]))
    old = text_of(view, Range(start, end)).text
    if command.operator == "r":
        new = re.sub(r"[^\n]", lambda _: command.character, old)
        return Replace(start, end, new, view.kept(start)), None
    register = normal.register_of(state, command, view)
    new = register.text * min(command.times, max(LARGEST_INSERT // max(len(register.text), 1), 1))
    if register.linewise and not taken.linewise:
        new = f"\n{new}\n"
    cursor = start if "\n" in new or not new else (start[0], start[1] + len(new) - 1)
    kept = None if command.operator == "P" else Register(old, taken.linewise)
    return Replace(start, end, new, cursor), kept
