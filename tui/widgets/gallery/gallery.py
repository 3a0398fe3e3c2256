"""A figure beside the list of all, or above it where there is no room beside it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from tui.widgets.gallery.figures import Figure
from tui.widgets.gallery.large_picture import LargeFormula, LargePicture
from tui.widgets.gallery.list import FigureList
from tui.widgets.gallery.view import FigureView

WIDE = 100
"""Columns from which on the list stands at the left."""
MOST_BELOW = 4
"""Rows of the list where it stands below."""


class Gallery(Container, can_focus=True):
    """Shows what it is given; the keys are those of the screen around it."""

    DEFAULT_CSS = """
    Gallery {
        layout: horizontal;
        & > FigureList { width: 32; height: 100%; }
        & > FigureView { width: 1fr; height: 100%; }
        &.-stacked {
            layout: vertical;
            & > FigureList { width: 100%; dock: bottom; }
            & > FigureView { width: 100%; height: 1fr; }
        }
        &.-empty > FigureList { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__(classes="-empty")
        self.view = FigureView()
        self._list = FigureList()
        self._count = 0

    def compose(self) -> ComposeResult:
        """The list and the figure."""
        yield self._list
        yield self.view

    def on_resize(self, event: events.Resize) -> None:
        """Put the list where there is room."""
        self.set_class(event.size.width < WIDE, "-stacked")
        self._arrange()

    def _arrange(self) -> None:
        """Below the figure the list takes no more rows than it needs."""
        if self.has_class("-stacked"):
            self._list.styles.height = min(MOST_BELOW, max(1, self._count))
        else:
            self._list.styles.clear_rule("height")

    def show(
        self,
        figures: Sequence[Figure],
        current: int,
        drawing: LargePicture | LargeFormula | None,
        words: Sequence[str] = (),
    ) -> None:
        """Show a figure among others, or words where there is none."""
        self.set_class(not figures, "-empty")
        if len(figures) != self._count:
            self._count = len(figures)
            self._arrange()
        self._list.show(figures, current)
        self.view.show(drawing, words)
