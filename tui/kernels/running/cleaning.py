"""Removing the connection files of kernels that are gone.

Such a file is worth nothing: its key and ports are never used again. So it goes at once, and
what is not certainly dead stays.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from tui.errors import TransportError
from tui.kernels.running.files import read_connection
from tui.kernels.running.row import RunningKernel
from tui.kernels.running.vitals import YOUNG, Surroundings
from tui.kernels.survivors import KernelFiles, KernelOwner, kernel_owners
from tui.model.clean import clean

# Over these, several computers have the same runtime directory, and their kernels look dead here.
_SHARED = frozenset(
    (
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "afpfs",
        "lustre",
        "gpfs",
        "beegfs",
        "ceph",
        "glusterfs",
        "pvfs2",
        "panfs",
        "wekafs",
        "orangefs",
        "ncpfs",
        "fuse.sshfs",
        "fuse.ceph",
        "fuse.glusterfs",
        "fuse.lizardfs",
        "fuse.moosefs",
    )
)


@dataclass(frozen=True, slots=True)
class CleanUp:
    """How many files were removed; `problems` are cleaned sentences about those that were not."""

    removed: int
    problems: tuple[str, ...] = ()


def clean_up(rows: Sequence[RunningKernel]) -> CleanUp:
    """Remove the files of those rows that are dead, after looking again; waits for the disk.

    Only files in the runtime directory go, and none that is younger than a minute, that a running
    jtui or Jupyter Server still counts on, or that another computer may have written.
    """
    wanted = [row for row in rows if row.can_be_cleaned_up]
    if not wanted:
        return CleanUp(0)
    runtime = Path(jupyter_runtime_dir())
    if is_shared(runtime):
        return CleanUp(
            0,
            (
                f"{clean(str(runtime))} is on a file system that several computers share: whether"
                " their kernels live cannot be seen from here, so nothing was removed.",
            ),
        )
    surroundings = Surroundings.of([row.file for row in wanted])
    owners = kernel_owners()
    removed, problems = 0, []
    for row in wanted:
        try:
            why = _why_not(row, surroundings, owners, runtime)
            if not why:
                _remove(row.file, runtime)
                removed += 1
        except OSError as error:
            why = f"it cannot be removed: {error.strerror}"
        except TransportError as error:
            why = str(error).rstrip(".")
        if why:
            problems.append(f"{clean(row.file.name)} stays: {why}.")
    return CleanUp(removed, tuple(problems))


def is_shared(directory: Path) -> bool:
    """Whether a directory is on a file system that other computers may write to as well."""
    try:
        # 22 ms, and only needed here.
        import psutil

        mounted = psutil.disk_partitions(all=True)
    except (ImportError, OSError):
        return False
    real = directory.resolve()
    over = [each for each in mounted if real.is_relative_to(each.mountpoint)]
    nearest = max(over, key=lambda each: len(each.mountpoint), default=None)
    return nearest is not None and nearest.fstype.lower() in _SHARED


def _why_not(
    row: RunningKernel,
    surroundings: Surroundings,
    owners: dict[Path, KernelOwner],
    runtime: Path,
) -> str:
    """Why a file is not removed, "" when it may be; raises `OSError` and `TransportError`."""
    if row.file.parent.resolve() != runtime.resolve() or row.file.suffix != ".json":
        return "it is not in the runtime directory"
    status = row.file.lstat()
    if not stat.S_ISREG(status.st_mode):
        return "it is no regular file"
    if time.time() - status.st_mtime < YOUNG:
        return "it was written less than a minute ago"
    owner = owners.get(row.file)
    if owner is not None and not owner.is_here:
        return "another computer has written it"
    if owner is not None and owner.process is not None:
        return "a running jtui can start this kernel again"
    if row.server_url:
        return "its Jupyter Server still counts on it"
    info = read_connection(row.file)
    if info != row.info:
        return "it has been written anew"
    state = surroundings.looked_at(row).state
    return "" if state == "dead" else "its kernel may live"


def _remove(file: Path, runtime: Path) -> None:
    file.unlink()
    kernel_id = file.stem.removeprefix("kernel-")
    files = KernelFiles(runtime, kernel_id)
    if files.connection == file and files.record.exists():
        files.remove()
