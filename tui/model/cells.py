"""The blocks a transcript is made of: cells and notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, InputState, Output
from tui.wire.events import NoticeKind


class Author(StrEnum):
    """Who entered a cell; `kernel` heads output that belongs to no request."""

    OWN = "own"
    REMOTE = "remote"
    KERNEL = "kernel"


class CellState(StrEnum):
    """Where a cell is in its life; the last five are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABORTED = "aborted"
    CANCELLED = "cancelled"
    LOST = "lost"

    @property
    def is_end(self) -> bool:
        """Whether nothing more will happen to the cell's state."""
        return self not in (CellState.QUEUED, CellState.RUNNING)


@dataclass(slots=True, eq=False)
class Cell:
    """One input with all it put out.

    `number` is the execution count, `None` until known. `started` and `ended` are seconds of
    the clock that stamps the events, `None` until then. `replied` and `idle` say which of the
    two signs of the end have come (Jupyter messaging, "Request-reply" and "Kernel status").
    `life` is how often the kernel had been restarted when the cell was entered, or given to it.
    """

    cell_id: str
    code: str
    author: Author = Author.OWN
    username: str = ""
    state: CellState = CellState.QUEUED
    number: int | None = None
    outputs: list[Output] = field(default_factory=list)
    started: float | None = None
    ended: float | None = None
    replied: bool = False
    idle: bool = False
    clears_next: bool = False
    status: str = ""
    reply_error: ErrorOutput | None = None
    question: InputOutput | None = None
    life: int = 0

    @property
    def elapsed(self) -> float | None:
        """Seconds from sending to the end, `None` while not ended."""
        if self.started is None or self.ended is None:
            return None
        return self.ended - self.started

    @property
    def waiting_input(self) -> InputOutput | None:
        """The open question to the user, if there is one."""
        question = self.question
        waits = question is not None and question.state is InputState.WAITING
        return question if waits else None

    @property
    def has_error(self) -> bool:
        """Whether an exception is among the outputs."""
        return any(isinstance(output, ErrorOutput) for output in self.outputs)

    @property
    def outcome(self) -> CellState:
        """How a cell that is over has ended, by its reply and its outputs."""
        if self.status.startswith("abort"):
            return CellState.ABORTED
        return CellState.FAILED if self.status == "error" or self.has_error else CellState.DONE

    def shows(self, display_id: str, index: int) -> bool:
        """Whether the output at `index` is a display with this id."""
        if index >= len(self.outputs):
            return False
        output = self.outputs[index]
        return isinstance(output, DisplayOutput) and output.display_id == display_id


@dataclass(slots=True, eq=False)
class Notice:
    """A line or more of jtui's own in the transcript."""

    kind: NoticeKind
    text: str
    at: float


Block = Cell | Notice
