"""The states of a session and the figures that bound its waiting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui.kernels.width.room import TellWidth


class KernelState(StrEnum):
    """What the kernel of a session is doing; the words stand on the screen."""

    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    NEEDS_INPUT = "needs input"
    RESTARTING = "restarting"
    DEAD = "dead"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class KeyNames:
    """The keys that sentences of a session name, as people write them."""

    interrupt: str = "F6"
    restart: str = "F7"


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """How a session deals with its kernel; times in seconds.

    `end_grace`: a cell with only one of reply and idle is over after this long without output.
    `interrupt_grace`: how long an interrupted cell may run on before more is offered.
    `startup_grace`: how long a kernel may be silent at its start before that is said.
    `attach_grace`: the same for a kernel that ran before.
    `side_timeout`: how long a completion, an inspection or the like may take.
    `output_cap`: characters kept of one stream output.
    `tell_width`: which kernels are told how wide the views are in which their cells are entered.
    """

    auto_restart: bool = False
    end_grace: float = 2.0
    interrupt_grace: float = 5.0
    startup_grace: float = 10.0
    attach_grace: float = 4.0
    completeness_timeout: float = 0.15
    side_timeout: float = 20.0
    output_cap: int = 100_000_000
    tell_width: TellWidth = "never"
