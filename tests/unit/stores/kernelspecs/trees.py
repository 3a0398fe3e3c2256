"""Directories of kernels made for a test, and trees of files compared byte by byte."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VALID: Mapping[str, Any] = {
    "argv": ["python", "-m", "some_kernel", "{connection_file}"],
    "display_name": "Some",
    "language": "some",
    "env": {"A": "${HOME}/x"},
    "interrupt_mode": "message",
    "metadata": {"debugger": True, "supported_encryption": "curve"},
}


def install(kernels: Path, name: str, content: object = VALID) -> Path:
    """Make a kernelspec's directory with a `kernel.json` of these fields, or of these bytes."""
    path = kernels / name
    path.mkdir(parents=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (path / "kernel.json").write_bytes(data)
    return path


def tree(path: Path) -> dict[str, tuple[object, ...]]:
    """All there is at and below `path`: kinds, modes, times of change, contents and targets."""
    found = {".": _described(path)}
    if not path.is_symlink() and path.is_dir():
        for below in sorted(path.rglob("*")):
            found[str(below.relative_to(path))] = _described(below)
    return found


def _described(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    kind = stat.S_IFMT(status.st_mode)
    content: object = None
    if kind == stat.S_IFREG:
        content = path.read_bytes()
    elif kind == stat.S_IFLNK:
        content = os.readlink(path)  # noqa: PTH115 (the text itself, not a path)
    return (kind, stat.S_IMODE(status.st_mode), status.st_mtime_ns, content)


def furnish(path: Path) -> None:
    """Put into a kernelspec's directory what is easily lost: links, modes, times, odd names."""
    deep = path / "share" / "deep"
    deep.mkdir(parents=True)
    (path / "logo-64x64.png").write_bytes(bytes(range(256)) * 100)
    (path / "run.sh").write_text("#!/bin/sh\n")
    (path / "run.sh").chmod(0o750)
    (path / "logo-svg.svg").symlink_to("share/deep/pic.svg")
    (path / "out").symlink_to("/usr/share")
    (path / "nowhere").symlink_to("../../nothing")
    (deep / "pic.svg").write_text("<svg/>")
    (deep / os.fsdecode(b"odd \xff\n name")).write_text("odd")
    (deep / "secret").write_text("x")
    (deep / "secret").chmod(0o400)
    os.utime(deep / "pic.svg", ns=(10**18, 10**18 + 1))
    os.utime(path / "nowhere", ns=(10**18, 10**18 + 2), follow_symlinks=False)
    # A directory that nothing can be deleted from, which leaves others half removed.
    deep.chmod(0o555)
    os.utime(path, ns=(10**18, 10**18 + 3))
    path.chmod(0o755)
