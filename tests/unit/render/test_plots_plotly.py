"""Plotly's figures drawn in characters."""

from __future__ import annotations

import base64
import math
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.render.plot_lines import braille, plain, plotted
from tui.render.palette import Palette
from tui.render.plots.bins import aggregate, bins_for
from tui.render.plots.figures import Bars, Boxes, Chart, Figure, Heat, Mark, Scale
from tui.render.plots.plotly import plotly_figures
from tui.render.plots.text import plot_text, plot_words
from tui.render.plots.types import PLOTLY
from tui.render.plots.values import columns_of, items_of, number_in, text_in, time_in
from tui.wire.message import Json


def figure(*traces: dict[str, Any], **layout: Any) -> dict[str, Json]:
    return {"data": list(traces), "layout": layout}


def only(value: Json) -> Figure:
    (found,) = plotly_figures(value)
    return found


def typed(kind: str, form: str, *numbers: float) -> dict[str, Json]:
    data = struct.pack(f"<{len(numbers)}{form}", *numbers)
    return {"dtype": kind, "bdata": base64.b64encode(data).decode()}


TYPED = [("f8", "d"), ("f4", "f"), ("i1", "b"), ("u1", "B"), ("i2", "h"), ("u2", "H")]


@pytest.mark.parametrize(("kind", "form"), [*TYPED, ("i4", "i"), ("u4", "I"), ("float64", "d")])
def test_typed_arrays_are_read(kind: str, form: str) -> None:
    assert items_of(typed(kind, form, 1, 2, 3)) == [1, 2, 3]


def test_typed_arrays_of_two_dimensions_are_rows() -> None:
    assert items_of({**typed("i2", "h", 1, 2, 3, 4), "shape": "2, 2"}) == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "value",
    [
        {"dtype": "f8", "bdata": "no base64!"},
        {"dtype": "x9", "bdata": "AAAA"},
        {"dtype": "f8"},
        {"dtype": [], "bdata": {}},
        {"dtype": "f8", "bdata": "AAAA"},
        "text",
        None,
    ],
)
def test_what_is_no_array_is_empty(value: Json) -> None:
    assert items_of(value) == []


def test_lines_points_and_areas() -> None:
    value = figure(
        {"type": "scatter", "x": [1, 2], "y": [3, 4], "mode": "lines", "name": "l"},
        {"type": "scattergl", "x": [1, 2], "y": [3, 4], "mode": "markers", "name": "p"},
        {"x": [1, 2], "y": [3, 4], "mode": "lines+markers", "name": "both"},
        {"y": [3, 4], "fill": "tozeroy", "mode": "none", "name": "area"},
        {"y": [1, 2], "line": {"shape": "hv"}, "mode": "lines"},
        title={"text": "A <b>bold</b> title"},
        xaxis={"title": {"text": "across"}},
    )
    chart = only(value)
    assert isinstance(chart, Chart)
    marks = [series.mark for series in chart.series]
    assert marks == [Mark.LINE, Mark.POINTS, Mark.LINE_AND_POINTS, Mark.AREA, Mark.STEP]
    assert chart.title == "A bold title"
    assert chart.x.title == "across"
    assert chart.series[3].xs == (0.0, 1.0)
    lines = plotted(PLOTLY, value)
    assert braille(lines) > 20
    assert lines[0] == "A bold title"


def test_what_is_hidden_is_not_drawn() -> None:
    value = figure({"y": [1, 2]}, {"y": [1, 2], "visible": "legendonly"}, {"visible": False})
    chart = only(value)
    assert isinstance(chart, Chart)
    assert len(chart.series) == 1


def test_dates_numbers_and_names_have_axes_of_their_own() -> None:
    dates = only(figure({"x": ["2024-01-01", "2024-02-01"], "y": [1, 2]}))
    assert isinstance(dates, Chart)
    assert dates.x.scale is Scale.TIME
    names = only(figure({"x": ["a", "b"], "y": [1, 2]}))
    assert isinstance(names, Chart)
    assert names.x.categories == ("a", "b")
    log = only(figure({"y": [1, 1000]}, yaxis={"type": "log", "range": [0, 3]}))
    assert isinstance(log, Chart)
    assert (log.y.scale, log.y.low, log.y.high) == (Scale.LOG, 1, 1000)


