"""A session: one kernel, its transcript, its queue and its life, without any view.

The session owns the reader and outlives every pane that shows it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from tui.errors import JtuiError, RequestError, TransportClosed, TransportError
from tui.kernels.exits import describe_exit, plain_lines
from tui.kernels.handshake import ASK_AGAIN, shake_hands
from tui.kernels.side_requests import SideRequests
from tui.kernels.slicing import in_slices, joined
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import (
    Announced,
    Arrival,
    ConnectionLost,
    ConnectionRestored,
    Discarded,
    Exited,
    KernelTransport,
)
from tui.kernels.width.conversation import TellingConversation
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.wire.events import KernelEnded, KernelRestarted, NoticeKind
from tui.wire.message import Message
from tui.wire.requests import KernelInfo, shutdown_request

_log = logging.getLogger(__name__)

# So many automatic restarts in so many seconds are a crash loop, which is left alone.
RESTARTS_IN_A_ROW = 3
RESTART_WINDOW = 60.0
COMMAND_SHOWN = 2_000
CANNOT_RESTART = "jtui did not start this kernel: it can only be restarted where it was started."
TURNS = 6
"""Turns of the loop between two slices of a large message: a key takes several to its widget."""


class KernelSession(TellingConversation):
    """One kernel in use: its conversation, its state, and its life from start to shutdown.

    All methods belong to one event loop. Views call `watch` and are woken at every change.
    """

    def __init__(
        self,
        transport: KernelTransport,
        spec: KernelSpec,
        settings: SessionSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(transport, settings or SessionSettings(), clock, spec.name)
        self.spec = spec
        self.info: KernelInfo | None = None
        self.discarded = 0
        self.side = SideRequests(self, self._replies)
        self._reader: asyncio.Task[None] | None = None
        self._handshake: asyncio.Task[None] | None = None
        self._drop_told = False
        self._leaving = self._closed = False
        self._log_when_ready = ""
        self._auto_restarts: list[float] = []

    def start(self) -> None:
        """Connect and read in the background; what goes wrong is said in the transcript."""
        self._reader = self._tasks.start(self._run(), "reader")

    def request_restart(self) -> None:
        """Restart in the background, whatever becomes of the view that asked."""
        if not self._leaving:
            self._tasks.start(self.restart(), "restart")

    async def restart(self) -> None:
        """End the kernel and start a fresh one; the transcript stays, with a rule across it.

        One that is out of reach is left as it is, and it is tried at once to reach it.
        """
        if self._replacing or self._leaving:
            return
        if self._life is KernelState.DISCONNECTED and self.transport.reconnect():
            if self._reader is not None and self._reader.done():
                self.start()
            return
        if not self.transport.can_restart:
            self.tell(NoticeKind.INFO, CANNOT_RESTART)
            return
        alive = self._life is not KernelState.DEAD
        self._life = KernelState.RESTARTING
        self._replacing = True
        # What was entered for a dead kernel is meant for the next one.
        self._drop_everything("The kernel was restarted.", keep_queue=not alive)
        if alive and self.transport.ends_by_request:
            self._send_quietly(shutdown_request(self.client, restart=True))
        try:
            await self.transport.restart()
        except TransportError as error:
            self._life = KernelState.DEAD
            self.tell(NoticeKind.ERROR, str(error))
            return
        finally:
            self._replacing = False
        self._identity.forget()
        self._apply(KernelRestarted())
        if self._reader is None or self._reader.done():
            self._reader = self._tasks.start(self._run(), "reader")
        else:
            self._begin_handshake()

    async def replace_kernel(self, transport: KernelTransport, spec: KernelSpec) -> None:
        """Go on with another kernel in the same transcript; the present one ends if it is ours.

        What waits in the queue is cancelled: it was meant for the other kernel.
        """
        if self._replacing or self._leaving:
            transport.kill()
            await transport.close()
            return
        self._replacing = True
        self._drop_everything("The kernel was replaced by another one.")
        old, alive = self.transport, self._life is not KernelState.DEAD
        self._life = KernelState.RESTARTING
        self._wake()
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.wait([self._reader])
        if old.owns_kernel and alive and old.ends_by_request:
            self._send_quietly(shutdown_request(self.client, restart=False))
        if old.owns_kernel:
            await old.terminate()
        await old.close()
        self._replacing = False
        if self._leaving or self._closed:
            transport.kill()
            await transport.close()
            return
        self.transport, self.spec, self.info = transport, spec, None
        self._identity.forget()
        self._apply(KernelRestarted(clean(spec.display_name)))
        self._wake()
        self.start()

    async def shutdown(self, patience: float | None = None) -> None:
        """End the kernel for good; returns when it is gone.

        `patience` is the time in seconds it has to end by itself, `None` for the usual one.
        """
        self._leaving = True
        self._drop_everything("The kernel was shut down.")
        if self._life is not KernelState.DEAD:
            self._life = KernelState.DEAD
            if self.transport.ends_by_request:
                self._send_quietly(shutdown_request(self.client, restart=False))
        self._wake()
        try:
            await self.transport.terminate(patience)
        except TransportError as error:
            self.tell(NoticeKind.ERROR, str(error))
        self._leaving = False

    async def close(self) -> None:
        """Stop reading and close the connection; the kernel itself is not touched."""
        self._closed = True
        await self.side.close()
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
                for arrival in joined(await self.transport.receive()):
                    await self._take_in_slices(arrival)
                self._advance()
                self._wake()
        except TransportClosed as error:
            if self._life is not KernelState.DEAD:
                again = f"{self.keys.restart} tries again."
                self._end(KernelState.DISCONNECTED, f"{error} {again}")
        except JtuiError as error:
            # A kernel elsewhere that was there goes on without us.
            was_there = self.info is not None and bool(self.transport.where)
            self._end(KernelState.DISCONNECTED if was_there else KernelState.DEAD, str(error))
        except Exception:  # noqa: BLE001 - the session ends as dead, jtui goes on
            _log.exception("the reader of %s failed", self.spec.name)
            self._end(
                KernelState.DEAD,
                "jtui could not go on reading from this kernel; the log has the details."
                f" {self.keys.restart} restarts the kernel.",
            )

    async def _take_in_slices(self, arrival: Arrival) -> None:
        first = True
        for part in in_slices(arrival):
            if not first:
                self._wake()
                for _ in range(TURNS):
                    await asyncio.sleep(0)
            self._take(part)
            first = False

    def _begin_handshake(self, again: bool = False) -> None:
        if self._handshake is not None:
            self._handshake.cancel()
        self._iopub_seen.clear()
        if not again:
            self._first_words = self._log_when_ready = ""
            self._telling.forget()
        self._silence_told = self._wrong_key_told = False
        ran_before = again or not self.transport.owns_kernel
        shake_hands = self._meet() if ran_before else self._shake_hands()
        self._handshake = self._tasks.start(shake_hands, "handshake")

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
        self._learn_name(self.info)
        self._log_when_ready = self.transport.log_text()
        # Now rather than with the first cell, which would have to wait for it.
        self._tell_width(self._watches[0] if self._watches else None)
        self._ready()

    def _ready(self) -> None:
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
            f" jtui goes on waiting; {self.keys.restart} starts it again."
        )
        written = plain_lines(self.log_text())
        self.tell(NoticeKind.WARNING, f"{text} It wrote:\n{written}" if written else text)

    def _take(self, arrival: Arrival) -> None:
        match arrival:
            case Message():
                self._take_message(arrival)
            case Discarded():
                self._count_discarded(arrival)
            case Exited():
                self._kernel_exited(arrival)
            case Announced(kind, text):
                self.tell(kind, text)
            case ConnectionLost(reason, given_up, kernel_ended):
                again = f" {self.keys.restart} connects again." if given_up else ""
                self._connection_lost(f"{reason}{again}", kernel_ended)
            case ConnectionRestored(same_kernel):
                self._connection_restored(same_kernel)

    def log_text(self) -> str:
        """What the kernel's process wrote, and what it said at its start; not cleaned."""
        return self.transport.log_text() + self._first_words

    def _count_discarded(self, discarded: Discarded) -> None:
        self.discarded += 1
        if discarded.wrong_key and self._life is not KernelState.IDLE:
            told, self._wrong_key_told = self._wrong_key_told, True
            text = (
                "The kernel's messages are signed with another key than the connection file's,"
                " so jtui must refuse them: wrong key."
            )
            if self.transport.can_restart:
                text += f" {self.keys.restart} restarts the kernel."
        else:
            told, self._drop_told = self._drop_told, True
            text = (
                f"A broken message from the kernel was dropped: {discarded.reason}"
                " Further ones are only counted and logged."
            )
        if not told:
            self.tell(NoticeKind.WARNING, text)

    def _kernel_exited(self, exited: Exited) -> None:
        if exited.expected or self._replacing:
            return
        # What it wrote at its start, and what is no reason for its end, is left out.
        written = self.transport.log_text().removeprefix(self._log_when_ready)
        # Of a kernel that never came up, how it was started says the most.
        started = self.info is not None
        text = describe_exit(exited.returncode, written, self.keys.restart)
        if not started:
            text += f"\nThe command was: {self.transport.description[:COMMAND_SHOWN]}"
        self._end(KernelState.DEAD, text)
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
        self.tell(NoticeKind.ERROR, text)

    def _drop_everything(self, reason: str, keep_queue: bool = False) -> None:
        """Fail what waits for the kernel, lose the open cells, cancel the queue."""
        self._drop_requests(reason)
        self._apply(KernelEnded())
        self._queue.land()
        if not keep_queue:
            self.cancel_queue()

    def _drop_requests(self, reason: str) -> None:
        """Fail what waits for an answer, but leave the cells."""
        self._came_while_busy = False
        self.side.forget()
        if self._handshake is not None:
            self._handshake.cancel()
        self._disarm()
        self._replies.fail_all(reason)
