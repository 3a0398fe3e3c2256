"""The transcript of a session: a reducer from kernel events to cells and outputs.

It has no I/O and no clock: applying the same events with the same times gives the same
transcript. Outputs go under the cell whose request they name, also after the cell's end.
"""

from __future__ import annotations

from typing import assert_never

from tui.model.block_list import BlockList
from tui.model.bounds import bounded
from tui.model.cells import Author, Block, Cell, CellState, Notice
from tui.model.changes import (
    CellStateChanged,
    OutputAdded,
    OutputChanged,
    OutputsCleared,
)
from tui.model.displays import Displays
from tui.model.outputs import (
    DisplayOutput,
    ErrorOutput,
    InputOutput,
    InputState,
    Output,
    StreamOutput,
)
from tui.model.stream_text import StreamText
from tui.wire.events import (
    CellCancelled,
    CellGivenUp,
    CellResubmitted,
    CellSent,
    CellSubmitted,
    CodeEchoed,
    DataDisplayed,
    DisplayUpdated,
    ErrorRaised,
    ExecuteReplied,
    InputAnswered,
    InputRequested,
    KernelEnded,
    KernelEvent,
    KernelRestarted,
    NoticeKind,
    NoticePosted,
    Origin,
    OutputCleared,
    StatusReported,
    StreamWritten,
    Unrecognised,
)

DEFAULT_CAP = 100_000_000


