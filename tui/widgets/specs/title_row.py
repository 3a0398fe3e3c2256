"""The title of the kernelspecs' screen: how many there are, and what is under way."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.specs.cells import cut
from tui.widgets.specs.states import Progress

_WIDEST_BAR = 20
_LEAST_BAR = 5
_DONE, _LEFT = "━", "─"


class SpecTitle(Widget):
    """Words at the left, a bar of progress with words at the right."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"spec-title--bar", "spec-title--words"}
    DEFAULT_CSS = """
    SpecTitle {
        height: 1;
        background: $panel;
        color: $foreground;
        text-style: bold;
        & > .spec-title--bar { color: $success; }
        & > .spec-title--words { color: $text-muted; text-style: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._progress: Progress | None = None

    def show(self, words: str, progress: Progress | None) -> None:
        """Show how many there are, and how far a check of kernels has come."""
        if (words, progress) != (self._words, self._progress):
            self._words, self._progress = words, progress
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The only line."""
        width, style = self.size.width, self.rich_style
        left = f" {self._words}"
        right = self._right(width - min(cell_len(left), width // 2) - 1)
        taken = sum(segment.cell_length for segment in right)
        room = max(0, width - taken)
        words = cut(left, room) if room else ""
        return Strip([Segment(words, style), *right]).adjust_cell_length(width, style)

    def _right(self, room: int) -> list[Segment]:
        progress = self._progress
        if progress is None:
            return []
        bar = self.get_component_rich_style("spec-title--bar")
        quiet = self.get_component_rich_style("spec-title--words")
        if progress.stops:
            return [Segment("stopping … ", quiet)]
        count = f"checking {progress.done} of {progress.total} "
        tail = " Esc stops "
        cells = min(_WIDEST_BAR, room - len(count) - len(tail))
        if cells < _LEAST_BAR:
            return [Segment(count[:room], quiet)]
        full = cells * progress.done // max(1, progress.total)
        return [
            Segment(count, quiet),
            Segment(_DONE * full, bar),
            Segment(_LEFT * (cells - full), quiet),
            Segment(tail, quiet),
        ]
