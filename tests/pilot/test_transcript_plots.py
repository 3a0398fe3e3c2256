"""Figures, media and widgets in the transcript."""

from __future__ import annotations

import pytest

from tests.pilot.test_transcript_pictures import prepared, show
from tests.pilot.transcript_app import Book, TranscriptApp, settled
from tui.render.pictures import pdf
from tui.wire.events import DataDisplayed, DisplayUpdated, Origin
from tui.wire.message import Json

SIZE = (60, 30)
PLOTLY = "application/vnd.plotly.v1+json"
WIDGET: Json = {"version_major": 2, "version_minor": 0, "model_id": "f4658"}


def figure(*ys: float) -> Json:
    trace: Json = {"type": "scatter", "y": [*ys], "mode": "markers"}
    return {"data": [trace], "layout": {"title": {"text": "A title"}}}


async def shown(data: dict[str, Json]) -> list[str]:
    """The rows below the input."""
    book = Book()
    show(book, data)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        return [line for line in app.lines()[1:] if line]


async def test_a_figure_of_plotly_is_drawn_with_its_title_and_words() -> None:
    rows = await shown({PLOTLY: figure(1, 2, 3)})
    assert rows[0] == "A title"
    assert sum(row.count("●") for row in rows) == 3
    assert rows[-1].startswith("[Plotly figure: A title, 1 trace: scatter")


async def test_a_figure_is_laid_out_for_the_width_there_is() -> None:
    book = Book()
    show(book, {PLOTLY: figure(1, 2, 3)})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        wide = max(map(len, app.lines()))
        await pilot.resize_terminal(40, 30)
        await prepared(app)
        await settled(app, pilot)
        assert max(len(line) for line in app.lines() if "┬" in line) <= 40 < wide


async def test_an_update_of_a_display_draws_the_new_figure() -> None:
    book = Book()
    cell = book.begin("figure")
    book.apply(DataDisplayed(Origin(cell), {PLOTLY: figure(1)}, {}, "display"))
    book.apply(DisplayUpdated(Origin(cell), "display", {PLOTLY: figure(1, 2, 3, 4)}, {}))
    book.end(cell)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        assert sum(line.count("●") for line in app.lines()) == 4


async def test_the_chart_in_altairs_html_is_drawn() -> None:
    html = (
        '<div id="v"></div><script>(function(spec){ vegaEmbed(it, spec) })({"$schema": '
        '"https://vega.github.io/schema/vega-lite/v6.json", "mark": "bar", "data": {"values": '
        '[{"a": "p", "b": 1}, {"a": "q", "b": 2}]}, "encoding": {"x": {"field": "a", "type": '
        '"nominal"}, "y": {"field": "b", "type": "quantitative"}}}, {"mode": "vega-lite"});'
        "</script>"
    )
    rows = await shown({"text/html": html, "text/plain": "alt.Chart(...)"})
    assert rows[1].startswith("p ████")
    assert rows[2].startswith("q ████")
    assert rows[-1].startswith("[Vega-Lite chart: bar;")


MEDIA: dict[str, tuple[dict[str, Json], str]] = {
    "a film": ({"video/mp4": "A" * 4000}, "[video/mp4, 3.0 kB]"),
    "a frame": (
        {
            "text/plain": "<IPython.lib.display.IFrame at 0x7efcf467f890>",
            "text/html": '<iframe src="https://example.com"></iframe>',
        },
        "[page: https://example.com]",
    ),
    "a widget": (
        {"text/plain": "IntSlider(value=0)", "application/vnd.jupyter.widget-view+json": WIDGET},
        "IntSlider(value=0) [a widget, which a terminal cannot opera",
    ),
    "a figure that is none": ({PLOTLY: 5}, "[Plotly figure: no traces; o opens it in the browser]"),
}


@pytest.mark.parametrize(("data", "row"), MEDIA.values(), ids=list(MEDIA))
async def test_what_cannot_be_shown_is_a_line(data: dict[str, Json], row: str) -> None:
    assert (await shown(data))[0] == row


async def test_a_damaged_pdf_is_a_line() -> None:
    rows = await shown({"application/pdf": "JVBERi0xLjQK", "text/plain": "<Figure>"})
    reason = "it is no PDF that can be drawn" if pdf.can_draw() else "pypdfium2, which"
    assert any(reason in row for row in rows)
