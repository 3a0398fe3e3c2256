"""Files of the user's written in one step: whole or not at all, and never over another unasked.

A file that is replaced keeps its mode; a new one gets the usual one. Of a symlink what it leads
to is written. The directory has to be writable, since the new file is made beside the old one.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tui.errors import NotebookError
from tui.model.clean import clean
from tui.stores.kernelspecs.owners import told
from tui.stores.notebooks.encoding import encoded
from tui.wire.message import JsonObject


class AlreadyThere(NotebookError):  # noqa: N818
    """There is a file of this name, and nobody said that it may be replaced."""


class ChangedOnDisk(NotebookError):  # noqa: N818
    """The file has been changed by something else since it was read or written here."""


class WritingStopped(NotebookError):  # noqa: N818
    """Whoever wanted the file does not want it any more, and it was not written."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was when it was read or written: what tells whether others changed it since.

    `modified` is in nanoseconds since the epoch.
    """

    path: Path
    inode: int
    size: int
    modified: int
    digest: bytes

    @classmethod
    def of(cls, path: Path, status: os.stat_result, data: bytes) -> SeenFile:
        """The file with this status and content."""
        return cls(path, status.st_ino, status.st_size, status.st_mtime_ns, digest_of(data))

    def is_still(self, path: Path, status: os.stat_result) -> bool:
        """Whether the file at `path`, with this status, has the content it had; may read it."""
        if path != self.path or status.st_size != self.size:
            return False
        if (status.st_ino, status.st_mtime_ns) == (self.inode, self.modified):
            return True
        # Something may have touched it, or put it there again.
        return digest_of(path.read_bytes()) == self.digest


def digest_of(data: bytes) -> bytes:
    """What tells contents from each other."""
    return hashlib.blake2b(data).digest()


def save(
    path: Path,
    notebook: JsonObject,
    *,
    replace: bool = False,
    seen: SeenFile | None = None,
    stopped: Event | None = None,
) -> SeenFile:
    """Write the JSON of a notebook as Jupyter does; see `write_file` for the rest."""
    try:
        data = encoded(notebook)
    except (ValueError, TypeError, RecursionError) as error:
        raise NotebookError(clean(f"{path} was not written: {error}.")) from error
    return write_file(path, data, replace=replace, seen=seen, stopped=stopped)


def write_file(
    path: Path,
    data: bytes,
    *,
    replace: bool = False,
    seen: SeenFile | None = None,
    stopped: Event | None = None,
) -> SeenFile:
    """Write a file in one step, and answer what to give as `seen` the next time.

    A file that is there is replaced if it is still as `seen` has it, or with `replace` whatever
    it is. Raises `AlreadyThere`, `ChangedOnDisk`, `WritingStopped` once `stopped` is set, or
    another `NotebookError` with a sentence; after each of them the disk is as it was.
    """
    path = path.expanduser()
    try:
        target = path.resolve(strict=False)
        status = _status(target)
        if status is not None and not replace:
            _check(path, target, status, seen)
        draft = _draft(target, data)
        try:
            if stopped is not None and stopped.is_set():
                raise WritingStopped(clean(f"{path} was not written."))
            present = _status(target)
            if present is not None and not replace:
                _check(path, target, present, seen)
            _put(path, draft.path, target, is_new=present is None and not replace)
        finally:
            draft.path.unlink(missing_ok=True)
        _sync_directory(target.parent)
        return SeenFile.of(target, draft.status, data)
    except (OSError, RuntimeError, ValueError) as error:
        # A loop of symlinks is a RuntimeError before Python 3.13, a null byte a ValueError.
        why = told(error) if isinstance(error, OSError) else "That is no path to a file."
        raise NotebookError(
            clean(f"{path} could not be written: {why} Nothing was changed.")
        ) from error


def _status(target: Path) -> os.stat_result | None:
    """The status of a file, `None` if there is none; raises `NotebookError` if it is another."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise NotebookError(clean(f"{target} is not a regular file, so nothing was written."))
    return status


def _check(path: Path, target: Path, status: os.stat_result, seen: SeenFile | None) -> None:
    if seen is None or seen.path != target:
        raise AlreadyThere(clean(f"{path} is there already. Say that it is to be replaced."))
    if not seen.is_still(target, status):
        raise ChangedOnDisk(
            clean(
                f"{path} was changed by something else since it was last read or written here."
                " Say that it is to be replaced, or choose another name."
            )
        )


@dataclass(frozen=True, slots=True)
class _Draft:
    path: Path
    status: os.stat_result


def _draft(target: Path, data: bytes) -> _Draft:
    """Write a new file beside the one it is to be, with the looks of that."""
    # Not named after the file, whose name may be as long as names can be.
    draft = target.with_name(f".jtui-{os.urandom(6).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    old = _status(target)
    # What is private stays so at every moment.
    descriptor = os.open(draft, flags, 0o666 if old is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if old is not None:
                _give_the_looks_of(old, file.fileno())
            os.fsync(file.fileno())
            return _Draft(draft, os.fstat(file.fileno()))
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _give_the_looks_of(old: os.stat_result, descriptor: int) -> None:
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (old.st_uid, old.st_gid):
        # Only root may; others' files become the user's, as with every editor.
        with suppress(OSError):
            os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode) & 0o777)


def _put(path: Path, draft: Path, target: Path, *, is_new: bool) -> None:
    """Give the finished file its name; what took that name meanwhile is not replaced."""
    if is_new:
        try:
            target.hardlink_to(draft)
        except FileExistsError as error:
            raise AlreadyThere(clean(f"{path} is there by now. It was left alone.")) from error
        except OSError:
            # Some file systems have no links; there only the check before is left.
            pass
        else:
            return
    draft.replace(target)


def _sync_directory(directory: Path) -> None:
    """Have the new name outlast a power cut, where the file system can."""
    with suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
