"""The page of Jupyter Servers, and of what is on one of them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import TYPE_CHECKING

from tui.errors import TransportError
from tui.kernels.endpoints import ServerAddress, ServerKernel
from tui.kernels.server.address import parse_server, place_of
from tui.kernels.server.listing import RunningOnServer, ServerListing
from tui.kernels.server.local import LocalServer, local_servers
from tui.screens.connect.asking_servers import client_class
from tui.screens.connect.levels import PlacesPage
from tui.screens.connect.listed import PageHost, one_line
from tui.screens.connect.results import GoToTab
from tui.screens.connect.server_rows import (
    COLUMNS,
    NEW,
    kernel_details,
    kernel_row,
    name_of,
    spec_details,
    spec_row,
    title_of,
    uses_of,
)
from tui.stores.used_places import forget_place, note_place, used_places
from tui.tasks import TaskOwner
from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow, Deed, Tone
from tui.widgets.specs.telling import Look, TellingLine

if TYPE_CHECKING:
    from tui.kernels.server.client import ServerClient

_PLACES = (
    Column("server", 16, 60, 0),
    Column("known from", 10, 24, 1),
    Column("directory", 12, 60, 2, keeps_end=True),
)
_ADDRESS = re.compile(r"https?://.|localhost\b|[\w.-]+:\d|[\w-]+(\.[\w-]+)+(/|$)", re.IGNORECASE)
_KERNEL_DEEDS = frozenset((Deed.INTERRUPT, Deed.RESTART, Deed.SHUT_DOWN))
_QUESTIONS = {
    Deed.INTERRUPT: ("Interrupt {}", "Interrupt it", "i"),
    Deed.RESTART: ("Restart {}? All its variables are lost.", "Restart it", "r"),
    Deed.SHUT_DOWN: ("Shut down {}? All its variables are lost.", "Shut it down", "s"),
}
_DONE = {
    Deed.INTERRUPT: "interrupted",
    Deed.RESTART: "restarted",
    Deed.SHUT_DOWN: "shut down",
}


class Servers(PlacesPage):
    """Servers that run here and those used before; any other can be typed as a URL."""

    title = "Servers"
    noun = "server"

    def __init__(self, host: PageHost, tasks: TaskOwner) -> None:
        super().__init__(host, tasks)
        self._addresses: dict[str, ServerAddress] = {}
        self._local: dict[str, LocalServer] = {}
        self._client: ServerClient | None = None
        self._listing: ServerListing | None = None
        if (address := host.surroundings.address) is not None:
            self._addresses[address.url] = address
            self._place = address.url

    @property
    def placeholder(self) -> str:  # type: ignore[override]
        """What can be typed."""
        if self._place:
            return "start or attach to which kernel? Type to filter"
        return "https://host:8888"

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        """The columns of servers, or of what is on one."""
        return COLUMNS if self._place else _PLACES

    # Reading.

    async def read(self) -> None:
        """Find servers, or ask the one that was gone into what it has."""
        if self._place:
            await self._read_server(self._place)
            return
        found = await asyncio.to_thread(local_servers)
        used = await asyncio.to_thread(used_places, "servers")
        self._local = {each.address.url: each for each in found}
        rows = [_place_row(each.address.url, "runs here", each.root_dir) for each in found]
        self._addresses |= {each.address.url: each.address for each in found}
        for url in used:
            if url in self._local:
                continue
            with suppress(TransportError):
                self._addresses.setdefault(url, parse_server(url))
                rows.append(_place_row(url, "used before", ""))
        self.set_rows(rows)

    async def _read_server(self, url: str) -> None:
        await self.close()
        client = (await client_class())(self._addresses[url], self.host.surroundings.ask)
        self._client = client
        listing = await client.list()
        self._addresses[url] = listing.address
        self._listing = listing
        self.problem = one_line(listing.problem)
        now = time.time()
        self.set_rows(
            [
                *(
                    kernel_row(each, name_of(each, listing), self._tab_of(each.kernel_id), now)
                    for each in listing.kernels
                ),
                *map(spec_row, listing.specs),
            ]
        )
        if url not in self._local:
            # It is used whether or not it can be remembered.
            with suppress(OSError):
                await asyncio.to_thread(note_place, "servers", url)

    def enter(self, place: str) -> None:
        """Go into a server."""
        self._listing = None
        super().enter(place)

    async def close(self) -> None:
        """End the connection to the server that was gone into."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _tab_of(self, kernel_id: str) -> int | None:
        return self.host.surroundings.tabs.get(kernel_id)

    def typed_rows(self, text: str) -> Sequence[ConnectRow]:
        """The server that is typed."""
        address = None if self._place else _typed(text)
        if address is None or any(row.key == address.url for row in self._rows):
            return ()
        return (_place_row(address.url, "typed", ""),)

    @property
    def status(self) -> str:
        """The server that was gone into and what it has, or how many servers there are."""
        if not self._place:
            return super().status
        words = place_of(self._place)
        if self.is_reading:
            return f"{words} · asking …"
        if self._listing is not None:
            words += f" · {len(self._listing.kernels):,} running"
        return words

    def words(self, text: str) -> Sequence[str]:
        """What is said where there is no row."""
        if self._place and self.is_reading:
            return (f"Asking {place_of(self._place)} …",)
        return super().words(text)

    def empty_words(self) -> Sequence[str]:
        """How to name a server, or what one lacks."""
        if self._place:
            if self.problem:
                return ("F5 asks again, Esc goes back.",)
            return ("This server has no kernelspec and no kernel.",)
        return (
            "No Jupyter Server runs here, and none was used before.",
            "",
            "Type the URL of a server, hub or gateway, and Enter asks it what it has. One can be"
            " pasted with its token. “jupyter server” starts one.",
        )

    def details(self, key: str) -> Sequence[TellingLine]:
        """What is known of a server, or of what is on it."""
        listing = self._listing
        if not self._place:
            return self._place_details(key)
        if listing is None:
            return ()
        if key.startswith(NEW):
            spec = next((each for each in listing.specs if f"{NEW}{each.name}" == key), None)
            return spec_details(spec, listing) if spec is not None else ()
        kernel = self._kernel(key)
        return kernel_details(kernel, listing, time.time()) if kernel is not None else ()

    def _place_details(self, key: str) -> Sequence[TellingLine]:
        lines = [TellingLine("", one_line(key), Look.TITLE)]
        if (local := self._local.get(key)) is not None:
            lines.append(TellingLine("pid", str(local.pid)))
            lines.append(TellingLine("directory", one_line(local.root_dir)))
        address = self._addresses.get(key)
        if address is not None and address.token:
            lines.append(TellingLine("token", "known"))
        words = "Enter asks the server what it has: kernels that run, and kernelspecs to start."
        return [*lines, TellingLine("", words, Look.DIM)]

    def _kernel(self, key: str) -> RunningOnServer | None:
        kernels = self._listing.kernels if self._listing is not None else ()
        return next((each for each in kernels if each.kernel_id == key), None)

    # Deeds.

    def deeds(self, key: str) -> AbstractSet[Deed]:
        """What can be done about a kernel there."""
        if not self._place:
            used = key in self._addresses and key not in self._local
            return frozenset((Deed.CLEAN_UP,)) if used else frozenset()
        return _KERNEL_DEEDS if self._kernel(key) is not None else frozenset()

    def open(self, key: str, text: str) -> None:
        """Go into a server, or start or attach to a kernel there."""
        if not self._place:
            typed = _typed(text)
            if typed is not None and typed.url == key and (typed.token or key not in self._local):
                self._addresses[key] = typed
            if key in self._addresses:
                self.enter(key)
            return
        listing = self._listing
        if listing is None:
            return
        if key.startswith(NEW):
            name = key.removeprefix(NEW)
            titles = {spec.name: spec.display_name for spec in listing.specs}
            endpoint = ServerKernel(listing.address, spec_name=name, title=titles.get(name, ""))
            self.host.finish(endpoint)
        elif (tab := self._tab_of(key)) is not None:
            self.host.finish(GoToTab(tab))
        elif (kernel := self._kernel(key)) is not None:
            title = title_of(kernel) or name_of(kernel, listing)
            endpoint = ServerKernel(listing.address, key, kernel.spec_name, title)
            self.host.finish(endpoint)

    def act(self, deed: Deed, key: str) -> None:
        """Interrupt, restart or shut down a kernel there, or forget a server."""
        if deed is Deed.CLEAN_UP:
            self.do(self._forget(key), "forget")
        elif (kernel := self._kernel(key)) is not None:
            self.do(self._act(deed, kernel), deed)

    async def _forget(self, url: str) -> None:
        if await self.host.confirm(f"Forget {one_line(url)}?", "Forget it", "f"):
            await asyncio.to_thread(forget_place, "servers", url)
            self._addresses.pop(url, None)
            self.refresh()

    async def _act(self, deed: Deed, kernel: RunningOnServer) -> None:
        if (client := self._client) is None or (listing := self._listing) is None:
            return
        question, words, letter = _QUESTIONS[deed]
        name = f"{name_of(kernel, listing)} on {place_of(self._place)}"
        asked = "\n".join(part for part in (question.format(name), uses_of(kernel)) if part)
        if not await self.host.confirm(asked, words, letter):
            return
        if deed is Deed.INTERRUPT:
            await client.interrupt(kernel.kernel_id)
        elif deed is Deed.RESTART:
            await client.restart(kernel.kernel_id)
        else:
            await client.shut_down(kernel.kernel_id)
        self.host.say(f"{name} was {_DONE[deed]}.")
        self.refresh()


def _typed(text: str) -> ServerAddress | None:
    """The server that a text names, `None` where it does not look like an address."""
    if _ADDRESS.match(text.strip()) is None:
        return None
    try:
        return parse_server(text)
    except TransportError:
        return None


def _place_row(url: str, source: str, directory: str) -> ConnectRow:
    cells = (one_line(url), source, one_line(directory))
    return ConnectRow(url, cells, " ".join(cells).lower(), (Tone.PLAIN, Tone.QUIET, Tone.QUIET))
