"""What is said to a kernel and what it says: one conversation, without the kernel's life.

Code goes out one cell at a time, replies and outputs come in, in any order, and everything is
applied to the transcript at once. Views are woken and draw when they like.
"""

from __future__ import annotations

import asyncio
import getpass
import logging
import time
from collections.abc import Callable, Iterable

from tui.errors import RequestError, TransportClosed
from tui.kernels.execution import ExecutionQueue
from tui.kernels.replies import PendingReplies
from tui.kernels.states import KernelState, KeyNames, SessionSettings
from tui.kernels.transport import KernelTransport
from tui.kernels.watch import Watch
from tui.model.cells import Author, Cell, CellState
from tui.model.clean import clean
from tui.model.transcript import Transcript
from tui.tasks import TaskOwner
from tui.wire.decode import (
    decode_execute_reply,
    decode_input_request,
    decode_iopub,
    may_be_execute_reply,
)
from tui.wire.events import (
    CellCancelled,
    CellGivenUp,
    CellResubmitted,
    CellSent,
    CellSubmitted,
    DataDisplayed,
    ExecuteReplied,
    InputAnswered,
    InputRequested,
    IopubEvent,
    KernelEvent,
    NoticeKind,
    NoticePosted,
    StreamWritten,
)
from tui.wire.message import Channel, Message
from tui.wire.payloads import Page, decode_payload
from tui.wire.requests import (
    Client,
    Completeness,
    decode_completeness,
    execute_request,
    input_reply,
    is_complete_request,
    new_id,
)

_log = logging.getLogger(__name__)

FIRST_WORDS_LIMIT = 64_000
QUESTION_DELAY = 0.02
LOOKED_BACK = 50
"""Blocks among which another client's failed cell is looked for."""


