"""A text area for code: indented, and with brackets and quotes closed, while typing."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets.text_area import Location, Selection

from tui.model.clean import clean_code
from tui.model.completeness import INDENT, next_indent
from tui.widgets.prompt import pairs
from tui.widgets.prompt.coloured_area import ColouredArea

# The lines above the cursor that the indent of the next one is taken from.
_INDENT_REACH = 100


def _quiet(keys: str, action: str, description: str, binding_id: str | None = None) -> Binding:
    return Binding(keys, action, description, show=False, id=binding_id)


class CodeArea(ColouredArea, inherit_bindings=False):
    """An editor for code whose keys act in the order they come, however fast.

    Textual runs a key's binding after the key has bubbled up to the app, by when the characters
    typed behind it are in the text already. So this widget looks its own bindings up itself, and
    lets only foreign keys pass.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        _quiet("left", "cursor_left", "Left"),
        _quiet("right", "cursor_right", "Right"),
        _quiet("ctrl+left,alt+b", "cursor_word_left", "Word left"),
        _quiet("ctrl+right,alt+f", "cursor_word_right", "Word right"),
        _quiet("home,ctrl+a", "cursor_line_start", "Start of line"),
        _quiet("end,ctrl+e", "cursor_line_end", "End of line"),
        _quiet("shift+left", "cursor_left(True)", "Select left"),
        _quiet("shift+right", "cursor_right(True)", "Select right"),
        _quiet("shift+up", "cursor_up(True)", "Select up"),
        _quiet("shift+down", "cursor_down(True)", "Select down"),
        _quiet("ctrl+shift+left", "cursor_word_left(True)", "Select word left"),
        _quiet("ctrl+shift+right", "cursor_word_right(True)", "Select word right"),
        _quiet("shift+home", "cursor_line_start(True)", "Select to start of line"),
        _quiet("shift+end", "cursor_line_end(True)", "Select to end of line"),
        _quiet("backspace,shift+backspace", "delete_left", "Delete left"),
        _quiet("delete", "delete_right", "Delete right"),
        _quiet("ctrl+w,ctrl+backspace,alt+backspace", "delete_word_left", "Delete word left"),
        _quiet("alt+delete,alt+d", "delete_word_right", "Delete word right"),
        _quiet("ctrl+u,super+backspace", "delete_to_start_of_line", "Delete to start of line"),
        _quiet("ctrl+k", "delete_to_end_of_line_or_delete_line", "Delete to end of line"),
        _quiet("ctrl+shift+k", "delete_line", "Delete line"),
        _quiet("super+c", "copy", "Copy"),
        _quiet("ctrl+x,super+x", "cut", "Cut", "prompt.cut"),
        _quiet("ctrl+v,super+v", "paste", "Paste", "prompt.paste"),
        _quiet("ctrl+z,super+z", "undo", "Undo", "prompt.undo"),
        _quiet("ctrl+y,super+y", "redo", "Redo", "prompt.redo"),
    ]

    auto_indent: bool = True
    """Whether a new line begins with the blanks the code before asks for."""

    spec_language: str = ""
    """The language that the kernelspec says: what is typed before code is coloured is in it."""

    auto_close: bool = True
    """Whether typing an opening bracket or quote also inserts the closing one."""

    @property
    def typed_language(self) -> str:
        """The language whose brackets, quotes and blocks count while typing."""
        return self.code_language or self.spec_language

    def holds(self, event: events.Key | events.Paste) -> bool:
        """Whether `event`, one this widget takes, was put aside for later."""
        return False

    async def on_key(self, event: events.Key) -> None:
        """Take a key here and now, or leave it to the widgets above."""
        # TextArea would insert a line feed for an Enter that is bound to nothing.
        event.prevent_default()
        if self.wants(event):
            event.stop()
            if not self.holds(event):
                await self.take_key(event)

    def wants(self, event: events.Key) -> bool:
        """Whether a key is one of this widget's."""
        return event.is_printable or bool(self.action_of(event))

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste."""
        event.prevent_default()
        event.stop()
        if not self.holds(event):
            self.insert_pasted(event.text)

    async def take_key(self, event: events.Key) -> None:
        """Do what `event` means: insert its character, or run what it is bound to here."""
        if await self.take_otherwise(event):
            return
        if event.is_printable and event.character is not None:
            self.type_character(event.character)
        elif action := self.action_of(event):
            await self.run_action(action)

    async def take_otherwise(self, event: events.Key) -> bool:
        """Do what `event` means in another set of keys; false when it means nothing there."""
        return False

    def action_of(self, event: events.Key) -> str:
        """The action that the key is bound to on this widget, after the user's keymap; or ""."""
        if event.is_printable:
            return ""
        active = self.screen.active_bindings.get(event.key)
        return active.binding.action if active is not None and active.node is self else ""

    def type_character(self, character: str) -> None:
        """Insert a typed character, with its closing partner when `auto_close` says so."""
        start, end = self.selection
        if start != end:
            self._type_over_selection(character)
            return
        row, column = end
        line = self.document.get_line(row)
        before, after = line[:column], line[column:]
        typing = pairs.Typing(character, 1)
        if self.auto_close and character in "()[]{}\"'":
            place = pairs.Place(self.text, before, after, self.get_text_range((0, 0), (row, 0)))
            typing = pairs.typed(character, place, self.typed_language)
        if typing.skips:
            self.move_cursor((row, column + 1))
        else:
            self.replace(typing.text, end, end, maintain_selection_offset=False)
            if typing.caret != len(typing.text):
                self.move_cursor((row, column + typing.caret))
        if character in ")]}" and row and not before.strip():
            self._align_closer(character)

    def _type_over_selection(self, character: str) -> None:
        start, end = sorted(self.selection)
        wrapped = pairs.wrapped(character, self.selected_text, self.typed_language)
        if not self.auto_close or wrapped is None:
            self.replace(character, start, end, maintain_selection_offset=False)
            return
        self.replace(wrapped, start, end, maintain_selection_offset=False)
        row, column = end
        inner_end = (row, column + 1) if row == start[0] else end
        self.selection = Selection((start[0], start[1] + 1), inner_end)

    def _align_closer(self, closer: str) -> None:
        """Give a line that begins with `closer` the indent of the line it closes."""
        row, column = self.cursor_location
        opener = self.find_matching_bracket(closer, (row, column - 1))
        if opener is None or opener[0] == row:
            return
        line = self.document.get_line(opener[0])
        indent = line[: len(line) - len(line.lstrip())]
        if len(indent) < column - 1:
            self.replace(indent, (row, 0), (row, column - 1))

    def insert_pasted(self, text: str) -> None:
        """Insert `text` in the selection's place, cleaned, as one edit that one undo takes back."""
        self.history.checkpoint()
        self.replace(clean_code(text), *self.selection, maintain_selection_offset=False)
        self.history.checkpoint()

    def action_paste(self) -> None:
        """Insert what was last copied in this program."""
        self.insert_pasted(self.app.clipboard)

    def insert_newline(self, indent: str | None = None) -> None:
        """Begin a new line with `indent`, or with the one that the lines before ask for."""
        start, end = sorted(self.selection)
        if not self.auto_indent:
            indent = ""
        if indent is None:
            first = max(0, start[0] - _INDENT_REACH)
            indent = next_indent(self.get_text_range((first, 0), start), self.typed_language)
        rest = self.document.get_line(end[0])[end[1] :]
        blanks = len(rest) - len(rest.lstrip(" \t"))
        end = (end[0], end[1] + blanks)
        self.replace("\n" + indent, start, end, maintain_selection_offset=False)

    def in_leading_blank(self) -> bool:
        """Whether nothing but blanks is left of the cursor, and nothing is selected."""
        row, column = self.cursor_location
        return self.selection.is_empty and not self.document.get_line(row)[:column].strip()

    def indent_lines(self) -> None:
        """Indent the selected lines, or add blanks up to the next stop at the cursor."""
        if self.selection.is_empty:
            column = self.cursor_location[1]
            blanks = " " * (len(INDENT) - column % len(INDENT))
            self.replace(blanks, *self.selection, maintain_selection_offset=False)
            return
        for row in self._selected_rows():
            if self.document.get_line(row):
                self.insert(INDENT, (row, 0))

    def dedent_lines(self) -> None:
        """Take one level of indent off the cursor's line or the selected lines."""
        for row in self._selected_rows():
            line = self.document.get_line(row)
            blanks = len(line) - len(line.lstrip(" "))
            surplus = 1 if line.startswith("\t") else _past_stop(blanks)
            if surplus:
                self.delete((row, 0), (row, surplus))

    def spans_lines(self) -> bool:
        """Whether the selection reaches over a line's end."""
        return self.selection.start[0] != self.selection.end[0]

    def _selected_rows(self) -> range:
        (first, _), (last, column) = sorted(self.selection)
        return range(first, last if last > first and column == 0 else last + 1)

    def action_delete_left(self) -> None:
        """Delete a character, an empty pair, or the leading blanks back to the last stop."""
        row, column = end = self.cursor_location
        line = self.document.get_line(row)
        before, after = line[:column], line[column:]
        if not self.selection.is_empty or not before:
            super().action_delete_left()
        elif self.auto_close and pairs.is_empty_pair(before, after, self.typed_language):
            self._delete((row, column - 1), (row, column + 1))
        elif not before.strip(" "):
            self._delete((row, column - _past_stop(column)), end)
        else:
            super().action_delete_left()

    def replace_step(self, text: str, start: Location, end: Location) -> None:
        """Put `text` in the place of what is there, as one step of undo, and go behind it."""
        self.history.checkpoint()
        self.replace(text, start, end, maintain_selection_offset=False)
        self.history.checkpoint()

    def _delete(self, start: Location, end: Location) -> None:
        self.delete(start, end, maintain_selection_offset=False)


def _past_stop(columns: int) -> int:
    """How many of the leading blanks lie behind the last indent stop; all blanks of one level."""
    return (columns - 1) % len(INDENT) + 1 if columns else 0
