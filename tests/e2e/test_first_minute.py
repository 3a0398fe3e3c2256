"""The first minute: which kernel opens, the keys to begin with, the smallest terminals."""

from __future__ import annotations

import json

import pytest

from tests.e2e.harness import Jtui
from tui.stores.kernelspecs import find_kernelspecs

pytestmark = pytest.mark.e2e

KEYS = "Tab completes · Ctrl+R history · Ctrl+T new tab · F1 help"
QUESTION = "New tab: which kernel?"


def words(jtui: Jtui) -> str:
    """The whole screen without frames, however it wraps."""
    return " ".join(jtui.text.replace("│", " ").split())


def make_unusable(jtui: Jtui, *but: str) -> None:
    """Have no kernelspec of this machine start anything, `but` those of these names."""
    for name in {*find_kernelspecs().specs, "python3", "bash"} - {*but}:
        jtui.kernelspec(name, ["/no/such/program"], f"Gone {name}")


def test_of_several_kernels_one_is_picked_and_is_on_top_the_next_time(jtui: Jtui) -> None:
    jtui.python_spec("zoology", "Zoology")
    jtui.start(picks=True, size=(100, 30))
    jtui.wait_for(QUESTION)
    jtui.wait_for("Zoology")
    jtui.type("zoo")
    jtui.wait_gone("Python 3")
    jtui.press("enter")
    jtui.wait_state("idle")
    jtui.wait_for(KEYS)
    jtui.enter("6*7")
    jtui.wait_for("Out[1]: 42")
    jtui.wait_gone(KEYS)
    jtui.press("ctrl+q")
    jtui.wait_for("What becomes of the kernel")
    jtui.press("s")
    assert jtui.wait_exit() == 0
    jtui.start(picks=True, size=(100, 30))
    jtui.wait_for(QUESTION)
    jtui.wait_for("› Zoology")
    jtui.press("enter")
    jtui.wait_state("idle")
    assert "Zoology" in jtui.tabs


def test_the_only_kernel_that_can_start_is_started(jtui: Jtui) -> None:
    make_unusable(jtui)
    jtui.python_spec("only", "The only one")
    jtui.start(picks=True, size=(100, 30))
    jtui.wait_state("idle")
    assert "The only one" in jtui.tabs


def test_a_configured_kernel_is_started(jtui: Jtui) -> None:
    jtui.python_spec("mine", "Mine")
    fields = {"JtuiApp": {"default_kernel": "mine"}}
    (jtui.config / "jupyter_tui_config.json").write_text(json.dumps(fields))
    jtui.start(picks=True, size=(100, 30))
    jtui.wait_state("idle")
    assert "Mine" in jtui.tabs


def test_who_picks_none_leaves(jtui: Jtui) -> None:
    jtui.start(picks=True, size=(60, 20))
    jtui.wait_for(QUESTION)
    jtui.press("escape")
    assert jtui.wait_exit() == 0
    jtui.check_nothing_is_left()


def test_where_no_kernel_can_start_one_can_be_installed(jtui: Jtui) -> None:
    make_unusable(jtui)
    jtui.start(picks=True, size=(60, 20))
    offer = "There is no kernel on this machine that could be started."
    jtui.wait_for(lambda: offer in words(jtui), what="the offer")
    jtui.press("i")
    jtui.wait_for("Python environments")
    jtui.press("escape")
    jtui.wait_for(lambda: offer in words(jtui), what="the offer again")
    jtui.press("q")
    assert jtui.wait_exit() == 0


def press_and_see(jtui: Jtui, key: str) -> None:
    """Press a key, and wait until that is seen."""
    jtui.settle()
    before = jtui.text
    jtui.press(key)
    jtui.wait_for(lambda: jtui.text != before, what=f"something other after {key}")


@pytest.mark.parametrize("size", [(20, 5), (20, 7), (60, 20), (300, 100)])
def test_there_is_a_prompt_in_every_terminal(jtui: Jtui, size: tuple[int, int]) -> None:
    jtui.start(size=size)
    jtui.wait_for("In [1]:")
    jtui.enter("6*7")
    jtui.wait_for("In [2]:")
    jtui.wait_for("42")
    for key in ("f1", "ctrl+p", "ctrl+r", "ctrl+t", "f4"):
        press_and_see(jtui, key)
        press_and_see(jtui, "escape")
        jtui.wait_for("In [2]:")
    jtui.settle()
    jtui.enter("7*7")
    jtui.wait_for("49")
