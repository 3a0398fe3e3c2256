"""A kernel process that jtui started: its pid, its files, its log, its end."""

from __future__ import annotations

import logging
import os
import shlex
import signal
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tui.errors import LaunchError
from tui.kernels import survivors
from tui.kernels.connection import ConnectionInfo
from tui.kernels.kernel_log import KernelLog
from tui.kernels.process_tree import ProcessIdentity, descendants, pid_is_taken, signal_group
from tui.kernels.survivors import KernelFiles
from tui.model.clean import clean
from tui.private_file import write_private

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Invocation:
    """How a kernel process is started: every time the same way, also at a restart."""

    kernel_name: str
    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(repr=False)

    @property
    def command(self) -> str:
        """The command line, quoted as for a shell; it can be shown."""
        return clean(shlex.join(self.argv))


class KernelProcess:
    """A kernel process, its connection file, its log and its record among the survivors.

    It leads a session and process group of its own, which signals go to. Only `wait`
    waits for the process; all methods can be called from any thread.
    """

    def __init__(
        self, invocation: Invocation, connection: ConnectionInfo, files: KernelFiles
    ) -> None:
        self.invocation = invocation
        self.connection = connection
        self.files = files
        self.log = KernelLog(files.log)
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again after its end, on `connection`.

        Raises `LaunchError` with a sentence that shows the command.
        """
        try:
            # A kernel that ends in good order may have removed its connection file itself.
            write_private(self.files.connection, self.connection.to_json())
            output = self.log.open()
        except OSError as error:
            raise LaunchError(
                f"The files of a kernel cannot be written to {self.files.runtime}:"
                f" {error.strerror}."
            ) from error
        try:
            self._popen = _spawn(self.invocation, output)
        except LaunchError:
            self.cleanup()
            raise
        finally:
            os.close(output)
        identity = ProcessIdentity.of(self._popen.pid)
        try:
            survivors.record_kernel(self.files, identity, self.invocation.kernel_name)
        except OSError:
            _log.warning("a kernel's record could not be written", exc_info=True)

    @property
    def pid(self) -> int:
        """Its process id, which is its group's id too; 0 before the first start."""
        return self._popen.pid if self._popen else 0

    @property
    def returncode(self) -> int | None:
        """As in `subprocess`: negative for a signal, `None` while it runs."""
        return self.poll()

    def poll(self) -> int | None:
        """Look whether it has ended: its return code, or `None`."""
        return self._popen.poll() if self._popen else None

    def wait(self, seconds: float) -> int | None:
        """Wait at most so long for its end: its return code, or `None`; blocks the thread."""
        with suppress(subprocess.TimeoutExpired):
            if self._popen:
                self._popen.wait(seconds)
        return self.poll()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to its whole group, also when the kernel itself has ended."""
        if self.pid and (self.poll() is None or not pid_is_taken(self.pid)):
            # With the leader gone, the group's number stays reserved while any of it is left;
            # a process with that number as pid would be a stranger's.
            signal_group(self.pid, number)

    def descendants(self) -> tuple[ProcessIdentity, ...]:
        """What it has started and what that has started; takes some milliseconds."""
        return descendants(self.pid) if self.pid and self.poll() is None else ()

    def kill_tree(self, others: Iterable[ProcessIdentity] = ()) -> None:
        """Kill it with its group, its descendants in other sessions, and `others`."""
        descending = self.descendants()
        self.signal(signal.SIGKILL)
        for each in (*descending, *others):
            each.kill()

    def mark_kept(self) -> None:
        """Note that the kernel is meant to live on when jtui ends."""
        with suppress(OSError):
            survivors.mark_kept(self.files)

    def cleanup(self) -> None:
        """Remove its files; the end of its log can still be read from `log`."""
        with suppress(OSError):
            self.log.remove()
            self.files.remove()


def _spawn(invocation: Invocation, output: int) -> subprocess.Popen[bytes]:
    if not invocation.argv or not invocation.argv[0]:
        raise LaunchError(clean(f"The kernelspec {invocation.kernel_name} names no command."))
    if not invocation.cwd.is_dir():
        raise LaunchError(_sentence(invocation, f"there is no directory {invocation.cwd}"))
    try:
        return subprocess.Popen(
            invocation.argv,
            cwd=invocation.cwd,
            env=invocation.env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        program = invocation.argv[0]
        reason = f"there is no program {program}"
        if Path(program).exists():
            reason = f"the interpreter that {program} asks for does not exist"
        raise LaunchError(_sentence(invocation, reason)) from error
    except PermissionError as error:
        reason = f"{invocation.argv[0]} may not be executed"
        raise LaunchError(_sentence(invocation, reason)) from error
    except OSError as error:
        raise LaunchError(_sentence(invocation, error.strerror or "unknown reason")) from error
    except ValueError as error:
        reason = "its command or environment holds a character that cannot be passed on"
        raise LaunchError(_sentence(invocation, reason)) from error


COMMAND_SHOWN = 2_000
"""Characters of a command that are shown when it failed."""


def _sentence(invocation: Invocation, reason: str) -> str:
    # Names and command come from a kernelspec, which can hold anything.
    return clean(
        f"The kernel {invocation.kernel_name} could not be started: {reason}."
        f" The command was: {shlex.join(invocation.argv)[:COMMAND_SHOWN]}"
    )
