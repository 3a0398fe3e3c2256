"""Costs that must not grow, counted and not timed, so that these tests cannot flake."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from textual._compositor import Compositor
from textual.app import App, ComposeResult

from tests.pilot.transcript_app import finished
from tui.model.transcript import Transcript
from tui.render.measured_text import MeasuredText
from tui.widgets.transcript.block_layout import BlockLayout
from tui.widgets.transcript.view import TranscriptView
from tui.wire.events import (
    CellSent,
    CellSubmitted,
    DataDisplayed,
    ExecuteReplied,
    Origin,
    StatusReported,
    StreamWritten,
)

HEIGHT = 30


class ViewApp(App[None]):
    """A transcript and nothing else."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__()
        self.view = TranscriptView(transcript.blocks)

    def compose(self) -> ComposeResult:
        yield self.view


def run_cell(transcript: Transcript, number: int) -> None:
    cell_id = f"c{number}"
    origin = Origin(cell_id, "own")
    for event in (
        CellSubmitted(cell_id, f"f({number})"),
        CellSent(cell_id),
        StreamWritten(origin, "stdout", f"line {number}\n"),
        DataDisplayed(origin, {"text/plain": str(number)}, {}, None, True, number),
        ExecuteReplied(origin, "ok", number),
        StatusReported(origin, "idle"),
    ):
        transcript.apply(event, 0.0)


@contextmanager
def counted(owner: type, name: str) -> Iterator[list[int]]:
    """Counts the calls of a method, which works as ever."""
    calls: list[int] = []
    real = getattr(owner, name)

    def counting(*arguments: object) -> object:
        calls.append(1)
        return real(*arguments)

    with mock.patch.object(owner, name, counting):
        yield calls


async def test_a_pane_of_ten_thousand_cells_has_as_many_widgets_as_an_empty_one() -> None:
    transcript = Transcript("own")
    feed = transcript.subscribe()
    app = ViewApp(transcript)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        before = len(app.query("*"))
        for number in range(10_000):
            run_cell(transcript, number)
        app.view.take(feed.take())
        await pilot.pause()
        assert len(app.query("*")) == before


async def test_a_frame_lays_out_what_is_in_sight_however_long_the_transcript_is() -> None:
    transcript = Transcript("own")
    feed = transcript.subscribe()
    for number in range(10_000):
        run_cell(transcript, number)
    app = ViewApp(transcript)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await finished(app.view)
        feed.take()
        with counted(BlockLayout, "rows") as blocks, counted(BlockLayout, "height") as heights:
            run_cell(transcript, 10_000)
            app.view.take(feed.take())
            await pilot.pause()
        # A row a line in sight, each asked for once or twice; heights of what changed only.
        assert len(blocks) <= 3 * HEIGHT
        assert len(heights) <= 10


async def test_new_output_draws_only_new_rows_and_lays_out_nothing_else() -> None:
    transcript = Transcript("own")
    feed = transcript.subscribe()
    for number in range(100):
        run_cell(transcript, number)
    app = ViewApp(transcript)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        await pilot.pause()
        feed.take()
        with counted(Compositor, "reflow") as layouts, counted(TranscriptView, "_styled") as rows:
            run_cell(transcript, 100)
            app.view.take(feed.take())
            await pilot.pause()
        assert layouts == []
        # A cell of four rows and a blank one.
        assert 1 <= len(rows) <= 6


async def test_a_flood_of_one_stream_is_one_change() -> None:
    transcript = Transcript("own")
    feed = transcript.subscribe()
    run_cell(transcript, 1)
    feed.take()
    origin = Origin("c1", "own")
    for number in range(100_000):
        transcript.apply(StreamWritten(origin, "stdout", f"{number}\n"), 0.0)
    # The stream came after a result, so it is one new output, written to ever since.
    assert len(feed.take()) <= 2


async def test_of_a_long_stream_only_pages_in_sight_are_taken_apart() -> None:
    transcript = Transcript("own")
    feed = transcript.subscribe()
    run_cell(transcript, 1)
    text = "".join(f"{number}\n" for number in range(200_000))
    transcript.apply(StreamWritten(Origin("c1", "own"), "stdout", text), 0.0)
    app = ViewApp(transcript)
    async with app.run_test(size=(80, HEIGHT)) as pilot:
        app.view.take(feed.take())
        await pilot.pause()
        with counted(MeasuredText, "lines_at") as pages:
            app.view.scroll_to(y=100_000, animate=False)
            await pilot.pause()
        # The page or two in sight, and the lines at the end that were in sight before.
        assert 1 <= len(pages) <= 3


def test_nothing_heavy_is_imported_on_the_way_to_the_first_frame() -> None:
    script = (
        "import sys, tui.cli, tui.app\n"
        "heavy = 'jupyter_client tornado IPython ipykernel pygments.lexers psutil PIL traitlets'"
        " ' jupyter_core.application logging.config rich.markdown textual.widgets._footer'\n"
        "print([name for name in heavy.split() if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"


def test_before_kernels_are_started_neither_the_toolkit_nor_zmq_is_imported() -> None:
    script = (
        "import sys, tui.cli\n"
        "print([name for name in ('textual', 'rich', 'zmq', 'traitlets') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"
