"""Being told that work is over that one does not look at."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

SLOW = "import time; time.sleep(1.5)"
FOCUS_LOST, FOCUS_GAINED = "\x1b[O", "\x1b[I"


def rings(jtui: Jtui) -> int:
    """How often the bell rang: a BEL that ends no sequence."""
    return jtui.raw.count(b"\x07")


@pytest.fixture
def two(jtui: Jtui) -> Jtui:
    """jtui with two tabs on IPython kernels that are ready, the first in view."""
    kernels = ("--kernel", "python3", "--kernel", "python3")
    jtui.start(*kernels, "--Notices.after=1", size=(100, 30))
    jtui.press("alt+2")
    jtui.wait_for("Python 3 (2)")
    jtui.wait_state("idle")
    jtui.press("alt+1")
    jtui.wait_state("idle")
    return jtui


def test_a_long_cell_in_a_hidden_tab_rings_and_marks_it_until_it_is_looked_at(two: Jtui) -> None:
    before = rings(two)
    two.enter(SLOW)
    two.wait_state("busy")
    two.press("alt+2")
    two.wait_for(lambda: "1 Python 3 ✓" in two.tabs)
    two.wait_for(lambda: rings(two) == before + 1)
    two.press("alt+1")
    two.wait_for(lambda: "✓" not in two.tabs)
    two.enter(f"{SLOW}; 1/0")
    two.wait_state("busy")
    two.press("alt+2")
    two.wait_for(lambda: "1 Python 3 !" in two.tabs)
    assert rings(two) == before + 2


def test_what_is_in_view_or_short_is_told_to_nobody(two: Jtui) -> None:
    before = rings(two)
    two.enter(SLOW)
    two.wait_done(1)
    two.enter("import time; time.sleep(0.3); print('slept')")
    two.press("alt+2")
    two.wait_for(lambda: "1 Python 3 +" in two.tabs)
    two.press("alt+1")
    two.wait_done(2)
    assert rings(two) == before
    assert "✓" not in two.tabs


def test_without_the_focus_the_tab_in_view_rings_too(two: Jtui) -> None:
    before = rings(two)
    two.enter(SLOW)
    two.send(FOCUS_LOST)
    two.wait_for(lambda: "1 Python 3 ✓" in two.tabs)
    two.wait_for(lambda: rings(two) == before + 1)
    two.send(FOCUS_GAINED)
    two.wait_for(lambda: "✓" not in two.tabs)


def test_a_terminal_that_notifies_is_told_the_words(jtui: Jtui) -> None:
    wezterm = {"TERM_PROGRAM": "WezTerm"}
    jtui.start("--kernel", "python3", "--Notices.after=1", size=(100, 30), env=wezterm)
    jtui.wait_state("idle")
    jtui.enter(SLOW)
    jtui.send(FOCUS_LOST)
    jtui.wait_for(lambda: b"\x1b]777;notify;Python 3;In [1] is done after 1." in jtui.raw)


def test_no_sound_is_made_where_none_is_wanted(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--Notices.after=1", "--Notices.how=none", size=(100, 30))
    jtui.wait_state("idle")
    before = rings(jtui)
    jtui.enter(SLOW)
    jtui.send(FOCUS_LOST)
    jtui.wait_for(lambda: "1 Python 3 ✓" in jtui.tabs)
    assert rings(jtui) == before
