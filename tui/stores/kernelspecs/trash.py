"""Removed and replaced kernelspecs, kept so that they can be put back as they were.

Each lies in a directory of its own beside a note that says what it is. The note is written
before anything is moved, and an item without content is none: an end at any moment loses nothing.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry, TrashItem, TrashKind
from tui.paths import kernelspec_trash_dir
from tui.private_file import make_private_directory, write_private
from tui.stores.kernelspecs.owners import (
    path_edit_refusal,
    path_removal_refusal,
    removal_refusal,
    told,
)
from tui.stores.kernelspecs.tree import LeftBehind, copy_tree, discard, move
from tui.wire.message import Json

_log = logging.getLogger(__name__)

_NOTE = "note.json"
_KEPT = "kept"
_STAGING = "copying"
_LARGEST_NOTE = 100_000


def remove(entry: SpecEntry, reason: str = "removed") -> TrashItem:
    """Move a kernelspec's directory, or the link to it, to the trash; raises `KernelspecError`.

    What a link points to is not touched. Takes disk time.
    """
    if (refusal := removal_refusal(entry)) or entry.path is None:
        raise KernelspecError(refusal)
    return _set_aside(entry.path, entry.name, reason)


def set_aside(path: Path, name: str, reason: str) -> TrashItem:
    """Move what is at `path`, whatever it is, to the trash; raises `KernelspecError`."""
    if refusal := path_removal_refusal(path):
        raise KernelspecError(refusal)
    return _set_aside(path, name, reason)


def keep_copy(file: Path, name: str, reason: str) -> TrashItem:
    """Keep a copy of a kernelspec's `kernel.json` in the trash; raises `KernelspecError`."""
    item = _new_item(TrashKind.FILE, name, file, reason)
    try:
        copy_tree(file, item.kept)
    except OSError as error:
        discard(item.kept.parent)
        raise KernelspecError(
            clean(f"{file} could not be kept in the trash: {told(error)} It is as it was.")
        ) from error
    except KernelspecError:
        discard(item.kept.parent)
        raise
    return item


def discard_copy(item: TrashItem) -> None:
    """Delete an item that is only a copy of what there is."""
    discard(item.kept.parent)


def restore(item: TrashItem, *, replace: bool = False) -> Path:
    """Put it back where it was, byte by byte, and answer where; raises `KernelspecError`.

    What is there now stays and this is refused, or with `replace` goes to the trash.
    """
    there = os.path.lexists(item.path)
    if there and not replace:
        raise KernelspecError(
            clean(f"{item.path} exists: {item.name} is not restored over it unless you say so.")
        )
    try:
        if item.kind is TrashKind.FILE:
            _restore_file(item, there=there)
        else:
            _restore_directory(item, there=there)
    except OSError as error:
        if not os.path.lexists(item.kept):
            raise KernelspecError(clean(f"{item.name} is not in the trash any more.")) from error
        raise KernelspecError(
            clean(f"{item.name} could not be restored to {item.path}: {told(error)}")
        ) from error
    return item.path


def trash() -> tuple[TrashItem, ...]:
    """All that is in the trash, newest first; what cannot be read is left out. Takes disk time."""
    try:
        directories = list(kernelspec_trash_dir().iterdir())
    except OSError:
        return ()
    found = [item for path in directories if (item := _read_item(path)) is not None]
    return tuple(sorted(found, key=lambda item: (item.removed_at, item.kept), reverse=True))


def latest(name: str) -> TrashItem | None:
    """The newest in the trash of the kernelspec called `name` in any case, or `None`."""
    return next((item for item in trash() if item.name == name.lower()), None)


def _set_aside(path: Path, name: str, reason: str) -> TrashItem:
    kind = TrashKind.LINK if path.is_symlink() else TrashKind.DIRECTORY
    item = _new_item(kind, name, path, reason)
    try:
        move(path, item.kept, item.kept.with_name(_STAGING))
    except FileNotFoundError as error:
        raise KernelspecError(
            clean(f"{path} is not there any more: something else has removed it.")
        ) from error
    except OSError as error:
        raise KernelspecError(
            clean(f"{path} could not be moved to the trash: {told(error)} It is as it was.")
        ) from error
    finally:
        _forget_if_empty(item)
    return item


