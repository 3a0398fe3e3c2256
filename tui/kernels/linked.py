"""A conversation over a link that can break and come back, with a kernel others use as well."""

from __future__ import annotations

import logging
from abc import abstractmethod
from dataclasses import replace

from tui.errors import RequestError, TransportError
from tui.kernels.conversation import Conversation
from tui.kernels.handshake_attached import FOR_EVER
from tui.kernels.states import KernelState
from tui.model.cells import Author, Cell, CellState
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.wire.events import CellGivenUp, KernelRestarted, NoticeKind
from tui.wire.message import Channel, Message
from tui.wire.requests import KernelInfo, kernel_info_request

_log = logging.getLogger(__name__)


class LinkedConversation(Conversation):
    """Keeps what runs and what waits while the link is broken, and says what was lost on it."""

    spec: KernelSpec
    info: KernelInfo | None

    # Whether the kernel was busy with something else when we came.
    _came_while_busy = False

    @property
    def state(self) -> KernelState:
        """What the kernel is doing; busy also with what began before jtui came."""
        state = super().state
        if state is KernelState.IDLE and self._came_while_busy:
            return KernelState.BUSY
        return state

    @abstractmethod
    def _begin_handshake(self) -> None: ...

    @abstractmethod
    def _drop_requests(self, reason: str) -> None: ...

    @abstractmethod
    def _drop_everything(self, reason: str, keep_queue: bool = False) -> None: ...

    @abstractmethod
    def _end(self, life: KernelState, text: str) -> None: ...

    def _connection_lost(self, reason: str) -> None:
        """Wait for the link: what runs goes on without us, what is asked for fails at once."""
        if self._life is KernelState.DEAD:
            return
        self._life = KernelState.DISCONNECTED
        self._came_while_busy = False
        self._drop_requests(reason)
        self.tell(NoticeKind.WARNING, reason)

    def _connection_restored(self, same_kernel: bool) -> None:
        """Go on, with the kernel of before or with a fresh one."""
        if self._life is KernelState.DEAD:
            return
        was_away = self._life is KernelState.DISCONNECTED
        if not same_kernel:
            self._take_fresh_kernel()
        elif self.info is None:
            self._life = KernelState.STARTING
            self._begin_handshake()
        else:
            self._life = KernelState.IDLE
            if was_away:
                self.tell(NoticeKind.INFO, "The connection to the kernel is there again.")
            self._tasks.start(self._look_for_lost_answers(), "lost answers")
            self._advance()
        self._wake()

    def _take_fresh_kernel(self) -> None:
        """Another process answers: variables and open cells are gone, the transcript stays."""
        self._drop_everything("The kernel was restarted.", keep_queue=True)
        self._life = KernelState.STARTING
        self._apply(KernelRestarted())
        self._begin_handshake()

    async def _look_for_lost_answers(self) -> None:
        """End the cells whose replies went astray.

        A kernel answers on shell in order: when it tells who it is, it has done with them.
        """
        cells = [cell for cell in self.transcript.running if cell.author is Author.OWN]
        if not cells:
            return
        try:
            await self._replies.ask(self.transport, kernel_info_request(self.client), FOR_EVER)
        except (RequestError, TransportError) as error:
            _log.info("looking for lost answers: %s", error)
            return
        for cell in cells:
            self._give_up_lost(cell)
        self._advance()
        self._wake()

    def _give_up_lost(self, cell: Cell) -> None:
        if cell.state is CellState.RUNNING:
            self._apply(CellGivenUp(cell.cell_id))
            number = "" if cell.number is None else f" to In [{cell.number}]"
            self.tell(
                NoticeKind.WARNING,
                f"The kernel's answer{number} was lost while the connection was broken. The cell"
                " may have run; part of its output may be missing.",
            )

    # What others do to the kernel.

    def _take_message(self, message: Message) -> None:
        if message.channel is Channel.IOPUB:
            self._note_news(message)
        super()._take_message(message)

    def _note_news(self, message: Message) -> None:
        if message.msg_type == "shutdown_reply":
            if message.parent_session != self.client.session:
                self._note_foreign_end(message)
        elif message.msg_type == "status" and not self.transport.ends_by_request:
            # Only servers publish these, on behalf of a kernel that cannot.
            match message.content.get("execution_state"):
                case "restarting" | "autorestarting":
                    if self._life in (KernelState.IDLE, KernelState.DISCONNECTED):
                        self._take_fresh_kernel()
                case "dead":
                    self._end(KernelState.DEAD, "The server says that the kernel has died.")

    def _note_foreign_end(self, message: Message) -> None:
        who = clean(message.parent_username)
        client = f"Another client ({who})" if who else "Another client"
        if message.content.get("restart") is True:
            self.tell(NoticeKind.WARNING, f"{client} restarts the kernel.")
        else:
            self.tell(NoticeKind.WARNING, f"{client} has shut down the kernel.")

    def _learn_name(self, info: KernelInfo) -> None:
        """Name a kernel that was not started here after what it says of itself."""
        spec = self.spec
        if spec.language:
            return
        name = spec.display_name
        if name in ("", "kernel"):
            name = f"{info.language} {info.language_version}".strip() or name
        self.spec = replace(spec, language=info.language, display_name=name)
