"""A text area that colours code, also long code, without making the typing wait."""

from __future__ import annotations

import asyncio
from typing import Self

from rich.text import Text
from textual.cache import LRUCache
from textual.geometry import Offset, Region
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location, Selection, TextAreaTheme

from tui.render.highlight import DEFAULT_SYNTAX_THEME, HIGHLIGHT_LIMIT, SyntaxTheme
from tui.widgets.prompt import pairs
from tui.widgets.prompt.colours import Colours

Look = tuple[object, ...]
"""What decides how a row of the text is drawn; rows that look the same are equal."""

# Rows that are kept as they were drawn: some screens full.
_STRIPS = 256
# How far a matching bracket is looked for, in characters each way.
_BRACKET_REACH = 20_000


class ColouredArea(TextArea, inherit_bindings=False):
    """An editor for text in one language, drawn in the colours of its syntax; it binds no keys."""

    code_language: reactive[str] = reactive("", init=False)
    """What `render.highlight` and `model.completeness` take as the language; "" is plain text."""

    syntax_theme: reactive[SyntaxTheme] = reactive(DEFAULT_SYNTAX_THEME, init=False)
    """The style of each syntax class."""

    selection: Reactive[Selection] = reactive(
        Selection(), repaint=False, init=False, always_update=True
    )
    """The selection and, as its end, the cursor; only the rows that it changes are drawn again."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._colours = Colours()
        # Whether rows may look different from how they are drawn, and how each was drawn last.
        self._is_stale = False
        self._drawn: dict[int, Look | None] = {}
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(_STRIPS)
        self._settling = False
        # The theme whose styles were looked up since they changed last.
        self._styled: TextAreaTheme | None = None
        self._code: str | None = None
        super().__init__(
            id=id, classes=classes, compact=True, highlight_cursor_line=False, soft_wrap=True
        )
        self.cursor_blink = False
        # Nobody listens, and each would bubble up through every widget above.
        self.disable_messages(TextArea.SelectionChanged)

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

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Scroll to the cursor, and return by how much."""
        # TextArea also asks in mid-undo, when the cursor is still where there is no text any more.
        if self.cursor_location[0] >= self.document.line_count:
            return Offset(0, 0)
        return super().scroll_cursor_visible(center, animate)

    def _wrap_when_small(self, size: int) -> None:
        """Wrap long lines up to a size; wrapping a line of 5 MB takes seconds for every key."""
        wraps = size <= HIGHLIGHT_LIMIT
        if wraps != self.soft_wrap:
            self.soft_wrap = wraps

    def _text_changed(self) -> None:
        self._code = None
        self._wrap_when_small(len(self.text))
        if self.is_mounted:
            # TextArea scrolls before it knows the new height, and so stays a line behind.
            self.scroll_cursor_visible()
        self._colours.change(self.document.lines, self.code_language)
        self._look_soon()

    def _look_soon(self) -> None:
        """Draw the rows that look different now, once what is to be done has been done."""
        self._is_stale = True
        self.check_idle()

    def watch_selection(self) -> None:
        """Draw the rows the cursor left, those it came to, and those selected or no longer."""
        self._look_soon()

    def on_idle(self) -> None:
        """Have the rows drawn again that do not look as they were drawn last."""
        if not self._is_stale or not self.is_mounted:
            return
        self._is_stale = False
        width, height = self.size
        drawn = self._drawn.get
        rows = [row for row, look in enumerate(self._looks(0, height)) if look != drawn(row)]
        if rows:
            self.refresh(*(Region(0, row, width, 1) for row in rows))
        if not self._settling and self._colours.wait is not None:
            self._settling = True
            self.run_worker(self._settle_colours(), name="highlight")

    async def _settle_colours(self) -> None:
        """Colour in the pauses of typing what the typing was not to wait for."""
        try:
            while (wait := self._colours.wait) is not None:
                await asyncio.sleep(wait)
                await self._colours.advance()
                self._look_soon()
        finally:
            self._settling = False

    def _redraw(self) -> None:
        self.notify_style_update()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was drawn in other styles."""
        self._strips.clear()
        self._styled = None
        super().notify_style_update()

    def watch_code_language(self) -> None:
        """Colour the text by the new language."""
        self._text_changed()

    def watch_syntax_theme(self) -> None:
        """Colour the text by the new theme."""
        self._redraw()

    def get_line(self, line_index: int) -> Text:
        """The line as it is drawn: with its syntax coloured."""
        line = super().get_line(line_index)
        for start, end, name in self._colours.line(line_index):
            if (style := self.syntax_theme.style(name)) is not None:
                line.stylize(style, start, end)
        return line

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw `regions` soon, or everything, and then in the styles of that time."""
        if not regions:
            self._styled = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in `crop`; the styles are looked up only where they have changed."""
        if self._styled is not None and self._styled is self._theme:
            return super(TextArea, self).render_lines(crop)
        self._styled = self._theme
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """The row `y` of the widget, drawn only when it never looked like this before."""
        look = self._looks(y, y + 1)[0]
        self._drawn[y] = look
        theme = self._theme
        place = (
            theme.base_style,
            theme.cursor_style,
            theme.selection_style,
            theme.bracket_matching_style,
            self.scrollable_content_region.size,
            self.scroll_offset.x,
            self.virtual_size.width,
            self.has_focus,
            look,
        )
        if (strip := self._strips.get(place)) is None:
            strip = self._strips[place] = self._render_line(y)
        return strip

    def _looks(self, first: int, end: int) -> list[Look | None]:
        """All that the looks of rows depend on but styles and sizes; `None` below the text."""
        rows = self.wrapped_document._offset_to_line_info
        top, selection = self.scroll_offset.y, self.selection
        partner, suggestion = self.matching_bracket_location, self.suggestion
        cursor_row, cursor_column = selection.end
        partner_row, partner_column = partner or (-1, -1)
        lines, spans = self.document.lines, self._colours.line
        wraps_of = self.wrapped_document.get_offsets
        looks: list[Look | None] = []
        for row, section in rows[top + first : top + end]:
            cursor = (cursor_column, partner is None, suggestion) if row == cursor_row else None
            bracket = partner_column if row == partner_row else None
            selected = None if selection.is_empty else _part(selection, row)
            wraps = tuple(wraps_of(row))
            looks.append((lines[row], section, wraps, spans(row), cursor, bracket, selected))
        return looks + [None] * (end - first - len(looks))

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


def _part(selection: Selection, row: int) -> tuple[int, int | None] | None:
    """The columns of `row` that are selected, to its end where the second one is `None`."""
    (first_row, first), (last_row, last) = sorted(selection)
    if not first_row <= row <= last_row:
        return None
    return first if row == first_row else 0, last if row == last_row else None
