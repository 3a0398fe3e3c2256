"""The prompt is edited with the keys of vi and of emacs, as a terminal sends them."""

from __future__ import annotations

from time import monotonic

import pytest

from tests.e2e.harness import Jtui
from tui.widgets.prompt.vi.keys import AGAIN

pytestmark = pytest.mark.e2e


@pytest.fixture
def vi(jtui: Jtui) -> Jtui:
    jtui.start("--Prompt.editing_mode=vi")
    jtui.wait_for("INSERT")
    return jtui


@pytest.fixture
def emacs(jtui: Jtui) -> Jtui:
    jtui.start("--Prompt.editing_mode=emacs")
    jtui.wait_for("In [1]:")
    return jtui


def test_vi_edits_and_runs(vi: Jtui) -> None:
    vi.type("hello = 1")
    vi.press("escape")
    vi.wait_for("NORMAL")
    vi.type("0cwworld")
    vi.wait_for(lambda: vi.draft == ["world = 1"], what="the changed word")
    vi.wait_for("INSERT")
    vi.press("escape")
    vi.wait_for("NORMAL")
    vi.type("oworld + 41")
    vi.wait_for(lambda: vi.draft == ["world = 1", "world + 41"], what="the second line")
    vi.wait_for("INSERT")
    # With the Esc still on its way, Enter would be Alt+Enter.
    vi.press("escape")
    vi.wait_for("NORMAL")
    vi.press("enter")
    vi.wait_for("Out[1]: 42")
    vi.wait_for("INSERT")
    # The input comes back with k, and is run again by Enter.
    vi.press("escape")
    vi.wait_for("NORMAL")
    vi.type("k")
    vi.wait_for(lambda: vi.draft == ["world = 1", "world + 41"], what="the last input")
    vi.type("ggDu")
    vi.press("ctrl+r", "u")
    vi.wait_for(lambda: vi.draft == ["world = 1", "world + 41"], what="the undone change")
    vi.press("enter")
    vi.wait_for("Out[2]: 42")


@pytest.mark.parametrize("keys", ["w", "b", "1", "t", "a", "0", "O", "$"])
def test_a_key_right_after_esc_is_never_alt_while_typing(vi: Jtui, keys: str) -> None:
    """As multiplexers send it that wait for what follows an Esc."""
    vi.type("one")
    if keys == "O":
        # Alone that begins what keys send; a moment later it is a key.
        vi.send("\x1b")
        vi.wait_for("NORMAL")
        vi.send("O")
    else:
        vi.send(f"\x1b{keys}")
    if keys in "aO":
        vi.wait_for("INSERT")
    else:
        vi.wait_for("NORMAL")
    vi.press("escape")
    vi.wait_for("NORMAL")
    assert vi.draft == (["", "one"] if keys == "O" else ["one"])
    assert vi.tabs.count("Python 3") == 1


def test_an_esc_too_many_is_no_alt_either(vi: Jtui) -> None:
    vi.type("one")
    vi.send("\x1b")
    vi.wait_for("NORMAL")
    vi.send("\x1bt\x1bx")
    vi.wait_for(lambda: vi.draft == ["on"], what="the last character gone")
    assert vi.tabs.count("Python 3") == 1


def test_alt_is_alt_where_esc_means_nothing(vi: Jtui) -> None:
    vi.type("one")
    vi.press("escape")
    vi.wait_for("NORMAL")
    later = monotonic() + AGAIN
    vi.wait_for(lambda: monotonic() > later, what="Esc to mean nothing again")
    vi.press("alt+t")
    vi.wait_for(lambda: "same kernel" in vi.tabs, what="a second tab")


def test_emacs_kills_and_yanks_and_its_keys_are_nobody_elses(emacs: Jtui) -> None:
    emacs.type("one two")
    # Ctrl+F, Ctrl+T and Ctrl+P are find, new tab and palette else.
    emacs.press("ctrl+a", "ctrl+f", "ctrl+t", "ctrl+p", "ctrl+n")
    emacs.wait_for(lambda: emacs.draft == ["noe two"], what="swapped characters")
    emacs.press("alt+d", "alt+backspace")
    emacs.press("ctrl+u", "ctrl+k")
    emacs.type("'a' ")
    emacs.press("ctrl+w", "ctrl+y", "ctrl+y")
    emacs.wait_for(lambda: emacs.draft == ["'a' 'a'"], what="what was yanked")
    emacs.press("enter")
    emacs.wait_for("Out[1]: 'aa'")
    emacs.press("ctrl+p")
    emacs.wait_for(lambda: emacs.draft == ["'a' 'a'"], what="the input before")
    emacs.press("alt+x")
    emacs.wait_for("Search")
    emacs.type("Edit with vi keys")
    emacs.wait_for(lambda: emacs.text.count("Edit with vi keys") > 1, what="the command")
    emacs.press("enter")
    emacs.wait_for("INSERT")


def test_a_set_is_chosen_in_the_palette_and_its_keys_are_listed(console: Jtui) -> None:
    console.command("Edit with emacs keys")
    console.wait_for("Alt+X")
    console.press("f1")
    console.wait_for("The emacs keys of the prompt")
    console.wait_for("Yank what was killed last")
    console.press("escape")
    console.press("alt+n")
    console.wait_for("Python 3")


def test_what_is_wrong_in_the_keymap_is_said_at_once_with_its_file(jtui: Jtui) -> None:
    file = jtui.config / "jupyter_tui_config.py"
    file.write_text(
        "c.JtuiApp.keymap = {'session.nww': 'f12', 'kernel.restart': 'pagup,Ctrl+F7',"
        " 'app.quit': 'Ctrl+F9', 'session.rename': 'f12', 'session.new': 'f1'}"
    )
    jtui.start(size=(160, 30))
    jtui.wait_for("there is no action session.nww. Did you mean session.new?")
    jtui.wait_for("pagup, for kernel.restart, is no key. Did you mean pageup?")
    jtui.wait_for("F1, for session.new, is also the key of app.help, which has no other key.")
    assert jtui.text.count("JtuiApp.keymap:") == jtui.text.count("jupyter_tui_config.py:") == 1
    # The good ones are used, also for what only the palette has.
    jtui.send("\x1b[24~")
    jtui.wait_for("Name of this tab")
