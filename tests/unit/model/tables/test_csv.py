"""Tables of comma-separated values."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.clean import clean
from tui.model.tables.csv_text import read_csv, tab_separated, write_csv
from tui.model.tables.progress import Cancelled, Progress
from tui.model.tables.sheet import MOST_CELLS, MOST_COLUMNS, Sheet


def sheet_of(text: str, delimiter: str = "") -> Sheet:
    sheet = read_csv(text, Progress(), delimiter)
    assert sheet is not None
    return sheet


TABLES: dict[str, tuple[str, tuple[str, ...], list[tuple[str, ...]]]] = {
    "commas": ("a,b\n1,2\n3,4\n", ("a", "b"), [("1", "2"), ("3", "4")]),
    "semicolons": ("a;b\n1,5;2\n", ("a", "b"), [("1,5", "2")]),
    "tabs": ("a\tb\n1\tx y\n", ("a", "b"), [("1", "x y")]),
    "quotes": ('a,b\n"x, ""y""\nz",2\n', ("a", "b"), [('x, "y"\nz', "2")]),
    "short rows": ("a,b,c\n1\n1,2,3\n", ("a", "b", "c"), [("1", "", ""), ("1", "2", "3")]),
    "no heading": ("1,2\n3,4\n", ("column 1", "column 2"), [("1", "2"), ("3", "4")]),
    "a mark of the order of bytes": ("\ufeffa,b\nx,y\n", ("a", "b"), [("x", "y")]),
    "carriage returns": ("a,b\r\nx,y\r\n", ("a", "b"), [("x", "y")]),
    "carriage returns only": ("a,b\rx,y\r", ("a", "b"), [("x", "y")]),
    "what steers": ("a\nx\x1b[2J\x00\u202e\n", ("a",), [("x␛[2J␀‹U+202E›",)]),
    "empty lines": ("a,b\n\n\nx,y\n\n", ("a", "b"), [("x", "y")]),
}


@pytest.mark.parametrize(("text", "names", "rows"), TABLES.values(), ids=list(TABLES))
def test_tables(text: str, names: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    sheet = sheet_of(text)
    assert (sheet.names, list(sheet.rows)) == (names, rows)


def test_nothing() -> None:
    assert read_csv("", Progress()) is None
    assert read_csv("\n\n", Progress()) is None


def test_columns_of_numbers_stand_to_the_right() -> None:
    assert sheet_of("a,b,c\n1,x,\n,y,\n2.5,z,\n").right == (True, False, False)


def test_a_cell_of_a_megabyte() -> None:
    sheet = sheet_of(f'a,b\n"{"x" * 1_000_000}",2\n')
    assert len(sheet.rows[0][0]) == 1_000_000


def test_too_much_is_left_out_and_said() -> None:
    row = ",".join("1" * (MOST_COLUMNS + 5))
    sheet = sheet_of(f"{row}\n" * (MOST_CELLS // MOST_COLUMNS + 3))
    assert sheet.width == MOST_COLUMNS
    assert sheet.width * len(sheet.rows) <= MOST_CELLS
    assert sheet.note == "3 more rows are not shown, 5 more columns are not shown"
    # One wide row and many narrow ones do not make billions of cells.
    sheet = sheet_of(f"{row}\n" + "1\n" * 100_000)
    assert sheet.width * len(sheet.rows) <= 2 * MOST_CELLS


_cells = st.text("ab ,;\"\n'日", max_size=4)


@given(st.lists(st.tuples(_cells, _cells), min_size=1, max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    sheet = Sheet(("first", "second"), rows)
    data = write_csv(sheet, range(len(rows)), Progress()).decode()
    assert [tuple(row) for row in csv.reader(io.StringIO(data))] == [("first", "second"), *rows]


def test_rows_are_written_in_their_order() -> None:
    sheet = Sheet(("a",), [("1",), ("2",), ("3",)])
    assert write_csv(sheet, [2, 0], Progress()) == b"a\n3\n1\n"
    progress = Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        write_csv(sheet, [0], progress)


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    sheet = read_csv(text, Progress())
    for row in sheet.rows if sheet is not None else ():
        assert all(clean(cell, newlines=True) == cell for cell in row)


def test_cells_for_a_spreadsheet() -> None:
    assert tab_separated(["a\tb", "c\nd", "e"]) == "a b\tc d\te"
