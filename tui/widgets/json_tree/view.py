"""A JSON value on the screen: a tree of which rows in sight are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.model.json_tree import JsonTree, Path, Row
from tui.render.needle import Needle
from tui.widgets.history.line_view import LineView, component_style
from tui.widgets.json_tree.drawing import INDENT, Looks, row_segments
from tui.widgets.transcript.marking import restyled
from tui.wire.message import Json


class JsonTreeView(LineView, can_focus=True):
    """Shows the rows of a value, one of them selected; what is opened is opened here."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "json--name",
        "json--string",
        "json--number",
        "json--constant",
        "json--count",
        "json--match",
        "json--cursor",
    }
    DEFAULT_CSS = """
    JsonTreeView {
        & > .json--name { color: $accent; }
        & > .json--string { color: $success; }
        & > .json--number { color: $foreground; }
        & > .json--constant { color: $warning; }
        & > .json--count { color: $text-muted; }
        & > .json--match { text-style: bold underline; }
        & > .json--cursor { background: $primary-muted; color: $foreground; }
        &:ansi > .json--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Row above", id="json.up", show=False),
        Binding("down,j", "move(1)", "Row below", id="json.down", show=False),
        Binding("pageup,b", "page(-1)", "Page above", id="json.page_up", show=False),
        Binding("pagedown,space", "page(1)", "Page below", id="json.page_down", show=False),
        Binding("g,home,ctrl+home", "to_row(0)", "First row", id="json.first", show=False),
        Binding("G,shift+g,end,ctrl+end", "to_row(-1)", "Last row", id="json.last", show=False),
        Binding("right,l", "open", "Open", id="json.open"),
        Binding("left,h", "close", "Close", id="json.close"),
        Binding("enter", "turn", "Open or close, whole text", id="json.toggle", show=False),
        Binding("E,shift+e,asterisk", "open_below", "Open all below", id="json.open_below"),
    ]

    class Moved(Message):
        """Another row is selected, or rows were opened or closed."""

    class Picked(Message):
        """Enter on a row that cannot be opened: its text is to be read."""

    class Partly(Message):
        """Not all below a row was opened, as that is too much."""

    def __init__(self, value: Json, root: str) -> None:
        super().__init__()
        self._tree = JsonTree(value)
        self._tree.open(0)
        self._root = root
        self._row = 0
        self._needle = Needle("")
        self._looks = Looks()
        self._strips: dict[int, Strip] = {}

    # What is shown.

    @property
    def rows(self) -> JsonTree:
        """The rows."""
        return self._tree

    @property
    def cursor(self) -> int:
        """The number of the selected row."""
        return self._row

    @property
    def selected(self) -> Row:
        """The selected row."""
        return self._tree.row(self._row)

    def mark(self, text: str) -> None:
        """Mark a text wherever it is drawn; "" nothing."""
        self._needle = Needle(text)
        self._draw_anew()

    def reveal(self, path: Path) -> None:
        """Open all that leads to a value, and select it."""
        row = self._tree.reveal(path)
        self._changed()
        self.select(row)

    def open_all(self) -> None:
        """Open all there is, as far as that is not too much."""
        self._tree.open_below(0)
        self._changed()

    def on_mount(self) -> None:
        """Gather the styles."""
        self._restyle()
        self._changed()

    def notify_style_update(self) -> None:
        """Theme, stylesheet or focus changed."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def _restyle(self) -> None:
        def style(name: str) -> Style:
            return component_style(self, f"json--{name}")

        looks = Looks(
            self.rich_style,
            style("name"),
            style("string"),
            style("number"),
            style("constant"),
            style("count"),
            style("match"),
            style("cursor"),
        )
        if looks != self._looks:
            self._looks = looks
            self._draw_anew()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the selected row in sight."""
        self._changed()
        self._bring_into_sight()

    def _changed(self) -> None:
        self.set_line_count(len(self._tree))
        self.go_to(self.scroll_offset.y)
        self._draw_anew()
        self.post_message(self.Moved())

    def _draw_anew(self) -> None:
        self._strips.clear()
        self.refresh()

    # Moving.

    def select(self, row: int) -> None:
        """Select a row, or the nearest there is, and bring it into sight."""
        row = max(0, min(row, len(self._tree) - 1))
        if row != self._row:
            for each in (self._row, row):
                self._strips.pop(each, None)
                self.redraw(each)
            self._row = row
            self.post_message(self.Moved())
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height and not top <= self._row < top + height:
            self.go_to(self._row if self._row < top else self._row - height + 1)

    def action_move(self, step: int) -> None:
        """Go so many rows down."""
        self.select(self._row + step)

    def action_page(self, step: int) -> None:
        """Go on by what is in sight, less a row."""
        rows, top = step * max(1, self.size.height - 1), self.scroll_offset.y
        self.go_to(top + rows)
        self.select(self._row + rows)

    def action_to_row(self, row: int) -> None:
        """Go to the first (0) or the last (-1) row."""
        self.select(row if row >= 0 else len(self._tree) - 1)

    # Opening.

    def action_open(self) -> None:
        """Open the selected row; of an open one go to the first in it."""
        if self._tree.open(self._row):
            self._changed()
        elif self.selected.is_open:
            self.select(self._row + 1)

    def action_close(self) -> None:
        """Close the selected row; of a closed one go to what it is in."""
        if self._tree.close(self._row):
            self._changed()
        else:
            self.select(self._tree.row_of_parent(self._row))

    def action_turn(self) -> None:
        """Open or close the selected row; of a plain value ask for its text."""
        if self._tree.close(self._row) or self._tree.open(self._row):
            self._changed()
        else:
            self.post_message(self.Picked())

    def action_open_below(self) -> None:
        """Open all below the selected row, as far as that is not too much."""
        if not self._tree.open_below(self._row):
            self.post_message(self.Partly())
        self._changed()

    def on_click(self, event: events.Click) -> None:
        """Select a row; on its sign, or with a second click, open or close it."""
        event.prevent_default()
        row = self.scroll_offset.y + event.y
        if row >= len(self._tree):
            return
        self.select(row)
        margin = self.selected.depth * INDENT
        if event.chain == 2 or margin <= event.x <= margin + 1:
            self.action_turn()

    # Drawing.

    def line(self, number: int, width: int) -> Strip | None:
        """A row."""
        if number >= len(self._tree):
            return None
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != width:
            if len(self._strips) > 4 * self.size.height + 64:
                self._strips.clear()
            strip = self._strips[number] = self._drawn(number, width)
        return strip

    def _drawn(self, number: int, width: int) -> Strip:
        looks = self._looks
        segments = row_segments(self._tree.row(number), self._root, width, looks)
        segments = self._marked(segments)
        base = looks.base
        if number == self._row:
            # The selected row has one colour, the ground tells it from others.
            base += looks.cursor
            segments = [Segment(text, _bare(style)) for text, style, _ in segments]
        strip = Strip(Segment.apply_style(segments, base))
        return strip.crop(0, width).adjust_cell_length(width, base)

    def _marked(self, segments: Sequence[Segment]) -> list[Segment]:
        marked = [*segments]
        size = len(self._needle.text)
        for place in self._needle.places("".join(segment.text for segment in segments)):
            marked = restyled(marked, place, place + size, self._looks.match)
        return marked


def _bare(style: Style | None) -> Style:
    """A style without its colours."""
    return Style(bold=style.bold, underline=style.underline) if style is not None else Style()
