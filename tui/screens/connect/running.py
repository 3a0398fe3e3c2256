"""The page of kernels that run on this computer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import aclosing
from pathlib import Path

from tui.kernels.ending import end_kernel
from tui.kernels.running.cleaning import clean_up
from tui.kernels.running.listing import list_running
from tui.kernels.running.notebooks import kernel_id
from tui.kernels.running.row import RunningKernel, in_order
from tui.kernels.server.address import parse_server
from tui.kernels.server.local import local_servers
from tui.screens.connect.asking_servers import client_class
from tui.screens.connect.listed import ListedPage, PageHost, widths_of
from tui.screens.connect.results import GoToTab
from tui.screens.connect.running_rows import (
    COLUMNS,
    details_of,
    row_of,
    shut_down_question,
)
from tui.tasks import TaskOwner
from tui.widgets.connect.page import ConnectRow, Deed
from tui.widgets.specs.telling import TellingLine

MANY = 200
"""Rows from which on they are made in a thread, and shown together with those that come after."""
PAUSE = 0.25
"""Seconds for which changes of many rows are gathered."""


class RunningHere(ListedPage):
    """Connection files with what is found out about each, bit by bit."""

    title = "Running here"
    noun = "kernel"
    placeholder = "attach to which kernel? Type to filter"
    columns = COLUMNS

    def __init__(self, host: PageHost, tasks: TaskOwner) -> None:
        super().__init__(host, tasks)
        self._kernels: dict[Path, RunningKernel] = {}
        self._ending: Path | None = None

    async def read(self) -> None:
        """List what runs; rows appear at once, and are filled as kernels answer."""
        kernels: dict[Path, RunningKernel] = {}
        made: dict[Path, ConnectRow] = {}
        shown_at = 0.0
        async with aclosing(list_running()) as batches:
            async for batch in batches:
                kernels.update((each.file, each) for each in batch)
                await self._make(batch, made)
                loop = asyncio.get_running_loop()
                if len(kernels) < MANY or loop.time() - shown_at > PAUSE:
                    await self._show(kernels, made)
                    shown_at = loop.time()
        await self._show(kernels, made)

    async def _make(self, batch: Sequence[RunningKernel], made: dict[Path, ConnectRow]) -> None:
        """Make the rows of what has changed."""
        now = time.time()

        def make() -> None:
            made.update((each.file, row_of(each, self._tab_of(each), now)) for each in batch)

        if len(batch) < MANY:
            make()
        else:
            await asyncio.to_thread(make)

    async def _show(self, kernels: dict[Path, RunningKernel], made: dict[Path, ConnectRow]) -> None:
        def ordered() -> tuple[list[ConnectRow], list[int]]:
            rows = [made[each.file] for each in in_order(kernels.values())]
            return rows, widths_of(rows, len(self.columns))

        rows, wanted = ordered() if len(kernels) < MANY else await asyncio.to_thread(ordered)
        self._kernels = kernels
        self.set_rows(rows, wanted)

    def _tab_of(self, kernel: RunningKernel) -> int | None:
        return self.host.surroundings.tabs.get(kernel.file.name)

    def _kernel(self, key: str) -> RunningKernel | None:
        return self._kernels.get(Path(key))

    @property
    def status(self) -> str:
        """How many run, and how many are dead."""
        if not self._kernels:
            return "reading …" if self.is_reading else ""
        dead = sum(each.state == "dead" for each in self._kernels.values())
        living = sum(not each.is_final for each in self._kernels.values())
        if self._ending is not None:
            return "shutting down …"
        words = f"{living:,} running" + (f", {dead:,} dead" if dead else "")
        return f"{words} · reading …" if self.is_reading else words

    def empty_words(self) -> Sequence[str]:
        """Which kernels would be here."""
        return (
            "No kernel runs here.",
            "",
            "Here are the kernels of this computer that have a connection file: those of notebooks,"
            " of consoles, and those that an earlier jtui left running. F5 looks again.",
        )

    def details(self, key: str) -> Sequence[TellingLine]:
        """What is known of a kernel."""
        kernel = self._kernel(key)
        return () if kernel is None else details_of(kernel, self._tab_of(kernel))

    def deeds(self, key: str) -> AbstractSet[Deed]:
        """What can be done about a kernel."""
        deeds = set()
        kernel = self._kernel(key)
        if kernel is not None and kernel.can_be_attached and self._tab_of(kernel) is None:
            deeds.add(Deed.SHUT_DOWN)
        if any(each.can_be_cleaned_up for each in self._kernels.values()):
            deeds.add(Deed.CLEAN_UP)
        return deeds

    def open(self, key: str, text: str) -> None:
        """Attach to a kernel, or go to the tab in which it is open."""
        kernel = self._kernel(key)
        if kernel is None:
            return
        if (tab := self._tab_of(kernel)) is not None:
            self.host.finish(GoToTab(tab))
        elif kernel.can_be_attached:
            self.host.finish(kernel.endpoint())
        else:
            self.problem = (
                "This kernel is dead: F9 removes what it left behind."
                if kernel.state == "dead"
                else f"There is nothing to attach to. {kernel.problem}"
            )
            self.changed()

    def act(self, deed: Deed, key: str) -> None:
        """Shut a kernel down, or clean up after dead ones."""
        kernel = self._kernel(key)
        if deed is Deed.CLEAN_UP:
            self.do(self._clean_up(), "clean up")
        elif deed is Deed.SHUT_DOWN and kernel is not None:
            self.do(self._shut_down(kernel), "shut down")

    async def _shut_down(self, kernel: RunningKernel) -> None:
        question = shut_down_question(kernel, time.time())
        if not await self.host.confirm(question, "Shut it down", "s"):
            return
        self._ending = kernel.file
        self.changed()
        try:
            await self._end(kernel)
        finally:
            self._ending = None
            self.changed()
        self.host.say("The kernel was shut down.")
        self.refresh()

    async def _end(self, kernel: RunningKernel) -> None:
        if kernel.survivor is not None:
            await asyncio.to_thread(kernel.survivor.kill)
        elif kernel.server_url:
            # It would start the kernel again that has ended without its doing.
            servers = await asyncio.to_thread(local_servers)
            known = [each.address for each in servers if each.address.url == kernel.server_url]
            address = known[0] if known else parse_server(kernel.server_url)
            client = (await client_class())(address, self.host.surroundings.ask)
            try:
                await client.shut_down(kernel_id(kernel.file))
            finally:
                await client.close()
        else:
            await end_kernel(kernel.endpoint())

    async def _clean_up(self) -> None:
        dead = [each for each in self._kernels.values() if each.can_be_cleaned_up]
        files = (
            "the connection file of 1 kernel that is"
            if len(dead) == 1
            else (f"the connection files of {len(dead):,} kernels that are")
        )
        if not await self.host.confirm(f"Remove {files} dead?", "Remove", "r"):
            return
        done = await asyncio.to_thread(clean_up, dead)
        self.refresh()
        if done.removed:
            count = "1 file was" if done.removed == 1 else f"{done.removed:,} files were"
            self.host.say(f"{count} removed.")
        if done.problems:
            more = len(done.problems) - 2
            rest = f" And {more:,} more." if more > 0 else ""
            self.problem = " ".join(done.problems[:2]) + rest
            self.changed()
