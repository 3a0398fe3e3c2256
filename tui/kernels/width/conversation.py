"""A conversation in which the kernel is told how much room there is for its output."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tui.kernels.interrupting import InterruptibleConversation
from tui.kernels.states import SessionSettings
from tui.kernels.transport import KernelTransport
from tui.kernels.watch import Watch
from tui.kernels.width.code import KNOWN
from tui.kernels.width.telling import Telling
from tui.kernels.width.terminals import StartedHere, fit_terminals
from tui.wire.message import Channel, Message


class TellingConversation(InterruptibleConversation):
    """Tells it right before cells, and nobody waits for an answer."""

    def __init__(
        self,
        transport: KernelTransport,
        settings: SessionSettings,
        clock: Callable[[], float],
        name: str,
    ) -> None:
        super().__init__(transport, settings, clock, name)
        self._telling = Telling(self.client, settings.tell_width)

    def _send_cell(self, cell_id: str) -> None:
        self._tell_width(self._entered.get(cell_id))
        super()._send_cell(cell_id)
        cell = self.transcript.cell(cell_id)
        if cell is not None and self.info is not None:
            self._telling.note_cell(self.info.implementation, cell.code)

    def _tell_width(self, watch: Watch | None) -> None:
        """Tell the kernel, if it is to be told, how much room a view has."""
        if watch is None or self.info is None or (room := watch.room()) is None:
            return
        # The user may have changed it.
        self._telling.whom = self.settings.tell_width
        owned = self.transport.owns_kernel
        # What a kernelspec sets is the user's.
        started = owned and not self.transport.where and "COLUMNS" not in self.spec.env
        implementation = self.info.implementation
        if implementation in KNOWN:
            request = self._telling.request(implementation, room, owned=owned, started=started)
            if request is not None:
                self._send_quietly(request)
        elif started and isinstance(self.transport, StartedHere) and self.transport.pid:
            before = self._telling.last
            if self._telling.is_due(room, owned=owned):
                self._telling.note_told(room)
                fitting = asyncio.to_thread(fit_terminals, self.transport.pid, room, before)
                self._tasks.start(fitting, "terminals of the kernel")

    def _take_message(self, message: Message) -> None:
        if message.channel is Channel.SHELL and self._telling.takes(message):
            return
        if message.msg_type == "execute_input" and self._telling.is_about(message):
            return
        if message.msg_type == "execute_input" and message.parent_session != self.client.session:
            self._telling.note_other_client()
        super()._take_message(message)
