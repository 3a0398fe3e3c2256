"""The part of the kernelspecs' screen that keeps its panel up to date with the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from textual import work
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.worker import Worker

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry
from tui.screens.kernelspecs.looking import (
    facts_of,
    listing_of,
    look_for_faults,
    provided_listing,
)
from tui.screens.kernelspecs.messages import SpecStart
from tui.screens.kernelspecs.trials import Trials
from tui.stores.kernelspecs.providing import SpecProvider
from tui.stores.kernelspecs.settings import SpecSettings
from tui.tasks import TaskOwner
from tui.widgets.dialogs.dismissal import FullPanel
from tui.widgets.key_bar import KeyBar, hints_of
from tui.widgets.specs.panel import SpecsPanel
from tui.widgets.specs.row import Listing, key_of
from tui.worker_failures import FAILURE, failed


class ListedKernelspecs(ModalScreen[SpecStart | None], FullPanel[SpecStart | None]):
    """Reads the kernelspecs in threads and shows them with what is known of each."""

    BLANK = True
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ListedKernelspecs {
        background: $background;
        layout: vertical;
        & > SpecsPanel { height: 1fr; }
    }
    """

    def __init__(
        self,
        trials: Trials,
        settings: SpecSettings | None = None,
        default_name: str = "",
        used_by: Mapping[str, Sequence[str]] | None = None,
        provider: SpecProvider | None = None,
    ) -> None:
        """`used_by` are the titles of tabs by the names of their kernelspecs.

        `provider` asks the configured class, for others as well; `None` for one of its own.
        """
        super().__init__()
        self._trials = trials
        self._settings = settings or SpecSettings()
        self._provider = provider or SpecProvider(self._settings)
        self._panel = SpecsPanel()
        self._panel.default_name = default_name
        self._panel.used_by = used_by or {}
        self._keys = KeyBar()
        self._tasks = TaskOwner("kernelspecs")
        self._reading: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[tuple[Listing, str]] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._wants_again = self._was_read = False
        # The name that is to be selected when it has been read.
        self._to_select = ""
        self._entries: tuple[SpecEntry, ...] = ()

    def compose(self) -> ComposeResult:
        """The panel over the keys that work in it."""
        yield self._panel
        yield self._keys

    def on_mount(self) -> None:
        """Read, and follow what is tried."""
        self.bindings_updated_signal.subscribe(self, self._refresh_keys)
        self._trials.follow(self._note_trials)
        self.reload()

    async def on_unmount(self) -> None:
        """Nobody waits for what is still read or tried."""
        self._trials.follow(None)
        await self._tasks.cancel()
        await self._trials.cancel()

    @property
    def default_name(self) -> str:
        """The name of jtui's default kernel."""
        return self._panel.default_name

    @default_name.setter
    def default_name(self, name: str) -> None:
        self._panel.default_name = name

    def reload(self, select: str = "") -> None:
        """Read the disk again, then select the kernelspec of a name."""
        self._to_select = select or self._to_select
        if self._reading is not None and not self._reading.done():
            # What is being read may be older than what has changed.
            self._wants_again = True
            if self._asking is not None:
                self._asking.cancel()
            return
        self._panel.show_reading(True)
        self._reading = self._tasks.start(self._read(), "read")

    async def _read(self) -> None:
        self._wants_again = True
        while self._wants_again:
            self._wants_again = False
            try:
                listing = await asyncio.to_thread(listing_of, self._settings)
            except (OSError, KernelspecError, MemoryError, RuntimeError) as error:
                # No thread that can be started is a RuntimeError.
                why = getattr(error, "strerror", None) or str(error) or type(error).__name__
                self._complain(f"The kernelspecs cannot be read: {why.rstrip('.')}.")
                self._panel.show_reading(False)
                return
            self._show(listing, is_all=not self._settings.manager_class)
            if self._settings.manager_class and not self._wants_again:
                await self._ask_class()

    async def _ask_class(self) -> None:
        """Show what the configured class makes of it, unless it is to be read again before."""
        question = provided_listing(self._entries, self._provider, afresh=self._was_read)
        self._was_read = True
        self._asking = self._tasks.start(question, "ask the class")
        await asyncio.wait([self._asking])
        if self._asking.cancelled():
            return
        listing, problem = self._asking.result()
        self._show(listing, is_all=True)
        if problem:
            self._complain(problem)

    def _show(self, listing: Listing, *, is_all: bool) -> None:
        self._entries = tuple(row.entry for row in listing.rows)
        self._panel.show(listing, self._trials.known_of(listing.rows))
        self._panel.show_reading(not is_all)
        if self._to_select:
            self._panel.select(self._to_select)
        if is_all:
            self._to_select = ""
            if self._looking is not None:
                self._looking.cancel()
            looking = look_for_faults(self._entries, self._panel.note_faulty)
            self._looking = self._tasks.start(looking, "faults")

    def on_specs_panel_facts_wanted(self, event: SpecsPanel.FactsWanted) -> None:
        """Tell what the disk knows of a kernelspec."""
        event.stop()
        self._tasks.start(self._tell_facts(event.entry), "facts")

    async def _tell_facts(self, entry: SpecEntry) -> None:
        facts = await asyncio.to_thread(facts_of, entry)
        self._panel.show_facts(key_of(entry), facts)

    def _note_trials(self, entries: Sequence[SpecEntry]) -> None:
        self._panel.note_checks({key_of(each): self._trials.of(each) for each in entries})
        self._panel.show_progress(self._trials.progress)

    @work(name="stop checks", exit_on_error=False)
    async def _stop_trials(self) -> None:
        await self._trials.cancel()

    # Keys, failures, words.

    def _refresh_keys(self, _: Screen[object]) -> None:
        self._keys.hints = hints_of(self)

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A key was clicked."""
        event.stop()
        self.app.simulate_key(event.key)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say that something failed because of an error of jtui's own."""
        if failed(self, event):
            self.notify(FAILURE, severity="error", markup=False)

    def _say(self, words: str) -> None:
        self.notify(clean(words, newlines=True), timeout=5, markup=False)

    def _complain(self, problem: str) -> None:
        words = clean(problem, newlines=True)
        self.notify(words, severity="error", timeout=10, markup=False)
