"""Pictures in a terminal, from real libraries."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

SLOW = 90.0
"""Seconds for matplotlib, which looks at all fonts the first time."""


def test_inline_figures_of_matplotlib_are_shown(console: Jtui) -> None:
    pytest.importorskip("matplotlib")
    console.enter("%matplotlib inline")
    console.wait_done(1)
    console.enter("import matplotlib.pyplot as plt")
    console.wait_for("In [3]:", SLOW)
    console.enter("_ = plt.plot([1, 4, 2]); _ = plt.figure(); _ = plt.plot([3, 1])")
    console.wait_for(lambda: console.text.count("[image/png, ") == 2, SLOW)
    assert "▀" * 40 in console.text
    # The words are there as well.
    console.press("alt+up")
    console.press("v")
    console.wait_for(lambda: console.text.count("<Figure size 640x480 with 1 Axes>") == 1)


def test_no_picture_is_drawn_when_none_is_wanted(jtui: Jtui) -> None:
    pytest.importorskip("PIL")
    jtui.start("--images", "off", size=(100, 30))
    jtui.wait_state("idle")
    jtui.enter("from PIL import Image; Image.new('RGB', (40, 40))")
    jtui.wait_for("[image/png]")
    assert "▀" not in jtui.text


def test_damaged_pictures_are_a_line_and_keys_stay_live(console: Jtui) -> None:
    console.enter("from IPython.display import publish_display_data as show")
    console.wait_done(1)
    console.enter("show({'image/png': 'no picture', 'text/plain': 'words'})")
    console.wait_for("[image/png: it is no base64 text]")
    console.enter("show({'image/svg+xml': '<svg'})")
    console.wait_for("[image/svg+xml: it is no SVG that can be drawn]")
    console.enter("show({'image/png': 'A' * 50_000_000})")
    console.type("draft")
    console.wait_for(lambda: console.draft == ["draft"], 5.0)
    console.wait_for("[image/png: it is no such picture]", SLOW)
