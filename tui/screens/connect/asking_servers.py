"""The class that talks with servers, imported when it is first needed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.kernels.server.client import ServerClient


async def client_class() -> type[ServerClient]:
    """What talks with servers."""
    return await asyncio.to_thread(_imported)


def _imported() -> type[ServerClient]:
    # tornado takes 60 ms, which the event loop does not have.
    from tui.kernels.server.client import ServerClient

    return ServerClient
