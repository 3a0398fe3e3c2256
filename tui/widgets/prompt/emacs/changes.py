"""What else emacs' keys do to a text, and where they go in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.widgets.prompt.emacs import words

if TYPE_CHECKING:
    from tui.widgets.prompt.editor import PromptEditor


class Changes:
    """Moves in an editor and changes its text; methods are actions."""

    def __init__(self, editor: PromptEditor) -> None:
        self._editor = editor

    def text_start(self) -> None:
        """Go to the start of the text."""
        self._editor.move_cursor((0, 0))

    def text_end(self) -> None:
        """Go to the end of the text."""
        self._editor.move_cursor(self._editor.document.end)

    def word_right(self) -> None:
        """Go to the end of the word; at the end of the text, take a word of what is suggested."""
        editor = self._editor
        if editor.suggestion:
            editor.action_cursor_word_right()
        else:
            lines = editor.document.lines
            editor.move_cursor(words.end_of_next(lines, editor.cursor_location))

    def word_left(self) -> None:
        """Go to the beginning of the word."""
        editor = self._editor
        lines = editor.document.lines
        editor.move_cursor(words.start_of_previous(lines, editor.cursor_location))

    def open_line(self) -> None:
        """Begin a line behind the cursor, which stays."""
        here = self._editor.cursor_location
        self._editor.insert_newline()
        self._editor.move_cursor(here)

    def transpose(self) -> None:
        """Swap the characters on both sides of the cursor, at a line's end the last two."""
        row, column = self._editor.cursor_location
        line = self._editor.document.get_line(row)
        if len(line) > 1 and column:
            column = min(column, len(line) - 1)
            swapped = line[column] + line[column - 1]
            self._editor.replace_step(swapped, (row, column - 1), (row, column + 1))

    def transpose_words(self) -> None:
        """Swap the word at the cursor, or behind it, with the one before."""
        row, column = self._editor.cursor_location
        line = self._editor.document.get_line(row)
        pair = words.pair_around(line, column)
        if pair is not None:
            start, first, second, end = pair
            swapped = line[second:end] + line[first:second] + line[start:first]
            self._editor.replace_step(swapped, (row, start), (row, end))

    def upper(self) -> None:
        """Write the word in capitals."""
        self._case(str.upper)

    def lower(self) -> None:
        """Write the word in small letters."""
        self._case(str.lower)

    def capital(self) -> None:
        """Write the word with a capital."""
        self._case(str.title)

    def _case(self, change: Callable[[str], str]) -> None:
        editor = self._editor
        start = editor.cursor_location
        end = words.end_of_next(editor.document.lines, start)
        text = editor.get_text_range(start, end)
        if text:
            editor.replace_step(change(text), start, end)

    def no_blanks(self) -> None:
        """Delete the blanks around the cursor."""
        row, column = self._editor.cursor_location
        line = self._editor.document.get_line(row)
        start = len(line[:column].rstrip())
        end = len(line) - len(line[column:].lstrip())
        if end > start:
            self._editor.replace_step("", (row, start), (row, end))
