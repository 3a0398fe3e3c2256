"""What is kept of displayed data."""

from __future__ import annotations

from tui.model.bounds import bounded
from tui.model.cells import Cell
from tui.model.outputs import DisplayOutput
from tui.model.transcript import Transcript
from tui.wire.events import CellSent, CellSubmitted, DataDisplayed, MimeBundle, Origin


def test_small_data_is_left_as_it_is() -> None:
    data: MimeBundle = {"text/plain": "x" * 10, "application/json": {"a": 1}}
    assert bounded(data, 10) is data


def test_long_text_is_cut_and_says_so() -> None:
    cut = bounded({"text/plain": "x" * 2_000_010}, 10)
    assert cut == {"text/plain": "x" * 10 + "\n… 2.0 MB were dropped (Transcript.output_cap)"}


def test_half_a_picture_is_none() -> None:
    assert list(bounded({"image/png": "x" * 20, "text/plain": "fig"}, 10)) == ["text/plain"]
    assert list(bounded({"image/png": "x" * 20}, 10)) == ["text/plain"]


def test_a_transcript_keeps_no_more_of_a_result_than_its_cap() -> None:
    transcript = Transcript("own", output_cap=100)
    for event in (
        CellSubmitted("a", "1"),
        CellSent("a"),
        DataDisplayed(Origin("a", "own"), {"text/plain": "y" * 100_000}, {}),
    ):
        transcript.apply(event, 0.0)
    (cell,) = transcript.blocks
    assert isinstance(cell, Cell)
    (output,) = cell.outputs
    assert isinstance(output, DisplayOutput)
    assert len(str(output.data["text/plain"])) < 200
