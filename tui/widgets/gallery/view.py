"""The figure that is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.render.fallback import CannotShowError
from tui.render.rows import Row
from tui.widgets.gallery.large_picture import LargeFormula, LargePicture


class FigureView(Widget):
    """Draws one figure in the middle of its room, or some words; prepares it in a thread."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    FigureView { background: $background; color: $foreground; }
    """

    class Changed(Message):
        """A figure is being prepared, or is ready."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing: LargePicture | LargeFormula | None = None
        self._words: Sequence[str] = ()
        self._preparing = False

    @property
    def is_busy(self) -> bool:
        """Whether a figure is being prepared."""
        return self._preparing

    def show(self, drawing: LargePicture | LargeFormula | None, words: Sequence[str] = ()) -> None:
        """Show a figure, or with `None` lines of words."""
        self._drawing, self._words = drawing, words
        self._fit()

    def pictures_lost(self) -> None:
        """Prepare again what was given up."""
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Draw it as large as there is room for now."""
        self._fit()

    def _fit(self) -> None:
        width, height = self.size
        if self._drawing is not None and width and height:
            # The last row is for what it is.
            self._drawing.room = max(1, height - 1)
            if not self._preparing and self._drawing.work_for(width) is not None:
                self._preparing = True
                self.run_worker(self._prepare(), name="prepare figures")
                self.post_message(self.Changed())
        self.refresh()

    async def _prepare(self) -> None:
        """Prepare what is looked at, and then what is looked at by now."""
        done: tuple[object, ...] = ()
        try:
            while (drawing := self._drawing) is not None:
                now = (drawing, drawing.room, self.size.width)
                work = drawing.work_for(self.size.width)
                # What does not stay, however small the memory is, is not tried for ever.
                if work is None or now == done:
                    break
                done = now
                try:
                    drawing.take_work(await asyncio.to_thread(work))
                except CannotShowError as error:
                    drawing.take_work(str(error))
                self.refresh()
        finally:
            self._preparing = False
        self.post_message(self.Changed())

    def render_line(self, y: int) -> Strip:
        """One row: of the figure, of the words, or empty."""
        width, height = self.size
        style = self.rich_style
        drawing = self._drawing
        if drawing is None:
            at = y - max(0, (height - len(self._words)) // 2)
            words = self._words[at] if 0 <= at < len(self._words) else ""
            left = max(0, (width - cell_len(words)) // 2)
            return _strip([Segment(" " * left + words)], width, self)
        at = y - max(0, (height - drawing.height(width)) // 2)
        rows = drawing.rows(width, at, at + 1) if 0 <= at < drawing.height(width) else []
        row = rows[0] if rows else Row()
        parts = [*row.gutter, *row.content]
        left = max(0, (width - Strip(parts).cell_length) // 2)
        return _strip([Segment(" " * left, style), *parts], width, self)


def _strip(parts: list[Segment], width: int, widget: Widget) -> Strip:
    style = widget.rich_style
    return Strip(Segment.apply_style(parts, style)).adjust_cell_length(width, style)
