"""The palette of themes: each is shown while it is marked, and Escape brings the first one back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from textual import on
from textual.command import Command, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import OptionList

from tui.screens.palette import SingleChoicePalette

PAUSE = 0.08
"""Seconds a theme has to be marked before it is shown: all is drawn anew for it."""


NAMES = 22
"""Columns for the names."""


@dataclass(frozen=True, slots=True)
class ThemeOffer:
    """A theme that can be picked, with a few words on it."""

    name: str
    words: str


class ShowTheme(Protocol):
    """Draws everything in a theme; one that is `chosen` stays."""

    def __call__(self, name: str, *, chosen: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class _Choice:
    """What the palette runs when a theme is chosen."""

    name: str
    show: ShowTheme

    def __call__(self) -> None:
        self.show(self.name, chosen=True)


class ThemePalette(SingleChoicePalette):
    """A palette that shows themes on the way.

    `current` is in use, and comes first if `offered` has it first. It lies in a corner, and
    nothing is dimmed, so that themes can be seen on what they are for.
    """

    DEFAULT_CSS = """
    ThemePalette {
        align-horizontal: right;
        background: transparent;
        & > Vertical { width: 44; max-width: 100%; margin: 1 1 0 0; }
        & CommandList { max-height: 60vh; }
    }
    """

    class Left(Message):
        """The palette is gone."""

        @property
        def control(self) -> None:
            """No widget: the palette is gone."""

    def __init__(
        self,
        current: str,
        offered: Callable[[], Awaitable[list[ThemeOffer]]],
        show: ShowTheme,
    ) -> None:
        super().__init__(
            providers=[ThemeChoices], placeholder="Search for themes…", id="--command-palette"
        )
        self.offered = offered
        self.show_theme = show
        self._first = self._shown = current
        self._waiting: Timer | None = None

    @on(OptionList.OptionHighlighted)
    def _show_soon(self, event: OptionList.OptionHighlighted) -> None:
        if not isinstance(event.option, Command):
            return
        choice = event.option.hit.command
        if isinstance(choice, _Choice) and not self._has_chosen:
            if self._waiting is not None:
                self._waiting.stop()
            self._waiting = self.set_timer(PAUSE, lambda: self._show(choice.name))

    def _show(self, name: str) -> None:
        if self._has_chosen or name == self._shown:
            return
        self._shown = name
        self.show_theme(name)

    def on_unmount(self) -> None:
        """Bring back the first theme unless another was chosen."""
        if not self._has_chosen and self._shown != self._first:
            self.show_theme(self._first)
        self.app.post_message(self.Left())


class ThemeChoices(Provider):
    """The themes, as the palette wants them."""

    _offers: list[ThemeOffer]
    _show: ShowTheme

    async def startup(self) -> None:
        """Have the themes read."""
        palette = self.app.screen
        self._offers = []
        if isinstance(palette, ThemePalette):
            self._offers, self._show = await palette.offered(), palette.show_theme

    async def discover(self) -> Hits:
        """All of them."""
        for offer in self._offers:
            row = _row(Content(offer.name), offer)
            yield DiscoveryHit(row, _Choice(offer.name, self._show), offer.name)

    async def search(self, query: str) -> Hits:
        """Those whose name is like what was typed."""
        matcher = self.matcher(query)
        for offer in self._offers:
            text = f"{offer.name} {offer.words}"
            if (score := matcher.match(text)) > 0:
                row = _row(matcher.highlight(offer.name), offer)
                yield Hit(score, row, _Choice(offer.name, self._show), offer.name)


def _row(name: Content, offer: ThemeOffer) -> Content:
    blanks = " " * max(2, NAMES - len(offer.name))
    return Content.assemble(name, blanks, (offer.words, "$text-muted"))
