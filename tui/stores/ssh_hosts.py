"""The hosts that the user's configuration of ssh names."""

from __future__ import annotations

import glob
import shlex
from collections.abc import Iterator
from pathlib import Path

LARGEST = 1_000_000
"""Bytes of a file of configuration that are read."""
MOST = 500
"""Hosts that are taken in."""
_MOST_FILES = 50


def configured_hosts() -> list[str]:
    """The names in plain `Host` lines of `~/.ssh/config`, in their order, not cleaned.

    Patterns are left out; what `Include` names is read, too. Waits for the disk.
    """
    try:
        directory = Path.home() / ".ssh"
    except RuntimeError:
        # No home folder at all.
        return []
    hosts: dict[str, None] = {}
    seen: set[Path] = set()
    waiting = [directory / "config"]
    while waiting and len(seen) < _MOST_FILES:
        file = waiting.pop(0)
        if file in seen:
            continue
        seen.add(file)
        for keyword, values in _lines(file):
            if keyword == "host":
                hosts.update(dict.fromkeys(each for each in values if _is_plain(each)))
            elif keyword == "include":
                waiting += [path for each in values for path in _included(directory, each)]
    return list(hosts)[:MOST]


def _lines(file: Path) -> Iterator[tuple[str, list[str]]]:
    try:
        if not file.is_file():
            return
        with file.open("rb") as opened:
            text = opened.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            words = shlex.split(line.replace("=", " ", 1), comments=True)
        except ValueError:
            continue
        if words:
            yield words[0].lower(), words[1:]


def _is_plain(host: str) -> bool:
    return bool(host) and not any(sign in host for sign in "*?!") and not host.startswith("-")


def _included(directory: Path, pattern: str) -> list[Path]:
    if pattern.startswith("~/"):
        pattern = str(directory.parent / pattern[2:])
    return [Path(each) for each in sorted(glob.glob(str(directory / pattern)))[:_MOST_FILES]]  # noqa: PTH207
