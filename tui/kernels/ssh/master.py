"""One `ssh` process that holds the connection to a host, through which everything else goes."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.process_tree import pid_is_taken, signal_group
from tui.kernels.ssh.complaints import SshTrouble, trouble_of
from tui.kernels.ssh.processes import LastLines, exchange, start_watched
from tui.model.clean import clean

_log = logging.getLogger(__name__)

ENDING = 2.0
"""Seconds that ssh has to end by itself."""
_LOOK = 0.02
# As ssh tells that the connection and not the command has failed.
_FAILED = 255
_OPTIONS = (
    "ControlPersist=no",
    "ExitOnForwardFailure=yes",
    # Those of the user's configuration are for other uses, and their ports may be taken.
    "ClearAllForwardings=yes",
    "StreamLocalBindUnlink=yes",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=3",
    "ConnectTimeout=30",
    "ForwardX11=no",
    "RemoteCommand=none",
    "PermitLocalCommand=no",
)
# It only talks with the master: without one it must not connect by itself.
_CLIENT = (
    *("-F", "/dev/null", "-T"),
    *("-o", "ControlMaster=no", "-o", "BatchMode=yes", "-o", "ProxyCommand=exit 1"),
)
# Ends ssh and all it has started a moment after jtui is gone, however that ended: that closes the
# pipe. The moment is for commands that were sent last. $1 is what to remove then.
_GUARD = """
directory=$1
shift
exec 3<&0 </dev/null
"$@" 3<&- &
ssh=$!
exec 2>/dev/null
trap 'kill "$ssh" 2>/dev/null' TERM
{ read -r _ <&3; sleep 1; rm -rf -- "$directory"; kill -s KILL 0; } >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$ssh"
status=$?
while kill -0 "$ssh" 2>/dev/null; do
  wait "$ssh"
  status=$?
