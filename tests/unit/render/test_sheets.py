"""Tables of HTML as sheets, and what is said of those that are cut short."""

from __future__ import annotations

from typing import Any

import pytest

from tui.model.tables.progress import Cancelled, Progress
from tui.model.tables.sheet import MOST_CELLS, Sheet
from tui.render.html.sheets import sheets_of


def sheet_of(html: str) -> Sheet:
    (sheet,) = sheets_of(html, Progress())
    return sheet


@pytest.fixture
def pandas() -> Any:
    return pytest.importorskip("pandas")


def test_a_frame(pandas: Any) -> None:
    sheet = sheet_of(pandas.DataFrame({"n": [1, 20], "words": ["x", "<y>"]}).to_html())
    assert sheet.names == ("", "n", "words")
    assert list(sheet.rows) == [("0", "1", "x"), ("1", "20", "<y>")]
    assert sheet.right == (True, True, False)
    assert (sheet.index, sheet.note) == (1, "")
    assert [sheet.shown_name(column) for column in range(3)] == ["(row names 1)", "n", "words"]


def test_levels_of_headings_and_names_of_rows(pandas: Any) -> None:
    index = pandas.MultiIndex.from_product([["u", "v"], ["p", "q"]], names=["L0", "L1"])
    frame = pandas.DataFrame([[1, 2, 3, 4]] * 4, index=index, columns=index)
    sheet = sheet_of(frame.to_html())
    assert sheet.names == ("L0", "L1", "u / p", "u / q", "v / p", "v / q")
    assert sheet.spans == {(0, 2): 2, (0, 4): 2}
    assert [row[:2] for row in sheet.rows] == [("u", "p"), ("u", "q"), ("v", "p"), ("v", "q")]


def test_a_styler(pandas: Any) -> None:
    pytest.importorskip("jinja2")
    frame = pandas.DataFrame({"a": [1.5, 2.5], "b": ["x", "y"]})
    sheet = sheet_of(frame.style.format(precision=1).to_html())
    assert sheet.names == ("", "a", "b")
    assert list(sheet.rows) == [("0", "1.5", "x"), ("1", "2.5", "y")]


def test_the_part_of_a_long_frame_is_said_to_be_one(pandas: Any) -> None:
    long = pandas.DataFrame({"n": range(10_000)})
    assert sheet_of(long._repr_html_()).note == (
        "of 10,000 rows × 1 columns the kernel sent a part"
    )
    wide = pandas.DataFrame([range(100)])
    assert "100 columns the kernel sent a part" in sheet_of(wide._repr_html_()).note


NOTES = {
    "rows of dots": (
        "<table><tr><th>a</th></tr><tr><td>1</td></tr><tr><td>⋮</td></tr><tr><td>9</td></tr></table>",
        "the kernel sent a part of the table only",
    ),
    "polars": (
        "<small>shape: (1_000, 2)</small><table><tr><th>a</th><th>b</th></tr>"
        "<tr><td>1</td><td>2</td></tr></table>",
        "of 1,000 rows × 2 columns the kernel sent a part",
    ),
    "all of it": (
        "<table><tr><th>a</th></tr><tr><td>1</td></tr></table><p>1 rows × 1 columns</p>",
        "",
    ),
    "other words": ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table><p>9 × 9 = 81</p>", ""),
}


@pytest.mark.parametrize(("html", "note"), NOTES.values(), ids=list(NOTES))
def test_notes(html: str, note: str) -> None:
    assert sheet_of(html).note == note


def test_several_tables() -> None:
    html = "<table><tr><td>a</td></tr></table><p>x</p><table><tr><td>b</td></tr></table>"
    assert len(sheets_of(html, Progress())) == 2
    assert sheets_of("<p>none</p>", Progress()) == []


def test_more_rows_than_the_transcript_shows() -> None:
    sheet = sheet_of("<table>" + "<tr><td>x</td></tr>" * 20_000 + "</table>")
    assert len(sheet.rows) + len(sheet.levels) == 20_000
    wide = "<tr>" + "<td>x</td>" * 900 + "</tr>"
    sheet = sheet_of(f"<table>{wide * 1_200}</table>")
    assert len(sheet.rows) * sheet.width <= MOST_CELLS
    assert "more rows are not shown" in sheet.note


def test_reading_ends_when_it_is_not_wanted() -> None:
    progress = Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        sheets_of("<table><tr><td>a</td></tr></table>", progress)
