"""Cells of a transcript copied as they are now, so that a thread can make a notebook of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tui.model.cells import Author, Cell, CellState
from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, StreamOutput
from tui.model.transcript import Transcript
from tui.wire.events import StreamName

_GAVE_UP = (CellState.CANCELLED, CellState.ABORTED)


@dataclass(frozen=True, slots=True)
class TakenStream:
    """Printed text; `parts` are canonical text that joined is the whole.

    `dropped` is how many code points are missing before it.
    """

    name: StreamName
    parts: tuple[str, ...]
    dropped: int


TakenOutput = TakenStream | DisplayOutput | ErrorOutput | InputOutput


@dataclass(frozen=True, slots=True)
class TakenCell:
    """A cell that changes no more; `number` is its execution count, `None` where not known.

    `origin` is the id of the cell of the opened notebook that it is, "" for none. One that waits
    to be run once more is as it was before.
    """

    cell_id: str
    code: str
    state: CellState
    number: int | None
    outputs: tuple[TakenOutput, ...]
    origin: str = ""

    @property
    def is_stored(self) -> bool:
        """Whether it is as the opened notebook has it, but for its code."""
        return self.state is CellState.STORED


def take_cells(transcript: Transcript, *, remote: bool = True) -> Iterator[TakenCell]:
    """The cells for a notebook, one after the other; `remote` is whether those of others, too.

    Each takes some microseconds and no text is copied. Between two of them the transcript may
    change: what is added meanwhile is not taken.
    """
    authors = (Author.OWN, Author.REMOTE) if remote else (Author.OWN,)
    cells = [
        block
        for block in transcript.blocks
        if isinstance(block, Cell) and block.author in authors and block.code.strip()
    ]
    last_run = {cell.code: place for place, cell in enumerate(cells) if cell.state not in _GAVE_UP}
    for place, cell in enumerate(cells):
        gave_up = cell.state in _GAVE_UP and not cell.origin
        if gave_up and last_run.get(cell.code, -1) > place:
            continue
        yield _taken(cell)


def _taken(cell: Cell) -> TakenCell:
    outputs: list[TakenOutput] = []
    for output in cell.outputs:
        match output:
            case StreamOutput(name, text):
                # The pages come first: asking for them moves lines from the live ones to them.
                pages = tuple(page.text for page in text.frozen)
                parts = (*pages, "\n".join(text.live_lines()))
                outputs.append(TakenStream(name, parts, text.dropped))
            case _:
                outputs.append(replace(output))
    before = cell.earlier
    state, number = (cell.state, cell.number) if before is None else (before.state, before.number)
    return TakenCell(cell.cell_id, cell.code, state, number, tuple(outputs), cell.origin)
