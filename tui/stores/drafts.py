"""What was typed and not sent, kept on disk so that no end of jtui loses it."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tui.paths import drafts_dir
from tui.private_file import open_private_log, write_private

_log = logging.getLogger(__name__)

LARGEST_FILE = 50_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of one prompt, and the name of its kernelspec."""

    kernel: str
    text: str


class DraftFile:
    """The drafts of this process, in a file of its own; the methods take disk time.

    The file is locked as long as the process lives, which tells it from one left behind on every
    host that shares the directory and whatever pids there are.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory or drafts_dir()
        self._stem = f"{os.getpid()}-{os.urandom(6).hex()}"
        self._lock: int | None = None
        self._written: Sequence[Draft] = ()

    def write(self, drafts: Sequence[Draft]) -> None:
        """Write all drafts; without any the file goes. A full disk is logged, not raised."""
        if drafts == self._written:
            return
        path = self._directory / f"{self._stem}.json"
        try:
            if drafts:
                self._hold_lock()
                write_private(path, json.dumps([asdict(draft) for draft in drafts]))
            else:
                path.unlink(missing_ok=True)
                path.with_suffix(".lock").unlink(missing_ok=True)
        except OSError as error:
            _log.warning("drafts were not saved: %s", error)
        else:
            self._written = drafts

    def _hold_lock(self) -> None:
        path = self._directory / f"{self._stem}.lock"
        if self._lock is not None and path.exists():
            return
        if self._lock is not None:
            os.close(self._lock)
        self._lock = open_private_log(path)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def take_left_behind(directory: Path | None = None) -> list[Draft]:
    """The drafts of processes that are gone; their files are removed. Broken ones are skipped."""
    drafts: list[Draft] = []
    try:
        paths = sorted((directory or drafts_dir()).glob("*.json"))
    except OSError:
        return []
    for path in paths:
        lock = path.with_suffix(".lock")
        if _is_locked(lock):
            continue
        drafts += _read(path)
        try:
            path.unlink(missing_ok=True)
            lock.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("%s cannot be removed: %s", path, error)
    return drafts


def _is_locked(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _read(path: Path) -> list[Draft]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return []
        rows = json.loads(path.read_text("utf-8"))
        return [Draft(str(row["kernel"]), str(row["text"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        _log.warning("the drafts in %s cannot be read: %s", path, error)
        return []
