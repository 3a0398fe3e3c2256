"""The start: what the command line and the configuration say, right and wrong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

THEME = """
name = "mine"
dark = true

[colors]
primary = "not a colour"
"""


def test_an_unknown_kernel_is_refused_without_touching_the_screen(jtui: Jtui) -> None:
    jtui.start("--kernel", "nope")
    assert jtui.wait_exit() == 2
    assert "There is no kernel called nope." in jtui.text
    assert "python3" in jtui.text
    assert b"\x1b" not in jtui.raw
    jtui.check_nothing_is_left()


def test_without_a_terminal_jtui_says_so(jtui: Jtui) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "tui"],
        cwd=jtui.work,
        env=jtui.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert finished.returncode == 2
    assert "There is no terminal" in finished.stderr
    assert finished.stdout == ""
    jtui.check_nothing_is_left()


def test_a_broken_theme_is_named_and_jtui_starts(jtui: Jtui) -> None:
    themes = jtui.config / "jtui" / "themes"
    themes.mkdir(parents=True)
    (themes / "mine.toml").write_text(THEME)
    jtui.start("--theme", "mine", size=(120, 40))
    jtui.wait_for("mine.toml")
    jtui.wait_for("primary")
    jtui.wait_for("there is no theme mine")
    jtui.wait_state("idle")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")


def test_a_broken_configuration_is_named_and_jtui_starts(jtui: Jtui) -> None:
    (jtui.config / "jupyter_tui_config.py").write_text(
        "c.Transcript.output_cap = 'much'\nc.JtuiApp.colour = 'red'\n"
    )
    jtui.start(size=(160, 40))
    jtui.wait_for("Transcript.output_cap")
    jtui.wait_for("JtuiApp.colour")
    assert "jupyter_tui_config.py" in jtui.text
    jtui.wait_state("idle")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")


def test_notices_leave_the_prompt_and_the_status_in_view(jtui: Jtui) -> None:
    jtui.start("--theme", "none-such", size=(120, 40))
    jtui.wait_for("there is no theme")
    jtui.settle()
    rule = jtui.row("In [1]:") - 1
    assert jtui.lines[rule] == "─" * 120
    assert jtui.status.endswith("/work")


def test_a_configuration_that_is_no_python_is_named(jtui: Jtui) -> None:
    (jtui.config / "jupyter_tui_config.py").write_text("c.JtuiApp.theme = (\n")
    jtui.start(size=(120, 40))
    jtui.wait_for("SyntaxError")
    jtui.wait_state("idle")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")


@pytest.mark.parametrize("theme", ["jtui-dark", "jtui-light", "terminal"])
def test_every_built_in_theme_can_be_worked_in(jtui: Jtui, theme: str) -> None:
    jtui.start("--theme", theme, size=(120, 40))
    jtui.wait_state("idle")
    jtui.enter("print('words')")
    jtui.wait_done(1)
    cell = jtui.character("words")
    assert (cell.fg, cell.bg) == ("default", "default") or cell.fg != cell.bg
    assert ((cell.fg, cell.bg) == ("default", "default")) == (theme == "terminal")


def test_help_and_palette_are_a_key_away(console: Jtui) -> None:
    console.press("f1")
    console.wait_for("Keys in the prompt")
    console.wait_for("Ctrl+Enter")
    console.press("escape")
    console.wait_gone("Keys in the prompt")
    console.press("ctrl+p")
    console.wait_for("Search")
    console.press("escape")
    console.wait_gone("Search")
    console.enter("1+1")
    console.wait_for("Out[1]: 2")


def test_what_is_typed_before_there_is_a_prompt_is_in_it_then(jtui: Jtui) -> None:
    jtui.start(size=(120, 40))
    while b"\x1b[?1049h" not in jtui.raw:
        assert jtui.read(10)
    jtui.type("6")
    jtui.type("*7")
    jtui.wait_for("In [1]: 6*7")
    jtui.press("enter")
    jtui.wait_for("Out[1]: 42")
