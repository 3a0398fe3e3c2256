"""What the application does about pictures: in which way they are shown, and what was lost."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Protocol, runtime_checkable

from tui.config import Settings
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.protocols import images_for
from tui.screens.console import ConsoleScreen
from tui.terminal.cell_size import USUAL_CELL, cell_size
from tui.terminal.charset_app import CharsetApp
from tui.terminal.crash import CalmExit
from tui.terminal.driver import TerminalDriver


@runtime_checkable
class ShowsPictures(Protocol):
    """A screen with pictures on it beside those of the panes."""

    def show_pictures(self, graphics: Graphics) -> None:
        """Draw pictures in another way from now on."""
        ...

    def pictures_lost(self) -> None:
        """Prepare again what was given up."""
        ...


class PicturingApp(CalmExit[int], CharsetApp[int]):
    """An application whose panes show pictures in the way its terminal can."""

    settings: Settings
    console_screen: ConsoleScreen
    _graphics: Graphics | None = None

    @property
    def graphics(self) -> Graphics:
        """How all panes show pictures; found out when it is first asked for."""
        if self._graphics is None:
            cell = cell_size()
            wish = self.settings.transcript.images
            images = images_for(wish, os.environ, cell, self.charset)
            self._graphics = Graphics(images, cell or USUAL_CELL)
        return self._graphics

    def serve_pictures(self) -> None:
        """Let the terminal have pictures from now on."""
        if not (self.graphics.uses_shelf and isinstance(self._driver, TerminalDriver)):
            return

        def missing() -> None:
            # Frames are written in a thread of their own.
            self.call_later(self._prepare_again)

        self.graphics.shelf.on_missing = missing
        self._driver.pictures = self.graphics.shelf

    def change_pictures(self) -> None:
        """Show pictures in the way that the settings say now."""
        self._graphics = None
        if isinstance(self._driver, TerminalDriver):
            self._driver.pictures = None
        self.serve_pictures()
        for pane in self.console_screen.panes:
            pane.view.show_pictures(self.graphics)

    def _prepare_again(self) -> None:
        for pane in self.console_screen.panes:
            pane.view.pictures_lost()
        for screen in self.screen_stack:
            if isinstance(screen, ShowsPictures):
                screen.pictures_lost()

    def on_resize(self) -> None:
        """Draw pictures anew where the terminal's characters have another size."""
        cell = cell_size() or USUAL_CELL
        if cell != self.graphics.cell:
            self._graphics = replace(self.graphics, cell=cell)
            for pane in self.console_screen.panes:
                pane.view.show_pictures(self._graphics)
            for screen in self.screen_stack:
                if isinstance(screen, ShowsPictures):
                    screen.show_pictures(self._graphics)
