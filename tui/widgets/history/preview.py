"""The preview: an entry's facts, its code with the matches marked, and its output."""

from __future__ import annotations

from asyncio import Task, to_thread
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.model.history.entry import HistoryRow
from tui.model.history.query import HistoryQuery
from tui.render.highlight import SyntaxTheme
from tui.render.history import RowLook
from tui.render.rows import Row
from tui.tasks import TaskOwner
from tui.widgets.history.excerpt import Excerpt
from tui.widgets.history.facts import facts, output_label
from tui.widgets.history.line_view import LineView, component_style

_EDGE = "│ "
_GAP = "  "
_ABOVE = 3
"""Rows above the first match that stay in sight."""


class PreviewHead(Widget):
    """The facts of an entry in a row; those at the end that do not fit are cut."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"preview-head--first", "preview-head--others"}
    DEFAULT_CSS = """
    PreviewHead {
        height: 1;
        background: $panel;
        & > .preview-head--first { color: $foreground; text-style: bold; }
        & > .preview-head--others { color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[str, ...] = ()

    def show(self, facts: tuple[str, ...]) -> None:
        """Show cleaned facts."""
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width, style = self.size.width, self.rich_style
        words = f" {_GAP.join(self._facts)}"
        if cell_len(words) > width:
            words = Strip([Segment(words)]).crop(0, max(0, width - 1)).text + "…"
        first = len(self._facts[0]) + 1 if self._facts else 0
        looks = ("preview-head--first", words[:first]), ("preview-head--others", words[first:])
        parts = [Segment(text, self.get_component_rich_style(name)) for name, text in looks]
        return Strip(parts).adjust_cell_length(width, style)


class PreviewBody(LineView, can_focus=False):
    """Code and output of an entry, of which the rows in sight are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"preview--dim", "preview--match", "preview--edge"}
    DEFAULT_CSS = """
    PreviewBody {
        height: 1fr;
        & > .preview--dim { color: $text-muted; }
        & > .preview--match { background: $warning-muted; text-style: bold underline; }
        & > .preview--edge { color: $panel-lighten-2; }
        &:ansi > .preview--match { background: ansi_default; text-style: bold reverse; }
        &:ansi > .preview--edge { color: ansi_bright_black; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.has_edge = False
        self._excerpt: Excerpt | None = None
        self._syntax = SyntaxTheme()
        self._look = RowLook()
        self._row_count = 0
        # By row; -1 is an empty one.
        self._strips: dict[int, Strip] = {}
        self._tasks = TaskOwner("history preview")
        self._looking: Task[None] | None = None

    async def on_unmount(self) -> None:
        """Work ends with the preview."""
        await self._tasks.cancel()

    def on_mount(self) -> None:
        """Gather the styles."""
        self._restyle()

    def notify_style_update(self) -> None:
        """Theme or stylesheet changed."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def set_syntax(self, syntax: SyntaxTheme) -> None:
        """Set the styles of code."""
        self._syntax = syntax
        if self.is_mounted:
            self._restyle()

    def _restyle(self) -> None:
        look = RowLook(
            dim=component_style(self, "preview--dim"),
            mark=component_style(self, "preview--edge"),
            match=component_style(self, "preview--match"),
            classes=self._syntax.styles,
        ).over(self.rich_style)
        if look != self._look:
            self._look = look
            if self._excerpt is not None:
                self._excerpt.restyle(look)
            self._redraw_all()

    def show(self, row: HistoryRow | None, code: str, output: str, query: HistoryQuery) -> None:
        """Show code and output of a row, from the first match on; `None` for nothing."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._excerpt = None
        if row is not None:
            entry = row.entry
            label = output_label(entry)
            excerpt = Excerpt(code, output, label, entry.language, self._look)
            self._excerpt = excerpt
            if excerpt.is_quick(query):
                excerpt.mark(excerpt.look_into(query))
            else:
                self._looking = self._tasks.start(self._look_into(excerpt, query), "colours")
        self._settle()
        self._go_to_match()

    async def _look_into(self, excerpt: Excerpt, query: HistoryQuery) -> None:
        """Colour and mark what takes long."""
        excerpt.mark(await to_thread(excerpt.look_into, query))
        self._redraw_all()
        if self.scroll_offset.y == 0:
            self._go_to_match()

    @property
    def is_looking(self) -> bool:
        """Whether colours and matches are still to come."""
        return self._looking is not None and not self._looking.done()

    @property
    def _width(self) -> int:
        edge = len(_EDGE) if self.has_edge else 1
        return max(1, self.text_width - edge)

    def _settle(self) -> None:
        before = self._row_count
        self._row_count = self._excerpt.height(self._width) if self._excerpt is not None else 0
        self.set_line_count(self._row_count)
        self._strips.clear()
        # What is empty before and after looks as it did.
        height = max(before, self._row_count) - self.scroll_offset.y
        if height > 0:
            self.refresh(Region(0, 0, self.text_width, min(height, self.size.height)))

    def _go_to_match(self) -> None:
        row = self._excerpt.row_of_match(self._width) if self._excerpt is not None else None
        height = self.size.height
        self.go_to(0 if row is None or row < height else row - min(_ABOVE, height // 2))

    def on_resize(self, event: events.Resize) -> None:
        """Break into rows of the new width."""
        self._settle()
        self.refresh()
        self.go_to(self.scroll_offset.y)

    def _redraw_all(self) -> None:
        self._strips.clear()
        self.refresh()

    def line(self, number: int, width: int) -> Strip | None:
        """A row of the excerpt."""
        if number >= self._row_count:
            number = -1
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != width:
            if len(self._strips) > 4 * self.size.height + 64:
                self._strips.clear()
            stop = self.scroll_offset.y + self.size.height
            rows = [Row()]
            if number >= 0 and self._excerpt is not None:
                rows = self._excerpt.rows(self._width, number, max(number + 1, stop)) or rows
            for place, row in enumerate(rows, number):
                self._strips[place] = self._drawn(row, width)
            strip = self._strips[number]
        return strip

    def _drawn(self, row: Row, width: int) -> Strip:
        edge = Segment(_EDGE if self.has_edge else " ", self._look.mark)
        strip = Strip([edge, *row.gutter, *row.content])
        return strip.adjust_cell_length(width, self._look.text)


class HistoryPreview(Vertical):
    """Shows one entry at a time; keys and the wheel scroll it."""

    BLANK = True

    def __init__(self) -> None:
        super().__init__()
        self._head = PreviewHead()
        self._body = PreviewBody()

    def compose(self) -> ComposeResult:
        """Facts, then code and output."""
        yield self._head
        yield self._body

    @property
    def body(self) -> PreviewBody:
        """The part with code and output."""
        return self._body

    def set_edge(self, has_edge: bool) -> None:
        """Whether there is something at the left to be told apart from."""
        self._body.has_edge = has_edge

    def show(self, row: HistoryRow | None, code: str, output: str, query: HistoryQuery) -> None:
        """Show an entry; `None` for nothing."""
        self._head.show(facts(row) if row is not None else ())
        self._body.show(row, code, output, query)

    def show_facts(self, row: HistoryRow) -> None:
        """Show other facts of the same entry."""
        self._head.show(facts(row))

    def scroll_by(self, step: int, *, pages: bool) -> None:
        """Scroll by lines or pages, down or, where that is negative, up."""
        body = self._body
        lines = max(1, body.size.height - 1) if pages else 1
        body.go_to(body.scroll_offset.y + step * lines)
