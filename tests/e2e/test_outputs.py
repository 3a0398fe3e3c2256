"""Outputs that are marked in a terminal, and figures that are browsed."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

SLOW = 90.0
"""Seconds for matplotlib, which looks at all fonts the first time."""


def figures(console: Jtui) -> None:
    """Two figures and a table, with words before them."""
    pytest.importorskip("matplotlib")
    console.enter("%matplotlib inline")
    console.wait_done(1)
    console.enter("import matplotlib.pyplot as plt")
    console.wait_for("In [3]:", SLOW)
    console.enter("print('words'); _ = plt.plot([1, 4, 2]); _ = plt.figure(); _ = plt.plot([3, 1])")
    console.wait_for(lambda: console.text.count("[image/png, ") == 2, SLOW)


def test_figures_of_matplotlib_are_marked_browsed_and_saved(console: Jtui) -> None:
    figures(console)
    console.press("alt+up", "down", "down", "down")
    console.wait_for("View large")
    console.press("enter")
    console.wait_for("2 of 2", SLOW)
    console.wait_for(lambda: console.text.count("[image/png, ") == 1)
    assert "▀" * 40 in console.text
    console.press("left")
    console.wait_for("1 of 2")
    console.press("s")
    console.wait_for("Save this output as")
    console.press("enter")
    console.wait_for("Saved as")
    (saved,) = console.work.glob("cell-3*.png")
    assert saved.read_bytes().startswith(b"\x89PNG")
    console.press("enter")
    console.wait_gone("1 of 2")
    # The mark is on the figure that was looked at; `v` tells what is shown of it instead.
    console.press("v")
    console.wait_for("text/plain, 2 of 2")
    assert console.text.count("<Figure size 640x480 with 1 Axes>") == 1
    console.press("up")
    console.press("enter")
    console.wait_for("stdout as of now")
    console.press("escape")
    console.wait_gone("stdout as of now")
    console.press("escape")
    console.command("Open the last output large")
    console.wait_for("2 of 2")


def test_without_figures_the_gallery_says_how_to_get_some(console: Jtui) -> None:
    console.resize(60, 20)
    console.command("Browse figures")
    console.wait_for("There are no figures in this tab yet.")
    console.press("escape")
    console.wait_gone("There are no figures")
    console.ask("print('still there')")


def test_the_bar_of_a_marked_output_is_seen_without_colours(jtui: Jtui) -> None:
    jtui.start(size=(60, 20), env={"NO_COLOR": "1"})
    jtui.wait_state("idle")
    jtui.ask("print('one\\ntwo')")
    jtui.press("alt+up", "down")
    jtui.wait_for("View large")
    for word in ("one", "two"):
        row = next(number for number, line in enumerate(jtui.lines) if line.rstrip() == word)
        assert jtui.cell(row, 0).reverse
        assert not jtui.cell(row, 1).reverse
    jtui.press("up")
    jtui.wait_for("To prompt")
    assert not jtui.cell(row, 0).reverse
