"""A conversation in which what runs can be interrupted, in whatever way the kernel knows."""

from __future__ import annotations

import asyncio
import logging

from tui.errors import KernelGone, RequestError, TransportError
from tui.kernels.linked import LinkedConversation
from tui.kernels.states import KernelState
from tui.model.cells import Cell, CellState
from tui.wire.events import NoticeKind
from tui.wire.requests import interrupt_request

_log = logging.getLogger(__name__)

CUT_OFF = "The kernel cannot be reached now, so what it runs is not interrupted."


class InterruptibleConversation(LinkedConversation):
    """Interrupts by signal or request, looks whether that had an effect, and says what else is."""

    def request_interrupt(self) -> None:
        """Interrupt in the background, whatever becomes of the view that asked."""
        self._tasks.start(self.interrupt(), "interrupt")

    async def interrupt(self) -> None:
        """Interrupt what runs and cancel what waits; when that has no effect, say what can be done.

        A kernel at rest is left alone: an interrupt at its prompt can wedge it (seen: octave).
        """
        self.cancel_queue()
        if self._life is KernelState.DISCONNECTED:
            self.tell(NoticeKind.INFO, CUT_OFF)
            return
        running = self.transcript.running
        if not running and self.state is not KernelState.BUSY:
            return
        obeys: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if running:
            self._tasks.start(self._watch_interrupt(running[0], obeys), "interrupt watch")
        try:
            obeys.set_result(await self._send_interrupt())
        except KernelGone:
            obeys.set_result(True)
        except (RequestError, TransportError) as error:
            _log.warning("interrupt of %s: %s", self.spec.name, error)
            obeys.set_result(False)

    async def _send_interrupt(self) -> bool:
        """Interrupt; answers true. Raises `RequestError` and `TransportError`."""
        if self.transport.interrupts_by_signal:
            await self.transport.signal_interrupt()
        else:
            await self._replies.ask(
                self.transport, interrupt_request(self.client), self.settings.interrupt_grace
            )
        return True

    async def _watch_interrupt(self, cell: Cell, obeys: asyncio.Future[bool]) -> None:
        await asyncio.sleep(self.settings.interrupt_grace)
        # A kernel that says it obeys knows better: SIGINT kills some of those.
        answered = await obeys
        # One that asks has stopped: a debugger in a loop goes on to its next prompt.
        if cell.state is not CellState.RUNNING or cell.waiting_input is not None:
            return
        text = f"The kernel still runs {self.settings.interrupt_grace:g} s after the interrupt."
        keys = self.keys
        if self.transport.can_restart:
            text += f" {keys.interrupt} interrupts again, {keys.restart} restarts it."
        elif answered:
            text += f" {keys.interrupt} interrupts again; it can be restarted where it was started."
        else:
            text += await self._signalled()
        self.tell(NoticeKind.WARNING, text)

    async def _signalled(self) -> str:
        """Interrupt by signal a kernel that knows no request; answers what became of it."""
        try:
            await self.transport.signal_interrupt()
        except TransportError as error:
            return f" {error}"
        return " It does not know interrupt requests, so its process was sent SIGINT."
