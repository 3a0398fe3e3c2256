"""Trees of files moved and copied whole: links stay links, and nothing behind one is touched."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean

MOST_FILES = 10_000
MOST_BYTES = 1_000_000_000
"""What a bounded copy takes at most: a directory with more is no kernelspec."""
DEEPEST = 100
"""How many directories may be in each other."""
MOST_LOGOS = 20
LARGEST_LOGO = 1_000_000
"""How many pictures of a kernel are copied, and the bytes of one at most."""

_SPEC_FILE = "kernel.json"
_LOGO = re.compile(r"logo-.*\.(png|svg)", re.DOTALL)


@dataclass(slots=True)
class Copied:
    """What a copy has read so far, each directory before what is in it."""

    entries: list[tuple[Path, os.stat_result]] = field(default_factory=list)
    bytes: int = 0


class LeftBehind(KernelspecError):  # noqa: N818
    """Something was moved to another file system, and not all of it could be deleted here."""


def move(source: Path, target: Path, staging: Path) -> None:
    """Move what is at `source`, a link itself and not what it points to, to `target`.

    `target` must not exist. Across file systems it is copied into the directory `staging`, which
    is made for that on the file system of `target`, then renamed, and only what was copied is
    deleted. Raises `OSError` or `KernelspecError` when nothing was moved, and `LeftBehind`.
    """
    mode = os.lstat(source).st_mode
    # Its entry `..` changes, which a directory that is read-only does not allow.
    locked = stat.S_ISDIR(mode) and not mode & stat.S_IWUSR
    try:
        if locked:
            source.chmod(stat.S_IMODE(mode) | stat.S_IWUSR)
        source.rename(target)
        moved = target
    except OSError as error:
        moved = source
        if error.errno != errno.EXDEV:
            raise
    finally:
        if locked:
            moved.chmod(stat.S_IMODE(mode))
    if moved is source:
        _move_across(source, target, staging)


def copy_tree(source: Path, target: Path, *, bounded: bool = False) -> Copied:
    """Copy what is at `source` to `target`, which must not exist, with modes and times.

    Raises `OSError`, and `KernelspecError` for what is no file, directory or link, or when it is
    `bounded` and there is too much. Part of a copy may be left.
    """
    copied = Copied()
    waiting = [(source, target)]
    directories: list[tuple[Path, Path, os.stat_result]] = []
    while waiting:
        path, copy = waiting.pop()
        status = os.lstat(path)
        copied.entries.append((path, status))
        copied.bytes += status.st_size
        _check_bounds(source, path, copied, bounded=bounded)
        waiting += _copy_one(path, copy, status)
        if stat.S_ISDIR(status.st_mode):
            directories.append((path, copy, status))
    # What is made in a directory changes its time, and one that is read-only takes nothing.
    for path, copy, status in reversed(directories):
        _copy_status(path, copy, status)
    return copied


def copy_logos(source: Path, target: Path) -> None:
    """Copy the pictures of a kernel from one directory into another; raises `OSError`.

    What is no file, too large or too much stays where it is.
    """
    try:
        with os.scandir(source) as scan:
            names = sorted(islice((entry.name for entry in scan if _is_logo(entry)), MOST_LOGOS))
    except OSError:
        return
    for name in names:
        _copy_one(source / name, target / name, os.lstat(source / name))


def discard(path: Path) -> None:
    """Delete a copy of jtui's own, also where directories in it are read-only; never raises."""
    for directory, _, _ in os.walk(path):
        try:
            Path(directory).chmod(0o700)
        except OSError:
            continue
    shutil.rmtree(path, ignore_errors=True)


def _move_across(source: Path, target: Path, staging: Path) -> None:
    try:
        staging.mkdir(mode=0o700)
        copied = copy_tree(source, staging / target.name)
        _check_deletable(copied)
        (staging / target.name).rename(target)
    finally:
        discard(staging)
    left = _delete(source, copied)
    if left is not None:
        raise LeftBehind(
            clean(f"{source} was moved to {target}, but {left} could not be deleted. Look at it.")
        )