def test_bars_of_names_lie() -> None:
    bars = only(
        figure(
            {"type": "bar", "x": ["a", "b"], "y": [1, 2], "name": "one"},
            {"type": "bar", "x": ["b", "c"], "y": [3, 4], "name": "two"},
            barmode="stack",
        )
    )
    assert isinstance(bars, Bars)
    assert [row.label for row in bars.rows] == ["a", "b", "c"]
    assert bars.rows[1].values == (2.0, 3.0)
    assert bars.stacked
    turned = only(figure({"type": "bar", "y": ["a", "b"], "x": [1, 2], "orientation": "h"}))
    assert isinstance(turned, Bars)
    assert [row.values for row in turned.rows] == [(1,), (2,)]


def test_bars_on_numbers_stand() -> None:
    chart = only(figure({"type": "bar", "x": [1, 2, 3], "y": [1, 2, 1]}))
    assert isinstance(chart, Chart)
    assert chart.series[0].mark is Mark.BARS


def test_a_histogram_counts() -> None:
    chart = only(figure({"type": "histogram", "x": [1, 1, 2, 9], "nbinsx": 4}))
    assert isinstance(chart, Chart)
    assert sum(chart.series[0].ys) == 4
    names = only(figure({"type": "histogram", "x": ["a", "b", "a"]}))
    assert isinstance(names, Bars)
    assert [(row.label, row.values) for row in names.rows] == [("a", (2,)), ("b", (1,))]
    sums = {"type": "histogram", "x": ["a", "b", "a"], "y": [1, 2, 3], "histfunc": "sum"}
    summed = only(figure(sums))
    assert isinstance(summed, Bars)
    assert [row.values for row in summed.rows] == [(4,), (2,)]
    times = only(figure({"type": "histogram", "x": ["2024-01-01", "2024-01-09", "2024-01-09"]}))
    assert isinstance(times, Chart)
    assert times.x.scale is Scale.TIME


def test_boxes_tell_quartiles() -> None:
    boxes = only(figure({"type": "box", "y": [1, 2, 3, 4, 5], "name": "a"}))
    assert isinstance(boxes, Boxes)
    box = boxes.boxes[0]
    assert (box.low, box.first, box.median, box.third, box.high) == (1, 2, 3, 4, 5)
    groups = only(figure({"type": "violin", "x": ["u", "v", "u"], "y": [1, 2, 3]}))
    assert isinstance(groups, Boxes)
    assert [box.label for box in groups.boxes] == ["u", "v"]


def test_the_first_row_of_heat_stands_at_the_bottom() -> None:
    trace = {"type": "heatmap", "z": [[1, 2], [3, None]], "x": ["a", "b"], "y": ["p", "q"]}
    heat = only(figure(trace))
    assert isinstance(heat, Heat)
    assert heat.rows == ("q", "p")
    assert heat.values[0][0] == 3
    assert math.isnan(heat.values[0][1])
    turned = only(figure(trace, yaxis={"autorange": "reversed"}))
    assert isinstance(turned, Heat)
    assert turned.rows == ("p", "q")


def test_a_pie_is_bars_with_shares() -> None:
    bars = only(figure({"type": "pie", "labels": ["a", "b", "a"], "values": [1, 6, 1]}))
    assert isinstance(bars, Bars)
    assert bars.shares
    assert [(row.label, row.values) for row in bars.rows] == [("b", (6,)), ("a", (2,))]


def test_each_pair_of_axes_is_a_chart() -> None:
    value = figure({"y": [1, 2]}, {"y": [2, 1], "xaxis": "x2", "yaxis": "y2"}, title="T")
    first, second = plotly_figures(value)
    assert (first.title, second.title) == ("T", "")


WORDS: dict[str, tuple[Json, str]] = {
    "traces": (
        figure({"type": "scatter"}, {"type": "bar"}, {"type": "bar"}, title="T"),
        "T, 3 traces: scatter, bar",
    ),
    "one trace": (figure({"type": "indicator"}), "1 trace: indicator"),
    "none": (figure(), "no traces"),
    "no figure": (None, "no traces"),
    "an escape": (figure(title="a\x1b[2Jb"), "a␛[2Jb, no traces"),
}


