"""The transcript with the side pager beside it, or below it where there is no room beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from tui.model.help import HelpTopic
from tui.panes.session.transcript_area import TranscriptArea
from tui.render.highlight import SyntaxTheme
from tui.stores.pager_size import LEAST, MOST, PagerSize
from tui.widgets.pager.divider import Divider

if TYPE_CHECKING:
    from tui.widgets.pager.pager import Pager

WIDE = 100
"""Columns from which on the pager stands at the right."""
STEP = 0.05
"""The share of the room that a key gives the pager or takes from it."""


class Split(Container):
    """Makes the pager when it is first needed; hidden, it keeps its topics."""

    BLANK = True
    DEFAULT_CSS = """
    Split {
        height: 1fr;
        layout: horizontal;
        &.-stacked { layout: vertical; }
        & > TranscriptArea { width: 1fr; }
        & > Pager, & > Divider { display: none; }
        &.-paging > Pager, &.-paging > Divider { display: block; }
    }
    """

    class Resized(Message):
        """The user has made the pager larger or smaller."""

        def __init__(self, size: PagerSize) -> None:
            super().__init__()
            self.size = size

    def __init__(self, area: TranscriptArea) -> None:
        super().__init__()
        self._area = area
        self._divider: Divider | None = None
        self._pager: Pager | None = None
        self._share = PagerSize()
        self._code: tuple[str, SyntaxTheme] = ("", SyntaxTheme())

    def compose(self) -> ComposeResult:
        """The transcript alone."""
        yield self._area

    @property
    def pager(self) -> Pager | None:
        """The pager while it is shown."""
        return self._pager if self.has_class("-paging") else None

    @property
    def can_page(self) -> bool:
        """Whether there is a topic to show again."""
        return self._pager is not None and self._pager.topic is not None

    @property
    def share(self) -> PagerSize:
        """The pager's share of the room."""
        return self._share

    @share.setter
    def share(self, share: PagerSize) -> None:
        self._share = share
        self._arrange()

    def set_language(self, language: str, syntax: SyntaxTheme) -> None:
        """Set how code is highlighted in both parts."""
        self._code = (language, syntax)
        self._area.set_language(language, syntax)
        if self._pager is not None:
            self._pager.set_language(language, syntax)

    async def show(self, topic: HelpTopic) -> None:
        """Show a topic in the pager."""
        if self._pager is None:
            # 15 ms at the start, for what is not there yet.
            from tui.widgets.pager.pager import Pager

            pager = self._pager = Pager()
            self._divider = Divider()
            pager.set_language(*self._code)
            pager.show(topic)
            self.open()
            await self.mount(self._divider, pager)
        else:
            self._pager.show(topic)
            self.open()

    def open(self) -> None:
        """Show the pager with what it had, if there is any."""
        if self.can_page:
            self.add_class("-paging")
            self._arrange()

    def close(self) -> None:
        """Hide the pager; its topics stay."""
        self.remove_class("-paging")

    def on_resize(self, event: events.Resize) -> None:
        """Put the pager where there is room."""
        self._arrange()

    def _arrange(self) -> None:
        if self._pager is None or self._divider is None or not self.size:
            return
        stacked = self.size.width < WIDE
        self.set_class(stacked, "-stacked")
        self._divider.stacked = stacked
        styles = self._pager.styles
        if stacked:
            styles.width = "1fr"
            styles.height = max(3, round(self._share.height * self.size.height))
        else:
            styles.width = max(10, round(self._share.width * self.size.width))
            styles.height = "1fr"

    def on_divider_moved(self, event: Divider.Moved) -> None:
        """Follow the mouse."""
        event.stop()
        stacked = self.size.width < WIDE
        self._give(-event.cells / max(1, self.size.height if stacked else self.size.width))

    def on_pager_resize_wanted(self, event: Pager.ResizeWanted) -> None:
        """Follow a key."""
        event.stop()
        self._give(event.step * STEP)

    def _give(self, more: float) -> None:
        width, height = self._share.width, self._share.height
        if self.size.width < WIDE:
            height = min(max(height + more, LEAST), MOST)
        else:
            width = min(max(width + more, LEAST), MOST)
        self.share = PagerSize(width, height)
        self.post_message(self.Resized(self.share))
