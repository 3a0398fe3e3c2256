"""Which notebook a kernel belongs to, as the Jupyter Servers of this computer say."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.endpoints import ServerAddress
from tui.kernels.running.row import RunningKernel
from tui.kernels.server.listing import read_kernels
from tui.kernels.server.local import LocalServer, local_servers
from tui.tasks import TaskOwner
from tui.wire.message import Json

_log = logging.getLogger(__name__)

LIMIT = 2.0
"""Seconds that a server has for each of two questions."""
_OK = 200
MOST_SERVERS = 16
"""How many servers are asked, those first that were started last."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """What a server says of one kernel; `kernel_name` is not cleaned.

    `path` is the notebook's or console's, "" without one. `is_busy` is what the kernel said last.
    """

    server_url: str
    path: str = ""
    kernel_name: str = ""
    is_busy: bool = False


async def local_notebooks() -> Mapping[str, Notebook]:
    """The kernels of the servers on this computer, by their ids.

    Servers that do not answer in time, or do not let us in, are left out.
    """
    servers = (await asyncio.to_thread(local_servers))[:MOST_SERVERS]
    if not servers:
        return {}
    await asyncio.to_thread(_import_tornado)
    found: dict[str, Notebook] = {}

    async def look(server: LocalServer) -> None:
        found.update(await _kernels_of(server.address))

    tasks = TaskOwner("local servers")
    try:
        await asyncio.wait([tasks.start(look(each), str(each.pid)) for each in servers])
    finally:
        await tasks.cancel()
    return found


async def _kernels_of(address: ServerAddress) -> dict[str, Notebook]:
    from tui.kernels.server.access import ServerAccess
    from tui.kernels.server.http import json_of

    access = ServerAccess(address)

    async def get(path: str) -> Json:
        # The limit is the request's own, so that its socket is closed with it.
        response = await access.call("GET", path, limit=LIMIT, asks=False)
        return await json_of(response) if response.code == _OK else None

    try:
        kernels = read_kernels(await get("api/kernels"), await get("api/sessions"))
    except TransportError as error:
        _log.info("a local server does not tell its kernels: %s", type(error).__name__)
        return {}
    finally:
        access.close()
    return {
        kernel.kernel_id: Notebook(
            address.url, kernel.notebook, kernel.spec_name, kernel.state == "busy"
        )
        for kernel in kernels
    }


def _import_tornado() -> None:
    """Import what takes 60 ms, which the event loop does not have."""
    importlib.import_module("tui.kernels.server.access")


def kernel_id(file: Path) -> str:
    """The id that a server knows a kernel by, "" for a file that has none in its name."""
    name = file.stem
    return name.removeprefix("kernel-") if name.startswith("kernel-") else ""


def with_notebook(row: RunningKernel, notebook: Notebook | None) -> RunningKernel:
    """A row with what its server says; that a kernel which says nothing is busy, too."""
    if notebook is None:
        return row
    silent = row.state in ("alive", "unanswering") and not row.problem
    return replace(
        row,
        notebook=notebook.path,
        server_url=notebook.server_url,
        kernel_name=row.kernel_name or notebook.kernel_name,
        state="busy" if silent and notebook.is_busy else row.state,
    )
