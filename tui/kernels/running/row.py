"""What is known of one kernel that runs here, or ran."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.survivors import Survivor

KernelState = Literal[
    "unknown",  # not looked at yet
    "idle",  # answered at once
    "busy",  # lives and has no time to answer, or its server says so
    "alive",  # listens, and was not asked further
    "starting",  # its process is there, or its file is new, and it does not listen yet
    "unanswering",  # listens and gives no sign of life
    "elsewhere",  # its address is another computer's
    "dead",  # nobody listens, and no process has it
    "broken",  # the file is no connection file: see `problem`
]
Owner = Literal["", "this", "another"]


@dataclass(frozen=True, slots=True)
class RunningKernel:
    """A kernel by its connection file, with what has been found out so far.

    No text is cleaned but `problem`, a sentence that says what is wrong or odd ("" for nothing).
    `info` is `None` for a broken file. `kernel_name` and `language` are "" when not known.
    `since` is in seconds since the epoch, of the process or else of the file. `pid` is `None` when
    it is not known or not ours. `cpu` is in percent of one processor, `memory` in bytes, `clients`
    counts who is connected, all `None` when not known. `notebook` is a path as its server
    `server_url` gives it, both "" without one. `owner` says which jtui started it, "" for none that
    runs. `survivor` is not `None` for one that outlived its jtui.
    """

    file: Path
    info: ConnectionInfo | None
    problem: str = ""
    state: KernelState = "unknown"
    kernel_name: str = ""
    language: str = ""
    since: float = 0.0
    pid: int | None = None
    cpu: float | None = None
    memory: int | None = None
    clients: int | None = None
    notebook: str = ""
    server_url: str = ""
    owner: Owner = ""
    survivor: Survivor | None = None

    @property
    def is_final(self) -> bool:
        """Whether it cannot be attached to, now or later."""
        return self.state in ("dead", "broken", "elsewhere")

    @property
    def can_be_attached(self) -> bool:
        """Whether trying to attach makes sense."""
        return self.info is not None and self.state not in ("dead", "broken")

    @property
    def can_be_cleaned_up(self) -> bool:
        """Whether its file is worth nothing any more, as far as known."""
        return self.state == "dead"

    def endpoint(self) -> ExistingKernel:
        """What attaches to it; raises `ValueError` for a broken file."""
        if self.info is None:
            raise ValueError(self.problem)
        process = ProcessIdentity.of(self.pid) if self.pid is not None else None
        title = Path(self.notebook).name or self.kernel_name
        return ExistingKernel(self.info, self.file, process, title)


def in_order(rows: Iterable[RunningKernel]) -> list[RunningKernel]:
    """Rows as a list shows them: survivors, the living, dead and broken ones; newest first."""
    return sorted(rows, key=lambda row: (_group(row), -row.since, str(row.file)))


def _group(row: RunningKernel) -> int:
    if row.survivor is not None:
        return 0
    return {"elsewhere": 2, "dead": 3, "broken": 4}.get(row.state, 1)
