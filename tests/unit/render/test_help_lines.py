"""Lines of help as rows: breaking between words, columns of tables, numbers of sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from tests.unit.render.texts import TEXTS, WIDTHS
from tui.render.help.anyline import AnyLine
from tui.render.help.drawing import HelpDrawing
from tui.render.help.html import html_lines
from tui.render.help.lines import prose, verbatim
from tui.render.help.styles import HelpStyles
from tui.render.help.terminal import terminal_lines
from tui.render.needle import Needle
from tui.render.rows import Row, cells_of
from tui.render.slices import Slice

PLAIN = Style.null()
WORDS = "the quick brown fox"


def drawing(lines: list[AnyLine], width: int) -> HelpDrawing:
    made = HelpDrawing(lines, PLAIN)
    made.wrap_to(width)
    return made


def rows(lines: list[AnyLine], width: int) -> list[Row]:
    made = drawing(lines, width)
    made.measure_all()
    return made.rows(0, made.height)


def drawn(lines: list[AnyLine], width: int) -> list[str]:
    return [
        "".join(part.text for part in row.gutter) + row.text.rstrip() for row in rows(lines, width)
    ]


def test_prose_breaks_between_words_and_hangs_below_its_marker() -> None:
    lines: list[AnyLine] = [*prose([(WORDS, PLAIN)], "• ", 2)]
    assert drawn(lines, 12) == ["• the quick", "  brown fox"]
    assert drawn(lines, 11) == ["• the quick", "  brown fox"]
    assert drawn(lines, 10) == ["• the", "  quick", "  brown", "  fox"]
    assert drawing(lines, 12).text() == f"• {WORDS}"


def test_a_word_longer_than_a_row_is_broken() -> None:
    assert drawn([*prose([("a abcdefgh b", PLAIN)])], 5) == ["a", "abcde", "fgh b"]


def test_wide_characters_take_two_cells() -> None:
    assert drawn([*prose([("日本語 日本", PLAIN)])], 6) == ["日本語", "日本"]
    assert drawn([*prose([("日本語日本", PLAIN)])], 5) == ["日本", "語日", "本"]


def test_numbers_stand_beside_the_first_row_and_are_not_copied() -> None:
    lines: list[AnyLine] = [*verbatim([("\tx = 1234567", PLAIN)], "  1  ")]
    assert drawn(lines, 16) == ["  1          x =", "     1234567"]
    assert drawing(lines, 16).text() == "        x = 1234567"


def test_a_pager_of_some_cells_leaves_room_for_the_text() -> None:
    lines: list[AnyLine] = [*prose([(WORDS, PLAIN)], "", 16)]
    assert all(cells_of(row) <= 7 for row in drawn(lines, 6))
    assert "".join(row.text for row in rows(lines, 6)) == WORDS


TABLE = (
    "<table><tr><th>name<th>what it is for</tr><tr><td>x<td>an object with <b>data</b>"
    "<tr><td>a_long_one<td>日本</table>"
)


def test_columns_of_a_table_fit_the_width() -> None:
    lines = html_lines(TABLE, HelpStyles())
    assert drawn(lines, 40) == [
        "name        what it is for",
        "──────────  ───────────────────",
        "x           an object with data",
        "a_long_one  日本",
    ]
    assert drawn(lines, 22) == [
        "name        what it is",
        "            for",
        "──────────  ──────────",
        "x           an object",
        "            with data",
        "a_long_one  日本",
    ]
    made = drawing(lines, 22)
    made.measure_all()
    assert made.text().split("\n")[2] == "x           an object with data"
    assert made.search(Needle("data"), 2) == [len("x\tan object with ")]
    assert made.row_of(2, len("x\tan object with ")) == 4


@given(TEXTS, WIDTHS, st.sampled_from(["prose", "verbatim", "terminal"]))
def test_rows_hold_all_of_the_text_and_fit(text: str, width: int, kind: str) -> None:
    if kind == "terminal":
        lines: list[AnyLine] = [*terminal_lines(text)]
    else:
        make = prose if kind == "prose" else verbatim
        clean = text.replace("\n", " ").replace("\x1b", "^").replace("\t", " ")
        lines = [*make([(clean[:7], PLAIN), (clean[7:], Style(bold=True))])]
    made = drawing(lines, width)
    made.measure_all()
    all_rows = made.rows(0, made.height + 5)
    assert len(all_rows) == made.height
    for number, row in enumerate(all_rows):
        assert made.rows(number, number + 1) == [row]
        line, above = made.line_at(number)
        assert made.row_of(line) + above == number
        # One blank that ends a row may stand beyond it; emoji that join are narrower.
        assert cell_len(row.text.rstrip(" ")) <= max(width, 2)
    told = "".join(row.text for row in all_rows)
    if kind != "terminal":
        assert told == clean


def measured(made: HelpDrawing, near: int) -> int:
    """Measure all, the least bit at a time; answers which row `near` is then."""
    while not made.is_exact:
        near = made.measure(near, Slice(0, 1))
    return near


def test_heights_are_exact_where_one_looks_and_elsewhere_in_time() -> None:
    lines: list[AnyLine] = ["x" * 25] * 1_000
    made = drawing(lines, 10)
    assert (made.height, made.is_exact) == (1_000, False)
    made.expose(0, 6)
    assert made.line_at(5) == (1, 2)
    assert (measured(made, 5), made.height) == (5, 3_000)
    last = made.row_of(999)
    assert last == 2_997
    made.wrap_to(30)
    made.measure_all()
    assert made.height == 1_000


def test_a_line_below_others_that_grow_stays_the_same() -> None:
    made = drawing(["x" * 25] * 100, 10)
    near = measured(made, made.row_of(50))
    assert made.line_at(near) == (50, 0)


@pytest.mark.parametrize("size", [100_000, 300_000])
def test_a_very_long_line_is_all_there(size: int) -> None:
    text = "".join(f"{number:06}" for number in range(size // 6))
    for lines in ([*terminal_lines(text)], [*verbatim([(text, PLAIN)])], [*prose([(text, PLAIN)])]):
        made = drawing(list(lines), 80)
        made.measure_all()
        assert "".join(row.text for row in made.rows(0, made.height)) == text
        assert made.text() == text
