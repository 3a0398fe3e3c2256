"""A kernel on a Jupyter Server, a gateway or a hub, over its websocket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from tui.errors import LaunchError, TransportClosed, TransportError
from tui.kernels.endpoints import ServerKernel
from tui.kernels.questions import Asker, nobody_to_ask
from tui.kernels.server.access import AccessRefused
from tui.kernels.server.address import place_of
from tui.kernels.server.client import END_LIMIT, KernelMissing, ServerClient
from tui.kernels.server.inbox import Inbox
from tui.kernels.server.last_resort import delete_at_once
from tui.kernels.server.link import Link, LinkSettings
from tui.kernels.server.tls import CertificateRefused
from tui.kernels.transport import (
    Announced,
    Arrival,
    ConnectionLost,
    ConnectionRestored,
    Exited,
)
from tui.model.clean import clean
from tui.tasks import TaskOwner
from tui.wire.events import NoticeKind
from tui.wire.message import Message
from tui.wire.requests import new_id

_log = logging.getLogger(__name__)

TOLD_AFTER = 1.0
"""Seconds after which a lost connection is told of, unless it is there again or the kernel gone."""
LAST_PATIENCE = 2.0
"""Seconds that the server gets to end a kernel besides the patience that the caller has."""
# What many kernels publish when they are shut down or restarted.
_ENDS = "shutdown_reply"


class ServerTransport:
    """The methods are those of `KernelTransport`.

    A connection that is lost is made again under the same session id, so that what the server
    kept meanwhile arrives. A kernel that jtui has started there is owned; `close` leaves it alive.
    """

    def __init__(
        self,
        kernel: ServerKernel,
        ask: Asker = nobody_to_ask,
        settings: LinkSettings | None = None,
    ) -> None:
        self.client = ServerClient(kernel.server, ask)
        self.kernel_id = kernel.kernel_id
        self._spec_name = kernel.spec_name
        self._owns_kernel = not kernel.kernel_id
        self._settings = settings or LinkSettings()
        self._session_id = new_id()
        self._inbox = Inbox()
        self._link: Link | None = None
        self._tasks = TaskOwner("kernel on a server")
        self._life: asyncio.Task[None] | None = None
        # A restart and an end come one after the other.
        self._changing = asyncio.Lock()
        self._tries_at_once = asyncio.Event()
        self._may_end = asyncio.Event()
        self._is_warned = False
        self._untold: ConnectionLost | None = None
        self._terminating = False
        self._why_not = "The connection to the server is not open."

    @property
    def owns_kernel(self) -> bool:
        """Whether jtui has started the kernel on the server."""
        return self._owns_kernel

    @property
    def shares_files(self) -> bool:
        """False: even a server on this computer may be the end of a tunnel."""
        return False

    @property
    def can_restart(self) -> bool:
        """Always true."""
        return True

    @property
    def ends_by_request(self) -> bool:
        """False: a kernel that ends without the server's doing is started again by it."""
        return False

    @property
    def interrupts_by_signal(self) -> bool:
        """True: the server knows how the kernel is interrupted."""
        return True

    @property
    def where(self) -> str:
        """The server's host and port, cleaned."""
        return place_of(self.client.address.url)

    @property
    def description(self) -> str:
        """The kernel's URL without the token, cleaned; of a new one the server's."""
        url = self.client.address.url
        return clean(f"{url}api/kernels/{self.kernel_id}" if self.kernel_id else url)

    @property
    def connection_file(self) -> str:
        """Always empty."""
        return ""

    async def open(self) -> None:
        """Start the kernel where it is a new one, and connect, once; raises `TransportError`."""
        if self._life is not None and not self._life.done():
            return
        self._inbox.reopen()
        if self.client.warning and not self._is_warned:
            self._is_warned = True
            self._inbox.deliver(Announced(NoticeKind.WARNING, self.client.warning))
        if not self.kernel_id:
            await self._start_kernel()
        try:
            await self._connect()
        except KernelMissing as error:
            if self._life is None:
                raise
            # It was there before: a restart then starts another one.
            self._tell_missing(error)
            return
        self._begin()

    def send(self, message: Message) -> None:
        """Put a message on its way; raises `TransportClosed`, also while the connection is lost."""
        if self._link is None:
            # Somebody is waiting.
            self.reconnect()
            raise TransportClosed(self._why_not)
        self._link.send(message)

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals; after an `Exited` it waits for a restart or the close."""
        arrivals = await self._inbox.receive()
        if any(
            each.__class__ is Message and each.header.get("msg_type") == _ENDS for each in arrivals
        ):
            self._may_end.set()
        return arrivals

    def reconnect(self) -> bool:
        """Try at once where the connection is lost; false where it is not."""
        self._tries_at_once.set()
        return self._link is None and bool(self.kernel_id) and not self._terminating

    async def signal_interrupt(self) -> None:
        """Have the server interrupt the kernel; raises `TransportError`."""
        await self.client.interrupt(self.kernel_id)

    async def restart(self) -> None:
        """Have the server restart the kernel, and connect to it; raises `LaunchError`.

        A kernel that is gone is replaced by a new one of the same kernelspec.
        """
        async with self._changing:
            self._terminating = False
            await self._leave()
            self._inbox.clear()
            self._inbox.reopen()
            # Under another one, nothing arrives that the kernel of before has said.
            self._session_id = new_id()
            try:
                await self._start_again()
                await self._connect()
            except LaunchError:
                raise
            except TransportError as error:
                raise LaunchError(f"The kernel could not be restarted: {error}") from error
            self._begin()

    async def terminate(self, patience: float | None = None) -> None:
        """Have the server end the kernel; what goes wrong is logged."""
        self._terminating = True
        async with self._changing:
            try:
                if self.kernel_id:
                    limit = END_LIMIT if patience is None else patience + LAST_PATIENCE
                    await self.client.shut_down(self.kernel_id, limit=limit, asks=False)
            except TransportError as error:
                _log.warning("the kernel on %s was not ended: %s", self.where, error)
            await self._leave()
            self._inbox.deliver(Exited(None, expected=True))

    def kill(self) -> None:
        """Ask the server to end the kernel if jtui has started it; can be called from any thread.

        Takes a second at most, and does not wait for the end.
        """
        self._terminating = True
        if self._owns_kernel and self.kernel_id:
            url = f"{self.client.address.url}api/kernels/{self.kernel_id}"
            access = self.client.access
            delete_at_once(url, access.headers(), access.context)

    def log_text(self) -> str:
        """Always empty: what the kernel's process writes stays with the server."""
        return ""

    async def close(self) -> None:
        """Close the connection; the kernel lives on unless `terminate` ended it."""
        self._why_not = "The connection was closed."
        await self._tasks.cancel()
        await self._leave()
        self._inbox.clear()
        self._inbox.close(self._why_not)
        await self.client.close()

    async def _start_kernel(self) -> None:
        kernel = await self.client.start(self._spec_name)
        self.kernel_id, self._owns_kernel = kernel.kernel_id, True
        self._spec_name = kernel.spec_name or self._spec_name

    async def _start_again(self) -> None:
        try:
            if self.kernel_id:
                await self.client.restart(self.kernel_id)
                return
        except KernelMissing:
            pass
        await self._start_kernel()

    async def _connect(self) -> None:
        """Open the websocket; raises `KernelMissing` or another `TransportError`."""
        # A websocket says little of why it is not opened; this says it, and asks for the token.
        kernel = await self.client.kernel(self.kernel_id)
        self._spec_name = kernel.spec_name or self._spec_name
        path = f"api/kernels/{self.kernel_id}/channels?session_id={self._session_id}"
        request = await self.client.access.socket_request(path, self._settings.opening)
        self._link = await Link.connect(request, self._inbox, self._settings)

    def _begin(self) -> None:
        assert self._link is not None
        self._link.start()
        self._life = self._tasks.start(self._live(self._link), "life")

    async def _leave(self) -> None:
        """Stop watching, and close the websocket."""
        if self._life is not None:
            self._life.cancel()
            await asyncio.wait([self._life])
            self._life = None
        if self._link is not None:
            link, self._link = self._link, None
            await link.close()

    async def _live(self, link: Link) -> None:
        """Watch the connection, and make it again as often as it is lost."""
        while True:
            watch = self._tasks.start(self._look_after(link), "look")
            try:
                reason = await link.ended()
            finally:
                watch.cancel()
            self._link, self._why_not = None, f"{reason} jtui tries to connect again."
            link.abort()
            if self._terminating:
                return
            try:
                again = await self._found_again(reason)
            except KernelMissing as error:
                self._tell_missing(error)
                return
            except (AccessRefused, CertificateRefused) as error:
                self._inbox.close(str(error))
                return
            self._inbox.deliver(ConnectionRestored())
            again.start()
            link = again

    def _tell_missing(self, error: KernelMissing) -> None:
        """Say that the kernel was there and is not any more."""
        text = f"{error} Somebody has shut it down, or the server was started anew."
        self._inbox.deliver(Announced(NoticeKind.ERROR, text))
        self._inbox.deliver(Exited(None, (text,)))

    async def _look_after(self, link: Link) -> None:
        """Look now and then whether the server still has the kernel.

        When somebody shuts it down, the websocket stays and says nothing.
        """
        pause = self._settings.look
        while True:
            self._may_end.clear()
            try:
                async with asyncio.timeout(pause):
                    await self._may_end.wait()
                pause = self._settings.first_look
            except TimeoutError:
                pause = min(2 * pause, self._settings.look)
                try:
                    await self.client.kernel(self.kernel_id, asks=False)
                except KernelMissing as error:
                    link.give_up(str(error))
                    return
                except TransportError:
                    # The websocket itself tells when the server is gone.
                    continue

    async def _found_again(self, reason: str) -> Link:
        """Connect again, however long it takes; raises what makes further tries useless."""
        self._untold = ConnectionLost(f"{reason} jtui tries to connect again.")
        # That the kernel is gone is found out at once, and then the only thing to be said.
        telling = asyncio.get_running_loop().call_later(TOLD_AFTER, self._tell)
        tries = 0
        try:
            while True:
                try:
                    await self._connect()
                except (AccessRefused, CertificateRefused, KernelMissing):
                    raise
                except TransportError as error:
                    _log.info("no connection to %s yet: %s", self.where, error)
                else:
                    self._tell()
                    assert self._link is not None
                    return self._link
                await self._pause(self._settings.pause(tries))
                tries += 1
        finally:
            telling.cancel()

    def _tell(self) -> None:
        """Say once that the connection is lost."""
        if self._untold is not None:
            self._inbox.deliver(self._untold)
            self._untold = None

    async def _pause(self, seconds: float) -> None:
        """Wait, unless `reconnect` asks for a try."""
        self._tries_at_once.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._tries_at_once.wait()
        except TimeoutError:
            pass
