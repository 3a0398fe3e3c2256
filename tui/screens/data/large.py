"""What the screens that show an output large have in common: parts, keys, work in threads."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui.screens.data.working import Working
from tui.widgets.data_table.entry_row import EntryRow
from tui.widgets.data_table.text_row import TextRow
from tui.widgets.dialogs.dismissal import FullPanel
from tui.widgets.key_bar import KeyBar, hints_of


class LargeScreen(ModalScreen[None], FullPanel[None]):
    """A screen around one widget: a title over it; below it what is typed, a status, the keys."""

    BLANK = True
    DEFAULT_CSS = """
    LargeScreen {
        background: $background;
        layout: vertical;
        & > .large--content { height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="large.back"),
        Binding("q", "close", "Close", id="large.close", show=False),
    ]

    def __init__(self, title: str, content: Widget) -> None:
        super().__init__()
        self._words = title
        self._content = content
        content.add_class("large--content")
        self._title_row = TextRow(classes="-title")
        self._title_row.words = title
        self._entry = EntryRow()
        self._status = TextRow(classes="-status")
        self._keys = KeyBar()
        self._working = Working(type(self).__name__, self._tell_if_there)

    @property
    def is_busy(self) -> bool:
        """Whether something is being worked out."""
        return self._working.is_busy

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield from (self._title_row, self._content, self._entry, self._status, self._keys)

    def on_mount(self) -> None:
        """Name the keys."""
        self.bindings_updated_signal.subscribe(self, self._refresh_keys)
        self.set_focus(self._content)

    async def on_unmount(self) -> None:
        """Nobody waits for what is still done."""
        await self._working.close()

    def _refresh_keys(self, _: Screen[object]) -> None:
        self._keys.hints = hints_of(self)

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A key was clicked."""
        event.stop()
        self.app.simulate_key(event.key)

    def _tell_if_there(self) -> None:
        if self.is_mounted:
            self.tell()

    def tell(self) -> None:
        """Say in the rows around the content where one is, and what is being done."""
        raise NotImplementedError

    def action_back(self) -> None:
        """Take back the last step, else go back."""
        self.action_close()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed only the keys of that exist."""
        return not self._entry.display
