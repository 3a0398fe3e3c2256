"""The seam between jtui and a kernel: what every transport offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.wire.events import NoticeKind
from tui.wire.message import Channel, Message


@dataclass(frozen=True, slots=True)
class Discarded:
    """Something arrived that was no valid message; `reason` is a short cleaned sentence.

    `wrong_key` says that the signature did not match, which for every message means that the
    connection file holds another key than the kernel's.
    """

    channel: Channel
    reason: str
    wrong_key: bool = False


@dataclass(frozen=True, slots=True)
class Exited:
    """The kernel process ended.

    `returncode` is as in `subprocess` (negative: the signal that ended it), `None` when unknown.
    `log_tail` holds the last lines it wrote to its stdout and stderr, not cleaned.
    `expected` says that jtui asked for the end (shutdown, restart).
    """

    returncode: int | None
    log_tail: tuple[str, ...] = ()
    expected: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """The way to the kernel is cut, and the transport tries to make it again.

    `reason` is a cleaned sentence. What is sent meanwhile is lost. `given_up` says that it is not
    tried again before the user wants it, `kernel_ended` that the kernel's process has ended for
    certain: no answer of it comes any more.
    """

    reason: str
    given_up: bool = False
    kernel_ended: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionRestored:
    """The way to the kernel is there again, or another kernel process answers at its end.

    `same_kernel` says whether the process may still be the one of before, so that requests under
    way may yet be answered; `False` means that its variables are gone. It may come without a
    `ConnectionLost` before it.
    """

    same_kernel: bool = True


@dataclass(frozen=True, slots=True)
class Announced:
    """The transport has something to tell the user: a cleaned sentence."""

    kind: NoticeKind
    text: str


Arrival = Message | Discarded | Exited | ConnectionLost | ConnectionRestored | Announced


class KernelTransport(Protocol):
    """A way to one kernel: carries messages, and controls the kernel's life where it can.

    One reader calls `receive` in a loop. All methods are called from one event loop.
    """

    @property
    def owns_kernel(self) -> bool:
        """Whether jtui started the kernel, so that closing may ask what becomes of it."""
        ...

    @property
    def shares_files(self) -> bool:
        """Whether the kernel's files are those of this computer."""
        ...

    @property
    def can_restart(self) -> bool:
        """Whether `restart` is possible; a kernel that somebody else started may not allow it."""
        ...

    @property
    def ends_by_request(self) -> bool:
        """Whether the caller sends a `shutdown_request` before `restart` and `terminate`."""
        ...

    @property
    def interrupts_by_signal(self) -> bool:
        """Whether `signal_interrupt` is the way; else an `interrupt_request` is tried first."""
        ...

    @property
    def where(self) -> str:
        """Where the kernel runs, cleaned: `""` for a process of this jtui, else the host."""
        ...

    @property
    def description(self) -> str:
        """Where the kernel is, for people: the command line or the connection file."""
        ...

    @property
    def connection_file(self) -> str:
        """The name of the file other clients can connect with, `""` where there is none."""
        ...

    async def open(self) -> None:
        """Connect; raises `TransportError` when that is impossible."""
        ...

    def send(self, message: Message) -> None:
        """Put a message on its way without waiting; raises `TransportClosed`."""
        ...

    async def receive(self) -> Sequence[Arrival]:
        """Wait for the next arrivals, in order, at least one.

        One call decodes for at most some milliseconds, so that a flood does not hold up the
        event loop. Raises `TransportClosed` once nothing more can come.
        """
        ...

    def reconnect(self) -> bool:
        """Try at once to connect where the connection is lost; false where it is not, or cannot be.

        The kernel is left as it is; what comes of it is among the arrivals. Where `receive` has
        raised, `open` is to be called again.
        """
        ...

    async def signal_interrupt(self) -> None:
        """Interrupt by signal; raises `TransportError` where that is impossible."""
        ...

    async def restart(self) -> None:
        """End the kernel and start it again on the same connection; raises `LaunchError`.

        The caller has sent the `shutdown_request`; this waits for the end, escalates
        (SIGTERM, then SIGKILL on the process group) and starts anew.
        """
        ...

    async def terminate(self, patience: float | None = None) -> None:
        """See to it that the kernel ends: wait, SIGTERM, SIGKILL; returns when it is gone.

        `patience` is how many seconds to wait at first, `None` for the transport's own measure.
        """
        ...

    def kill(self) -> None:
        """Kill the kernel and its process group at once, without waiting (last resort)."""
        ...

    def log_text(self) -> str:
        """What the kernel process wrote to its stdout and stderr (the last part), not cleaned."""
        ...

    async def close(self) -> None:
        """Close the connection; the kernel lives on unless `terminate` ended it."""
        ...
