"""Servers that run on this computer, as the files they leave in Jupyter's runtime directory say."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from tui.errors import TransportError
from tui.kernels.endpoints import ServerAddress
from tui.kernels.server.address import parse_server, valid_token
from tui.model.clean import clean

MOST = 1_000
"""Files that are looked at."""
LARGEST = 100_000
"""Bytes of a file that is read."""
_PATTERNS = ("jpserver-*.json", "nbserver-*.json")


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server whose process runs on this computer; `root_dir` is cleaned, "" when unknown."""

    address: ServerAddress
    pid: int
    root_dir: str = ""


def local_servers() -> list[LocalServer]:
    """The servers that run here, each once, the one that was started last first.

    Files of processes that are gone, and files that make no sense, are left out and left alone.
    Waits for the disk.
    """
    found: dict[str, LocalServer] = {}
    for path in _newest_first(Path(jupyter_runtime_dir())):
        server = _read(path)
        if server is not None:
            found.setdefault(server.address.url, server)
    return list(found.values())


def _newest_first(directory: Path) -> Iterator[Path]:
    times: list[tuple[float, Path]] = []
    for pattern in _PATTERNS:
        for path in directory.glob(pattern):
            try:
                times.append((path.stat().st_mtime, path))
            except OSError:
                continue
    return (path for _, path in sorted(times, reverse=True)[:MOST])


def _read(path: Path) -> LocalServer | None:
    try:
        # Not a pipe, on which one would wait for ever.
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        fields = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    url, pid, token = fields.get("url"), fields.get("pid"), fields.get("token")
    if not isinstance(url, str) or not _is_alive(pid):
        return None
    try:
        address = replace(
            _reachable(parse_server(url, is_base=True)), token=valid_token(_text(token))
        )
    except TransportError:
        return None
    root = _text(fields.get("root_dir")) or _text(fields.get("notebook_dir"))
    return LocalServer(address, int(str(pid)), clean(root))


def _reachable(address: ServerAddress) -> ServerAddress:
    """The address as one connects to it: nobody is at "any host"."""
    for anywhere, here in (("://0.0.0.0", "://127.0.0.1"), ("://[::]", "://[::1]")):
        if anywhere in address.url:
            return replace(address, url=address.url.replace(anywhere, here, 1))
    return address


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_alive(pid: object) -> bool:
    if not isinstance(pid, int) or isinstance(pid, bool) or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
