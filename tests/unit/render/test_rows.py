"""How lines wrap into rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tests.unit.render.texts import LINES, WIDTHS, drawn, shown, widest
from tui.model.stream_text import plain_line
from tui.render.rows import (
    NO_STYLE,
    Row,
    cells_of,
    expand_tabs,
    width_of,
    wrap,
    wrap_part,
    wrapped_height,
)

RED = Style(color="red")

WRAPPED: dict[str, tuple[str, int, list[str]]] = {
    "an empty line is a row": ("", 5, [""]),
    "a line that fits": ("abcde", 5, ["abcde"]),
    "one more character is one more row": ("abcdef", 5, ["abcde", "f"]),
    "lines break anywhere, as in a terminal": ("one two three", 5, ["one t", "wo th", "ree"]),
    "one cell a row": ("abc", 1, ["a", "b", "c"]),
    "a wide character does not stand half on a row": ("ab日本", 3, ["ab", "日", "本"]),
    "wide characters side by side": ("日本語", 4, ["日本", "語"]),
    "a wide character on a row too narrow": ("日本", 1, ["日", "本"]),
    "a combining mark stays with its letter": ("abe\u0301", 3, ["abe\u0301"]),
    "a combining mark at the end of a full row": ("abe\u0301c", 3, ["abe\u0301", "c"]),
    "a mark alone before a wide character": ("\u0301日", 1, ["\u0301日"]),
    "a heart made wide by its selector": ("❤\ufe0f❤\ufe0f", 2, ["❤\ufe0f", "❤\ufe0f"]),
    "a tab goes to the next stop": ("a\tb", 20, ["a       b"]),
    "two tabs": ("\t\tb", 20, [" " * 16 + "b"]),
    "a tab after wide characters": ("日\tb", 20, ["日      b"]),
    "a tab wraps like the blanks it stands for": ("a\tb", 5, ["a    ", "   b"]),
}


@pytest.mark.parametrize(("line", "width", "rows"), WRAPPED.values(), ids=list(WRAPPED.keys()))
def test_wrapping(line: str, width: int, rows: list[str]) -> None:
    wrapped = wrap([(line, NO_STYLE)], width)
    assert shown(wrapped) == rows
    assert wrapped_height(line, width) == len(rows)
    assert [row.wraps for row in wrapped] == [True] * (len(rows) - 1) + [False]


def test_looks_go_on_in_the_next_row() -> None:
    rows = wrap([("ab", RED), ("cd", NO_STYLE)], 3)
    assert rows[0].content == (Segment("ab", RED), Segment("c", NO_STYLE))
    assert rows[1].content == (Segment("d", NO_STYLE),)


def test_a_mark_with_a_look_of_its_own_stays_on_the_row() -> None:
    assert shown(wrap([("ab", NO_STYLE), ("\u0301", RED), ("c", NO_STYLE)], 2)) == ["ab\u0301", "c"]


def test_tab_stops_go_on_over_changes_of_look() -> None:
    pieces = expand_tabs([("ab", RED), ("c\td", NO_STYLE), ("\t", RED)])
    assert pieces == [("ab", RED), ("c     d", NO_STYLE), ("       ", RED)]


def test_a_gutter_stands_before_the_first_row_and_blanks_before_the_others() -> None:
    rows = wrap([("abcd", NO_STYLE)], 2, (Segment("> ", RED),))
    assert drawn(rows) == ["> ab", "  cd"]
    assert shown(rows) == ["ab", "cd"]


def test_a_row_of_nothing_has_no_text() -> None:
    assert Row().text == ""


@given(LINES, WIDTHS)
def test_the_height_is_the_number_of_rows_and_nothing_is_lost(line: str, width: int) -> None:
    plain = plain_line(line)
    rows = wrap([(plain, NO_STYLE)], width)
    assert wrapped_height(plain, width) == len(rows)
    assert "".join(shown(rows)) == expand_tabs([(plain, NO_STYLE)])[0][0]


@given(LINES, st.integers(min_value=2, max_value=30))
def test_no_row_is_wider_than_the_view(line: str, width: int) -> None:
    assert widest(wrap([(plain_line(line), NO_STYLE)], width)) <= width


@given(st.lists(LINES.map(plain_line), max_size=5), WIDTHS)
def test_changes_of_look_change_nothing_in_the_wrapping(parts: list[str], width: int) -> None:
    looks = [(part, RED if index % 2 else NO_STYLE) for index, part in enumerate(parts)]
    assert shown(wrap(looks, width)) == shown(wrap([("".join(parts), NO_STYLE)], width))


@given(LINES)
def test_what_is_drawn_is_never_wider_than_what_is_counted(line: str) -> None:
    plain = plain_line(line)
    assert cell_len(plain) <= cells_of(plain)
    assert cells_of(plain) <= width_of(plain)


@given(LINES, WIDTHS, st.integers(0, 8), st.integers(0, 8))
def test_a_part_of_the_rows_is_that_part_of_all(
    line: str, width: int, start: int, more: int
) -> None:
    plain = plain_line(line)
    looks = [(plain[:5], RED), (plain[5:], NO_STYLE)]
    every = wrap(looks, width)
    assert wrap_part(looks, width, start, start + more) == every[start : start + more]
