"""The screen in which one picks what to open in a new tab."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import assert_never

from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen

from tui.attaching import ConnectPage
from tui.model.clean import clean
from tui.screens.connect.engines import Engines
from tui.screens.connect.listed import ListedPage
from tui.screens.connect.new_kernels import NewKernels
from tui.screens.connect.results import Picked, Surroundings
from tui.screens.connect.running import RunningHere
from tui.screens.connect.servers import Servers
from tui.screens.connect.ssh import SshHosts
from tui.tasks import TaskOwner
from tui.widgets.connect.page import Deed
from tui.widgets.connect.panel import ConnectPanel
from tui.widgets.dialogs.choice import Choice, ChoiceDialog
from tui.widgets.dialogs.dismissal import FullPanel
from tui.widgets.key_bar import KeyBar, hints_of

PLACES = (
    ConnectPage.NEW,
    ConnectPage.RUNNING,
    ConnectPage.SERVERS,
    ConnectPage.SSH,
    ConnectPage.ENGINES,
)


class ConnectScreen(ModalScreen[Picked | None], FullPanel[Picked | None]):
    """Fills the terminal; the result is what to open, `None` for nothing."""

    BLANK = True
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ConnectScreen { background: $background; layout: vertical; }
    """

    def __init__(
        self, surroundings: Surroundings, page: ConnectPage = ConnectPage.NEW, text: str = ""
    ) -> None:
        """`page` is in view at first, with `text` typed in it."""
        super().__init__()
        self._surroundings = surroundings
        self._tasks = TaskOwner("what to open")
        self._pages: Sequence[ListedPage] = tuple(
            kind(self, self._tasks)
            for kind in (NewKernels, RunningHere, Servers, SshHosts, Engines)
        )
        self._panel = ConnectPanel(self._pages, PLACES.index(page), text)
        self._key_bar = KeyBar()
        self._has_changed = False

    def compose(self) -> ComposeResult:
        """The panel over the keys that work in it."""
        yield self._panel
        yield self._key_bar

    def on_mount(self) -> None:
        """Follow which keys work."""
        self.bindings_updated_signal.subscribe(self, self._refresh_keys)

    async def on_unmount(self) -> None:
        """Nobody waits any more for what is under way."""
        await self._tasks.cancel()
        for page in self._pages:
            await page.close()

    @property
    def page(self) -> ListedPage:
        """The page in view."""
        return self._pages[self._panel.active]

    def show(self, page: ConnectPage, text: str = "") -> None:
        """Bring a page into view."""
        self._panel.show_page(PLACES.index(page))
        if text:
            self._panel.set_text(text)

    def on_connect_panel_page_shown(self, event: ConnectPanel.PageShown) -> None:
        """Begin to read the page."""
        event.stop()
        self._pages[event.index].begin()

    def on_connect_panel_deed_wanted(self, event: ConnectPanel.DeedWanted) -> None:
        """Do what a key asks for."""
        event.stop()
        page = self._pages[event.index]
        match event.deed:
            case Deed.OPEN:
                page.open(event.key, event.text)
            case Deed.REFRESH:
                page.refresh()
            case Deed.BACK:
                if not page.back():
                    self.dismiss(None)
            case Deed.INTERRUPT | Deed.RESTART | Deed.SHUT_DOWN | Deed.CLEAN_UP:
                page.act(event.deed, event.key)
            case other:
                assert_never(other)

    # What the pages ask.

    @property
    def surroundings(self) -> Surroundings:
        """What the application has given."""
        return self._surroundings

    def page_changed(self, page: ListedPage) -> None:
        """Show anew what the page in view holds, once for all changes of a moment."""
        if page is self.page and not self._has_changed:
            self._has_changed = True
            self.call_later(self._show_changes)

    def _show_changes(self) -> None:
        self._has_changed = False
        self._panel.refresh_page()

    def set_text(self, page: ListedPage, text: str, key: str = "") -> None:
        """Have a text typed in the page in view, and the row of a key selected."""
        if page is self.page:
            self._panel.set_text(text, key)

    def finish(self, picked: Picked) -> None:
        """End with what is to be opened."""
        self.dismiss(picked)

    def say(self, words: str) -> None:
        """Tell the user what was done."""
        self.notify(clean(words, newlines=True), timeout=4, markup=False)

    async def confirm(self, question: str, words: str, key: str) -> bool:
        """Ask whether to do what `words` say; nothing is preselected."""
        choices = [Choice("do", words, key), Choice("", "Cancel", "c")]
        answered: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def note(answer: str | None) -> None:
            if not answered.done():
                answered.set_result(answer)

        self.app.push_screen(ChoiceDialog(question, choices, preselect=False), note)
        return await answered == "do"

    def _refresh_keys(self, _: Screen[object]) -> None:
        self._key_bar.hints = hints_of(self)
