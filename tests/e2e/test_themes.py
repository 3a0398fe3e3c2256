"""Themes in a real terminal: chosen, kept for the next start, no colour where none is wanted."""

from __future__ import annotations

import json
import re

import pytest

from tests.e2e.harness import Jtui

_SGR = re.compile(rb"\x1b\[([0-9;:]*)m")


def colours(raw: bytes) -> set[bytes]:
    """The colours that were asked for, as parameters of SGR sequences."""
    fields = (field for found in _SGR.findall(raw) for field in found.split(b";"))
    return {field for field in fields if re.fullmatch(rb"3[0-8]|4[0-8]|9[0-7]|10[0-7]", field)}


def test_a_theme_chosen_in_the_palette_is_there_at_the_next_start(jtui: Jtui) -> None:
    jtui.start(size=(120, 40))
    jtui.wait_state("idle")
    jtui.command("Change the theme")
    jtui.wait_for("catppuccin-latte")
    jtui.type("nord")
    jtui.wait_for(lambda: jtui.cell(20, 20).bg == "2e3440", what="the theme, before it is chosen")
    jtui.press("enter")
    jtui.wait_for("it is written in")
    written = json.loads((jtui.config / "jupyter_tui_config.json").read_text())
    assert written == {"JtuiApp": {"theme": "nord"}}
    jtui.press("ctrl+q")
    jtui.wait_for("Quit and shut down")
    jtui.press("s")
    jtui.wait_exit()
    jtui.raw = b""
    jtui.start(size=(120, 40))
    jtui.wait_state("idle")
    assert jtui.cell(20, 20).bg == "2e3440"


def test_no_color_leaves_no_colour_of_jtui_and_none_of_the_kernel(jtui: Jtui) -> None:
    jtui.start(size=(120, 40), env={"NO_COLOR": "1"})
    jtui.wait_state("idle")
    jtui.ask(r"print('\x1b[31mred\x1b[0m', '\x1b[48;5;21mblue ground\x1b[0m'); 1/0")
    jtui.press("ctrl+p")
    jtui.wait_for("Search")
    jtui.press("escape")
    assert colours(jtui.raw) == set()
    assert jtui.character("In [1]:").bold
    assert jtui.character("blue ground").reverse


def test_a_console_with_sixteen_colours_is_sent_no_others(jtui: Jtui) -> None:
    jtui.start(size=(120, 40), env={"TERM": "linux", "COLORTERM": ""})
    jtui.wait_state("idle")
    jtui.ask("import sys; print('out'); 1/0")
    asked = colours(jtui.raw)
    assert asked
    assert not asked & {b"38", b"48"}


def test_a_broken_theme_is_told_and_the_default_is_used(jtui: Jtui) -> None:
    themes = jtui.config / "jtui" / "themes"
    themes.mkdir(parents=True)
    (themes / "a.toml").write_text('name = "a"\ninherits = "b"\n')
    (themes / "b.toml").write_text('name = "b"\ninherits = "a"\n[colors]\nprimry = "red"\n')
    jtui.start("--theme", "a", size=(160, 40))
    jtui.wait_state("idle")
    text = " ".join(jtui.text.split())
    assert "inherits" in text and "primry" in text
    assert "there is no theme a; there are" in text
    assert jtui.cell(20, 20).bg == "14171d"


@pytest.mark.parametrize("by_option", [True, False])
def test_an_edit_of_the_theme_that_jtui_began_with_is_shown(jtui: Jtui, by_option: bool) -> None:
    mine = 'name = "mine"\ninherits = "nord"\n[colors]\nbackground = "{}"\n'
    file = jtui.config / "jtui" / "themes" / "mine.toml"
    file.parent.mkdir(parents=True)
    file.write_text(mine.format("#101010"))
    if not by_option:
        (jtui.config / "jupyter_tui_config.py").write_text("c.JtuiApp.theme = 'mine'\n")
    jtui.start(*(("--theme", "mine") if by_option else ()), size=(120, 40))
    jtui.wait_state("idle")
    assert jtui.cell(20, 20).bg == "101010"
    file.write_text(mine.format("#20203a"))
    jtui.wait_for(lambda: jtui.cell(20, 20).bg == "20203a", what="the theme as it is now")
    file.write_text(mine.format("bananas"))
    jtui.wait_for("bananas")
    assert jtui.cell(20, 20).bg == "20203a"
    file.write_text(mine.format("#30302a"))
    jtui.wait_for(lambda: jtui.cell(20, 20).bg == "30302a", what="the theme as it is now")


@pytest.mark.parametrize("broken", ['[colors]\nprimry = "red"\n', "[colors"])
def test_a_theme_that_is_mended_takes_its_place(jtui: Jtui, broken: str) -> None:
    file = jtui.config / "jtui" / "themes" / "mine.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'name = "mine"\ninherits = "none"\n{broken}')
    jtui.start("--theme", "mine", size=(160, 40))
    jtui.wait_state("idle")
    assert jtui.cell(20, 20).bg == "14171d"
    file.write_text('name = "mine"\ninherits = "nord"\n[colors]\nbackground = "#101010"\n')
    jtui.wait_for(lambda: jtui.cell(20, 20).bg == "101010", what="the theme as it is now")
