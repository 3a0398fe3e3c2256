"""Where popups go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import NULL_REGION, Offset, Region, Size

from tui.widgets.completion.menu import Columns
from tui.widgets.completion.placement import Anchor, place_menu, place_tip

SCREEN = Size(80, 24)


def at(x: int, y: int, top: int | None = None, bottom: int | None = None) -> Anchor:
    return Anchor(Offset(x, y), y if top is None else top, y + 1 if bottom is None else bottom)


@pytest.mark.parametrize(
    ("anchor", "screen", "wanted", "expected"),
    [
        pytest.param(at(10, 2), SCREEN, Size(20, 5), Region(10, 3, 20, 5), id="below"),
        pytest.param(at(10, 21), SCREEN, Size(20, 5), Region(10, 16, 20, 5), id="above"),
        pytest.param(at(10, 21), SCREEN, Size(20, 2), Region(10, 22, 20, 2), id="just below"),
        pytest.param(at(70, 2), SCREEN, Size(20, 5), Region(60, 3, 20, 5), id="at the right edge"),
        pytest.param(at(-2, 2), SCREEN, Size(20, 5), Region(0, 3, 20, 5), id="at the left edge"),
        pytest.param(at(9, 2), SCREEN, Size(99, 5), Region(0, 3, 80, 5), id="too wide"),
        pytest.param(at(5, 4), Size(60, 10), Size(20, 8), Region(5, 5, 20, 5), id="cut below"),
        pytest.param(at(5, 6), Size(60, 10), Size(20, 8), Region(5, 0, 20, 6), id="cut above"),
        pytest.param(
            at(5, 12, 10, 15), SCREEN, Size(20, 11), Region(5, 0, 20, 10), id="a wrapped line"
        ),
        pytest.param(
            at(5, 5, 1, 9), Size(60, 10), Size(20, 4), Region(5, 6, 20, 4), id="a line too long"
        ),
        pytest.param(at(5, 0), Size(60, 1), Size(20, 4), NULL_REGION, id="no room"),
        pytest.param(at(5, 0), SCREEN, Size(0, 0), NULL_REGION, id="nothing to show"),
    ],
)
def test_the_menu_goes(anchor: Anchor, screen: Size, wanted: Size, expected: Region) -> None:
    assert place_menu(anchor, screen, wanted) == expected


def test_the_menu_stays_on_its_side_as_long_as_there_is_room() -> None:
    assert place_menu(at(5, 21), SCREEN, Size(20, 2), above=True) == Region(5, 19, 20, 2)
    assert place_menu(at(5, 2), SCREEN, Size(20, 2), above=False) == Region(5, 3, 20, 2)
    assert place_menu(at(5, 2), SCREEN, Size(20, 9), above=True) == Region(5, 3, 20, 9)


@given(
    st.integers(1, 100),
    st.integers(1, 60),
    st.integers(1, 120),
    st.integers(1, 11),
    st.sampled_from([None, True, False]),
    st.data(),
)
def test_the_menu_is_on_the_screen_and_never_over_the_cursor(
    columns: int, rows: int, width: int, height: int, above: bool | None, data: st.DataObject
) -> None:
    y = data.draw(st.integers(0, rows - 1))
    anchor = at(
        data.draw(st.integers(-2, columns)),
        y,
        data.draw(st.integers(0, y)),
        data.draw(st.integers(y + 1, rows)),
    )
    region = place_menu(anchor, Size(columns, rows), Size(width, height), above)
    assert Region(0, 0, columns, rows).contains_region(region)
    assert not region.overlaps(Region(0, y, columns, 1))
    assert bool(region) == (rows > 1)


@pytest.mark.parametrize(
    ("anchor", "menu", "expected"),
    [
        pytest.param(at(10, 20), NULL_REGION, Region(10, 19, 30, 1), id="above"),
        pytest.param(at(10, 0), NULL_REGION, Region(10, 1, 30, 1), id="below"),
        pytest.param(at(70, 20), NULL_REGION, Region(50, 19, 30, 1), id="at the right edge"),
        pytest.param(at(9, 20), Region(9, 15, 20, 5), Region(9, 21, 30, 1), id="under a menu"),
        pytest.param(at(9, 20), Region(9, 21, 20, 3), Region(9, 19, 30, 1), id="over a menu"),
        pytest.param(at(9, 23), Region(9, 15, 20, 8), NULL_REGION, id="no room beside a menu"),
        pytest.param(at(9, 20, 18, 22), NULL_REGION, Region(9, 17, 30, 1), id="a wrapped line"),
    ],
)
def test_the_tip_goes(anchor: Anchor, menu: Region, expected: Region) -> None:
    assert place_tip(anchor, SCREEN, 30, menu) == expected


@given(st.integers(0, 100), st.integers(0, 12), st.integers(0, 60), st.integers(5, 100))
def test_columns_fit_into_the_width(match: int, kind: int, signature: int, width: int) -> None:
    columns = Columns(max(1, match), kind, signature)
    cut = columns.within(width)
    assert cut.width <= max(width, 5)
    assert 1 <= cut.match <= columns.match
    if columns.width <= width:
        assert cut.match == columns.match