def _is_logo(entry: os.DirEntry[str]) -> bool:
    return (
        _LOGO.fullmatch(entry.name) is not None
        and entry.is_file(follow_symlinks=False)
        and entry.stat(follow_symlinks=False).st_size <= LARGEST_LOGO
        and os.access(entry.path, os.R_OK)
    )


def _copy_one(source: Path, target: Path, status: os.stat_result) -> list[tuple[Path, Path]]:
    """Copy a link or a file, or make a directory and answer what is to be copied into it."""
    if stat.S_ISDIR(status.st_mode):
        target.mkdir(mode=0o700)
        names = sorted(os.listdir(source), reverse=True)  # noqa: PTH208 (names, not paths)
        return [(source / name, target / name) for name in names]
    if stat.S_ISLNK(status.st_mode):
        os.symlink(os.readlink(source), target)  # noqa: PTH115 PTH211 (the text as it is)
    elif stat.S_ISREG(status.st_mode):
        _copy_file(source, target)
    else:
        raise KernelspecError(clean(f"{source} is neither a file, nor a directory, nor a link."))
    _copy_status(source, target, status)
    return []


def _check_bounds(source: Path, below: Path, copied: Copied, *, bounded: bool) -> None:
    if len(below.parts) - len(source.parts) > DEEPEST:
        raise KernelspecError(clean(f"{source} has more than {DEEPEST} directories in each other."))
    if bounded and (len(copied.entries) > MOST_FILES or copied.bytes > MOST_BYTES):
        raise KernelspecError(
            clean(
                f"{source} holds more than {MOST_FILES:,} files or {MOST_BYTES // 10**6:,} MB,"
                " which no kernelspec does."
            )
        )


def _copy_file(source: Path, target: Path) -> None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    made = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(source, flags), "rb") as reading:
        if not stat.S_ISREG(os.fstat(reading.fileno()).st_mode):
            raise KernelspecError(clean(f"{source} is no file any more."))
        with os.fdopen(os.open(target, made, 0o600), "wb") as writing:
            shutil.copyfileobj(reading, writing)


def _copy_status(source: Path, target: Path, status: os.stat_result) -> None:
    if os.geteuid() == 0:
        os.chown(target, status.st_uid, status.st_gid, follow_symlinks=False)
    shutil.copystat(source, target, follow_symlinks=False)


def _check_deletable(copied: Copied) -> None:
    """Raise `PermissionError` when a directory of what was copied cannot be emptied for sure."""
    user = os.geteuid()
    for path, status in copied.entries:
        if stat.S_ISDIR(status.st_mode) and user not in (0, status.st_uid):
            raise PermissionError(errno.EACCES, f"{path} belongs to somebody else")


def _delete(source: Path, copied: Copied) -> Path | None:
    """Delete what was copied, and answer the first thing that could not be, or `None`.

    What has changed since it was copied stays.
    """
    left: Path | None = None
    files = [entry for entry in copied.entries if not stat.S_ISDIR(entry[1].st_mode)]
    directories = [entry for entry in copied.entries if stat.S_ISDIR(entry[1].st_mode)]
    # Without it the rest is no kernelspec any more, whatever happens next.
    files.sort(key=lambda entry: entry[0] != source / _SPEC_FILE)
    for path, status in directories:
        try:
            path.chmod(stat.S_IMODE(status.st_mode) | stat.S_IRWXU)
        except OSError:
            left = left or path
    for path, status in (*files, *reversed(directories)):
        try:
            if stat.S_ISDIR(status.st_mode):
                path.rmdir()
            elif _is_unchanged(path, status):
                path.unlink()
            else:
                left = left or path
        except FileNotFoundError:
            continue
        except OSError:
            left = left or path
    return left


def _is_unchanged(path: Path, status: os.stat_result) -> bool:
    now = os.lstat(path)
    return (now.st_ino, now.st_mtime_ns, now.st_size) == (
        status.st_ino,
        status.st_mtime_ns,
        status.st_size,
    )
