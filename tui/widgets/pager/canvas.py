"""The rows of a help on the screen, of which only those in sight are drawn, with their marks."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui.render.help.drawing import HelpDrawing
from tui.render.rows import Row
from tui.widgets.pager.matches import Matches
from tui.widgets.pager.names import NameSpan, nearest, row_names
from tui.widgets.transcript.block_layout import rows_text
from tui.widgets.transcript.marking import cut, restyled


class HelpCanvas(ScrollView):
    """Draws a help with the line of the caret, the name next to it, matches and selection."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "help--caret",
        "help--name",
        "help--match",
        "help--match-current",
    }
    DEFAULT_CSS = """
    HelpCanvas {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        background: $background;
        & > .help--caret { background: $foreground 8%; }
        & > .help--name { color: $accent; text-style: bold underline; }
        & > .help--match { background: $warning-muted; }
        & > .help--match-current { background: $warning; color: $background; }
        &:ansi > .help--match { text-style: underline; }
        &:ansi > .help--match-current { background: ansi_default; text-style: bold reverse; }
    }
    """
    # The size of the content changes nothing on the rest of the screen.
    virtual_size = Reactive(Size(0, 0), layout=False)

    class Restyled(Message):
        """Theme or stylesheet changed."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing: HelpDrawing | None = None
        # The caret: a row, and a column (code points) in it.
        self._row, self._column = 0, 0
        self._matches = Matches("", None)
        # The row of the match that is shown, and how many matches stand before it there.
        self._match_at: tuple[int, int] = (-1, 0)
        self._rows: dict[int, Row] = {}
        self._strips: dict[int, Strip] = {}

    @property
    def allow_select(self) -> bool:
        """Text can be selected with the mouse."""
        return True

    def watch_virtual_size(self, size: Size) -> None:
        """Tell the scrollbar, which the toolkit does with a new layout only."""
        self.vertical_scrollbar.window_virtual_size = size.height

    def on_focus(self) -> None:
        """The caret is drawn only where keys move it."""
        self._redraw_rows(self._row)

    def on_blur(self) -> None:
        """The caret is drawn only where keys move it."""
        self._redraw_rows(self._row)

    def _names(self, row: int) -> list[NameSpan]:
        own = self._row_at(row)
        if own is None:
            return []
        return row_names(self._row_at(row - 1), own, self._row_at(row + 1))

    def notify_style_update(self) -> None:
        """Theme or stylesheet changed."""
        super().notify_style_update()
        self._strips.clear()
        self.post_message(self.Restyled())

    def _forget(self) -> None:
        self._rows.clear()
        self._strips.clear()
        self.refresh()

    def _redraw_rows(self, *rows: int) -> None:
        for row in rows:
            self._strips.pop(row, None)
        self.refresh()

    def _row_at(self, number: int) -> Row | None:
        drawing = self._drawing
        if drawing is None or not drawing.width or not 0 <= number < drawing.height:
            return None
        if number not in self._rows:
            if len(self._rows) > 8 * self.size.height + 64:
                self._rows.clear()
            rows = drawing.rows(number, number + max(1, self.size.height))
            self._rows.update(enumerate(rows, number))
        return self._rows.get(number)

    def render_line(self, y: int) -> Strip:
        """One line of the visible part."""
        number, style, width = self.scroll_offset.y + y, self.rich_style, self.size.width
        strip = self._strips.get(number)
        if strip is not None and strip.cell_length == width:
            return strip
        row = self._row_at(number)
        if row is None:
            return Strip.blank(width, style)
        if len(self._strips) > 4 * self.size.height + 64:
            self._strips.clear()
        content = Strip(self._marked(number, row)).apply_offsets(0, number)
        segments = Segment.apply_style([*row.gutter, *content], style)
        if self.has_focus and number == self._row:
            style += self._look("caret")
            # Under the marks, over the background.
            segments = [*Segment.apply_style([*row.gutter, *content], style)]
        strip = Strip(segments).adjust_cell_length(width, style)
        self._strips[number] = strip
        return strip

    def _look(self, name: str) -> Style:
        """What a component changes of a style; a thin background is blended with the view's."""
        look = self.get_component_rich_style(f"help--{name}", partial=True)
        if look.bgcolor is None:
            return look
        return look + Style(bgcolor=self.get_component_rich_style(f"help--{name}").bgcolor)

    def _marked(self, number: int, row: Row) -> list[Segment]:
        """The content of a row with the caret's name, matches and selection marked."""
        segments = list(row.content)
        here = nearest(self._names(number), self._column) if number == self._row else None
        if here is not None and self.has_focus:
            segments = restyled(segments, here.start, here.end, self._look("name"))
        size = len(self._matches.needle.text)
        for place, (start, end) in enumerate(self._match_spans(number, row, size)):
            shown = self._match_at == (number, place)
            look = self._look("match-current" if shown else "match")
            segments = restyled(segments, start, end, look)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            first, last = span
            style = self.screen.get_component_rich_style("screen--selection")
            segments = restyled(segments, first, len(row.text) if last == -1 else last, style)
        return segments

    def _match_spans(self, number: int, row: Row, size: int) -> list[tuple[int, int]]:
        """Where matches begin and end in a row; one that began in the row above is left out."""
        if not size:
            return []
        after = self._row_at(number + 1) if row.wraps else None
        text = row.text + (after.text[: size - 1] if after is not None else "")
        places = self._matches.needle.places(text)
        return [(place, place + size) for place in places if place < len(row.text)]

    # Selecting.

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        self._strips.clear()
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without numbers of lines and with wrapped lines joined."""
        if self._drawing is None:
            return None
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self._drawing.height - 1
        rows = self._drawing.rows(first, last + 1)
        if not rows:
            return None
        if selection.end is not None and len(rows) == last - first + 1:
            rows[-1] = cut(rows[-1], 0, selection.end.x)
        if selection.start is not None:
            rows[0] = cut(rows[0], selection.start.x, None)
        return rows_text(rows), "\n"

    @property
    def selected_text(self) -> str:
        """The selected text, "" for none."""
        selection = self.text_selection
        found = self.get_selection(selection) if selection is not None else None
        return found[0] if found is not None else ""
