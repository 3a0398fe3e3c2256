"""A host behind `ssh`, shared by all the tabs that have a kernel there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from tui.errors import TransportError
from tui.kernels.questions import Answer, Question
from tui.kernels.ssh.askpass import AskpassServer
from tui.kernels.ssh.complaints import SshTrouble
from tui.kernels.ssh.destination import checked_destination
from tui.kernels.ssh.master import Forward, Master
from tui.kernels.ssh.private_directory import new_private_directory, remove_private_directory
from tui.model.clean import clean
from tui.tasks import TaskOwner

_log = logging.getLogger(__name__)

FIRST_DELAY = 0.5
LONGEST_DELAY = 60.0
"""Seconds between two attempts to connect again; they double from `FIRST_DELAY` on."""
COMMAND = 20.0
"""Seconds that a short script may take there."""


class HostUser(Protocol):
    """What a host tells those who have a kernel there. All are called in the event loop."""

    async def ask(self, question: Question) -> Answer | None:
        """Ask the user for what ssh wants to know."""
        ...

    def say(self, text: str) -> None:
        """Tell the user how it goes on, in a cleaned sentence."""
        ...

    def host_lost(self, reason: str) -> None:
        """The connection is lost, and will be tried again; `reason` is a cleaned sentence."""
        ...

    def host_restored(self) -> None:
        """The connection was made anew; nothing is forwarded on it yet."""
        ...

    def host_given_up(self, reason: str) -> None:
        """It is not tried any more until somebody calls `connect`."""
        ...


class SshHost:
    """The connection to a host: made when first needed, gone with the last user."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._users: list[HostUser] = []
        self._directory: Path | None = None
        self._askpass: AskpassServer | None = None
        self._master: Master | None = None
        self._attempt: asyncio.Task[TransportError | None] | None = None
        # Who was told of the loss, and not yet that it is over.
        self._lost: list[HostUser] = []
        self._is_restoring = False
        self._tries_now = asyncio.Event()
        self._tasks = TaskOwner(f"ssh host {clean(host)}")
        self._is_closed = False

    @property
    def shown(self) -> str:
        """The host, cleaned."""
        return clean(self.host)

    @property
    def is_up(self) -> bool:
        """Whether the connection stands, as far as known."""
        return self._master is not None and self._master.is_up

    @property
    def directory(self) -> Path:
        """Where the sockets of kernels here may be; there once it is connected."""
        assert self._directory is not None
        return self._directory

    def join(self, user: HostUser) -> None:
        """Be told from now on; the host is kept until `leave`."""
        if user not in self._users:
            self._users.append(user)

    async def connect(self, user: HostUser) -> None:
        """Have a connection: wait for the attempt under way, or begin one; raises `SshTrouble`.

        Raises `TransportError` where no ssh can be started. Who had lost it gets it back.
        """
        if self.is_up:
            return
        user.say(f"Connecting to {self.shown} with ssh.")
        if (error := await self._attempted()) is not None:
            raise error

    async def _attempted(self) -> TransportError | None:
        """What came of the attempt to connect: the one under way, or a new one."""
        if self.is_up:
            return None
        if self._attempt is None or self._attempt.done():
            self._attempt = self._tasks.start(self._connect(), "connect")
        attempt = self._attempt
        # Whoever waits may go: others wait, too.
        await asyncio.wait([attempt])
        if attempt.cancelled():
            return SshTrouble(f"The connection to {self.shown} is not wanted any more.")
        return attempt.result()

    def try_now(self) -> bool:
        """Try at once to connect again, instead of after the pause; false where that is not due."""
        self._tries_now.set()
        return self._is_restoring

    async def run(self, script: str, seconds: float = COMMAND) -> str:
        """What a script writes there; see `Master.run`."""
        return await self._required().run(script, seconds)

    async def forward(self, forwards: Sequence[Forward]) -> None:
        """Make sockets that lead there; see `Master.forward`."""
        await self._required().forward(forwards)

    def run_detached(self, script: str) -> None:
        """Have a script run there without waiting; can be called from any thread."""
        if self._master is not None:
            self._master.run_detached(script)

    def drop(self, user: HostUser) -> None:
        """Leave at once, without waiting; can be called from any thread."""
        self._remove(user)
        if not self._users and self._master is not None:
            self._master.let_go()

    async def leave(self, user: HostUser, forwards: Sequence[Forward] = ()) -> None:
        """Be told no more; `forwards` are removed, and with the last user everything."""
        self._remove(user)
        if not self._users:
            await self._close()
        elif self._master is not None and forwards:
            await self._master.cancel(forwards)

    def _remove(self, user: HostUser) -> None:
        for users in (self._users, self._lost):
            if user in users:
                users.remove(user)

    async def _close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        _forget(self)
        await self._tasks.cancel()
        if self._master is not None:
            await self._master.stop()
        if self._askpass is not None:
            await self._askpass.close()
        if self._directory is not None:
            await asyncio.to_thread(remove_private_directory, self._directory)

    # Connecting.

    async def _connect(self) -> TransportError | None:
        try:
            await self._make_connection()
        except TransportError as error:
            return error
        lost, self._lost = self._lost, []
        for each in lost:
            each.host_restored()
        return None

    async def _make_connection(self) -> None:
        askpass = await self._prepared()
        askpass.begin()
        master = Master(self.host, self.directory)
        await master.start(askpass.environment)
        try:
            await self._until_up(master, askpass)
        except BaseException:
            await master.stop()
            raise
        self._master = master
        self._tasks.start(self._watch(master), "watch")

    async def _prepared(self) -> AskpassServer:
        if self._askpass is None:
            self._directory = await asyncio.to_thread(new_private_directory)
            askpass = AskpassServer(self.shown, self._directory, self._ask, self._say)
            await askpass.start()
            self._askpass = askpass
        return self._askpass

    async def _until_up(self, master: Master, askpass: AskpassServer) -> None:
        tasks = TaskOwner(f"connect {self.shown}")
        up = tasks.start(_trouble(master), "up")
        declined = tasks.start(askpass.declined.wait(), "declined")
        try:
            await asyncio.wait([up, declined], return_when=asyncio.FIRST_COMPLETED)
            if askpass.declined.is_set():
                raise SshTrouble(f"You have backed out of the connection to {self.shown}.")
            if (trouble := up.result()) is not None:
                if askpass.is_asking:
                    # It is not asked again while nobody is there.
                    raise SshTrouble(f"{self.shown} did not wait for an answer. {trouble}")
                raise trouble
        finally:
            await tasks.cancel()

    async def _ask(self, question: Question) -> Answer | None:
        return await self._users[0].ask(question) if self._users else None

    def _say(self, text: str) -> None:
        for user in self._users[:1]:
            user.say(text)

    # Losing it.

    async def _watch(self, master: Master) -> None:
        await master.ended.wait()
        trouble = master.trouble
        _log.warning("lost the connection: %s", trouble)
        await master.stop()
        self._master = None
        self._lost = list(self._users)
        for user in list(self._users):
            user.host_lost(str(trouble))
        self._tasks.start(self._restore(), "restore")

    async def _restore(self) -> None:
        """Connect again, for as long as that can help and the user wants it."""
        self._is_restoring = True
        delay = FIRST_DELAY
        try:
            while self._users and not self.is_up:
                await self._pause(delay)
                delay = min(2 * delay, LONGEST_DELAY)
                error = await self._attempted()
                if isinstance(error, SshTrouble) and error.is_transient:
                    _log.info("no connection to %s yet: %s", self.shown, error)
                elif error is not None:
                    for user in list(self._lost):
                        user.host_given_up(str(error))
                    return
        finally:
            self._is_restoring = False

    async def _pause(self, seconds: float) -> None:
        self._tries_now.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._tries_now.wait()
        except TimeoutError:
            pass

    def _required(self) -> Master:
        if self._master is None:
            raise SshTrouble(f"There is no connection to {self.shown}.", is_transient=True)
        return self._master


async def _trouble(master: Master) -> SshTrouble | None:
    try:
        await master.wait_up()
    except SshTrouble as error:
        return error
    return None


_hosts: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, SshHost]] = WeakKeyDictionary()


def shared_host(host: str) -> SshHost:
    """The host of that name in the running event loop; raises `TransportError` for a bad name."""
    name = checked_destination(host)
    hosts = _hosts.setdefault(asyncio.get_running_loop(), {})
    return hosts.setdefault(name, SshHost(name))


def _forget(host: SshHost) -> None:
    hosts = _hosts.get(asyncio.get_running_loop(), {})
    if hosts.get(host.host) is host:
        del hosts[host.host]
