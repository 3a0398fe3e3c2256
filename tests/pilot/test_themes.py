"""Themes in the palette and on disk: shown on the way, kept, read again; no colours at all."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.color import ColorType
from textual.pilot import Pilot

from tests.pilot import connect_app
from tests.pilot.connect_app import Console, until
from tests.pilot.specs_app import isolate
from tests.pilot.themed import segments, texts
from tui import theming
from tui.screens.themes import ThemePalette
from tui.wire.events import NoticeKind

MINE = 'name = "mine"\ninherits = "nord"\n[colors]\nbackground = "{}"\n'


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Jupyter's configuration directory, empty, and a terminal with all colours."""
    isolate(tmp_path, monkeypatch)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(theming, "LOOK_EVERY", 0.02)
    return tmp_path / "config"


@asynccontextmanager
async def console() -> AsyncIterator[tuple[Console, Pilot[int]]]:
    async with connect_app.console() as (app, pilot):
        yield app, pilot


def write(file: Path, text: str) -> Path:
    """Write a file, and its directory where there is none."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def read(file: Path) -> object:
    """What a JSON file holds, `None` when there is none."""
    return json.loads(file.read_text()) if file.exists() else None


def put(config: Path, text: str, name: str = "mine.toml") -> Path:
    """Write a theme of the user's."""
    directory = config / "jtui" / "themes"
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / name
    file.write_text(text)
    # Two writes in one tick of the file system's clock are two changes all the same.
    stamps = [each.stat().st_mtime_ns for each in directory.iterdir()]
    os.utime(file, ns=(max(stamps) + 1_000, max(stamps) + 1_000))
    return file


async def offered(app: Console, pilot: Pilot[int]) -> None:
    """Open the palette of themes and wait until it lists them."""
    await app.run_action("change_theme")
    await until(pilot, lambda: "catppuccin-mocha" in app.text)


def looked_at(app: Console) -> bool:
    """Whether the files are looked at again and again."""
    return app._follows_themes


def ground(app: Console) -> str:
    """The background of the screen."""
    return str(app.console_screen.styles.background.hex.lower())


async def test_each_theme_is_shown_on_the_way_and_escape_brings_the_first_back(
    config: Path,
) -> None:
    async with console() as (app, pilot):
        first = ground(app)
        await offered(app, pilot)
        assert app.theme == "jtui-dark"
        await pilot.press("down")
        await until(pilot, lambda: app.theme == "catppuccin-latte")
        await pilot.press("down")
        await until(pilot, lambda: app.theme == "catppuccin-mocha")
        assert ground(app) == "#1e1e2e"
        await pilot.press("escape")
        await until(pilot, lambda: app.theme == "jtui-dark")
        await until(pilot, lambda: ground(app) == first)
    assert read(config / "jupyter_tui_config.json") is None


async def test_a_chosen_theme_stays_and_is_written_where_all_else_stays(config: Path) -> None:
    file = write(config / "jupyter_tui_config.json", '{"Prompt": {"auto_close": false}}')
    async with console() as (app, pilot):
        await offered(app, pilot)
        await pilot.press(*"nord")
        await until(pilot, lambda: app.theme == "nord")
        await pilot.press("enter")
        await until(pilot, lambda: "it is written in" in app.said)
        assert app.theme == "nord"
        assert ground(app) == "#2e3440"
        assert str(file) in app.said
    assert read(file) == {
        "Prompt": {"auto_close": False},
        "JtuiApp": {"theme": "nord"},
    }


async def test_a_theme_that_cannot_be_written_stays_for_the_session(config: Path) -> None:
    write(config, "no directory")
    async with console() as (app, pilot):
        app.show_theme("nord", chosen=True)
        await until(pilot, lambda: "until you leave" in app.said)
        assert app.theme == "nord"


async def test_a_more_important_file_is_told_of(config: Path) -> None:
    more = config.parent / "none" / "jupyter_tui_config.py"
    write(more, 'c.JtuiApp.theme = "dracula"\n')
    async with console() as (app, pilot):
        app.show_theme("nord", chosen=True)
        await until(pilot, lambda: "says dracula" in app.said)
        assert app.theme == "nord"


async def test_nothing_is_looked_at_while_a_theme_of_jtuis_own_is_in_use(config: Path) -> None:
    put(config, MINE.format("#000000"))
    async with console() as (app, pilot):
        app.show_theme("nord")
        await pilot.pause()
        assert looked_at(app) is False
        app.show_theme("mine")
        await pilot.pause()
        assert looked_at(app) is True
        app.show_theme("jtui-dark", chosen=True)
        await until(pilot, lambda: not app._follows_themes)


async def test_an_edit_of_the_theme_in_use_shows_at_once(config: Path) -> None:
    put(config, MINE.format("#101010"))
    async with console() as (app, pilot):
        app.show_theme("mine", chosen=True)
        await until(pilot, lambda: ground(app) == "#101010")
        put(config, MINE.format("#202020"))
        await until(pilot, lambda: ground(app) == "#202020")
        put(config, MINE.format("#202020") + '[syntax]\nkeyword = "#abcdef"\n')
        editor = app.console_screen.pane.editor if app.console_screen.pane else None
        assert editor is not None
        editor.text = "import os"
        await until(pilot, lambda: any(each.color == "#abcdef" for each in texts(app) if each.text))


