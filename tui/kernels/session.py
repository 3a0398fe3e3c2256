"""A session: one kernel, its transcript, its queue and its life, without any view.

The session owns the reader and outlives every pane that shows it. What the kernel says is
applied to the transcript at once; views are woken and draw when they like.
"""

from __future__ import annotations

import asyncio
import getpass
import logging
import time
from collections.abc import Callable

from tui.errors import JtuiError, KernelGone, RequestError, TransportClosed, TransportError
from tui.kernels.execution import ExecutionQueue
from tui.kernels.exits import describe_exit, plain_lines
from tui.kernels.handshake import ASK_AGAIN, shake_hands
from tui.kernels.replies import PendingReplies
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Arrival, Discarded, Exited, KernelTransport
from tui.kernels.watch import Watch
from tui.model.cells import Cell, CellState
from tui.model.kernelspec import KernelSpec
from tui.model.transcript import Transcript
from tui.tasks import TaskOwner
from tui.wire.decode import (
    decode_execute_reply,
    decode_input_request,
    decode_iopub,
    may_be_execute_reply,
    object_of,
)
from tui.wire.events import (
    CellCancelled,
    CellGivenUp,
    CellSent,
    CellSubmitted,
    DataDisplayed,
    ExecuteReplied,
    InputAnswered,
    InputRequested,
    IopubEvent,
    KernelEnded,
    KernelEvent,
    KernelRestarted,
    NoticeKind,
    NoticePosted,
    StreamWritten,
)
from tui.wire.message import Channel, JsonObject, Message
from tui.wire.requests import (
    Client,
    Completeness,
    KernelInfo,
    decode_completeness,
    execute_request,
    input_reply,
    interrupt_request,
    is_complete_request,
    new_id,
    shutdown_request,
)

_log = logging.getLogger(__name__)

# So many automatic restarts in so many seconds are a crash loop, which is left alone.
RESTARTS_IN_A_ROW = 3
RESTART_WINDOW = 60.0
FIRST_WORDS_LIMIT = 64_000
QUESTION_DELAY = 0.02


