"""Vega-Lite's charts in characters; charts as pictures, which fetch nothing."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.unit.render.plot_lines import braille, plotted
from tui.render.pictures.decoding import PictureError
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.protocols import Images
from tui.render.pictures.rasterizing import is_chart_picture
from tui.render.plots.figures import Bars, Boxes, Chart, Figure, Heat, Mark, Scale
from tui.render.plots.text import plot_words
from tui.render.plots.types import is_plot, is_vega, is_vega_lite, version_of
from tui.render.plots.vega import vega_lite_figures
from tui.render.plots.vl_convert import can_draw, outside_of, png_of_vega
from tui.wire.message import Json

LITE = "application/vnd.vegalite.v5+json"
VEGA = "application/vnd.vega.v5+json"
ROWS: list[Json] = [{"n": "b", "v": 3, "g": "u"}, {"n": "a", "v": 1, "g": "v"}]
ROWS += [{"n": "b", "v": 2, "g": "v"}]
X: dict[str, Any] = {"field": "n", "type": "nominal"}
Y: dict[str, Any] = {"field": "v", "type": "quantitative"}
COLOR: dict[str, Any] = {"field": "g", "type": "nominal"}


def spec(mark: Json, values: Any = None, **encoding: Any) -> dict[str, Any]:
    return {
        "data": {"values": ROWS if values is None else values},
        "mark": mark,
        "encoding": encoding,
    }


def only(value: Json) -> Figure:
    (found,) = vega_lite_figures(value)
    return found


@pytest.mark.parametrize(
    ("mime", "plot", "vega", "lite", "version"),
    [
        ("application/vnd.vegalite.v4+json", True, True, True, 4),
        ("application/vnd.vegalite.v5.8+json", True, True, True, 5),
        ("application/vnd.vegalite.v6+json", True, True, True, 6),
        ("application/vnd.vegalite.v6.json", True, True, True, 6),
        ("application/vnd.vega.v5+json", True, True, False, 5),
        ("application/vnd.plotly.v1+json", True, False, False, 0),
        ("application/json", False, False, False, 0),
        ("application/vnd.vegalite.vX+json", False, False, False, 0),
    ],
)
def test_types(mime: str, plot: bool, vega: bool, lite: bool, version: int) -> None:
    found = is_plot(mime), is_vega(mime), is_vega_lite(mime), version_of(mime)
    assert found == (plot, vega, lite, version)


def test_bars_of_names_are_sorted_and_stacked() -> None:
    bars = only(spec("bar", x=X, y=Y, color=COLOR))
    assert isinstance(bars, Bars)
    assert bars.names == ("u", "v")
    assert [row.label for row in bars.rows] == ["a", "b"]
    assert bars.rows[1].values == (3.0, 2.0)
    assert bars.stacked
    in_order = only(spec("bar", x={**X, "sort": None}, y=Y))
    assert isinstance(in_order, Bars)
    assert [row.label for row in in_order.rows] == ["b", "a"]


@pytest.mark.parametrize(
    ("name", "wanted"), [("sum", 5), ("mean", 2.5), ("min", 2), ("max", 3), ("count", 2)]
)
def test_groups_are_summed_up(name: str, wanted: float) -> None:
    bars = only(spec("bar", x={**Y, "aggregate": name}, y=X))
    assert isinstance(bars, Bars)
    assert {row.label: row.values for row in bars.rows}["b"] == (wanted,)


def test_lines_go_from_left_to_right() -> None:
    rows: Json = [{"x": 3, "y": 1}, {"x": 1, "y": 2}, {"x": 2, "y": 3}]
    value = spec(
        {"type": "line"},
        rows,
        x={"field": "x", "type": "quantitative"},
        y={"field": "y", "type": "quantitative", "title": "up"},
    )
    chart = only(value)
    assert isinstance(chart, Chart)
    assert chart.series[0].xs == (1.0, 2.0, 3.0)
    assert chart.y.title == "up"
    assert braille(plotted(LITE, value)) > 10


def test_times_may_be_dates_or_milliseconds() -> None:
    rows: Json = [{"t": 86_400_000, "v": 1}, {"t": "1970-01-03", "v": 2}]
    chart = only(spec("point", rows, x={"field": "t", "type": "temporal"}, y=Y))
    assert isinstance(chart, Chart)
    assert chart.x.scale is Scale.TIME
    assert chart.series[0].xs == (86_400.0, 172_800.0)
    assert chart.series[0].mark is Mark.POINTS


def test_a_histogram_counts_in_bins() -> None:
    rows: Json = [{"v": number % 10} for number in range(100)]
    chart = only(spec("bar", rows, x={**Y, "bin": True}, y={"aggregate": "count"}))
    assert isinstance(chart, Chart)
    assert sum(chart.series[0].ys) == 100


def test_arcs_boxes_and_cells() -> None:
    pie = only(spec("arc", theta=Y, color=COLOR))
    assert isinstance(pie, Bars)
    assert [(row.label, row.values) for row in pie.rows] == [("u", (3,)), ("v", (3,))]
    boxes = only(spec("boxplot", x=X, y=Y))
    assert isinstance(boxes, Boxes)
    assert [(box.label, box.median) for box in boxes.boxes] == [("a", 1), ("b", 2.5)]
    heat = only(spec("rect", x=X, y=COLOR, color=Y))
    assert isinstance(heat, Heat)
    assert (heat.columns, heat.rows) == (("a", "b"), ("u", "v"))
    assert heat.values[1] == (1.0, 2.0)


def test_layers_are_one_chart_and_neighbours_several() -> None:
    x = {"field": "v", "type": "quantitative"}
    layers: dict[str, Any] = {
        "data": {"name": "d"},
        "datasets": {"d": ROWS},
        "title": "T",
        "encoding": {"x": x, "y": x},
        "layer": [{"mark": "line"}, {"mark": "point"}],
    }
    chart = only(layers)
    assert isinstance(chart, Chart)
    assert [series.mark for series in chart.series] == [Mark.LINE, Mark.POINTS]
    assert chart.title == "T"
    beside: dict[str, Any] = {
        "data": {"values": ROWS},
        "hconcat": [spec("bar", x=X, y=Y), spec("arc", theta=Y, color=COLOR)],
    }
    assert len(vega_lite_figures(beside)) == 2


BEYOND: dict[str, Json] = {
    "no object": [1],
    "nothing": {},
    "data from elsewhere": {"data": {"url": "https://example.com"}, "mark": "bar", "encoding": {}},
    "a transform": {**spec("bar", x=X, y=Y), "transform": [{"filter": "true"}]},
    "facets": spec("bar", x=X, y=Y, row=COLOR),
    "units of time": spec("line", x={**X, "timeUnit": "year"}, y=Y),
    "an unknown mark": spec("geoshape", x=X, y=Y),
    "no data": spec("bar", [], x=X, y=Y),
    "too deep": {
        "hconcat": [
            {
                "hconcat": [
                    {
                        "hconcat": [
                            {
                                "hconcat": [
                                    {
                                        "hconcat": [
                                            {
                                                "hconcat": [
                                                    {
                                                        "hconcat": [
                                                            {"hconcat": [spec("bar", x=X, y=Y)]}
                                                        ]
                                                    }
                                                ]
                                            }
                                        ]
                                    }
                                ]
                            }
                        ]
                    }
                ]
            }
        ]
    },
}


@pytest.mark.parametrize("value", BEYOND.values(), ids=list(BEYOND))
def test_what_is_beyond_is_told_in_words(value: Json) -> None:
    assert plotted(LITE, value) == []
    assert plot_words(LITE, value).startswith("[Vega-Lite chart")


def test_words_name_title_and_marks() -> None:
    value = {**spec({"type": "bar"}, x=X), "title": {"text": "Sales"}}
    assert plot_words(LITE, value) == "[Vega-Lite chart: Sales, bar; o opens it in the browser]"
    vega: Json = {"marks": [{"type": "rect"}, {"type": "group", "marks": [{"type": "text"}]}]}
    assert plot_words(VEGA, vega) == "[Vega chart: rect, group, text; o opens it in the browser]"


_scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
_values = st.lists(
    st.dictionaries(st.sampled_from("abv"), _scalar, max_size=3) | _scalar, max_size=5
)
_channel = st.dictionaries(
    st.sampled_from(["field", "type", "aggregate", "bin", "title", "sort", "datum", "scale"]),
    st.sampled_from(["a", "b", "v", "quantitative", "nominal", "temporal", "count", "mean", True])
    | _scalar
    | st.just({"type": "log"}),
    max_size=5,
)
_MARKS = ["bar", "line", "area", "point", "arc", "rect", "boxplot", "odd"]
_unit = st.fixed_dictionaries(
    {
        "mark": st.sampled_from(["bar", "line", "area", "point", "arc", "rect", "boxplot", "odd"])
        | _scalar,
        "data": st.fixed_dictionaries({"values": _values}),
        "encoding": st.dictionaries(
            st.sampled_from(["x", "y", "color", "theta", "xOffset"]), _channel | _scalar
        ),
    }
)


@settings(deadline=None, max_examples=300)
@given(_unit | st.builds(lambda parts: {"layer": parts}, st.lists(_unit, max_size=3)))
def test_no_chart_is_too_odd(value: Json) -> None:
    plotted(LITE, value)


OUTSIDE: dict[str, Json] = {
    "a url": {"data": {"url": "data.csv"}},
    "a file": {"layer": [{"data": {"url": "file:///etc/passwd"}}]},
    "a url worked out": {"data": [{"name": "t", "url": {"signal": "x"}}]},
    "a lookup": {"transform": [{"lookup": "a", "from": {"data": {"url": "x"}}}]},
    "pictures": {"mark": "image"},
    "pictures by their type": {"mark": {"type": "image"}},
    "pictures of Vega": {"marks": [{"type": "image"}]},
    "a huge one": {"width": 1e9},
}


@pytest.mark.parametrize("value", OUTSIDE.values(), ids=list(OUTSIDE))
def test_what_is_outside_is_not_drawn(value: Json) -> None:
    assert outside_of(value) is not None
    with pytest.raises(PictureError):
        png_of_vega(LITE, value)


def test_names_in_data_mean_nothing() -> None:
    assert outside_of(spec("bar", [{"url": "x", "type": "image"}], x=X, y=Y)) is None


@pytest.mark.skipif(not can_draw(), reason="vl-convert-python is not installed")
def test_a_chart_becomes_a_picture() -> None:
    image = Image.open(BytesIO(png_of_vega(LITE, spec("bar", x=X, y=Y))), formats=["PNG"])
    assert image.width > 50
    assert image.height > 50


@pytest.mark.skipif(not can_draw(), reason="vl-convert-python is not installed")
@pytest.mark.parametrize(
    "value",
    [
        {},
        {"mark": "nope", "data": {"values": []}},
        {"data": {"sequence": {"start": 0, "stop": 1e9}}, "mark": "point", "encoding": {}},
        None,
    ],
)
def test_what_cannot_be_drawn_is_said_in_time(value: Json) -> None:
    begun = time.monotonic()
    with pytest.raises(PictureError):
        png_of_vega(LITE, value)
    assert time.monotonic() - begun < 15


def test_charts_are_pictures_only_where_letters_can_be_read() -> None:
    for images in Images:
        readable = images not in (Images.OFF, Images.HALF_BLOCKS) and can_draw()
        assert is_chart_picture(LITE, {}, Graphics(images)) is readable
        assert is_chart_picture("text/html", "vegaEmbed(x)", Graphics(images)) is readable
        assert not is_chart_picture("text/html", "<b>words</b>", Graphics(images))
