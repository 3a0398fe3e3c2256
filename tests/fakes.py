"""A kernel that is a script: a transport that answers requests as a test tells it to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

from tui.errors import TransportClosed, TransportError
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transport import Arrival
from tui.model.cells import Cell, Notice
from tui.model.kernelspec import KernelSpec
from tui.wire.message import Channel, Json, JsonObject, Message
from tui.wire.requests import new_id

Script = Callable[[Message], Iterable[Arrival]]
"""What a kernel does about one request."""

SPEC = KernelSpec(name="fake", argv=(), display_name="Fake", language="python")
PATIENCE = 5.0
"""Seconds after which a test gives up waiting."""


class Clock:
    """A clock that a test moves on, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def from_kernel(
    channel: Channel, msg_type: str, content: JsonObject, parent: JsonObject | None = None
) -> Message:
    """A message of the kernel's, as an answer to `parent`."""
    header: dict[str, Json] = {"msg_id": new_id(), "session": "kernel", "msg_type": msg_type}
    return Message(channel, header, content, parent or {})


def published(request: Message | None, msg_type: str, **content: Json) -> Message:
    """An iopub message about a request; `None` is about nobody's."""
    parent = None if request is None else request.header
    return from_kernel(Channel.IOPUB, msg_type, content, parent)


def status(request: Message | None, state: str) -> Message:
    """The kernel's status message."""
    return published(request, "status", execution_state=state)


def stream(request: Message | None, text: str, name: str = "stdout") -> Message:
    """Printed text."""
    return published(request, "stream", name=name, text=text)


def reply(request: Message, **content: Json) -> Message:
    """The reply to a request, of status ok unless told."""
    msg_type = request.msg_type.replace("_request", "_reply")
    return from_kernel(request.channel, msg_type, {"status": "ok", **content}, request.header)


def question(request: Message, prompt: str, password: bool = False) -> Message:
    """The kernel's question to the user, while it is at a request."""
    content: dict[str, Json] = {"prompt": prompt, "password": password}
    return from_kernel(Channel.STDIN, "input_request", content, request.header)


def greet(request: Message) -> Iterable[Arrival]:
    """Answer `kernel_info_request` as a Python kernel does."""
    info: dict[str, Json] = {
        "implementation": "ipython",
        "language_info": {"name": "python", "version": "3.12"},
    }
    return [status(request, "busy"), reply(request, **info), status(request, "idle")]


def run_well(request: Message) -> Iterable[Arrival]:
    """Execute anything at once and without a word."""
    return [status(request, "busy"), reply(request), status(request, "idle")]


def stay_silent(request: Message) -> Iterable[Arrival]:
    """Do nothing about a request."""
    return []


class FakeTransport:
    """A transport to a scripted kernel; its methods are `KernelTransport`'s.

    `scripts` says by message type what the kernel does about a request; it greets, and leaves
    the rest unanswered, unless told otherwise. What was done to the transport stands in `sent`
    and `deeds`. `open_error` and `restart_error` are raised by the next such call.
    """

    def __init__(self, **scripts: Script) -> None:
        self.scripts: dict[str, Script] = {"kernel_info_request": greet, **scripts}
        self.sent: list[Message] = []
        self.deeds: list[str] = []
        self.owns_kernel = True
        self.shares_files = True
        self.interrupts_by_signal = True
        self.can_restart = True
        self.ends_by_request = True
        self.where = ""
        self.description = "a script"
        self.log = ""
        self.open_error: TransportError | None = None
        self.restart_error: TransportError | None = None
        self.restart_done = asyncio.Event()
        self.restart_done.set()
        self._broken: TransportClosed | Exception | None = None
        self._arrivals: deque[Arrival] = deque()
        self._news = asyncio.Event()
        self._read_up = asyncio.Event()

    # What a test does.

    def deliver(self, *arrivals: Arrival) -> None:
        """Let something arrive."""
        self._arrivals.extend(arrivals)
        self._read_up.clear()
        self._news.set()

    def break_off(self, error: Exception) -> None:
        """Break: once all is read, `receive` raises this, and `send` does if it is closed."""
        self._broken = error
        self._read_up.clear()
        self._news.set()

    async def read(self, *arrivals: Arrival) -> None:
        """Let something arrive, and wait until the session has taken it in and asks for more."""
        self.deliver(*arrivals)
        async with asyncio.timeout(PATIENCE):
            await self._read_up.wait()

    def requests(self, msg_type: str = "execute_request") -> list[Message]:
        """The requests of one type that were sent, in order."""
        return [message for message in self.sent if message.msg_type == msg_type]

    # What the session does.

    @property
    def connection_file(self) -> str:
        return "kernel-fake.json"

    async def open(self) -> None:
        """Connect."""
        if self.open_error is not None:
            error, self.open_error = self.open_error, None
            raise error

    def send(self, message: Message) -> None:
        """Note the message and run its script."""
        if isinstance(self._broken, TransportClosed):
            raise self._broken
        self.sent.append(message)
        arrivals = list(self.scripts.get(message.msg_type, stay_silent)(message))
        if arrivals:
            self.deliver(*arrivals)

    async def receive(self) -> Sequence[Arrival]:
        """Wait for what a test or a script delivers."""
        while not self._arrivals:
            if self._broken is not None:
                raise self._broken
            self._news.clear()
            self._read_up.set()
            await self._news.wait()
        arrivals = list(self._arrivals)
        self._arrivals.clear()
        return arrivals

    def reconnect(self) -> bool:
        """It is never lost."""
        return False

    async def signal_interrupt(self) -> None:
        """Note it."""
        self.deeds.append("signal_interrupt")

    async def restart(self) -> None:
        """Note it, and wait until `restart_done` is set."""
        self.deeds.append("restart")
        await self.restart_done.wait()
        self._broken = None
        if self.restart_error is not None:
            error, self.restart_error = self.restart_error, None
            raise error

    async def terminate(self, patience: float | None = None) -> None:
        """Note it."""
        self.deeds.append("terminate")

    def kill(self) -> None:
        """Note it."""
        self.deeds.append("kill")

    def log_text(self) -> str:
        """What the test says the process wrote."""
        return self.log

    async def close(self) -> None:
        """Note it."""
        self.deeds.append("close")


async def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - no one event tells of any condition
            await asyncio.sleep(0.001)


@asynccontextmanager
async def session_on(
    transport: FakeTransport,
    settings: SessionSettings | None = None,
    clock: Callable[[], float] | None = None,
    ready: bool = True,
) -> AsyncIterator[KernelSession]:
    """A started session, with `ready` one whose kernel has greeted."""
    session = KernelSession(transport, SPEC, settings, clock or Clock())
    session.start()
    try:
        if ready:
            await until(lambda: session.state is KernelState.IDLE)
        yield session
    finally:
        await session.close()


def state_of(session: KernelSession) -> KernelState:
    """The state of a session, which type checkers take for a constant where it is an attribute."""
    return session.state


def cells_of(session: KernelSession) -> list[Cell]:
    """The cells of a session's transcript."""
    return [block for block in session.transcript.blocks if isinstance(block, Cell)]


def notices_of(session: KernelSession) -> list[str]:
    """The texts of the notices of a session's transcript."""
    return [block.text for block in session.transcript.blocks if isinstance(block, Notice)]
