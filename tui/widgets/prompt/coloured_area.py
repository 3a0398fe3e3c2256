"""A text area that colours code, also long code, without making the typing wait."""

from __future__ import annotations

import asyncio

from rich.text import Text
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location

from tui.render.highlight import DEFAULT_SYNTAX_THEME, HIGHLIGHT_LIMIT, SyntaxTheme
from tui.widgets.prompt import pairs
from tui.widgets.prompt.colours import Colours

# Pauses of typing, in seconds, after which a long text is coloured again.
_PAUSE = 0.15
# How far a matching bracket is looked for, in characters each way.
_BRACKET_REACH = 20_000


class ColouredArea(TextArea, inherit_bindings=False):
    """An editor for text in one language, drawn in the colours of its syntax; it binds no keys."""

    code_language: reactive[str] = reactive("", init=False)
    """What `render.highlight` and `model.completeness` take as the language; "" is plain text."""

    syntax_theme: reactive[SyntaxTheme] = reactive(DEFAULT_SYNTAX_THEME, init=False)
    """The style of each syntax class."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._colours = Colours()
        self._pause: Timer | None = None
        self._code: str | None = None
        super().__init__(
            id=id, classes=classes, compact=True, highlight_cursor_line=False, soft_wrap=True
        )
        self.cursor_blink = False

    @property
    def text(self) -> str:
        """The whole text; kept until the next change, since each line drawn asks for it."""
        if self._code is None:
            self._code = super().text
        return self._code

    @text.setter
    def text(self, value: str) -> None:
        self.load_text(value)

    def on_resize(self) -> None:
        """Keep the cursor in view when the widget has grown or shrunk."""
        self.call_after_refresh(self.scroll_cursor_visible)

    def edit(self, edit: Edit) -> EditResult:
        """Perform `edit`; every change of the text but undo and redo comes through here."""
        self._wrap_when_small(len(self.text) + len(edit.text))
        self._code = None
        result = super().edit(edit)
        self._text_changed()
        return result

    def undo(self) -> None:
        """Undo the last batch of edits."""
        self._code = None
        super().undo()
        self._text_changed()

    def redo(self) -> None:
        """Redo the batch of edits undone last."""
        self._code = None
        super().redo()
        self._text_changed()

    def load_text(self, text: str) -> None:
        """Replace text and edit history."""
        self._code = None
        super().load_text(text)
        self._text_changed()

    def _wrap_when_small(self, size: int) -> None:
        """Wrap long lines up to a size; wrapping a line of 5 MB takes seconds for every key."""
        wraps = size <= HIGHLIGHT_LIMIT
        if wraps != self.soft_wrap:
            self.soft_wrap = wraps

    def _text_changed(self) -> None:
        self._code = None
        self._wrap_when_small(len(self.text))
        if self._pause is not None:
            self._pause.stop()
        if self.is_mounted:
            # TextArea scrolls before it knows the new height, and so stays a line behind.
            self.scroll_cursor_visible()
        if self._colours.change(self.text, self.code_language) and self.is_mounted:
            self._pause = self.set_timer(_PAUSE, self._read_colours)

    def _read_colours(self) -> None:
        self.run_worker(self._settle_colours(), name="highlight", exclusive=True)

    async def _settle_colours(self) -> None:
        text = self.text
        lines = await asyncio.to_thread(self._colours.read, text, self.code_language)
        if self._colours.settle(text, lines):
            self._redraw()

    def _redraw(self) -> None:
        self.notify_style_update()
        self.refresh()

    def watch_code_language(self) -> None:
        """Colour the text by the new language."""
        self._text_changed()
        self._redraw()

    def watch_syntax_theme(self) -> None:
        """Colour the text by the new theme."""
        self._redraw()

    def get_line(self, line_index: int) -> Text:
        """The line as it is drawn: with its syntax coloured."""
        line = super().get_line(line_index)
        for start, end, name in self._colours.line(line_index, line.plain):
            if (style := self.syntax_theme.style(name)) is not None:
                line.stylize(style, start, end)
        return line

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Where the partner of the `bracket` at `search_from` is, unless it is far away."""
        if bracket in pairs.BRACKETS:
            return self._seek_bracket(bracket, search_from, forward=True)
        if bracket and bracket in pairs.BRACKETS.values():
            return self._seek_bracket(bracket, search_from, forward=False)
        return None

    def _seek_bracket(self, bracket: str, start: Location, *, forward: bool) -> Location | None:
        row, column = start
        step = 1 if forward else -1
        ups, downs = (frozenset(side) for side in (pairs.BRACKETS, pairs.BRACKETS.values()))
        if not forward:
            ups, downs = downs, ups
        depth, seen = 0, 0
        while 0 <= row < self.document.line_count and seen <= _BRACKET_REACH:
            line = self.document.get_line(row)
            columns = range(column, len(line)) if forward else range(column, -1, -1)
            for position in columns:
                depth += (line[position] in ups) - (line[position] in downs)
                if depth == 0:
                    return row, position
            seen += len(columns) + 1
            row += step
            column = 0 if forward or row < 0 else len(self.document.get_line(row)) - 1
        return None
