"""The reducer: what it says has changed, and what holds for any events in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.model.words import (
    END,
    ME,
    RESTART,
    RUN_A,
    RUN_B,
    answered,
    applied,
    asked,
    busy,
    clear,
    echoed,
    entered,
    err,
    idle,
    out,
    picture,
    raised,
    remote,
    replied,
    replied_error,
    sent,
    shown,
    updated,
    value,
)
from tui.model.cells import Cell
from tui.model.changes import (
    BlockAdded,
    BlocksRearranged,
    CellStateChanged,
    Change,
    OutputAdded,
    OutputChanged,
    OutputsCleared,
)
from tui.model.transcript import Transcript
from tui.wire.events import (
    CellCancelled,
    CellGivenUp,
    CellSubmitted,
    KernelEvent,
    NoticeKind,
    NoticePosted,
)

CHANGES: dict[str, tuple[list[KernelEvent], KernelEvent, list[Change]]] = {
    "a new cell": ([], entered("a"), [BlockAdded(0)]),
    "a notice": ([entered("a")], NoticePosted(NoticeKind.INFO, "x"), [BlockAdded(1)]),
    "sending": ([entered("a")], sent("a"), [CellStateChanged(0)]),
    "the first text": ([*RUN_A], out("a", "x"), [OutputAdded(0, 0)]),
    "more text": ([*RUN_A, out("a", "x")], out("a", "y"), [OutputChanged(0, 0)]),
    "no text": ([*RUN_A], out("a", ""), []),
    "an update in two cells": (
        [*RUN_A, *RUN_B, shown("a", "1", "d"), out("b", "x"), shown("b", "1", "d")],
        updated("d", "2"),
        [OutputChanged(0, 0), OutputChanged(1, 1)],
    ),
    "a clear": ([*RUN_A, out("a", "x")], clear("a"), [OutputsCleared(0)]),
    "a clear that waits": ([*RUN_A, out("a", "x")], clear("a", wait=True), []),
    "output that clears": (
        [*RUN_A, out("a", "x"), clear("a", wait=True)],
        out("a", "y"),
        [OutputsCleared(0), OutputAdded(0, 0)],
    ),
    "another's idle": ([*RUN_A], idle("x"), []),
    "an answer": ([*RUN_A, asked("a", "?")], answered("a", "x"), [OutputChanged(0, 0)]),
}


@pytest.mark.parametrize(("before", "event", "changes"), CHANGES.values(), ids=list(CHANGES.keys()))
def test_changes_say_what_to_draw(
    before: list[KernelEvent], event: KernelEvent, changes: list[Change]
) -> None:
    transcript = applied(before)
    feed = transcript.subscribe()
    transcript.apply(event, 99.0)
    assert feed.take() == changes
    assert not feed


def test_a_flood_is_one_change() -> None:
    transcript = applied([*RUN_A, out("a", "x")])
    feed = transcript.subscribe()
    for _ in range(1000):
        transcript.apply(out("a", "line\n"), 1.0)
    assert feed.take() == [OutputChanged(0, 0)]


def test_every_feed_gets_all_changes_until_it_ends() -> None:
    transcript = applied([])
    first, second = transcript.subscribe(), transcript.subscribe()
    transcript.apply(entered("a"), 0.0)
    transcript.unsubscribe(second)
    transcript.apply(entered("b"), 0.0)
    assert first.take() == [BlockAdded(0), BlockAdded(1)]
    assert second.take() == [BlockAdded(0)]


_cells = st.sampled_from(["a", "b", "r", ""])
_texts = st.sampled_from(["x", "\r", "\n", "", "\x1b[", "31m", "\x1b[A"])
_ids = st.sampled_from(["d", "e"])
_of_a_cell: list[Callable[[str], KernelEvent]] = [
    entered,
    sent,
    CellCancelled,
    CellGivenUp,
    idle,
    busy,
    remote,
    lambda cell: echoed(cell, 2),
    lambda cell: replied(cell, number=3),
    lambda cell: replied_error(cell, "E"),
    lambda cell: replied(cell, "aborted"),
    lambda cell: raised(cell, "E"),
    lambda cell: clear(cell, wait=True),
    clear,
    lambda cell: asked(cell, "?"),
    lambda cell: answered(cell, "x"),
    lambda cell: answered(cell, None),
    lambda cell: value(cell, "v", 1),
]
_events = st.one_of(
    st.builds(lambda make, cell: make(cell), st.sampled_from(_of_a_cell), _cells),
    st.builds(out, _cells, _texts),
    st.builds(err, _cells, _texts),
    st.builds(shown, _cells, _texts, _ids),
    st.builds(updated, _ids, _texts),
    st.sampled_from([RESTART, END, NoticePosted(NoticeKind.INFO, "n")]),
)


@given(st.lists(_events, max_size=40))
def test_any_events_in_any_order_give_the_same_transcript_twice(events: list[KernelEvent]) -> None:
    once, again = applied(events), applied(events)
    assert picture(once) == picture(again)
    assert times(once) == times(again)
    # What the changes say, taken over after each event, is where everything is.
    assert drawn(events) == [size(block) for block in once.blocks]


@given(st.lists(_events, max_size=40))
def test_a_cell_that_has_ended_is_not_among_those_that_run(events: list[KernelEvent]) -> None:
    once = [event for event in events if not isinstance(event, CellSubmitted)]
    for cell in applied([entered("a"), entered("b"), *once]).running:
        assert not cell.state.is_end


def times(transcript: Transcript) -> list[tuple[float | None, float | None]]:
    cells = [block for block in transcript.blocks if isinstance(block, Cell)]
    return [(cell.started, cell.ended) for cell in cells]


def size(block: object) -> int:
    return len(block.outputs) if isinstance(block, Cell) else 0


def drawn(events: Iterable[KernelEvent]) -> list[int]:
    """How many outputs each block has according to the changes alone."""
    transcript, sizes = Transcript(ME), list[int]()
    feed = transcript.subscribe()
    for event in events:
        transcript.apply(event, 0.0)
        for change in feed.take():
            match change:
                case BlocksRearranged():
                    sizes[:] = [size(block) for block in transcript.blocks]
                case BlockAdded():
                    assert change.block == len(sizes)
                    sizes.append(0)
                case OutputAdded():
                    assert change.output == sizes[change.block]
                    sizes[change.block] += 1
                case OutputChanged():
                    assert change.output < sizes[change.block]
                case OutputsCleared():
                    sizes[change.block] = 0
                case CellStateChanged():
                    assert change.block < len(sizes)
    return sizes
