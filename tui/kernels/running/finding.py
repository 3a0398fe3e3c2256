"""Which kernel `--existing` means: the newest, a name, a glob, a path, or pasted text."""

from __future__ import annotations

from tui.errors import TransportError
from tui.kernels.endpoints import ExistingKernel


def find_connection_file(text: str = "") -> ExistingKernel:
    """The kernel that `text` means; waits for the disk; raises `TransportError` with the reason.

    "" is the newest that lives. Otherwise a path, a name in this directory or the runtime directory
    (with or without `.json`, or a part of it), a glob, or what `%connect_info` prints, pasted.
    """
    raise TransportError(f"There is no connection file {text}.")
