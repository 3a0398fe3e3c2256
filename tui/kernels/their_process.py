"""The process of a kernel that somebody else started: it must be certain before it is signalled.

Who listens on a kernel's port may be the end of a tunnel, and what a kernel says of itself may be
about another computer.
"""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.running.files import read_connection
from tui.wire.message import Message

MOST_WORDS = 100
"""How many words of a command line are looked at."""


def proven(process: ProcessIdentity | None, kernel: ExistingKernel) -> ProcessIdentity | None:
    """The process, if it was started with the kernel's connection file; waits for the disk."""
    if process is None or not process.lives():
        return None
    words = _command_line(process.pid)[:MOST_WORDS]
    named = any(_names(word.rpartition("=")[2], kernel) for word in words)
    return process if named and process.lives() else None


def listening(kernel: ExistingKernel) -> ProcessIdentity | None:
    """The process that listens on the kernel's ports here, not proven; some milliseconds."""
    # 25 ms, and only needed when a process has to be found.
    from tui.kernels.running.vitals import Surroundings

    files = [] if kernel.file is None else [kernel.file]
    pid = Surroundings.of(files).pid_of(kernel.info, kernel.file or Path())
    return None if pid is None else ProcessIdentity.of(pid)


def told(reply: Message, kernel: ExistingKernel) -> ProcessIdentity | None:
    """The process that a `usage_reply` names, if it is what listens here; some milliseconds."""
    pid = reply.content.get("pid")
    if reply.content.get("hostname") != socket.gethostname() or type(pid) is not int:
        return None
    found = listening(kernel)
    return found if found is not None and found.pid == pid and _is_ours(pid) else None


def send_signal(process: ProcessIdentity, number: signal.Signals) -> None:
    """Signal a process unless it has ended; raises `TransportError` where that is forbidden."""
    if not process.lives():
        return
    try:
        os.kill(process.pid, number)
    except ProcessLookupError:
        return
    except OSError as error:
        raise TransportError(
            f"The kernel's process {process.pid} cannot be sent {number.name}: {error.strerror}."
        ) from error


def read_info(file: Path) -> ConnectionInfo | None:
    """What a connection file says, `None` when it is not there or makes no sense."""
    try:
        return read_connection(file)
    except (OSError, ValueError, TransportError):
        return None


def _names(word: str, kernel: ExistingKernel) -> bool:
    """Whether a word of a command line is the kernel's connection file, or one with its key."""
    if not word.endswith(".json"):
        return False
    path = Path(word)
    if kernel.file is not None and kernel.file.name == path.name:
        return True
    info = read_info(path)
    return info is not None and (info.key, info.shell_port) == (
        kernel.info.key,
        kernel.info.shell_port,
    )


def _command_line(pid: int) -> list[str]:
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return _command_line_without_proc(pid)
    return [os.fsdecode(word) for word in raw.split(b"\0") if word]


def _command_line_without_proc(pid: int) -> list[str]:
    try:
        import psutil
    except ImportError:
        return []
    try:
        return list(psutil.Process(pid).cmdline())
    except psutil.Error:
        return []


def _is_ours(pid: int) -> bool:
    try:
        import psutil
    except ImportError:
        return False
    try:
        return bool(psutil.Process(pid).uids().effective == os.geteuid())
    except psutil.Error:
        return False
