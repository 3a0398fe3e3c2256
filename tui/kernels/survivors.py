"""Kernels that outlived the jtui that started them.

Each kernel has a small record in the runtime directory from its start to its end; a record whose
jtui is gone and whose kernel lives is a survivor.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_runtime_dir

from tui.kernels.process_tree import ProcessIdentity, descendants, signal_group
from tui.private_file import write_private


@dataclass(frozen=True, slots=True)
class KernelFiles:
    """The files of one kernel in Jupyter's runtime directory."""

    runtime: Path
    kernel_id: str

    @classmethod
    def new(cls) -> KernelFiles:
        """The files of a kernel that is about to start; none is written yet."""
        return cls(Path(jupyter_runtime_dir()), os.urandom(16).hex())

    @property
    def connection(self) -> Path:
        """The connection file, named so that `--existing` of other clients finds it."""
        return self.runtime / f"kernel-{self.kernel_id}.json"

    @property
    def log(self) -> Path:
        """What the kernel wrote to its stdout and stderr."""
        return self.runtime / "jtui" / f"{self.kernel_id}.log"

    @property
    def record(self) -> Path:
        """The record that says whose kernel this is."""
        return _records(self.runtime) / f"{self.kernel_id}.json"

    def remove(self) -> None:
        """Delete them."""
        for path in (self.connection, self.log, self.record):
            path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A kernel that lives although its jtui is gone.

    `started` is in seconds since the epoch. `kept` says that its user chose to keep it.
    `kernel_name` is as the kernelspec had it, not cleaned.
    """

    files: KernelFiles
    process: ProcessIdentity
    kernel_name: str
    started: float
    kept: bool

    def kill(self) -> None:
        """Kill it with all its descendants and remove its files; takes some milliseconds."""
        if self.process.lives():
            others = descendants(self.process.pid)
            signal_group(self.process.pid, signal.SIGKILL)
            for other in others:
                other.kill()
        self.files.remove()


def record_kernel(files: KernelFiles, process: ProcessIdentity, kernel_name: str) -> None:
    """Write the record of a kernel that this process has started; raises `OSError`."""
    owner = ProcessIdentity.of(os.getpid())
    fields = {
        "host": socket.gethostname(),
        "kernel_pid": process.pid,
        "kernel_birth": process.birth,
        "owner_pid": owner.pid,
        "owner_birth": owner.birth,
        "kernel_name": kernel_name,
        "started": time.time(),
        "kept": False,
    }
    write_private(files.record, json.dumps(fields))


def mark_kept(files: KernelFiles) -> None:
    """Note in a kernel's record that its user chose to keep it; raises `OSError`."""
    fields = _fields(files.record)
    if fields is not None:
        write_private(files.record, json.dumps({**fields, "kept": True}))


def survivors() -> list[Survivor]:
    """The kernels on this computer that outlived their jtui, oldest first; reads the disk.

    Files of kernels that are gone as well are removed. Records of other computers (a shared
    home directory) are left alone.
    """
    runtime = Path(jupyter_runtime_dir())
    found = []
    for path in _records(runtime).glob("*.json"):
        files = KernelFiles(runtime, path.stem)
        fields = _fields(path)
        survivor = _survivor(files, fields) if fields is not None else None
        if survivor is None:
            # It cannot be read, so nobody will ever know whose it was.
            path.unlink(missing_ok=True)
        elif fields is None or fields.get("host") != socket.gethostname() or _owned(fields):
            continue
        elif survivor.process.lives():
            found.append(survivor)
        else:
            files.remove()
    return sorted(found, key=lambda survivor: survivor.started)


def living_kernels() -> Mapping[str, int]:
    """How many kernels of each kernelspec live that any jtui on this computer has started.

    Those whose jtui runs count as those do that outlived it. Names are in lower case, not
    cleaned; one without kernels is not there. Reads the disk and changes nothing.
    """
    counts: Counter[str] = Counter()
    for path in _records(Path(jupyter_runtime_dir())).glob("*.json"):
        fields = _fields(path)
        if fields is None or fields.get("host") != socket.gethostname():
            continue
        process, name = _identity(fields, "kernel"), fields.get("kernel_name")
        if process is not None and isinstance(name, str) and process.lives():
            counts[name.lower()] += 1
    return dict(counts)


@dataclass(frozen=True, slots=True)
class KernelOwner:
    """Which jtui started a kernel.

    `process` is `None` when that jtui has ended, `kernel` when the kernel has; both are for one
    that ran on another computer (`is_here` false).
    """

    is_here: bool
    process: ProcessIdentity | None
    kernel: ProcessIdentity | None

    @property
    def is_this_one(self) -> bool:
        """Whether it is the jtui that asks."""
        return self.process is not None and self.process.pid == os.getpid()


def kernel_owners(runtime: Path | None = None) -> dict[Path, KernelOwner]:
    """Whose the kernels on record are, by connection file; reads the disk and changes nothing."""
    directory = runtime or Path(jupyter_runtime_dir())
    owners = {}
    for path in _records(directory).glob("*.json"):
        fields = _fields(path) or {}
        is_here = fields.get("host") == socket.gethostname()
        owners[KernelFiles(directory, path.stem).connection] = KernelOwner(
            is_here,
            _living(fields, "owner") if is_here else None,
            _living(fields, "kernel") if is_here else None,
        )
    return owners


def _records(runtime: Path) -> Path:
    return runtime / "jtui" / "kernels"


def _fields(path: Path) -> dict[str, Any] | None:
    try:
        fields = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _owned(fields: dict[str, Any]) -> bool:
    return _living(fields, "owner") is not None


def _living(fields: dict[str, Any], name: str) -> ProcessIdentity | None:
    process = _identity(fields, name)
    return process if process is not None and process.lives() else None


def _survivor(files: KernelFiles, fields: dict[str, Any]) -> Survivor | None:
    process = _identity(fields, "kernel")
    started = fields.get("started")
    if process is None or not isinstance(started, int | float):
        return None
    return Survivor(
        files, process, str(fields.get("kernel_name", "")), started, fields.get("kept") is True
    )


def _identity(fields: dict[str, Any], name: str) -> ProcessIdentity | None:
    pid, birth = fields.get(f"{name}_pid"), fields.get(f"{name}_birth")
    if type(pid) is not int or pid < 2 or not isinstance(birth, str):
        return None
    return ProcessIdentity(pid, birth)
