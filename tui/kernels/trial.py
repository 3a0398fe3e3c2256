"""Trying a kernel: it is really started, asked who it is, and ended again."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from tui.errors import LaunchError, RequestError, TransportError
from tui.kernels.exits import plain_lines
from tui.kernels.handshake import shake_hands
from tui.kernels.launch import KernelProcess, LaunchSettings, launch
from tui.kernels.replies import PendingReplies
from tui.kernels.transport import Arrival, Discarded, Exited
from tui.kernels.transports.local import LocalTransport
from tui.model.kernelspec import KernelSpec
from tui.tasks import TaskOwner
from tui.wire.message import Channel, Message
from tui.wire.requests import Client, KernelInfo, new_id, shutdown_request

LIMIT = 30.0
"""Seconds that a kernel has to answer."""
WRONG_KEY_LIMIT = 1.0
"""Seconds that a kernel still has after a message with a wrong signature."""
OBEYING = 1.0
"""Seconds that a kernel which answered has to obey the shutdown."""
KILLED = 3.0
"""Seconds that the system has to remove a kernel that was killed."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying a kernel.

    `seconds` is the time from its start to its answer, or to where it was given up. `reason` says
    in a sentence why it does not work, `""` where it does; it is clean, and lines that the kernel
    wrote may follow. `stderr` is what its process wrote to its stdout and stderr, the last 64 KiB
    of it, not cleaned. `info` is its answer, `None` without one.
    """

    works: bool
    seconds: float
    reason: str = ""
    stderr: str = ""
    info: KernelInfo | None = None


async def try_kernel(
    spec: KernelSpec, limit: float = LIMIT, settings: LaunchSettings | None = None
) -> Trial:
    """Start a kernel, ask for its info, run nothing, and end it; `limit` is in seconds.

    When it returns, or is cancelled, the kernel, all that it has started and its files are gone.
    Until then it is on record as any other kernel is.
    """
    begun = time.monotonic()
    try:
        process = await _launched(spec, settings or LaunchSettings())
    except LaunchError as error:
        return Trial(False, time.monotonic() - begun, str(error))
    attempt = _Attempt(LocalTransport(process, spec))
    at_once = True
    try:
        trial = await attempt.make(begun, limit)
        at_once = False
    finally:
        await attempt.end(at_once=at_once)
    return trial


async def try_all(
    specs: Iterable[KernelSpec],
    report: Callable[[str, Trial], None],
    at_once: int = 2,
    limit: float = LIMIT,
    settings: LaunchSettings | None = None,
) -> None:
    """Try kernels, `at_once` of them at a time, and report each with its name when it is over.

    When this is cancelled, so are the trials under way, of which nothing is left. What `report`
    raises ends it likewise.
    """
    waiting = iter(list(specs))
    tasks = TaskOwner("trials")

    async def work() -> None:
        for spec in waiting:
            report(spec.name, await try_kernel(spec, limit, settings))

    workers = [tasks.start(work(), f"worker {number}") for number in range(max(1, at_once))]
    try:
        await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        # Once only: cancelled again, a trial would not wait for the end of its kernel.
        for worker in workers:
            worker.cancel()
        await asyncio.wait(workers)
    for worker in workers:
        if not worker.cancelled():
            worker.result()


async def _launched(spec: KernelSpec, settings: LaunchSettings) -> KernelProcess:
    """Launch in a thread; raises `LaunchError`. Cancelled, it ends what it has launched."""
    launching = asyncio.get_running_loop().run_in_executor(None, launch, spec, settings)
    try:
        return await asyncio.shield(launching)
    except asyncio.CancelledError:
        # A thread cannot be cancelled, and this wait can be once more.
        launching.add_done_callback(_discard)
        await asyncio.wait([launching])
        raise


def _discard(launching: asyncio.Future[KernelProcess]) -> None:
    if not launching.cancelled() and launching.exception() is None:
        process = launching.result()
        process.kill_tree()
        process.wait(KILLED)
        process.cleanup()


class _Attempt:
    """One kernel that was started, and what is heard of it."""

    def __init__(self, transport: LocalTransport) -> None:
        self._transport = transport
        self._replies = PendingReplies()
        self._client = Client(new_id(), "jtui")
        self._iopub_seen = asyncio.Event()
        self._tasks = TaskOwner("trial")
        self._timeout: asyncio.Timeout | None = None
        self._exited: Exited | None = None
        self._wrong_key = False
        self._answered = False

    async def make(self, begun: float, limit: float) -> Trial:
        """Ask for the kernel's info; `begun` is when it was started, on the monotonic clock."""
        info: KernelInfo | None = None
        why = ""
        try:
            async with asyncio.timeout(limit) as self._timeout:
                info = await self._ask()
        except TimeoutError:
            why = self._silence(limit)
        except (RequestError, TransportError) as error:
            why = _how_it_ended(self._exited) if self._exited else str(error)
        seconds = time.monotonic() - begun
        self._answered = info is not None
        written, last = await asyncio.to_thread(self._written)
        if why and last.strip():
            why = f"{why} The last it wrote:\n{last}"
        return Trial(info is not None, seconds, why, written, info)

    def _written(self) -> tuple[str, str]:
        """What it wrote, and the last lines of that as they can be shown; waits for the disk."""
        written = self._transport.log_text()
        return written, plain_lines(written)

    async def end(self, *, at_once: bool) -> None:
        """End the kernel, politely unless `at_once`; goes on by itself when this is cancelled."""
        await asyncio.shield(TaskOwner("trial").start(self._end(at_once), "end"))

    async def _end(self, at_once: bool) -> None:
        try:
            if at_once:
                await asyncio.to_thread(self._transport.kill)
                return
            # A kernel can be quick to obey, and then nothing tells which processes were its.
            others = await asyncio.to_thread(self._transport.process.descendants)
            if self._answered:
                with suppress(TransportError):
                    self._transport.send(shutdown_request(self._client, restart=False))
            await self._transport.terminate(OBEYING if self._answered else 0.0)
            for each in others:
                each.kill()
        except asyncio.CancelledError:
            self._transport.kill()
            raise
        finally:
            await self._tasks.cancel()
            await self._transport.close()

    async def _ask(self) -> KernelInfo:
        await self._transport.open()
        self._tasks.start(self._read(), "reader")
        return await shake_hands(
            self._transport, self._replies, self._client, self._iopub_seen, lambda: None
        )

    async def _read(self) -> None:
        while True:
            for arrival in await self._transport.receive():
                self._take(arrival)

    def _take(self, arrival: Arrival) -> None:
        match arrival:
            case Message(channel=Channel.IOPUB):
                self._iopub_seen.set()
            case Message():
                self._replies.settle(arrival)
            case Discarded():
                if arrival.wrong_key and not self._wrong_key:
                    self._wrong_key = True
                    self._hurry()
            case Exited():
                self._exited = arrival
                self._replies.fail_all("The kernel has ended.")

    def _hurry(self) -> None:
        """Wait no longer than for a message that was under way."""
        when = self._timeout.when() if self._timeout is not None else None
        if self._timeout is not None and when is not None:
            soon = asyncio.get_running_loop().time() + WRONG_KEY_LIMIT
            self._timeout.reschedule(min(when, soon))

    def _silence(self, limit: float) -> str:
        if self._wrong_key:
            return (
                "The kernel's messages are signed with another key than the connection file's:"
                " wrong key."
            )
        if self._iopub_seen.is_set():
            return f"The kernel lives, but it did not answer within {limit:g} s."
        return f"There was no sign of life from the kernel within {limit:g} s."


def _how_it_ended(exited: Exited) -> str:
    code = exited.returncode
    if code is None:
        return "The kernel ended before it answered."
    if code >= 0:
        return f"The kernel ended with exit status {code} before it answered."
    names = {each.value: f" ({each.name})" for each in signal.Signals}
    return f"The kernel was ended by signal {-code}{names.get(-code, '')} before it answered."