def _restore_file(item: TrashItem, *, there: bool) -> None:
    directory = item.path.parent
    directory.mkdir(parents=True, exist_ok=True)
    if refusal := path_edit_refusal(directory):
        raise KernelspecError(refusal)
    draft = item.path.with_name(f".{item.path.name}.{os.urandom(4).hex()}")
    replaced: TrashItem | None = None
    try:
        copy_tree(item.kept, draft)
        if there:
            replaced = keep_copy(item.path, item.name, "replaced")
            draft.replace(item.path)
        else:
            # A link cannot take the place of what has come there meanwhile.
            os.link(draft, item.path, follow_symlinks=False)
    except BaseException:
        if replaced is not None:
            discard_copy(replaced)
        raise
    finally:
        draft.unlink(missing_ok=True)
    discard_copy(item)


def _restore_directory(item: TrashItem, *, there: bool) -> None:
    item.path.parent.mkdir(parents=True, exist_ok=True)
    os.lstat(item.kept)
    replaced = set_aside(item.path, item.name, "replaced") if there else None
    try:
        _move_back(item)
    except LeftBehind:
        raise
    except (OSError, KernelspecError):
        if replaced is not None:
            with suppress(OSError, KernelspecError):
                _move_back(replaced)
        raise


def _move_back(item: TrashItem) -> None:
    if item.kind is TrashKind.LINK:
        # A link that is made cannot take the place of anything, one that is moved can.
        copy_tree(item.kept, item.path)
        discard_copy(item)
        return
    try:
        # Jupyter does not see what is one level further down.
        move(item.kept, item.path, item.path.with_name(f".jtui-{os.urandom(4).hex()}"))
    finally:
        _forget_if_empty(item)


def _new_item(kind: TrashKind, name: str, path: Path, reason: str) -> TrashItem:
    now = datetime.now(UTC)
    directory = kernelspec_trash_dir() / f"{now:%Y%m%d-%H%M%S}-{os.urandom(4).hex()}"
    note: dict[str, Json] = {
        "kind": str(kind),
        "name": name,
        "path": str(path.absolute()),
        "removed_at": now.isoformat(),
        "reason": reason,
    }
    try:
        make_private_directory(directory.parent)
        write_private(directory / _NOTE, json.dumps(note, indent=1))
    except OSError as error:
        discard(directory)
        raise KernelspecError(
            clean(
                f"The trash {directory.parent} cannot be written: {told(error)}"
                f" {path} is as it was."
            )
        ) from error
    return TrashItem(kind, name, path.absolute(), directory / _KEPT, now, reason)


def _read_item(directory: Path) -> TrashItem | None:
    kept = directory / _KEPT
    if not os.path.lexists(kept):
        return None
    try:
        with (directory / _NOTE).open("rb") as file:
            note = json.loads(file.read(_LARGEST_NOTE))
        return _item_of(note, kept)
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        _log.warning("%s in the trash cannot be read: %s", directory, error)
        return None


def _item_of(note: Mapping[str, Json], kept: Path) -> TrashItem:
    """The item a note describes; raises `ValueError`, `TypeError` or `KeyError`."""
    texts = [note[key] for key in ("kind", "name", "path", "removed_at", "reason")]
    kind, name, path, removed_at, reason = (text for text in texts if isinstance(text, str))
    moment = datetime.fromisoformat(removed_at)
    if moment.tzinfo is None or not Path(path).is_absolute() or "\0" in path:
        raise ValueError("the note is not one of jtui's")
    return TrashItem(TrashKind(kind), name, Path(path), kept, moment, reason)


def _forget_if_empty(item: TrashItem) -> None:
    """Remove an item's note and directory unless it has content."""
    if not os.path.lexists(item.kept):
        discard(item.kept.parent)
