"""A widget that lies over the others at a place of the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.geometry import NULL_REGION, Region
from textual.widget import Widget


class Popup(Widget, can_focus=False):
    """Lies over everything else, in a region of the screen, and takes no focus."""

    ALLOW_SELECT = False
    DEFAULT_CSS: ClassVar[str] = """
    Popup {
        overlay: screen;
        constrain: none;
        background: $panel;
        color: $foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._region = NULL_REGION

    def lie(self, region: Region) -> None:
        """Lie in `region` of the screen and be drawn anew; an empty one hides.

        The screen is laid out again only where the region is another than before.
        """
        if region and region == self._region:
            self.refresh()
        elif region != self._region:
            self._region = region
            self.display = bool(region)
            if region:
                self.styles.width, self.styles.height = region.size
                self.absolute_offset = region.offset
                self.refresh(layout=True)
