"""The transcript's scrollbar, which is drawn with nearly every frame."""

from __future__ import annotations

from functools import lru_cache
from typing import Self

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class LineScrollBar(ScrollBar):
    """A vertical scrollbar of which only rows that look otherwise than before are drawn.

    The toolkit's draws, styles and filters every row anew whenever the content grows, which is
    two fifths of the work for a frame with new output in it.
    """

    _shown: list[Segment] | None = None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw the rows anew whose look has changed, or whatever else was asked for."""
        if self.parent is None:
            # Its view is being taken away, while heights are still worked out.
            return self
        if self._shown is None or regions or layout or recompose or not repaint:
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
            return self
        shown, wanted = self._shown, self._segments()
        if len(shown) != len(wanted):
            super().refresh()
        elif changed := [row for row, each in enumerate(wanted) if each != shown[row]]:
            super().refresh(Region(0, changed[0], self.size.width, changed[-1] - changed[0] + 1))
        return self

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of the bar within `crop`."""
        self._shown = self._segments()
        filters, background = self.get_line_filters(), self.background_colors[1]
        strips = [_strip(segment) for segment in self._shown[crop.y : crop.bottom]]
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips

    def _segments(self) -> list[Segment]:
        if self.parent is None:
            # A frame that was begun before its view was taken away.
            return []
        bar = self.render()
        if not isinstance(bar, ScrollBarRender) or not isinstance(style := bar.style, Style):
            return []
        segments = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=self.thickness,
            back_color=style.bgcolor or Color.default(),
            bar_color=style.color or Color.default(),
        )
        return list(segments.segments)


@lru_cache(256)
def _strip(segment: Segment) -> Strip:
    return Strip([segment])
