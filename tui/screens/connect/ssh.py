"""The page of hosts that are reached by ssh, and what there is to open on one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress

from tui.errors import TransportError
from tui.kernels.endpoints import SshKernel
from tui.kernels.running.pasted import connection_in, looks_pasted
from tui.screens.connect.levels import PlacesPage
from tui.screens.connect.listed import one_line
from tui.stores.ssh_hosts import configured_hosts
from tui.stores.used_places import forget_place, note_place, used_places
from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow, Deed, Tone
from tui.widgets.specs.telling import Look, TellingLine

_HOST = re.compile(r"[^\s\-@][^\s]*")
_FILE_SIGNS = re.compile(r"[/*?.\[]|^kernel-")
_NEWEST, _FILE, _PASTED, _SPEC = "newest", "file", "pasted", "spec"


class SshHosts(PlacesPage):
    """Hosts of the user's configuration and those used before; any other can be typed."""

    title = "ssh"
    noun = "host"
    _used: AbstractSet[str] = frozenset()

    @property
    def placeholder(self) -> str:  # type: ignore[override]
        """What can be typed."""
        if self._place:
            return f"on {one_line(self._place)}: a connection file, or a kernelspec's name"
        return "user@host"

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        """The columns of hosts, or of what to open."""
        if self._place:
            return (Column("what to open", 20, 60, 0), Column("how", 10, 60, 1))
        return (Column("host", 12, 50, 0), Column("known from", 10, 30, 1))

    async def read(self) -> None:
        """Find hosts."""
        if self._place:
            return
        used = await asyncio.to_thread(used_places, "hosts")
        self._used = frozenset(used)
        configured = await asyncio.to_thread(configured_hosts)
        known = dict.fromkeys(configured, "~/.ssh/config") | dict.fromkeys(used, "used before")
        hosts = [*used, *(each for each in configured if each not in used)]
        self.set_rows([_row(host, one_line(host), known[host]) for host in hosts])

    def typed_rows(self, text: str) -> Sequence[ConnectRow]:
        """A host that is typed; or what there is to open, whatever is typed."""
        text = text.strip()
        if self._place:
            return self._openings(text)
        if _HOST.fullmatch(text) is None or any(row.key == text for row in self._rows):
            return ()
        return (_row(text, one_line(text), "typed"),)

    def _openings(self, text: str) -> Sequence[ConnectRow]:
        if not text:
            return (_row(_NEWEST, "the newest kernel there", "found in its runtime directory"),)
        if looks_pasted(text):
            return (_row(_PASTED, "the kernel of the pasted connection file", "as it was pasted"),)
        file = _row(_FILE, f"the running kernel {one_line(text)}", "by its connection file there")
        spec = _row(_SPEC, f"a new kernel {one_line(text)}", "by its kernelspec there")
        return (file, spec) if _FILE_SIGNS.search(text) else (spec, file)

    @property
    def status(self) -> str:
        """The host that was gone into."""
        return one_line(self._place) if self._place else super().status

    def empty_words(self) -> Sequence[str]:
        """How to name a host."""
        return (
            "No host is known yet.",
            "",
            "Type one as for ssh, user@host or a name of ~/.ssh/config, and Enter goes on. Nothing"
            " has to be installed there but the kernel; keys and agents work as for ssh, and what"
            " it asks is asked here.",
        )

    def details(self, key: str) -> Sequence[TellingLine]:
        """What is opened."""
        if not self._place:
            words = "Enter goes on to what there is to open on it; nothing is connected yet."
            return (TellingLine("", one_line(key), Look.TITLE), TellingLine("", words, Look.DIM))
        texts = {
            _NEWEST: "Attaches to the kernel there that was started last. Type the name of a"
            " connection file for another one, or that of a kernelspec to start a new one.",
            _FILE: "Attaches to a kernel that runs there: a path, a name or a pattern such as"
            " kernel-12*.json in its runtime directory.",
            _PASTED: "Attaches to the kernel that %connect_info has described there.",
            _SPEC: "Starts a new kernel there by its kernelspec, such as python3.",
        }
        title = TellingLine("", one_line(self._place), Look.TITLE)
        return (title, TellingLine("", texts.get(key, "")))

    def open(self, key: str, text: str) -> None:
        """Go on to what there is to open on a host, or open it."""
        if not self._place:
            self.enter(key)
            return
        text = text.strip()
        endpoint = SshKernel(self._place)
        match key:
            case "file":
                endpoint = SshKernel(self._place, file=text)
            case "spec":
                endpoint = SshKernel(self._place, spec_name=text)
            case "pasted":
                try:
                    endpoint = SshKernel(self._place, info=connection_in(text))
                except TransportError as error:
                    self.problem = str(error)
                    self.changed()
                    return
        self.do(self._finish(endpoint), "open")

    def deeds(self, key: str) -> AbstractSet[Deed]:
        """A host that was used before can be forgotten."""
        is_used = not self._place and key in self._used
        return frozenset((Deed.CLEAN_UP,)) if is_used else frozenset()

    def act(self, deed: Deed, key: str) -> None:
        """Forget a host."""
        self.do(self._forget(key), "forget")

    async def _forget(self, host: str) -> None:
        if await self.host.confirm(f"Forget {one_line(host)}?", "Forget it", "f"):
            await asyncio.to_thread(forget_place, "hosts", host)
            self.refresh()

    async def _finish(self, endpoint: SshKernel) -> None:
        # The kernel is opened whether or not the host can be remembered.
        with suppress(OSError):
            await asyncio.to_thread(note_place, "hosts", endpoint.host)
        self.host.finish(endpoint)


def _row(key: str, *cells: str) -> ConnectRow:
    return ConnectRow(key, cells, " ".join(cells).lower(), (Tone.PLAIN, Tone.QUIET))
