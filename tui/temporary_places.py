"""Directories in place of those that cannot be had: no home, a runtime directory without room."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from tui.errors import HomelessError
from tui.private_file import make_private_directory

HOME_REMEDY = "Set HOME to a directory that can be written."
RUNTIME_REMEDY = "Set JUPYTER_RUNTIME_DIR to a directory that can be written."


def has_home() -> bool:
    """Whether it is known where the user's home directory is."""
    return os.path.expanduser("~") != "~"  # noqa: PTH111 (the other way raises)


def use_temporary_home() -> str:
    """Give this process and its kernels a home; answers what is to be told about it.

    Raises `HomelessError` where there is no room for a temporary one either.
    """
    try:
        home = _private_place("home")
    except OSError as error:
        raise HomelessError(
            f"There is no home directory, nor can there be a temporary one: {error.strerror}."
            f" {HOME_REMEDY}"
        ) from error
    os.environ["HOME"] = str(home)
    return (
        "There is no home directory: HOME is not set, and this user has no entry among the users."
        f" {home} takes its place, and is lost with the other temporary files. {HOME_REMEDY}"
    )


def use_writable_runtime() -> str:
    """Have a directory for the files of kernels that can be written.

    Where Jupyter's cannot, this process and its kernels get a private temporary one. Answers what
    is to be told about that, `""` nothing.
    """
    runtime = Path(jupyter_runtime_dir())
    try:
        _try_to_write(runtime)
    except OSError as error:
        told = f"The runtime directory {runtime} cannot be written ({error.strerror})"
    else:
        if not runtime.is_absolute():
            # A kernel that starts in another directory has to find its files.
            os.environ["JUPYTER_RUNTIME_DIR"] = str(runtime.absolute())
        return ""
    try:
        place = _private_place("runtime")
        _try_to_write(place)
    except OSError:
        return f"{told}, nor can a temporary one: no kernel can be started. {RUNTIME_REMEDY}"
    os.environ["JUPYTER_RUNTIME_DIR"] = str(place)
    return f"{told}: the files of kernels are in {place}. {RUNTIME_REMEDY}"


def _try_to_write(directory: Path) -> None:
    """Write a few bytes and remove them; raises `OSError`, also where the disk is full."""
    make_private_directory(directory)
    path = directory / f".jtui-{os.urandom(8).hex()}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, b"jtui")
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def _private_place(name: str) -> Path:
    """A directory among the temporary files that is only this user's; raises `OSError`.

    It has the same name the next time, so that kernels that were kept are found again.
    """
    # 5 ms that only those wait for who have no place of their own.
    import tempfile

    place = Path(tempfile.gettempdir()) / f"jtui-{os.getuid()}"
    if not _is_ours(place):
        place = Path(tempfile.mkdtemp(prefix="jtui-"))
    make_private_directory(place / name)
    return place / name


def _is_ours(place: Path) -> bool:
    """Whether a directory is there, or was made, that nobody else can write or has put there."""
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        status = place.lstat()
    except OSError:
        return False
    mode = stat.S_IMODE(status.st_mode)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not mode & 0o077
