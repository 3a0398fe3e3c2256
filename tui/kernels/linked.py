"""A conversation over a link that can break and come back, with a kernel others use as well."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace

from tui.errors import RequestError, TransportError
from tui.kernels.conversation import Conversation
from tui.kernels.handshake import hear_iopub
from tui.kernels.handshake_attached import (
    SOON,
    ShellAnswer,
    answer_of,
    ask_aside,
    ask_on_shell,
    within,
)
from tui.kernels.kernel_identity import KernelIdentity
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import KernelTransport
from tui.model.cells import Author, Cell, CellState
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.wire.events import CellGivenUp, KernelRestarted, NoticeKind
from tui.wire.message import Channel, Message
from tui.wire.requests import KernelInfo

_log = logging.getLogger(__name__)

LONGEST_NAME = 60
"""Characters of a name that a kernel gives itself."""
_NEWS = ("status", "shutdown_reply")


class LinkedConversation(Conversation):
    """Keeps what runs and what waits while the link is broken, and says what was lost on it."""

    spec: KernelSpec
    info: KernelInfo | None

    def __init__(
        self,
        transport: KernelTransport,
        settings: SessionSettings,
        clock: Callable[[], float],
        name: str,
    ) -> None:
        super().__init__(transport, settings, clock, name)
        self._identity = KernelIdentity()
        # Whether the kernel was busy with something else when we came.
        self._came_while_busy = False
        # Whether jtui itself puts another kernel in this one's place.
        self._replacing = False
        self._silence_told = self._wrong_key_told = False

    @property
    def state(self) -> KernelState:
        """What the kernel is doing; busy also with what began before jtui came."""
        state = super().state
        if state is KernelState.IDLE and self._came_while_busy:
            return KernelState.BUSY
        return state

    @abstractmethod
    def _begin_handshake(self, again: bool = False) -> None:
        """Find out who is there; `again` says that a kernel was known before."""

    @abstractmethod
    def _ready(self) -> None: ...

    @abstractmethod
    def _drop_requests(self, reason: str) -> None: ...

    @abstractmethod
    def _drop_everything(self, reason: str, keep_queue: bool = False) -> None: ...

    @abstractmethod
    def _end(self, life: KernelState, text: str) -> None: ...

    # The link.

    def _connection_lost(self, reason: str, kernel_ended: bool) -> None:
        """Wait for the link: what runs goes on without us, what is asked for fails at once."""
        if self._life is KernelState.DEAD or self._replacing:
            return
        self._life = KernelState.DISCONNECTED
        if kernel_ended:
            self._drop_everything(reason, keep_queue=True)
        else:
            self._drop_requests(reason)
        self.tell(NoticeKind.WARNING, reason)

    def _connection_restored(self, same_kernel: bool) -> None:
        """Look who is there: the kernel of before, or a fresh one."""
        if self._life is KernelState.DEAD or self._replacing:
            return
        self._identity.may_change()
        if not same_kernel:
            self._take_fresh_kernel()
        elif self.info is None:
            self._life = KernelState.STARTING
            self._begin_handshake()
        else:
            # Nothing is sent until the kernel has answered: it may turn out to be another one.
            self._begin_handshake(again=True)
        self._wake()

    def _take_fresh_kernel(self) -> None:
        """Another process answers: variables and open cells are gone, the transcript stays."""
        was_known = self.info is not None
        self._identity.forget()
        self._drop_everything("The kernel was restarted.", keep_queue=True)
        self._life = KernelState.STARTING
        if was_known:
            self._apply(KernelRestarted())
        self._begin_handshake()

    # The first exchange.

    async def _meet(self) -> None:
        """The first exchange with a kernel that ran before, which may be busy with other cells.

        Also when the link was broken. A kernel answers on shell in order: when it tells there who
        it is, it has done with our cells as well.
        """
        under_way = [cell for cell in self.transcript.running if cell.author is Author.OWN]
        asking = ask_on_shell(self.transport, self._replies, self.client)
        asked = self._tasks.start(asking, "kernel info")
        try:
            info, is_busy = await self._first_answer(asked, bool(under_way))
            self.info = info
            self._came_while_busy = is_busy
            self._learn_name(info)
            channel = Channel.CONTROL if is_busy else Channel.SHELL
            await hear_iopub(self.transport, self.client, self._iopub_seen, channel)
            self._come_back()
            await answer_of(asked)
        except (RequestError, TransportError) as error:
            _log.info("no answer from %s: %s", self.spec.name, error)
            return
        finally:
            asked.cancel()
        self._came_while_busy = False
        for cell in under_way:
            self._give_up_lost(cell)
        self._advance()
        self._wake()

    async def _first_answer(self, asked: ShellAnswer, runs_ours: bool) -> tuple[KernelInfo, bool]:
        """The kernel's info, and whether it is too busy to give it on shell."""
        if (info := await within(asked, SOON)) is not None:
            return info, False
        info = await ask_aside(self.transport, self._replies, self.client)
        if info is not None:
            return info, not asked.done()
        if (info := await within(asked, max(0.0, self.settings.attach_grace - SOON))) is not None:
            return info, False
        if runs_ours:
            # It is at our cell, and no other is sent before that has ended.
            self._come_back()
        else:
            self._tell_unanswering()
        return await answer_of(asked), False

    def _come_back(self) -> None:
        if self._life is KernelState.DISCONNECTED:
            self.tell(NoticeKind.INFO, "The connection to the kernel is there again.")
        self._ready()

    def _give_up_lost(self, cell: Cell) -> None:
        """End a cell whose reply went astray."""
        if cell.state is not CellState.RUNNING:
            return
        replied = cell.replied
        self._apply(CellGivenUp(cell.cell_id, is_lost=True))
        if not replied:
            number = "" if cell.number is None else f" to In [{cell.number}]"
            self.tell(
                NoticeKind.WARNING,
                f"The kernel's answer{number} was lost while the connection was broken. The cell"
                " may have run; part of its output may be missing.",
            )

    def _tell_unanswering(self) -> None:
        if not self._wrong_key_told:
            self._silence_told = True
            self.tell(
                NoticeKind.WARNING,
                f"The kernel listens and has not answered for {self.settings.attach_grace:g} s:"
                " it is busy or stopped, or the key of the connection file is the wrong key."
                " jtui goes on waiting.",
            )

    def _learn_name(self, info: KernelInfo) -> None:
        """Name a kernel that was not started here after what it says of itself."""
        spec = self.spec
        if spec.language:
            return
        name = spec.display_name
        if name in ("", "kernel"):
            name = info.title[:LONGEST_NAME] or name
        self.spec = replace(spec, language=info.language, display_name=name)

    # What others do to the kernel.

    def _take_message(self, message: Message) -> None:
        if message.channel is Channel.IOPUB:
            if message.msg_type in _NEWS:
                self._note_news(message)
        elif message.msg_type == "kernel_info_reply":
            self._note_process(message)
        super()._take_message(message)

    def _note_news(self, message: Message) -> None:
        if message.msg_type == "shutdown_reply":
            if message.parent_session != self.client.session and not self._replacing:
                self._note_foreign_end(message)
            return
        match message.content.get("execution_state"):
            case "starting":
                self._identity.may_change()
            # Only servers publish these two, on behalf of a kernel that cannot.
            case "restarting" | "autorestarting" if not self.transport.ends_by_request:
                if self._life not in (KernelState.RESTARTING, KernelState.DEAD):
                    self._take_fresh_kernel()
                    return
            case "dead" if not self.transport.ends_by_request:
                self._end(KernelState.DEAD, "The server says that the kernel has died.")
        self._note_process(message)

    def _note_process(self, message: Message) -> None:
        """Take up a kernel that was restarted, as soon as it says something."""
        is_another = self._identity.is_another(message)
        expected = self._replacing or self._life in (KernelState.RESTARTING, KernelState.DEAD)
        if is_another and not expected:
            self._take_fresh_kernel()

    def _note_foreign_end(self, message: Message) -> None:
        who = clean(message.parent_username)
        client = f"Another client ({who})" if who else "Another client"
        if message.content.get("restart") is True:
            self._identity.may_change()
            self.tell(NoticeKind.WARNING, f"{client} restarts the kernel.")
            if self._life is KernelState.IDLE and not self.transport.ends_by_request:
                self._ask_who_comes()
        else:
            self.tell(NoticeKind.WARNING, f"{client} has shut down the kernel.")

    def _ask_who_comes(self) -> None:
        """Ask for the fresh kernel behind a server: the link stays, and it says little unasked.

        Until it has answered nothing is sent: the old one might still be there to lose it.
        """
        self._life = KernelState.DISCONNECTED
        self._drop_requests("The kernel was restarted.")
        self._begin_handshake(again=True)
        self._wake()
