"""Which kernels live, told from the system's tables alone: no kernel is asked."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tui.kernels.connection import ConnectionInfo
from tui.kernels.running.processes import ProcessFacts, facts_of, holders
from tui.kernels.running.row import RunningKernel
from tui.kernels.running.sockets import Sockets, is_here, own_addresses, read_sockets

YOUNG = 60.0
"""Seconds after which a kernel whose file is there should listen."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """This computer at one moment: its addresses, sockets and the processes with the files."""

    own: frozenset[str]
    sockets: Sockets
    holders: Mapping[Path, int]
    now: float

    @classmethod
    def of(cls, files: Sequence[Path]) -> Surroundings:
        """Look around for kernels with these files; takes some milliseconds."""
        return cls(own_addresses(), read_sockets(), holders(files), time.time())

    def looked_at(self, row: RunningKernel) -> RunningKernel:
        """A row with what the system's tables say of it; a row without `info` as it is."""
        if row.info is None:
            return row
        if not is_here(row.info, self.own):
            return replace(row, state="elsewhere")
        # What jtui has noted at its start is known for certain.
        holder = row.pid or self.holders.get(row.file)
        listening = self.sockets.listening(row.info, self.own)
        if listening is None:
            return self._silent(row, holder)
        pid = listening.pid or holder
        return replace(row, state="alive", pid=pid, clients=listening.clients)

    def pid_of(self, info: ConnectionInfo, file: Path) -> int | None:
        """The process of a kernel that listens here, `None` when it does not or is not known."""
        if not is_here(info, self.own):
            return None
        listening = self.sockets.listening(info, self.own)
        return None if listening is None else listening.pid or self.holders.get(file)

    def _silent(self, row: RunningKernel, holder: int | None) -> RunningKernel:
        if holder is None:
            return replace(row, state="dead")
        if 0 <= self.now - row.since < YOUNG:
            return replace(row, state="starting", pid=holder)
        return replace(
            row,
            state="unanswering",
            pid=holder,
            problem="Its process lives, but does not listen where the file says.",
        )


def process_of(row: RunningKernel) -> ProcessFacts | None:
    """What the process of a row does now, `None` when it is not known."""
    return facts_of(row.pid, time.time()) if row.pid is not None else None
