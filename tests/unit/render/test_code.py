"""The input of a cell as rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from tests.unit.render.texts import (
    TEXTS,
    WIDTHS,
    all_rows,
    check_lines,
    check_rows,
    drawn,
    found_rows,
    shown,
)
from tui.render.code import CodeDrawing
from tui.render.palette import Palette

KEYWORD, LABEL, MARK = Style(bold=True), Style(color="green"), Style(dim=True)
PALETTE = Palette(input_label=LABEL, continuation=MARK, syntax={"keyword": KEYWORD})


def drawing(code: str, language: str = "", label: str = "In [3]: ") -> CodeDrawing:
    return CodeDrawing(code, language, label, PALETTE)


DRAWN: dict[str, tuple[str, int, list[str]]] = {
    "one line": ("a = 1", 40, ["In [3]: a = 1"]),
    "no code": ("", 40, ["In [3]: "]),
    "further lines are marked": (
        "if a:\n    b\n",
        40,
        ["In [3]: if a:", "   ...:     b", "   ...: "],
    ),
    "a long line goes on without a mark": (
        "abcdef\ng",
        12,
        ["In [3]: abcd", "        ef", "   ...: g"],
    ),
    "tabs": ("\ta", 40, ["In [3]:         a"]),
    "line ends of other systems": ("a\r\nb\rc", 40, ["In [3]: a", "   ...: b", "   ...: c"]),
    "what steers a terminal becomes a mark": ("a\x1b[2Jb", 40, ["In [3]: a␛[2Jb"]),
    "one cell is left at least": ("ab", 3, ["In [3]: a", "        b"]),
}


@pytest.mark.parametrize(("code", "width", "rows"), DRAWN.values(), ids=list(DRAWN.keys()))
def test_code_as_rows(code: str, width: int, rows: list[str]) -> None:
    assert drawn(all_rows(drawing(code), width)) == rows
    assert drawing(code).height(width) == len(rows)


def test_labels_and_marks_are_gutter() -> None:
    first, second = all_rows(drawing("a\nb"), 40)
    assert [part.style for part in first.gutter] == [LABEL]
    assert [part.style for part in second.gutter] == [MARK]


@given(TEXTS, st.integers(min_value=1, max_value=40), st.sampled_from(["", "ipython3", "bash"]))
def test_any_part_is_that_part_of_the_whole(code: str, width: int, language: str) -> None:
    check_rows(drawing(code, language), width)


@given(TEXTS, WIDTHS, WIDTHS)
def test_the_label_may_change(code: str, width: int, digits: int) -> None:
    changed = drawing(code, label="In [*]: ")
    changed.height(width)
    changed.label = f"In [{'1' * digits}]: "
    assert all_rows(changed, width) == all_rows(drawing(code, label=changed.label), width)


@given(TEXTS, WIDTHS, WIDTHS)
def test_lines_are_the_same_in_any_width(code: str, width: int, other: int) -> None:
    check_lines(drawing(code), width, other)


@pytest.mark.parametrize("language", ["", "ipython3"])
def test_wrapped_code_is_whole(language: str) -> None:
    code = "for name in names: print(name)"
    assert "".join(shown(all_rows(drawing(code, language), 15))) == code


def test_code_is_coloured_by_its_language() -> None:
    (row,) = all_rows(drawing("import os", "python"), 40)
    assert [part.text for part in row.content if part.style == KEYWORD] == ["import"]
    (row,) = all_rows(drawing("import os"), 40)
    assert [part.text for part in row.content] == ["import os"]


def test_strings_over_lines_are_coloured_to_their_end() -> None:
    palette = Palette(syntax={"string": KEYWORD})
    rows = all_rows(CodeDrawing('"""a\nb\n""" + c', "python", "In [1]: ", palette), 40)
    assert [[part.text for part in row.content if part.style == KEYWORD] for row in rows[:2]] == [
        ['"""a'],
        ["b"],
    ]


@pytest.mark.parametrize(
    ("needle", "width", "rows"),
    [("b", 40, [0, 1, 1]), ("abc", 40, [0]), ("f", 11, [1]), ("b", 11, [0, 2, 2]), ("x", 40, [])],
)
def test_finding(needle: str, width: int, rows: list[int]) -> None:
    assert found_rows(drawing("abcdef\nB b"), needle, width) == rows


def test_labels_are_not_searched() -> None:
    assert found_rows(drawing("a"), "In", 40) == []
