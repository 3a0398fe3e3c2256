"""Whether anybody listens where a kernel should, found out without a word to it, and said."""

from __future__ import annotations

import asyncio
import socket
import time
from enum import Enum, auto

from tui.kernels.connection import ConnectionInfo
from tui.model.clean import clean

CONNECT_LIMIT = 1.0
"""Seconds that a host has to accept or refuse a connection."""


class Reach(Enum):
    """What an attempt to connect to a kernel's shell met."""

    LISTENED = auto()
    REFUSED = auto()
    UNREACHABLE = auto()


async def reach(info: ConnectionInfo) -> Reach:
    """Try to connect to a kernel's shell, for at most some seconds."""
    return await asyncio.to_thread(_reach, info)


def _reach(info: ConnectionInfo) -> Reach:
    try:
        if info.transport == "ipc":
            with socket.socket(socket.AF_UNIX) as unix:
                unix.settimeout(CONNECT_LIMIT)
                unix.connect(f"{info.ip}-{info.shell_port}")
        else:
            socket.create_connection((info.host, info.shell_port), CONNECT_LIMIT).close()
    except (ConnectionRefusedError, FileNotFoundError):
        return Reach.REFUSED
    except OSError:
        return Reach.UNREACHABLE
    return Reach.LISTENED


def why_not_there(address: str, met: Reach) -> str:
    """A sentence for the user on why a kernel is not there at first; `address` is not cleaned."""
    where = clean(address)
    match met:
        case Reach.REFUSED:
            return (
                f"Nobody listens at {where}: the kernel has ended, or its connection file is old."
                " jtui goes on trying."
            )
        case Reach.UNREACHABLE:
            return f"{where} cannot be reached. jtui goes on trying."
        case Reach.LISTENED:
            return (
                f"Something listens at {where}, but does not greet as a kernel does: it is"
                " stopped, it is encrypted with another key, or another program has the port now."
                " jtui goes on trying."
            )


def why_gone(has_ended: bool, met: Reach) -> str:
    """A sentence for the user on why a kernel is not there any more.

    `has_ended` says that its process is known to have ended.
    """
    at = time.strftime("%H:%M:%S")
    if has_ended or met is Reach.REFUSED:
        return f"The kernel has ended at {at}. When it is started again, jtui goes on with it."
    if met is Reach.UNREACHABLE:
        return f"The kernel's host cannot be reached since {at}. jtui goes on trying."
    return f"The connection to the kernel is lost since {at}. jtui goes on trying."


def seconds_asleep() -> float:
    """For how long this computer has slept, plus a constant.

    Where the system does not tell, a clock that was set counts as sleep, too.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    now = time.time() if boot is None else time.clock_gettime(boot)
    return now - time.monotonic()
