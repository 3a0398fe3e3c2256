"""The blocks a transcript is made of: cells and notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, InputState, Output
from tui.wire.events import NoticeKind

RAISES = "raises-exception"
"""The tag of cells that may fail: what comes after them is run all the same."""
SKIPPED = "skip-execution"
"""The tag of cells that are left out when a whole notebook is run."""


class Author(StrEnum):
    """Who entered a cell; `kernel` heads output that belongs to no request.

    `notebook` heads what an opened notebook holds besides code: its texts.
    """

    OWN = "own"
    REMOTE = "remote"
    KERNEL = "kernel"
    NOTEBOOK = "notebook"


class CellState(StrEnum):
    """Where a cell is in its life; the last six are ends.

    `stored` is a cell as a file has it, which has not run here.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABORTED = "aborted"
    CANCELLED = "cancelled"
    LOST = "lost"
    STORED = "stored"

    @property
    def is_end(self) -> bool:
        """Whether nothing more will happen to the cell's state."""
        return self not in (CellState.QUEUED, CellState.RUNNING)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a cell was before it was entered again: shown until it runs, and if it does not."""

    state: CellState
    number: int | None


@dataclass(slots=True, eq=False)
class Cell:
    """One input with all it put out.

    `number` is the execution count, `None` until known. `started` and `ended` are seconds of
    the clock that stamps the events, `None` until then. `replied` and `idle` say which of the
    two signs of the end have come (Jupyter messaging, "Request-reply" and "Kernel status").
    `life` is how often the kernel had been restarted when the cell was entered, or given to it.

    `origin` is the id of the cell of an opened notebook that this is, "" for none, and `tags` are
    those it has there. `earlier` is what it was before it was entered again, until it runs;
    `is_edited` that its outputs are those of other code.
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
    origin: str = ""
    tags: frozenset[str] = frozenset()
    earlier: Earlier | None = None
    is_edited: bool = False

    def enter_again(self, cell_id: str, code: str, life: int) -> None:
        """Wait for another run under another id; the outputs stay until it begins."""
        self.earlier = Earlier(self.state, self.number)
        self.is_edited = self.is_edited or code != self.code
        self.cell_id, self.code, self.life = cell_id, code, life
        self.state, self.number = CellState.QUEUED, None
        self.started = self.ended = None
        self.replied = self.idle = self.clears_next = False
        self.status, self.reply_error, self.question = "", None, None

    def begin_again(self) -> bool:
        """Forget what it was before; answers whether there are outputs of that to be cleared."""
        had = self.earlier is not None and bool(self.outputs)
        if self.earlier is not None:
            self.earlier, self.is_edited = None, False
            self.outputs.clear()
        return had

    @property
    def was_entered(self) -> bool:
        """Whether it was entered here under its id, and not taken back for what it was before."""
        if self.state is CellState.STORED:
            return False
        return self.started is not None or self.state in (CellState.QUEUED, CellState.CANCELLED)

    @property
    def may_fail(self) -> bool:
        """Whether an error in it is no reason not to go on."""
        return RAISES in self.tags

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
