"""Cells of a file in a transcript: they run again where they stand."""

from __future__ import annotations

import pytest

from tui.model.cells import Cell, CellState, Notice
from tui.model.changes import BlocksRearranged, CellStateChanged, Change, OutputsCleared
from tui.model.outputs import DisplayOutput, StreamOutput
from tui.model.stream_text import StreamText
from tui.model.transcript import Transcript
from tui.wire import events


def stored(cell_id: str, code: str, number: int | None = 7) -> Cell:
    cell = Cell(cell_id, code, state=CellState.STORED, number=number, origin=cell_id)
    cell.outputs.append(DisplayOutput({"text/plain": "old"}, {}))
    return cell


class Told:
    """A transcript with two cells of a file."""

    def __init__(self) -> None:
        self.transcript = Transcript("own")
        self.feed = self.transcript.subscribe()
        self.transcript.put_stored([stored("a", "a()"), stored("b", "b()", None)])

    def apply(self, *happened: events.KernelEvent) -> None:
        for event in happened:
            self.transcript.apply(event, 1.0)

    def changes(self) -> list[Change]:
        return self.feed.take()

    def end(self, cell_id: str, number: int = 1) -> None:
        origin = events.Origin(cell_id)
        self.apply(events.ExecuteReplied(origin, "ok", number))
        self.apply(events.StatusReported(origin, "idle"))

    def cell(self, place: int) -> Cell:
        block = self.transcript.blocks[place]
        assert isinstance(block, Cell)
        return block


@pytest.fixture
def told() -> Told:
    return Told()


def test_stored_cells_are_there_at_once_and_are_no_change_of_the_file(told: Told) -> None:
    assert told.changes() == [BlocksRearranged()]
    assert told.transcript.revision == 0
    assert told.transcript.is_notebook
    assert not any(told.cell(place).was_entered for place in (0, 1))
    told.apply(events.NoticePosted(events.NoticeKind.INFO, "words"))
    assert told.transcript.revision == 0


def test_they_come_above_what_was_entered_and_below_what_was_said() -> None:
    transcript = Transcript("own")
    transcript.apply(events.NoticePosted(events.NoticeKind.INFO, "words"), 1.0)
    transcript.apply(events.CellSubmitted("own", "x"), 1.0)
    transcript.put_stored([stored("a", "a()")])
    kinds = [block.cell_id if isinstance(block, Cell) else "" for block in transcript.blocks]
    assert kinds == ["", "a", "own"]
    assert transcript.cell("own") is transcript.blocks[2]
    transcript.apply(events.CellSent("own"), 1.0)
    assert [cell.cell_id for cell in transcript.running] == ["own"]


def test_a_cell_runs_again_where_it_stands(told: Told) -> None:
    told.changes()
    told.apply(events.CellResubmitted("a", "run", "a()"))
    assert told.changes() == [CellStateChanged(0)]
    cell = told.cell(0)
    assert (cell.state, cell.number, len(cell.outputs)) == (CellState.QUEUED, None, 1)
    told.apply(events.CellSent("run"))
    assert told.changes() == [OutputsCleared(0), CellStateChanged(0)]
    told.apply(events.StreamWritten(events.Origin("run"), "stdout", "new"))
    told.end("run", 3)
    assert (cell.state, cell.number, cell.cell_id) == (CellState.DONE, 3, "run")
    (output,) = cell.outputs
    assert isinstance(output, StreamOutput)
    assert output.text.ansi() == "new"
    assert len(told.transcript.blocks) == 2
    assert cell.was_entered
    assert told.transcript.revision > 0
    assert told.transcript.cell("a") is None


def test_other_code_is_looked_at_anew(told: Told) -> None:
    told.changes()
    told.apply(events.CellResubmitted("a", "run", "other()"))
    assert told.changes() == [OutputsCleared(0)]
    assert (told.cell(0).code, told.cell(0).is_edited) == ("other()", True)
    told.apply(events.CellSent("run"))
    assert not told.cell(0).is_edited


@pytest.mark.parametrize(("place", "number"), [(0, 7), (1, None)])
def test_one_that_is_taken_back_is_what_it_was(told: Told, place: int, number: int | None) -> None:
    cell = told.cell(place)
    told.apply(events.CellResubmitted(cell.cell_id, "run", cell.code), events.CellCancelled("run"))
    assert (cell.state, cell.number, len(cell.outputs)) == (CellState.STORED, number, 1)
    assert not cell.was_entered
    told.apply(events.CellResubmitted("run", "again", cell.code), events.CellSent("again"))
    told.end("again")
    told.apply(events.CellResubmitted("again", "third", "x"), events.CellCancelled("third"))
    assert (cell.state, cell.number, cell.is_edited) == (CellState.DONE, 1, True)
    assert not cell.was_entered


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_cell_that_is_under_way_cannot_be_entered_again(told: Told, state: str) -> None:
    told.apply(events.CellResubmitted("a", "run", "a()"))
    if state == "running":
        told.apply(events.CellSent("run"))
    told.apply(events.CellResubmitted("run", "again", "other()"))
    assert (told.cell(0).cell_id, told.cell(0).code) == ("run", "a()")


def test_nothing_happens_to_cells_that_are_not_there_or_of_others(told: Told) -> None:
    told.apply(events.CodeEchoed(events.Origin("theirs"), "x", 1))
    told.apply(events.StatusReported(events.Origin("theirs"), "idle"))
    for cell_id in ("theirs", "missing"):
        told.apply(events.CellResubmitted(cell_id, "run", "a()"))
    assert told.transcript.cell("run") is None


def test_late_output_of_the_run_before_is_not_lost(told: Told) -> None:
    told.apply(events.CellResubmitted("a", "run", "a()"), events.CellSent("run"))
    told.end("run")
    told.apply(events.CellResubmitted("run", "again", "a()"), events.CellSent("again"))
    told.apply(events.StreamWritten(events.Origin("run"), "stdout", "late"))
    last = told.transcript.blocks[-1]
    assert isinstance(last, Cell)
    assert last.outputs
    assert told.cell(0).outputs == []


def test_a_restart_keeps_stored_cells_and_loses_what_runs(told: Told) -> None:
    told.apply(events.CellResubmitted("a", "run", "a()"), events.CellSent("run"))
    told.apply(events.CellResubmitted("b", "waits", "b()"), events.KernelRestarted())
    assert [told.cell(place).state for place in (0, 1)] == [CellState.LOST, CellState.QUEUED]
    assert sum(isinstance(block, Notice) for block in told.transcript.blocks) == 1
    waiting = told.transcript.cell("waits")
    assert waiting is not None
    assert waiting.code == "b()"


def test_a_display_that_was_cleared_is_not_updated(told: Told) -> None:
    origin = events.Origin("run")
    told.apply(events.CellResubmitted("a", "run", "a()"), events.CellSent("run"))
    told.apply(events.DataDisplayed(origin, {"text/plain": "1"}, {}, "id"))
    told.end("run")
    told.apply(events.CellResubmitted("run", "again", "a()"), events.CellSent("again"))
    told.apply(events.DisplayUpdated(origin, "id", {"text/plain": "2"}, {}))
    assert told.cell(0).outputs == []


def test_streams_of_stored_cells_are_complete() -> None:
    cell = stored("a", "a()")
    text = StreamText()
    text.write("half \x1b[3")
    text.finish()
    cell.outputs.append(StreamOutput("stdout", text))
    transcript = Transcript("own")
    transcript.put_stored([cell])
    transcript.apply(events.StreamWritten(events.Origin("a"), "stdout", "1m"), 1.0)
    assert "\x1b" not in text.ansi()
