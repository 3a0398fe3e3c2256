"""Which sockets here lead to the ports of a kernel there."""

from __future__ import annotations

import re
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.ssh.master import Forward
from tui.wire.message import Channel

# ssh reads colons, brackets, backslashes, percent and dollar signs in its own way.
_PATH = re.compile(r"/[A-Za-z0-9_./+,=@-]+")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+")


def forwarded(info: ConnectionInfo, base: Path) -> tuple[Forward, ...]:
    """The sockets to forward, each once, for a connection over `ipc` whose `ip` is `base`.

    `info` is as the kernel's host has it, and was checked when it was read. Raises
    `TransportError` for an address that ssh cannot be told.
    """
    ports = dict.fromkeys(info.port(channel) for channel in Channel)
    return tuple(Forward(Path(f"{base}-{port}"), _target(info, port)) for port in ports)


def _target(info: ConnectionInfo, port: int) -> str:
    if info.transport == "ipc":
        path = f"{info.ip}-{port}"
        if _PATH.fullmatch(path):
            return path
    elif _HOST.fullmatch(info.host):
        return f"[{info.host}]:{port}" if ":" in info.host else f"{info.host}:{port}"
    raise TransportError("The connection file's ip is nothing that ssh can forward to.")
