"""Tables of HTML, as data and as terminal text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.sgr_texts import PALETTE, check_text, cpu_of, marked, plain
from tui.render.html.tables import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Align, Table
from tui.render.html.text import html_lines, html_tables, moved_html


def table_of(html: str) -> Table:
    (table,) = html_tables(html)
    return table


def drawn(html: str, width: int = 60) -> list[str]:
    text = html_lines(html, width, PALETTE)
    # A wide letter takes two cells in any width.
    check_text(text, max(width, 2))
    return plain(text)


@pytest.fixture
def pandas() -> Any:
    return pytest.importorskip("pandas")


def test_a_frame(pandas: Any) -> None:
    frame = pandas.DataFrame(
        {"n": [1, 20, None], "words": ["x", "<y>", "z\x1b[2J"], "share": ["10 %", "9 %", "-"]}
    )
    html = frame.to_html()
    assert drawn(html) == [
        "      n  words  share",
        "0   1.0  x       10 %",
        "1  20.0  <y>      9 %",
        "2   NaN  z␛[2J      -",
    ]
    table = table_of(html)
    assert table.headers == (("", "n", "words", "share"),)
    assert table.cells[1] == ("1", "20.0", "<y>", "9 %")
    assert table.index == 1
    assert table.aligns == (Align.RIGHT, Align.RIGHT, Align.LEFT, Align.RIGHT)
    assert table.names() == ("", "n", "words", "share")
    assert not table.truncated


def test_looks_of_a_frame(pandas: Any) -> None:
    html = pandas.DataFrame({"a": [1]}).to_html()
    assert marked(html_lines(html, 40, PALETTE)) == "<bu: >  <bu:a>\n<d:0>  1"


def levels(pandas: Any) -> Any:
    index = pandas.MultiIndex.from_product([["u", "v"], ["p", "q"]], names=["L0", "L1"])
    rows = [[10 * row + column for column in range(4)] for row in range(4)]
    return pandas.DataFrame(rows, index=index, columns=index)


LEVELS = [
    "    L0  u       v",
    "    L1   p   q   p   q",
    "L0  L1",
    "u   p    0   1   2   3",
    "    q   10  11  12  13",
    "v   p   20  21  22  23",
    "    q   30  31  32  33",
]


def test_a_frame_with_levels(pandas: Any) -> None:
    html = levels(pandas)._repr_html_()
    assert drawn(html) == LEVELS
    table = table_of(html)
    assert table.index == 2
    assert table.cells[1][:3] == ("u", "q", "10")
    assert table.names() == ("L0", "L1", "u / p", "u / q", "v / p", "v / q")


def test_a_styler(pandas: Any) -> None:
    pytest.importorskip("jinja2")
    style = levels(pandas).style.highlight_max(color="red").set_caption("The caption")
    html = style._repr_html_()
    assert drawn(html) == ["The caption", *LEVELS]
    assert table_of(html).caption == "The caption"
    style = style.hide(axis="index").format("{:.1f}")
    assert drawn(style._repr_html_())[-1] == "30.0  31.0  32.0  33.0"


def test_a_frame_wider_than_the_pane(pandas: Any) -> None:
    frame = pandas.DataFrame({f"column{n}": [n + 0.25] for n in range(40)})
    assert drawn(frame._repr_html_(), 50) == [
        "   column0  column1  …  column38  column39",
        "0     0.25     1.25  …     38.25     39.25",
        "… 36 more columns: Enter on this output shows all",
    ]


def test_long_text_is_cut_and_numbers_are_not(pandas: Any) -> None:
    frame = pandas.DataFrame({"number": [12345678], "text": ["word " * 20], "other": ["日本" * 9]})
    assert drawn(frame.to_html(), 40) == [
        "     number  text           other",
        "0  12345678  word word wo…  日本日本日…",
    ]


def test_headings_above_columns_that_are_left_out(pandas: Any) -> None:
    columns = pandas.MultiIndex.from_product([["first"], list("abcdefghijklmnop")])
    frame = pandas.DataFrame([[1.5] * 16], columns=columns)
    assert drawn(frame.to_html(), 40) == [
        "   first",
        "     a    b    c    d  …    n    o    p",
        "0  1.5  1.5  1.5  1.5  …  1.5  1.5  1.5",
        "… 9 more columns: Enter on this output …",
    ]


def test_a_column_keeps_the_heading_above_it_whose_first_column_is_left_out() -> None:
    numbers = "<td>123456789</td>"
    html = f"<table><tr><th>a<th colspan=4>over<tr>{numbers * 5}</table>"
    assert drawn(html, 26)[:2] == ["        a  …  over", "123456789  …  123456789"]


def test_long_frames(pandas: Any) -> None:
    html = pandas.DataFrame({"a": range(1000)}).to_html(max_rows=None)
    lines = drawn(html)
    assert len(lines) == 62
    assert lines[-2:] == ["59  59", "… 940 more rows: Enter on this output shows all"]
    table = table_of(html)
    assert len(table.cells) == 1000
    assert table.cells[-1] == ("999", "999")


PLAIN: dict[str, tuple[str, list[str]]] = {
    "headings by the first row": (
        "<tr><th>x<th>y<tr><td>1<td>b<tr><td>22<td>c",
        [" x  y", " 1  b", "22  c"],
    ),
    "no headings": ("<tr><td>1<td>b<tr><td>22<td>c", [" 1  b", "22  c"]),
    "headings only": ("<tr><th>a<th>b", ["a  b"]),
    "headings only to the left": ("<tr><th>a<td>1<tr><th>b<td>2", ["a  1", "b  2"]),
    "rows of different lengths": (
        "<tr><td>a<tr><td>b<td>c<td>d<tr><td>e<td>f",
        ["a", "b  c  d", "e  f"],
    ),
    "types below the headings": (
        "<thead><tr><th>a<tr><td>i64</thead><tbody><tr><td>7",
        ["  a", "i64", "  7"],
    ),
    "said alignment": (
        '<tr><td style="text-align: center">a<td align=right>b<tr><td>ccc<td>ddd',
        [" a     b", "ccc  ddd"],
    ),
    "breaks in cells": ("<tr><td>a<br>b<td>1<tr><td>c<p>d</p><td>2", ["a  1", "b", "c  2", "d"]),
    "lists and code in cells": (
        "<tr><td><ul><li>a<li>b</ul><td><pre>x\n  y</pre>",
        ["a  x", "b    y"],
    ),
    "a picture in a cell": ("<tr><td><img alt=cat><td>b", ["[cat]  b"]),
    "a script in a cell": ("<tr><td><script>x</script>a<td>b", ["a  b"]),
    "a cell that spans rows": (
        "<tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e",
        ["a  b", "   c", "d  e"],
    ),
    "a cell that spans columns": (
        "<tr><td colspan=2>a long heading<tr><td>b<td>c",
        ["a l…", "b  c"],
    ),
    "a cell that spans rows and columns": (
        "<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f",
        ["a     b", "      c", "d  e  f"],
    ),
    "a span that is none": ("<tr><td colspan=x rowspan=-1>a<td>b", ["a  b"]),
    "hidden cells": ('<tr><td style="display: none">a<td>b', ["b"]),
    "rows without cells": ("<tr></tr><tr><td>a</tr><tr></tr>", ["", "a"]),
    "text beside cells": ("x<tr>y<td>a</td>z</tr>", ["a"]),
    "no text": ("<tr><td><td>", []),
    "control characters": ("<tr><td>a\x1b[2J&#8238;\x00", ["a␛[2J‹U+202E›␀"]),
    "a line feed is a blank": ("<tr><td>a\nb", ["a b"]),
    "wide characters": ("<tr><td>日本<td>x<tr><td>a<td>y", ["日本  x", "a     y"]),
    "a caption": ("<caption> The <b>caption</b></caption><tr><td>a", ["The caption", "a"]),
}


@pytest.mark.parametrize(("rows", "lines"), PLAIN.values(), ids=list(PLAIN.keys()))
def test_plain_tables(rows: str, lines: list[str]) -> None:
    assert drawn(f"<table>{rows}</table>") == lines


def test_julias_numbers_of_rows_are_an_index() -> None:
    table = table_of('<table><tr><td class="rowNumber">1</td><td>a</td></table>')
    assert table.index == 1


def test_a_table_within_a_table_stands_by_itself() -> None:
    html = "<table><tr><td>a<table><tr><td>x</table><td><table><tr><td>y</table></table>"
    assert [table.grid for table in html_tables(html)] == [(("a",),), (("x",),), (("y",),)]


NUMBERS = ["1", "-2", "+3.5", "1,234.5", "1e-9", "-.5", "5.", "$12", "12%", "1_000", "−4"]
TEXTS = ["a", "1a", "1.2.3", "2024-01-02", "12:30", "1-2", "-x"]


def column(*texts: str) -> Align:
    cells = "".join(f"<tr><td>{text}</td></tr>" for text in texts)
    return table_of(f"<table>{cells}</table>").aligns[0]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_stand_to_the_right(number: str) -> None:
    assert column(number) is Align.RIGHT
    assert column("NaN", "", number) is Align.RIGHT


@pytest.mark.parametrize("text", [*TEXTS, "NaN", "..."])
def test_texts_stand_to_the_left(text: str) -> None:
    assert column(text) is Align.LEFT


def test_absurd_spans_take_no_room() -> None:
    table = table_of("<table><tr><td colspan=1000000000 rowspan=1000000000>x</table>")
    assert table.grid == (("x",),)
    table = table_of("<table>" + "<tr><td colspan=1000 rowspan=99999>x<td>y" * 10_000)
    assert sum(map(len, table.grid)) <= MOST_CELLS
    assert table.truncated


def test_what_is_beyond_the_bounds_is_counted() -> None:
    table = table_of("<table><tr>" + "<td>x</td>" * (MOST_COLUMNS + 5))
    assert (len(table.grid[0]), table.more_columns) == (MOST_COLUMNS, 5)
    table = table_of("<table>" + "<tr><td>x</td></tr>" * (MOST_ROWS + 5))
    assert (len(table.grid), table.more_rows) == (MOST_ROWS, 5)
    table = table_of("<table>" + "<tr><td>x" * (MOST_ROWS + 5))
    assert (len(table.grid), table.more_rows) == (MOST_ROWS, 5)
    table = table_of("<table>" + ("<tr>" + "<td>x</td>" * 200) * 1000)
    assert len(table.grid) + table.more_rows == 1000


def test_time(pandas: Any) -> None:
    html = pandas.DataFrame({name * 5: range(25) for name in "abcdefghijklmnopqrst"}).to_html()
    assert 10_000 < len(html) < 12_000
    assert cpu_of(lambda: html_lines(html, 80, PALETTE), rounds=10) < 0.010
    html = "<table>" + ("<tr>" + "<td>1.234</td>" * 10) * 10_000
    assert cpu_of(lambda: html_tables(html), rounds=1) < 2


_PARTS = st.sampled_from(
    [
        *(
            "<tr>",
            "</tr>",
            "<td>",
            "<th>",
            "</td>",
            "<td>1</td>",
            "<th>日本</th>",
            "<td>a long text</td>",
        ),
        *(
            "<td colspan=2>",
            "<td colspan=3 rowspan=3>",
            "<th rowspan=2>b</th>",
            "<th colspan=4>c</th>",
        ),
        *(
            "<thead>",
            "</thead>",
            "<tbody>",
            "</tbody>",
            "<td>a\x1b[2J</td>",
            "<br>",
            "word",
            "<table>",
        ),
        *("<caption>", "</caption>", "</table>"),
    ]
)


@given(st.lists(_PARTS, max_size=50).map("".join), st.integers(1, 40))
def test_no_table_is_too_odd(rows: str, width: int) -> None:
    html = f"<table>{rows}</table>"
    drawn(html, width)
    for table in html_tables(html):
        columns = len(table.aligns)
        assert {len(row) for row in table.grid} == {columns}
        assert len(table.names()) == columns
        assert 0 <= table.index < columns
        assert table.levels <= len(table.grid)
        for (row, place), span in table.wide.items():
            assert row < len(table.grid) and 1 <= span <= columns - place


def test_a_wide_table_is_moved_sideways() -> None:
    heads = "".join(f"<th>c{n}</th>" for n in range(20))
    cells = "".join(f"<td>{n}</td>" for n in range(20))
    html = (
        f"<table><thead><tr><th></th>{heads}</tr></thead>"
        f"<tbody><tr><th>r</th>{cells}</tr></tbody></table>"
    )
    shown, moved = moved_html(html, 30, PALETTE, 3)
    check_text(shown, 30)
    assert moved == 3
    assert plain(shown) == [
        "   …  c3  c4  c5  c6  c7  …",
        "r  …   3   4   5   6   7  …",
        "… 15 more columns: Enter on t…",
    ]
    shown, moved = moved_html(html, 30, PALETTE, 1_000)
    assert moved == 15
    assert plain(shown)[0] == "   …  c15  c16  c17  c18  c19"
    # One that fits stays where it is.
    assert moved_html("<table><tr><td>a</td><td>b</td></tr></table>", 30, PALETTE, 4)[1] == 0


@given(st.lists(_PARTS, max_size=50).map("".join), st.integers(2, 40), st.integers(0, 9))
def test_no_table_is_too_odd_to_be_moved(rows: str, width: int, columns: int) -> None:
    shown, moved = moved_html(f"<table>{rows}</table>", width, PALETTE, columns)
    check_text(shown, width)
    assert 0 <= moved <= columns
