"""Heights added up: the same answers as plain sums give."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from tui.render.heights import Heights

HEIGHTS = st.lists(st.integers(0, 9), max_size=200)
CHANGES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9)), max_size=20)


def check(heights: Heights, plain: list[int]) -> None:
    """Starts, places and the total are those of plain sums."""
    starts = [0, *accumulate(plain)]
    assert len(heights) == len(plain)
    assert [heights.start(place) for place in range(len(plain) + 1)] == starts
    assert heights.total == starts[-1]
    for row in range(starts[-1]):
        place = heights.at(row)
        assert starts[place] <= row < starts[place + 1]
    assert heights.at(starts[-1] + 3) == max(0, len(plain) - 1)


@given(HEIGHTS, HEIGHTS, CHANGES, st.integers(0, 200), st.integers(0, 200))
def test_heights_add_up(
    first: list[int], more: list[int], changes: list[tuple[int, int]], kept: int, gone: int
) -> None:
    heights = Heights()
    for height in first:
        heights.append(height)
    check(heights, first)
    heights.extend(more, bytes(len(more)))
    plain = first + more
    check(heights, plain)
    for place, height in changes:
        if place < len(plain):
            heights.set(place, height)
            plain[place] = height
    check(heights, plain)
    heights.truncate(kept)
    del plain[kept:]
    check(heights, plain)
    gone = min(gone, len(plain))
    heights.drop_first(gone)
    check(heights, plain[gone:])
    heights.extend(more[:3], bytes(len(more[:3])))
    check(heights, plain[gone:] + more[:3])


def test_the_next_in_doubt_is_above_if_there_is_one() -> None:
    heights = Heights()
    heights.extend([1] * 6, bytes([1, 0, 1, 1, 0, 1]))
    assert heights.doubtful(3) == 1
    assert heights.doubtful(4) == 4
    assert heights.doubtful(0) == 1
    assert heights.doubtful(3, 2) == 4
    heights.set(1, 5)
    heights.set(4, 1)
    assert heights.doubtful(3) is None
    assert heights.all_exact()
    heights.doubt_all_but(bytes([1, 1, 1, 1, 1, 0]))
    assert heights.doubtful(0) == 5
    assert heights.all_exact() is False
    heights.doubt_all()
    assert [heights.is_exact(place) for place in range(6)] == [False] * 6
    assert heights.total == 10
