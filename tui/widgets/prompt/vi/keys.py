"""The keys of vi in the prompt's editor: what the reducer wants is done to its text."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, assert_never

from textual import events
from textual.widgets.text_area import Location, Selection

from tui.widgets.clipboard import copy_text
from tui.widgets.prompt.keyed_area import BAR, behind_escape
from tui.widgets.prompt.vi.parsing import SAME
from tui.widgets.prompt.vi.ranges import selected
from tui.widgets.prompt.vi.reducer import press
from tui.widgets.prompt.vi.state import (
    Ask,
    Copy,
    Effect,
    Insert,
    Mode,
    Move,
    OpenLine,
    Recall,
    Replace,
    Undo,
    View,
    ViState,
    Wish,
)

if TYPE_CHECKING:
    from tui.widgets.prompt.editor import PromptEditor

AGAIN = 1.0
"""Seconds after an Esc in which another one is that, also with a letter behind it, and no Alt."""
_EDITS = (Replace, OpenLine, Insert)
_MOST_STEPS = 100


class ViKeys:
    """Takes keys of an editor as vi does, beginning in insert mode."""

    def __init__(self, editor: PromptEditor, others: frozenset[str]) -> None:
        """Take the keys of `editor`, but none of `others` that is no character."""
        self._editor = editor
        self._others = others
        self._state = ViState()
        # Where typing began, in code points, and how long the text was then.
        self._begun = (0, 0)
        # When Esc was taken last.
        self._escaped = -AGAIN
        self.begin_anew()

    @property
    def shown(self) -> str:
        """The mode, and the keys of a command that is not whole yet."""
        return " ".join((self._state.mode.value, "".join(self._state.keys))).strip()

    @property
    def types(self) -> bool:
        """Whether characters are typed into the text now."""
        return self._state.mode.is_typing

    @property
    def joins(self) -> bool:
        """Whether all edits are one step of undo now."""
        return self._state.mode.is_typing

    def begin_anew(self) -> None:
        """Begin in insert mode."""
        self._state = replace(self._state, mode=Mode.INSERT, keys=(), opened=None, replaced=())
        self._note_typing()
        self._draw()

    # Keys.

    def goes_first(self, event: events.Key) -> bool:
        """An ESC may be Esc, whatever follows at once."""
        return bool(behind_escape(event)) or (event.key == "ctrl+r" and self.wants(event))

    def wants(self, event: events.Key) -> bool:
        """Whether a key may be one of vi's in any mode: there may be others before it."""
        key = event.key
        if key in self._others:
            return False
        if key == "escape":
            return not self._rests
        return key in SAME or key in ("enter", "tab", "ctrl+r") or bool(behind_escape(event))

    @property
    def _rests(self) -> bool:
        """Whether Esc means nothing."""
        return self._state.mode is Mode.NORMAL and not self._state.keys

    async def take(self, event: events.Key) -> bool:
        """Do what a key means."""
        if behind := behind_escape(event):
            if self._rests and monotonic() - self._escaped > AGAIN:
                return False
            await self._press("escape")
            return await self._press(behind)
        key = event.character if event.is_printable and event.character else event.key
        if len(key) > 1 and key in self._others:
            return False
        if key == "ctrl+c" and self._state.mode.is_visual:
            # What is selected without the last character is what others would copy.
            for each in '"+y':
                await self._press(each)
            return True
        if key == "ctrl+d" and not self.types and self._editor.text:
            return True
        return await self._press(key)

    async def _press(self, key: str) -> bool:
        editor, was = self._editor, self._state
        self._take_selection()
        step = press(self._state, key, self._view(key))
        if not step.taken:
            self._state = step.state
            return False
        if key == "escape":
            self._escaped = monotonic()
        if key == "escape" and was.mode.is_typing:
            editor.close_menu()
            editor.close_tip()
        begins = step.state.mode.is_typing and not was.mode.is_typing
        if begins or any(isinstance(effect, _EDITS) for effect in step.effects):
            editor.begin_step()
        self._state = step.state
        for effect in step.effects:
            await self._apply(effect)
        if begins:
            self._note_typing()
        if not self.types:
            editor.end_step()
        self._draw()
        return True

    def after(self, *, moved: bool, changed: bool) -> None:
        """Begin typing anew where the cursor was moved, and keep it on a character else."""
        if self.types:
            if moved:
                self._editor.end_step()
                self._note_typing()
        elif self._state.mode is Mode.NORMAL and self._editor.selection.is_empty:
            self._stay_on_character()

    def _view(self, key: str) -> View:
        editor = self._editor
        typed, caret = self._typed() if key == "escape" and self.types else ("", 0)
        clipboard = editor.app.clipboard if self._state.keys[:1] == ('"',) else ""
        return View(editor.document.lines, editor.cursor_location, clipboard, typed, caret)

    def _take_selection(self) -> None:
        """What the mouse, or a key that is not vi's, has selected is taken for visual mode."""
        selection = self._editor.selection
        if self._state.mode is not Mode.NORMAL or selection.is_empty:
            return
        start, end = selection
        if start < end:
            anchor, head = start, (end[0], max(end[1] - 1, 0))
        else:
            anchor, head = (start[0], max(start[1] - 1, 0)), end
        self._state = replace(self._state, mode=Mode.VISUAL, anchor=anchor, head=head, keys=())

    # What was typed.

    def _note_typing(self) -> None:
        self._begun = (self._editor.position, len(self._editor.text))

    def _typed(self) -> tuple[str, int]:
        """What was typed since insert mode began, if it is in one piece, and the cursor in it."""
        editor = self._editor
        start, size = self._begun
        caret, length = editor.position - start, len(editor.text) - size
        if not 0 <= caret <= length:
            return "", 0
        return editor.text[start : start + length], caret

    # Effects.

    async def _apply(self, effect: Effect) -> None:
        editor = self._editor
        match effect:
            case Replace(start, end, text, cursor):
                if text or start != end:
                    editor.replace(text, start, end, maintain_selection_offset=False)
                editor.move_cursor(cursor)
            case Move(cursor):
                editor.move_cursor(cursor)
            case OpenLine(above):
                self._open_line(above=above)
            case Insert(text, caret):
                start = editor.cursor_location
                editor.replace(text, start, start, maintain_selection_offset=False)
                editor.move_cursor(_behind(start, text[:caret]))
            case Undo(steps):
                for _ in range(min(abs(steps), _MOST_STEPS)):
                    await editor.run_action("undo" if steps > 0 else "redo")
                editor.move_cursor(min(editor.selection))
            case Recall(steps):
                self._recall(steps)
            case Copy(text):
                copy_text(editor.screen, text)
            case Wish(ask):
                await self._ask(ask)
            case _:
                assert_never(effect)

    def _open_line(self, *, above: bool) -> None:
        editor = self._editor
        row = editor.cursor_location[0]
        line = editor.document.get_line(row)
        if above:
            indent = line[: len(line) - len(line.lstrip())] if editor.auto_indent else ""
            editor.replace(f"{indent}\n", (row, 0), (row, 0), maintain_selection_offset=False)
            editor.move_cursor((row, len(indent)))
        else:
            editor.move_cursor((row, len(line)))
            editor.insert_newline()

    def _recall(self, steps: int) -> None:
        """Go through earlier inputs, whatever the one in the prompt begins with."""
        editor = self._editor
        for _ in range(min(abs(steps), _MOST_STEPS)):
            if editor.is_waiting:
                return
            if steps > 0:
                editor.move_cursor((0, 0))
                editor.action_previous()
            elif editor.is_recalled:
                editor.move_cursor(editor.document.end)
                editor.action_next()

    async def _ask(self, ask: Ask) -> None:
        editor = self._editor
        match ask:
            case Ask.RUN:
                if editor.text.strip():
                    editor.move_cursor(editor.document.end)
                    self.begin_anew()
                    editor.action_run()
            case Ask.SEARCH:
                await editor.run_command("history.open")
            case Ask.PALETTE:
                await editor.run_command("app.palette")
            case Ask.INSPECT:
                editor.inspect()

    # What is seen.

    def _draw(self) -> None:
        """Show the selection, and the cursor in the shape of the mode."""
        state, editor = self._state, self._editor
        editor.set_class(state.mode.is_typing, BAR)
        if state.mode.is_visual:
            editor.selection = _seen(state, editor.document.lines)
        elif state.mode is Mode.NORMAL:
            self._stay_on_character()

    def _stay_on_character(self) -> None:
        editor = self._editor
        row, column = editor.cursor_location
        last = max(len(editor.document.get_line(row)) - 1, 0)
        if column > last or not editor.selection.is_empty:
            editor.selection = Selection.cursor((row, min(column, last)))


def _behind(start: Location, text: str) -> Location:
    """Where the cursor is behind a text that was inserted."""
    lines = text.split("\n")
    return start[0] + len(lines) - 1, len(lines[-1]) + (start[1] if len(lines) == 1 else 0)


def _seen(state: ViState, lines: list[str]) -> Selection:
    """What is drawn as selected, with the cursor's own cell the last of it, or the first."""
    if state.mode is Mode.VISUAL_LINES:
        taken = selected(View(lines, state.head), state)
        first, last = (taken.start[0], 0), (taken.end[0], len(lines[taken.end[0]]))
        return Selection(last, first) if state.head < state.anchor else Selection(first, last)
    if state.head < state.anchor:
        row, column = state.anchor
        return Selection((row, min(column + 1, len(lines[row]))), state.head)
    return Selection(state.anchor, state.head)
