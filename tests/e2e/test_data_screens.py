"""Outputs of real kernels over the whole screen: tables of pandas, JSON, what was printed."""

from __future__ import annotations

import csv

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

FRAME = """\
import pandas as pd
pd.set_option("display.max_rows", None, "display.max_columns", None)
pd.DataFrame({f"col {c}": [(r * 7919 + c) % 500 / 4 for r in range(500)] for c in range(40)})"""
LEVELS = """\
import pandas as pd
i = pd.MultiIndex.from_product([["up", "down"], ["left", "right"]], names=["one", "two"])
pd.DataFrame([[1, 2, 3, 4]] * 4, index=i, columns=i)"""
JSON = """\
from IPython.display import JSON
JSON({"items": [{"name": f"n{n}", "value": n} for n in range(3400)], "last": {"key": [1, 2]}})"""


def open_large(jtui: Jtui) -> None:
    """Open the last output from the palette."""
    jtui.command("Open the last output large")


def run(jtui: Jtui, code: str) -> None:
    """Run a cell, and wait until it is done and drawn."""
    jtui.settle()
    number = jtui.number
    jtui.run(code)
    jtui.wait_done(number)


def test_a_frame_is_sorted_filtered_and_saved(console: Jtui) -> None:
    pytest.importorskip("pandas")
    run(console, FRAME)
    console.wait_for("more columns: Enter on this output shows all")
    open_large(console)
    console.wait_for("row 1 of 500 · column “col 0”")
    assert console.lines[1].split()[:4] == ["col", "0", "col", "1"]
    assert console.lines[2].split()[:3] == ["0", "0.00", "0.25"]
    # By the second column, from the largest down.
    console.press("right", "s")
    console.wait_for("sorted by “col 1” upwards")
    console.press("s")
    console.wait_for("sorted by “col 1” downwards")
    assert console.lines[2].split()[2] == "124.75"
    console.press("end")
    console.wait_for("column “col 39”")
    assert console.lines[1].split()[-2:] == ["col", "39"]
    console.press("/")
    console.type("124.75")
    console.wait_for("with “124.75” only")
    console.press("enter", "w")
    console.wait_for("as CSV")
    console.press("ctrl+u")
    console.type("out.csv")
    console.press("enter")
    console.wait_for(lambda: (console.work / "out.csv").exists())
    with (console.work / "out.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["", "col 0", "col 1"]
    assert all("124.75" in row for row in rows[1:])
    assert rows[1][2] == "124.75"
    console.settle()
    # The filter first, then the screen.
    console.press("escape")
    console.wait_for("row 1 of 500")
    console.press("escape")
    console.wait_for(lambda: console.status.strip().startswith("Python 3"))
    assert console.ask("1 + 1") == ["Out[2]: 2"]


def test_levels_of_heads_and_a_styler(console: Jtui) -> None:
    pytest.importorskip("pandas")
    run(console, LEVELS)
    open_large(console)
    console.wait_for("row 1 of 4 · column “up / left”")
    assert console.lines[1].split() == ["one", "up", "down"]
    assert console.lines[2].split() == ["two", "left", "right", "left", "right"]
    assert console.lines[4].split() == ["up", "left", "1", "2", "3", "4"]
    console.press("q")
    pytest.importorskip("jinja2")
    console.wait_for(lambda: console.status.strip().startswith("Python 3"))
    run(console, "pd.DataFrame({'a': [2.5, 1.25]}).style.format(precision=2)")
    open_large(console)
    console.wait_for("column “a”")
    console.press("s")
    console.wait_for("sorted by “a” upwards")
    assert [line.split() for line in console.lines[2:4]] == [["1", "1.25"], ["0", "2.50"]]


def test_json_is_a_tree(console: Jtui) -> None:
    run(console, JSON)
    console.wait_for("not all of 2 keys: Enter on this output opens the tree")
    open_large(console)
    console.wait_for("items: [3,400 items]")
    console.press("/")
    console.type("n3399")
    console.wait_for("$.items[3399].name")
    console.press("enter", "left", "left", "left", "left")
    console.wait_for("▸ items: [3,400 items]")
    console.press("escape", "escape")
    console.wait_for(lambda: console.status.strip().startswith("Python 3"))


def test_what_was_printed_is_read_and_searched(console: Jtui) -> None:
    run(console, "for n in range(3000): print('line', n)")
    open_large(console)
    console.wait_for("stdout as of now")
    console.press("/")
    console.type("line 2999")
    console.wait_for("1 of 1")
    console.press("enter", "q")
    console.wait_for(lambda: console.status.strip().startswith("Python 3"))
    run(console, "1 / 0")
    open_large(console)
    console.wait_for(lambda: console.lines[0].strip().startswith("ZeroDivisionError: division"))


def test_enter_on_a_marked_output_opens_it(console: Jtui) -> None:
    pytest.importorskip("pandas")
    run(console, "print('words')\n" + LEVELS)
    console.press("alt+up", "down", "down")
    console.settle()
    console.press("enter")
    console.wait_for("row 1 of 4 · column “up / left”")
    console.press("escape")
    console.wait_for(lambda: console.status.strip().startswith("Python 3"))
    console.press("up", "enter")
    console.wait_for("stdout as of now")