class Transcript(BlockList):
    """Everything that was entered and put out in one session.

    `output_cap` bounds the characters kept of one stream output. `life` counts the restarts.
    """

    def __init__(self, session: str, output_cap: int = DEFAULT_CAP) -> None:
        super().__init__()
        self.execution_count: int | None = None
        self.life = 0
        self._session = session
        self._cap = output_cap
        self._running: dict[str, Cell] = {}
        self._displays = Displays()
        # The latest request that nobody saw start, and the cell of its output.
        self._stray: tuple[str, Cell | None] = ("", None)

    @property
    def running(self) -> list[Cell]:
        """The cells the kernel is at, of this client and of others."""
        return list(self._running.values())

    def apply(self, event: KernelEvent, at: float) -> None:
        """Take in one event that happened `at` (seconds of any steady clock)."""
        match event:
            case StreamWritten():
                self._write_stream(event, at)
            case StatusReported():
                self._note_status(event, at)
            case DataDisplayed():
                self._display(event, at)
            case DisplayUpdated():
                self._update_displays(event)
            case ErrorRaised():
                self._note_error(event, at)
            case OutputCleared():
                self._clear(event)
            case CodeEchoed():
                self._note_code(event, at)
            case ExecuteReplied():
                self._note_reply(event, at)
            case InputRequested():
                self._ask(event)
            case InputAnswered():
                self._answer(event)
            case CellSubmitted():
                self._add(Cell(event.cell_id, event.code, life=self.life))
            case CellResubmitted():
                self._enter_again(event)
            case CellSent():
                self._start(event.cell_id, at)
            case CellCancelled():
                self._end(event.cell_id, CellState.CANCELLED, None)
            case CellGivenUp():
                self._give_up(event, at)
            case KernelEnded():
                self._lose_running(at)
            case KernelRestarted(words):
                self._restart(words, at)
            case NoticePosted():
                self._add(Notice(event.kind, event.text, at))
            case Unrecognised():
                pass
            case _:
                assert_never(event)

    def _add(self, block: Block) -> None:
        if isinstance(block, Cell) and block.state is CellState.RUNNING:
            self._running[block.cell_id] = block
        super()._add(block)

    def _cell_for(self, origin: Origin, at: float) -> Cell:
        """The cell that output with this origin belongs to.

        Output of a request nobody saw start (a client attached in mid-cell, a kernel's own
        words at its start) goes to a cell without code, one after the other into the same; that
        of the latest such request also when others have come below.
        """
        cell = self.cell(origin.parent_id)
        if cell is not None:
            return cell
        parent_id, stray = self._stray
        if stray is not None and origin.parent_id and origin.parent_id == parent_id:
            return stray
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Cell) and last.author is Author.KERNEL:
            cell = last
        else:
            cell_id = f"kernel output {len(self.blocks)}"
            cell = Cell(cell_id, "", Author.KERNEL, state=CellState.DONE, started=at)
            self._add(cell)
        if origin.parent_id:
            self._stray = (origin.parent_id, cell)
        return cell

    def _put(self, cell: Cell, output: Output) -> None:
        self._clear_if_due(cell)
        self._finish_text(cell)
        cell.outputs.append(output)
        self._note(OutputAdded(self._places[cell.cell_id], len(cell.outputs) - 1))

    def _finish_text(self, cell: Cell) -> None:
        """What looked like the beginning of an escape sequence will not be completed."""
        last = cell.outputs[-1] if cell.outputs else None
        if isinstance(last, StreamOutput):
            revision = last.text.revision
            last.text.finish()
            if last.text.revision != revision:
                self._note_output(cell, last)

    def _clear_if_due(self, cell: Cell) -> None:
        if cell.clears_next:
            cell.clears_next = False
            cell.outputs.clear()
            self._note(OutputsCleared(self._places[cell.cell_id]))

    def _write_stream(self, event: StreamWritten, at: float) -> None:
        if not event.text:
            return
        cell = self._cell_for(event.origin, at)
        self._clear_if_due(cell)
        last = cell.outputs[-1] if cell.outputs else None
        if isinstance(last, StreamOutput) and last.name == event.name:
            last.text.write(event.text)
            change = OutputChanged(self._places[cell.cell_id], len(cell.outputs) - 1)
            self._note(change)
            return
        output = StreamOutput(event.name, StreamText(self._cap))
        output.text.write(event.text)
        self._put(cell, output)

    def _display(self, event: DataDisplayed, at: float) -> None:
        cell = self._cell_for(event.origin, at)
        self._put(
            cell,
            DisplayOutput(
                bounded(event.data, self._cap),
                event.metadata,
                event.display_id,
                event.is_result,
                event.execution_count,
            ),
        )
        self._displays.note(event.display_id, cell)

    def _note_error(self, event: ErrorRaised, at: float) -> None:
        cell = self._cell_for(event.origin, at)
        error = ErrorOutput(event.ename, event.evalue, event.traceback)
        told = cell.reply_error
        if told is not None and told in cell.outputs:
            # The reply's own words stood in for it, but it was only late.
            cell.outputs[cell.outputs.index(told)], cell.reply_error = error, None
            self._note_output(cell, error)
            return
        self._put(cell, error)

    def _update_displays(self, event: DisplayUpdated) -> None:
        for cell, index, output in self._displays.of(event.display_id):
            output.data = bounded(event.data, self._cap)
            output.metadata = event.metadata
            output.revision += 1
            self._note(OutputChanged(self._places[cell.cell_id], index))

    def _clear(self, event: OutputCleared) -> None:
        cell = self.cell(event.origin.parent_id)
        if cell is None:
            return
        cell.clears_next = True
        if not event.wait:
            self._clear_if_due(cell)

    def _note_code(self, event: CodeEchoed, at: float) -> None:
        if event.execution_count is not None:
            self.execution_count = event.execution_count
        cell = self.cell(event.origin.parent_id)
        if cell is None:
            if not event.origin.parent_id:
                return
            cell = Cell(
                event.origin.parent_id,
                event.code,
                Author.REMOTE,
                event.origin.username,
                CellState.RUNNING,
                event.execution_count,
                started=at,
            )
            # Nobody here awaits a remote client's reply: its idle alone ends the cell.
            cell.replied = True
            cell.life = self.life
            self._add(cell)
            return
        if event.execution_count is not None and cell.number != event.execution_count:
            cell.number = event.execution_count
            self._note_cell(cell)

    def _note_status(self, event: StatusReported, at: float) -> None:
        if event.state != "idle":
            return
        cell = self.cell(event.origin.parent_id)
        if cell is not None and cell.state is CellState.RUNNING:
            cell.idle = True
            self._end_if_over(cell, at)

    def _note_reply(self, event: ExecuteReplied, at: float) -> None:
        cell = self.cell(event.origin.parent_id)
        # A remote cell counts as replied, and a second reply as none.
        if cell is None or cell.state is not CellState.RUNNING or cell.replied:
            return
        cell.replied = True
        cell.status = event.status
        if event.execution_count is not None:
            self.execution_count = cell.number = event.execution_count
        if event.ename or event.evalue or event.traceback:
            cell.reply_error = ErrorOutput(event.ename, event.evalue, event.traceback)
        self._drop_question(cell)
        self._end_if_over(cell, at)
        self._note_cell(cell)

    def _end_if_over(self, cell: Cell, at: float) -> None:
        if cell.replied and cell.idle:
            self._finish(cell, at)

    def _finish(self, cell: Cell, at: float) -> None:
        error = cell.reply_error
        if error is not None and not cell.has_error and not cell.status.startswith("abort"):
            self._put(cell, error)
        self._end(cell.cell_id, cell.outcome, at)

    def _end(self, cell_id: str, state: CellState, at: float | None) -> None:
        self._running.pop(cell_id, None)
        cell = self.cell(cell_id)
        if cell is None or cell.state.is_end:
            return
        if cell.earlier is not None:
            # It was not sent: it is what it was.
            cell.state, cell.number = cell.earlier.state, cell.earlier.number
            cell.earlier = None
            self._note_cell(cell)
            return
        cell.state, cell.ended = state, at
        self._finish_text(cell)
        self._drop_question(cell)
        self._note_cell(cell)

    def _give_up(self, event: CellGivenUp, at: float) -> None:
        cell = self.cell(event.cell_id)
        if cell is None or cell.state is not CellState.RUNNING:
            return
        if event.is_lost and not (cell.replied or cell.idle):
            self._end(cell.cell_id, CellState.LOST, at)
        else:
            self._finish(cell, at)

    def _enter_again(self, event: CellResubmitted) -> None:
        cell = self.cell(event.earlier_id)
        if cell is None or not cell.state.is_end or cell.author is not Author.OWN:
            return
        place = self._places[event.cell_id] = self._places.pop(event.earlier_id)
        is_other_code = event.code != cell.code
        cell.enter_again(event.cell_id, event.code, self.life)
        self._note(OutputsCleared(place) if is_other_code else CellStateChanged(place))

    def _start(self, cell_id: str, at: float) -> None:
        cell = self.cell(cell_id)
        if cell is not None and cell.state is CellState.QUEUED:
            if cell.begin_again():
                self._note(OutputsCleared(self._places[cell_id]))
            cell.state, cell.started = CellState.RUNNING, at
            cell.life = self.life
            self._running[cell_id] = cell
            self._note_cell(cell)

    def _ask(self, event: InputRequested) -> None:
        cell = self.cell(event.origin.parent_id)
        # A remote cell counts as replied: its question is for its own client.
        if cell is None or cell.state is not CellState.RUNNING or cell.replied:
            return
        self._drop_question(cell)
        cell.question = InputOutput(event.prompt, event.password, event.request)
        self._put(cell, cell.question)

    def _answer(self, event: InputAnswered) -> None:
        cell = self.cell(event.cell_id)
        question = cell.waiting_input if cell is not None else None
        if cell is None or question is None:
            return
        if event.text is None:
            question.state = InputState.END_OF_FILE
        else:
            question.state = InputState.ANSWERED
            question.answer = "" if question.password else event.text
        self._note_output(cell, question)

    def _drop_question(self, cell: Cell) -> None:
        question = cell.waiting_input
        if question is not None:
            question.state = InputState.DROPPED
            self._note_output(cell, question)

    def _note_output(self, cell: Cell, output: Output) -> None:
        """Note a change of an output, near the end mostly, unless it was cleared meanwhile."""
        for index in range(len(cell.outputs) - 1, -1, -1):
            if cell.outputs[index] is output:
                self._note(OutputChanged(self._places[cell.cell_id], index))
                return

    def _lose_running(self, at: float) -> None:
        for cell in self.running:
            self._end(cell.cell_id, CellState.LOST, at)

    def _restart(self, words: str, at: float) -> None:
        self._lose_running(at)
        self._displays.forget()
        self.execution_count = None
        self.life += 1
        self._insert_before_waiting(Notice(NoticeKind.RULE, words, at))
