"""A directory of our own for sockets, whose paths have little room."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from tui.errors import TransportError

LONGEST = 70
"""Bytes of its path at most: a socket's address has room for 104, and ssh appends to it."""
_PREFIX = "jtui-ssh-"
# ssh replaces others in its options.
_PLAIN = re.compile(r"/[A-Za-z0-9_./+-]*")


def new_private_directory() -> Path:
    """A new directory of mode 0700, in which programs can be run; raises `TransportError`."""
    for parent in dict.fromkeys((tempfile.gettempdir(), _user_runtime(), "/tmp", "/var/tmp")):
        if _is_usable(parent):
            try:
                return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            except OSError:
                continue
    raise TransportError(
        "There is no directory for the sockets of ssh: none of TMPDIR, XDG_RUNTIME_DIR and /tmp"
        " can be written to and allows programs."
    )


def remove_private_directory(path: Path) -> None:
    """Remove it with all that is in it, as far as possible."""
    shutil.rmtree(path, ignore_errors=True)


def _user_runtime() -> str:
    return os.environ.get("XDG_RUNTIME_DIR", "")


def _is_usable(parent: str) -> bool:
    # mkdtemp appends some ten characters.
    if not _PLAIN.fullmatch(parent) or len(parent) + len(_PREFIX) + 10 > LONGEST:
        return False
    try:
        flags = os.statvfs(parent).f_flag
    except OSError:
        return False
    # ssh runs the program that asks from here. Not every system tells.
    return not flags & getattr(os, "ST_NOEXEC", 0)