@pytest.mark.parametrize(("value", "words"), WORDS.values(), ids=list(WORDS))
def test_words_say_what_it_is(value: Json, words: str) -> None:
    assert plot_words(PLOTLY, value) == f"[Plotly figure: {words}; o opens it in the browser]"
    assert plotted(PLOTLY, value) == []


def test_words_lose_their_hint_where_there_is_no_room() -> None:
    value = figure({"type": "indicator"}, title="T")
    assert plain(plot_text(PLOTLY, value, 45, Palette())) == [
        "[Plotly figure: T, 1 trace: indicator]"
    ]
    assert plain(plot_text(PLOTLY, value, 10, Palette())) == ["[Plotly f…"]


def test_many_points_take_little_time_and_many_traces_are_cut() -> None:
    ys = [number % 7 for number in range(20_000)]
    value: Json = {"data": [{"y": [*ys]}] * 120}
    chart = only(value)
    assert isinstance(chart, Chart)
    assert sum(len(series.ys) for series in chart.series) <= 21_000
    assert "120 traces" in plot_words(PLOTLY, value)


def test_values_are_read_as_what_they_are() -> None:
    assert number_in("1.5") == 1.5
    odd: list[Json] = [None, "x", True, [], 10**400, "1_0"]
    assert all(math.isnan(number_in(value)) for value in odd)
    assert time_in("1970-01-02") == time_in("1970-01-02T00:00:00Z") == 86400
    assert all(math.isnan(time_in(value)) for value in ("1970", "x", 5, "2024-99-99"))
    assert text_in({"text": ["a", "b<br>c"]}) == "a b c"
    assert text_in({"text": {"text": "x"}}) == ""
    many = columns_of([[str(number) + "x" for number in range(500)]])
    assert len(many.categories) == 60


def test_bins_hold_all_values() -> None:
    bins = bins_for([0.0, 1.0, 2.0, 10.0, math.nan])
    assert bins is not None
    assert all(bins.of(value) is not None for value in (0.0, 1.0, 2.0, 10.0))
    assert bins.of(math.nan) is None
    assert bins_for([math.nan]) is None
    assert bins_for([5.0]) is not None


@pytest.mark.parametrize(
    ("name", "result"),
    [("count", 4), ("sum", 6), ("mean", 2), ("median", 2), ("min", 1), ("max", 3), ("valid", 3)],
)
def test_groups_are_summed_up(name: str, result: float) -> None:
    assert aggregate(name, [1.0, math.nan, 2.0, 3.0], 4) == result


_scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_json: st.SearchStrategy[Any] = st.recursive(
    _scalar | st.sampled_from(["2024-01-01", "a", 10**400]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["text", "bdata", "dtype", "type"]), inner, max_size=2)
    ),
    max_leaves=10,
)
_KINDS = [
    "scatter",
    "bar",
    "histogram",
    "box",
    "violin",
    "heatmap",
    "pie",
    "sunburst",
    "candlestick",
    "surface",
    "odd",
]
_KEYS = "x y z name labels values mode orientation fill xaxis yaxis close nbinsx histfunc q1 line"
_trace = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from(_KINDS),
    st.dictionaries(st.sampled_from(_KEYS.split()), _json, max_size=6),
)
_axis_value = _json | st.dictionaries(
    st.sampled_from(["type", "range", "title", "autorange"]),
    _json | st.sampled_from(["log", "date", "category"]) | st.lists(st.floats(), min_size=2),
)
_layout = st.dictionaries(
    st.sampled_from(["title", "xaxis", "yaxis", "barmode"]), _axis_value, max_size=3
)


@settings(deadline=None, max_examples=300)
@given(
    _json
    | st.fixed_dictionaries({"data": st.lists(_trace, max_size=3) | _json, "layout": _layout}),
    st.integers(1, 130),
)
def test_no_figure_is_too_odd(value: Json, width: int) -> None:
    plotted(PLOTLY, value, width)
