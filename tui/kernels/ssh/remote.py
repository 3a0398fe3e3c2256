"""The kernel at the other end of an `ssh`: found or started there, watched and ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.errors import LaunchError, TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import SshKernel
from tui.kernels.ssh.host import SshHost
from tui.kernels.ssh.remote_files import find_remote_file
from tui.kernels.ssh.remote_kernel import (
    Look,
    Started,
    end_remote,
    interrupt_remote,
    kill_script,
    look_at,
    start_remote,
)
from tui.kernels.transport import Exited
from tui.model.clean import clean

_TAIL = 20


@dataclass(frozen=True, slots=True)
class RemoteLimits:
    """Seconds a kernel there has to obey the `shutdown_request`, and then SIGTERM."""

    restart: float = 1.0
    shutdown: float = 2.0
    term: float = 2.0


class RemoteKernel:
    """A kernel on a host; `pid` is its process there, 0 when not known, and may be set.

    Where nothing else is said the methods raise `TransportError`.
    """

    def __init__(self, kernel: SshKernel, host: SshHost) -> None:
        self.pid = 0
        self.log = ""
        self.file = ""
        self._kernel = kernel
        self._host = host
        self._limits = RemoteLimits()
        self._started: Started | None = None

    @property
    def was_started(self) -> bool:
        """Whether there is a kernel that jtui has started."""
        return self._started is not None

    @property
    def interrupts_by_signal(self) -> bool:
        """Whether its kernelspec says so; not known of one that was attached to."""
        return self._started is not None and self._started.interrupt_mode != "message"

    async def locate(self, say: Callable[[str], None]) -> ConnectionInfo:
        """Where the kernel listens there: it is found, or started."""
        kernel, host = self._kernel, self._host.shown
        if kernel.spec_name:
            if self._started is None:
                say(f"Starting {clean(kernel.spec_name)} on {host}.")
                await self._start()
            assert self._started is not None
            return self._started.info
        if kernel.info is not None:
            return kernel.info
        say(f"Looking for the connection file on {host}.")
        found = await find_remote_file(self._host.run, self.file or kernel.file, host)
        self.file = found.path
        return found.info

    async def moved(self, info: ConnectionInfo) -> ConnectionInfo | None:
        """Where the kernel listens by its connection file, `None` when that is still `info`."""
        if self._started is not None or not self.file:
            return None
        found = await find_remote_file(self._host.run, self.file, self._host.shown)
        return found.info if found.info != info else None

    async def restart(self) -> ConnectionInfo:
        """End the kernel and start it anew; raises `LaunchError` when that fails."""
        if self._started is not None:
            limits = self._limits
            self._note(await self._end(limits.restart, limits.term, removes=False))
        await self._start()
        assert self._started is not None
        return self._started.info

    async def look(self) -> Exited | None:
        """Its end, `None` while it lives; its log is read."""
        if self._started is None:
            return None
        look = await look_at(self._host.run, self._started)
        self._note(look)
        if look.lives:
            return None
        return Exited(look.returncode, tuple(look.log.rstrip().split("\n")[-_TAIL:]))

    async def end(self, patience: float | None) -> None:
        """See to it that it is gone, and its files."""
        if self._started is None:
            return
        obey = self._limits.shutdown if patience is None else patience
        try:
            look = await self._end(obey, self._limits.term, removes=True)
        except TransportError as error:
            raise TransportError(f"{self._goes_on} {error}") from error
        self._note(look)
        if look.lives:
            raise TransportError(self._goes_on)
        self._started = None

    async def interrupt(self) -> None:
        """Send SIGINT to its process."""
        if not self.pid and self._started is not None:
            await self.look()
        if not self.pid:
            raise TransportError(
                "The kernel does not obey an interrupt request, and its process on"
                f" {self._host.shown} is not known: it can only be interrupted where it was"
                " started."
            )
        await interrupt_remote(self._host.run, self.pid, self._host.shown)

    def kill(self) -> None:
        """Kill it without waiting; can be called from any thread."""
        if self._started is not None:
            self._host.run_detached(kill_script(self._started))

    async def _start(self) -> None:
        name = self._kernel.spec_name
        if not name:
            raise LaunchError(
                "jtui did not start this kernel: it can only be restarted where it was started."
            )
        self._started = await start_remote(self._host.run, name, self._host.shown, self._started)
        self.pid = self._started.pid
        self.file = f"{self._started.base}.json"

    async def _end(self, obey: float, term: float, *, removes: bool) -> Look:
        assert self._started is not None
        return await end_remote(self._host.run, self._started, obey, term, removes=removes)

    @property
    def _goes_on(self) -> str:
        pid = f", process {self.pid}" if self.pid else ""
        return f"The kernel on {self._host.shown}{pid} could not be ended."

    def _note(self, look: Look) -> None:
        self.pid, self.log = look.pid, look.log
