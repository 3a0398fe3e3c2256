"""Charts, bars, boxes and heatmaps as lines of text."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.style import Style

from tests.unit.render.plot_lines import braille, drawn
from tui.render.palette import Palette
from tui.render.plots.canvas import Canvas
from tui.render.plots.figures import (
    Axis,
    BarRow,
    Bars,
    Box,
    Boxes,
    Chart,
    Figure,
    Heat,
    Mark,
    Scale,
    Series,
)
from tui.render.plots.text import figure_lines

NAN = math.nan


def chart(*series: Series, x: Axis | None = None, y: Axis | None = None, title: str = "") -> Chart:
    return Chart(title, x or Axis(), y or Axis(), series)


def test_a_line_goes_from_corner_to_corner() -> None:
    canvas = Canvas(4, 2)
    canvas.line((0.1, 0.1), (3.9, 1.9), "")
    lines = ["".join(text for text, _ in runs) for runs in canvas.lines()]
    assert lines == ["  ⡠⠊", "⡠⠊⠁ "]


def test_a_line_that_leaves_the_field_costs_nothing() -> None:
    canvas = Canvas(10, 5)
    canvas.line((-1e9, 2.5), (1e9, 2.5), "")
    canvas.line((-1e300, 2.5), (1e300, 2.5), "")
    canvas.line((-1e9, -1e9), (-1, -1), "")
    lines = ["".join(text for text, _ in runs) for runs in canvas.lines()]
    assert [line.strip() for line in lines[:2]] == ["", ""]
    assert len(lines[2].strip()) == 10


def test_a_rising_line_rises() -> None:
    lines = drawn(chart(Series("", Mark.LINE, (0, 1, 2), (0, 1, 2)), title="T"), 40)
    assert lines[0] == "T"
    columns = [line.find(next(filter(lambda c: "⠀" < c <= "⣿", line), "?")) for line in lines[1:9]]
    assert columns == sorted(columns, reverse=True)
    assert lines[-1].split() == ["0", "1", "2"]


def test_gaps_are_not_bridged() -> None:
    whole = drawn(chart(Series("", Mark.LINE, (0, 1, 2, 3), (1, 1, 1, 1))), 60)
    gap = drawn(chart(Series("", Mark.LINE, (0, 1, 2, 3), (1, NAN, 1, 1))), 60)
    assert braille(gap) < braille(whole)


def test_series_have_marks_of_their_own_and_a_legend() -> None:
    lines = drawn(
        chart(
            Series("one", Mark.POINTS, (0, 1), (0, 1)),
            Series("two", Mark.POINTS, (0, 1), (1, 0)),
            Series("three", Mark.LINE, (0, 1), (1, 0)),
        )
    )
    assert lines[-1] == "● one  ◆ two  ⠒⠒ three"
    assert sum(line.count("●") for line in lines[:-1]) == 2


def test_series_have_colours_of_the_theme() -> None:
    palette = Palette(
        syntax={"function": Style.parse("bold #010203"), "number": Style.parse("#040506")}
    )
    figure = chart(Series("a", Mark.LINE, (0, 1), (0, 1)), Series("b", Mark.LINE, (0, 1), (1, 0)))
    looks = {look for runs in figure_lines(figure, 40, palette) for _, look in runs}
    assert {"38;2;1;2;3", "38;2;4;5;6"} <= looks


def test_bars_stand_on_zero_in_both_directions() -> None:
    names = Axis(scale=Scale.CATEGORY, categories=("up", "down"))
    lines = drawn(chart(Series("", Mark.BARS, (0, 1), (3, -3)), x=names), 30)
    up = [row for row, line in enumerate(lines) if "█" in line[4:14]]
    down = [row for row, line in enumerate(lines) if "█" in line[16:]]
    assert max(up) < min(down)
    assert lines[-1].split() == ["up", "down"]


def test_a_stack_is_as_high_as_its_sum() -> None:
    names = Axis(scale=Scale.CATEGORY, categories=("a",))
    bars = Series("u", Mark.BARS, (0,), (1,)), Series("v", Mark.BARS, (0,), (3,))
    stacked = drawn(Chart("", names, Axis(), bars, stacked=True), 30)
    assert any(line.startswith("4┤") for line in stacked)
    beside = drawn(Chart("", names, Axis(), bars), 30)
    assert not any(line.startswith("4┤") for line in beside)


def test_a_log_axis_spreads_powers_evenly() -> None:
    points = Series("", Mark.POINTS, (0, 1, 2, 3), (1, 10, 100, 1000))
    lines = drawn(chart(points, y=Axis(scale=Scale.LOG)), 40)
    rows = [row for row, line in enumerate(lines) if "●" in line]
    assert len(rows) == 4
    assert max(b - a for a, b in pairwise(rows)) <= 4
    assert any(line.startswith("100┤") for line in lines)


def test_horizontal_bars_are_as_long_as_their_values() -> None:
    lines = drawn(Bars("T", ("",), (BarRow("one", (1,)), BarRow("four", (4,)))), 30)
    assert lines[0] == "T"
    one, four = lines[1].count("█"), lines[2].count("█")
    assert four >= 4 * one > 0
    assert lines[1].endswith(" 1")


def test_shares_are_told_in_percent() -> None:
    lines = drawn(Bars("", ("",), (BarRow("a", (1,)), BarRow("b", (3,))), shares=True))
    assert lines[0].endswith("1 (25.0%)")
    assert lines[1].endswith("3 (75.0%)")


def test_a_box_shows_five_numbers() -> None:
    lines = drawn(Boxes("", (Box("a", 0, 1, 2, 3, 10),)), 50)
    assert lines[0].startswith("a ├")
    assert lines[0].endswith("┤")
    assert lines[0].index("▒") < lines[0].index("┃") < lines[0].rindex("▒")
    assert lines[1].split() == ["min", "0", "q1", "1", "median", "2", "q3", "3", "max", "10"]


def test_heat_has_shades_from_little_to_much_and_blanks() -> None:
    lines = drawn(Heat("", ("x", "y"), ("r", "s"), ((0, 1), (2, NAN))), 30)
    assert lines[0] == "r ░░░░░░░░▓▓▓▓▓▓▓▓"
    assert lines[1] == "s ████████"
    assert lines[2].split() == ["x", "y"]


EMPTY: dict[str, Figure] = {
    "no series": chart(),
    "no points": chart(Series("", Mark.LINE, (), ())),
    "only gaps": chart(Series("", Mark.POINTS, (0, 1), (NAN, NAN))),
    "no bars": Bars("t", (), ()),
    "bars of nothing": Bars("t", ("",), (BarRow("a", (NAN,)),)),
    "no boxes": Boxes("t", ()),
    "no cells": Heat("t", (), (), ()),
    "empty cells": Heat("t", ("a",), ("b",), ((NAN,),)),
}


@pytest.mark.parametrize("figure", EMPTY.values(), ids=list(EMPTY))
def test_nothing_is_drawn_of_nothing(figure: Figure) -> None:
    assert drawn(figure) == [""]


_NUMBER = st.floats(allow_infinity=False) | st.integers(-5, 5).map(float)
_NAMES = st.sampled_from(["", "a", "日本語の長い名前", "x" * 60])
_AXES = st.builds(
    Axis,
    _NAMES,
    st.sampled_from(list(Scale)),
    st.lists(_NAMES, max_size=4).map(tuple),
    st.none() | _NUMBER.filter(math.isfinite),
    st.none() | _NUMBER.filter(math.isfinite),
)
_POINTS = st.lists(_NUMBER, max_size=6).map(tuple)
_SERIES = st.builds(Series, _NAMES, st.sampled_from(list(Mark)), _POINTS, _POINTS)
_CHARTS = st.builds(
    Chart, _NAMES, _AXES, _AXES, st.lists(_SERIES, max_size=3).map(tuple), st.booleans()
)
_ROWS = st.builds(BarRow, _NAMES, st.tuples(_NUMBER, _NUMBER))
_BARS = st.builds(
    Bars, _NAMES, st.just(("a", "b")), st.lists(_ROWS, max_size=4).map(tuple), _NAMES, st.booleans()
)
_FIVE = st.lists(_NUMBER, min_size=5, max_size=5).map(sorted)
_BOXES = st.builds(
    Boxes,
    _NAMES,
    st.lists(st.builds(lambda name, five: Box(name, *five), _NAMES, _FIVE), max_size=3).map(tuple),
)
_HEATS = st.builds(
    Heat,
    _NAMES,
    st.lists(_NAMES, max_size=4).map(tuple),
    st.lists(_NAMES, max_size=4).map(tuple),
    st.lists(st.lists(_NUMBER, max_size=4).map(tuple), max_size=4).map(tuple),
)


@settings(deadline=None)
@example(Boxes("", (Box("", 0, 0, 0, 0, 1.7e308), Box("", -1e308, 0, 0, 0, 0))), 11)
@example(Bars("", ("a", "b"), (BarRow("", (2.0, -1.0)),), stacked=True), 7)
@example(Chart("", Axis(low=0.0), Axis(), (Series("", Mark.BARS, (0.0, 1.2e308), (0.0,)),)), 11)
@given(_CHARTS | _BARS | _BOXES | _HEATS, st.integers(1, 150))
def test_no_figure_is_too_odd(figure: Figure, width: int) -> None:
    drawn(figure, width)