done
kill -s KILL "$guard"
wait "$guard"
exit "$status"
"""


@dataclass(frozen=True, slots=True)
class Forward:
    """A socket here that leads to `target` there: `host:port`, or the path of a socket."""

    path: Path
    target: str

    @property
    def words(self) -> tuple[str, str]:
        """How ssh is told."""
        return ("-L", f"{self.path}:{self.target}")


class Master:
    """The process; `directory` is where its sockets are, `host` was checked before."""

    def __init__(self, host: str, directory: Path) -> None:
        self.host = host
        self.ended = asyncio.Event()
        self._directory = directory
        self._control = directory / "ctl"
        self._process: asyncio.SubprocessTransport | None = None
        self._words: LastLines | None = None
        self._has_connected = False
        # Closing it ends the process. -1 when it is closed.
        self._lifeline = -1
        self._detached: list[subprocess.Popen[bytes]] = []
        # Who runs something detached then waits for it.
        self._is_stopping = False
        # Few servers serve more than ten at a time.
        self._turns = asyncio.Semaphore(4)

    @property
    def is_up(self) -> bool:
        """Whether the process runs and has connected."""
        return self._has_connected and not self.ended.is_set()

    @property
    def pid(self) -> int:
        """The process group of ssh, 0 before the start."""
        return 0 if self._process is None else self._process.get_pid()

    @property
    def trouble(self) -> SshTrouble:
        """What its last words mean."""
        return trouble_of(clean(self.host), () if self._words is None else self._words.lines)

    async def start(self, environment: Mapping[str, str]) -> None:
        """Start to connect, with further variables; raises `TransportError` without ssh."""
        self._control.unlink(missing_ok=True)
        options = [word for option in _OPTIONS for word in ("-o", option)]
        argv = [_program(), "-N", "-T", "-M", "-S", str(self._control), *options, "--", self.host]
        source, self._lifeline = os.pipe()
        guarded = ["/bin/sh", "-c", _GUARD, "ssh", str(self._directory), *argv]
        try:
            self._process, self._words = await start_watched(
                guarded, source, {**os.environ, **environment}, self._has_ended
            )
        except (OSError, ValueError) as error:
            self.let_go()
            raise TransportError(f"ssh could not be started: {error}.") from error
        finally:
            os.close(source)

    async def wait_up(self) -> None:
        """Wait until it has connected; raises `SshTrouble` when it ends before."""
        # It listens for commands once it has connected.
        while not self._control.exists():
            if self.ended.is_set():
                raise self.trouble
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK):
                    await self.ended.wait()
        self._has_connected = True

    async def run(self, script: str, seconds: float) -> str:
        """What a POSIX script writes there to its stdout; raises `TransportError`.

        The script is all that is sent; it ends by itself, with any status.
        """
        async with self._turns:
            status, output, told = await self._talk(("--", "kernel", "sh"), script, seconds)
        if status == _FAILED and not output:
            raise trouble_of(clean(self.host), told.splitlines())
        return output

    async def forward(self, forwards: Sequence[Forward]) -> None:
        """Make sockets here that lead there; raises `TransportError` when one cannot be made."""
        for each in forwards:
            each.path.unlink(missing_ok=True)
        status, _, told = await self._talk(
            ("-O", "forward", *_words(forwards), "--", "kernel"), "", ENDING * 5
        )
        if status:
            last = clean(told.strip().splitlines()[-1]) if told.strip() else "no reason was given"
            raise TransportError(f"ssh could not forward the kernel's ports: {last}.")

    async def cancel(self, forwards: Sequence[Forward]) -> None:
        """Remove such sockets, as far as there is still somebody to do so."""
        if self.is_up:
            with suppress(TransportError):
                await self._talk(("-O", "cancel", *_words(forwards), "--", "kernel"), "", ENDING)
        for each in forwards:
            each.path.unlink(missing_ok=True)

    def run_detached(self, script: str) -> None:
        """Have a script run there without waiting for it; can be called from any thread.

        Nothing is run once the connection has ended.
        """
        if self.ended.is_set():
            return
        with suppress(OSError, TransportError):
            process = subprocess.Popen(
                [*self._client(), "--", "kernel", "sh"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            # Also one that ends before it has read its script is waited for.
            self._detached.append(process)
            assert process.stdin is not None
            with process.stdin as pipe:
                pipe.write(script.encode())
        if self._is_stopping:
            self._wait_for_detached()

    def let_go(self) -> None:
        """Let the process end in a second, with its directory; can be called from any thread."""
        lifeline, self._lifeline = self._lifeline, -1
        if lifeline >= 0:
            os.close(lifeline)

    async def stop(self) -> None:
        """End the process; returns when it is gone, and with it all that it has started."""
        self._is_stopping = True
        await asyncio.to_thread(self._wait_for_detached)
        process = self._process
        if process is not None and not self.ended.is_set():
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(ENDING):
                    await self.ended.wait()
            except TimeoutError:
                _log.warning("ssh to %s did not end by itself", clean(self.host))
                self._kill_group()
                await self.ended.wait()
        self.let_go()
        if process is not None:
            process.close()
        self._control.unlink(missing_ok=True)

    def _wait_for_detached(self) -> None:
        while self._detached:
            process = self._detached.pop()
            try:
                process.wait(ENDING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _has_ended(self) -> None:
        # What ssh has started, such as a proxy.
        self._kill_group()
        self.ended.set()

    def _kill_group(self) -> None:
        process = self._process
        # With its leader gone a group keeps its number; a process that has it is a stranger's.
        if process is not None and (process.get_returncode() is None or not pid_is_taken(self.pid)):
            signal_group(self.pid, signal.SIGKILL)

    def _client(self) -> tuple[str, ...]:
        return (_program(), *_CLIENT, "-S", str(self._control))

    async def _talk(
        self, words: Sequence[str], script: str, seconds: float
    ) -> tuple[int, str, str]:
        """Run ssh beside the master: its status, output and complaints."""
        if not self.is_up:
            raise self.trouble
        try:
            return await exchange([*self._client(), *words], script, seconds)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise TransportError(
                    f"{clean(self.host)} has not done what it was asked for within {seconds:g} s."
                ) from None
            raise TransportError(f"ssh could not be started: {error.strerror}.") from error


def _words(forwards: Sequence[Forward]) -> list[str]:
    return [word for each in forwards for word in each.words]


def _program() -> str:
    program = shutil.which("ssh")
    if program is None:
        raise TransportError(
            "There is no ssh on this computer: install OpenSSH (package openssh-client)."
        )
    return program