class KernelSession:
    """One kernel in use: what was run there and what it said (`transcript`), and its state.

    All methods belong to one event loop. Views call `watch` and are woken at every change.
    """

    def __init__(
        self,
        transport: KernelTransport,
        spec: KernelSpec,
        settings: SessionSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.spec = spec
        self.info: KernelInfo | None = None
        self.discarded = 0
        self.settings = settings or SessionSettings()
        self.client = Client(new_id(), _username())
        self.transcript = Transcript(self.client.session, self.settings.output_cap)
        self.transport = transport
        self._clock = clock
        self._life = KernelState.STARTING
        self._queue = ExecutionQueue()
        self._replies = PendingReplies()
        self._iopub_seen = asyncio.Event()
        self._tasks = TaskOwner(f"session {spec.name}")
        self._watches: list[Watch] = []
        self._grace: asyncio.TimerHandle | None = None
        self._reader: asyncio.Task[None] | None = None
        self._handshake: asyncio.Task[None] | None = None
        self._silence_told = self._wrong_key_told = self._drop_told = False
        self._replacing = False
        self._payloads: list[JsonObject] = []
        self._first_words = ""
        self._log_when_ready = ""
        self._auto_restarts: list[float] = []

    # What a view reads.

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

    # What a user does.

    def start(self) -> None:
        """Connect and read in the background; what goes wrong is said in the transcript."""
        self._reader = self._tasks.start(self._run(), "reader")

    def execute(self, code: str) -> str:
        """Enter code: it is in the transcript at once and runs when its turn has come.

        Returns the id of its cell.
        """
        cell_id = new_id()
        self._apply(CellSubmitted(cell_id, code))
        self._queue.add(cell_id)
        self._advance()
        self._wake()
        return cell_id

    def run_cancelled(self) -> int:
        """Enter again the cells of the last cancelled queue; answers how many they were."""
        cells = [self.transcript.cell(cell_id) for cell_id in self._queue.take_cancelled()]
        for cell in cells:
            if cell is not None:
                self.execute(cell.code)
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
            self._tell(NoticeKind.ERROR, str(error))
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
            self._apply(CellCancelled(cell_id))
        self._wake()

    async def interrupt(self) -> None:
        """Interrupt what runs and cancel what waits; when that has no effect, say what can be done.

        A kernel at rest is left alone: an interrupt at its prompt can wedge it (seen: octave).
        """
        self.cancel_queue()
        running = self.transcript.running
        if not running:
            return
        self._tasks.start(self._watch_interrupt(running[0]), "interrupt watch")
        try:
            if self.transport.interrupts_by_signal:
                await self.transport.signal_interrupt()
            else:
                await self._replies.ask(
                    self.transport, interrupt_request(self.client), self.settings.interrupt_grace
                )
        except KernelGone:
            return
        except (RequestError, TransportError) as error:
            _log.warning("interrupt of %s: %s", self.spec.name, error)

    async def _watch_interrupt(self, cell: Cell) -> None:
        await asyncio.sleep(self.settings.interrupt_grace)
        if cell.state is CellState.RUNNING:
            self._tell(
                NoticeKind.WARNING,
                f"The kernel still runs {self.settings.interrupt_grace:g} s after the interrupt."
                " F6 interrupts again, F7 restarts it.",
            )

    async def restart(self) -> None:
        """End the kernel and start a fresh one; the transcript stays, with a rule across it."""
        if self._replacing:
            return
        alive = self._life is not KernelState.DEAD
        self._life = KernelState.RESTARTING
        self._replacing = True
        self._drop_everything("The kernel was restarted.")
        if alive:
            self._send_quietly(shutdown_request(self.client, restart=True))
        try:
            await self.transport.restart()
        except TransportError as error:
            self._life = KernelState.DEAD
            self._tell(NoticeKind.ERROR, str(error))
            return
        finally:
            self._replacing = False
        self._apply(KernelRestarted())
        if self._reader is None or self._reader.done():
            self._reader = self._tasks.start(self._run(), "reader")
        else:
            self._begin_handshake()

    async def shutdown(self) -> None:
        """End the kernel for good; returns when it is gone."""
        self._drop_everything("The kernel was shut down.")
        if self._life is not KernelState.DEAD:
            self._life = KernelState.DEAD
            self._send_quietly(shutdown_request(self.client, restart=False))
        self._wake()
        await self.transport.terminate()

    async def close(self) -> None:
        """Stop reading and close the connection; the kernel itself is not touched."""
        self._replies.fail_all("The session was closed.")
        self._disarm()
        await self._tasks.cancel()
        await self.transport.close()

    # The reader.

    async def _run(self) -> None:
        try:
            await self.transport.open()
            self._begin_handshake()
            while True:
                for arrival in await self.transport.receive():
                    self._take(arrival)
                self._advance()
                self._wake()
        except TransportClosed as error:
            if self._life is not KernelState.DEAD:
                self._end(KernelState.DISCONNECTED, str(error))
        except JtuiError as error:
            self._end(KernelState.DEAD, str(error))
        except Exception:  # noqa: BLE001 - the session ends as dead, jtui goes on
            _log.exception("the reader of %s failed", self.spec.name)
            self._end(
                KernelState.DEAD,
                "jtui could not go on reading from this kernel; the log has the details."
                " F7 restarts the kernel.",
            )

    def _begin_handshake(self) -> None:
        if self._handshake is not None:
            self._handshake.cancel()
        self._iopub_seen.clear()
        self._first_words = self._log_when_ready = ""
        self._silence_told = self._wrong_key_told = False
        self._handshake = self._tasks.start(self._shake_hands(), "handshake")

    async def _shake_hands(self) -> None:
        begun = self._clock()
        ask_again = min(ASK_AGAIN, self.settings.startup_grace)

        def on_silence() -> None:
            if self._clock() - begun + ask_again / 2 >= self.settings.startup_grace:
                self._tell_silence()

        try:
            self.info = await shake_hands(
                self.transport,
                self._replies,
                self.client,
                self._iopub_seen,
                on_silence,
                ask_again,
            )
        except (RequestError, TransportError):
            return
        self._log_when_ready = self.transport.log_text()
        self._life = KernelState.IDLE
        self._advance()
        self._wake()

    def _tell_silence(self) -> None:
        if self._silence_told or self._wrong_key_told:
            return
        self._silence_told = True
        missing = "answer" if self._iopub_seen.is_set() else "sign of life"
        text = (
            f"No {missing} from the kernel for {self.settings.startup_grace:g} s."
            " jtui goes on waiting; F7 starts it again."
        )
        written = plain_lines(self.log_text())
        self._tell(NoticeKind.WARNING, f"{text} It wrote:\n{written}" if written else text)

    def _take(self, arrival: Arrival) -> None:
        match arrival:
            case Message(channel=Channel.IOPUB):
                self._iopub_seen.set()
                self._take_published(decode_iopub(arrival))
            case Message(channel=Channel.STDIN):
                is_question = arrival.msg_type == "input_request"
                if is_question and arrival.parent_session == self.client.session:
                    self._tasks.start(self._ask(decode_input_request(arrival)), "question")
            case Message():
                self._take_reply(arrival)
            case Discarded():
                self._count_discarded(arrival)
            case Exited():
                self._kernel_exited(arrival)

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
        """Whether nothing was run since the kernel started."""
        return self.transcript.execution_count is None and not self.transcript.running

    def log_text(self) -> str:
        """What the kernel's process wrote, and what it said at its start; not cleaned."""
        return self.transport.log_text() + self._first_words

    def _take_reply(self, reply: Message) -> None:
        cell = self._cell_in_flight
        if cell is not None and reply.parent_id == cell.cell_id and not cell.replied:
            if not may_be_execute_reply(reply):
                _log.debug("dropped a %s in place of a reply", reply.msg_type)
                return
            replied = decode_execute_reply(reply)
            for payload in replied.payload:
                self._take_payload(replied, payload)
            self._apply(replied)
        elif not self._replies.settle(reply):
            _log.debug("dropped a late %s for %s", reply.msg_type, reply.parent_id)

    def _take_payload(self, replied: ExecuteReplied, payload: JsonObject) -> None:
        """Show a page of help as output; what concerns the prompt or the tab waits for a view."""
        if payload.get("source") == "page":
            data = object_of(payload.get("data"))
            self._apply(DataDisplayed(replied.origin, data, {}))
        else:
            self._payloads.append(payload)

    def take_payloads(self) -> list[JsonObject]:
        """The payloads of replies since the last call, for a view to act on."""
        payloads, self._payloads = self._payloads, []
        return payloads

    def _count_discarded(self, discarded: Discarded) -> None:
        self.discarded += 1
        if discarded.wrong_key and self._life in (KernelState.STARTING, KernelState.RESTARTING):
            told, self._wrong_key_told = self._wrong_key_told, True
            text = (
                "The kernel's messages are signed with another key than the connection file's,"
                " so jtui must refuse them: wrong key. F7 restarts the kernel."
            )
        else:
            told, self._drop_told = self._drop_told, True
            text = (
                f"A broken message from the kernel was dropped: {discarded.reason}"
                " Further ones are only counted and logged."
            )
        if not told:
            self._tell(NoticeKind.WARNING, text)

    def _kernel_exited(self, exited: Exited) -> None:
        if exited.expected or self._replacing:
            return
        # What it wrote at its start, and what is no reason for its end, is left out.
        written = self.transport.log_text().removeprefix(self._log_when_ready)
        self._end(KernelState.DEAD, describe_exit(exited.returncode, written))
        if self.settings.auto_restart and self._may_restart():
            self._tasks.start(self.restart(), "automatic restart")

    def _may_restart(self) -> bool:
        now = self._clock()
        recent = [at for at in self._auto_restarts if now - at < RESTART_WINDOW]
        self._auto_restarts = [*recent, now]
        return len(recent) < RESTARTS_IN_A_ROW

    def _end(self, life: KernelState, text: str) -> None:
        self._life = life
        self._drop_everything(text.split("\n", 1)[0])
        self._tell(NoticeKind.ERROR, text)

    def _drop_everything(self, reason: str) -> None:
        """Fail what waits for the kernel, lose the open cells, cancel the queue."""
        if self._handshake is not None:
            self._handshake.cancel()
        self._disarm()
        self._apply(KernelEnded())
        self._queue.land()
        self.cancel_queue()
        self._replies.fail_all(reason)

    # The queue.

    def _advance(self) -> None:
        """Land the cell in flight when it has ended, and send the next one."""
        cell = self._cell_in_flight
        if cell is not None:
            if not cell.state.is_end:
                self._watch_half_done(cell)
                return
            self._disarm()
            self._queue.land()
            if cell.state is not CellState.DONE:
                self.cancel_queue()
        if self._life is KernelState.IDLE and (cell_id := self._queue.next()) is not None:
            self._send_cell(cell_id)

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

    # Small parts.

    def _send_quietly(self, message: Message) -> None:
        try:
            self.transport.send(message)
        except TransportClosed as error:
            _log.warning("%s was not sent: %s", message.msg_type, error)

    def _apply(self, event: KernelEvent) -> None:
        self.transcript.apply(event, self._clock())

    def _tell(self, kind: NoticeKind, text: str) -> None:
        self._apply(NoticePosted(kind, text))
        self._wake()

    def _wake(self) -> None:
        for watch in self._watches:
            watch.wake()


def _username() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "user"
