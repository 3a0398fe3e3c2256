"""The keys of vi as a function: from what is known, a key and a text to what is to be done."""

from __future__ import annotations

from dataclasses import replace

from tui.widgets.prompt.vi import normal, visual
from tui.widgets.prompt.vi.parsing import SAME, Unfinished, parse
from tui.widgets.prompt.vi.state import (
    LARGEST_INSERT,
    Change,
    Command,
    Effect,
    Insert,
    Mode,
    Move,
    OpenLine,
    Replace,
    Step,
    View,
    ViState,
)

# Besides single characters.
_OURS = frozenset(SAME) | {"enter", "ctrl+r", "tab", "escape"}


def press(state: ViState, key: str, view: View) -> Step:
    """What `key` does: a character, or a name of the toolkit's such as `escape` or `ctrl+r`."""
    if state.mode is Mode.INSERT:
        return _left_typing(state, view) if key == "escape" else Step(state, taken=False)
    if state.mode is Mode.REPLACE:
        return _overtype(state, key, view)
    if len(key) > 1 and key not in _OURS:
        return Step(replace(state, keys=()), taken=False)
    if key == "escape":
        return _escape(state, view)
    return _command_key(state, key, view)


def _escape(state: ViState, view: View) -> Step:
    """Give up what was begun; with nothing begun the key is for others."""
    if state.mode.is_visual:
        rest = replace(state, mode=Mode.NORMAL, keys=(), column=None)
        return Step(rest, (Move(view.kept(state.head)),))
    return Step(replace(state, keys=()), taken=bool(state.keys))


def _command_key(state: ViState, key: str, view: View) -> Step:
    is_visual = state.mode.is_visual
    keys = (*state.keys, key)
    command = parse(keys, visual=is_visual)
    if command is Unfinished.MORE:
        return Step(replace(state, keys=keys))
    state = replace(state, keys=())
    if isinstance(command, Unfinished):
        return Step(state)
    view = replace(view, cursor=state.head if is_visual else view.on)
    if is_visual:
        return visual.execute(state, command, view)
    if command.name == ".":
        return _again(state, command, view)
    return normal.execute(state, command, view)


# Typing.


def _left_typing(state: ViState, view: View) -> Step:
    """Leave insert mode, and type as often again as the count of its command says."""
    opened = state.opened or Command("i")
    typed = view.typed if len(view.typed) <= LARGEST_INSERT else ""
    change = Change(opened, typed, view.caret)
    if not typed and state.opened is None:
        change = state.change or change
    effects: tuple[Effect, ...] = _repeated(change, opened.times - 1, first=False)
    if not effects:
        row, column = view.cursor
        effects = (Move((row, max(column - 1, 0))),)
    state = replace(state, mode=Mode.NORMAL, opened=None, column=None, change=change)
    return Step(state, effects)


def _repeated(change: Change, times: int, *, first: bool) -> tuple[Effect, ...]:
    """What types so often what was typed once; for `o` each in a line of its own.

    Without `first` a line was opened for none of them yet.
    """
    typed, command = change.typed, change.command
    times = min(times, LARGEST_INSERT // max(len(typed), 1))
    if times < 1 or not (typed or first) or (not first and command.operator):
        return ()
    if command.name in ("o", "O") and not command.operator:
        opening = OpenLine(above=command.name == "O")
        rest = (opening, Insert(typed, _caret(change, 1))) * (times - first)
        return (Insert(typed, _caret(change, 1)), *rest) if first else rest
    if command.operator:
        times = 1
    return (Insert(typed * times, _caret(change, times)),)


def _caret(change: Change, times: int) -> int:
    """Where insert mode would leave the cursor: on the last character typed."""
    behind = (times - 1) * len(change.typed) + change.caret
    starts_line = change.typed[change.caret - 1 : change.caret] == "\n"
    return max(behind - (0 if starts_line else 1), 0)


def _overtype(state: ViState, key: str, view: View) -> Step:
    """A key of replace mode: characters take the place of those that are there."""
    row, column = view.cursor
    line = view.lines[row]
    if key == "escape":
        typed = line[max(column - len(state.replaced), 0) : column]
        change = Change(Command("R"), typed, len(typed)) if typed else state.change
        state = replace(state, mode=Mode.NORMAL, replaced=(), change=change)
        return Step(state, (Move((row, max(column - 1, 0))),))
    if key == "backspace":
        return _restored(state, view)
    if len(key) > 1:
        return Step(replace(state, replaced=()), taken=False)
    end = min(column + 1, len(line))
    state = replace(state, replaced=(*state.replaced, line[column:end]))
    return Step(state, (Replace((row, column), (row, end), key, (row, column + 1)),))


def _restored(state: ViState, view: View) -> Step:
    row, column = view.cursor
    before = row, max(column - 1, 0)
    if not state.replaced or not column:
        return Step(state, (Move(before),))
    original = state.replaced[-1]
    state = replace(state, replaced=state.replaced[:-1])
    return Step(state, (Replace(before, (row, column), original, before),))


def _again(state: ViState, again: Command, view: View) -> Step:
    """Do the last change again, with the count of now if there is one."""
    change = state.change
    if change is None:
        return Step(state)
    command = change.command
    if again.count is not None:
        command = replace(command, count=again.count)
    change = replace(change, command=command)
    if command.span is not None:
        step = visual.repeat(state, command, view)
    else:
        step = normal.execute(state, command, view)
    after = step.state
    if after.mode is Mode.REPLACE:
        row, column = view.cursor
        end = row, min(column + len(change.typed), len(view.lines[row]))
        cursor = row, max(column + len(change.typed) - 1, 0)
        effects: tuple[Effect, ...] = (Replace((row, column), end, change.typed, cursor),)
    elif after.mode is Mode.INSERT:
        effects = (*step.effects, *_repeated(change, command.times, first=True))
    else:
        return step
    return Step(replace(after, mode=Mode.NORMAL, opened=None, change=change), effects)
