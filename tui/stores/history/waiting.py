"""Files of inputs that could not be written into the history before jtui ended.

They lie beside the history or, where nothing can be written there, in Jupyter's runtime directory.
Their lines are those of an export, each with the key of its session as `key`.
"""

from __future__ import annotations

import glob
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_core.paths import jupyter_runtime_dir

from tui.private_file import make_private_directory
from tui.stores.history.export import entry_of, fields_of

if TYPE_CHECKING:
    from tui.stores.history.store import Keyed

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a file holds, and how many of its lines are no inputs."""

    entries: tuple[Keyed, ...]
    unreadable: int = 0


def set_aside(path: Path, entries: Iterable[Keyed]) -> Path:
    """Write what the history at `path` could not take; gives where, raises `OSError`.

    The file has mode 0600 and its name only when it is whole.
    """
    entries = tuple(entries)
    name = f"{path.stem}-waiting-{os.getpid()}-{os.urandom(6).hex()}"
    beside, elsewhere = (directory / f"{name}{end}" for directory, end in _places(path))
    try:
        _write(beside, entries)
    except OSError as error:
        _log.warning("%s cannot be written: %s", beside, error)
        _write(elsewhere, entries)
        return elsewhere
    return beside


def waiting_files(path: Path) -> list[Path]:
    """The files of what the history at `path` could not take, the oldest first."""
    pattern = f"{glob.escape(path.stem)}-waiting-*"
    found = [file for directory, end in _places(path) for file in directory.glob(pattern + end)]
    return sorted(found, key=_changed)


def read_waiting(file: Path) -> Waiting | None:
    """What a file holds; `None` when it is gone or cannot be read."""
    entries: list[Keyed] = []
    unreadable = 0
    try:
        with file.open("rb") as lines:
            for line in lines:
                if (keyed := _keyed(line)) is not None:
                    entries.append(keyed)
                else:
                    unreadable += 1
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("inputs that wait in %s cannot be read: %s", file, error)
        return None
    return Waiting(tuple(entries), unreadable)


def remove_waiting(file: Path, held: Waiting) -> bool:
    """Remove a file that was taken in, or rename one that holds more; whether it is gone."""
    try:
        if held.unreadable:
            _log.warning("%d lines of %s are no inputs", held.unreadable, file)
            with suppress(FileNotFoundError):
                file.replace(file.with_suffix(".unreadable"))
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s cannot be removed: %s", file, error)
        return False
    return True


def _places(path: Path) -> tuple[tuple[Path, str], tuple[Path, str]]:
    """Two directories, and how files end there; in the second are those of other histories, too."""
    digest = blake2b(os.fsencode(path.absolute()), digest_size=6).hexdigest()
    runtime = Path(jupyter_runtime_dir()) / "jtui"
    return (path.parent, ".jsonl"), (runtime, f"-{digest}.jsonl")


def _write(path: Path, entries: Iterable[Keyed]) -> None:
    make_private_directory(path.parent)
    draft = path.with_name(f".{path.name}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.writelines(_lines(entries))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _lines(entries: Iterable[Keyed]) -> Iterator[str]:
    for key, entry in entries:
        yield f"{json.dumps(fields_of(entry) | {'key': key})}\n"


def _keyed(line: bytes) -> Keyed | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or not isinstance(key := fields.get("key"), str):
        return None
    entry = entry_of(fields)
    return None if entry is None else (key, entry)


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
