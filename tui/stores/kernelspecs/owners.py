"""Who a kernelspec belongs to, and what is said to those it does not belong to."""

from __future__ import annotations

import errno
import os
import pwd
import shlex
import stat
import sys
from pathlib import Path

from tui.model.clean import clean
from tui.model.spec_entry import Place, SpecEntry, SpecState


def removal_refusal(entry: SpecEntry) -> str:
    """Why this user cannot remove it, and what would, as a sentence; `""` when it can be removed.

    The sentence is cleaned. Takes disk time.
    """
    if (refusal := _not_on_disk(entry)) or entry.path is None:
        return refusal
    return path_removal_refusal(entry.path, _command(entry))


def path_removal_refusal(path: Path, command: str = "") -> str:
    """The same as `removal_refusal` for a directory, which `command` would remove."""
    try:
        uid, parent_uid = os.lstat(path).st_uid, path.parent.stat().st_uid
        if refusal := _read_only(path):
            return refusal
    except OSError as error:
        return _unreachable(path, error)
    user, parent = os.geteuid(), path.parent
    if user == 0 or (uid == user and os.access(parent, os.W_OK | os.X_OK)):
        return ""
    if uid == parent_uid == user:
        return clean(
            f"{path} cannot be removed, because {parent} is read-only."
            f" This makes it writable: chmod u+w {shlex.quote(str(parent))}"
        )
    owner = owner_name(uid if uid != user else parent_uid)
    whose = f"{path} belongs to {owner}" if uid != user else f"{parent} belongs to {owner}"
    return clean(f"{whose}. This would remove it: {command or _removing(path)}")


def edit_refusal(entry: SpecEntry) -> str:
    """Why this user cannot edit it, and what to do instead, as a sentence; `""` when it can be.

    The sentence is cleaned. Takes disk time.
    """
    if (refusal := _not_on_disk(entry)) or entry.path is None:
        return refusal
    return path_edit_refusal(entry.path)


def path_edit_refusal(path: Path) -> str:
    """The same as `edit_refusal` for the directory of a kernelspec."""
    try:
        status = os.lstat(path)
        if refusal := _read_only(path):
            return refusal
    except OSError as error:
        return _unreachable(path, error)
    if stat.S_ISLNK(status.st_mode):
        target = path.resolve()
        return clean(f"{path} is a link. Edit it where it is, in {target}, or duplicate it.")
    if not stat.S_ISDIR(status.st_mode):
        return clean(f"{path} is not a directory.")
    if os.access(path, os.W_OK | os.X_OK):
        return ""
    if status.st_uid == os.geteuid():
        return clean(
            f"{path} is read-only. This makes it writable: chmod u+w {shlex.quote(str(path))}"
        )
    owner = owner_name(status.st_uid)
    return clean(
        f"{path} belongs to {owner} and you may not write there. Duplicate it to edit a copy."
    )


def told(error: OSError) -> str:
    """Why the disk refused, and what to do about it, as the end of a sentence and another."""
    advice = ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        advice = " Make room and try again."
    elif isinstance(error, PermissionError):
        advice = " Somebody who may write there can do it, for example with sudo."
    return f"{error.strerror}.{advice}"


def owner_name(uid: int) -> str:
    """The user's name, or the number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _not_on_disk(entry: SpecEntry) -> str:
    if entry.place is Place.EMBEDDED:
        return clean(
            f"{entry.name} is the IPython kernel of jtui's own environment, not installed"
            " in a directory. Duplicate it to have one that can be changed and removed."
        )
    if entry.place is Place.PROVIDED or entry.path is None:
        return clean(f"{entry.name} comes from {entry.provider}: its settings decide about it.")
    return ""


def _unreachable(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return clean(f"{path} is not there any more: something else has removed it.")
    return clean(f"{path} cannot be reached: {error.strerror}.")


def _read_only(path: Path) -> str:
    if os.statvfs(path.parent).f_flag & os.ST_RDONLY:
        return clean(f"{path} is on a file system that is read-only.")
    return ""


def _command(entry: SpecEntry) -> str:
    """What removes it with the rights of the owner: Jupyter's command where it finds this one."""
    name = shlex.quote(entry.name)
    # Of specs with the same name that command removes the one that counts.
    if entry.state is not SpecState.SHADOWED and entry.spec is not None:
        if entry.place is Place.SYSTEM:
            return f"sudo jupyter kernelspec remove {name}"
        jupyter = Path(sys.prefix, "bin", "jupyter")
        if entry.place is Place.ENVIRONMENT and jupyter.exists():
            return f"sudo {shlex.quote(str(jupyter))} kernelspec remove {name}"
    return _removing(entry.path) if entry.path is not None else ""


def _removing(path: Path) -> str:
    return f"sudo rm -r -- {shlex.quote(str(path))}"