async def test_a_broken_edit_changes_nothing_and_is_told_once_with_all_others(
    config: Path,
) -> None:
    put(config, MINE.format("#101010"))
    put(config, 'name = "other"\ninherits = "mine"\n[colors]\nprimry = 1\n', "other.toml")
    async with console() as (app, pilot):
        app.show_theme("mine", chosen=True)
        await until(pilot, lambda: "written" in app.said)
        before = len(app._notifications)
        put(config, MINE.format("bananas"))
        await until(pilot, lambda: "bananas" in app.said)
        told = [each.message for each in app._notifications][before:]
        assert len(told) == 1
        assert "mine.toml: colors.background is not a colour like #7aa2f7: 'bananas'." in told[0]
        assert "other.toml: colors.primry" in told[0]
        assert "Did you mean primary?" in told[0]
        assert (app.theme, ground(app)) == ("mine", "#101010")
        put(config, MINE.format("#303030"))
        await until(pilot, lambda: ground(app) == "#303030")


async def test_of_many_problems_the_first_are_told(config: Path) -> None:
    put(config, MINE.format("#101010"))
    async with console() as (app, pilot):
        app.show_theme("mine")
        keys = "".join(f'key{number} = "red"\n' for number in range(50))
        put(config, f"{MINE.format('#101010')}{keys}")
        await until(pilot, lambda: "key0" in app.said)
        (told,) = [each.message for each in app._notifications if "key0" in each.message]
        head, *lines = told.split("\n")
        assert head == f"In {config / 'jtui' / 'themes'}:"
        assert lines[0].startswith("mine.toml: colors.key0 is not a key")
        assert lines[-1] == "and 45 more: jtui doctor has all"


async def test_a_theme_that_is_removed_stays_until_another_is_chosen(config: Path) -> None:
    file = put(config, MINE.format("#101010"))
    async with console() as (app, pilot):
        app.show_theme("mine")
        await until(pilot, lambda: ground(app) == "#101010")
        file.unlink()
        await offered(app, pilot)
        assert (app.theme, ground(app)) == ("mine", "#101010")
        await pilot.press("escape")


async def test_a_theme_written_while_the_palette_is_open_can_be_shown(config: Path) -> None:
    async with console() as (app, pilot):
        await offered(app, pilot)
        put(config, MINE.format("#101010"))
        await until(pilot, lambda: "mine" in app._theme_files)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, ThemePalette))
        await offered(app, pilot)
        assert "dark, yours" in app.text


async def test_sixteen_colours_of_a_kernel_are_the_themes(config: Path) -> None:
    async with console() as (app, _):
        app.show_theme("nord")
        red = app.ansi_theme.ansi_colors[1].hex
        assert red == app._theme_files["nord"].output["red"]
        # The toolkit asks at every frame for every part of it.
        assert app.ansi_theme is app.ansi_theme
        app.show_theme("dracula")
        assert app.ansi_theme.ansi_colors[1].hex == app._theme_files["dracula"].output["red"]


@pytest.mark.parametrize(
    ("term", "colorterm", "theme"),
    [
        pytest.param("linux", "", "terminal", id="the console of Linux"),
        pytest.param("xterm-256color", "", "jtui-dark", id="256 colours"),
        pytest.param("xterm", "truecolor", "jtui-dark", id="all colours"),
        pytest.param("", "", "jtui-dark", id="not known"),
    ],
)
async def test_with_sixteen_colours_the_terminals_own_are_used(
    config: Path, monkeypatch: pytest.MonkeyPatch, term: str, colorterm: str, theme: str
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", colorterm)
    async with console() as (app, _):
        assert app.theme == theme


@pytest.mark.parametrize("key", ["", "f1", "ctrl+p", "f4", "ctrl+t"])
async def test_without_colours_nothing_has_any(
    config: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console() as (app, pilot):
        for kind in NoticeKind:
            app.console_screen.sessions[0].tell(kind, f"a {kind}")
        if key:
            await pilot.press(key)
            await pilot.pause(0.3)
        styles = [segment.style for _, _, segment in segments(app) if segment.style]
        colors = [color for each in styles for color in (each.color, each.bgcolor) if color]
        assert all(color.type is ColorType.DEFAULT for color in colors)
        # What is marked, or beside the point, is told apart all the same.
        assert any(style.reverse or style.bold or style.dim for style in styles)
        assert os.environ["NO_COLOR"] == "1"


async def test_without_colours_there_is_no_theme_to_choose(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console() as (app, pilot):
        await app.run_action("change_theme")
        await until(pilot, lambda: "NO_COLOR is set" in app.said)
        assert app.screen is app.console_screen


async def test_an_empty_no_color_is_none(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    async with console() as (app, _):
        assert app.theme == "jtui-dark"
        assert {each.color for each in texts(app)} != set()
        assert os.environ["NO_COLOR"] == ""
