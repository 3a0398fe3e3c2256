"""Types the keys of vi into a text, without any widget."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tui.widgets.prompt.vi.reducer import press
from tui.widgets.prompt.vi.state import (
    Copy,
    Effect,
    Insert,
    Location,
    Mode,
    Move,
    OpenLine,
    Replace,
    View,
    ViState,
)

_KEY = re.compile(r"<[A-Z][\w-]*>|.", re.DOTALL)
_NAMES = {"<Esc>": "escape", "<C-r>": "ctrl+r", "<CR>": "enter", "<BS>": "backspace"}


@dataclass
class Typist:
    """A text, a cursor in it, and what the keys know.

    Of the effects those that are for others, and undo, are only kept.
    """

    lines: list[str]
    cursor: Location
    state: ViState = field(default_factory=lambda: ViState(mode=Mode.NORMAL))
    clipboard: str = ""
    others: list[Effect] = field(default_factory=list)
    _begun: Location = (0, 0)

    @classmethod
    def at(cls, marked: str) -> Typist:
        """A text in which `|` stands before the cursor."""
        before, _, after = marked.partition("|")
        row, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
        return cls((before + after).split("\n"), (row, column))

    @property
    def marked(self) -> str:
        """The text with `|` before the cursor."""
        lines = list(self.lines)
        row, column = self.cursor
        lines[row] = f"{lines[row][:column]}|{lines[row][column:]}"
        return "\n".join(lines)

    def type(self, keys: str) -> Typist:
        """Press keys, given as vi's manual does: `cwword<Esc>`."""
        for key in _KEY.findall(keys):
            self.press(_NAMES.get(key, key))
        return self

    def press(self, key: str) -> bool:
        """Press one key; false when it was none of vi's, in which case it is typed."""
        typed = self._between(self._begun, self.cursor)
        view = View(self.lines, self.cursor, self.clipboard, typed, len(typed))
        was_typing = self.state.mode is Mode.INSERT
        step = press(self.state, key, view)
        self.state = step.state
        for effect in step.effects:
            self._apply(effect)
        if not step.taken:
            text = {"enter": "\n", "escape": ""}.get(key, key)
            self._replace(self.cursor, self.cursor, text)
        elif self.state.mode is Mode.INSERT and not was_typing:
            self._begun = self.cursor
        elif self.state.mode.is_visual:
            self.cursor = self.state.head
        if self.state.mode is Mode.NORMAL:
            self.cursor = View(self.lines, self.cursor).on
        return step.taken

    def _apply(self, effect: Effect) -> None:
        match effect:
            case Replace(start, end, text, cursor):
                self._replace(start, end, text)
                self.cursor = cursor
            case Move(cursor):
                self.cursor = cursor
            case Insert(text, caret):
                start = self.cursor
                self._replace(start, start, text[:caret])
                behind = self.cursor
                self._replace(behind, behind, text[caret:])
                self.cursor = behind
            case OpenLine(above):
                row = self.cursor[0]
                line = self.lines[row]
                indent = line[: len(line) - len(line.lstrip())]
                self.lines.insert(row if above else row + 1, indent)
                self.cursor = (row if above else row + 1, len(indent))
            case Copy(text):
                self.clipboard = text
            case _:
                self.others.append(effect)
        row, column = self.cursor
        assert 0 <= row < len(self.lines), (effect, self.lines)
        assert 0 <= column <= len(self.lines[row]), (effect, self.lines)

    def _replace(self, start: Location, end: Location, text: str) -> None:
        (first, column), (last, behind) = start, end
        assert start <= end
        assert column <= len(self.lines[first]), (start, self.lines)
        assert behind <= len(self.lines[last]), (end, self.lines)
        before, after = self.lines[first][:column], self.lines[last][behind:]
        new = (before + text + after).split("\n")
        self.lines[first : last + 1] = new
        row = first + len(new) - 1
        self.cursor = row, len(new[-1]) - len(after)

    def _between(self, start: Location, end: Location) -> str:
        if start > end or start[0] >= len(self.lines):
            return ""
        if start[0] == end[0]:
            return self.lines[start[0]][start[1] : end[1]]
        middle = self.lines[start[0] + 1 : end[0]]
        return "\n".join((self.lines[start[0]][start[1] :], *middle, self.lines[end[0]][: end[1]]))
