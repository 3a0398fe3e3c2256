"""What was typed and not sent, kept on disk so that no end of jtui loses it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tui.paths import drafts_dir
from tui.private_file import write_private

_log = logging.getLogger(__name__)

LARGEST_FILE = 50_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of one prompt, and the name of its kernelspec."""

    kernel: str
    text: str


class DraftFile:
    """The drafts of this process, in a file named by its pid; the methods take disk time."""

    def __init__(self, directory: Path | None = None) -> None:
        self._path = (directory or drafts_dir()) / f"{os.getpid()}.json"
        self._written: Sequence[Draft] = ()

    def write(self, drafts: Sequence[Draft]) -> None:
        """Write all drafts; without any the file goes. A full disk is logged, not raised."""
        if drafts == self._written:
            return
        try:
            if drafts:
                write_private(self._path, json.dumps([asdict(draft) for draft in drafts]))
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("drafts were not saved: %s", error)
        else:
            self._written = drafts


def take_left_behind(directory: Path | None = None) -> list[Draft]:
    """The drafts of processes that are gone; their files are removed. Broken ones are skipped."""
    drafts: list[Draft] = []
    try:
        paths = sorted((directory or drafts_dir()).glob("*.json"))
    except OSError:
        return []
    for path in paths:
        if path.stem.isdecimal() and not _lives(int(path.stem)):
            drafts += _read(path)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("%s cannot be removed: %s", path, error)
    return drafts


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _read(path: Path) -> list[Draft]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return []
        rows = json.loads(path.read_text("utf-8"))
        return [Draft(str(row["kernel"]), str(row["text"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        _log.warning("the drafts in %s cannot be read: %s", path, error)
        return []
