"""The line between transcript and pager, which can be dragged."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Divider(Widget):
    """A column between two panes side by side, or a row between stacked ones."""

    DEFAULT_CSS = """
    Divider {
        width: 1;
        height: 1fr;
        color: $panel-lighten-2;
        &.-stacked { width: 1fr; height: 1; }
        &:hover { color: $accent; }
        &.-dragged { color: $accent; }
    }
    """

    stacked: reactive[bool] = reactive(False)
    """Whether the panes are one above the other."""

    class Moved(Message):
        """The divider was dragged by some cells, to the right or down where that is positive."""

        def __init__(self, cells: int) -> None:
            super().__init__()
            self.cells = cells

    def __init__(self) -> None:
        super().__init__()
        self._dragged_from: int | None = None

    def watch_stacked(self, stacked: bool) -> None:
        """Lie down or stand up."""
        self.set_class(stacked, "-stacked")

    def render(self) -> str:
        """The line."""
        if self.stacked:
            return "─" * self.size.width
        return "\n".join("│" * self.size.height)

    def _along(self, event: events.MouseEvent) -> int:
        return event.screen_y if self.stacked else event.screen_x

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag."""
        event.stop()
        event.prevent_default()
        self._dragged_from = self._along(event)
        self.add_class("-dragged")
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go where the mouse is."""
        if self._dragged_from is None:
            return
        event.stop()
        place = self._along(event)
        if place != self._dragged_from:
            self.post_message(self.Moved(place - self._dragged_from))
            self._dragged_from = place

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        event.stop()
        self._let_go()

    def on_mouse_release(self, event: events.MouseRelease) -> None:
        """The mouse is no longer ours."""
        self._let_go()

    def _let_go(self) -> None:
        if self._dragged_from is not None:
            self._dragged_from = None
            self.remove_class("-dragged")
            self.release_mouse()