class Conversation:
    """The transcript of one kernel, the queue of its cells, and the requests on their way.

    `_life` is idle while the kernel can be talked to; whoever derives from this sets it.
    """

    def __init__(
        self,
        transport: KernelTransport,
        settings: SessionSettings,
        clock: Callable[[], float],
        name: str,
    ) -> None:
        self.settings = settings
        self.keys = KeyNames()
        self.client = Client(new_id(), _username())
        self.transcript = Transcript(self.client.session, settings.output_cap)
        self.transport = transport
        self._clock = clock
        self._life = KernelState.STARTING
        self._queue = ExecutionQueue()
        self._replies = PendingReplies()
        self._iopub_seen = asyncio.Event()
        self._tasks = TaskOwner(f"session {name}")
        self._watches: list[Watch] = []
        self._waiters: list[asyncio.Event] = []
        self._grace: asyncio.TimerHandle | None = None
        # Which view a cell was entered in, until its reply.
        self._entered: dict[str, Watch] = {}
        self._first_words = ""
        self._holds = False
        self.before_again: list[Callable[[Cell], None]] = []
        """Told of each cell that has ended before it is entered again, and is another run."""

    @property
    def state(self) -> KernelState:
        """What the kernel is doing, as the status bar says it."""
        if self._life is not KernelState.IDLE:
            return self._life
        if self.asking_cell is not None:
            return KernelState.NEEDS_INPUT
        return KernelState.BUSY if self.transcript.running else KernelState.IDLE

    @property
    def asking_cell(self) -> Cell | None:
        """The cell whose question to the user is open."""
        cell = self._cell_in_flight
        return cell if cell is not None and cell.waiting_input is not None else None

    @property
    def queue_length(self) -> int:
        """How many cells wait to be sent."""
        return len(self._queue)

    @property
    def cancelled_count(self) -> int:
        """How many cells `run_cancelled` would run."""
        return len(self._queue.cancelled)

    @property
    def next_number(self) -> int:
        """The execution count the next entered cell is expected to get."""
        cell = self._cell_in_flight
        unnumbered = 1 if cell is not None and cell.number is None else 0
        return (self.transcript.execution_count or 0) + 1 + unnumbered + len(self._queue)

    @property
    def _cell_in_flight(self) -> Cell | None:
        cell_id = self._queue.in_flight
        return self.transcript.cell(cell_id) if cell_id is not None else None

    def watch(self) -> Watch:
        """A watch that is woken at every change from now on."""
        watch = Watch(self.transcript.subscribe())
        self._watches.append(watch)
        return watch

    def unwatch(self, watch: Watch) -> None:
        """End a watch."""
        self._watches.remove(watch)
        self.transcript.unsubscribe(watch.feed)

    def execute(self, code: str, watch: Watch | None = None) -> str:
        """Enter code: it is in the transcript at once and runs when its turn has come.

        Returns the id of its cell. `watch` gets the payloads of the reply; without one another
        view does.
        """
        cell_id = new_id()
        self._apply(CellSubmitted(cell_id, code))
        self._enter(cell_id, watch)
        return cell_id

    def execute_again(
        self, cell: Cell, code: str | None = None, watch: Watch | None = None
    ) -> bool:
        """Enter a cell of one's own again where it stands, with other `code` or its own.

        Answers whether it will run: not while it does already or waits to.
        """
        if not cell.state.is_end or cell.author is not Author.OWN:
            return False
        for tell in self.before_again:
            tell(cell)
        cell_id = new_id()
        self._apply(CellResubmitted(cell.cell_id, cell_id, cell.code if code is None else code))
        self._enter(cell_id, watch)
        return True

    def execute_all_again(self, cells: Iterable[Cell], watch: Watch | None = None) -> int:
        """Enter cells again, each where it stands, one after the other; answers how many will run.

        All are in the queue before the first runs, so that an error in it takes them back.
        """
        self._holds = True
        entered = sum(self.execute_again(cell, None, watch) for cell in cells)
        self._holds = False
        self._advance()
        self._wake()
        return entered

    def _enter(self, cell_id: str, watch: Watch | None) -> None:
        if watch is not None:
            self._entered[cell_id] = watch
        self._queue.add(cell_id)
        if not self._holds:
            self._advance()
            self._wake()

    def run_cancelled(self, watch: Watch | None = None) -> int:
        """Enter again, in a view, the cells of the last cancelled queue; answers how many.

        Those of a notebook run where they stand.
        """
        cells = [self.transcript.cell(cell_id) for cell_id in self._queue.take_cancelled()]
        for cell in cells:
            if cell is None:
                continue
            if self.transcript.is_notebook:
                self.execute_again(cell, None, watch)
            else:
                self.execute(cell.code, watch)
        return len(cells)

    def answer(self, text: str | None) -> None:
        """Answer the open question of the kernel; `None` is end of file.

        The protocol has no end of file for input; IPython and the kernels that follow it
        take the character EOT for it.
        """
        cell = self.asking_cell
        question = cell.waiting_input if cell is not None else None
        if cell is None or question is None:
            return
        value = "\x04" if text is None else text
        try:
            self.transport.send(input_reply(self.client, question.request, value))
        except TransportClosed as error:
            self.tell(NoticeKind.ERROR, str(error))
            return
        self._apply(InputAnswered(cell.cell_id, text))
        self._wake()

    async def completeness(self, code: str) -> Completeness:
        """Whether the kernel finds code complete; `unknown` when it is busy, late or gone."""
        if self.state is not KernelState.IDLE:
            return Completeness("unknown")
        request = is_complete_request(self.client, code)
        try:
            reply = await self._replies.ask(
                self.transport, request, self.settings.completeness_timeout
            )
        except (RequestError, TransportClosed):
            return Completeness("unknown")
        return decode_completeness(reply)

    def cancel_queue(self) -> None:
        """Take back every cell that was not sent yet; they are marked and can be run again."""
        for cell_id in self._queue.cancel():
            self._entered.pop(cell_id, None)
            self._apply(CellCancelled(cell_id))
        self._wake()

    def _take_message(self, message: Message) -> None:
        match message.channel:
            case Channel.IOPUB:
                self._iopub_seen.set()
                self._take_published(decode_iopub(message))
            case Channel.STDIN:
                is_question = message.msg_type == "input_request"
                if is_question and message.parent_session == self.client.session:
                    self._tasks.start(self._ask(decode_input_request(message)), "question")
            case Channel.SHELL | Channel.CONTROL:
                self._take_reply(message)

    async def _ask(self, question: InputRequested) -> None:
        """Ask a little later: what was printed before the question comes on another channel."""
        await asyncio.sleep(QUESTION_DELAY)
        self._apply(question)
        self._wake()

    def _take_published(self, event: IopubEvent) -> None:
        if isinstance(event, StreamWritten) and not event.origin.parent_id and self._is_fresh:
            # A kernel's words at its start (ipykernel 7 on frozen modules) answer to nobody:
            # they are the process's own output and stand in the log view with it.
            self._first_words = (self._first_words + event.text)[-FIRST_WORDS_LIMIT:]
            return
        self._apply(event)

    @property
    def _is_fresh(self) -> bool:
        """Whether nothing was run since the kernel started, as far as that is seen from here."""
        began_here = self.transport.owns_kernel or self.transcript.life > 0
        idle = self.transcript.execution_count is None and not self.transcript.running
        return began_here and idle

    def _take_reply(self, reply: Message) -> None:
        cell = self._cell_in_flight
        if cell is not None and reply.parent_id == cell.cell_id and not cell.replied:
            if not may_be_execute_reply(reply):
                _log.debug("dropped a %s in place of a reply", reply.msg_type)
                return
            replied = decode_execute_reply(reply)
            self._pass_on_payloads(cell, replied)
            self._apply(replied)
        elif not self._replies.settle(reply):
            _log.debug("dropped a late %s for %s", reply.msg_type, reply.parent_id)

    def _pass_on_payloads(self, cell: Cell, replied: ExecuteReplied) -> None:
        """Give the payloads to the view the cell was entered in, else to any.

        Without a view a page of help is output: nothing is lost.
        """
        view = self._entered.pop(cell.cell_id, None)
        if view not in self._watches:
            view = self._watches[0] if self._watches else None
        decoded = [payload for payload in map(decode_payload, replied.payload) if payload]
        # Of each kind the last one counts, as in IPython's own list of them.
        for payload in {type(payload): payload for payload in decoded}.values():
            if view is not None:
                view.add_payload(cell, payload)
            elif isinstance(payload, Page):
                self._apply(DataDisplayed(replied.origin, payload.data, {}))

    def _advance(self) -> None:
        """Land the cell in flight when it has ended, and send the next one."""
        cell = self._cell_in_flight
        if cell is not None:
            if not cell.state.is_end:
                self._watch_half_done(cell)
                return
            self._disarm()
            self._queue.land()
            self._entered.pop(cell.cell_id, None)
            # Of a lost one nothing is known, so what waits behind it is kept.
            goes_on = cell.state in (CellState.DONE, CellState.LOST)
            if not goes_on and not (cell.may_fail and cell.state is CellState.FAILED):
                self._say_why_not_run(cell)
                self.cancel_queue()
        if self._life is KernelState.IDLE and (cell_id := self._queue.next()) is not None:
            self._send_cell(cell_id)

    def _say_why_not_run(self, cell: Cell) -> None:
        """Say it when a cell went with those behind another client's error.

        ipykernel answers all that waits in its queue with `aborted` then.
        """
        if cell.state is not CellState.ABORTED or cell.started is None:
            return
        for block in reversed(self.transcript.blocks[-LOOKED_BACK:]):
            if not isinstance(block, Cell) or block.author is not Author.REMOTE:
                continue
            if block.state is CellState.FAILED and (block.ended or 0.0) >= cell.started:
                who = f" ({clean(block.username)})" if block.username else ""
                self.tell(
                    NoticeKind.WARNING,
                    f"The cell was not run: one of another client{who} failed, and the kernel"
                    " dropped what waited behind it.",
                )
                return

    def _send_cell(self, cell_id: str) -> None:
        cell = self.transcript.cell(cell_id)
        assert cell is not None
        self._apply(CellSent(cell_id))
        self._send_quietly(execute_request(self.client, cell_id, cell.code))

    def _watch_half_done(self, cell: Cell) -> None:
        """Give up a cell of which only reply or idle came, after a time without output.

        Seen: bash_kernel never replies to incomplete input, tslab loses its idle under load.
        """
        self._disarm()
        if cell.replied != cell.idle:
            loop = asyncio.get_running_loop()
            self._grace = loop.call_later(self.settings.end_grace, self._give_up, cell.cell_id)

    def _disarm(self) -> None:
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None

    def _give_up(self, cell_id: str) -> None:
        self._apply(CellGivenUp(cell_id))
        self._advance()
        self._wake()

    def _send_quietly(self, message: Message) -> None:
        try:
            self.transport.send(message)
        except TransportClosed as error:
            _log.warning("%s was not sent: %s", message.msg_type, error)

    def _apply(self, event: KernelEvent) -> None:
        self.transcript.apply(event, self._clock())

    def tell(self, kind: NoticeKind, text: str) -> None:
        """Post a notice of jtui's own in the transcript."""
        self._apply(NoticePosted(kind, text))
        self._wake()

    def wall_time(self, at: float) -> float:
        """A moment of the session's clock in seconds since the epoch."""
        return time.time() - (self._clock() - at)

    async def changed(self) -> None:
        """Wait until something changes, the state among it."""
        waiter = asyncio.Event()
        self._waiters.append(waiter)
        try:
            await waiter.wait()
        finally:
            self._waiters.remove(waiter)

    def _wake(self) -> None:
        for watch in self._watches:
            watch.wake()
        for waiter in self._waiters:
            waiter.set()


def _username() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "user"
