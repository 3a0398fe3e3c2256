"""The first page of the dialog that installs a kernel: picking what it is made of."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual import work

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.environment import PythonEnvironment
from tui.screens.installing.offers import (
    DIRECTORY,
    INTERPRETER,
    Sources,
    chosen_environment,
    chosen_kernel,
    environment_offers,
    find_sources,
    offers,
)
from tui.screens.installing.subjects import OfEnvironment, OfKnown, Subject, directory_subject
from tui.stores.environments import environment_of
from tui.stores.known_kernels import KnownKernel
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.specs_forms.form_dialog import FormDialog
from tui.widgets.specs_forms.offer_list import Offer
from tui.widgets.specs_forms.source_page import SourcePage

_TITLE = "Install a kernel: of what?"


class PickingDialog(FormDialog[str]):
    """Lists what there is on this machine, and takes paths; a kernel may want an environment."""

    def __init__(self, cwd: Path | None) -> None:
        super().__init__()
        self._cwd = cwd
        self._source = SourcePage()
        self._sources = Sources()
        # The known kernel that an environment is being picked for.
        self._wanting: KnownKernel | None = None

    def begin(self, subject: Subject) -> None:
        """Go on with what was picked."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Look for what there is."""
        self._source.wait(_TITLE)
        self._source.take_focus()
        self._search()

    @work(name="find environments", exit_on_error=False)
    async def _search(self) -> None:
        self._sources = await asyncio.to_thread(_sources_from, self._cwd)
        self._source.offer(_TITLE, offers(self._sources), keeps_filter=True)

    @property
    def is_picking_environment(self) -> bool:
        """Whether what is listed are environments for a known kernel."""
        return self._wanting is not None

    def pick_again(self, *, environment: bool) -> None:
        """List what there is: all, or environments for the known kernel that was picked."""
        if environment and self._wanting is not None:
            self._pick_environment(self._wanting)
            return
        self._wanting = None
        self._source.offer(_TITLE, offers(self._sources))
        self.refresh_bindings()

    def on_source_page_chosen(self, event: SourcePage.Chosen) -> None:
        """Go on with what was chosen."""
        event.stop()
        if self._source.display:
            self._choose(event.offer, event.path)

    @work(name="choose", exclusive=True, group="choose", exit_on_error=False)
    async def _choose(self, offer: Offer, path: str) -> None:
        try:
            subject = await self._subject_of(offer, path)
        except KernelspecError as error:
            self._source.complain(clean(str(error)))
            return
        if subject is not None:
            self.begin(subject)

    async def _subject_of(self, offer: Offer, path: str) -> Subject | None:
        """What an offer stands for; `None` when nothing was typed or an environment is wanted."""
        if (kernel := chosen_kernel(offer)) is not None:
            if not kernel.wants_environment:
                return OfKnown(kernel)
            self._pick_environment(kernel)
            return None
        if offer.offer_id == DIRECTORY:
            words = "Which directory? It has a kernel.json in it."
            path = path or await self.app.push_screen_wait(TextEntry(words))
            return await asyncio.to_thread(directory_subject, path) if path else None
        environment = chosen_environment(self._sources, offer)
        if offer.offer_id == INTERPRETER:
            environment = await self._typed_environment(path)
        if environment is None:
            return None
        if self._wanting is not None:
            return OfKnown(self._wanting, environment)
        return OfEnvironment(environment)

    async def _typed_environment(self, path: str) -> PythonEnvironment | None:
        words = "Which Python? The path of its program, or of its environment."
        if path := path or await self.app.push_screen_wait(TextEntry(words)):
            return await asyncio.to_thread(environment_of, Path(path))
        return None

    def _pick_environment(self, kernel: KnownKernel) -> None:
        self._wanting = kernel
        kind = "a conda environment" if kernel.wants_conda else "a Python environment"
        title = f"{kernel.display_name} is installed into {kind}: which?"
        self._source.offer(title, environment_offers(self._sources, kernel))
        self.refresh_bindings()


def _sources_from(cwd: Path | None) -> Sources:
    try:
        return find_sources(cwd or Path.cwd(), os.environ)
    except FileNotFoundError:
        # The present directory is gone.
        return find_sources(Path("/"), os.environ)
